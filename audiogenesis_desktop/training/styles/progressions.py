"""Progressions: loops of roman numerals become sections of chords with cadences."""

import re
from collections.abc import Sequence
from random import Random

from audiogenesis_desktop.score.score import ChordAt
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.theory.numerals import chord_of

# What may stand in for a chord inside a loop without changing where it leads.
_STAND_INS = {
    "IV": "ii",
    "ii": "IV",
    "vi": "IV",
    "iv": "ii0",
    "VI": "iv",
    "VII": "iv",
    "ii7": "IVmaj7",
    "IVmaj7": "ii7",
    "vi7": "Imaj7",
    "iv7": "ii0",
    "VImaj7": "iv7",
    "bVII": "IV",
    "VI7": "vi7",
    "v7": "iv7",
}


def drawn(loops: Sequence[str], random: Random, *, varies: bool = True) -> str:
    """Return one of the loops, varied or as it is; of four bars' loops now and then two, one after the other."""
    loop = _drawn_one(loops, random, varies)
    others = [other for other in loops if len(other.split()) == 4 and other.split()[0] == loop.split()[0]]
    if len(loop.split()) == 4 and others and random.random() < 0.6:
        loop += " " + _drawn_one(others, random, varies)
    return loop


def _drawn_one(loops: Sequence[str], random: Random, varies: bool) -> str:
    loop = random.choice(loops)
    return varied(loop, random) if varies else loop


def varied(loop: str, random: Random) -> str:
    """Return a loop with, now and then, one of its inner chords replaced by one that leads the same way."""
    words = loop.split()
    places = [i for i in range(1, len(words)) if words[i] in _STAND_INS]
    if places and random.random() < 0.4:
        i = random.choice(places)
        words[i] = _STAND_INS[words[i]]
    return " ".join(words)


def developed(loop: str, bars: int, *, random: Random, spice: float, halves: bool = True, varies: bool = True) -> str:
    """Return `bars` bars of a loop that goes on differently when it comes round, and leads into its chords.

    From the second time on, if it `varies`, a chord may be stood in for; with chance `spice` a bar's second half is
    the dominant of the chord that follows, or where bars have no `halves` the whole of a second bar. With the same
    `random` a shorter section is the beginning of a longer one.
    """
    once = loop.split() if halves else [word.split(",")[-1] for word in loop.split()]
    words = [once[i % len(once)] for i in range(bars + 1)]
    draws = [(random.random(), random.random()) for _ in range(bars)]
    for i in range(len(once), bars):
        if varies and i % len(once) and words[i] in _STAND_INS and draws[i][0] < 0.45:
            words[i] = _STAND_INS[words[i]]
    for i in range(bars):
        here, following = words[i], words[i + 1].split(",")[0]
        is_open = "," not in here and following != here and re.fullmatch("[ivIV]+7?", following)
        if is_open and following not in ("I", "i", "I7", "i7") and draws[i][1] < spice:
            leading = f"V7/{following.rstrip('7')}"
            words[i] = f"{here},{leading}" if halves else leading if i % 2 else here
    return " ".join(words[:bars])


def section_chords(loop: str, bars: int, *, key: Key, bar_ticks: int, cadence: str = "") -> tuple[ChordAt, ...]:
    """Return `bars` bars of a loop (a bar a word, chords within a bar parted by commas).

    `cadence` (words alike) takes the place of the last bars. Neighbours alike are joined.
    """
    words = loop.split()
    last = cadence.split()[-bars:]
    filled = [words[i % len(words)] for i in range(bars)]
    chords: list[ChordAt] = []
    for bar, word in enumerate(filled[: bars - len(last)] + last):
        numerals = word.split(",")
        length = bar_ticks // len(numerals)
        for i, numeral in enumerate(numerals):
            chords.append(ChordAt(bar * bar_ticks + i * length, length, *chord_of(numeral, key)))
    return joined(chords)


def joined(chords: list[ChordAt]) -> tuple[ChordAt, ...]:
    """Return neighbouring chords that are alike as one."""
    found: list[ChordAt] = []
    for chord in chords:
        if found and found[-1][2:] == chord[2:]:
            found[-1] = found[-1]._replace(length_ticks=found[-1].length_ticks + chord.length_ticks)
        else:
            found.append(chord)
    return tuple(found)


def half_cadence(loop: str, bars: int, *, key: Key, is_rich: bool) -> str:
    """Return what `bars` bars of a loop end with before the tonic comes back: "" if that is V already."""
    words = loop.split()
    last = words[(bars - 1) % len(words)].split(",")[-1]
    if chord_of(last, key).root == (key.tonic + 7) % 12:
        return ""
    return "V7" if is_rich else "V"


def full_cadence(key: Key, *, is_rich: bool) -> str:
    """Return the last three bars of a piece: to the dominant, and home."""
    if key.mode == "minor":
        return "iv7 V7 i7" if is_rich else "iv V i"
    return "ii7 V7 Imaj7" if is_rich else "ii V I"
