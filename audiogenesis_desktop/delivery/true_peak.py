"""How high sound rises between its samples, once it is analogue: ITU-R BS.1770-5, annex 2, four times oversampled."""

from functools import cache

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.files.audio import Samples

_TIMES = 4
_REACH_FRAMES = 10  # on either side of a place: what it takes to know the curve there
_KAISER_BETA = 5.0
_SKIPPED_FRAMES = 1024  # looked at together, to see whether the curve can be high there
# How much higher than the samples around it a curve rises at most: a sine at a quarter of the rate by 1.41, and only
# what alternates near half the rate, in step with the samples, by more than this.
_MOST_RISE = 2.0

Peaks = npt.NDArray[np.float32]


class TruePeak:
    """The highest true peak of sound that comes in pieces, 1.0 being full scale."""

    def __init__(self) -> None:
        self._peak = 0.0
        self._joined = _Joined()

    def add(self, samples: Samples) -> None:
        """Take what comes next, shape (frames, 2)."""
        self._measure(*self._joined.added(samples))

    def result(self) -> float:
        """Return the true peak of all there was; nothing can be added any more."""
        self._measure(*self._joined.ended())
        return self._peak

    def _measure(self, samples: Samples, first: int, last: int) -> None:
        """Raise the peak by what some frames reach; where no curve through the samples can be so high costs little."""
        for start in range(first, last, _SKIPPED_FRAMES):
            end = min(last, start + _SKIPPED_FRAMES)
            from_ = max(0, start - _REACH_FRAMES)
            around = samples[from_ : end + _REACH_FRAMES]
            loudest = max(float(around.max(initial=0)), -float(around.min(initial=0)))
            if loudest * _MOST_RISE > self._peak:
                self._peak = max(self._peak, float(_peaks(around)[start - from_ : end - from_].max(initial=0)))


class BlockPeaks:
    """The true peaks of blocks of frames, of sound that comes in pieces."""

    def __init__(self, block_frames: int) -> None:
        self._block_frames = block_frames
        self._joined = _Joined()
        self._found: list[Peaks] = []
        self._open: Peaks = np.zeros(0, np.float32)  # by frame, of the block that is not whole

    def add(self, samples: Samples) -> None:
        """Take what comes next, shape (frames, 2)."""
        self._take(*self._joined.added(samples))

    def result(self) -> Peaks:
        """Return the peak of each block, the last one as long as it is; nothing can be added any more."""
        self._take(*self._joined.ended())
        left, self._open = self._open, self._open[:0]
        if len(left):
            self._found.append(left.max(keepdims=True))
        return np.concatenate(self._found) if self._found else left

    def _take(self, samples: Samples, first: int, last: int) -> None:
        if last <= first:
            return
        by_frame = np.concatenate((self._open, _peaks(samples)[first:last]))
        whole = len(by_frame) // self._block_frames * self._block_frames
        self._found.append(by_frame[:whole].reshape(-1, self._block_frames).max(axis=1))
        self._open = by_frame[whole:]


class _Joined:
    """Puts pieces after one another such that each frame comes once with those around it."""

    def __init__(self) -> None:
        self._kept = np.zeros((0, 2), np.float32)
        self._known = 0  # how many of these have been given already

    def added(self, samples: Samples) -> tuple[Samples, int, int]:
        """Return samples, and the first and the end of those frames among them whose surroundings are there."""
        return self._given(np.concatenate((self._kept, samples)), _REACH_FRAMES)

    def ended(self) -> tuple[Samples, int, int]:
        """Return the rest in the same way."""
        return self._given(self._kept, 0)

    def _given(self, samples: Samples, missing: int) -> tuple[Samples, int, int]:
        first, last = self._known, max(self._known, len(samples) - missing)
        cut = max(0, last - _REACH_FRAMES)
        self._kept, self._known = samples[cut:], last - cut
        return samples, first, last


def _peaks(samples: Samples) -> Peaks:
    """Return the highest absolute value from each frame to the next, of both channels; around it there is silence."""
    from scipy.signal import resample_poly

    if not len(samples):
        return np.zeros(0, np.float32)
    fine = np.abs(resample_poly(samples, _TIMES, 1, axis=0, window=_low_pass()))
    peaks: Peaks = fine.reshape(len(samples), _TIMES * samples.shape[1]).max(axis=1).astype(np.float32)
    return peaks


@cache
def _low_pass() -> Peaks:
    from scipy.signal import firwin

    return firwin(2 * _REACH_FRAMES * _TIMES + 1, 1 / _TIMES, window=("kaiser", _KAISER_BETA)).astype(np.float32)
