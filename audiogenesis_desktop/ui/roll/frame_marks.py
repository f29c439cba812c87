"""Where a ruler of time code has its marks, and which label a moment has; pure."""

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from audiogenesis_desktop.delivery.timecode import FrameRate

_SECOND_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
_FRAME_STEPS = (1, 2, 5, 10)
_JUST_BEFORE_FRAMES = 1e-4  # a moment so near to the next frame is that one, whatever floats make of it


class TimeCode(NamedTuple):
    """Time code that counts frames of a rate from the frame `first`."""

    rate: FrameRate
    first: int = 0

    def label_at(self, seconds: float) -> str:
        """Return the label of the frame that is shown at a moment."""
        frames = seconds * float(self.rate.frames_per_second) + _JUST_BEFORE_FRAMES
        return self.rate.label(self.first + max(0, math.floor(frames)))

    def marks(self, start: float, end: float, wanted_seconds: float) -> Iterator[tuple[float, str]]:
        """Yield moments and their labels from `start` to `end` seconds, about as far apart as is wanted or further.

        They are whole seconds of the code's own, or of their frames one, two, five or ten.
        """
        for frame in self._frames(start, end, wanted_seconds):
            seconds = float((frame - self.first) * self.rate.frame_seconds)
            if seconds <= end:
                yield seconds, self.rate.label(frame)

    def _frames(self, start: float, end: float, wanted_seconds: float) -> Iterator[int]:
        wanted = wanted_seconds * float(self.rate.frames_per_second)
        low = self.first + max(0, math.floor(Fraction(max(0.0, start)) * self.rate.frames_per_second))
        high = self.first + math.ceil(Fraction(max(0.0, end)) * self.rate.frames_per_second)
        step = next((step for step in _FRAME_STEPS if step >= wanted), 0)
        if step:
            yield from range(low - low % step, high + 1, step)
            return
        seconds_step = next((s for s in _SECOND_STEPS if s * self.rate.counted >= wanted), _SECOND_STEPS[-1])
        yield from self._whole_seconds(low, high, seconds_step)

    def _whole_seconds(self, low: int, high: int, step: int) -> Iterator[int]:
        """Yield the frames that begin whole seconds of the code, from before `low` up to `high`."""
        # Drop frames leave out numbers, so that a second of the code begins a little before so many frames.
        number = low // self.rate.counted // step * step
        while (frame := self._frame_of_second(number)) <= high:
            if frame >= low:
                yield frame
            number += step

    def _frame_of_second(self, number: int) -> int:
        minutes, seconds = divmod(number, 60)
        dropped = self.rate.counted // 15 if self.rate.is_drop else 0
        is_dropped = seconds == 0 and minutes % 10 > 0
        before = dropped * (minutes - minutes // 10)  # numbers left out up to this minute, its own too
        return number * self.rate.counted - before + (dropped if is_dropped else 0)
