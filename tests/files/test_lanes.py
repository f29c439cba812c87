"""Which tracks a file becomes: ports, channels with several sounds, ends of notes in other tracks."""

import pytest

from audiogenesis_desktop.files.findings import Loss
from audiogenesis_desktop.files.midi_reading import parse, parse_midi
from audiogenesis_desktop.files.midi_writing import midi_bytes
from audiogenesis_desktop.score.events import assign_channels
from audiogenesis_desktop.score.score import Note, Score, Track
from tests.files.smf import NOTE, hexed, meta, song, sysex


def program(number, *, channel=0, wait=0):
    return bytes((wait, 0xC0 | channel, number))


def port(number):
    return meta(0x21, bytes((number,)))


def on(pitch, *, channel=0, wait=0):
    return bytes((wait, 0x90 | channel, pitch, 64))


def off(pitch, *, channel=0, wait=0):
    return bytes((wait, 0x80 | channel, pitch, 0))


def beat(pitch, *, channel=0):
    return on(pitch, channel=channel) + hexed("83 60") + off(pitch, channel=channel)[1:]


def starts(score):
    return [(track.program, note.start_tick, note.pitch) for track in score.tracks for note in track.notes]


def sounds(score):
    return [(track.program, track.is_drums, len(track.notes)) for track in score.tracks]


# Ports


def test_a_port_that_is_named_after_the_program_holds_for_it_too():
    score = parse_midi(song(program(73) + port(0) + NOTE, program(56) + port(1) + NOTE))
    assert sounds(score) == [(73, False, 1), (56, False, 1)]


def test_a_port_that_is_named_after_notes_holds_from_there_on():
    body = program(73) + port(0) + NOTE + port(1) + program(56) + NOTE
    assert sounds(parse_midi(song(body))) == [(73, False, 1), (56, False, 1)]


def test_what_one_channel_is_told_on_one_port_is_of_that_port_alone():
    one = port(0) + program(73) + on(60)
    other = port(1) + program(56) + on(60) + hexed("83 60") + off(60)[1:] + hexed("00 B0 07 14")
    score = parse_midi(
        song(one + other + port(0) + hexed("83 60") + off(60)[1:] + on(62) + hexed("83 60") + off(62)[1:])
    )
    assert [(t.program, [(n.pitch, n.length_ticks // 960) for n in t.notes]) for t in score.tracks] == [
        (73, [(60, 2), (62, 1)]),
        (56, [(60, 1)]),
    ]
    assert not score.tracks[0].controls


def test_ports_leave_no_track_without_notes_behind():
    parts = [(n % 4, n // 4) for n in range(12)]  # port and channel
    tracks = [program(i, channel=c) + port(p) + beat(60, channel=c) for i, (p, c) in enumerate(parts)]
    assert [track.program for track in parse_midi(song(*tracks)).tracks] == list(range(12))


# One port goes on being enough


def kits(*programs):
    return b"".join(program(number, channel=9) + beat(36 + i, channel=9) for i, number in enumerate(programs))


def test_kits_that_change_in_mid_song_stay_on_one_channel():
    score = parse_midi(song(kits(0, 25, 40, 0)))
    assert sounds(score) == [(0, True, 2), (25, True, 1), (40, True, 1)]
    assert {(channel.port, channel.number) for channel in assign_channels(score).values()} == {(0, 9)}
    assert sounds(parse_midi(midi_bytes(score))) == sounds(score)
    assert Loss.CHANNELS not in parse(song(kits(0, 25, 40, 0))).losses


def test_every_sound_there_is_on_one_channel_stays_on_one_port():
    body = b"".join(program(number) + beat(60) for number in range(128))
    score = parse_midi(song(body))
    assert len(score.tracks) == 128
    assert {channel.port for channel in assign_channels(score).values()} == {0}
    again = parse_midi(midi_bytes(score))
    assert starts(again) == starts(score)


def test_sixteen_channels_with_changes_stay_on_one_port():
    def part(channel):
        changes = (program(n, channel=channel) + beat(60, channel=channel) for n in (1, 2, 3))
        return hexed("00 B0 40 7F").replace(b"\xb0", bytes((0xB0 | channel,))) + b"".join(changes)

    reading = parse(song(*map(part, range(16))))
    assert {(c.port, c.number) for c in assign_channels(reading.score).values()} == {(0, n) for n in range(16)}
    again = parse_midi(midi_bytes(reading.score))
    assert sounds(again) == sounds(reading.score)
    assert [t.controls for t in again.tracks] == [t.controls for t in reading.score.tracks]


def test_changes_that_find_room_get_channels_of_their_own():
    score = parse_midi(song(program(1) + NOTE + program(2) + NOTE))
    assert [track.channel for track in score.tracks] == [None, None]
    assert len(set(assign_channels(score).values())) == 2


def test_sysex_that_speaks_to_a_channel_makes_tracks_keep_theirs():
    vibrato = sysex("41 10 42 12 40 16 30 50 00 F7")  # GS, part 6
    reading = parse(song(vibrato + beat(60, channel=5)))
    assert [track.channel for track in reading.score.tracks] == [5]
    assert len(reading.score.kept) == 1
    assert Loss.CHANNELS not in reading.losses


def test_channels_that_are_given_out_anew_are_named_as_lost():
    assert Loss.CHANNELS in parse(song(beat(60, channel=5))).losses
    assert Loss.CHANNELS not in parse(song(beat(60, channel=0))).losses


# Ends of notes


def test_a_note_ends_where_another_track_lets_go_of_it():
    first = on(60) + on(62, wait=100)
    second = off(60, wait=90) + off(62, wait=60)
    assert parse_midi(song(first, second)).tracks[0].notes == (Note(0, 60, 180, 64), Note(200, 62, 100, 64))


def test_notes_struck_again_are_let_go_in_their_order():
    first = on(60) + on(60, wait=50)
    second = off(60, wait=40) + off(60, wait=40)
    assert parse_midi(song(first, second)).tracks[0].notes == (Note(0, 60, 80, 64), Note(100, 60, 60, 64))


@pytest.mark.parametrize("swapped", [False, True])
def test_a_track_that_ends_its_own_notes_is_not_touched_by_another(swapped):
    first = on(60) + off(60, wait=100)
    second = on(60, wait=10) + off(60, wait=20) + off(60, wait=10)
    tracks = parse_midi(song(*((second, first) if swapped else (first, second)))).tracks
    assert {track.notes for track in tracks} == {(Note(0, 60, 200, 64),), (Note(20, 60, 40, 64),)}


def test_an_end_on_another_channel_or_key_ends_nothing():
    score = parse_midi(song(on(60) + meta(1, b"end", wait=120), off(61, wait=10) + off(60, wait=1, channel=1)))
    assert score.tracks[0].notes == (Note(0, 60, 240, 64),)


def test_all_notes_off_in_another_track_ends_what_sounds_on_the_channel():
    silence = hexed("3C B0 7B 00")
    tracks = parse_midi(song(beat(60), silence + beat(62))).tracks
    assert [track.notes for track in tracks] == [(Note(0, 60, 120, 64),), (Note(120, 62, 960, 64),)]


def test_of_programs_that_tracks_set_at_once_on_one_channel_each_has_its_own():
    score = parse_midi(song(program(73) + NOTE, program(70) + NOTE, NOTE))
    assert [track.program for track in score.tracks] == [73, 70, 70]


def test_tracks_of_a_long_piece_that_share_channels_in_turn_come_back_as_they_were():
    tracks = [
        Track(i, f"Track {i}", i, notes=tuple(Note((2 * i + n) * 3840, 60, 3000, 80) for n in range(3)))
        for i in range(40)
    ]
    score = Score(tuple(tracks))
    again = parse_midi(midi_bytes(score))
    assert [(t.name, t.program, t.notes) for t in again.tracks] == [(t.name, t.program, t.notes) for t in tracks]
