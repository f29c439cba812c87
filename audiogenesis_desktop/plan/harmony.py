"""Harmony: a chord for every half bar, so that the asked key is the key that is heard.

A key is heard through its cadences, not through its scale: minor pieces get a major V where a phrase ends,
and none circles through the relative major unless asked to; major pieces hold IV and V in
balance, whose keys are the nearest to be mistaken for theirs. Progressions are written as roman numerals.
"""

from random import Random

from audiogenesis_desktop.plan.form import Form
from audiogenesis_desktop.score.score import ChordAt
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.keys import Key

_NUMERALS = {
    "I": (0, "maj"), "Imaj7": (0, "maj7"), "ii": (2, "min"), "ii7": (2, "min7"), "iii": (4, "min"),
    "IV": (5, "maj"), "IVmaj7": (5, "maj7"), "iv": (5, "min"), "iv7": (5, "min7"), "V": (7, "maj"), "V7": (7, "7"),
    "Vsus4": (7, "sus4"), "vi": (9, "min"), "vi7": (9, "min7"), "i": (0, "min"), "i7": (0, "min7"),
    "ii0": (2, "dim"), "VI": (8, "maj"), "VImaj7": (8, "maj7"), "VII": (10, "maj"), "bVII": (10, "maj"),
    "v": (7, "min"), "III": (3, "maj"),
}  # fmt: skip

# Four bars each; A and B by mode and colour. "plain" suits every style, "rich" those that love sevenths.
_LOOPS: dict[tuple[str, str, str], tuple[str, ...]] = {
    ("major", "plain", "A"): ("I V vi IV", "I IV I V", "I vi ii7 V", "I V IV I", "I vi IV V", "I ii V I"),
    ("major", "plain", "B"): ("vi IV I V", "ii V I vi", "IV V I I", "vi ii V I"),
    ("major", "rich", "A"): ("Imaj7 vi7 ii7 V7", "Imaj7 IVmaj7 ii7 V7", "Imaj7 ii7 Imaj7 IVmaj7"),
    ("major", "rich", "B"): ("ii7 V7 Imaj7 vi7", "IVmaj7 V7 Imaj7 vi7"),
    ("minor", "plain", "A"): ("i iv V i", "i VI iv V", "i iv i V", "i i iv V", "i VI V i"),
    ("minor", "plain", "B"): ("iv i V i", "VI iv i V", "iv V i i", "iv VI ii0 V"),
    ("minor", "rich", "A"): ("i7 iv7 V7 i7", "i7 VImaj7 ii0 V7", "i7 iv7 i7 V7"),
    ("minor", "rich", "B"): ("iv7 i7 V7 i7", "VImaj7 iv7 ii0 V7"),
}
_RICH_STYLES = {"jazz", "lo-fi", "latin", "funk"}
_HALF_CADENCE = {"major": "V", "minor": "V"}
_TONIC = {"major": "I", "minor": "i"}


def chord_of(numeral: str, key: Key) -> Chord:
    """Return the chord that a roman numeral such as "ii7" or "V" means in a key."""
    step, quality = _NUMERALS[numeral]
    return Chord((key.tonic + step) % 12, quality)


def write_harmony(form: Form, key: Key, *, style: str, random: Random) -> list[tuple[Chord, Chord]]:
    """Return two chords for every bar of the form, the last chord's bar included.

    Sections that take up another take its chords; every section before a returning A ends on V, the piece
    ends V - I (or i).
    """
    colour = "rich" if style in _RICH_STYLES else "plain"
    loops = {kind: random.choice(_LOOPS[key.mode, colour, kind]).split() for kind in ("A", "B")}
    bars: list[tuple[str, str]] = []
    for kind, start, end in zip(form.kinds, form.starts, form.ends, strict=True):
        loop = loops["B" if kind == "B" else "A"]
        written = [(loop[i % 4], loop[i % 4]) for i in range(end - start)]
        bars += _with_cadence(written, key) if kind != "intro" else written
    return [(chord_of(a, key), chord_of(b, key)) for a, b in _with_ending(bars, key, colour)]


def _with_cadence(bars: list[tuple[str, str]], key: Key) -> list[tuple[str, str]]:
    """Lead the last bar of a phrase of four and more to the dominant, so that the next begins afresh."""
    if len(bars) < 4 or bars[-1][1].startswith(("V", "I", "i")):
        return bars
    return [*bars[:-1], (bars[-1][0], _HALF_CADENCE[key.mode])]


def _with_ending(bars: list[tuple[str, str]], key: Key, colour: str) -> list[tuple[str, str]]:
    tonic = _TONIC[key.mode]
    dominant = "V7" if colour == "rich" else "V"
    subdominant = "IV" if key.mode == "major" else "iv"
    ending = [(subdominant, dominant), (tonic, tonic)] if len(bars) < 6 else [
        (subdominant, subdominant), (dominant, dominant), (tonic, tonic)
    ]  # fmt: skip
    ending = ending[-len(bars) :]
    opening = [(tonic, tonic)] if len(bars) > len(ending) else []
    return [*opening, *bars[len(opening) : len(bars) - len(ending)], *ending]


def as_score_chords(
    bars: list[tuple[Chord, Chord]], *, bar_ticks: int, length_ticks: int
) -> tuple[ChordAt, ...]:
    """Return the chords as the Score keeps them: neighbours alike joined, the last to the end of the piece."""
    joined: list[ChordAt] = []
    half = bar_ticks // 2
    for i, chord in enumerate(chord for bar in bars for chord in bar):
        start = (i // 2) * bar_ticks + (i % 2) * half
        if start >= length_ticks:
            break
        length = min(half if i % 2 == 0 else bar_ticks - half, length_ticks - start)
        if joined and (joined[-1].root, joined[-1].quality) == (chord.root, chord.quality):
            joined[-1] = joined[-1]._replace(length_ticks=joined[-1].length_ticks + length)
        else:
            joined.append(ChordAt(start, length, chord.root, chord.quality))
    last = joined[-1]
    joined[-1] = last._replace(length_ticks=length_ticks - last.tick)
    return tuple(joined)
