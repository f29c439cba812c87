"""Where a video cuts, and how strongly: moments at which another shot begins. Dissolves are none."""

import re
import threading
from collections.abc import Iterable
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from audiogenesis_desktop.delivery.picture.looking import Picture
from audiogenesis_desktop.delivery.picture.programs import DECODING, Running, Stop, opening, program

if TYPE_CHECKING:
    from audiogenesis_desktop.delivery.render import Progress

USUAL_STRENGTH = 0.3
"""ffmpeg's scene score from which a frame begins another shot, as a rule."""
WEAKEST_STRENGTH = 0.08
"""What is weaker is movement, and never offered."""
SHORTEST_SHOT_SECONDS = 0.3
_LONGEST_LOOKED_AT = 160  # pixels
_TIME, _SCORE = re.compile(r"pts_time:([\d.]+)"), re.compile(r"scene_score=([\d.]+)")


class Cut(NamedTuple):
    """A moment at which a shot begins; `strength`, 0..1, is how unlike the frame before it is."""

    seconds: float
    strength: float


def scoring() -> str:
    """Return ffmpeg's filters that tell how unlike the one before each frame is, on what it says."""
    return "select='gte(scene\\,0)',metadata=print:key=lavfi.scene_score"


class CutReader:
    """Takes what ffmpeg says of each frame, line by line; `seconds` is how far it has come."""

    def __init__(self) -> None:
        """Begin before the first frame."""
        self.seconds = 0.0
        self.cuts: list[Cut] = []

    def read(self, line: str) -> None:
        """Take a line; those about other things tell nothing."""
        if match := _TIME.search(line):
            self.seconds = float(match[1])
        elif (match := _SCORE.search(line)) and float(match[1]) >= WEAKEST_STRENGTH:
            self.cuts.append(Cut(round(self.seconds, 6), min(1.0, float(match[1]))))


def at_least(cuts: Iterable[Cut], strength: float, *, within_seconds: float) -> tuple[Cut, ...]:
    """Return the cuts of this strength or more that begin a shot worth the name, and not after the end."""
    found = list[Cut]()
    for cut in cuts:
        since = cut.seconds - (found[-1].seconds if found else 0.0)
        if cut.strength >= strength and since >= SHORTEST_SHOT_SECONDS and cut.seconds <= within_seconds:
            found.append(cut)
    return tuple(found)


def cuts_of(picture: Picture, *, progress: "Progress | None" = None, stop: Stop | None = None) -> tuple[Cut, ...]:
    """Return the cuts of usual strength, looking through the whole video; raises BadInput for a damaged one."""
    width, height = picture.fitting(_LONGEST_LOOKED_AT)
    look = f"scale={width}:{height},{scoring()}"
    command = [program("ffmpeg"), "-hide_banner", "-nostats", "-nostdin", "-threads", "4", *opening(picture.path)]
    command += ["-map", "0:V:0", "-vf", look, "-progress", "pipe:1", "-f", "null", "-"]
    reader = CutReader()
    running = Running(command, DECODING, stop or threading.Event(), reader.read)
    with closing(running.chunks()) as chunks:
        for _ in chunks:
            if progress:
                progress(min(1.0, reader.seconds / picture.seconds))
    running.check(picture.path, f"{picture.path} cannot be read to its end: it is damaged.")
    return at_least(reader.cuts, USUAL_STRENGTH, within_seconds=picture.seconds)
