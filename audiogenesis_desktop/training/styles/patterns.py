"""Patterns: rhythm written as text, one character a step, bars parted by "|".

"." is a rest, "-" holds what sounds, anything else begins a note and says which: "x" plain, "X" accented,
"o" soft. A bar's number of characters sets the step: sixteen in 4/4 are sixteenths, twelve are triplets.
"""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

ACCENTS = {"X": 104, "o": 48}


class Hit(NamedTuple):
    """One beginning note of a pattern, in ticks from the section's start."""

    tick: int
    length_ticks: int
    symbol: str

    @property
    def velocity(self) -> int:
        """Return how loud the symbol is, where 80 is plain."""
        return ACCENTS.get(self.symbol, 80)


def hits(pattern: str, *, bars: int, bar_ticks: int) -> list[Hit]:
    """Return the hits of a pattern played over and over for `bars` bars."""
    cells = ["".join(cell.split()) for cell in pattern.split("|")]
    found: list[Hit] = []
    for bar in range(bars):
        found += _in_bar(cells[bar % len(cells)], bar * bar_ticks, bar_ticks)
    return found


def alive(
    patterns: Sequence[str], *, bars: int, bar_ticks: int, habit: Random, random: Random, drop: float = 0.09
) -> list[Hit]:
    """Return hits as someone plays who keeps to one of the patterns, but not like a machine.

    `habit` chooses the pattern. By `random`, every other fourth bar and a few between are from another one, and hits
    off the beat are left out with chance `drop`.
    """
    chosen, other = (hits(habit.choice(patterns), bars=bars, bar_ticks=bar_ticks) for _ in range(2))
    kept: list[Hit] = []
    for bar in range(bars):
        turns = random.random() < (0.0, 0.12, 0.0, 0.55)[bar % 4]
        start, end = bar * bar_ticks, (bar + 1) * bar_ticks
        for hit in (hit for hit in (other if turns else chosen) if start <= hit.tick < end):
            if random.random() >= drop or hit.tick % 960 == 0:
                kept.append(hit)
    return kept


def _in_bar(cell: str, start: int, bar_ticks: int) -> list[Hit]:
    step = bar_ticks // len(cell)
    found = []
    for i, symbol in enumerate(cell):
        if symbol not in ".-":
            held = len(cell[i + 1 :]) - len(cell[i + 1 :].lstrip("-"))
            found.append(Hit(start + i * step, (1 + held) * step, symbol))
    return found
