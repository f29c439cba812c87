"""A look-ahead limiter: what would rise over a true peak is turned down just before, and comes back slowly.

It goes over the sound twice. First it notes how loud each third of a millisecond or so is; of that it makes what is to
be taken off: held for a while before and after each peak, let go exponentially, and smoothed by a window no longer than
what is held, so that neither a peak gets through nor a corner of the gain is heard as a click (the design with
look-ahead of D. Giannoulis et al., "Digital dynamic range compressor design", JAES 60(6), 2012). Then it takes it off.
"""

from collections.abc import Iterable
from typing import Self

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.delivery.true_peak import BlockPeaks, Peaks
from audiogenesis_desktop.files.audio import Samples

_BLOCK_FRAMES = 16
_AHEAD_SECONDS = 0.003
_RELEASE_SECONDS = 0.080
_MARGIN_DB = 0.1  # a gain that moves bends the curve between samples a little

Decibels = npt.NDArray[np.float64]


def limit(samples: Samples, rate: int, *, ceiling_db: float) -> Samples:
    """Return sound whose true peak is at most `ceiling_db` dBTP, shape (frames, 2) at `rate` Hz; what is low stays.

    Both channels move together. What needs nothing comes back as it is.
    """
    limiter = Limiter(rate, ceiling_db=ceiling_db)
    limiter.add(samples)
    return limiter.limited(samples, start_frame=0)


def block_peaks(chunks: Iterable[Samples]) -> Peaks:
    """Return the true peak, 1.0 being full scale, of each block of sound that a limiter looks at; a gain scales it."""
    peaks = BlockPeaks(_BLOCK_FRAMES)
    for chunk in chunks:
        peaks.add(chunk)
    return peaks.result()


def block_seconds(count: int, rate: int) -> Decibels:
    """Return the middles of so many blocks at a rate in Hz, in seconds."""
    return (np.arange(count) + 0.5) * _BLOCK_FRAMES / rate


class Limiter:
    """Limits sound that comes in pieces, all of them first for `add` and then for `limited`."""

    def __init__(self, rate: int, *, ceiling_db: float) -> None:
        """Take a rate in Hz and the highest true peak in dBTP."""
        self._ceiling_db = ceiling_db
        self._block_seconds = _BLOCK_FRAMES / rate
        self._peaks = BlockPeaks(_BLOCK_FRAMES)
        self._taken_off: Decibels | None = None

    @classmethod
    def of_peaks(cls, peaks: Peaks, rate: int, *, ceiling_db: float) -> Self:
        """Return a limiter of sound with such `block_peaks`, which then has nothing to be added."""
        limiter = cls(rate, ceiling_db=ceiling_db)
        limiter._taken_off = limiter._reduction_of(peaks)
        return limiter

    def add(self, samples: Samples) -> None:
        """Take what comes next, shape (frames, 2)."""
        self._peaks.add(samples)

    @property
    def most_db(self) -> float:
        """Return by how many decibels it turns down what is loudest; 0 where nothing is too loud."""
        return float(self._reduction().max(initial=0))

    def limited(self, samples: Samples, *, start_frame: int) -> Samples:
        """Return a piece, its first frame being `start_frame` of the whole, with what is too loud turned down."""
        frames = np.arange(start_frame, start_frame + len(samples))
        first, last = start_frame // _BLOCK_FRAMES, (start_frame + len(samples)) // _BLOCK_FRAMES + 1
        blocks = np.arange(max(0, first - 1), min(len(self._reduction()), last + 1))
        taken_off = self._reduction()[blocks]
        if not taken_off.any():
            return samples
        decibels = np.interp(frames, (blocks + 0.5) * _BLOCK_FRAMES, taken_off)
        return samples * (10 ** (-decibels / 20)).astype(np.float32)[:, None]

    def _reduction(self) -> Decibels:
        if self._taken_off is None:
            self._taken_off = self._reduction_of(self._peaks.result())
        return self._taken_off

    def _reduction_of(self, peaks: npt.NDArray[np.float32]) -> Decibels:
        """Return what is to be taken off at the middle of each block."""
        from scipy.ndimage import maximum_filter1d

        if not len(peaks) or peaks.max() <= 10 ** (self._ceiling_db / 20):
            return np.zeros(len(peaks))
        floor = 10 ** ((self._ceiling_db - _MARGIN_DB) / 20)
        needed = 20 * np.log10(np.maximum(peaks.astype(np.float64), floor) / floor)
        ahead = max(1, round(_AHEAD_SECONDS / self._block_seconds))
        # A block more on either side, as frames lie between the middles of two.
        held = maximum_filter1d(needed, 2 * ahead + 3, mode="constant")
        window = np.hanning(2 * ahead + 3)[1:-1]
        # What rings on from before is less than a hair where nothing was to be taken off for a while.
        smooth = np.convolve(_let_go(held, self._block_seconds / _RELEASE_SECONDS), window / window.sum(), "same")
        return np.where(smooth < 1e-3, 0.0, np.maximum(smooth, needed))


def _let_go(held: Decibels, decay: float) -> Decibels:
    """Return decibels that rise at once and fall by `decay` of themselves a block at most: never under what is held."""
    ramp = decay * np.arange(len(held))
    with np.errstate(divide="ignore"):
        return np.exp(np.maximum.accumulate(np.log(held) + ramp) - ramp)
