"""Orders: what is to be exported and where to; what stands in the way is told before anything is rendered."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from audiogenesis_desktop.delivery.export import Spec
from audiogenesis_desktop.delivery.pack import bytes_needed
from audiogenesis_desktop.delivery.packs import Pack
from audiogenesis_desktop.delivery.picture.looking import Picture
from audiogenesis_desktop.delivery.picture.with_music import ending_for
from audiogenesis_desktop.delivery.targets import target_of
from audiogenesis_desktop.delivery.timecode import frame_rate
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.atomic import cannot_read
from audiogenesis_desktop.files.audio import LOSSY
from audiogenesis_desktop.files.names import safe_name
from audiogenesis_desktop.score.score import Score

_LOSSY_BYTES_A_SECOND = 40_000
_MOST_COPIES = 999
_LENGTHS_APART = 0.1  # seconds that nobody sees


@dataclass(frozen=True, slots=True)
class Order:
    """The files of a `pack`, in a new folder `name` within `folder`; where it is one file alone, that file.

    `name` has no ending. What `is_loop` goes round without a seam, its stems as well; what is shorter does not.
    With a `picture` the video is written with the music, alone where nothing else is asked for: under its own sound
    with `keeps_sound`. The music begins at the second `starts_at_seconds` of it, and of the pack's timeline.
    """

    pack: Pack
    folder: Path
    name: str
    is_loop: bool = False
    picture: Picture | None = None
    keeps_sound: bool = False
    starts_at_seconds: float = 0.0

    @property
    def is_one_file(self) -> bool:
        """Return whether nothing is asked for but one audio file, or one video."""
        pack = self.pack
        more = (pack.lengths, pack.versions, pack.loops, pack.stems, pack.markers, pack.notes)
        return len(pack.formats) == 1 and not any(more)

    @property
    def path(self) -> Path:
        """Return the file or the folder that is to be written."""
        if not self.is_one_file:
            return self.folder / self.name
        own = f".{self.pack.formats[0].container}"
        return self.folder / f"{self.name}{own if self.picture is None else ending_for(self.picture)}"

    @property
    def spec(self) -> Spec:
        """Return the Spec of its first file; raises BadInput for a loudness or a frame rate that there is not."""
        pack, form = self.pack, self.pack.formats[0]
        rate = frame_rate(pack.frame_rate)
        return Spec(
            container=form.container,
            bits=form.bits,
            rate=form.rate,
            target=target_of(pack.loudness),
            frame_rate=rate,
            start=rate.later(pack.start, self.starts_at_seconds),
            is_loop=self.is_loop and self.is_one_file,
        )

    @property
    def spec_for_picture(self) -> Spec:
        """Return the Spec of the music as it goes into a video: uncompressed."""
        bits = self.pack.formats[0].bits
        return replace(self.spec, container="wav", bits="24" if bits == "16" else bits, is_loop=False)

    def check(self, score: Score, *, seconds: float) -> None:
        """Raise BadInput, in one sentence, for what could not be written of a score that lasts so long."""
        self.spec.check()
        _check_sound(self, score)
        _check_place(self)
        _check_room(self, score, seconds)

    def remarks(self, *, seconds: float, is_composed: bool = False) -> Iterator[str]:
        """Yield a sentence for each thing to be known before it is written, of music that lasts so long.

        What `is_composed` here has versions that are longer as well.
        """
        if self.is_one_file and self.path.exists():
            yield f"{self.path.name} is there already and will be replaced."
        longer = [f"{length:g}" for length in self.pack.lengths if length > round(seconds, 3)]
        if longer and not is_composed:
            yield f"There will be no version of {', '.join(longer)} s: the piece lasts {seconds:.6g} s."
        if self.picture is not None and abs(self.picture.seconds - self.starts_at_seconds - seconds) > _LENGTHS_APART:
            yield f"The video lasts {self.picture.seconds:.6g} s and the piece {seconds:.6g} s."
        if (self.pack.loops or self.is_loop) and any(form.container == "mp3" for form in self.pack.formats):
            yield "Loops are not written as MP3, which begins and ends with a gap."


def _check_sound(order: Order, score: Score) -> None:
    if not any(track.notes for track in score.audible_tracks()):
        raise BadInput("Nothing is heard in it: choose another range, or take off mutes and solos.")
    if order.is_loop and all(form.container == "mp3" for form in order.pack.formats):
        raise BadInput("MP3 files begin and end with a gap, so that no loop closes: choose WAV, FLAC or Ogg.")


def _check_place(order: Order) -> None:
    folder, name = order.folder, order.name
    if not name.strip():
        raise BadInput("It has no name yet: give it one.")
    if (safe := safe_name(name)) != name:
        raise BadInput(f"Not every system lets a file be called that: call it “{safe}”, for instance.")
    if not folder.is_dir():
        raise BadInput(f"{folder} is no folder: choose another.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise BadInput(f"You may not write to {folder}: choose another folder.")
    path = order.path
    is_taken = path.is_dir() if order.is_one_file else path.exists() and not _is_empty_folder(path)
    if is_taken:
        raise BadInput(f"{path.name} is there already: call it “{free_name(order)}”, for instance.")


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def free_name(order: Order) -> str:
    """Return the order's name, or the first with a number behind it that nothing in its folder has."""
    ending = order.path.name.removeprefix(order.name)
    names = (order.name, *(f"{order.name} {number}" for number in range(2, _MOST_COPIES)))
    return next((name for name in names if not os.path.lexists(order.folder / f"{name}{ending}")), order.name)


def _order_bytes(order: Order, score: Score, seconds: float) -> int:
    """Return about how much room is needed while it is written."""
    if order.is_one_file and order.pack.formats[0].container in LOSSY:
        return round(seconds * _LOSSY_BYTES_A_SECOND)
    return bytes_needed(score, order.pack, seconds=seconds)


def _picture_bytes(order: Order) -> int:
    """Return about how much room the video takes with the music; raises BadInput if it is gone."""
    if order.picture is None:
        return 0
    try:
        return order.picture.path.stat().st_size
    except OSError as error:
        raise cannot_read(order.picture.path, error) from error


def _check_room(order: Order, score: Score, seconds: float) -> None:
    needed = _order_bytes(order, score, seconds) + _picture_bytes(order)
    free = shutil.disk_usage(order.folder).free
    if free < needed:
        raise BadInput(
            f"It needs about {needed / 1e6:.0f} MB and the disk of {order.folder} has {free / 1e6:.0f} MB left: make "
            "room or choose another folder."
        )
