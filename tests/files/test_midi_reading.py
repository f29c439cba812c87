"""Files of other programs, good and broken, as bytes with what they mean."""

import contextlib
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.findings import BrokenFile
from audiogenesis_desktop.files.midi import read_midi
from audiogenesis_desktop.files.midi_reading import parse_midi
from audiogenesis_desktop.score.score import Bend, Control, KeyAt, Marker, Meter, Mix, Note, Tempo
from tests.files.smf import END, NOTE, chunk, header, hexed, song


def test_the_smallest_song():
    score = parse_midi(song(NOTE))
    assert score.tracks[0].notes == (Note(0, 60, 960, 64),)
    assert (score.tracks[0].name, score.tracks[0].program) == ("Piano", 0)
    assert score.tempi == (Tempo(0, 500_000),)
    assert score.meters == (Meter(0, 4, 4),)


def test_type_0_is_split_by_channel_and_its_name_is_the_title():
    body = hexed("00 FF 03 04 53 6F 6E 67") + hexed("""
        00 C0 30       | channel 1: strings
        00 90 3C 40
        00 99 24 64    | channel 10: bass drum
        83 60 80 3C 00
        00 89 24 00
    """)
    score = parse_midi(song(body, kind=0))
    assert score.title == "Song"
    assert [(track.name, track.program, track.is_drums) for track in score.tracks] == [
        ("Strings", 48, False),
        ("Drums", 0, True),
    ]


def test_running_status_and_note_on_with_velocity_0_as_an_end():
    body = hexed("00 90 3C 40 83 60 3C 00 00 3E 40 83 60 3E 00")
    assert parse_midi(song(body)).tracks[0].notes == (Note(0, 60, 960, 64), Note(960, 62, 960, 64))


def test_a_program_change_between_notes_begins_a_new_track():
    body = hexed("00 C0 00") + NOTE + hexed("00 C0 28") + NOTE
    score = parse_midi(song(hexed("00 FF 03 02 48 69") + body))
    assert [(track.name, track.program, track.notes) for track in score.tracks] == [
        ("Hi (piano)", 0, (Note(0, 60, 960, 64),)),
        ("Hi (violin)", 40, (Note(960, 60, 960, 64),)),
    ]


def test_a_program_set_in_another_track_holds_for_the_channel():
    score = parse_midi(song(hexed("00 C0 28"), NOTE))
    assert [track.program for track in score.tracks] == [40]


def test_a_bank_takes_effect_with_the_program_change_after_it():
    body = hexed("00 B0 00 01 00 B0 20 02 00 C0 05") + NOTE
    track = parse_midi(song(body)).tracks[0]
    assert (track.bank, track.program, track.controls) == (130, 5, ())


def test_ports_keep_channels_apart():
    on_port_1 = hexed("00 FF 21 01 01 00 C0 28")
    assert [t.program for t in parse_midi(song(hexed("00 C0 30") + NOTE, on_port_1 + NOTE)).tracks] == [48, 40]


def test_settings_before_the_first_note_are_the_mix_and_later_ones_stay():
    body = (
        hexed("""
        00 B0 07 50  | volume 80
        00 B0 0A 20  | pan 32
        00 B0 5B 0A  | reverb 10
        00 B0 5D 14  | chorus 20
        00 B0 0B 7F  | expression is no part of the mix
    """)
        + NOTE
        + hexed("00 B0 07 10 00 E0 00 00 00 E0 00 40")
    )
    track = parse_midi(song(body)).tracks[0]
    assert track.mix == Mix(80, 32, 10, 20)
    assert track.controls == (Control(0, 11, 127), Control(960, 7, 16))
    assert track.bends == (Bend(960, -8192), Bend(960, 0))


def test_hanging_notes_end_with_their_track_and_stray_ends_are_passed_over():
    body = hexed("00 80 3C 00 00 90 3C 40 83 60 B0 01 00")
    assert parse_midi(song(body)).tracks[0].notes == (Note(0, 60, 960, 64),)


def test_all_notes_off_ends_them():
    body = hexed("00 90 3C 40 83 60 B0 7B 00 83 60 B0 01 00")
    assert parse_midi(song(body)).tracks[0].notes == (Note(0, 60, 960, 64),)


def test_a_note_without_length_gets_one_tick():
    assert parse_midi(song(hexed("00 90 3C 40 00 80 3C 00"))).tracks[0].notes == (Note(0, 60, 1, 64),)


def test_notes_on_one_key_are_paired_first_in_first_out():
    body = hexed("00 90 3C 40 60 90 3C 50 60 80 3C 00 60 80 3C 00")
    assert parse_midi(song(body)).tracks[0].notes == (Note(0, 60, 384, 64), Note(192, 60, 384, 80))


def test_maps_and_texts():
    body = hexed("""
        00 FF 51 03 0C B7 35      | 833333 microseconds a beat: 72 bpm
        00 FF 58 04 06 03 24 08   | 6/8
        00 FF 59 02 FF 01         | one flat, minor: D minor
        00 FF 06 01 41            | marker A
        60 FF 05 02 6C 61         | lyric
        00 FF 07 02 C3 A9         | cue, in UTF-8
        00 FF 01 01 E9            | text, in Latin-1
    """)
    score = parse_midi(song(body))
    assert score.tempi == (Tempo(0, 833_333),)
    assert score.meters == (Meter(0, 6, 8),)
    assert score.keys == (KeyAt(0, 2, "minor"),)
    assert score.markers == (
        Marker(0, "A"),
        Marker(192, "la", "lyric"),
        Marker(192, "é", "cue"),
        Marker(192, "é", "text"),
    )
    assert score.tracks == ()


def test_odd_meta_events_cost_nothing_and_no_time():
    body = (
        hexed("""
        60 FF 59 02 0B 00     | a key of eleven sharps
        60 FF 51 01 07        | a tempo of one byte
        60 FF 60 03 01 02 03  | a meta event that nobody knows
        60 FF 58 04 00 02 18 08 | a meter of no beats
    """)
        + NOTE
    )
    score = parse_midi(song(body))
    assert score.tracks[0].notes[0].start_tick == 4 * 0x60 * 2
    assert (score.keys, score.tempi, score.meters) == ((), (Tempo(0, 500_000),), (Meter(0, 4, 4),))


def test_sysex_foreign_chunks_and_a_riff_wrapper_are_passed_over():
    body = hexed("00 F0 05 7E 7F 09 01 F7") + NOTE
    data = header() + chunk(b"abc", b"XFIH") + chunk(body + END)
    wrapped = b"RIFF" + struct.pack("<L", len(data) + 12) + b"RMIDdata" + struct.pack("<L", len(data)) + data
    for version in (data, wrapped):
        assert parse_midi(version).tracks[0].notes == (Note(0, 60, 960, 64),)


@given(st.integers(1, 0x7FFF), st.lists(st.integers(1, 5000), min_size=1, max_size=40))
@settings(max_examples=50)
def test_any_resolution_is_rescaled_without_drift(division, steps):
    body, ticks, now = b"", [], 0
    for step in steps:
        body += bytes([0x80 | step >> 7, step & 0x7F]) + hexed("90 3C 40 01 80 3C 00")
        ticks.append(now + step)
        now += step + 1
    starts = [note.start_tick for note in parse_midi(song(body, division=division)).tracks[0].notes]
    assert all(abs(min(starts, key=lambda s: abs(s - t * 960 / division)) - t * 960 / division) <= 0.5 for t in ticks)


def test_no_notes_is_fine():
    assert parse_midi(song(b"")).tracks == ()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "not a MIDI file"),
        (b"hello, this is text", "not a MIDI file"),
        (header()[:10], "cut short inside its header"),
        (header(), "holds no track"),
        (song(NOTE, NOTE, kind=2), "type 2"),
        (song(NOTE, division=0), "0 ticks a beat"),
        (song(NOTE, division=0xE700), "25 video frames a second, 0 ticks each"),
        (song(NOTE, division=0xF528), "11 video frames a second"),
    ],
)
def test_broken_files_are_one_sentence_naming_the_file(tmp_path, data, what):
    path = tmp_path / "broken.mid"
    path.write_bytes(data)
    with pytest.raises(BadInput) as caught:
        read_midi(path)
    sentence = str(caught.value)
    assert what in sentence
    assert str(path) in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize("name", ["missing.mid", "."])
def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path, name):
    with pytest.raises(BadInput, match="cannot be read"):
        read_midi(tmp_path / name)


@settings(max_examples=300)
@given(st.binary(max_size=120), st.booleans())
def test_rubbish_never_does_worse_than_broken_file(rubbish, well_framed):
    with contextlib.suppress(BrokenFile):
        parse_midi(song(rubbish) if well_framed else header() + rubbish)


@settings(max_examples=200)
@given(st.data())
def test_a_damaged_song_never_does_worse_than_broken_file(data):
    whole = bytearray(song(hexed("00 FF 03 02 48 69 00 FF 58 04 06 03 24 08 00 C0 28 00 B0 07 50") + NOTE * 3))
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=4)):
        whole[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(BrokenFile):
        parse_midi(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
