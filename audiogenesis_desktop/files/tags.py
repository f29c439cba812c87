"""Tags of audio files: title, tempo, key and licence, where players and libraries of music look for them.

ID3v2.3 (id3.org) for MP3 and WAV; Vorbis comments (xiph.org, RFC 9639 section 8.6, RFC 3533) for FLAC and Ogg.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

_VORBIS_COMMENT, _LAST_BLOCK = 4, 0x80
_OGG_HEAD_BYTES, _MOST_SEGMENTS = 27, 255


@dataclass(frozen=True, slots=True)
class Tags:
    """What an audio file says of itself; what is empty, or a tempo of 0, is left out."""

    title: str = ""
    bpm: float = 0.0
    key: str = ""  # such as "D minor"
    license: str = ""
    comment: str = ""
    software: str = ""


def id3(tags: Tags) -> bytes:
    """Return an ID3v2.3 tag, or nothing where there is nothing to say."""
    tonic, _, mode = tags.key.partition(" ")
    frames = b"".join(
        [
            _text(b"TIT2", tags.title),
            _text(b"TBPM", f"{tags.bpm:.0f}" if tags.bpm else ""),
            _text(b"TKEY", tonic + ("m" if mode == "minor" else "")),
            _text(b"TSSE", tags.software),
            _frame(b"TXXX", b"\x01" + _wide("LICENSE") + _wide(tags.license)) if tags.license else b"",
            _frame(b"COMM", b"\x01eng" + _wide("") + _wide(tags.comment)) if tags.comment else b"",
        ]
    )
    size = len(frames)
    sizes = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + sizes + frames if frames else b""


def _text(name: bytes, text: str) -> bytes:
    return _frame(name, b"\x01" + _wide(text)) if text else b""


def _frame(name: bytes, content: bytes) -> bytes:
    return name + len(content).to_bytes(4, "big") + b"\x00\x00" + content


def _wide(text: str) -> bytes:
    return b"\xff\xfe" + text.encode("utf-16-le", "replace") + b"\x00\x00"


def add_tags(path: Path, container: str, tags: Tags) -> None:
    """Write tags into an MP3, FLAC or Ogg Vorbis file that has just been encoded; raises OSError."""
    if not path.is_file():  # a device, which is written to and never replaced
        return
    with path.open("rb") as file:
        head = {"mp3": _mp3_head, "flac": _flac_head, "ogg": _ogg_head}[container](file, tags)
        if not head:
            return
        tagged = path.with_name(path.name + ".tagged")
        try:
            with tagged.open("wb") as out:
                out.write(head)
                shutil.copyfileobj(file, out)
            tagged.replace(path)
        finally:
            tagged.unlink(missing_ok=True)


def _mp3_head(file: BinaryIO, tags: Tags) -> bytes:
    return id3(tags)


def _vorbis_comments(tags: Tags, vendor: bytes) -> bytes:
    fields = {"TITLE": tags.title, "BPM": f"{tags.bpm:g}" if tags.bpm else "", "KEY": tags.key}
    fields |= {"LICENSE": tags.license, "COMMENT": tags.comment, "ENCODER": tags.software}
    said = [f"{name}={text}".encode() for name, text in fields.items() if text]
    return _sized(vendor) + len(said).to_bytes(4, "little") + b"".join(map(_sized, said))


def _sized(text: bytes) -> bytes:
    return len(text).to_bytes(4, "little") + text


def _vendor(comments: bytes) -> bytes:
    """Return who encoded the file, as its comments begin."""
    return comments[4 : 4 + int.from_bytes(comments[:4], "little")]


def _flac_head(file: BinaryIO, tags: Tags) -> bytes:
    """Return what stands before the sound, with our comments in place of the encoder's; the file is read up to it."""
    if file.read(4) != b"fLaC":
        return b""
    blocks, vendor, is_last = list[tuple[int, bytes]](), b"", False
    while not is_last:
        kind, size = (head := file.read(4))[0], int.from_bytes(head[1:], "big")
        is_last, content = bool(kind & _LAST_BLOCK), file.read(size)
        if kind & 0x7F == _VORBIS_COMMENT:
            vendor = _vendor(content)
        else:
            blocks.append((kind & 0x7F, content))
    blocks.append((_VORBIS_COMMENT, _vorbis_comments(tags, vendor)))
    kinds = [kind | (_LAST_BLOCK if i == len(blocks) - 1 else 0) for i, (kind, _) in enumerate(blocks)]
    return b"fLaC" + b"".join(
        bytes([kind]) + len(content).to_bytes(3, "big") + content
        for kind, (_, content) in zip(kinds, blocks, strict=True)
    )


def _ogg_head(file: BinaryIO, tags: Tags) -> bytes:
    """Return the first two pages, the second of which holds comments and set-up; nothing where they lie otherwise."""
    (first, _), (second, packets) = _ogg_page(file), _ogg_page(file)
    if len(packets) != 2 or not packets[0].startswith(b"\x03vorbis"):
        return b""
    comments = b"\x03vorbis" + _vorbis_comments(tags, _vendor(packets[0][7:])) + b"\x01"
    lacing = b"".join(bytes([255] * (len(packet) // 255) + [len(packet) % 255]) for packet in (comments, packets[1]))
    if len(lacing) > _MOST_SEGMENTS:
        return b""
    page = second[:22] + b"\x00" * 4 + bytes([len(lacing)]) + lacing + comments + packets[1]
    return first + page[:22] + _ogg_checksum(page).to_bytes(4, "little") + page[26:]


def _ogg_page(file: BinaryIO) -> tuple[bytes, list[bytes]]:
    """Return a page as it stands, and the packets that it holds whole."""
    head = file.read(_OGG_HEAD_BYTES)
    lacing = file.read(head[26]) if len(head) == _OGG_HEAD_BYTES else b""
    body = file.read(sum(lacing))
    return head + lacing + body, list(_packets(lacing, body))


def _packets(lacing: bytes, body: bytes) -> Iterator[bytes]:
    start = end = 0
    for size in lacing:
        end += size
        if size < 255:
            yield body[start:end]
            start = end


def _ogg_checksum(page: bytes) -> int:
    table, value = _checksums(), 0
    for byte in page:
        value = (value << 8 & 0xFFFFFFFF) ^ table[value >> 24 ^ byte]
    return value


@cache
def _checksums() -> tuple[int, ...]:
    """Return the table of the CRC of Ogg pages: polynomial 0x04C11DB7, no reflection."""
    table = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = (value << 1) ^ (0x104C11DB7 if value & 0x80000000 else 0)
        table.append(value)
    return tuple(table)
