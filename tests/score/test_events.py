from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiogenesis_desktop.score.events import (
    BANK_LSB,
    BANK_MSB,
    BEND,
    CONTROL,
    DRUM_CHANNEL,
    NOTE_OFF,
    NOTE_ON,
    PROGRAM,
    Channel,
    assign_channels,
)
from audiogenesis_desktop.score.flattening import flatten
from audiogenesis_desktop.score.score import Bend, Control, Mix, Note, Score, Track

NOTES = st.lists(
    st.builds(Note, st.integers(0, 60), st.integers(60, 63), st.integers(1, 30), st.integers(1, 127)), max_size=5
)
CONTROLS = st.lists(
    st.builds(Control, st.integers(0, 60), st.sampled_from([1, 11, 64]), st.integers(0, 127)), max_size=2
)
BENDS = st.lists(st.builds(Bend, st.integers(0, 60), st.integers(-8192, 8191)), max_size=2)


@st.composite
def scores(draw, max_tracks=24):
    tracks = []
    for i in range(draw(st.integers(0, max_tracks))):
        moves = draw(st.booleans()) and draw(st.booleans())
        track = Track(
            id=i * 3,
            name=f"Track {i}",
            program=draw(st.sampled_from([0, 33, 48])),
            bank=draw(st.sampled_from([0, 0, 0, 129])),
            is_drums=draw(st.integers(0, 7)) == 0,
            mix=Mix(volume=draw(st.sampled_from([100, 100, 80]))),
            controls=tuple(sorted(draw(CONTROLS))) if moves else (),
            bends=tuple(sorted(draw(BENDS))) if moves else (),
        )
        tracks.append(track.with_notes(draw(NOTES)))
    return Score(tuple(tracks))


def order_of_kinds(event):
    if event.kind == NOTE_OFF:
        return 0
    return 2 if event.kind == NOTE_ON else 1


@given(scores(max_tracks=6))
def test_events_are_in_playing_order(score):
    events = flatten(score)
    keys = [(event.tick, order_of_kinds(event)) for event in events]
    assert keys == sorted(keys)


@settings(max_examples=60)
@given(scores())
def test_no_key_of_a_channel_sounds_twice_and_none_hangs(score):
    sounding = {}
    for event in flatten(score):
        key = (event.channel, event.data[1])
        if event.kind == NOTE_ON:
            assert key not in sounding
            sounding[key] = (event.tick, event.track_id)
        elif event.kind == NOTE_OFF:
            started, track_id = sounding.pop(key)
            assert event.tick > started
            assert event.track_id == track_id
    assert not sounding


@pytest.mark.slow
@settings(max_examples=60)
@given(scores())
def test_every_note_sounds_with_its_own_tracks_sound(score):
    """However channels are shared, a note meets the program, bank, mix, controllers and bends of its track."""
    now = defaultdict(dict)
    by_id = {track.id: track for track in score.tracks}
    for event in flatten(score):
        state = now[event.channel]
        if event.kind == PROGRAM:
            state["program"] = event.data[1]
        elif event.kind == CONTROL:
            state[event.data[1]] = event.data[2]
        elif event.kind == BEND:
            state["bend"] = (event.data[1] | event.data[2] << 7) - 8192
        elif event.kind == NOTE_ON:
            track = by_id[event.track_id]
            assert (state["program"], state[BANK_MSB], state[BANK_LSB]) == (
                track.program,
                track.bank >> 7,
                track.bank & 127,
            )
            assert (event.channel.number == DRUM_CHANNEL) == track.is_drums
            assert (state[7], state[10], state[91]) == (track.mix.volume, track.mix.pan, track.mix.reverb)
            for number in (1, 11, 64):
                ours = [c.value for c in track.controls if c.controller == number and c.tick <= event.tick]
                assert state.get(number) == (ours[-1] if ours else None)
            bends = [bend.value for bend in track.bends if bend.tick <= event.tick]
            assert state.get("bend") == (bends[-1] if bends else None)


@given(scores(max_tracks=15))
def test_each_pitched_track_has_a_channel_of_its_own_while_they_last(score):
    channels = assign_channels(score)
    pitched = [channels[track.id] for track in score.tracks if not track.is_drums]
    assert len(set(pitched)) == len(pitched)
    assert all(channel.port == 0 and channel.number != DRUM_CHANNEL for channel in pitched)


def test_forty_equal_tracks_share_one_port_and_forty_different_ones_take_three():
    equal = Score(tuple(Track(i, "Violin", 40) for i in range(40)))
    assert {channel.port for channel in assign_channels(equal).values()} == {0}
    different = Score(tuple(Track(i, "Any", i) for i in range(40)))
    channels = assign_channels(different)
    assert len(set(channels.values())) == 40
    assert {channel.port for channel in channels.values()} == {0, 1, 2}


@settings(max_examples=60)
@given(scores())
def test_sharing_channels_costs_no_note(score):
    """Each track begins every note that it would begin alone."""
    together = {(event.track_id, event.tick, event.data[1:]) for event in starts(score)}
    alone = {(track.id, e.tick, e.data[1:]) for track in score.tracks for e in starts(Score((track,)))}
    assert together == alone


def starts(score):
    return [event for event in flatten(score) if event.kind == NOTE_ON]


def one_after_another(count, *, bars=2):
    """Return tracks of as many sounds, each of which is over when the next but one begins."""
    return Score(
        tuple(
            Track(
                i, f"Track {i}", i, notes=tuple(Note((i * bars + n) * 3840, 60, 3000, 80) for n in range(2 * bars - 1))
            )
            for i in range(count)
        )
    )


def test_tracks_that_are_over_give_their_channels_to_those_that_come_later():
    score = one_after_another(60)
    channels = assign_channels(score)
    assert {channel.port for channel in channels.values()} == {0} and len(set(channels.values())) == 15
    assert [channels[i].number for i in range(15)] == [n for n in range(16) if n != DRUM_CHANNEL]
    program, struck = {}, []
    for event in flatten(score):
        if event.kind == PROGRAM:
            program[event.channel] = event.data[1]
        elif event.kind == NOTE_ON:
            assert program[event.channel] == score.track(event.track_id).program
            struck.append(event)
    assert len(struck) == score.note_count


def test_a_track_that_plays_again_or_moves_its_controllers_gives_its_channel_to_nobody():
    score = one_after_another(16)
    again = replace(score.tracks[0], notes=(*score.tracks[0].notes, Note(400 * 3840, 60, 960, 80)))
    first = score.tracks[15].notes[0]._replace(start_tick=399 * 3840, length_ticks=2 * 3840)
    late = replace(score.tracks[15], notes=(first,))
    channels = assign_channels(Score((again, *score.tracks[1:15], late)))
    assert channels[15] not in (channels[0], Channel(1, 0)) and channels[15].port == 0
    bent = tuple(replace(track, controls=(Control(0, 1, 64),)) for track in score.tracks[:15])
    assert assign_channels(Score((*bent, late)))[15] == Channel(1, 0)


def test_players_in_unison_get_channels_of_their_own():
    notes = (Note(0, 60, 960, 80),)
    score = Score(tuple(Track(i, "Violin", 40, notes=notes) for i in range(20)))
    assert len(set(assign_channels(score).values())) == 20
    assert len(starts(score)) == 20


def test_only_as_many_tracks_share_as_must():
    channels = assign_channels(Score(tuple(Track(i, "Violin", 40) for i in range(17))))
    assert len(set(channels.values())) == 15
    assert [channels[15], channels[16]] == [channels[0], channels[0]]


def test_a_later_note_of_the_same_key_ends_the_earlier():
    track = Track(0, "Piano", notes=(Note(0, 60, 960, 80), Note(480, 60, 960, 90)))
    times = [(e.tick, e.kind) for e in flatten(Score((track,))) if e.kind in (NOTE_ON, NOTE_OFF)]
    assert times == [(0, NOTE_ON), (480, NOTE_OFF), (480, NOTE_ON), (1440, NOTE_OFF)]


def test_of_notes_that_begin_together_on_a_key_the_longest_stays():
    track = Track(0, "Piano").with_notes([Note(0, 60, 100, 80), Note(0, 60, 960, 70), Note(0, 60, 500, 90)])
    events = [e for e in flatten(Score((track,))) if e.kind in (NOTE_ON, NOTE_OFF)]
    assert [(e.tick, e.data[1:]) for e in events] == [(0, (60, 70)), (960, (60, 64))]


def test_tracks_that_share_a_channel_never_meet_on_a_key_at_one_tick():
    # Their events go to separate tracks of a MIDI file, whose players may take either first.
    tracks = [Track(i, "Violin", 40) for i in range(16)]
    tracks[0] = tracks[0].with_notes([Note(960, 60, 480, 80)])
    tracks[15] = tracks[15].with_notes([Note(0, 60, 960, 80), Note(1500, 60, 960, 80)])
    last_off = {}
    for event in flatten(Score(tuple(tracks))):
        if event.kind == NOTE_OFF:
            last_off[event.data[1]] = event
        elif event.kind == NOTE_ON and (before := last_off.get(event.data[1])):
            assert before.track_id == event.track_id or before.tick < event.tick


def test_muted_tracks_are_left_out_on_request_and_nobody_else_changes_channel():
    tracks = (
        Track(0, "A", notes=(Note(0, 60, 9, 80),), mix=Mix(mute=True)),
        Track(1, "B", notes=(Note(0, 62, 9, 80),)),
    )
    score = Score(tracks)
    everything, audible = flatten(score), flatten(score, audible_only=True)
    assert {event.track_id for event in everything} == {0, 1}
    assert audible == [event for event in everything if event.track_id == 1]


def test_set_up_comes_bank_first_and_a_registered_parameter_keeps_its_order():
    bend_range = (Control(0, 101, 0), Control(0, 100, 0), Control(0, 6, 12))
    track = Track(0, "Lead", 80, 130, controls=bend_range, bends=(Bend(0, -8192),), notes=(Note(0, 60, 9, 80),))
    data = [event.data for event in flatten(Score((track,)))]
    assert data[:3] == [(0xB0, 0, 1), (0xB0, 32, 2), (0xC0, 80)]
    assert data[7:12] == [(0xB0, 101, 0), (0xB0, 100, 0), (0xB0, 6, 12), (0xE0, 0, 0), (0x90, 60, 80)]


def test_flattening_does_not_depend_on_what_a_track_is_called():
    track = Track(0, "A", notes=(Note(0, 60, 9, 80),))
    assert flatten(Score((track,))) == flatten(Score((replace(track, name="B"),), title="Else"))


# What a track asks for


def test_a_track_s_effective_notes_are_transposed_and_louder_but_written_as_they_are() -> None:
    track = Track(0, "Piano", notes=(Note(0, 60, 10, 80), Note(20, 120, 10, 120)), transposition=12, velocity_offset=20)
    ons = [e.data[1:] for e in flatten(Score(tracks=(track,))) if e.kind == NOTE_ON]
    assert ons == [(72, 100), (120, 127)]  # above 127 an octave back
    drums = replace(track, is_drums=True, velocity_offset=-200)
    assert [e.data[1:] for e in flatten(Score(tracks=(drums,))) if e.kind == NOTE_ON] == [(60, 1), (120, 1)]


def test_a_track_has_the_channel_that_it_asks_for_and_others_keep_off_it() -> None:
    tracks = (Track(0, "a"), Track(1, "b", channel=0), Track(2, "drums", is_drums=True), Track(3, "c", channel=9))
    channels = assign_channels(Score(tracks=tracks))
    assert channels[1] == Channel(0, 0) and channels[0] == Channel(0, 1) and channels[2] == Channel(0, 9)
    assert channels[3].number != 9  # General MIDI has drums there


def test_each_named_port_has_channels_of_its_own() -> None:
    tracks = (Track(0, "a"), Track(1, "b", port="synth"), Track(2, "c", port="synth", channel=9), Track(3, "d"))
    score = Score(tracks=tracks)
    channels = assign_channels(score, by_output=True)
    assert channels == {0: Channel(0, 0), 3: Channel(0, 1), 1: Channel(0, 0, "synth"), 2: Channel(0, 9, "synth")}
    in_a_file = assign_channels(score)
    assert len(set(in_a_file.values())) == 4 and not any(channel.output for channel in in_a_file.values())


# Tracks that take turns on a channel that they ask for


def kit(track_id: int, program: int, *starts: int, channel: int | None = 9) -> Track:
    notes = tuple(Note(start, 36, 240, 100) for start in starts)
    return Track(track_id, "Kit", program, is_drums=True, notes=notes, channel=channel)


def sounds_at_starts(score: Score) -> list[tuple[int, int, int]]:
    """Return (track id, tick, program) of every note, by what the channel was told before it."""
    programs, found = {}, []
    for event in flatten(score):
        if event.kind == PROGRAM:
            programs[event.channel] = event.data[1]
        elif event.kind == NOTE_ON:
            found.append((event.track_id, event.tick, programs[event.channel]))
    return found


def test_kits_that_take_turns_stay_on_channel_10_of_one_port() -> None:
    score = Score((kit(0, 0, 0, 1920), kit(1, 25, 480, 2400), kit(2, 40, 960)))
    assert set(assign_channels(score).values()) == {Channel(0, 9)}
    assert sounds_at_starts(score) == [(0, 0, 0), (1, 480, 25), (2, 960, 40), (0, 1920, 0), (1, 2400, 25)]


def test_a_kit_that_asks_for_nothing_joins_those_that_ask_for_channel_10() -> None:
    score = Score((kit(0, 0, 0), kit(1, 25, 480, channel=None)))
    assert set(assign_channels(score).values()) == {Channel(0, 9)}


def test_kits_that_begin_together_or_on_a_sounding_key_do_not_share() -> None:
    for other in (kit(1, 25, 0), kit(1, 25, 100)):
        score = Score((kit(0, 0, 0), other))
        assert assign_channels(score) == {0: Channel(0, 9), 1: Channel(1, 9)}
        assert len(starts(score)) == 2


def test_a_turn_with_another_mix_waits_until_the_channel_is_still() -> None:
    quiet = Mix(volume=40)
    after = replace(kit(1, 0, 480), mix=quiet)
    meanwhile = Track(1, "", 0, is_drums=True, mix=quiet, notes=(Note(100, 40, 9, 9),))
    assert set(assign_channels(Score((kit(0, 0, 0), after))).values()) == {Channel(0, 9)}
    assert len(set(assign_channels(Score((kit(0, 0, 0), meanwhile))).values())) == 2
    volumes = [(e.tick, e.data[2]) for e in flatten(Score((kit(0, 0, 0), after))) if e.data[:2] == (0xB9, 7)]
    assert volumes == [(0, 100), (480, 40)]


def test_what_tracks_on_one_channel_move_alike_is_sent_once() -> None:
    pedal = (Control(0, 64, 127), Control(900, 64, 0))
    hands = [Track(i, "Hand", channel=3, controls=pedal, notes=(Note(0, 60 + i, 960, 80),)) for i in range(2)]
    hands[1] = replace(hands[1], controls=(*pedal, Control(950, 1, 9)))
    sent = [(e.tick, e.data) for e in flatten(Score(tuple(hands))) if e.kind == CONTROL and e.data[1] in (1, 64)]
    assert sent == [(0, (0xB3, 64, 127)), (900, (0xB3, 64, 0)), (950, (0xB3, 1, 9))]


def test_what_finds_no_place_on_the_channels_of_a_port_goes_to_the_next() -> None:
    asking = [Track(i, "Any", i, channel=c) for i, c in enumerate(c for c in range(16) if c != DRUM_CHANNEL)]
    channels = assign_channels(Score((*asking, Track(20, "Late", 90))))
    assert channels[20] == Channel(1, 0)


@settings(max_examples=60)
@given(st.lists(NOTES, min_size=2, max_size=6), st.booleans())
def test_tracks_that_ask_for_one_channel_keep_their_notes_and_sounds(parts, drums) -> None:
    channel = DRUM_CHANNEL if drums else 2
    tracks = [Track(i, "", i % 3, is_drums=drums, channel=channel).with_notes(notes) for i, notes in enumerate(parts)]
    score = Score(tuple(tracks))
    alone = {(track.id, e.tick, track.program) for track in tracks for e in starts(Score((track,)))}
    assert set(sounds_at_starts(score)) == alone
