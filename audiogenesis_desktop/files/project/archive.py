"""The shell of a project file: a zip of two members, read within bounds and never unpacked to the disk."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

HEADER, LINES = "project.json", "piece.jsonl"
MOST_PACKED_BYTES = 64 << 20
MOST_UNPACKED_BYTES = 192 << 20
_MOST_HEADER_BYTES = 4096
_MOST_MEMBERS = 8
_LEVEL = 3  # half the time of the usual 6 for a tenth more bytes
_PIECE = 1 << 16  # bytes read at once

# PKWARE's APPNOTE.TXT, 4.3.16: the end of central directory record, and the locator of its 64-bit form before it.
_END = struct.Struct("<4s4H2LH")
_LOCATOR, _LOCATOR_BYTES = b"PK\x06\x07", 20
_PER_MEMBER_BYTES = 512  # of the directory; ours take about 60


class BrokenArchive(Exception):
    """What is wrong with a file, as the end of a sentence that begins with its name."""


def packed(header: bytes, lines: Iterable[bytes]) -> bytes:
    """Return a whole archive; each line gets its end here."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        archive.writestr(_entry(HEADER), header)
        with archive.open(_entry(LINES), "w") as member:
            for line in lines:
                member.write(line)
                member.write(b"\n")
    return file.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    """Return a member of a fixed date, so that the same piece makes the same bytes."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return entry


def unpacked(data: bytes) -> tuple[bytes, Iterator[bytes]]:
    """Return the header and the lines of an archive, these as they are asked for.

    Raises BrokenArchive, also while lines are asked for, where it is damaged or unpacks to more than is allowed.
    """
    _check_directory(data)
    with _told():
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = {entry.filename: entry for entry in archive.infolist()}
        if sorted(entries) != sorted((HEADER, LINES)) or len(archive.infolist()) != len(entries):
            raise BrokenArchive("is no project of Audiogenesis")
        for entry in entries.values():
            _check_entry(entry)
        with archive.open(entries[HEADER]) as member:
            header = member.read(_MOST_HEADER_BYTES + 1)
        if len(header) > _MOST_HEADER_BYTES:
            raise BrokenArchive("has a header that is too long")
        return header, _lines(archive, entries[LINES])


def _check_directory(data: bytes) -> None:
    """Look at the directory's size before it is read: it may claim millions of members."""
    place = data.rfind(b"PK\x05\x06", max(0, len(data) - _END.size - 0xFFFF))
    if place < 0 or place + _END.size > len(data):
        raise BrokenArchive("is no project of Audiogenesis, or its end is missing")
    _, _, _, here, members, directory_bytes, _, _ = _END.unpack_from(data, place)
    is_large = data[max(0, place - _LOCATOR_BYTES) : place].startswith(_LOCATOR)
    too_many = max(here, members) > _MOST_MEMBERS or directory_bytes > _MOST_MEMBERS * _PER_MEMBER_BYTES
    if is_large or too_many:
        raise BrokenArchive("is no project of Audiogenesis")


def _check_entry(entry: zipfile.ZipInfo) -> None:
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or entry.flag_bits & 1:
        raise BrokenArchive("is packed in a way that is not read here")
    if entry.file_size > MOST_UNPACKED_BYTES:
        raise BrokenArchive("would unpack to more than a piece can be")


def _lines(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield whole lines; the checksum is looked at where the member ends."""
    read, begun = 0, list[bytes]()
    with _told(), archive.open(entry) as member:
        while piece := member.read(_PIECE):
            read += len(piece)
            if read > MOST_UNPACKED_BYTES:
                raise BrokenArchive("would unpack to more than a piece can be")
            *whole, last = piece.split(b"\n")
            for end in whole:
                yield b"".join((*begun, end))
                begun.clear()
            begun.append(last)
    if any(begun):
        raise BrokenArchive("breaks off in the middle")


@contextmanager
def _told() -> Iterator[None]:
    """Let whatever a damaged archive raises be one error; what is read is bytes in memory, so no file can fail."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BrokenArchive("is damaged") from error
    except (struct.error, UnicodeError, ValueError, OSError) as error:
        raise BrokenArchive("is damaged") from error
