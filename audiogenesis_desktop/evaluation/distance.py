"""Nearness to real music: do composed pieces differ from real ones as real ones differ among themselves?

Yang & Lerch (2020), "On the evaluation of generative models in music" (MGEval): nine features a piece, distances
between pieces within and across sets, and how far the distributions of those distances agree.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Score
from audiogenesis_desktop.score.table import note_table

Floats = npt.NDArray[np.float64]

FEWEST_OURS, FEWEST_REAL = 2, 4
MOST = 200  # pieces of a set: there are as many distances as pairs
# Note lengths in beats, as MGEval has them: whole to sixteenth, then dotted half to sixteenth, then triplets.
_LENGTHS = np.array([4, 2, 1, 1 / 2, 1 / 4, 3, 3 / 2, 3 / 4, 3 / 8, 4 / 3, 2 / 3, 1 / 3])
_GRID, _TINY = 512, 1e-9


class Nearness(NamedTuple):
    """How the distances from our pieces to real ones agree with those among real ones, for one feature.

    `overlap` 0..1 (1 is alike) and `divergence` in nats, 0 and up (0 is alike); beside each the same for one half of
    the real pieces against the other, which is about as near as can be expected.
    """

    overlap: float
    divergence: float
    overlap_of_real: float
    divergence_of_real: float


def nearness(ours: Sequence[Score], real: Sequence[Score]) -> dict[str, Nearness]:
    """Return the nearness of each feature; empty with fewer than 2 composed or 4 real pieces with notes.

    Of all pitched notes together, where MGEval takes one melody, in order of onset and pitch. One grid serves both
    densities. At most the first 200 pieces of each are compared; with few the figures are rough.
    """
    here = [found for score in ours[:MOST] if (found := features(score))]
    there = [found for score in real[:MOST] if (found := features(score))]
    if len(here) < FEWEST_OURS or len(there) < FEWEST_REAL:
        return {}
    mixed = [there[i] for i in np.random.default_rng(0).permutation(len(there))]
    one, other = mixed[: len(mixed) // 2], mixed[len(mixed) // 2 :]
    parts = (here, there, one, other)
    return {name: _nearness(*([piece[name] for piece in part] for part in parts)) for name in there[0]}


def _nearness(here: list[Floats], there: list[Floats], one: list[Floats], other: list[Floats]) -> Nearness:
    ours = agreement(_within(there), _across(there, here))
    real = agreement(_within(one), _across(one, other))
    return Nearness(*ours, *real)


def _within(pieces: list[Floats]) -> Floats:
    return _across(pieces, pieces).reshape(len(pieces), -1)[np.triu_indices(len(pieces), 1)]


def _across(some: list[Floats], others: list[Floats]) -> Floats:
    """Return the distance of every piece of one set from every piece of the other, flat."""
    matrix = np.stack(others)
    return np.concatenate([np.linalg.norm(matrix - one, axis=1) for one in some])


def agreement(within: Floats, across: Floats) -> tuple[float, float]:
    """Return overlapping area and Kullback-Leibler divergence of the densities of two sets of distances.

    Gaussian kernels of Scott's (1992) width, n ** (-1/5) deviations.
    """
    both = np.concatenate([within, across])
    least = max(np.ptp(both) / 100, _TINY)
    margin = 3 * max(_width(within, least), _width(across, least))
    grid = np.linspace(both.min() - margin, both.max() + margin, _GRID)
    p, q = _density(within, grid, least), _density(across, grid, least)
    divergence = np.sum(p * np.log((p + _TINY) / (q + _TINY)))
    return float(np.minimum(p, q).sum()), float(max(0.0, divergence))


def _width(values: Floats, least: float) -> float:
    return max(float(values.std()) * len(values) ** -0.2, least)


def _density(values: Floats, grid: Floats, least: float) -> Floats:
    """Return the share of the density at each point of the grid, summing to 1."""
    width = _width(values, least)
    density = np.array([np.exp(-0.5 * ((point - values) / width) ** 2).sum() for point in grid])
    return density / density.sum()


def features(score: Score) -> dict[str, Floats]:
    """Return MGEval's nine features of a piece, each a vector; empty without pitched notes.

    Histograms and transitions sum to 1; intervals are in semitones, inter-onset intervals in seconds.
    """
    table = note_table(score, drums=False)
    if not len(table.starts):
        return {}
    order = np.lexsort((table.pitches, table.starts))
    pitches, lengths = table.pitches[order], table.lengths[order] / TICKS_PER_BEAT
    clock = TempoMap(score.tempi)
    onsets = [clock.seconds(int(tick)) for tick in np.unique(table.starts)]
    kinds = np.abs(np.log(lengths[:, None] / _LENGTHS)).argmin(axis=1)
    intervals = np.abs(np.diff(pitches))
    return {
        "pitch count": np.array([len(np.unique(pitches))], dtype=np.float64),
        "pitch class histogram": _shares(pitches % 12, 12),
        "pitch class transitions": _shares(pitches[:-1] % 12 * 12 + pitches[1:] % 12, 144),
        "pitch range": np.array([np.ptp(pitches)], dtype=np.float64),
        "mean pitch interval": np.array([intervals.mean() if len(intervals) else 0.0]),
        "note count": np.array([len(pitches)], dtype=np.float64),
        "mean inter-onset interval": np.array([np.diff(onsets).mean() if len(onsets) > 1 else 0.0]),
        "note length histogram": _shares(kinds, 12),
        "note length transitions": _shares(kinds[:-1] * 12 + kinds[1:], 144),
    }


def _shares(classes: npt.NDArray[np.int64], count: int) -> Floats:
    return np.bincount(classes, minlength=count) / max(1, len(classes))
