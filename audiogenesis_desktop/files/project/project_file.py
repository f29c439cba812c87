"""Projects written and read: a Piece in one file, whole or not at all."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import msgspec

from audiogenesis_desktop import __version__
from audiogenesis_desktop.bounded import read_bounded
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.atomic import cannot_read, replacing
from audiogenesis_desktop.files.project.archive import MOST_PACKED_BYTES, BrokenArchive, packed, unpacked
from audiogenesis_desktop.files.project.backups import backups_of, keep_backup
from audiogenesis_desktop.files.project.checking import OutOfRange, check_piece
from audiogenesis_desktop.files.project.decoding import UnknownField
from audiogenesis_desktop.files.project.migrating import VERSION, migrated
from audiogenesis_desktop.files.project.piece import Piece
from audiogenesis_desktop.files.project.records import Reader, Writer, encoded

FORMAT = "Audiogenesis project"
MOST_STEPS = 200  # of undo, and of redo
_MOST_HISTORY_BYTES = 32 << 20
_MOST_VALUES = 16_000_000
_WRONG = (msgspec.MsgspecError, UnknownField, ValueError, TypeError, LookupError, RecursionError, OverflowError)


class Header(NamedTuple):
    """What a project says of itself: the version of its format, and which Audiogenesis wrote it."""

    version: int
    app: str


def project_bytes(piece: Piece) -> bytes:
    """Return a project file; the oldest steps of a history are left out where it would be too large.

    Raises BadInput where the piece holds what no project may.
    """
    try:
        check_piece(piece)
    except OutOfRange as error:
        raise BadInput(f"The piece cannot be saved: it holds {error}. Take that back with Undo, then save.") from error
    lines = _lines_of(piece)
    return packed(encoded({"format": FORMAT, "version": VERSION, "app": __version__}), lines)


def _lines_of(piece: Piece) -> list[bytes]:
    count = MOST_STEPS
    while True:
        kept = replace(piece, undo=piece.undo[-count:], redo=piece.redo[-count:]) if count else without_history(piece)
        lines = Writer().lines(kept)
        if not count or sum(map(len, lines)) <= _MOST_HISTORY_BYTES:
            return lines
        count //= 2


def without_history(piece: Piece) -> Piece:
    """Return a Piece that nothing can be undone in."""
    return replace(piece, undo=(), redo=())


def write_project(piece: Piece, path: Path) -> None:
    """Write a project in one step; what was there before is kept as a backup, the last five of them.

    What is on the disk is read again before it takes the old one's place. Raises BadInput where it cannot be written;
    the old file is then untouched.
    """
    data = project_bytes(piece)
    with replacing(path) as temporary:
        temporary.write_bytes(data)
        if temporary.read_bytes() != data:
            raise BadInput(f"{path} was not written whole: choose another disk, as this one loses what it is given.")
        keep_backup(path)


def read_project(path: Path) -> Piece:
    """Return the Piece of a project file; raises BadInput naming the file and what is wrong with it."""
    try:
        if path.stat().st_size > MOST_PACKED_BYTES:
            raise BadInput(f"{path} is larger than a project can be: it was not opened.")
        data = read_bounded(path, MOST_PACKED_BYTES)
    except OSError as error:
        raise cannot_read(path, error) from error
    try:
        return piece_of(data)
    except BrokenArchive as error:
        backups = backups_of(path)
        instead = f" Open one of its backups instead, in {backups[0].parent}." if backups else ""
        raise BadInput(f"{path} {error}: nothing was opened.{instead}") from error


def piece_of(data: bytes) -> Piece:
    """Return the Piece of a project file's bytes; raises BrokenArchive telling what is wrong."""
    raw, lines = unpacked(data)
    header = _header(raw)
    if header.version > VERSION:
        raise BrokenArchive(f"was saved by a newer Audiogenesis ({header.app[:20]}) than this one ({__version__})")
    return read_lines(lines, header.version)


def _header(raw: bytes) -> Header:
    try:
        found = msgspec.json.decode(raw, type=dict[str, str | int])
        if found.get("format") == FORMAT and isinstance(version := found["version"], int) and version >= 1:
            return Header(version, str(found.get("app", "?")))
    except _WRONG:
        pass
    raise BrokenArchive("is no project of Audiogenesis")


def read_lines(lines: Iterable[bytes], version: int) -> Piece:
    """Return the Piece that lines of a version make; raises BrokenArchive."""
    reader = Reader()
    try:
        for line in _bounded(migrated(lines, version)):
            reader.read(line)
        if reader.piece is None:
            raise BrokenArchive("holds no piece")
        check_piece(reader.piece)
    except UnknownField as error:
        raise BrokenArchive(f"holds what this Audiogenesis ({__version__}) does not know: {error}") from error
    except OutOfRange as error:
        raise BrokenArchive(f"holds {error}") from error
    except _WRONG as error:
        raise BrokenArchive("is damaged") from error
    return reader.piece


def _bounded(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines as long as what they hold, one value after each comma, has room in memory."""
    values = 0
    for line in lines:
        values += line.count(b",")
        if values > _MOST_VALUES:
            raise BrokenArchive("holds more than a piece can")
        yield line
