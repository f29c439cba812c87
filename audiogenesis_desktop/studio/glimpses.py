"""Single frames of a video that is still looked through, of moments that can be seen now: first few, then between."""

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from audiogenesis_desktop.studio.jobs import Jobs

if TYPE_CHECKING:
    from audiogenesis_desktop.delivery.picture.looking import Picture

_MOST_KEPT = 600  # of some 15 kB


class Glimpses(QObject):
    """Gets frames one after another, each by a jump into the video; only what was wished for last is still got."""

    arrived = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        """Work among these jobs."""
        super().__init__(parent)
        self._jobs = jobs
        self._picture: Picture | None = None
        self._stop = threading.Event()
        self._kept: dict[float, bytes] = {}
        self._wishes: list[float] = []
        self._is_getting = False

    def begin(self, picture: "Picture | None") -> None:
        """Forget one video and begin with another, or none."""
        self._stop.set()
        self._stop, self._picture = threading.Event(), picture
        self._kept, self._wishes = {}, []

    def get(self, seconds: float) -> bytes:
        """Return the frame of a moment as a JPEG; nothing if it is not there."""
        return self._kept.get(_rounded(seconds), b"")

    def wish(self, moments: Sequence[float]) -> None:
        """Get the frames of moments, rising in time, that are not there yet; what was wished for before is let go."""
        wanted = [at for at in dict.fromkeys(map(_rounded, moments)) if at not in self._kept]
        self._wishes = [wanted[i] for i in spread(len(wanted))]
        if not self._is_getting:
            self._get_next()

    def _get_next(self) -> None:
        if self._picture is None or not self._wishes:
            return
        picture, stop, seconds = self._picture, self._stop, self._wishes.pop(0)

        def get(_progress: object) -> bytes:
            from audiogenesis_desktop.delivery.picture.frames import LONGEST_SIDE, frame_at

            return frame_at(picture, seconds, LONGEST_SIDE, stop=stop)

        self._is_getting = True
        job = self._jobs.start(
            get,
            done=lambda jpeg: self._keep(picture, seconds, jpeg),
            failed=lambda _: self._keep(picture, seconds, b""),  # and is not asked for again
        )
        job.ended.connect(self._ended)

    def _keep(self, picture: "Picture", seconds: float, jpeg: bytes) -> None:
        if picture is not self._picture:
            return
        self._kept[seconds] = jpeg
        while len(self._kept) > _MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self.arrived.emit()

    def _ended(self) -> None:
        self._is_getting = False
        self._get_next()


def spread(count: int) -> list[int]:
    """Return the numbers 0 to `count` - 1 in an order whose beginning is always spread over all of them."""
    bits = max(1, (count - 1).bit_length())
    return [i for i in (int(f"{n:0{bits}b}"[::-1], 2) for n in range(1 << bits)) if i < count]


def _rounded(seconds: float) -> float:
    return round(seconds, 1)
