"""How loud sound is: ITU-R BS.1770-5 and EBU Tech 3341 and 3342, taken as it comes, in any pieces.

The weighting of frequencies is pyloudnorm's. What it weighs is kept as energies of tenths of a second alone, of which
all the blocks of these measures are made, so memory does not grow with what sounds.
"""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.delivery.true_peak import TruePeak
from audiogenesis_desktop.files.audio import Samples

SILENT = -math.inf
_OFFSET = -0.691  # of LUFS against decibels of weighted energy
_STEPS_A_SECOND = 10
_MOMENTARY_STEPS, _SHORT_TERM_STEPS = 4, 30
_ABSOLUTE_GATE_LUFS = -70.0
_RELATIVE_GATE_LU, _RANGE_GATE_LU = -10.0, -20.0
_RANGE_PERCENTILES = (10, 95)

Energies = npt.NDArray[np.float64]


class Loudness(NamedTuple):
    """How loud something is; what is silent, or never lasts as long as a measure needs, has minus infinity there.

    Integrated loudness and the loudest 3 s and 0.4 s are in LUFS, the range is in LU, the true peak in dBTP.
    """

    integrated_lufs: float
    short_term_lufs: float
    momentary_lufs: float
    range_lu: float
    true_peak_db: float

    def with_gain(self, gain_db: float) -> "Loudness":
        """Return how loud it is once all of it has a gain; the gates' own share is left as it is."""
        return self._replace(
            integrated_lufs=self.integrated_lufs + gain_db,
            short_term_lufs=self.short_term_lufs + gain_db,
            momentary_lufs=self.momentary_lufs + gain_db,
            true_peak_db=self.true_peak_db + gain_db,
        )


class LoudnessMeter:
    """Measures sound that comes in pieces."""

    def __init__(self, rate: int, *, with_peak: bool = True) -> None:
        """Take a rate in Hz; without the true peak, which is told as silent then, it takes a third of the time."""
        self._weighting = Weighting(rate)
        self._step = rate / _STEPS_A_SECOND
        self._peak = TruePeak() if with_peak else None
        self._sums: list[float] = []  # of weighted squares by whole step
        self._open_sum, self._frames = 0.0, 0

    def add(self, samples: Samples) -> None:
        """Take what comes next, shape (frames, 2), full scale 1.0."""
        if not len(samples):
            return
        if self._peak is not None:
            self._peak.add(samples)
        self._add_squares(np.square(self._weighting.weighed(samples)).sum(axis=1))

    def _add_squares(self, squares: Energies) -> None:
        done, first = 0, len(self._sums)
        last = int((self._frames + len(squares)) / self._step)
        for number in range(first + 1, last + 1):
            end = round(number * self._step) - self._frames
            self._sums.append(self._open_sum + float(squares[done:end].sum()))
            self._open_sum, done = 0.0, max(done, end)
        self._open_sum += float(squares[done:].sum())
        self._frames += len(squares)

    def energies(self) -> Energies:
        """Return the mean weighted energy of each tenth of a second, what is left at the end apart."""
        return np.array(self._sums) / self._step

    def result(self) -> Loudness:
        """Return the loudness of all there was. What is shorter than 0.4 s counts as followed by silence."""
        steps = self.energies()
        if len(steps) < _MOMENTARY_STEPS:
            steps = np.append(steps, self._open_sum / self._step)
            steps = np.pad(steps, (0, max(0, _MOMENTARY_STEPS - len(steps))))
        peak = self._peak.result() if self._peak is not None else 0.0
        return Loudness(
            integrated_lufs=integrated(steps),
            short_term_lufs=_loudest(steps, _SHORT_TERM_STEPS),
            momentary_lufs=_loudest(steps, _MOMENTARY_STEPS),
            range_lu=_range(steps),
            true_peak_db=20 * math.log10(peak) if peak else SILENT,
        )


def measure(samples: Samples, rate: int) -> Loudness:
    """Return how loud sound is: `samples` of shape (frames, 2), full scale 1.0, `rate` in Hz."""
    meter = LoudnessMeter(rate)
    meter.add(samples)
    return meter.result()


def integrated(steps: Energies) -> float:
    """Return the gated loudness in LUFS of energies of tenths of a second, as `LoudnessMeter.energies` has them.

    BS.1770's two gates: blocks of 0.4 s above -70 LUFS, then those less than 10 LU below the mean of these.
    """
    return _gated(momentary(steps), _RELATIVE_GATE_LU)[1]


def momentary(steps: Energies) -> Energies:
    """Return the energies of BS.1770's blocks of 0.4 s, one from each tenth of a second on."""
    return _blocks(steps, _MOMENTARY_STEPS)


def _gated(blocks: Energies, gate_lu: float) -> tuple[Energies, float]:
    """Return the blocks that pass both gates, and their mean in LUFS."""
    heard = blocks[blocks > _energy(_ABSOLUTE_GATE_LUFS)]
    if len(heard):
        heard = heard[heard > heard.mean() * 10 ** (gate_lu / 10)]
    return heard, _lufs(float(heard.mean())) if len(heard) else SILENT


def _blocks(steps: Energies, count: int) -> Energies:
    """Return the mean of each `count` energies in a row."""
    if len(steps) < count:
        return np.zeros(0)
    return np.lib.stride_tricks.sliding_window_view(steps, count).mean(axis=1)


def _loudest(steps: Energies, count: int) -> float:
    return _lufs(float(_blocks(steps, count).max(initial=0)))


def _range(steps: Energies) -> float:
    """Return the loudness range of EBU Tech 3342 in LU."""
    blocks, _ = _gated(_blocks(steps, _SHORT_TERM_STEPS), _RANGE_GATE_LU)
    if not len(blocks):
        return 0.0
    low, high = np.percentile(blocks, _RANGE_PERCENTILES)
    return _lufs(high) - _lufs(low)


def _lufs(energy: float) -> float:
    return _OFFSET + 10 * math.log10(energy) if energy > 0 else SILENT


def _energy(lufs: float) -> float:
    return 10 ** ((lufs - _OFFSET) / 10)


class Weighting:
    """BS.1770's K-weighting, which goes on from piece to piece."""

    def __init__(self, rate: int, channels: int = 2) -> None:
        """Take a rate in Hz, and how many channels there are."""
        from pyloudnorm import Meter

        self._stages: Sequence[Any] = list(Meter(rate)._filters.values())
        self._states = [np.zeros((max(len(stage.a), len(stage.b)) - 1, channels)) for stage in self._stages]

    def weighed(self, samples: Samples) -> Energies:
        """Return samples, shape (frames, channels), with low frequencies weakened and high ones raised, as heads do."""
        from scipy.signal import lfilter

        weighed = samples.astype(np.float64)
        for i, stage in enumerate(self._stages):
            weighed, self._states[i] = lfilter(stage.b, stage.a, weighed, axis=0, zi=self._states[i])
            weighed *= stage.passband_gain
        return weighed
