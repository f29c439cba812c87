"""Form and chords as a corpus's labels tell them, so that they need not be guessed from the notes.

`form` is written "intro4 A8 A'8 outro4": kinds of sections, each with its bars. `chords` are half bars in the
piece's own key, "C:maj*4 F:maj7*2 G:7": root, quality, and for how many half bars.
"""

import re
from itertools import groupby

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.features import SECTION_KINDS
from audiogenesis_desktop.plan.form import repeats_of
from audiogenesis_desktop.score.score import ChordAt
from audiogenesis_desktop.theory.chords import CHORD_COUNT, QUALITIES, Chord
from audiogenesis_desktop.theory.keys import FLAT_NAMES

Ints = npt.NDArray[np.int64]

_SECTION = re.compile(r"([a-zA-Z]+'?)(\d+)")
_CHORD = re.compile(r"([A-G]b?):(\w+?)(?:\*(\d+))?")


def write_chords(chords: tuple[ChordAt, ...], *, half_bar_ticks: int, halves: int) -> str:
    """Return a Score's chords as the label says them, for so many half bars; the chord that begins last counts."""
    names = ["-"] * halves
    for at in chords:
        for half in range(max(0, round(at.tick / half_bar_ticks)), halves):
            names[half] = f"{FLAT_NAMES[at.root]}:{at.quality}"
    runs = [(name, len(list(run))) for name, run in groupby(names)]
    return " ".join(name + (f"*{count}" if count > 1 else "") for name, count in runs)


def read_chords(text: str, *, shift: int, halves: int) -> Ints | None:
    """Return the chord number of each half bar, moved by `shift` semitones, or None if the label cannot be read.

    Half bars beyond the label have no chord (CHORD_COUNT).
    """
    numbers: list[int] = []
    for token in text.split():
        found = _CHORD.fullmatch(token)
        if not found or found[2] not in QUALITIES:
            return None
        chord = Chord(FLAT_NAMES.index(found[1]), found[2]).transposed(shift)
        numbers += [chord.number] * int(found[3] or 1)
    numbers = numbers[:halves] + [CHORD_COUNT] * (halves - len(numbers))
    return np.array(numbers, dtype=np.int64)


def read_sections(text: str, *, bars: int) -> tuple[Ints, Ints, Ints] | None:
    """Return each bar's section, and each section's kind and the earlier one that it takes up, or None.

    None too where the label speaks of fewer bars than there are, but for one: such a label is of another piece.
    """
    found = [_SECTION.fullmatch(token) for token in text.split()]
    if not found or not all(one and one[1] in SECTION_KINDS for one in found):
        return None
    kinds = [one[1] for one in found if one]
    lengths = [int(one[2]) for one in found if one]
    section = np.repeat(np.arange(len(kinds)), lengths)
    if len(section) < bars - 1:
        return None
    section = np.append(section, section[-1:])[:bars]
    present = int(section[-1]) + 1
    return section, np.array([SECTION_KINDS.index(kind) for kind in kinds[:present]]), _taken_up(kinds[:present])


def _taken_up(kinds: list[str]) -> Ints:
    earlier = zip(kinds, repeats_of(kinds), strict=True)
    return np.array([-1 if kind in ("intro", "outro") else section for kind, section in earlier], dtype=np.int64)
