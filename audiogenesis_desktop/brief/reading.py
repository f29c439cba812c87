"""Reading a prompt: what it says wins over what it implies, and both over defaults; impossible asks are settled."""

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from audiogenesis_desktop.brief.arcs import without_rivals
from audiogenesis_desktop.brief.brief import Brief, Cause, Origin
from audiogenesis_desktop.brief.encoder import Encoder
from audiogenesis_desktop.brief.guessing import coloured, guess, guess_by_mood, mood_causes
from audiogenesis_desktop.brief.hints import heeded
from audiogenesis_desktop.brief.implied import Implied
from audiogenesis_desktop.brief.language import notice_of_language
from audiogenesis_desktop.brief.players import digest, fitting_style, in_style, meter_text, with_players
from audiogenesis_desktop.brief.seconds import LONGEST_SECONDS, SHORTEST_SECONDS
from audiogenesis_desktop.brief.styles import agreeing, at_tempo, in_the_book, leading, led_by, suited
from audiogenesis_desktop.brief.telling import hits_after_the_end
from audiogenesis_desktop.brief.varying import vary
from audiogenesis_desktop.brief.wording import (
    FIELD_OF,
    Said,
    read_wording,
)
from audiogenesis_desktop.errors import MissingPart
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.style.style import Style
from audiogenesis_desktop.theory.instruments import CLASS_NAMES, find
from audiogenesis_desktop.theory.keys import Key

_EMPTY = "The prompt is empty: the settings shown are defaults."
_MEANINGLESS = "Nothing musical could be read from the prompt: the settings shown are defaults."
_SETTLED_LATER = ("mode", "bars", "style", "only", "is_hint", "is_pace", "is_ensemble", "vague")
_OF_STYLE = ("tempo_bpm", "meter", "key", "instruments")  # what a style brings, in a Brief
_EDGE, _OUTSIDE = 0.15, 0.4  # of a style's range of tempo: what is kept for tempi that lie outside, and how far they go
_AFTER_HITS_SECONDS, _LONGEST_FOR_HITS_SECONDS = 5.0, 300.0  # how far hits draw out a length that nobody said
_LIKELY = 0.4  # an implied arc is taken from this chance on
# Of a tempo that an implied one makes, the rest is the energy's: where the style is said, and where it is implied.
_SAID_SHARE, _IMPLIED_SHARE = 0.35, 0.5  # the latter by topics held out
_NO_ENCODER = "The text encoder is not available: moods were read from single words."

# Tonics that lie well under the hands: open strings for guitars and fiddles, flats for winds and brass.
_STRING_TONICS = {"major": (7, 2, 9, 4, 0), "minor": (4, 9, 2, 11, 7)}
_WIND_TONICS = {"major": (5, 10, 3, 0), "minor": (2, 7, 0, 5)}
_USUAL_TONICS = {"major": (0, 7, 2, 5, 10, 3, 9), "minor": (9, 4, 2, 0, 7, 11)}
_STRING_CLASSES = frozenset({"acoustic guitar", "electric guitar", "distortion guitar", "violin", "plucked"})
_WIND_CLASSES = frozenset({"reed", "sax", "trumpet", "horn", "brass section"})


def read(prompt: str, *, encoder: Encoder | None = None, reading: int = 0) -> Brief:
    """Return the Brief of a prompt, every field with a value and an origin.

    Without an encoder, or where its weights cannot be read, what is implied is guessed from single words. Of what is
    implied `reading` 0 takes the likeliest, others take something else that is likely; what is said stays.
    """
    said = read_wording(prompt)
    if not any(character.isalnum() for character in prompt):
        return replace(Brief(prompt=prompt), notices=(_EMPTY,))
    embedding, implied, notices = _imply(prompt, said, encoder)
    if implied is None and not said.values:
        telling = notice_of_language(prompt) or _MEANINGLESS
        reported = (*notices, *said.notices, telling)
        return replace(Brief(prompt=prompt, embedding=embedding), notices=reported, unread=said.unread)
    implied = vary(implied, seed=reading) if implied else None
    notices = (*notices, *book().notices)
    return _settle(prompt, said, implied, embedding=embedding, notices=notices, reading=reading)


def read_said(prompt: str) -> Brief:
    """Return the Brief that a prompt's wording alone gives: quick enough for every key press."""
    said = read_wording(prompt)
    return _settle(prompt, said, _guessed(prompt, said))


def read_with(prompt: str, implied: Implied | None) -> Brief:
    """Return the Brief of a prompt's wording and of what something else than the heads says that it implies."""
    return _settle(prompt, read_wording(prompt), implied)


def restyled(brief: Brief, edits: Mapping[str, Any]) -> Brief:
    """Return a Brief before fields of it are set by hand, with what another style among them brings.

    Its tempo, meter, key and players are the style's, wherever nobody chose them; a tempo that the style knows stays.
    Whoever is wanted by the prompt plays on, with those beside whom the style needs.
    """
    style = edits.get("style", brief.style)
    if style == brief.style:
        return brief
    said = read_wording(brief.prompt)
    brief = _as_full(brief, leading(style).density, edits)
    values = {**_fields_said(brief), **said.values, **edits, "is_hint": False}
    found = _settle(brief.prompt, replace(said, values=values), _as_implied(brief))
    names = [name for name in _OF_STYLE if name not in edits and not (name == "tempo_bpm" and _suits(brief, found))]
    told_before = (*said.notices, *brief.notices)
    notices = [notice for notice in brief.notices if f"The style {leading(brief.style).name} " not in notice]
    return replace(
        brief,
        **{name: getattr(found, name) for name in names},
        origins=MappingProxyType({**brief.origins, **{name: found.origin(name) for name in names}}),
        notices=(*notices, *(notice for notice in found.notices if notice not in told_before)),
    )


def _as_full(brief: Brief, usual: float, edits: Mapping[str, Any]) -> Brief:
    """Return a Brief as full, beside what is usual of another style, as it is beside its own, unless that is chosen."""
    if brief.is_chosen("density") or "density" in edits:
        return brief
    density = brief.density + usual - leading(brief.style).density
    return replace(brief, density=round(min(max(density, 0.0), 1.0), 3))


def _fields_said(brief: Brief) -> dict[str, Any]:
    """Return what somebody chose in a Brief, but for its length, which may be as many bars at another tempo."""
    names = [name for name in brief.origins if brief.is_chosen(name) and name != "length_seconds"]
    return {name: getattr(brief, name) for name in names}


def _suits(brief: Brief, other: Brief) -> bool:
    """Return whether the tempo of one Brief is in the range of the other's style."""
    low, high = leading(other.style).time.tempo_of(meter_text(other))
    return low <= brief.tempo_bpm <= high


def _as_implied(brief: Brief) -> Implied:
    """Return what a Brief has as what its prompt implies."""
    return Implied(
        valence=brief.valence,
        energy=brief.energy,
        tempo_bpm=brief.tempo_bpm,
        minor=float(brief.key.mode == "minor"),
        density=brief.density,
        meters=((brief.meter, 1.0),),
        style=brief.style,
        instruments=(),
    )


def read_implied(prompt: str, *, encoder: Encoder) -> Brief:
    """Return the Brief that the sentence embedding alone implies, for evaluation: what reading the words earns.

    Raises MissingPart without the encoder's or the heads' weights.
    """
    from audiogenesis_desktop.brief.intent import load_heads

    embedding = encoder.encode([prompt])[0]
    implied = agreeing(load_heads().imply(embedding))
    return _settle(prompt, Said(), implied, embedding=tuple(float(x) for x in embedding))


def _imply(
    prompt: str, said: Said, encoder: Encoder | None
) -> tuple[tuple[float, ...], Implied | None, tuple[str, ...]]:
    """Return the embedding, what is implied (None for a meaningless prompt) and what to tell about the reading."""
    from audiogenesis_desktop.brief.intent import LEAST_FAMILIARITY, load_heads

    telling = _without_figures(prompt, said)
    try:
        if encoder is None:
            raise MissingPart(_NO_ENCODER)
        whole, rest = encoder.encode([prompt, telling or prompt])
        heads = load_heads()
    except MissingPart:
        return (), _guessed(prompt, said), (_NO_ENCODER,)
    embedding = tuple(float(x) for x in whole)
    if heads.familiarity(rest) < LEAST_FAMILIARITY:
        return embedding, guess_by_mood(prompt, said.values.get("style", ())), ()
    implied = coloured(heads.imply(rest), telling or prompt)
    return embedding, agreeing(at_tempo(implied, said.values["tempo_bpm"]) if _tells_style(said) else implied), ()


def _tells_style(said: Said) -> bool:
    """Return whether a tempo is said, and no style: then it tells of the style."""
    return "tempo_bpm" in said.values and "style" not in said.values


def _guessed(prompt: str, said: Said) -> Implied | None:
    """Return what single words imply beside what is said."""
    bpm = said.values["tempo_bpm"] if _tells_style(said) else None
    return guess(prompt, said.values.get("style", ()), said.values.get("instruments", ()), tempo_bpm=bpm)


def _without_figures(prompt: str, said: Said) -> str:
    """Return the prompt without what was read exactly: to the encoder "72 bpm, no drums" smacks of dance music."""
    for name in ("tempo_bpm", "key", "mode", "meter", "length_seconds", "bars", "hits", "banned"):
        start, end = said.spans.get(name, (0, 0))
        if not prompt[start:end].isalpha():  # but "waltz" and "adagio" say more than a figure
            prompt = prompt[:start] + "\0" * (end - start) + prompt[end:]
    kept = re.sub(r"\s*\0[\s\0]*", " ", prompt)
    kept = re.sub(r"(?:\s*[,;:]\s*){2,}", ", ", kept).strip(" ,;:-")
    return kept if any(character.isalpha() for character in kept) else ""


def _settle(
    prompt: str,
    said: Said,
    implied: Implied | None,
    *,
    embedding: tuple[float, ...] = (),
    notices: tuple[str, ...] = (),
    reading: int = 0,
) -> Brief:
    """Return the Brief in which said things beat implied ones, those what the style has, and that the defaults."""
    said = heeded(said, implied)
    brief = Brief(prompt=prompt, embedding=embedding, spans=_spans(said), causes=said.causes)
    notices = (*notices, *filter(None, [notice_of_language(prompt)]))
    if implied is not None:
        brief = brief.with_fields(Origin.INFERRED, **_implied_fields(implied))
        brief = replace(brief, causes=(*said.causes, *mood_causes(prompt)))
    own = {name: value for name, value in said.values.items() if name not in _SETTLED_LATER}
    brief = _with_style(brief.with_fields(Origin.SAID, **own), said, implied)
    said = in_style(said, brief)
    brief, told = _with_time(brief, said, implied)
    brief = _with_arc(brief, said, implied)
    brief, added = with_players(brief, said, implied, reading=reading)
    brief = _with_key(brief, said, implied)
    brief, cut = _with_times(brief, said)
    return replace(brief, notices=(*notices, *said.notices, *told, *added, *cut), unread=said.unread)


def _spans(said: Said) -> Mapping[str, tuple[int, int]]:
    return MappingProxyType({FIELD_OF.get(name, name): span for name, span in said.spans.items()})


def _implied_fields(implied: Implied) -> dict[str, Any]:
    return {
        "valence": round(min(max(implied.valence, -1.0), 1.0), 3),
        "energy": round(min(max(implied.energy, 0.0), 1.0), 3),
        "density": round(min(max(implied.density, 0.0), 1.0), 3),
    }


def _with_style(brief: Brief, said: Said, implied: Implied | None) -> Brief:
    """Give the Brief the styles that are said, or else implied; what is vague is settled by who is to play as well."""
    if "style" in said.values:
        meant = {name: _meant(name, said, implied) for name, _ in said.values["style"]}
        style = in_the_book(tuple((meant[name], weight) for name, weight in said.values["style"]), implied)
        causes = [_renamed(cause, meant) for cause in brief.causes]
        return replace(brief.with_fields(Origin.SAID, style=style), causes=tuple(causes))
    if implied is None:
        return brief
    wanted = said.values.get("instruments", ())
    if not wanted or (len(implied.style) == 1 and implied.style[0][0] in suited(wanted)):
        return brief.with_fields(Origin.INFERRED, style=implied.style)
    found = fitting_style(implied.style, said, implied)
    return brief.with_fields(Origin.INFERRED, style=led_by(found, implied.style))


def _meant(name: str, said: Said, implied: Implied | None) -> str:
    if name in book():
        return name
    if "instruments" in said.values:
        return fitting_style(((name, 1.0),), said, implied)
    return in_the_book(((name, 1.0),), implied)[0][0]


def _renamed(cause: Cause, meant: Mapping[str, str]) -> Cause:
    """Return the cause of a family as that of the style that it was settled to."""
    return cause._replace(name=meant.get(cause.name, cause.name)) if cause.field == "style" else cause


def _with_arc(brief: Brief, said: Said, implied: Implied | None) -> Brief:
    """Give the Brief the arc that is likelier than not, where none is said."""
    if "arc" in said.values or implied is None:
        return brief
    likely = [name for name, chance in sorted(implied.arc, key=lambda item: item[1]) if chance >= _LIKELY]
    return brief.with_fields(Origin.INFERRED, arc=without_rivals(likely)) if likely else brief


def _with_time(brief: Brief, said: Said, implied: Implied | None) -> tuple[Brief, tuple[str, ...]]:
    """Give the Brief the meter and tempo of its style, where they are not said."""
    style = leading(brief.style)
    told: tuple[str, ...] = ()
    if "meter" not in said.values and implied is not None:
        brief = brief.with_fields(Origin.INFERRED, meter=_meter(style, implied))
    elif "style" in said.values and meter_text(brief) not in style.time.meters:
        told = (f"The style {style.name} knows no {meter_text(brief)}: it was kept, and the style is bent to it.",)
    if "tempo_bpm" not in said.values and implied is not None:
        return brief.with_fields(Origin.INFERRED, tempo_bpm=_placed(brief, style, implied)), told
    low, high = style.time.tempo_of(meter_text(brief))
    if said.values.get("is_pace") and "style" in said.values:
        brief = brief.with_fields(Origin.SAID, tempo_bpm=float(min(max(brief.tempo_bpm, low), high)))
    return brief, told


def _meter(style: Style, implied: Implied) -> tuple[int, int]:
    """Return the likeliest meter if the style knows it, or else the style's own that is."""
    chances = dict(implied.meters)
    own = [
        (int(above), int(below)) for above, below in (meter.split("/") for meter in dict.fromkeys(style.time.meters))
    ]
    return max(own, key=lambda meter: chances.get(meter, 0.0))


def _placed(brief: Brief, style: Style, implied: Implied) -> float:
    """Return a tempo of the style's range: by where an implied one lies, in it or outside, and by the energy."""
    low, high = style.time.tempo_of(meter_text(brief))
    if high <= low:
        return float(low)
    by_tempo = (math.log(implied.tempo_bpm) - math.log(low)) / (math.log(high) - math.log(low))
    by_energy = 0.5 + implied.energy - style.energy
    share = _SAID_SHARE if brief.origin("style") is Origin.SAID else _IMPLIED_SHARE
    at = share * min(max(by_tempo, -1.0), 2.0) + (1 - share) * by_energy
    return float(min(max(round(low * (high / low) ** _inside(at)), low), high))


def _inside(at: float) -> float:
    """Return a place 0..1 for one on a range that may lie outside: the farther out the nearer to the end."""
    if at < _EDGE:
        return _EDGE * math.exp((at - _EDGE) / _OUTSIDE)
    return 1 - _inside(1 - at) if at > 1 - _EDGE else at


def _with_key(brief: Brief, said: Said, implied: Implied | None) -> Brief:
    """Give the Brief a key where none is said: the mode said or implied, on a tonic that suits the instruments."""
    if "key" in said.values or ("mode" not in said.values and implied is None):
        return brief
    if "mode" in said.values:
        return brief.with_fields(Origin.SAID, key=Key(_tonic(brief, said.values["mode"]), said.values["mode"]))
    mode = "minor" if implied is not None and _minor(brief, implied) >= 0.5 else "major"
    return brief.with_fields(Origin.INFERRED, key=Key(_tonic(brief, mode), mode))


def _minor(brief: Brief, implied: Implied) -> float:
    """Return the chance of a minor key: a said style counts as much as what is implied; one mode alone decides."""
    usual = leading(brief.style).harmony.minor_share
    if usual in (0.0, 1.0):
        return usual
    return (implied.minor + usual) / 2 if brief.origin("style") is Origin.SAID else implied.minor


def _tonic(brief: Brief, mode: str) -> int:
    """Return a tonic that the same prompt always gets, from those comfortable for the first instruments."""
    classes = {CLASS_NAMES[find(name).class_index] for name in brief.instruments[:2]}
    others = _WIND_TONICS if classes & _WIND_CLASSES else _USUAL_TONICS
    tonics: tuple[int, ...] = (_STRING_TONICS if classes & _STRING_CLASSES else others)[mode]
    return tonics[digest(brief.prompt)[0] % len(tonics)]


def _with_times(brief: Brief, said: Said) -> tuple[Brief, tuple[str, ...]]:
    """Turn a length in bars into seconds, and drop the hits that the piece is over before."""
    if "bars" in said.values and "length_seconds" not in said.values:
        beats = said.values["bars"] * brief.meter[0] * 4 / brief.meter[1]
        seconds = min(max(beats * 60 / brief.tempo_bpm, SHORTEST_SECONDS), LONGEST_SECONDS)
        brief = brief.with_fields(Origin.SAID, length_seconds=round(seconds, 6))
    brief = long_enough(brief)
    kept = tuple(hit for hit in brief.hits if hit < brief.length_seconds)
    lost = tuple(hit for hit in brief.hits if hit not in kept)
    if not lost:
        return brief, ()
    outcome = (hits_after_the_end(lost),)
    return replace(brief, hits=kept, missed=lost, outcome=outcome), outcome


def long_enough(brief: Brief) -> Brief:
    """Return the Brief, where nobody said a length, with one of whole quarter minutes that its last hit fits into."""
    needed = max(brief.hits, default=0.0) + _AFTER_HITS_SECONDS
    if (
        brief.origin("length_seconds") is not Origin.DEFAULT
        or not brief.length_seconds < needed <= _LONGEST_FOR_HITS_SECONDS
    ):
        return brief
    return brief.with_fields(Origin.INFERRED, length_seconds=15.0 * math.ceil(needed / 15))
