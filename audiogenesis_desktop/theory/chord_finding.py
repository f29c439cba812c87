"""Finding the chords that sounding notes make, by half bar: for imported pieces, for training, and for measuring."""

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.score.table import NoteTable
from audiogenesis_desktop.theory.chords import CHORD_COUNT, chord_scores

LOW_PITCH, LOW_WEIGHT = 50, 2.5  # what is low is more likely the root
_SERVES = 0.8  # of what fits a half bar best: a chord that fits the whole bar as well as this is kept

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def detect_chords(sounding: Floats) -> Ints:
    """Return the chords, shape (bars, 2), of half bars' pitch-class weights, (2 bars, 12): one a bar if it serves both.

    Half bars of silence have CHORD_COUNT.
    """
    scores = chord_scores(sounding).reshape(-1, 2, CHORD_COUNT)
    halves = scores.argmax(axis=2)
    best = np.take_along_axis(scores, halves[:, :, None], axis=2)[:, :, 0]
    whole = scores.sum(axis=1).argmax(axis=1)
    by_whole = scores[np.arange(len(whole)), :, whole]
    serves = np.all(by_whole >= _SERVES * best, axis=1, keepdims=True)
    chords = np.where(serves, whole[:, None], halves)
    chords[~sounding.any(axis=1).reshape(-1, 2)] = CHORD_COUNT
    return chords


def half_bars(table: NoteTable) -> Ints:
    """Return the ticks at which half bars begin, and where the last ends: shape (2 bars + 1,)."""
    starts = table.bar_starts
    edges = np.empty(2 * len(starts) - 1, dtype=np.int64)
    edges[::2], edges[1::2] = starts, (starts[:-1] + starts[1:]) // 2
    return edges


def sounding_ticks(table: NoteTable, edges: Ints, *, low_weight: float = LOW_WEIGHT) -> Floats:
    """Return how long each pitch class sounds between each two edges, shape (n, 12), low ones weighing more."""
    count = len(edges) - 1
    is_low = table.pitches < LOW_PITCH
    weight = np.where(is_low, low_weight, 1.0)
    ends = table.starts + table.lengths
    first = np.searchsorted(edges, table.starts, side="right") - 1
    last = np.minimum(np.searchsorted(edges, ends, side="left") - 1, count - 1)
    # What sounds all through is counted in whole numbers where that begins and ends: a note may last a day.
    through = np.zeros((2, count + 1, 12), dtype=np.int64)
    goes_on = np.flatnonzero(last > first + 1)
    for at, change in ((first + 1, 1), (last, -1)):
        np.add.at(through, (is_low[goes_on].astype(int), at[goes_on], table.pitches[goes_on] % 12), change)
    high, low = through.cumsum(axis=1)[:, :count]
    total: Floats = (high + low * low_weight) * np.diff(edges)[:, None]
    for cell, chosen in ((first, first < count), (last, last > first)):
        some = np.flatnonzero(chosen)
        at = cell[some]
        within = np.minimum(ends[some], edges[at + 1]) - np.maximum(table.starts[some], edges[at])
        np.add.at(total, (at, table.pitches[some] % 12), within * weight[some])
    return total
