"""Small pictures of a video at even moments, in one file that may still be growing; and single sharp ones.

They are made in one pass through the video, which tells its cuts as well, and kept in the user's cache folder: whoever
scrubs or plays then shows a picture by reading ten kilobytes.
"""

import contextlib
import hashlib
import threading
import time
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any

import msgspec

from audiogenesis_desktop import paths
from audiogenesis_desktop.bounded import read_bounded
from audiogenesis_desktop.delivery.picture.cuts import Cut, CutReader, scoring
from audiogenesis_desktop.delivery.picture.looking import Picture
from audiogenesis_desktop.delivery.picture.programs import DECODING, LOOKING, Running, Stop, answer, opening, program
from audiogenesis_desktop.files.atomic import write_bytes

if TYPE_CHECKING:
    from audiogenesis_desktop.delivery.render import Progress

LONGEST_SIDE = 384
"""Of a small picture, in pixels."""
MOST_FRAMES = 9_000
MOST_BYTES = 600_000_000
"""What is kept for all videos, about: those looked at longest ago give way."""
_FASTEST = Fraction(30)
_VERSION = 1
_DAY_SECONDS = 86_400
_END = b"\xff\xd9"  # of a JPEG: within one, no such bytes come together


class _Index(msgspec.Struct, forbid_unknown_fields=True):
    """What is kept beside the pictures: in which file, how many a second, their ends in bytes, and the cuts."""

    version: int
    file: str
    rate: tuple[int, int]
    ends: list[int]
    cuts: list[Cut]


class Frames:
    """JPEG pictures, `rate` of them a second from the video's first frame on; one thread adds, another reads."""

    def __init__(self, file: Path, rate: Fraction, ends: Sequence[int] = ()) -> None:
        """Take the file that the pictures are in, and where each of them ends."""
        self.file, self.rate = file, rate
        self.ends = list(ends)

    def __len__(self) -> int:
        """Return how many there are by now."""
        return len(self.ends)

    def number_at(self, seconds: float) -> int:
        """Return the number of the picture that is shown at a moment; negative where there is none yet."""
        number = int(max(0.0, seconds) * self.rate + Fraction(1, 1000))
        return min(number, len(self.ends) - 1)

    def covers(self, seconds: float) -> bool:
        """Return whether the picture of this very moment is there already."""
        return int(max(0.0, seconds) * self.rate) < len(self.ends)

    def jpeg(self, number: int) -> bytes:
        """Return a picture by its number; nothing if the file is no longer what it was."""
        start = self.ends[number - 1] if number else 0
        try:
            with self.file.open("rb") as file:
                file.seek(start)
                return file.read(self.ends[number] - start)
        except OSError:
            return b""


def frames_rate(picture: Picture) -> Fraction:
    """Return how many small pictures a second a video gets: all of a short one, fewer of a long one."""
    most = Fraction(MOST_FRAMES) / max(1, round(picture.seconds))
    return min(picture.frames_per_second, _FASTEST, most).limit_denominator(100_000)


class Scan:
    """One pass through a video: `frames` grows meanwhile, `cuts` are known at its end."""

    def __init__(self, picture: Picture) -> None:
        """Make ready to look through a video; nothing is begun yet."""
        self.picture = picture
        self._key = _key(picture)
        self.frames = Frames(_folder() / f"{self._key}-{token_hex(4)}.mjpeg", frames_rate(picture))
        self.cuts: tuple[Cut, ...] = ()

    def run(self, progress: "Progress", stop: Stop) -> None:
        """Look through the video; raises BadInput for a damaged one, keeping what was seen of it, and OSError."""
        reader = CutReader()
        running = Running(self._command(), DECODING, stop, reader.read)
        try:
            with self.frames.file.open("wb") as file:
                self._keep(running, file, progress)
            running.check(self.picture.path, f"{self.picture.path} can only be shown in part: it is damaged.")
        except BaseException:
            if not self.frames:
                self.frames.file.unlink(missing_ok=True)
            raise
        finally:
            self.cuts = tuple(reader.cuts)
        self._remember()

    def _command(self) -> list[str]:
        width, height = self.picture.fitting(LONGEST_SIDE)
        rate = self.frames.rate
        small = f"scale={width}:{height}:flags=bilinear:out_range=full,setsar=1,{scoring()}"
        even = f"fps={rate.numerator}/{rate.denominator}:start_time=0,format=yuvj420p"
        command = [program("ffmpeg"), "-hide_banner", "-nostats", "-nostdin", "-threads", "4"]
        command += [*opening(self.picture.path), "-map", "0:V:0", "-vf", f"{small},{even}"]
        return [*command, "-c:v", "mjpeg", "-q:v", "6", "-f", "image2pipe", "-"]

    def _keep(self, running: Running, file: Any, progress: "Progress") -> None:
        """Write pictures as they come, and note where each ends; a marker may come in two parts."""
        rest, written = b"", 0
        with contextlib.closing(running.chunks()) as chunks:
            for chunk in chunks:
                *whole, rest = (rest + chunk).split(_END)
                ends = list[int]()
                for jpeg in whole:
                    file.write(jpeg + _END)
                    written += len(jpeg) + len(_END)
                    ends.append(written)
                file.flush()  # before whoever reads knows of them
                self.frames.ends += ends
                progress(min(1.0, len(self.frames) / float(self.frames.rate) / self.picture.seconds))

    def _remember(self) -> None:
        frames = self.frames
        rate = frames.rate.numerator, frames.rate.denominator
        index = _Index(_VERSION, frames.file.name, rate, frames.ends, list(self.cuts))
        write_bytes(_folder() / f"{self._key}.json", msgspec.json.encode(index))
        forget_the_oldest()


def kept_of(picture: Picture) -> tuple[Frames, tuple[Cut, ...]] | None:
    """Return the small pictures and cuts of a video that was looked through before and is what it was, or None."""
    path = _folder() / f"{_key(picture)}.json"
    try:
        index = msgspec.json.decode(read_bounded(path), type=_Index)
        file = _folder() / Path(index.file).name
        is_whole = bool(index.ends) and file.stat().st_size == index.ends[-1] and min(index.rate) > 0
        path.touch()  # what was looked at last stays longest
    except (OSError, msgspec.MsgspecError, RecursionError):
        return None
    is_whole = is_whole and index.version == _VERSION and index.ends == sorted(index.ends)
    return (Frames(file, Fraction(*index.rate), index.ends), tuple(index.cuts)) if is_whole else None


def forget_the_oldest(most_bytes: int = MOST_BYTES) -> None:
    """Delete the pictures of videos looked at longest ago, until what is kept takes no more than this.

    Of a video that was not looked through to its end they go after a day.
    """
    kept = sorted(_folder().glob("*.mjpeg"), key=_last_used, reverse=True)
    size = 0
    for place, file in enumerate(kept):
        with contextlib.suppress(OSError):
            size += file.stat().st_size
            is_old = time.time() - _last_used(file) > _DAY_SECONDS and not _is_known(file)
            if is_old or (size > most_bytes and place):  # never what was made just now
                file.unlink()
                if _is_known(file):
                    _index_of(file).unlink()


def _is_known(file: Path) -> bool:
    """Return whether an index tells of a file, and not of a later one of the same video."""
    index = _index_of(file)
    return index.exists() and file.name.encode() in index.read_bytes()


def _index_of(file: Path) -> Path:
    return file.with_name(f"{file.name.partition('-')[0]}.json")


def _last_used(file: Path) -> float:
    with contextlib.suppress(OSError):
        told = (file, _index_of(file)) if _is_known(file) else (file,)
        return max(one.stat().st_mtime for one in told)
    return 0.0


def frame_at(picture: Picture, seconds: float, longest: int, *, stop: Stop | None = None) -> bytes:
    """Return the frame that is shown at a moment as a JPEG whose longer side is `longest` pixels at most.

    Raises BadInput where the video cannot be read there.
    """
    rate, (width, height) = picture.frames_per_second, picture.fitting(longest)
    number = max(0, int(min(seconds, picture.seconds) * rate + Fraction(1, 1000)))
    last = max(0, int(picture.seconds * rate) - 1)
    moment = max(0.0, float((min(number, last) - Fraction(1, 2)) / rate))  # so that rounding takes no later one
    look = f"scale={width}:{height}:out_range=full,setsar=1,format=yuvj420p"
    command = [program("ffmpeg"), "-v", "error", "-nostdin", "-threads", "4", "-ss", f"{moment:.6f}"]
    command += [*opening(picture.path), "-map", "0:V:0", "-frames:v", "1", "-vf", look]
    command += ["-c:v", "mjpeg", "-q:v", "3", "-f", "image2pipe", "-"]
    otherwise = f"{picture.path} cannot be shown at {seconds:.2f} s: it is damaged there."
    return answer(command, picture.path, bounds=LOOKING, otherwise=otherwise, stop=stop or threading.Event())


def _key(picture: Picture) -> str:
    """Return what a video is known by: where it is, how large, and when it was last written."""
    found = picture.path.stat()
    told = f"{picture.path.resolve()}\0{found.st_size}\0{found.st_mtime_ns}\0{_VERSION}"
    return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _folder() -> Path:
    folder = paths.user_cache() / "pictures"
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder
