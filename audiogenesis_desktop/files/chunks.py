"""The outer shell of a Standard MIDI File: its header and chunks, checked before anything is decoded."""

import struct
from typing import NamedTuple

# RP-001, "Standard MIDI Files 1.0": MThd is followed by MTrk chunks; chunks of other names are passed over.
_HEADER = struct.Struct(">4sLHHH")
_CHUNK = struct.Struct(">4sL")


class BrokenFile(Exception):
    """What is wrong with a MIDI file, as the end of a sentence that begins with its name."""


class Shell(NamedTuple):
    """A checked header and the bodies of the tracks: `kind` 0 or 1, `ticks_per_beat` at least 1."""

    kind: int
    ticks_per_beat: int
    tracks: tuple[bytes, ...]


def open_shell(data: bytes) -> Shell:
    """Return the header and track bodies of a file; raises BrokenFile telling what is wrong."""
    data = _without_riff(data)
    if data[:4] != b"MThd":
        raise BrokenFile("is not a MIDI file (it does not begin with MThd)")
    if len(data) < _HEADER.size:
        raise BrokenFile("is cut short inside its header")
    _, header_size, kind, _, division = _HEADER.unpack_from(data)
    _check_header(kind, division)
    tracks = tuple(_tracks(data, _CHUNK.size + header_size))
    if not tracks:
        raise BrokenFile("holds no track at all")
    return Shell(kind, division, tracks)


def _check_header(kind: int, division: int) -> None:
    if kind == 2:
        raise BrokenFile("is a type 2 MIDI file, whose tracks are separate songs: save it as type 1")
    if kind > 2:
        raise BrokenFile(f"claims to be a MIDI file of type {kind}, which does not exist")
    if division & 0x8000:
        raise BrokenFile("counts time in video frames (SMPTE), not in beats: save it with ticks a beat")
    if division == 0:
        raise BrokenFile("has 0 ticks a beat, so that its notes have no time")


def _tracks(data: bytes, place: int) -> list[bytes]:
    tracks: list[bytes] = []
    while place + _CHUNK.size <= len(data):
        name, size = _CHUNK.unpack_from(data, place)
        place += _CHUNK.size
        if name == b"MTrk":
            if place + size > len(data):
                raise BrokenFile(f"is cut short inside track {len(tracks) + 1}")
            tracks.append(data[place : place + size])
        place += size
    return tracks


def _without_riff(data: bytes) -> bytes:
    # Windows' .rmi files wrap the whole file in a RIFF chunk of form RMID.
    if data[:4] == b"RIFF" and data[8:16] == b"RMIDdata":
        return data[20:]
    return data


def alone(ticks_per_beat: int, track: bytes) -> bytes:
    """Return a whole MIDI file of this one track, so that a decoder cannot run on into the next."""
    return _HEADER.pack(b"MThd", 6, 1, 1, ticks_per_beat) + _CHUNK.pack(b"MTrk", len(track)) + track
