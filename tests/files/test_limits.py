"""Times that no music has: told at once, and never written as the format forbids."""

from io import BytesIO

import mido
import pytest

from audiogenesis_desktop.files.findings import Loss
from audiogenesis_desktop.files.limits import MOST_BARS
from audiogenesis_desktop.files.midi_reading import parse, parse_midi
from audiogenesis_desktop.files.midi_writing import midi_bytes
from audiogenesis_desktop.score.clock import MeterMap, length_seconds
from audiogenesis_desktop.score.score import Control, Marker, Meter, Note, Score, Tempo, Track
from tests.files.smf import NOTE, hexed, meta, song

LONGEST = hexed("FF FF FF 7F")  # the longest time that files can say


def is_bounded(score):
    bars = MeterMap(score.meters).position(score.end_tick).bar
    return length_seconds(score) <= 24 * 3600 and bars <= MOST_BARS + 1


@pytest.mark.parametrize("division", [1, 480, 0x7FFF])
@pytest.mark.parametrize("waits", [1, 40])
def test_notes_that_lie_days_away_are_left_out_and_that_is_reported(division, waits):
    far = (LONGEST + hexed("B0 01 00")) * waits + LONGEST + hexed("90 3E 40 60 80 3E 00")
    reading = parse(song(NOTE + far, division=division))
    assert reading.score.tracks[0].notes[0].pitch == 60
    assert is_bounded(reading.score)
    if division < 480 or waits > 1:
        assert [note.pitch for note in reading.score.tracks[0].notes] == [60]
        assert "1 note out there was left out" in reading.notices[0]
        assert Loss.FAR in reading.losses


def test_a_note_held_for_years_is_cut():
    reading = parse(song(hexed("00 90 3C 40") + LONGEST + hexed("80 3C 00"), division=1))
    assert len(reading.score.tracks[0].notes) == 1
    assert is_bounded(reading.score)
    assert "what lies beyond was cut off" in reading.notices[0]


def test_a_hanging_note_in_a_track_of_years_is_cut():
    assert is_bounded(parse_midi(song(hexed("00 90 3C 40") + LONGEST + hexed("B0 01 00"), division=1)))


@pytest.mark.parametrize("bad", ["FF FF FF FF 7F", "81 80 80 80 00", "FF " * 30 + "7F"])
def test_a_time_longer_than_files_can_say_is_reported(bad):
    reading = parse(song(NOTE + hexed(bad) + NOTE[1:]))
    assert [note.start_tick for note in reading.score.tracks[0].notes] == [0]
    assert any("longer than files can say" in notice for notice in reading.notices)


def test_a_megabyte_of_time_takes_no_time():
    assert parse(song(NOTE + b"\xff" * 1_000_000 + b"\x7f" + NOTE[1:])).score.note_count == 1


def test_what_is_set_far_away_is_cut_too():
    far = LONGEST * 1 + hexed("FF 51 03 07 A1 20") + meta(6, b"far") + hexed("00 B0 01 05") + meta(0x7F, b"\x43\x01")
    score = parse_midi(song(NOTE + far, division=1))
    assert (score.tempi, score.markers, score.tracks[0].controls, score.kept) == ((Tempo(0, 500_000),), (), (), ())


def test_a_long_evening_is_no_error():
    hours = Score((Track(0, "Vexations", notes=(Note(0, 60, 9, 9), Note(960 * 120 * 60 * 20, 60, 9, 9))),))
    reading = parse(midi_bytes(hours))
    assert (reading.score.note_count, reading.notices) == (2, ())


def test_waits_are_written_as_the_format_allows():
    far = 3 * 0x0FFFFFFF + 17
    track = Track(0, "Far", notes=(Note(far, 60, far, 64),), controls=(Control(far + 5, 1, 1),))
    score = Score((track,), markers=(Marker(far, "there"),), meters=(Meter(0, 4, 4),))
    file = mido.MidiFile(file=BytesIO(midi_bytes(score)))
    assert max(message.time for messages in file.tracks for message in messages) <= 0x0FFFFFFF
    assert sum(message.time for message in file.tracks[1]) == 2 * far
    assert next(m for m in file.tracks[1] if m.type == "note_off").note == 60
