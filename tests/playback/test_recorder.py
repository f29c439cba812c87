"""A performance becomes notes and controllers: as played, in loops, freely, over or in place of what was there."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.playback.recorder import (
    Memory,
    Performance,
    Played,
    freely_transcribed,
    put_onto,
    transcribed,
)
from audiogenesis_desktop.score.events import BEND, CONTROL, NOTE_OFF, NOTE_ON
from audiogenesis_desktop.score.score import Bend, Control, Note, Track


def on(tick, pitch=60, velocity=80):
    return Played((NOTE_ON, pitch, velocity), 0.0, tick)


def off(tick, pitch=60):
    return Played((NOTE_OFF, pitch, 64), 0.0, tick)


def test_notes_pedal_and_bend_are_written_as_they_were_played():
    played = [
        on(0.4),
        Played((CONTROL | 3, 64, 127), 0, 10),
        on(20, 64, 90),
        off(480.2),
        Played((BEND, 0, 96), 0, 500),
        Played((NOTE_ON | 5, 64, 0), 0, 960),
    ]
    assert transcribed(played, end_tick=2000) == Performance(
        (Note(0, 60, 480, 80), Note(20, 64, 940, 90)), (Control(10, 64, 127),), (Bend(500, 4096),)
    )


def test_what_is_still_held_ends_with_the_recording():
    assert transcribed([on(100)], end_tick=900).notes == (Note(100, 60, 800, 80),)


def test_a_note_that_is_struck_again_ends_the_one_before_and_a_lone_release_is_nothing():
    played = [off(5), on(10), on(20), off(40)]
    assert transcribed(played, end_tick=90).notes == (Note(10, 60, 10, 80), Note(20, 60, 20, 80))


def test_a_note_held_over_the_loops_end_stops_there_and_passes_lie_over_each_other():
    played = [on(900), off(50), on(0, 67), off(100, 67)]
    assert transcribed(played, end_tick=960, loop=(0, 960)).notes == (Note(0, 67, 100, 80), Note(900, 60, 60, 80))


def test_channel_modes_and_what_came_while_nothing_ran_are_left_out():
    assert transcribed([Played((CONTROL, 123, 0), 0, 5), on(None), off(None)], end_tick=10).is_empty


def test_free_playing_begins_at_the_playhead_in_its_tempo():
    played = [
        Played((CONTROL, 64, 127), 9.9, None),
        Played((NOTE_ON, 60, 80), 10.0, None),
        Played((NOTE_OFF, 60, 0), 10.5, None),
    ]
    found = freely_transcribed(played, start_tick=3840, seconds_per_tick=0.5 / 960)
    assert found.notes == (Note(3840, 60, 960, 80),) and found.controls == (Control(3648, 64, 127),)
    assert freely_transcribed(played[:1], start_tick=0, seconds_per_tick=1).is_empty


TRACK = Track(0, "Piano", notes=(Note(0, 50, 100, 70), Note(500, 52, 100, 70)), controls=(Control(500, 64, 127),))


def test_overdubbing_adds_and_replacing_takes_out_what_began_there():
    new = Performance((Note(510, 60, 100, 80),), (Control(500, 64, 0), Control(520, 64, 127)), ())
    over = put_onto(TRACK, new)
    assert over.notes == (*TRACK.notes, new.notes[0]) and over.controls == new.controls
    instead = put_onto(TRACK, new, replaced=(400, 900))
    assert instead.notes == (TRACK.notes[0], new.notes[0])
    assert put_onto(TRACK, Performance(), replaced=(400, 900)).controls == ()


def test_the_memory_gives_back_the_last_phrase_only():
    memory = Memory()
    for at in (0.0, 1.0, 10.0, 11.0, 14.5):
        memory.receive(Played((NOTE_ON, 60, 80), at, None))
    assert [message.at for message in memory.last_phrase()] == [10.0, 11.0, 14.5]
    memory.receive(Played((NOTE_ON, 62, 80), 15.0, 960.0))  # the music has been started
    assert [message.at for message in memory.last_phrase()] == [15.0]
    memory.clear()
    assert memory.last_phrase() == []


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 127), st.integers(0, 127), st.integers(0, 50)), max_size=60))
def test_whatever_is_played_gives_legal_notes_that_do_not_overlap_on_one_key(steps):
    tick, played = 0, []
    for is_on, pitch, velocity, wait in steps:
        tick += wait
        played.append(Played((NOTE_ON if is_on else NOTE_OFF, pitch, velocity), 0, tick))
    notes = transcribed(played, end_tick=tick + 10).notes
    assert all(note.is_legal() for note in notes)
    for pitch in {note.pitch for note in notes}:
        own = [note for note in notes if note.pitch == pitch]
        assert all(a.end_tick <= max(b.start_tick, a.start_tick + 1) for a, b in pairwise(own))
