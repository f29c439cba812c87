"""Journals: a piece on the disk as it goes, each edit a few lines behind what was there, read back after a crash.

Lines are those of a project, each behind its CRC-32. A line that is torn, as the power went while it was written, ends
the reading: the piece is then as the last whole line before it has it.
"""

import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import msgspec

from audiogenesis_desktop import __version__
from audiogenesis_desktop.bounded import read_bounded
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.atomic import cannot_read, cannot_write, replacing
from audiogenesis_desktop.files.project.archive import MOST_UNPACKED_BYTES, BrokenArchive
from audiogenesis_desktop.files.project.migrating import VERSION
from audiogenesis_desktop.files.project.piece import Piece
from audiogenesis_desktop.files.project.project_file import MOST_STEPS, read_lines
from audiogenesis_desktop.files.project.records import Writer, encoded

SUFFIX = ".agjournal"
FORMAT = "Audiogenesis journal"
_LEAST_GROWTH_BYTES = 4 << 20  # before a journal is written anew, without what nothing leads to any more
_GROWTH = 3  # times what it began with


class Journal:
    """Writes one piece to one file, from any thread, but one at a time."""

    def __init__(self, path: Path) -> None:
        """Take the file, which the first `write` makes or replaces."""
        self.path = path
        self._file: BinaryIO | None = None
        self._writer = Writer()
        self._project = ""
        self._began_bytes = self._bytes = 0

    def write(self, piece: Piece, project: Path | None = None) -> None:
        """Write down a piece, and which project file it belongs to: what has changed since the last time.

        It is on the disk when this returns. Raises BadInput where it cannot be written; the next call begins anew.
        """
        piece = replace(piece, undo=piece.undo[-MOST_STEPS:], redo=piece.redo[-MOST_STEPS:])
        named = str(project) if project is not None else ""
        has_grown = self._bytes > max(_LEAST_GROWTH_BYTES, _GROWTH * self._began_bytes)
        try:
            if self._file is None or has_grown or named != self._project or not self.path.exists():
                self._begin(piece, named)
            else:
                self._append(self._file, self._writer.lines(piece))
        except OSError as error:
            self.close()
            raise cannot_write(self.path, error) from error
        except BadInput:
            self.close()
            raise

    def _begin(self, piece: Piece, project: str) -> None:
        self.close()
        self._writer, self._project = Writer(), project
        header = encoded({"format": FORMAT, "version": VERSION, "app": __version__, "project": project})
        with replacing(self.path) as temporary, temporary.open("wb") as file:
            file.writelines(_framed((header, *self._writer.lines(piece))))
        self._file = self.path.open("ab")
        self._began_bytes = self._bytes = self._file.tell()

    def _append(self, file: BinaryIO, lines: Iterable[bytes]) -> None:
        file.writelines(_framed(lines))
        file.flush()
        os.fsync(file.fileno())
        self._bytes = file.tell()

    def close(self) -> None:
        """Let the file go; it stays."""
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):  # it was told already that it cannot be written
                file.close()


def _framed(lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield b"%08x %b\n" % (zlib.crc32(line), line)


def read_journal(path: Path) -> tuple[Piece, Path | None]:
    """Return the piece as far as it was written whole, and the project file that it belongs to, if any.

    Raises BadInput naming the file and what is wrong with it, where there is no piece in it.
    """
    try:
        if path.stat().st_size > MOST_UNPACKED_BYTES:
            raise BadInput(f"{path} is larger than a piece can be: it was not opened.")
        whole = list(_whole(read_bounded(path, MOST_UNPACKED_BYTES)))
    except OSError as error:
        raise cannot_read(path, error) from error
    try:
        version, project = _header(whole[0] if whole else b"")
        ends = [i for i, line in enumerate(whole) if line.startswith(b'["piece"')]
        return read_lines(whole[1 : ends[-1] + 1] if ends else (), version), Path(project) if project else None
    except BrokenArchive as error:
        raise BadInput(f"{path} {error}: nothing was opened.") from error


def _whole(data: bytes) -> Iterator[bytes]:
    """Yield the lines up to the first that is not whole."""
    for line in data.split(b"\n"):
        crc, _, body = line.partition(b" ")
        if crc != b"%08x" % zlib.crc32(body) or not body:
            return
        yield body


def _header(line: bytes) -> tuple[int, str]:
    try:
        found = msgspec.json.decode(line, type=dict[str, str | int])
    except msgspec.MsgspecError as error:
        raise BrokenArchive("is no journal of Audiogenesis") from error
    version, project = found.get("version"), found.get("project")
    if found.get("format") != FORMAT or not isinstance(version, int) or not isinstance(project, str):
        raise BrokenArchive("is no journal of Audiogenesis")
    if not 1 <= version <= VERSION:
        raise BrokenArchive(f"was kept by another Audiogenesis than this one ({__version__})")
    return version, project
