"""Files that break the rules: what is there is read, and what was odd is told in a sentence."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiogenesis_desktop.files.findings import Loss
from audiogenesis_desktop.files.midi_reading import parse
from audiogenesis_desktop.score.score import Note, Tempo
from tests.files.smf import END, NOTE, chunk, header, hexed, meta, song, sysex


def on_channel(number, notes=1):
    note = bytes((0, 0x90 | number, 60, 64)) + hexed("83 60") + bytes((0x80 | number, 60, 0))
    return note * notes


def claimed(body, size):
    return b"MTrk" + struct.pack(">L", size) + body


TRACKS = [on_channel(i, notes=8) + END for i in range(3)]


def counts(reading):
    return [len(track.notes) for track in reading.score.tracks]


def only_notice(reading, *words):
    assert len(reading.notices) == 1
    for word in words:
        assert word in reading.notices[0]
    assert reading.notices[0].endswith(".")
    return True


# Running status and messages without a channel


@pytest.mark.parametrize("between", [sysex("7E 7F 09 01 F7"), meta(1, b"hello"), hexed("00 F7 02 F8 F7")])
def test_running_status_goes_on_after_sysex_and_meta(between):
    body = hexed("00 90 3C 40 83 60 3C 00") + between + hexed("00 3E 40 83 60 3E 00")
    reading = parse(song(body))
    assert reading.score.tracks[0].notes == (Note(0, 60, 960, 64), Note(960, 62, 960, 64))
    assert not reading.notices


@pytest.mark.parametrize("undefined", ["00 F4", "00 F9", "00 F1 40", "00 F2 40 40", "00 FD"])
def test_a_status_that_files_do_not_have_is_passed_over_with_its_data(undefined):
    reading = parse(song(hexed(undefined) + NOTE))
    assert counts(reading) == [1]
    assert only_notice(reading, "track 1", "messages that do not exist")


def test_data_before_any_status_is_passed_over():
    reading = parse(song(hexed("00 3C 40 33") + NOTE[1:]))
    assert counts(reading) == [1]
    assert only_notice(reading, "track 1", "begin no message")


def test_values_over_127_are_taken_as_127():
    reading = parse(song(hexed("00 90 3C FF 83 60 80 3C 00")))
    assert reading.score.tracks[0].notes == (Note(0, 60, 960, 127),)
    assert only_notice(reading, "127")


# Ends


def test_what_comes_after_the_end_mark_is_no_music():
    reading = parse(header() + chunk(on_channel(0, notes=2) + END + on_channel(0, notes=6) + END))
    assert counts(reading) == [2]
    assert only_notice(reading, "track 1", "after the end mark")


def test_one_zero_after_the_end_mark_is_nothing():
    reading = parse(header() + chunk(NOTE + END + b"\0"))
    assert counts(reading) == [1]
    assert not reading.notices


def test_a_track_without_an_end_mark_is_whole_if_its_length_is_right():
    reading = parse(header() + chunk(NOTE))
    assert counts(reading) == [1]
    assert not reading.notices


@pytest.mark.parametrize("missing", range(1, 20))
def test_a_file_that_is_cut_short_keeps_what_it_has(missing):
    data = song(on_channel(0, notes=8))[:-missing]
    reading = parse(data)
    notes = reading.score.tracks[0].notes
    assert len(notes) >= 7 - missing // 9
    assert only_notice(reading, "track 1", "end is missing")


def test_a_note_that_the_cut_leaves_hanging_ends_with_its_track():
    reading = parse(header() + chunk(NOTE + hexed("00 90 3E 40 83 60 90")))
    assert reading.score.tracks[0].notes == (Note(0, 60, 960, 64), Note(960, 62, 960, 64))


# Lengths and what lies between tracks


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("wrong", [0, -3, 5, 40, 0xFFFFFFFF])
def test_a_wrong_length_costs_nothing(place, wrong):
    sizes = [len(body) for body in TRACKS]
    sizes[place] = wrong if wrong in (0, 0xFFFFFFFF) else sizes[place] + wrong
    reading = parse(header(1, 3) + b"".join(map(claimed, TRACKS, sizes)))
    assert counts(reading) == [8, 8, 8]
    assert only_notice(reading, f"track {place + 1}", "length is wrong")
    assert reading.losses == (Loss.DAMAGED,)


def test_wrong_lengths_of_several_tracks_are_one_sentence():
    reading = parse(header(1, 3) + b"".join(claimed(body, 0) for body in TRACKS))
    assert counts(reading) == [8, 8, 8]
    assert only_notice(reading, "In tracks 1, 2 and 3 the length")


@pytest.mark.parametrize("junk", [b"\x07", b"\0\xff\x51\x03", b"\xf0" * 100, b"MT", b"MTr"])
def test_stray_bytes_between_tracks_are_passed_over(junk):
    reading = parse(header(1, 3) + chunk(TRACKS[0]) + junk + chunk(TRACKS[1]) + chunk(TRACKS[2]))
    assert counts(reading) == [8, 8, 8]
    assert only_notice(reading, "track 1", "stray bytes")


def test_what_follows_the_last_track_is_not_reported():
    reading = parse(song(NOTE) + b"resource fork")
    assert counts(reading) == [1]
    assert not reading.notices


def test_an_empty_track_is_no_wrong_length():
    reading = parse(header(1, 2) + claimed(b"", 0) + chunk(TRACKS[1]))
    assert counts(reading) == [8]
    assert not reading.notices


def test_fewer_tracks_than_announced_are_reported():
    reading = parse(header(1, 5) + chunk(TRACKS[0]) + chunk(TRACKS[1]))
    assert counts(reading) == [8, 8]
    assert only_notice(reading, "announces 5 tracks", "only 2")


# Headers and wrappers


def test_an_odd_type_is_read_and_reported():
    reading = parse(song(NOTE, NOTE, kind=7))
    assert counts(reading) == [1, 1]
    assert only_notice(reading, "type 7")


def test_a_type_2_file_with_one_song_is_read_as_that():
    reading = parse(song(meta(3, b"Song") + NOTE, kind=2))
    assert counts(reading) == [1]
    assert reading.score.title == "Song"


@pytest.mark.parametrize("chunks", [[], [b"LIST" + struct.pack("<L", 5) + b"INFO\x01\0"]])
def test_rmid_files_are_unwrapped_whatever_comes_first(chunks):
    data = song(NOTE)
    inner = b"RMID" + b"".join(chunks) + b"data" + struct.pack("<L", len(data)) + data + b"DLS junk"
    reading = parse(b"RIFF" + struct.pack("<L", len(inner)) + inner)
    assert counts(reading) == [1]
    assert not reading.notices


def test_a_macbinary_head_is_no_damage_and_other_bytes_before_the_header_are_reported():
    mac = bytes((0, 8)) + b"song.mid" + bytes(118)
    assert len(mac) == 128
    assert counts(parse(mac + song(NOTE))) == [1]
    assert not parse(mac + song(NOTE)).notices
    reading = parse(b"\r\n\r\n" + song(NOTE))
    assert counts(reading) == [1]
    assert only_notice(reading, "4 bytes before its beginning")


# Time


@pytest.mark.parametrize(
    ("division", "ticks"),
    [
        (0xE728, 500),  # 25 frames of 40 ticks: milliseconds
        (0xE850, 960),  # 24 frames of 80 ticks: 1,920 a second
        (0xE250, 1200),  # 30 frames of 80 ticks: 2,400 a second
    ],
)
def test_a_file_that_counts_in_frames_keeps_its_moments(division, ticks):
    wait = bytes((0x80 | ticks >> 7, ticks & 0x7F))
    body = meta(0x51, b"\x01\x00\x00") + (hexed("00 90 3C 40") + wait + hexed("80 3C 00")) * 2
    reading = parse(song(body, division=division))
    assert reading.score.tempi == (Tempo(0, 500_000),)
    assert reading.score.tracks[0].notes == (Note(0, 60, 960, 64), Note(960, 60, 960, 64))
    assert only_notice(reading, "video frames")
    assert Loss.FRAMES in reading.losses


def test_29_frames_are_those_of_colour_television():
    # 30,000 frames take 1,001 seconds: with 100 ticks each that is 2,997 ticks a second, nearly.
    body = hexed("00 90 3C 40 81 B6 E8 20 80 3C 00")  # 3,000,352 ticks, some 1,001 s
    note = parse(song(body, division=0xE364)).score.tracks[0].notes[0]
    assert note.length_ticks == round((0x80 * 0x80 * (0x80 + 0x36) + 0x68 * 0x80 + 0x20) * 1001 / 30_000 / 100 * 1920)


def test_an_impossible_tempo_beside_a_good_one_is_reported():
    reading = parse(song(meta(0x51, b"\0\0\0") + meta(0x51, b"\x07\xa1\x20", wait=1) + NOTE))
    assert reading.score.tempi == (Tempo(0, 500_000), Tempo(2, 500_000))
    assert only_notice(reading, "track 1", "tempo")


@pytest.mark.parametrize("content", ["FF 07 18 08", "00 02 18 08", "04 10 18 08"])
def test_a_meter_that_cannot_be_shown_is_reported(content):
    reading = parse(song(meta(0x58, hexed(content)) + NOTE))
    assert reading.score.meters[0][1:] == (4, 4)
    assert only_notice(reading, "time signature")


@settings(max_examples=200)
@given(st.binary(min_size=1, max_size=200), st.integers(0, 2))
def test_junk_between_tracks_never_costs_those_after_it(junk, place):
    chunks = [chunk(body) for body in TRACKS]
    chunks.insert(place, junk.replace(b"MTrk", b""))
    reading = parse(header(1, 3) + b"".join(chunks))
    assert sum(counts(reading)) >= 16  # junk that looks like the name and length of a chunk may hide one track
