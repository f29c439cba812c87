"""What there is to know of a video before any of it is seen: its length, size, frame rate, and what is odd in it."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from audiogenesis_desktop.brief.seconds import LONGEST_SECONDS, SHORTEST_SECONDS
from audiogenesis_desktop.delivery.picture.programs import LOOKING, Bounds, Stop, answer, opening, program
from audiogenesis_desktop.delivery.timecode import FrameRate, frame_rates
from audiogenesis_desktop.errors import BadInput

ENDINGS = (".mp4", ".mov", ".mkv", ".m4v", ".webm", ".avi", ".mxf")
_ASKED = (
    "format=duration:stream=codec_type,duration,avg_frame_rate,r_frame_rate,width,height,sample_aspect_ratio"
    ":stream_disposition=attached_pic:stream_side_data=rotation:stream_tags=rotate"
)
_MOST_SECONDS = 3600
_RATE_OFF, _RATE_UNKNOWN = Fraction(1, 200), Fraction(1, 50)
_LARGEST = 16_384  # pixels each way
_SAMPLES, _SAMPLE_FRAMES = 6, 48
_UNEVEN_SHARE = 0.02
_MOMENT = re.compile(r"-?\d+\.\d+")


@dataclass(frozen=True, slots=True)
class Picture:
    """A video: its length, its frame rate, or the known one nearest to it, and whether it has sound and even frames.

    `size` is width and height in pixels as it is shown: upright, and with square pixels. `frames_per_second` is the
    video's own rate.
    """

    path: Path
    seconds: float
    frame_rate: FrameRate
    has_sound: bool
    is_even: bool
    notices: tuple[str, ...] = ()
    size: tuple[int, int] = (16, 9)
    frames_per_second: Fraction = Fraction(25)

    def fitting(self, longest: int) -> tuple[int, int]:
        """Return the even width and height that its picture has where the longer one is `longest` pixels."""
        scale = min(1.0, longest / max(self.size))
        width, height = (max(2, round(side * scale / 2) * 2) for side in self.size)
        return width, height


def is_video(path: Path) -> bool:
    """Return whether a file's name is that of a video."""
    return path.suffix.lower() in ENDINGS


def look_at(path: Path, *, bounds: Bounds = LOOKING, stop: Stop | None = None) -> Picture:
    """Return what there is to know of a video; raises BadInput if it is none or cannot be scored, MissingPart."""
    told = _probed(path, bounds, stop)
    streams = told.get("streams", [])
    video = next((s for s in streams if s.get("codec_type") == "video" and not _is_cover(s)), None)
    if video is None:
        raise BadInput(f"{path} has no picture in it: choose a video.")
    seconds = float(video.get("duration") or told.get("format", {}).get("duration") or 0)
    if not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        length = f"{seconds:.1f} s" if seconds < _MOST_SECONDS else f"{seconds / 3600:.1f} h"
        raise BadInput(
            f"{path} lasts {length}: choose a video of {SHORTEST_SECONDS:g} s to {LONGEST_SECONDS / 60:g} min."
        )
    mean, told_rate = (_fraction(video.get(name)) for name in ("avg_frame_rate", "r_frame_rate"))
    own = mean or told_rate or Fraction(25)
    rate, has_sound = _nearest_rate(own), any(s.get("codec_type") == "audio" for s in streams)
    is_even = (
        bool(mean and told_rate) and abs(mean / told_rate - 1) < _RATE_OFF and _is_evenly_timed(path, seconds, stop)
    )
    return Picture(
        path, seconds, rate, has_sound, is_even, tuple(_oddities(own, rate, is_even)), _shown_size(video, path), own
    )


def _oddities(own: Fraction, rate: FrameRate, is_even: bool) -> Iterator[str]:
    if not is_even:
        yield f"Its frames are not evenly spaced: markers count at {rate.name} a second."
    elif abs(rate.frames_per_second / own - 1) > _RATE_UNKNOWN:
        yield f"It has {float(own):.4g} frames a second, which no time code counts: markers count at {rate.name}."


def _is_cover(stream: dict[str, Any]) -> bool:
    return bool(stream.get("disposition", {}).get("attached_pic"))


def _nearest_rate(rate: Fraction) -> FrameRate:
    return min(frame_rates().values(), key=lambda known: (abs(known.frames_per_second - rate), known.is_drop))


def _fraction(text: Any) -> Fraction:
    """Return a ratio such as 30000/1001 or 16:9, or 0 for what is none."""
    try:
        return Fraction(str(text).replace(":", "/"))
    except (ValueError, ZeroDivisionError):
        return Fraction(0)


def _shown_size(video: dict[str, Any], path: Path) -> tuple[int, int]:
    """Return width and height as a player shows them: turned upright, with square pixels."""
    width, height = int(video.get("width") or 0), int(video.get("height") or 0)
    if not 0 < width <= _LARGEST or not 0 < height <= _LARGEST:
        raise BadInput(f"{path} has a picture of {width} by {height} pixels: choose a video that can be shown.")
    width = max(1, round(width * float(_fraction(video.get("sample_aspect_ratio")) or 1)))
    turns = [side.get("rotation") for side in video.get("side_data_list", []) if "rotation" in side]
    turn = float(turns[0] if turns else video.get("tags", {}).get("rotate") or 0)
    return (height, width) if round(turn / 90) % 2 else (width, height)


def _is_evenly_timed(path: Path, seconds: float, stop: Stop | None) -> bool:
    """Return whether frames follow one another evenly, in a few places: Matroska tells no mean rate that is true."""
    places = ",".join(f"{seconds * i / _SAMPLES:.3f}%+#{_SAMPLE_FRAMES}" for i in range(_SAMPLES))
    asked = ["-select_streams", "V:0", "-read_intervals", places, "-show_entries", "packet=dts_time", "-of", "csv=p=0"]
    command = [program("ffprobe"), "-v", "error", *asked, *opening(path)]
    found = answer(command, path, otherwise=_damaged(path), stop=stop).decode("ascii", "replace")
    return _are_even([float(text) for text in _MOMENT.findall(found)])


def _are_even(moments: Sequence[float]) -> bool:
    """Return whether moments of decoding, in several runs one after the other, are evenly spaced within each."""
    steps = [after - before for before, after in pairwise(moments) if after > before]
    usual = median(steps) if steps else 0.0
    odd = sum(abs(step - usual) > usual / 2 for step in steps)
    return odd <= _SAMPLES + _UNEVEN_SHARE * len(steps)  # from one run to the next is a step of any length


def _probed(path: Path, bounds: Bounds, stop: Stop | None) -> dict[str, Any]:
    if not path.is_file():
        what = "is no file" if path.exists() else "is not there"
        raise BadInput(f"{path} {what}: check the name, or choose another video.")
    command = [program("ffprobe"), "-v", "error", "-show_entries", _ASKED, "-of", "json", *opening(path)]
    try:
        told = answer(command, path, bounds=bounds, otherwise=_damaged(path), stop=stop)
        found: dict[str, Any] = json.loads(told or b"{}")
    except (ValueError, RecursionError) as error:
        raise BadInput(_damaged(path)) from error
    return found


def _damaged(path: Path) -> str:
    return f"{path} cannot be read as a video: it is damaged, or of a kind that ffmpeg does not know."
