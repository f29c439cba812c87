"""Where rendered sounds wait while a file, or several, are made of them: beside the place they are written to."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np

from audiogenesis_desktop.delivery.render import Progress, sounds_of
from audiogenesis_desktop.delivery.sound import CHUNK_FRAMES, Sound
from audiogenesis_desktop.delivery.stems import Stem, group_count
from audiogenesis_desktop.files.atomic import cannot_write, real_path
from audiogenesis_desktop.files.audio import Samples
from audiogenesis_desktop.score.clock import length_frames
from audiogenesis_desktop.score.score import Score

_IN_MEMORY_BYTES = 64 * 2**20


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


@contextmanager
def room_beside(path: Path) -> Iterator[Room]:
    """Yield a room in the folder of a file that is to be written; raises BadInput where nothing can be kept there."""
    try:
        with ExitStack() as stack:
            yield Room(real_path(path).parent, stack)
    except OSError as error:
        raise cannot_write(path, error) from error
