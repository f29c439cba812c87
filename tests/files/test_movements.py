"""Controllers, bends and aftertouch of other programs' files; Reset All Controllers carried out."""

from dataclasses import replace

from audiogenesis_desktop.files.findings import Loss
from audiogenesis_desktop.files.midi_reading import parse, parse_midi
from audiogenesis_desktop.files.midi_writing import midi_bytes
from audiogenesis_desktop.score.bars import insert_time
from audiogenesis_desktop.score.score import Bend, Control, Kept, Mix
from tests.files.smf import NOTE, hexed, song

RESET = hexed("00 B0 79 00")


def track_of(body):
    return parse_midi(song(body)).tracks[0]


def test_a_reset_lets_go_of_the_pedal_and_straightens_the_bend():
    track = track_of(hexed("00 B0 40 7F 00 E0 20 5F") + NOTE + RESET + NOTE)
    assert track.controls == (Control(0, 64, 127), Control(960, 64, 0))
    assert track.bends == (Bend(0, 0x5F * 128 + 0x20 - 8192), Bend(960, 0))


def test_a_reset_puts_back_modulation_expression_and_parameter_numbers_only_where_they_were_moved():
    moved = hexed("00 B0 01 40 00 B0 0B 20 00 B0 43 7F 00 B0 65 00 00 B0 64 00")
    track = track_of(moved + NOTE + RESET + NOTE + RESET)
    assert track.controls[5:] == (
        Control(960, 1, 0),
        Control(960, 11, 127),
        Control(960, 67, 0),
        Control(960, 100, 127),
        Control(960, 101, 127),
    )


def test_a_reset_leaves_volume_pan_and_sends():
    track = track_of(hexed("00 B0 07 50 00 B0 0A 20 00 B0 5B 0A") + NOTE + RESET + NOTE)
    assert (track.mix, track.controls) == (Mix(80, 32, 10, 0), ())


def test_a_reset_before_anything_is_nothing():
    track = track_of(RESET + NOTE)
    assert (track.controls, track.bends, track.kept) == ((), (), ())


def test_a_reset_lets_go_of_keys_and_channel_pressed_down():
    track = track_of(hexed("00 90 3C 40 00 D0 50 00 A0 3C 30") + RESET + hexed("83 60 80 3C 00"))
    pressed = (Kept(0, b"\xd0\x50"), Kept(0, b"\xa0\x3c\x30"))
    assert track.kept == (*pressed, Kept(0, b"\xd0\x00"), Kept(0, b"\xa0\x3c\x00"))


def test_aftertouch_is_kept_through_edits_and_saving_on_whichever_channel():
    body = hexed("00 93 3C 40 00 D3 50 60 A3 3C 30 83 00 83 3C 00")
    score = parse_midi(song(body))
    assert score.tracks[0].kept == (Kept(0, b"\xd0\x50"), Kept(192, b"\xa0\x3c\x30"))
    later = insert_time(score, 100, 960)
    again = parse_midi(midi_bytes(later))
    assert again.tracks[0].kept == (Kept(0, b"\xd0\x50"), Kept(1152, b"\xa0\x3c\x30"))


def test_aftertouch_of_a_key_is_saved_on_the_key_that_a_transposed_track_plays():
    score = parse_midi(song(hexed("00 93 3C 40 00 D3 50 60 A3 3C 30 83 00 83 3C 00")))
    higher = replace(score, tracks=(replace(score.tracks[0], transposition=2),))
    again = parse_midi(midi_bytes(higher))
    assert [note.pitch for note in again.tracks[0].notes] == [62]
    assert again.tracks[0].kept == (Kept(0, b"\xd0\x50"), Kept(192, b"\xa0\x3e\x30"))


def test_mono_and_omni_switches_are_named_as_lost():
    assert Loss.MONO in parse(song(hexed("00 B0 7E 01") + NOTE)).losses
    assert Loss.MONO not in parse(song(hexed("00 B0 7B 00") + NOTE)).losses
