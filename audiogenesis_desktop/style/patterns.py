"""Patterns: rhythm written as text, one character a step, bars parted by "|".

"." is a rest, "-" holds what sounds, anything else begins a note and says which: "x" plain, "X" accented,
"o" soft. A bar's number of characters sets the step: sixteen in 4/4 are sixteenths, twelve are triplets.
"""

from typing import NamedTuple

ACCENTS = {"X": 104, "o": 48}
PLAIN_VELOCITY = 80  # what a note is worth that is neither accented nor soft


class Hit(NamedTuple):
    """One beginning note of a pattern, in ticks from the section's start."""

    tick: int
    length_ticks: int
    symbol: str

    @property
    def velocity(self) -> int:
        """Return how loud the symbol is, where 80 is plain."""
        return ACCENTS.get(self.symbol, PLAIN_VELOCITY)


def hits(pattern: str, *, bars: int, bar_ticks: int) -> list[Hit]:
    """Return the hits of a pattern played over and over for `bars` bars."""
    cells = cells_of(pattern)
    found: list[Hit] = []
    for bar in range(bars):
        found += _in_bar(cells[bar % len(cells)], bar * bar_ticks, bar_ticks)
    return found


def cells_of(pattern: str) -> list[str]:
    """Return a pattern's bars, a text of steps each."""
    return ["".join(cell.split()) for cell in pattern.split("|")]


def check_pattern(pattern: str, *, symbols: str) -> None:
    """Raise ValueError, saying why, unless each bar has steps and each step is ".", "-" or one of `symbols`."""
    for cell in cells_of(pattern):
        if not cell:
            raise ValueError(f"the pattern {pattern!r} has a bar without steps")
        strange = [symbol for symbol in cell if symbol not in ".-" + symbols]
        if strange:
            raise ValueError(f"the pattern {pattern!r} has {strange[0]!r}, where only one of .-{symbols} may stand")


def _in_bar(cell: str, start: int, bar_ticks: int) -> list[Hit]:
    step = bar_ticks // len(cell)
    found = []
    for i, symbol in enumerate(cell):
        if symbol not in ".-":
            held = len(cell[i + 1 :]) - len(cell[i + 1 :].lstrip("-"))
            found.append(Hit(start + i * step, (1 + held) * step, symbol))
    return found
