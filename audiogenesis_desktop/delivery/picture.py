"""Picture: how long a video is and where it cuts, and the video with the music, through the ffmpeg programs.

They are run, not linked: what they are built with varies, and is not ours to pass on.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from audiogenesis_desktop.brief.seconds import LONGEST_SECONDS, SHORTEST_SECONDS
from audiogenesis_desktop.delivery.render import Progress
from audiogenesis_desktop.delivery.timecode import FrameRate, frame_rates
from audiogenesis_desktop.errors import BadInput, MissingPart
from audiogenesis_desktop.files.atomic import replacing

ENDINGS = (".mp4", ".mov", ".mkv", ".m4v", ".webm", ".avi", ".mxf")
_SCENE_CHANGE = 0.3  # ffmpeg's scene score from which a frame begins another shot
_SHORTEST_SHOT_SECONDS = 0.3
_CUT_TIME = re.compile(r"pts_time:([\d.]+)")
_MOST_SECONDS = 3600
_RATE_OFF = Fraction(1, 200)
# How music goes into a container: uncompressed where that takes it.
_SOUND = {".mov": ("pcm_s24le",), ".mkv": ("pcm_s24le",), ".webm": ("libopus", "-b:a", "256k")}
_USUAL_SOUND = ("aac", "-b:a", "320k")
_SPEECH_DUCKS = "threshold=0.03:ratio=6:attack=80:release=600"


@dataclass(frozen=True, slots=True)
class Picture:
    """A video: its length, its frame rate, or the known one nearest to it, and whether it has sound and even frames."""

    path: Path
    seconds: float
    frame_rate: FrameRate
    has_sound: bool
    is_even: bool
    notices: tuple[str, ...] = ()


def look_at(path: Path) -> Picture:
    """Return what there is to know of a video; raises BadInput if it is none or cannot be scored, MissingPart."""
    told = _probed(path)
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
    mean, told_rate = (Fraction(video.get(name) or "0/1") for name in ("avg_frame_rate", "r_frame_rate"))
    rate = _nearest_rate(mean or told_rate)
    is_even = bool(mean) and abs(mean / told_rate - 1) < _RATE_OFF if told_rate else False
    notices = () if is_even else (f"Its frames are not evenly spaced: markers count at {rate.name} a second.",)
    return Picture(path, seconds, rate, any(s.get("codec_type") == "audio" for s in streams), is_even, notices)


def _is_cover(stream: dict[str, Any]) -> bool:
    return bool(stream.get("disposition", {}).get("attached_pic"))


def _nearest_rate(rate: Fraction) -> FrameRate:
    return min(frame_rates().values(), key=lambda known: (abs(known.frames_per_second - rate), known.is_drop))


def _probed(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise BadInput(f"{path} is not there: check the name.")
    command = [_program("ffprobe"), "-v", "error", "-show_format", "-show_streams", "-of", "json", _given(path)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        raise BadInput(f"{path} cannot be read as a video: it is damaged, or of a kind that ffmpeg does not know.")
    found: dict[str, Any] = json.loads(done.stdout or "{}")
    return found


def _given(path: Path) -> str:
    """Return a path so that no program takes it for an option or an address."""
    return f"file:{path.resolve()}"


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise MissingPart(f"Video needs {name}, which is not installed here: install ffmpeg.")
    return found


def cuts_of(picture: Picture, *, progress: Progress | None = None) -> tuple[float, ...]:
    """Return the seconds at which another shot begins; dissolves are none. Raises BadInput for a damaged video."""
    look = f"scale=160:-2,select='gt(scene,{_SCENE_CHANGE})',showinfo"
    command = [_program("ffmpeg"), "-hide_banner", "-nostdin", "-i", _given(picture.path), "-an", "-vf", look]
    cuts = list[float]()
    for line in _lines([*command, "-f", "null", "-"], picture.path):
        if match := _CUT_TIME.search(line):
            cuts.append(float(match[1]))
            if progress:
                progress(min(1.0, cuts[-1] / picture.seconds))
    found = list[float]()
    for cut in cuts:
        if (
            _SHORTEST_SHOT_SECONDS <= cut <= picture.seconds
            and cut - (found[-1] if found else 0.0) >= _SHORTEST_SHOT_SECONDS
        ):
            found.append(round(cut, 6))
    return tuple(found)


def _lines(command: Sequence[str], path: Path) -> Iterator[str]:
    """Yield what a program says while it works; it ends when nobody listens any more."""
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, errors="replace"
    ) as run:
        assert run.stderr is not None
        try:
            yield from run.stderr
        except BaseException:
            run.kill()
            raise
    if run.returncode:
        raise BadInput(f"{path} cannot be read to its end: it is damaged.")


def with_music(picture: Picture, music: Path, path: Path, *, keeps_sound: bool = False) -> None:
    """Write the video with the music, the picture untouched; with `keeps_sound` under its own, which ducks the music.

    Raises BadInput if the place cannot be written or the container does not take the picture.
    """
    keeps_sound = keeps_sound and picture.has_sound
    inputs = ["-i", _given(picture.path), "-i", _given(music)]
    ducked = f"[0:a]asplit[own][key];[1:a][key]sidechaincompress={_SPEECH_DUCKS}[low];[own][low]amix=normalize=0[out]"
    sound = ["-filter_complex", ducked, "-map", "[out]"] if keeps_sound else ["-map", "1:a"]
    codec = _SOUND.get(path.suffix.lower(), _USUAL_SOUND)
    container = {".mkv": "matroska", ".m4v": "mp4"}.get(path.suffix.lower(), path.suffix.lower().removeprefix("."))
    with replacing(path) as part:
        command = [
            _program("ffmpeg"),
            "-v",
            "error",
            "-nostdin",
            "-y",
            *inputs,
            "-map",
            "0:v:0",
            *sound,
            "-c:v",
            "copy",
        ]
        command += ["-c:a", *codec, "-f", container, _given(part)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        if done.returncode:
            raise BadInput(f"{path} cannot be written: ffmpeg cannot put this picture into it, try .mkv or .mov.")
