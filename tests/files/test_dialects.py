"""Drums by the banks and SysEx of GM2, GS and XG, on any channel and either way."""

import pytest

from audiogenesis_desktop.files.findings import Loss
from audiogenesis_desktop.files.midi_reading import parse, parse_midi
from audiogenesis_desktop.files.midi_writing import midi_bytes
from tests.files.smf import hexed, song, sysex

XG_ON = sysex("43 10 4C 00 00 7E 00 F7")
GS_ON = sysex("41 10 42 12 40 00 7F 00 41 F7")
GM2_ON = sysex("7E 7F 09 03 F7")


def played(number, *, msb=None, program=0):
    bank = bytes((0, 0xB0 | number, 0, msb)) if msb is not None else b""
    body = bank + bytes((0, 0xC0 | number, program, 0, 0x90 | number, 60, 64))
    return body + hexed("83 60") + bytes((0x80 | number, 60, 0))


def gs_part(part, value):
    return sysex(f"41 10 42 12 40 1{part:X} 15 {value:02X} 00 F7")


def xg_part(part, value):
    return sysex(f"43 10 4C 08 {part:02X} 07 {value:02X} F7")


def voices(body):
    return [(track.program, track.bank, track.is_drums) for track in parse_midi(song(body)).tracks]


@pytest.mark.parametrize(
    ("body", "voice"),
    [
        (played(9), (0, 0, True)),
        (played(3), (0, 0, False)),
        # GM2: bank 120 is drums, 121 is not
        (GM2_ON + played(3, msb=120, program=25), (25, 0, True)),
        (played(3, msb=120), (0, 0, True)),
        (GM2_ON + played(9, msb=121, program=40), (40, 121 << 7, False)),
        # XG: banks 126 and 127
        (XG_ON + played(1, msb=127, program=8), (8, 0, True)),
        (XG_ON + played(1, msb=126), (0, 126 << 7, True)),
        (XG_ON + played(1, msb=64), (0, 64 << 7, False)),
        (XG_ON + played(9, msb=0), (0, 0, True)),
        (XG_ON + xg_part(4, 2) + played(4), (0, 0, True)),
        (XG_ON + xg_part(9, 0) + played(9, program=5), (5, 0, False)),
        # GS: SysEx makes a part drums, or not; bank 127 is the sounds of an MT-32
        (GS_ON + gs_part(0xA, 1) + played(10), (0, 0, True)),
        (GS_ON + gs_part(1, 2) + played(0), (0, 0, True)),
        (GS_ON + gs_part(9, 1) + played(8), (0, 0, True)),
        (GS_ON + gs_part(0xF, 1) + played(15), (0, 0, True)),
        (GS_ON + gs_part(0, 0) + played(9, program=27), (27, 0, False)),
        (GS_ON + played(3, msb=127), (0, 127 << 7, False)),
        (played(3, msb=127), (0, 127 << 7, False)),
    ],
)
def test_what_is_drums(body, voice):
    assert voices(body) == [voice]


def test_a_part_becomes_drums_in_mid_song():
    body = GS_ON + played(2, program=5) + gs_part(3, 1) + played(2) + gs_part(3, 0) + played(2, program=5)
    tracks = parse_midi(song(body)).tracks
    assert [(t.program, t.is_drums, len(t.notes)) for t in tracks] == [(5, False, 2), (0, True, 1)]


def test_drums_stay_drums_when_saved_and_switches_are_named_as_lost():
    reading = parse(song(GS_ON + gs_part(0xA, 1) + played(10), kind=0))
    again = parse_midi(midi_bytes(reading.score))
    assert [track.is_drums for track in again.tracks] == [True]
    assert again.tracks[0].notes == reading.score.tracks[0].notes
    assert not reading.score.kept
    assert {Loss.MODES, Loss.CHANNELS} <= set(reading.losses)


def test_a_melodic_channel_10_stays_melodic_when_saved():
    again = parse_midi(midi_bytes(parse_midi(song(gs_part(0, 0) + played(9, program=40)))))
    assert [(track.program, track.is_drums) for track in again.tracks] == [(40, False)]
