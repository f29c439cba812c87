"""The video with the music: its picture untouched, the music alone or under its own sound, which ducks it."""

import re
import threading
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from audiogenesis_desktop.delivery.picture.looking import Picture
from audiogenesis_desktop.delivery.picture.programs import DECODING, Running, Stop, given, opening, program
from audiogenesis_desktop.files.atomic import replacing

if TYPE_CHECKING:
    from audiogenesis_desktop.delivery.render import Progress

# How music goes into a container: uncompressed where that takes it.
_SOUND = {".mov": ("pcm_s24le",), ".mkv": ("pcm_s24le",), ".webm": ("libopus", "-b:a", "256k")}
_USUAL_SOUND = ("aac", "-b:a", "320k")
_CONTAINERS = {".mkv": "matroska", ".m4v": "mp4"}  # where ffmpeg does not call it by its ending
_OTHERS = {".avi": ".mkv", ".mxf": ".mov"}  # containers that take the picture, where its own takes no such sound
_SPEECH_DUCKS = "threshold=0.03:ratio=6:attack=80:release=600"
_TIME = re.compile(rb"out_time_us=(\d+)")


def ending_for(picture: Picture) -> str:
    """Return the ending of the file that a video becomes with music: its own where that takes music."""
    own = picture.path.suffix.lower()
    return _OTHERS.get(own, own if own in (".mp4", ".mov", ".mkv", ".m4v", ".webm") else ".mkv")


def with_music(
    picture: Picture,
    music: Path,
    path: Path,
    *,
    keeps_sound: bool = False,
    starts_at_seconds: float = 0.0,
    progress: "Progress | None" = None,
    stop: Stop | None = None,
) -> None:
    """Write the video with the music, the picture untouched; with `keeps_sound` under its own, which ducks the music.

    `starts_at_seconds` is the moment of the video that the music begins at; what comes before its first frame is left
    out. Raises BadInput if the place cannot be written or the container does not take the picture.
    """
    ending = path.suffix.lower()
    with replacing(path) as part:
        command = [program("ffmpeg"), "-v", "error", "-nostdin", "-y", *opening(picture.path), "-i", given(music)]
        command += ["-filter_complex", _mix(keeps_sound and picture.has_sound, starts_at_seconds)]
        command += ["-map_chapters", "0"]  # and none from the music's marks, which count from its own beginning
        command += ["-map", "0:V:0", "-map", "[out]", "-c:v", "copy", "-c:a", *_SOUND.get(ending, _USUAL_SOUND)]
        command += ["-progress", "pipe:1", "-f", _CONTAINERS.get(ending, ending.removeprefix(".")), given(part)]
        running = Running(command, DECODING, stop or threading.Event())
        with closing(running.chunks()) as chunks:
            for chunk in chunks:
                if progress and (found := _TIME.findall(chunk)):
                    progress(min(1.0, int(found[-1]) / 1e6 / picture.seconds))
        told = f"{path} cannot be written: ffmpeg cannot put this picture into it, try .mkv or .mov."
        running.check(picture.path, told)


def _mix(keeps_sound: bool, starts_at_seconds: float) -> str:
    """Return the filters that bring the music to its moment, and put it under the video's own sound."""
    late_ms, early = max(0, round(starts_at_seconds * 1000)), max(0.0, -starts_at_seconds)
    moved = f"[1:a]atrim=start={early:.6f},asetpts=PTS-STARTPTS,adelay={late_ms}:all=1"
    if not keeps_sound:
        return f"{moved}[out]"
    ducked = f"[music][key]sidechaincompress={_SPEECH_DUCKS}[low];[own][low]amix=normalize=0[out]"
    return f"{moved}[music];[0:a:0]asplit[own][key];{ducked}"
