"""How much each bar of a finished piece repeats the bars that the network looks back to."""

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.features import LAGS
from audiogenesis_desktop.compose.vocabulary import GRID_PER_BEAT
from audiogenesis_desktop.plan.plan import Likeness
from audiogenesis_desktop.theory.instruments import DRUM_CLASS

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_EDGES = (0.15, 0.5, 0.85)
_SLOT = GRID_PER_BEAT // 4  # a sixteenth: a player's freedom does not make another bar of it
_PLACES, _PITCHES = 64, 128


def find_likeness(notes: Floats, bar_starts: Ints, lags: Ints) -> Ints:
    """Return `Likeness` to the bars one, four and `lags` bars back, shape (bars, LAGS).

    `notes` as (5, n): onset, class, pitch, length, velocity; `lags` (bars,) with 0 for none. Drums do not count:
    a groove goes round whatever the tune does. Free where there is nothing to compare.
    """
    bars = len(bar_starts) - 1
    pitched = notes[:, notes[1] != DRUM_CLASS].astype(np.int64)
    bar = np.clip(np.searchsorted(bar_starts, pitched[0], side="right") - 1, 0, bars - 1)
    slot = np.minimum((pitched[0] - bar_starts[bar] + _SLOT // 2) // _SLOT, _PLACES - 1)
    what = (slot * _PITCHES + pitched[1]) * _PITCHES + pitched[2]
    whole = _PLACES * _PITCHES * _PITCHES
    keys = np.unique(bar * whole + what)
    bar = keys // whole
    counts = np.bincount(bar, minlength=bars)
    every = np.arange(bars)
    columns = [
        _levels(keys, bar, counts, every - lag, whole) for lag in (np.full(bars, 1), np.full(bars, 4), lags)
    ]
    assert len(columns) == LAGS
    return np.stack(columns, axis=1)


def _levels(keys: Ints, bar: Ints, counts: Ints, earlier: Ints, whole: int) -> Ints:
    """Return how like every bar is to the `earlier` one, (bars,)."""
    every = np.arange(len(counts))
    moved = keys + (earlier[bar] - bar) * whole
    common = np.bincount(bar, weights=np.isin(moved, keys), minlength=len(counts))
    other = counts[np.maximum(earlier, 0)]
    dice = 2 * common / np.maximum(1, counts + other)
    levels = np.searchsorted(_EDGES, dice, side="right")
    comparable = (earlier >= 0) & (earlier < every) & (counts + other > 0)
    return np.where(comparable, levels, Likeness.FREE)
