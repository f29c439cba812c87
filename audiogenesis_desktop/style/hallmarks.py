"""Hallmarks: what listeners wait for in a style, as lines that can be tried on a score.

    kick on every beat in 90 % of bars                  of the bars in which WHO plays; "of bars with drums": of those
    claves on 1 2.5 4 6 7 over 2 bars in 80 % of bars   beats are quarter notes from 1 on, from each section's start
    no kick on 1 in 90 % of bars
    70 % of chords on every off-beat                    of the notes that WHO plays
    hat 6 to 16 times a bar in 80 % of bars             onsets, not notes
    bass held 1 beat or longer in 80 % of notes
    tempo 118 to 128; meter 3/4 or 6/8; has banjo or fiddle; no drums; only piano
    swing 0.6 to 0.7                                    where what lies between the beats falls
    chord bII in 10 % of bars; chord IV in bar 5 of 12 in 80 % of sections
    85 % of notes in phrygian dominant                  of pitched notes
    in 6/8, snare on 2.5 in 80 % of bars                any line, for pieces of a meter or mode alone: "in minor, ..."
    grows                                               the second half has more and louder notes than the first

WHO is one or more of the drums of a grid, roles, or instruments, parted by "or".
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from audiogenesis_desktop.style.drums import KEYS
from audiogenesis_desktop.style.measures import Measures
from audiogenesis_desktop.style.roles import ROLES
from audiogenesis_desktop.theory.instruments import DRUMS, GM_NAMES
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.theory.numerals import chord_of
from audiogenesis_desktop.theory.scales import SCALES

_WHO = r"(?P<who>[\w&+' ()-]+?)"
_WHERE = r"on (?P<places>every (?:beat|off-beat|eighth|sixteenth)|[\d. ]+?)(?: over (?P<over>\d+) bars)?"
_SHARE = r"(?P<share>\d+) %"
_OF_BARS = rf"in {_SHARE} of bars(?: with (?P<beside>[\w ]+))?"
_RANGE = r"(?P<low>[\d.]+) to (?P<high>[\d.]+)"
_SAMPLES = {"beat": 1.0, "eighth": 0.5, "sixteenth": 0.25}


class Hallmark(NamedTuple):
    """A line, and what tries it: by how much it holds, 1.0 or more where it does."""

    line: str
    measure: Callable[[Measures], float]

    def holds(self, measures: Measures) -> bool:
        """Return whether the line is true of what is measured."""
        return self.measure(measures) >= 1.0


def parse(line: str) -> Hallmark:
    """Return the hallmark that a line tells of; ValueError, saying why, if it tells of none."""
    where, rest = _parted(line.strip())
    for pattern, build in _KINDS:
        match = pattern.fullmatch(rest)
        if match:
            return Hallmark(line.strip(), _only_in(where, build(match)))
    raise ValueError(f"the hallmark {line!r} cannot be read: docs/styles.md tells what may be said")


def _parted(line: str) -> tuple[str, str]:
    """Return the meter or mode that a line is about, "" for all, and what it says."""
    match = re.fullmatch(r"in (major|minor|\d+/\d+), (.+)", line)
    return (match[1], match[2]) if match else ("", line)


def _only_in(where: str, measure: Callable[[Measures], float]) -> Callable[[Measures], float]:
    """Return what tries pieces of a meter or mode alone, and finds all others right; of every piece without one."""
    if not where:
        return measure
    return lambda measures: measure(measures) if where in (measures.meter, measures.key.mode) else 1.0


_Build = Callable[[re.Match[str]], Callable[[Measures], float]]


def _on(match: re.Match[str]) -> Callable[[Measures], float]:
    who, wanted = _who(match["who"]), int(match["share"]) / 100
    beside = _who(match["beside"]) if match["beside"] else ()
    over = int(match["over"] or 1)
    return lambda measures: measures.share_of_bars(who, _beats(match["places"], measures, over), over, beside) / wanted


def _not_on(match: re.Match[str]) -> Callable[[Measures], float]:
    who, wanted = _who(match["who"]), int(match["share"]) / 100
    beside = _who(match["beside"]) if match["beside"] else ()
    over = int(match["over"] or 1)
    return lambda measures: measures.share_without(who, _beats(match["places"], measures, over), over, beside) / wanted


def _notes_on(match: re.Match[str]) -> Callable[[Measures], float]:
    who, wanted = _who(match["who"]), int(match["share"]) / 100
    over = int(match["over"] or 1)
    return lambda measures: measures.share_of_notes(who, _beats(match["places"], measures, over), over) / wanted


def _times(match: re.Match[str]) -> Callable[[Measures], float]:
    who, wanted = _who(match["who"]), int(match["share"]) / 100
    low, high = float(match["low"]), float(match["high"])

    def measure(measures: Measures) -> float:
        counts = [count for count in measures.onsets_a_bar(who) if count]
        return sum(low <= count <= high for count in counts) / max(1, len(counts)) / wanted

    return measure


def _held(match: re.Match[str]) -> Callable[[Measures], float]:
    who, wanted, beats = _who(match["who"]), int(match["share"]) / 100, float(match["beats"])

    def measure(measures: Measures) -> float:
        lengths = measures.lengths_beats(who)
        # Who lets go a little early has still held it.
        return sum(length >= 0.9 * beats for length in lengths) / max(1, len(lengths)) / wanted

    return measure


def _tempo(match: re.Match[str]) -> Callable[[Measures], float]:
    return lambda measures: float(float(match["low"]) - 0.5 <= measures.tempo_bpm <= float(match["high"]) + 0.5)


def _meter(match: re.Match[str]) -> Callable[[Measures], float]:
    return lambda measures: float(measures.meter in match["meters"].split(" or "))


def _swing(match: re.Match[str]) -> Callable[[Measures], float]:
    return lambda measures: float(float(match["low"]) <= measures.swing_ratio() <= float(match["high"]))


def _has(match: re.Match[str]) -> Callable[[Measures], float]:
    who = _who(match["who"])
    return lambda measures: float(measures.plays(who))


def _has_not(match: re.Match[str]) -> Callable[[Measures], float]:
    who = _who(match["who"])
    return lambda measures: float(not measures.plays(who))


def _only(match: re.Match[str]) -> Callable[[Measures], float]:
    who = _who(match["who"])
    return lambda measures: float(measures.instruments <= set(who))


def _chord(match: re.Match[str]) -> Callable[[Measures], float]:
    numerals, wanted = [_numeral(word) for word in match["numerals"].split(" or ")], int(match["share"]) / 100
    return lambda measures: measures.share_of_chords([chord_of(numeral, measures.key) for numeral in numerals]) / wanted


def _chord_in_bar(match: re.Match[str]) -> Callable[[Measures], float]:
    numeral, wanted = _numeral(match["numeral"]), int(match["share"]) / 100
    bar, of = int(match["bar"]) - 1, int(match["of"])
    if not 0 <= bar < of:
        raise ValueError(f"there is no bar {bar + 1} of {of}")
    return lambda measures: measures.share_of_sections(chord_of(numeral, measures.key), bar, of) / wanted


def _scale(match: re.Match[str]) -> Callable[[Measures], float]:
    names, wanted = match["scale"].split(" or "), int(match["share"]) / 100
    for name in names:
        if name not in SCALES:
            raise ValueError(f"{name!r} is no scale: choose of {', '.join(SCALES)}")
    scale = frozenset[int]().union(*(SCALES[name] for name in names))
    return lambda measures: measures.share_in_scale(scale) / wanted


def _grows(_: re.Match[str]) -> Callable[[Measures], float]:
    return lambda measures: float(measures.growth() > 1.0)


def _who(text: str) -> tuple[str, ...]:
    names = tuple(text.split(" or "))
    for name in names:
        if name not in KEYS and name not in ROLES and name not in GM_NAMES and name != DRUMS:
            raise ValueError(f"{name!r} is neither a drum, nor a role, nor an instrument")
    return names


def _numeral(text: str) -> str:
    try:
        chord_of(text, Key(0, "major"))
    except ValueError:
        raise ValueError(f"{text!r} is no roman numeral, such as I, vi7 or bVII") from None
    return text


def _beats(places: str, measures: Measures, over: int) -> tuple[float, ...]:
    """Return places in quarter notes from 0 on, over so many bars."""
    if not places.startswith("every"):
        return tuple(float(place) - 1 for place in places.split())
    word, beats = places.removeprefix("every "), measures.bar_beats * over
    step, first = (1.0, 0.5) if word == "off-beat" else (_SAMPLES[word], 0.0)
    return tuple(first + i * step for i in range(round((beats - first + step / 2) / step)) if first + i * step < beats)


_KINDS: tuple[tuple[re.Pattern[str], _Build], ...] = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        (rf"tempo {_RANGE}", _tempo),
        (r"meter (?P<meters>\d+/\d+(?: or \d+/\d+)*)", _meter),
        (rf"swing {_RANGE}", _swing),
        (r"grows", _grows),
        (rf"chord (?P<numerals>\S+(?: or \S+)*) in {_SHARE} of bars", _chord),
        (rf"chord (?P<numeral>\S+) in bar (?P<bar>\d+) of (?P<of>\d+) in {_SHARE} of sections", _chord_in_bar),
        (rf"{_SHARE} of notes in (?P<scale>[\w ]+)", _scale),
        (rf"{_SHARE} of {_WHO} {_WHERE}", _notes_on),
        (rf"{_WHO} {_RANGE} times a bar in {_SHARE} of bars", _times),
        (rf"{_WHO} held (?P<beats>[\d.]+) beats? or longer in {_SHARE} of notes", _held),
        (rf"no {_WHO} {_WHERE} {_OF_BARS}", _not_on),
        (rf"{_WHO} {_WHERE} {_OF_BARS}", _on),
        (rf"has {_WHO}", _has),
        (rf"no {_WHO}", _has_not),
        (rf"only {_WHO}", _only),
    )
)
