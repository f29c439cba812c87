"""Registers: where a part lies on its instrument, and how parts that play chords keep out of each other's way."""

from collections.abc import Sequence
from typing import NamedTuple

CHORDAL = ("chords", "figure", "pad")
OCTAVE = 11  # semitones from the lowest to the highest pitch of a register that has each pitch class once

_MOVES = (0, -5, 5, -7, 7, -9, 9)  # semitones by which a chord part may leave its register for that of another
_CLEAR = 8  # semitones apart that the middles of two chord parts are clear of each other
_LOWEST = 40  # chords lower than this are mud
_BELOW = 6  # semitones by which chords are to lie below the tune


class Line(NamedTuple):
    """A part's role, its register, its instrument's range, and whether it may double others: power chords do."""

    role: str
    register: tuple[int, int]
    reach: tuple[int, int]
    doubles: bool = False


def within(wanted: tuple[int, int], reach: tuple[int, int]) -> tuple[int, int]:
    """Return what an instrument has of a register: where it reaches an octave of that, it stays where it is.

    Elsewhere the register moves by octaves to where most of it is reached. A lead that moved for the sake of a few more
    low notes would lie among the chords.
    """
    low, high = reach
    moved = [(wanted[0] + shift, wanted[1] + shift) for shift in (0, 12, -12, 24, -24)]
    reached = [(max(low, span[0]), min(high, span[1])) for span in moved]
    best = max(reached, key=lambda span: min(OCTAVE, span[1] - span[0]))
    return best if best[1] - best[0] >= OCTAVE else reach


def moves_apart(lines: Sequence[Line], *, yielding: float) -> tuple[int, ...]:
    """Return by how many semitones each part moves: a chord part makes way for those before it, and for the tune.

    `yielding` is what it weighs to lie below the tune beside being clear of each other.
    """
    moves = [0] * len(lines)
    middles: list[float] = []
    tune = min((sum(line.register) / 2 for line in lines if line.role == "lead"), default=127.0)
    for number, line in enumerate(lines):
        if line.role not in CHORDAL or line.doubles:
            continue
        (low, high), (lowest, highest) = line.register, line.reach
        near = [m for m in _MOVES if low + m >= max(lowest, min(low, _LOWEST)) and high + m <= highest] or [0]
        middle = (low + high) / 2
        costs = {m: _crowded(middle + m, middles) + yielding * max(0.0, middle + m + _BELOW - tune) for m in near}
        moves[number] = min(near, key=lambda m: (costs[m], abs(m)))
        middles.append(middle + moves[number])
    return tuple(moves)


def _crowded(middle: float, others: Sequence[float]) -> float:
    """Return how many semitones too near a part is to others."""
    return sum(max(0.0, _CLEAR - abs(middle - other)) for other in others)
