"""Which pitches have a row: all, those of the key, or those that are used. Pure, no Qt.

Shown rows are a tuple of pitches from the lowest up; the empty tuple stands for all 128.
"""

from collections.abc import Collection
from functools import lru_cache
from itertools import pairwise
from typing import Literal

Fold = Literal["all", "scale", "used"]
FOLDS: tuple[Fold, ...] = ("all", "scale", "used")
Rows = tuple[int, ...]
ALL_ROWS: Rows = tuple(range(128))


def rows_of(fold: Fold, *, used: Collection[int], scale: frozenset[int]) -> Rows:
    """Return the rows to show: `used` pitches always have one, `scale` is of pitch classes.

    Without a scale to fold to, or without a used pitch, all rows are shown.
    """
    if fold == "scale" and scale:
        return tuple(pitch for pitch in ALL_ROWS if pitch % 12 in scale or pitch in used)
    return tuple(sorted(used)) if fold == "used" else ()


@lru_cache(maxsize=64)
def places(rows: Rows) -> tuple[int, ...]:
    """Return for each pitch 0..127 how many rows lie above its own, or above where its row would be."""
    shown, above, counted = frozenset(rows or ALL_ROWS), 0, []
    for pitch in reversed(ALL_ROWS):
        counted.append(above)
        above += pitch in shown
    return tuple(reversed(counted))


@lru_cache(maxsize=64)
def octave_edges(rows: Rows) -> frozenset[int]:
    """Return the pitches whose row is the lowest shown of its octave, with another octave below."""
    return frozenset(upper for lower, upper in pairwise(rows or ALL_ROWS) if upper // 12 != lower // 12)


def pitches_moved(pitches: Collection[int], by: int, rows: Rows) -> dict[int, int]:
    """Return where each pitch comes to lie when all move `by` rows up, as a block that stops at the edges."""
    rows = rows if rows and set(pitches) <= set(rows) else ALL_ROWS
    place = {pitch: i for i, pitch in enumerate(rows)}
    held = [place[pitch] for pitch in pitches]
    by = min(max(by, -min(held)), len(rows) - 1 - max(held))
    return {pitch: rows[place[pitch] + by] for pitch in pitches}
