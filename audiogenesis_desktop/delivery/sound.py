"""Rendered sound that waits to be measured and written: in memory, or on disk where it is long."""

from collections.abc import Callable, Iterable, Iterator
from typing import IO, Self

import numpy as np

from audiogenesis_desktop.delivery.limiting import block_peaks
from audiogenesis_desktop.delivery.loudness import Energies, Loudness, LoudnessMeter
from audiogenesis_desktop.delivery.true_peak import Peaks
from audiogenesis_desktop.files.audio import Samples

CHUNK_FRAMES = 16_384
_FRAME_BYTES = 8


class Sound:
    """Stereo sound at `rate` Hz, that can be gone over as often as is needed. Raises OSError where the disk is full."""

    def __init__(self, file: IO[bytes], rate: int, *, is_measured: bool = False) -> None:
        """Take an empty file to keep it in; what `is_measured` is so as it comes, and not once it is asked for."""
        self._file, self.rate, self.frames = file, rate, 0
        self._meter = LoudnessMeter(rate) if is_measured else None
        self._measured: tuple[Loudness, Energies] | None = None
        self._peaks: Peaks | None = None

    def append(self, samples: Samples) -> None:
        """Add what comes next, shape (frames, 2), float32; what was measured of the sound is measured anew then."""
        self._file.seek(self.frames * _FRAME_BYTES)
        self._file.write(np.ascontiguousarray(samples, np.float32).tobytes())
        self.frames += len(samples)
        if self._meter is not None:
            self._meter.add(samples)
        self._measured = self._peaks = None

    def measured(self) -> tuple[Loudness, Energies]:
        """Return how loud all of it is, and the weighted energies of its tenths of a second; found once."""
        if self._measured is None:
            meter, self._meter = self._meter, None  # after its result nothing can be added to it
            if meter is None:
                meter = LoudnessMeter(self.rate)
                for chunk in self.chunks():
                    meter.add(chunk)
            self._measured = meter.result(), meter.energies()
        return self._measured

    def peaks(self) -> Peaks:
        """Return its `block_peaks`; found once."""
        if self._peaks is None:
            self._peaks = block_peaks(self.chunks())
        return self._peaks

    def extend(self, chunks: Iterable[Samples]) -> Self:
        """Add piece after piece, and return the sound."""
        for chunk in chunks:
            self.append(chunk)
        return self

    def chunks(self, start: int = 0, end: int | None = None) -> Iterator[Samples]:
        """Yield the frames from `start` up to, not including, `end`, or all of them, in pieces of shape (frames, 2)."""
        end = self.frames if end is None else end
        for first in range(start, end, CHUNK_FRAMES):
            yield self.read(first, min(end, first + CHUNK_FRAMES))

    def read(self, start: int, end: int) -> Samples:
        """Return the frames from `start` up to, not including, `end`."""
        self._file.seek(start * _FRAME_BYTES)
        return np.frombuffer(self._file.read((end - start) * _FRAME_BYTES), np.float32).reshape(-1, 2)


class WatchedSound(Sound):
    """A sound that calls `watch` whenever some of it is read: what that raises stops whoever works on it."""

    watch: Callable[[], object] = staticmethod(lambda: None)

    def read(self, start: int, end: int) -> Samples:
        """Return the frames from `start` up to, not including, `end`."""
        self.watch()
        return super().read(start, end)


def joined(chunks: Iterable[Samples]) -> Samples:
    """Return sound that comes in pieces as one, shape (frames, 2)."""
    return np.concatenate([np.zeros((0, 2), np.float32), *chunks])


def joint_jump(sound: Sound) -> float:
    """Return how far the last sample is from the first, beside the largest step near either end; up to 1 is no seam."""
    near = min(sound.frames, sound.rate // 20)
    if near < 2:
        return 0.0
    ends = [sound.read(0, near), sound.read(sound.frames - near, sound.frames)]
    usual = max(float(np.abs(np.diff(part, axis=0)).max()) for part in ends)
    return float(np.abs(ends[0][0] - ends[1][-1]).max()) / max(usual, 1e-4)
