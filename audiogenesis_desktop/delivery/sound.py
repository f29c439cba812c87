"""Rendered sound that waits to be measured and written: in memory, or on disk where it is long."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import IO, Self

import numpy as np

from audiogenesis_desktop.delivery.limiting import block_peaks
from audiogenesis_desktop.delivery.loudness import Energies, Loudness, LoudnessMeter
from audiogenesis_desktop.delivery.render import Progress, sounds_of
from audiogenesis_desktop.delivery.stems import Stem, group_count
from audiogenesis_desktop.delivery.true_peak import Peaks
from audiogenesis_desktop.files.atomic import cannot_write, real_path
from audiogenesis_desktop.files.audio import Samples
from audiogenesis_desktop.score.clock import length_frames
from audiogenesis_desktop.score.score import Score

CHUNK_FRAMES = 16_384
_FRAME_BYTES = 8
_IN_MEMORY_BYTES = 64 * 2**20


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


class Room:
    """Where sounds wait, beside the place they are written to: they are gone once its block ends."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        """Take an existing folder."""
        self._folder, self._stack = folder, stack

    def empty(self, rate: int, *, is_measured: bool = False) -> Sound:
        """Return a sound that is still empty."""
        file = tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES, dir=str(self._folder))  # noqa: SIM115
        return Sound(self._stack.enter_context(file), rate, is_measured=is_measured)

    def rendered(self, score: Score, *, soundfont: Path, rate: int, progress: Progress | None = None) -> Sound:
        """Return the sound of what is audible in the score, as loud as it comes; raises as `render` does."""
        sound = self.empty(rate, is_measured=True)  # while more of it is rendered beside
        return sound.extend(sounds_of(score, soundfont=soundfont, rate=rate, progress=progress))

    def looped(self, score: Score, *, soundfont: Path, rate: int, progress: Progress | None = None) -> Sound:
        """Return the sound of a loop: whole samples, with what rings on after its end put over its beginning."""
        rung = self.rendered(_ringing_on(score), soundfont=soundfont, rate=rate, progress=progress)
        return self.empty(rate).extend(_wrapped(rung, length_frames(score, rate)))

    def looped_apart(
        self, score: Score, stems: Sequence[Stem], *, soundfont: Path, rate: int, progress: Progress | None = None
    ) -> tuple[Sound, list[Sound]]:
        """Return the loop's sound and that of each stem, which add up to it, all of them `looped`."""
        frames, on = length_frames(score, rate), _ringing_on(score)
        whole, apart = self.rendered_apart(on, stems, soundfont=soundfont, rate=rate, progress=progress)
        wrapped = [self.empty(rate).extend(_wrapped(sound, frames)) for sound in (whole, *apart)]
        return wrapped[0], wrapped[1:]

    def thrice(self, sound: Sound) -> Sound:
        """Return a sound three times over: in the middle it has before and after it what it has in a loop."""
        return self.empty(sound.rate).extend(chain.from_iterable(sound.chunks() for _ in range(3)))

    def rendered_apart(
        self, score: Score, stems: Sequence[Stem], *, soundfont: Path, rate: int, progress: Progress | None = None
    ) -> tuple[Sound, list[Sound]]:
        """Return the sound of the whole and that of each stem, which add up to it; raises as `render` does."""
        groups, apart = group_count(score), [self.empty(rate) for _ in stems]
        whole = self.empty(rate, is_measured=True)
        for chunk in sounds_of(score, soundfont=soundfont, rate=rate, progress=progress, groups=groups):
            by_channel = chunk.reshape(len(chunk), -1, 2)
            for sound, stem in zip(apart, stems, strict=True):
                sound.append(by_channel[:, stem.channels].sum(axis=1))
            whole.append(by_channel.sum(axis=1))
        return whole, apart


def _ringing_on(score: Score) -> Score:
    """Return a score that is rendered until all has died away."""
    return replace(score, length_ticks=0)


def _wrapped(sound: Sound, frames: int) -> Iterator[Samples]:
    """Yield the first `frames` of a sound with all that follows laid over them, lap by lap."""
    for start in range(0, frames, CHUNK_FRAMES):
        end = min(frames, start + CHUNK_FRAMES)
        joined = np.zeros((end - start, 2), np.float32)
        for lap in range(0, sound.frames, frames):
            part = sound.read(min(sound.frames, lap + start), min(sound.frames, lap + end))
            joined[: len(part)] += part
        yield joined


def joint_jump(sound: Sound) -> float:
    """Return how far the last sample is from the first, beside the largest step near either end; up to 1 is no seam."""
    near = min(sound.frames, sound.rate // 20)
    if near < 2:
        return 0.0
    ends = [sound.read(0, near), sound.read(sound.frames - near, sound.frames)]
    usual = max(float(np.abs(np.diff(part, axis=0)).max()) for part in ends)
    return float(np.abs(ends[0][0] - ends[1][-1]).max()) / max(usual, 1e-4)


@contextmanager
def room_beside(path: Path) -> Iterator[Room]:
    """Yield a room in the folder of a file that is to be written; raises BadInput where nothing can be kept there."""
    try:
        with ExitStack() as stack:
            yield Room(real_path(path).parent, stack)
    except OSError as error:
        raise cannot_write(path, error) from error
