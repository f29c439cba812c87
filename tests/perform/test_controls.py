"""Pedal, expression and bends: where they are, and that what the user drew wins."""

from dataclasses import replace

import pytest

from audiogenesis_desktop.perform.controls import EXPRESSION
from audiogenesis_desktop.perform.performing import perform
from audiogenesis_desktop.perform.room import without_room
from audiogenesis_desktop.score.events import SUSTAIN, assign_channels
from audiogenesis_desktop.score.feel import Feel
from audiogenesis_desktop.score.score import Bend, ChordAt, Control, Note, Score, Track

BEAT, BAR = 960, 3840
BROKEN = [Note(b * BAR + i * 480, p, 470, 75) for b in range(4) for i, p in enumerate((48, 55, 60, 64, 67, 64, 60, 55))]
C_AND_F = (ChordAt(0, 2 * BAR, 0, "maj"), ChordAt(2 * BAR, BAR, 0, "maj7"), ChordAt(3 * BAR, BAR, 0, "maj"))
LONG = [Note(i * 2 * BEAT, 72 + i % 3, 2 * BEAT - 20, 80) for i in range(16)]


def played(notes, program=0, *, style="jazz trio", amount=1.0, **track):
    track = Track(0, "T", program, **track).with_notes(notes)
    return perform(Score((track,), chords=C_AND_F, feel=Feel(amount, seed=2, style=style))).tracks[0]


def of(track, controller):
    return [(control.tick, control.value) for control in track.controls if control.controller == controller]


def test_the_pedal_follows_harmony_and_is_let_go_of_in_the_end():
    pedal = of(played(BROKEN), SUSTAIN)
    assert [value for _, value in pedal] == [127, 0] * 3
    ups = [tick for tick, value in pedal if value == 0]
    assert ups[:2] == [2 * BAR, 3 * BAR] and ups[2] <= 4 * BAR
    assert all(0 < down - at < 300 for (down, _), at in zip(pedal[::2], (0, 2 * BAR, 3 * BAR), strict=True))


@pytest.mark.parametrize(
    "notes",
    [
        [note._replace(length_ticks=100) for note in BROKEN],  # staccato
        [note._replace(pitch=note.pitch + 1) for note in BROKEN],  # not of the chord: a pedal would blur it
        [],
    ],
)
def test_no_pedal_where_it_would_blur_or_join(notes):
    assert not of(played(notes), SUSTAIN)


def test_nobody_but_a_piano_has_a_pedal_and_none_a_soft_touch_of_feel():
    assert not of(played(BROKEN, 25), SUSTAIN)
    assert not of(played(BROKEN, amount=0.1), SUSTAIN)


@pytest.mark.parametrize("program", [48, 40, 73, 56, 89, 52])
def test_held_notes_swell_on_what_can(program):
    values = [value for _, value in of(played(LONG, program), EXPRESSION)]
    assert len(set(values)) > 4 and max(values) <= 127 and min(values) >= 127 * 0.8


def test_a_piano_has_no_expression():
    assert not of(played(LONG), EXPRESSION)


def test_saxophones_of_jazz_bend_into_some_of_their_notes_and_come_to_rest():
    bends = played(LONG, 65).bends
    assert bends and min(bend.value for bend in bends) < -1000 and bends[-1].value == 0
    assert not played(LONG, 65, style="baroque").bends
    chords = [note._replace(pitch=note.pitch + by) for note in LONG for by in (0, 7)]
    assert not played(chords, 65).bends


def test_what_the_user_drew_wins():
    drawn = (Control(0, SUSTAIN, 64), Control(BAR, EXPRESSION, 90))
    assert played(BROKEN, controls=drawn).controls == drawn
    assert of(played(LONG, 48, controls=drawn), EXPRESSION) == [(BAR, 90)]
    assert played(LONG, 65, bends=(Bend(0, 5),)).bends == (Bend(0, 5),)


def many(programs, notes=BROKEN):
    """Return a piece of so many tracks, each in a key of its own, so that those of one sound can share a channel."""
    tracks = tuple(
        Track(i, f"T{i}", program).with_notes(n._replace(pitch=n.pitch % 12 + 12 * (i % 9)) for n in notes)
        for i, program in enumerate(programs)
    )
    return Score(tracks, chords=C_AND_F, feel=Feel(1.0, style="jazz trio"))


def channels_of(score):
    return len(set(assign_channels(score).values()))


def test_tracks_that_have_a_channel_to_themselves_get_controls_though_others_share_one():
    basses = [33] * 8  # nothing to pedal or to swell: these share
    score = many([0, *basses, 0, 48, *[12] * 7])
    played = perform(score)
    assert [track.id for track in played.tracks if track.controls] == [0, 9, 10]
    assert channels_of(played) <= 15
    assert without_room(score) is None


def test_pedals_come_before_expression_where_not_all_have_room():
    score = many([48] * 8 + [0] * 9)
    played = perform(score)
    controlled = {track.id for track in played.tracks if track.controls}
    assert channels_of(played) <= 15 and {*range(8, 17)} <= controlled != {*range(17)}
    left = [f"“T{i}”" for i in range(17) if i not in controlled]
    assert all(name in without_room(score) for name in left[:4])
    assert without_room(replace(score, feel=Feel(0.0))) is None


def test_where_channels_run_out_anyway_no_more_are_taken():
    score = many([48] * 20, LONG)  # all different mixes: none can share
    mixed = replace(score, tracks=tuple(replace(t, mix=replace(t.mix, pan=i)) for i, t in enumerate(score.tracks)))
    assert channels_of(perform(mixed)) == channels_of(mixed) == 20
    assert all(track.controls for track in perform(mixed).tracks)
    fewer = replace(score, tracks=score.tracks[:15])
    assert all(track.controls for track in perform(fewer).tracks) and without_room(fewer) is None
