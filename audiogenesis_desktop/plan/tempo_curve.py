"""A tempo that changes little by little from bar to bar and still meets every anchor to the microsecond."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Tempo

Floats = npt.NDArray[np.float64]
Anchor = tuple[float, int]
"""A second and the tick that falls on it."""

_MOST_STEPS = 400  # of a whole piece: a step is a bar, in long ones some bars
_EVEN = 0.002  # shares of a tempo that nobody hears


def tempi_through(
    anchors: Sequence[Anchor], *, bar_ticks: int, tempo_bpm: float, most_share: float
) -> tuple[Tempo, ...]:
    """Return tempi that lead through anchors, the first of which is (0, 0), by steps as small as can be.

    No step is off `tempo_bpm` by more than `most_share`, unless the mean between two anchors is.
    """
    anchors = [anchors[0], *(after for before, after in pairwise(anchors) if after[1] > before[1])]
    even = _even(anchors)
    if even.max() / even.min() - 1 < _EVEN:
        steps = [(start, end) for (_, start), (_, end) in pairwise(anchors)]
        return _as_tempi(steps, even)
    steps_of = [list(_steps(start, end, anchors[-1][1], bar_ticks)) for (_, start), (_, end) in pairwise(anchors)]
    steps = [step for some in steps_of for step in some]
    beats = np.array([(end - start) / TICKS_PER_BEAT for start, end in steps])
    stretch = np.repeat(np.arange(len(steps_of)), [len(some) for some in steps_of])
    smooth, held = _smoothest(beats, stretch, np.diff([second for second, _ in anchors])), even[stretch]
    bounds = 60 / tempo_bpm / (1 + most_share), 60 / tempo_bpm / (1 - most_share)
    return _as_tempi(steps, held + _room(held, smooth, bounds) * (smooth - held))


def _even(anchors: Sequence[Anchor]) -> Floats:
    """Return the seconds a beat between each two anchors where the tempo does not change."""
    spans = [(end[0] - start[0]) / (end[1] - start[1]) for start, end in pairwise(anchors)]
    return np.array(spans) * TICKS_PER_BEAT


def _steps(start: int, end: int, last: int, bar_ticks: int) -> Iterator[tuple[int, int]]:
    """Yield (tick, end tick) of the steps between two ticks, which end at bar lines."""
    size = bar_ticks * max(1, -(-last // (bar_ticks * _MOST_STEPS)))
    while start < end:
        over = min(end, (start // size + 1) * size)
        yield start, over
        start = over


def _smoothest(beats: Floats, stretch: npt.NDArray[np.int64], seconds: Floats) -> Floats:
    """Return the seconds a beat of each step such that neighbours differ least and each stretch lasts its seconds.

    Least squares under linear constraints, by Lagrange's multipliers.
    """
    count, stretches = len(beats), len(seconds)
    apart = np.diff(np.eye(count), axis=0) / np.sqrt((beats[1:] + beats[:-1]) / 2)[:, None]
    whole = np.zeros((count + stretches, count + stretches))
    whole[:count, :count] = apart.T @ apart
    whole[count + stretch, np.arange(count)] = whole[np.arange(count), count + stretch] = beats
    return np.linalg.solve(whole, np.concatenate((np.zeros(count), seconds)))[:count].astype(np.float64)


def _room(held: Floats, smooth: Floats, bounds: tuple[float, float]) -> float:
    """Return how far, 0..1, one may go from what is held to what is smooth and stay within bounds."""
    low, high = min(bounds[0], held.min()), max(bounds[1], held.max())
    move = smooth - held
    moving = np.abs(move) > 1e-12
    limits = np.where(move > 0, high - held, low - held)[moving] / move[moving]
    return float(min(1.0, limits.min(initial=1.0)))


def _as_tempi(steps: Sequence[tuple[int, int]], seconds_a_beat: Floats) -> tuple[Tempo, ...]:
    """Return tempi in whole microseconds; each takes up what rounding left over before it."""
    tempi, owed = list[Tempo](), 0.0
    for (start, end), seconds in zip(steps, seconds_a_beat.tolist(), strict=True):
        beats = (end - start) / TICKS_PER_BEAT
        wanted = seconds * 1e6 * beats + owed
        pace = round(wanted / beats)
        owed = wanted - pace * beats
        if not tempi or tempi[-1].microseconds_per_beat != pace:
            tempi.append(Tempo(start, pace))
    return tuple(tempi)
