"""The outer shell of a Standard MIDI File: its header and chunks, found even where lengths are wrong."""

import struct
from collections.abc import Sequence
from typing import NamedTuple

from audiogenesis_desktop.files.findings import BrokenFile, Findings, Loss

# RP-001, "Standard MIDI Files 1.0": MThd is followed by MTrk chunks; chunks of other names are passed over.
_HEADER = struct.Struct(">4sLHHH")
_CHUNK = struct.Struct(">4sL")
_RIFF_CHUNK = struct.Struct("<4sL")
_MACBINARY_HEAD = 128
_LONGEST_HEADER = 1024  # a longer one is a wrong length


class Body(NamedTuple):
    """Where one track lies: its bytes up to where the next can begin, and how many of them it claims."""

    data: bytes
    claimed: int


class Shell(NamedTuple):
    """The header and the tracks: `division` is as in the file, beats or video frames; at least one track."""

    kind: int
    division: int
    bodies: tuple[Body, ...]


def open_shell(data: bytes, findings: Findings) -> Shell:
    """Return the header and track bodies of a file; raises BrokenFile telling what is wrong."""
    data = _from_header(data, findings)
    if len(data) < _HEADER.size:
        raise BrokenFile("is cut short inside its header")
    _, header_size, kind, announced, division = _HEADER.unpack_from(data)
    is_likely = _HEADER.size - _CHUNK.size <= header_size <= _LONGEST_HEADER
    bodies = tuple(_bodies(data, _CHUNK.size + header_size if is_likely else _HEADER.size, findings))
    if not bodies:
        raise BrokenFile("holds no track at all")
    if len(bodies) < announced:
        findings.say(f"It announces {announced} tracks, but only {len(bodies)} are there.")
    return Shell(_kind(kind, len(bodies), findings), division, bodies)


def _kind(kind: int, tracks: int, findings: Findings) -> int:
    if kind == 2 and tracks > 1:
        raise BrokenFile("is a type 2 MIDI file, whose tracks are separate songs: save it as type 1")
    if kind > 2:
        findings.say(f"It claims to be a MIDI file of type {kind}, which does not exist: it was read as type 1.")
    return 0 if tracks == 1 and kind != 1 else 1


def _from_header(data: bytes, findings: Findings) -> bytes:
    if data[:4] == b"RIFF" and data[8:12] == b"RMID":
        findings.lose(Loss.WRAPPER)
        data = _without_riff(data)
    place = data.find(b"MThd")
    if place < 0:
        raise BrokenFile("is not a MIDI file (it does not begin with MThd)")
    if place:
        findings.lose(Loss.WRAPPER)
    if place and not (place == _MACBINARY_HEAD and data[0] == 0):
        findings.say(f"{place:,} bytes before its beginning were passed over.")
    return data[place:]


def _without_riff(data: bytes) -> bytes:
    """Return what the data chunk of a Windows .rmi file holds, whichever chunks come before it."""
    place = 12
    while place + _RIFF_CHUNK.size <= len(data):
        name, size = _RIFF_CHUNK.unpack_from(data, place)
        place += _RIFF_CHUNK.size
        if name == b"data":
            return data[place : place + size]
        place += size + size % 2
    return data


def _bodies(data: bytes, place: int, findings: Findings) -> list[Body]:
    bodies: list[Body] = []
    while place + _CHUNK.size <= len(data):
        name, size = _CHUNK.unpack_from(data, place)
        if name == b"MTrk":
            start = place + _CHUNK.size
            place = _end_of_track(data, start, size)
            bodies.append(Body(data[start:place], size))
        elif _is_chunk(data, place):
            findings.lose(Loss.BLOCKS)
            place += _CHUNK.size + size
        else:
            place = _next_track(data, place)
    return bodies


def _end_of_track(data: bytes, start: int, size: int) -> int:
    """Return up to where a track may reach: as it says if that can be, or else to the next track."""
    if size <= len(data) - start and (start + size == len(data) or _is_chunk(data, start + size)):
        return start + size
    return _next_track(data, start)


def _is_chunk(data: bytes, place: int) -> bool:
    """Return whether a chunk begins here: a track, or one with a readable name that fits into the file."""
    if data[place : place + 4] == b"MTrk":
        return True
    if place + _CHUNK.size > len(data):
        return False
    name, size = _CHUNK.unpack_from(data, place)
    return all(32 <= byte < 127 for byte in name) and place + _CHUNK.size + size <= len(data)


def _next_track(data: bytes, place: int) -> int:
    found = data.find(b"MTrk", place)
    return len(data) if found < 0 else found


def whole(ticks_per_beat: int, tracks: Sequence[bytes]) -> bytes:
    """Return a MIDI file of type 1 of these track bodies."""
    header = _HEADER.pack(b"MThd", 6, 1, len(tracks), ticks_per_beat)
    return header + b"".join(_CHUNK.pack(b"MTrk", len(track)) + track for track in tracks)
