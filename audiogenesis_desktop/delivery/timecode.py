"""SMPTE time code by whole frames: rates, labels and the frames they stand for, by rational arithmetic alone.

SMPTE ST 12-1: drop-frame leaves out numbers, never frames: of 29.97 the first two, of 59.94 the first four of each
minute but every tenth.
"""

import re
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from audiogenesis_desktop.errors import BadInput

_LABEL = re.compile(r"(\d\d):(\d\d):(\d\d)[:;](\d\d)")


class FrameRate(NamedTuple):
    """A frame rate: exact `frames_per_second`, and how many frames time code counts to a second of its own."""

    name: str
    frames_per_second: Fraction
    counted: int
    is_drop: bool = False

    @property
    def frame_seconds(self) -> Fraction:
        """Return how long a frame lasts."""
        return 1 / self.frames_per_second

    def frame_at(self, seconds: Fraction) -> int:
        """Return the number of the frame that begins nearest to a moment, of two the later."""
        return (seconds * self.frames_per_second + Fraction(1, 2)).__floor__()

    def label(self, frame: int) -> str:
        """Return a frame's label, such as 01:00:00:00, or 01:00:00;00 where numbers are dropped; days begin anew."""
        seconds, frames = divmod(self._number(frame), self.counted)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours % 24:02}:{minutes:02}:{seconds:02}{';' if self.is_drop else ':'}{frames:02}"

    def frame_of(self, label: str) -> int:
        """Return the frame that a label stands for; raises BadInput for one that there is not at this rate."""
        match = _LABEL.fullmatch(label.strip())
        hours, minutes, seconds, frames = map(int, match.groups()) if match else (0, 0, 60, 0)
        all_minutes = hours * 60 + minutes
        frame = (all_minutes * 60 + seconds) * self.counted + frames - self._dropped * _dropping(all_minutes)
        if not match or max(minutes, seconds) > 59 or frames >= self.counted or self._is_dropped(label):
            raise BadInput(f"{label!r} is no time code at {self.name} frames a second: write it as 01:00:00:00.")
        return frame

    def later(self, label: str, seconds: float) -> str:
        """Return the label of the frame so many seconds after another; raises BadInput as `frame_of` does."""
        return self.label(self.frame_of(label) + self.frame_at(Fraction(seconds)))

    def _is_dropped(self, label: str) -> bool:
        _, minutes, seconds, frames = (int(part) for part in re.split("[:;]", label.strip()))
        return seconds == 0 and minutes % 10 > 0 and frames < self._dropped

    @property
    def _dropped(self) -> int:
        """Return how many numbers a minute leaves out."""
        return self.counted // 15 if self.is_drop else 0

    def _number(self, frame: int) -> int:
        """Return the number that a frame is labelled by: with those dropped before it."""
        if not self.is_drop:
            return frame
        a_minute = 60 * self.counted - self._dropped
        tens, within = divmod(frame, 10 * a_minute + self._dropped)
        # The first of ten minutes has all its numbers.
        minutes = max(0, within - self._dropped) // a_minute
        return frame + self._dropped * (9 * tens + minutes)


def _dropping(minutes: int) -> int:
    """Return how many of so many minutes leave out numbers at their start."""
    return minutes - minutes // 10


@cache
def frame_rates() -> dict[str, FrameRate]:
    """Return the frame rates that there are, by name, the slowest first."""
    ntsc = Fraction(1000, 1001)
    rates = (
        FrameRate("23.976", 24 * ntsc, 24),
        FrameRate("24", Fraction(24), 24),
        FrameRate("25", Fraction(25), 25),
        FrameRate("29.97", 30 * ntsc, 30),
        FrameRate("29.97 drop", 30 * ntsc, 30, is_drop=True),
        FrameRate("30", Fraction(30), 30),
        FrameRate("50", Fraction(50), 50),
        FrameRate("59.94", 60 * ntsc, 60),
        FrameRate("59.94 drop", 60 * ntsc, 60, is_drop=True),
        FrameRate("60", Fraction(60), 60),
    )
    return {rate.name: rate for rate in rates}


def frame_rate(name: str) -> FrameRate:
    """Return the frame rate of a name, such as 25 or "29.97 drop"; raises BadInput for another."""
    found = frame_rates().get(" ".join(name.split()))
    if found is None:
        raise BadInput(f"{name!r} is no frame rate known here: choose one of {', '.join(frame_rates())}.")
    return found
