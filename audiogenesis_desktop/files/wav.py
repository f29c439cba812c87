"""WAV files by hand: libsndfile dates its float files, and writes neither the marks nor the loudness that editors read.

Multimedia Programming Interface (IBM, Microsoft, 1991); bext: EBU Tech 3285 version 2; RF64: EBU Tech 3306.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import BinaryIO, NamedTuple

from audiogenesis_desktop.files.tags import Tags, id3

_PCM, _FLOAT = 1, 3
_CHANNELS = 2
_LARGEST = 2**32 - 1  # what a RIFF chunk's size can tell
_NOT_TOLD = 0x7FFF
_JUNK_BYTES = 28  # room for the ds64 chunk of a file that turns out to be large


class CuePoint(NamedTuple):
    """A named sample of the file."""

    frame: int
    name: str


@dataclass(frozen=True, slots=True)
class Broadcast:
    """What a bext chunk tells; `origin_frame` counts samples since midnight on the timeline."""

    description: str = ""
    origin_frame: int = 0
    integrated_lufs: float | None = None
    range_lu: float | None = None
    true_peak_db: float | None = None
    momentary_lufs: float | None = None
    short_term_lufs: float | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """What a WAV file holds beside its sound; a `loop` is all of it."""

    tags: Tags = field(default_factory=Tags)
    cues: tuple[CuePoint, ...] = ()
    broadcast: Broadcast | None = None
    is_loop: bool = False


class WavFile:
    """Writes stereo sound as it comes; sizes are filled in at the end, as RF64 where it has become large."""

    def __init__(self, file: BinaryIO, *, rate: int, sample_bytes: int, is_float: bool, beside: Beside) -> None:
        """Write what comes before the sound."""
        self._file, self._rate, self._beside = file, rate, beside
        self._frame_bytes, self._is_float, self._data_bytes = sample_bytes * _CHANNELS, is_float, 0
        head = b"RIFF\x00\x00\x00\x00WAVE" + _chunk(b"JUNK", b"\x00" * _JUNK_BYTES)
        if beside.broadcast is not None:
            head += _chunk(b"bext", _bext(beside.broadcast))
        head += self._format(sample_bytes)
        self._fact_at = len(head) - 4
        head += b"data\x00\x00\x00\x00"
        self._data_at = len(head)
        file.write(head)

    def write(self, data: bytes) -> None:
        """Append samples, as they stand in the file."""
        self._file.write(data)
        self._data_bytes += len(data)

    def __enter__(self) -> "WavFile":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if error is None:
            self._finish()

    def _format(self, sample_bytes: int) -> bytes:
        code, per_second = _FLOAT if self._is_float else _PCM, self._rate * self._frame_bytes
        content = struct.pack("<HHIIHH", code, _CHANNELS, self._rate, per_second, self._frame_bytes, sample_bytes * 8)
        if not self._is_float:
            return _chunk(b"fmt ", content)
        return _chunk(b"fmt ", content + b"\x00\x00") + _chunk(b"fact", b"\x00" * 4)

    def _finish(self) -> None:
        file, frames = self._file, self._data_bytes // self._frame_bytes
        after = b"".join(_after(self._beside, frames, self._rate))
        file.write(b"\x00" * (self._data_bytes % 2) + after)
        riff_bytes = self._data_at - 8 + self._data_bytes + self._data_bytes % 2 + len(after)
        is_large = riff_bytes > _LARGEST
        if is_large:
            file.seek(0)
            sizes = struct.pack("<QQQI", riff_bytes, self._data_bytes, frames, 0)
            file.write(b"RF64\xff\xff\xff\xffWAVE" + _chunk(b"ds64", sizes))
        else:
            _put(file, 4, riff_bytes)
        _put(file, self._data_at - 4, 2**32 - 1 if is_large else self._data_bytes)
        if self._is_float:
            _put(file, self._fact_at, 2**32 - 1 if is_large else frames)


def _put(file: BinaryIO, at: int, value: int) -> None:
    file.seek(at)
    file.write(value.to_bytes(4, "little"))


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + len(content).to_bytes(4, "little") + content + b"\x00" * (len(content) % 2)


def _after(beside: Beside, frames: int, rate: int) -> list[bytes]:
    """Return the chunks that follow the sound."""
    chunks = _cue_chunks(beside.cues) if beside.cues else []
    if beside.is_loop and frames:
        # One forward loop over all, without end; middle C stands for the pitch.
        head = struct.pack("<9I", 0, 0, round(1e9 / rate), 60, 0, 0, 0, 1, 0)
        chunks.append(_chunk(b"smpl", head + struct.pack("<6I", 0, 0, 0, frames - 1, 0, 0)))
    tags = beside.tags
    # RIFF has no fields for tempo and key: they are keywords there, and fields of their own in the ID3 tag.
    words = "; ".join(word for word in (f"{tags.bpm:g} bpm" if tags.bpm else "", tags.key) if word)
    info = [(b"INAM", tags.title), (b"ICOP", tags.license), (b"ICMT", tags.comment), (b"IKEY", words)]
    info.append((b"ISFT", tags.software))
    texts = b"".join(_chunk(name, _ended(text)) for name, text in info if text)
    chunks += [_chunk(b"LIST", b"INFO" + texts)] if texts else []
    return chunks + ([_chunk(b"id3 ", id3(tags))] if id3(tags) else [])


def _cue_chunks(cues: Sequence[CuePoint]) -> list[bytes]:
    points = b"".join(struct.pack("<II4sIII", i, c.frame, b"data", 0, 0, c.frame) for i, c in enumerate(cues, 1))
    labels = b"".join(_chunk(b"labl", i.to_bytes(4, "little") + _ended(c.name)) for i, c in enumerate(cues, 1))
    return [_chunk(b"cue ", len(cues).to_bytes(4, "little") + points), _chunk(b"LIST", b"adtl" + labels)]


def _ended(text: str) -> bytes:
    return text.replace("\x00", "").encode("utf-8", "replace") + b"\x00"


def _bext(broadcast: Broadcast) -> bytes:
    """Return a bext chunk's content; without a date, so that the same piece is the same bytes."""
    told = (
        broadcast.integrated_lufs,
        broadcast.range_lu,
        broadcast.true_peak_db,
        broadcast.momentary_lufs,
        broadcast.short_term_lufs,
    )
    description = broadcast.description.encode("ascii", "replace")[:256]
    head = struct.pack("<256s32s32s10s8s", description, b"Audiogenesis", b"", b"", b"")
    loudness = struct.pack("<5h", *(_hundredths(value) for value in told))
    return head + struct.pack("<QH64s", broadcast.origin_frame, 2, b"") + loudness + b"\x00" * 180


def _hundredths(value: float | None) -> int:
    return _NOT_TOLD if value is None or not -320 < value < 320 else round(value * 100)
