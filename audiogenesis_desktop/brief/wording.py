"""What a prompt says outright: tempo, key, meter, length, hits, instruments, style and density.

Each reader takes the text and returns where the words stand and what they mean; what a reader has understood is
blanked before the next one looks, so that "hit at 12 seconds" is not taken for a length.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from audiogenesis_desktop.brief.arcs import find_wishes, without_rivals
from audiogenesis_desktop.brief.brief import Cause
from audiogenesis_desktop.brief.keywords import read_key
from audiogenesis_desktop.brief.lexicon import Found, find_phrases, fold, load_lexicon, phrase_key, straighten, words_of
from audiogenesis_desktop.brief.moments import Hits, read_end, read_hits
from audiogenesis_desktop.brief.naming import read_instruments
from audiogenesis_desktop.brief.numbers import NUMBER, parse_number, range_start
from audiogenesis_desktop.brief.seconds import LONGEST_SECONDS, SHORTEST_SECONDS, Length, is_taken_back, read_length
from audiogenesis_desktop.brief.style_words import StyleWord, find_styles, is_hint, style_words, weighted
from audiogenesis_desktop.brief.telling import another_length, listed_seconds
from audiogenesis_desktop.brief.unread import find_unread, telling, words_in
from audiogenesis_desktop.style.book import book, families_of

MIN_TEMPO, MAX_TEMPO = 30.0, 240.0
METERS = frozenset({*((n, 4) for n in range(2, 8)), (2, 2), (3, 2), *((n, 8) for n in (3, 5, 6, 7, 9, 10, 11, 12))})

_N = NUMBER
_BPM = (
    r"(?:bpm|b\.p\.m\.?|beats?[\s-]*(?:per|a|/|each)[\s-]*min(?:ute)?|a la noire|"
    r"(?:battements|schlagen?|pulsaciones|pulsos|battiti|batidas)\s+(?:par|pro|por|al|a)\s+min\w*)"
)
_BEFORE_A_RANGE = re.compile(r"^(?:between|zwischen|entre|tra|tempo|bpm|speed)[\s:=]+(?:of\s+)?")
_TEMPO_RANGE = re.compile(rf"(?:\bbetween\s+({_N})\s*(?:{_BPM})?\s+and\s+|{range_start(_BPM)})({_N})[\s-]*{_BPM}")
_TEMPO = re.compile(rf"({_N})(?:[\s-]?ish|\s+or\s+so)?[\s-]*{_BPM}")
_TEMPO_BEFORE = re.compile(
    rf"(?:\b(?:tempo|bpm|speed)(?:\s+(?:of|at|is|around|about|roughly|near))*\s*[:=]?\s*|\bm\.m\.\s*=?\s*|[♩q]\s*=\s*)({_N})(?:\s*(?:-|to)\s*({_N}))?"
    r"(?![\d:/]|\s*(?:seconds?|secs?|minutes?|mins?|km|mph|%))"
)
# "at 110" alone, as musicians say it; "at 60 km/h" and "at 50 guests" are none.
_TEMPO_AT = re.compile(
    r"(?:\bat\s+|@\s*)(?:about\s+|around\s+|roughly\s+)?(\d{2,3})(?=\s*(?:$|[,;!?)\n]|\.(?!\d)|"
    r"(?:and|in|with|for|please|that|but|then|or so)\b))"
)
# "about 118" at the end of a clause, and "134" as an item of a list; "people around 40" is none. Words are begun at
# their first letter alone, or one of 20,000 letters would take seconds.
_TEMPO_ALONE = re.compile(
    r"(?:(?:^|[;.(]|(?<![\d])(?<!\d\s),)\s*|(?<![a-z&])(?P<word>[a-z&]+)\s+(?=[acr~]))"
    r"(?P<about>(?:around|about|roughly|circa|approximately|approx\.?)\s+|~\s*)?(?P<bpm>\d{2,3})(?=\s*(?:$|[,;!?)\n]|\.(?!\d)))(?!\s*,\s*\d)"
)
_LEAST_ALONE, _MOST_ALONE = 60.0, 200.0
# "dnb tune 174 with a reese bass": what counts something else is followed by its noun.
_TEMPO_AFTER = re.compile(
    r"(?<![a-z&])(?P<word>[a-z&]+)\s+(?P<bpm>\d{2,3})(?=\s*(?:$|[,;!?)\n]|\.(?!\d)|(?:with|for|and|in|on|under)\b))"
)
_BEYOND_STYLE = 1.1  # a number that stands after a style's name is its tempo up to so far beyond what is usual
_NOTES = {
    "whole": 4.0,
    "semibreve": 4.0,
    "half": 2.0,
    "minim": 2.0,
    "quarter": 1.0,
    "crotchet": 1.0,
    "eighth": 0.5,
    "quaver": 0.5,
    "8th": 0.5,
    "16th": 0.25,
    "sixteenth": 0.25,
    "1/2": 2.0,
    "1/4": 1.0,
    "1/8": 0.5,
    "♩": 1.0,
    "♪": 0.5,
}  # in quarters
_TEMPO_OF_NOTE = re.compile(
    rf"(?<!\w)(dotted[\s-]+)?({'|'.join(_NOTES)})(?:[\s-]+notes?)?(\s?\.)?\s*(?:=|:|equals|is|at)\s*({_N})(?:[\s-]*{_BPM})?(?![\d:/])"
)
_METER = re.compile(
    r"(?<![\d/.])(\d{1,2})\s?/\s?(\d{1,2})(?![\d/]|\.\d)(\s*-?\s*(?:time|meter|metre|signature|takt|beat))?"
)
_NOT_A_METER = re.compile(r"\s*(?:of\b|full\b|cups?\b|inch|miles?\b|hours?\b|price|off\b|time job|\")")
_BARS = re.compile(rf"({_N})[\s-]*(?:bars?|measures?)\b")
_NOT_A_LENGTH_IN_BARS = re.compile(r"(?:every|each|per|first|last|after)\s+(?:\w+\s+)?$")


# What the wording tells apart, and the Brief's field that it settles.
FIELD_OF = {"mode": "key", "bars": "length_seconds"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a prompt says: fields of the Brief by name, where it says them, and what could not be met.

    Beside the Brief's own names, `mode` stands for a key of which the prompt gives the mode alone, `bars` for a
    length in bars; `is_pace` tells that a tempo is but a word such as "slow", `is_ensemble` that the instruments are
    all that play, `vague` which others their words may mean. `style` may name families beside styles of the book.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    causes: tuple[Cause, ...] = ()
    notices: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


class _Gathered(NamedTuple):
    values: dict[str, Any]
    spans: dict[str, tuple[int, int]]
    causes: list[Cause]
    notices: list[str]

    def put(self, name: str, value: Any, span: tuple[int, int] | None, *causes: Cause) -> None:
        """Take in a field's value and where it is said: by `causes` word by word, or else by the whole span."""
        self.values[name] = value
        if span is not None:
            self.spans[name] = span
            self.causes.extend(causes or [Cause(FIELD_OF.get(name, name), *span)])


def read_wording(prompt: str) -> Said:
    """Return what a prompt says outright; what is said later wins over what was said before."""
    gathered = _Gathered({}, {}, [], [])
    text = _read_times(fold(prompt), gathered)
    text = _read_tempo(text, gathered)
    text = _read_meter(text, gathered)
    _read_key(prompt, gathered)
    _read_players(prompt, text, gathered)
    _read_density(text, gathered)
    _read_course(text, gathered)
    wishes = find_unread(fold(prompt), [(cause.start, cause.end) for cause in gathered.causes])
    notices = (*gathered.notices, *filter(None, [telling(prompt, wishes)]))
    unread = tuple(words_in(prompt, wish) for wish in wishes)
    return Said(gathered.values, gathered.spans, tuple(gathered.causes), notices, unread)


def _read_times(text: str, gathered: _Gathered) -> str:
    """Read hits, then the length and where it all ends; return the text with these blanked."""
    hits = read_hits(text)
    text = blank(text, *hits.spans)
    length = read_length(text)
    ending = read_end(text)
    if ending is not None and (length.seconds is None or length.seconds == ending[0]):
        length = Length(ending[0], ending[1:], (*length.spans, ending[1:]))
    elif ending is not None:  # a piece of another length stops there, and goes on
        hits = hits.with_stop(*ending)
    _put_hits(hits, gathered)
    if length.seconds is not None:
        fitting = _within(length.seconds, SHORTEST_SECONDS, LONGEST_SECONDS)
        if fitting != length.seconds:
            gathered.notices.append(another_length(length.seconds, fitting))
        gathered.put("length_seconds", fitting, length.span)
        gathered.notices.extend(_of_several(text, length))
    return blank(text, *hits.spans, *length.spans)


def _put_hits(hits: Hits, gathered: _Gathered) -> None:
    if hits.moments:
        gathered.put("hits", hits.moments, hits.spans[0], *(Cause("hits", *span) for span in hits.spans))
    if hits.kinds:
        gathered.put("hit_kinds", hits.kinds, None)


def _of_several(text: str, length: Length) -> Iterator[str]:
    """Yield what to tell where more lengths than one are said."""
    start, end = length.span or (0, 0)
    if length.is_middle:
        given = _BEFORE_A_RANGE.sub("", text[start:end])
        yield f"Of {given} the middle was taken: {_short(length.seconds or 0.0)} s."
    if length.others:  # as versions, or one after another
        taken, others = _short(length.seconds or 0.0), listed_seconds(length.others)
        yield f"One piece has one length: {taken} s was taken; export it with versions for {others}."


def _read_tempo(text: str, gathered: _Gathered) -> str:
    found = _find_tempi(text)
    if found:
        last = max(found, key=lambda f: f.start)
        fitting = _within(last.value, MIN_TEMPO, MAX_TEMPO)
        if fitting != last.value:
            requested, taken = _short(last.value), _short(fitting)
            gathered.notices.append(f"A tempo of {requested} bpm cannot be played: it was set to {taken} bpm.")
        gathered.put("tempo_bpm", fitting, (last.start, last.end))
        given = _BEFORE_A_RANGE.sub("", text[last.start : last.end])
        if len(re.findall(_N, given)) == 2:
            gathered.notices.append(f"Of {given} the middle was taken: {_short(fitting)} bpm.")
        if _has_others(text, found, last):
            gathered.notices.append(f"One piece has one tempo: {_short(fitting)} bpm was taken.")
        return blank(text, *((f.start, f.end) for f in found))
    return _read_tempo_words(text, gathered)


def _has_others(text: str, found: Sequence[Found[Any]], last: Found[Any]) -> bool:
    """Return whether another value than the last is asked for as well, and not taken back."""
    return any(f.value != last.value and not is_taken_back(text[f.end : last.start]) for f in found)


def _find_tempi(text: str) -> list[Found[float]]:
    """Return the tempi given in numbers; a range counts as its middle."""
    found = []
    for match in _TEMPO_RANGE.finditer(text):
        low, high = parse_number(match[1] or match[2] or match[3]), parse_number(match[4])
        found.append(Found(match.start(), match.end(), (abs(low) + abs(high)) / 2))
    for match in _TEMPO_OF_NOTE.finditer(text):
        quarters = _NOTES[match[2]] * (1.5 if match[1] or match[3] else 1.0)
        found.append(Found(match.start(), match.end(), quarters * parse_number(match[4])))
    text = blank(text, *((f.start, f.end) for f in found))
    for pattern in (_TEMPO, _TEMPO_BEFORE, _TEMPO_AT):
        for match in pattern.finditer(text):
            low = parse_number(match[1])
            high = abs(parse_number(match[2])) if pattern is _TEMPO_BEFORE and match[2] else low
            if pattern is not _TEMPO_AT or (not found and MIN_TEMPO <= low <= MAX_TEMPO):
                found.append(Found(match.start(), match.end(), (low + high) / 2))
        text = blank(text, *((f.start, f.end) for f in found))
    return found or list(_find_bare_tempi(text))


def _find_bare_tempi(text: str) -> Iterator[Found[float]]:
    """Yield numbers that stand alone and can only be a tempo: where a style is named, or "about" after music."""
    alone, after = list(_TEMPO_ALONE.finditer(text)), list(_TEMPO_AFTER.finditer(text))
    styles = _styles(text, ()) if alone or after else []
    for match in alone:
        bpm, word = float(match["bpm"]), match["word"]
        is_music = bool(styles) if word is None else bool(match["about"]) and _is_musical(word)
        if is_music and _LEAST_ALONE <= bpm <= _MOST_ALONE:
            yield Found(match.start("about") if match["about"] else match.start("bpm"), match.end(), bpm)
    for match in after:
        bpm, end = float(match["bpm"]), match.end("word")
        names_music = match["word"] in load_lexicon().tempo_nouns or any(f.end == end for f in styles)
        if names_music and any(_may_play_at(bpm, f.value.name) for f in styles):
            yield Found(match.start("bpm"), match.end("bpm"), bpm)


def _is_musical(word: str) -> bool:
    lexicon = load_lexicon()
    return word in lexicon.tempo_nouns or word in lexicon.musical_nouns or word in style_words()


def _may_play_at(bpm: float, style: str) -> bool:
    """Return whether a tempo is one of a style's, or little beyond."""
    known = book().get(style)
    if known is None:
        return False
    low, high = known.time.tempo
    return low / _BEYOND_STYLE <= bpm <= high * _BEYOND_STYLE


def _read_tempo_words(text: str, gathered: _Gathered) -> str:
    lexicon = load_lexicon()
    words = words_of(text)
    names = find_phrases(text, words, lexicon.names)
    found = [
        *find_phrases(text, words, lexicon.tempo_names),
        *(
            f
            for f in find_phrases(text, words, lexicon.tempo_adjectives)
            if (_before_music(text, f.end) or _is_item(text, f.start, f.end))
            and not any(name.start <= f.start < name.end for name in names)  # "slow strings" are an instrument
        ),
        *(f for f in find_phrases(text, words, lexicon.tempo_adjectives_abroad) if _beside_music(text, f)),
    ]
    found = [f for f in found if not re.search(r"\b(?:not|no|isn't|not too|never)\s+(?:\w+\s+)?$", text[: f.start])]
    if found:
        last = max(found, key=lambda f: f.end)
        gathered.put("tempo_bpm", last.value, (last.start, last.end))
        gathered.values["is_pace"] = phrase_key(text[last.start : last.end]) not in lexicon.tempo_marks
    return text


def _is_item(text: str, start: int, end: int) -> bool:
    """Return whether a word is all that an item of a list holds: "drums and piano; slow; 4/4"."""
    opens = re.search(r"(?:^|[,;:.\n])\s*(?:(?:and|fairly|quite|rather|pretty)\s+)*$", text[:start])
    return bool(opens and re.match(r"\s*(?:$|[,;.!\n])", text[end:]))


def _before_music(text: str, end: int) -> bool:
    """Return whether a musical noun or an instrument follows, perhaps after one more adjective."""
    lexicon = load_lexicon()
    following = [word.text for word in words_of(text[end : end + 40])[:3]]
    if re.match(r"\s*[.;:!?]", text[end:]):
        return False
    return any(word in lexicon.tempo_nouns or bool(lexicon.names.get(word, ((), ()))[0]) for word in following[:2])


def _beside_music(text: str, found: Found[float]) -> bool:
    """Return whether a musical noun stands before or after: "musique lente", "schnelle Musik"."""
    before = [word.text for word in words_of(text[max(0, found.start - 40) : found.start])[-2:]]
    nouns, names = load_lexicon().tempo_nouns, load_lexicon().names
    return _before_music(text, found.end) or any(word in nouns or word in names for word in before)


def _read_meter(text: str, gathered: _Gathered) -> str:
    found: list[Found[tuple[int, int]]] = []
    for match in _METER.finditer(text):
        meter = (int(match[1]), int(match[2]))
        if meter in METERS and not _NOT_A_METER.match(text[match.end() :]):
            found.append(Found(match.start(), match.end(), meter))
        elif match[3] and meter not in METERS:
            gathered.notices.append(f"The meter {meter[0]}/{meter[1]} cannot be played: 4/4 was taken.")
            found.append(Found(match.start(), match.end(), (4, 4)))
    # A dance's name gives way to figures: "a waltz in 6/8".
    found = found or find_phrases(text, words_of(text), load_lexicon().meters)
    if found:
        last = found[-1]
        gathered.put("meter", last.value, (last.start, last.end))
        if _has_others(text, found, last):
            gathered.notices.append(f"One piece has one meter: {last.value[0]}/{last.value[1]} was taken.")
    for match in _BARS.finditer(text):
        if not _NOT_A_LENGTH_IN_BARS.search(text[: match.start()]) and parse_number(match[1]) > 0:
            gathered.put("bars", parse_number(match[1]), match.span())
    return blank(text, *((f.start, f.end) for f in found if not text[f.start : f.end].isalpha()))


def _read_key(prompt: str, gathered: _Gathered) -> None:
    reading = read_key(straighten(prompt))
    gathered.notices.extend(reading.notices)
    if reading.key is not None:
        gathered.put("key", reading.key, reading.span)
    elif reading.mode is not None:
        gathered.put("mode", reading.mode, reading.span)


def _read_players(prompt: str, text: str, gathered: _Gathered) -> None:
    """Read styles and instruments, which tell of each other: a piano trio is another one in jazz."""
    families = [family for family, _ in families_of(weighted(text, _styles(text, ())))]
    named = read_instruments(prompt, families)
    _put_styles(text, [(c.start, c.end) for c in named.causes if c.field == "instruments"], gathered)
    gathered.causes.extend(named.causes)
    if named.wanted:
        gathered.put("instruments", named.wanted, None)
        gathered.put("only", named.only, None)
        gathered.put("is_ensemble", named.is_ensemble, None)
        gathered.put("vague", named.vague, None)
    if named.banned:
        gathered.put("banned", named.banned, None)
    spans = {"instruments": named.wanted_span, "banned": named.banned_span}
    gathered.spans.update({name: span for name, span in spans.items() if span is not None})
    for name in named.clashes:
        outcome = "it plays" if name in named.wanted else "it stays out"
        gathered.notices.append(f"The prompt both asks for {name} and rules it out: {outcome}.")


def _styles(text: str, instruments: Sequence[tuple[int, int]]) -> list[Found[StyleWord]]:
    return [f for f in find_styles(text, instruments) if not _is_denied(text, f.start)]


def _put_styles(text: str, instruments: Sequence[tuple[int, int]], gathered: _Gathered) -> None:
    styles = _styles(text, instruments)
    if styles:
        mixture = weighted(text, styles)
        names = {name for name, _ in mixture}
        causes = [Cause("style", f.start, f.end, f.value.name if f.value.name in names else "") for f in styles]
        gathered.put("style", mixture, (styles[0].start, styles[-1].end), *causes)
        gathered.values["is_hint"] = is_hint(text, styles, instruments)


def _read_density(text: str, gathered: _Gathered) -> None:
    density = find_phrases(text, words_of(text), load_lexicon().density_words)
    names = [range(cause.start, cause.end) for cause in gathered.causes if cause.field == "style"]  # "minimal techno"
    density = [f for f in density if not _is_denied(text, f.start) and not any(f.start in name for name in names)]
    if density:
        gathered.put("density", density[-1].value, (density[-1].start, density[-1].end))


def _read_course(text: str, gathered: _Gathered) -> None:
    """Read how the piece is to go over time and what it is to be made of."""
    for name, table in (("arc", load_lexicon().arcs), ("texture", load_lexicon().textures)):
        found = find_wishes(text, table)
        if found:
            values = without_rivals([f.value for f in found])
            causes = [Cause(name, f.start, f.end, f.value) for f in found if f.value in values]
            gathered.put(name, values, (found[0].start, found[-1].end), *causes)


def _is_denied(text: str, start: int) -> bool:
    clause = re.split(r"[,.;:!?\n]", text[:start])[-1]
    return bool(_denials().search(clause)) and not re.search(r"\b(?:but|with|just|only)\b[^,]*$", clause)


@cache
def _denials() -> re.Pattern[str]:
    negators = "|".join(map(re.escape, load_lexicon().phrases["negators"]))
    return re.compile(rf"(?<![\w'])(?:{negators}|nothing|less)\s+(?:\w+\s+){{0,2}}$")


def blank(text: str, *spans: tuple[int, int]) -> str:
    """Return the text with these stretches filled with a mark that no reader takes for a word."""
    for start, end in spans:
        text = text[:start] + "_" * (end - start) + text[end:]
    return text


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _short(number: float) -> str:
    return f"{number:g}"
