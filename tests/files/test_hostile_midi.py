"""MIDI files of strangers: a length of 4 GB, a million changes, tracks without number: bounded, and told."""

import os
import struct

import pytest

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files import midi_reading
from audiogenesis_desktop.files.findings import BrokenFile
from audiogenesis_desktop.files.limits import MOST_BYTES, MOST_TRACKS
from audiogenesis_desktop.files.midi_reading import parse_midi, read_file

NOTE = bytes.fromhex("00903C40 8360803C00")


def file_of(*tracks, claimed=None):
    head = b"MThd" + struct.pack(">LHHH", 6, 1, len(tracks) & 0xFFFF, 480)
    lengths = [len(track) if claimed is None else claimed for track in tracks]
    return head + b"".join(b"MTrk" + struct.pack(">L", n) + t for n, t in zip(lengths, tracks, strict=True))


def test_a_length_of_four_gigabytes_is_read_as_far_as_there_is_anything():
    assert parse_midi(file_of(NOTE, claimed=0xFFFFFFFF)).note_count == 1


@pytest.mark.parametrize("change", ["01FF510307A120", "01FF580404021808", "01FF590200 00", "01FF0603616263"])
def test_many_changes_are_read_and_bounded(change):
    score = parse_midi(file_of(bytes.fromhex(change) * 20_000 + NOTE))
    assert score.note_count == 1


def test_more_tracks_than_can_be_shown_are_refused_before_they_are_given_channels():
    assert len(parse_midi(file_of(*[NOTE] * 8)).tracks) == 8
    with pytest.raises(BrokenFile, match=f"{MOST_TRACKS + 1} tracks of notes"):
        parse_midi(file_of(*[NOTE] * (MOST_TRACKS + 1)))
    with pytest.raises(BrokenFile, match="3,000 tracks of notes"):
        parse_midi(file_of(*[NOTE] * 3_000))


def test_a_file_larger_than_any_music_is_not_read(tmp_path, monkeypatch):
    path = tmp_path / "large.mid"
    with path.open("wb") as file:
        os.truncate(file.fileno(), MOST_BYTES + 1)  # takes no room on the disk
    monkeypatch.setattr(midi_reading, "parse", lambda data: pytest.fail("read"))
    with pytest.raises(BadInput, match="larger than any music"):
        read_file(path)
