"""What a file says beside its notes is there again after saving, or named as lost."""

import pytest

from audiogenesis_desktop.files.findings import Loss
from audiogenesis_desktop.files.midi_reading import parse, parse_midi
from audiogenesis_desktop.files.midi_writing import midi_bytes
from audiogenesis_desktop.score.score import Kept, Note, Score, Track
from tests.files.smf import NOTE, chunk, header, hexed, meta, song, sysex

TUNING = "7F 7F 04 01 00 20 F7"


def saved(*bodies):
    score = parse_midi(song(*bodies))
    again = parse_midi(midi_bytes(score))
    assert again.kept == score.kept
    assert [track.kept for track in again.tracks] == [track.kept for track in score.tracks]
    return again


def test_sysex_is_kept_where_it_was():
    assert saved(NOTE + sysex(TUNING)).kept == (Kept(960, hexed("F0" + TUNING)),)


def test_sysex_in_pieces_is_joined():
    first, second = hexed("00 F0 03 7F 7F 04"), hexed("10 F7 04 01 00 20 F7")
    assert saved(first + second + NOTE).kept == (Kept(0, hexed("F0" + TUNING)),)


@pytest.mark.parametrize("broken", ["00 F7 02 F3 01", "00 F0 03 7F 7F 04", "00 F0 04 7F 90 04 F7"])
def test_sysex_that_cannot_be_kept_is_named(broken):
    reading = parse(song(hexed(broken) + NOTE))
    assert reading.score.kept == ()
    assert reading.losses == (Loss.SYSEX,)
    assert len(reading.score.tracks[0].notes) == 1


@pytest.mark.parametrize("mode", ["7E 7F 09 01 F7", "41 10 42 12 40 00 7F 00 41 F7", "43 10 4C 00 00 7E 00 F7"])
def test_a_message_that_only_sets_a_mode_is_not_kept_and_named(mode):
    reading = parse(song(sysex(mode) + NOTE))
    assert reading.score.kept == ()
    assert reading.losses == (Loss.MODES,)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (0x02, "© 1999 Ann".encode()),  # copyright
        (0x00, b"\x00\x07"),  # sequence number
        (0x54, hexed("60 00 10 00 00")),  # SMPTE offset
        (0x7F, hexed("43 00 01 02")),  # sequencer-specific
        (0x60, b"who knows"),
    ],
)
def test_other_things_said_are_kept(kind, content):
    assert saved(meta(kind, content), NOTE).kept == (Kept(0, bytes((0xFF, kind)) + content),)


def test_texts_that_are_kept_are_saved_as_utf_8_without_controls():
    assert saved(meta(2, "Музыка Глинки\x1b[2J".encode("cp1251")), NOTE).kept == (
        Kept(0, b"\xff\x02" + "Музыка Глинки".encode()),
    )


def test_instrument_and_device_names_stay_with_their_track():
    tracks = saved(NOTE, meta(3, b"Solo") + meta(4, b"Violin") + meta(9, b"Out 1") + NOTE).tracks
    assert tracks[1].name == "Solo"
    assert tracks[1].kept == (Kept(0, b"\xff\x04Violin"), Kept(0, b"\xff\x09Out 1"))
    assert tracks[0].kept == ()


def test_what_a_track_without_notes_says_is_the_pieces():
    assert saved(meta(3, b"Conductor") + meta(9, b"Out 1"), NOTE).kept == (Kept(0, b"\xff\x09Out 1"),)


def test_a_file_of_ours_loses_nothing():
    notes = (Note(0, 60, 960, 80), Note(960, 60, 960, 80))
    tracks = (Track(0, "A", 5, notes=notes), Track(1, "B", is_drums=True, notes=notes))
    reading = parse(midi_bytes(Score(tracks, title="Ours", length_ticks=9600)))
    assert reading.losses == ()
    assert reading.notices == ()


@pytest.mark.parametrize(
    ("data", "loss"),
    [
        (song(NOTE, kind=0), Loss.TYPE_0),
        (song(NOTE, division=1024), Loss.GRID),
        (song(hexed("00 90 3C 40 60 80 3C 50 00 90 3C 40 60 80 3C 51")), Loss.RELEASES),
        (song(hexed("00 90 3C 40 60 90 3C 40 60 80 3C 00 60 80 3C 00")), Loss.OVERLAPS),
        (song(NOTE + NOTE[:4] + NOTE[:4] + hexed("60 80 3C 00 00 80 3C 00")), Loss.DOUBLES),
        (header(1, 1) + chunk(b"abc", b"XFIH") + chunk(NOTE + hexed("00 FF 2F 00")), Loss.BLOCKS),
    ],
)
def test_what_saving_would_lose_is_named(data, loss):
    assert loss in parse(data).losses
    assert loss not in parse(song(NOTE)).losses
