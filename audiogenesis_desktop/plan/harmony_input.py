"""What the harmony LSTM sees before each chord: one index per feature, the same code in training and planning.

A chord fills half a bar. The network is told the chord before, the chords four bars and one corresponding
section ago, the mode, where in the bar, section and piece it stands, and the style as shares.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.plan.numerals import WORD_COUNT
from audiogenesis_desktop.style.families import FAMILIES

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

KINDS = ("none", "intro", "A", "A'", "B", "C", "bridge", "outro")
"""Kinds of sections, in the order that the composing network counts them in."""
SOURCES = ("own", "written", "real")
"""Who a training piece is by: our own writer, other rules, or people."""
FARTHEST_BAR = 16  # bars are counted no farther
LOOK_BACK_HALVES = 8
NO_WORD = WORD_COUNT  # stands where there is no chord to tell of

INDEX_SIZES = (
    WORD_COUNT + 1,  # the chord before
    WORD_COUNT + 1,  # four bars ago
    WORD_COUNT + 1,  # at this place of the section that is taken up
    2,  # major, minor
    len(KINDS),
    2,  # first or second half of the bar
    FARTHEST_BAR + 1,  # bars since the section began
    FARTHEST_BAR + 1,  # bars to its end
    FARTHEST_BAR + 1,  # bars to the piece's end
    len(SOURCES),
)
_OFFSETS = np.concatenate(([0], np.cumsum(INDEX_SIZES)[:-1])).astype(np.int64)
STYLE_SIZE = len(FAMILIES) + 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where a bar stands: its section's kind, bars since that began, to its end and to the piece's end."""

    kind: str
    since: int
    left: int
    to_end: int


def places(places_of_bars: list[Place]) -> Ints:
    """Return kind, since, left and to_end of every bar as the network counts them, shape (bars, 4)."""
    rows = [(KINDS.index(p.kind), p.since, p.left, p.to_end) for p in places_of_bars]
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    table[:, 1:] = np.minimum(table[:, 1:], FARTHEST_BAR)
    return table


def input_rows(words: Ints, places_of_bars: Ints, lags: Ints, *, is_minor: bool, source: int) -> Ints:
    """Return the input rows of every half bar, shape (n, F); words at and after a half bar are never looked at.

    `words` (n,) the chords; `places_of_bars` (ceil(n / 2), 4) as `places`; `lags` alike, (bars,): bars back to
    the corresponding section, 0 for none.
    """
    at = np.arange(len(words))
    bar = at // 2
    back = at - 2 * lags[bar]
    columns = [
        _earlier(words, at - 1),
        _earlier(words, at - LOOK_BACK_HALVES),
        np.where(lags[bar] > 0, _earlier(words, back), NO_WORD),
        np.full_like(at, int(is_minor)),
        places_of_bars[bar, 0],
        at % 2,
        *places_of_bars[bar, 1:].T,
        np.full_like(at, source),
    ]
    return np.stack(columns, axis=1) + _OFFSETS


def input_row(
    history: Ints, place: Ints, half: int, *, is_minor: bool, sources: Ints, corresponding: Ints | None = None
) -> Ints:
    """Return the input rows (R, F) for the next half bar of R pieces; `history` (R, n) is what they have so far."""
    count, n = history.shape
    rows = np.empty((count, len(INDEX_SIZES)), dtype=np.int64)
    rows[:, 0] = history[:, -1] if n else NO_WORD
    rows[:, 1] = history[:, -LOOK_BACK_HALVES] if n >= LOOK_BACK_HALVES else NO_WORD
    rows[:, 2] = NO_WORD if corresponding is None else corresponding
    rows[:, 3:9] = (int(is_minor), place[0], half, *place[1:])
    rows[:, 9] = sources
    rows += _OFFSETS
    return rows


def _earlier(words: Ints, index: Ints) -> Ints:
    return np.where(index >= 0, words[np.maximum(index, 0)], NO_WORD)


def style_vector(families: Collection[str]) -> Floats:
    """Return the shares of these families, all alike, and a flag that they are known, shape (STYLE_SIZE,)."""
    return np.array([*((name in families) / max(1, len(families)) for name in FAMILIES), 1.0])
