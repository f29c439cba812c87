"""The rule on locks and scopes: what is refused, what is put back, what is said; and a thousand edits at random."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiogenesis_desktop.editing.rules import OUTSIDE, allowed
from audiogenesis_desktop.editing.scope import TIME, WHOLE, Scope
from audiogenesis_desktop.score import bars, edits
from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.score.retiming import change_meter
from audiogenesis_desktop.score.score import (
    Bend,
    ChordAt,
    Control,
    Kept,
    KeyAt,
    Meter,
    Mix,
    Note,
    Score,
    Section,
    Tempo,
    Track,
)
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.rekeying import follow_chord

BAR = 3840
NOTES = tuple(Note(bar * BAR, 60 + bar, 960, 80) for bar in range(4))
SONG = Score(
    tracks=(
        Track(0, "Piano", notes=NOTES),
        Track(1, "Bass", 33, notes=(Note(BAR, 36, 960, 80),), controls=(Control(0, 1, 9),), is_locked=True),
    ),
    keys=(KeyAt(0, 0, "major"),),
    chords=(ChordAt(0, 4 * BAR, 0, "maj"),),
    length_ticks=4 * BAR,
)
BASS = SONG.tracks[1]
HOW = "unlock it in its settings (F4 in the track list)"


def played(score, track_id):
    track = score.track(track_id)
    return track.notes, track.controls, track.bends, track.kept


# Locks


def test_a_locked_tracks_notes_are_not_edited():
    verdict = allowed(SONG, edits.add_notes(SONG, 1, [Note(0, 40, 960, 80)]))
    assert verdict == (SONG, f"Bass is locked: {HOW} to edit it.", True)


def test_nor_is_it_taken_away():
    assert allowed(SONG, edits.remove_track(SONG, 1)).is_refused
    assert allowed(SONG, edits.remove_track(SONG, 0)).score.tracks == (BASS,)


def test_how_it_sounds_and_looks_and_the_lock_itself_may_change():
    changes = {"mix": Mix(mute=True), "name": "Low", "colour": 3, "program": 34, "transposition": 12}
    for field, value in (*changes.items(), ("is_locked", False)):
        after = edits.replace_track(SONG, replace(BASS, **{field: value}))
        assert allowed(SONG, after) == (after, "", False)
    moved = edits.move_track(SONG, 1, -1)
    assert allowed(SONG, moved).score is moved


def test_the_piece_in_another_key_leaves_it_as_it_is_and_says_so():
    after = edits.transpose_score(SONG, 2)
    score, reported, is_refused = allowed(SONG, after)
    assert played(score, 1) == played(SONG, 1) and score.track(0) == after.track(0) and score.keys == after.keys
    assert reported == "Bass is locked and stays as it is." and not is_refused


def test_notes_follow_a_chord_but_for_the_locked_ones():
    locked = replace(SONG, tracks=(replace(SONG.tracks[0], is_locked=True), replace(BASS, is_locked=False)))
    after = follow_chord(locked, SONG.chords[0], Chord(5, "maj"))
    changed = replace(after, chords=(ChordAt(0, 4 * BAR, 5, "maj"),))
    score, reported, _ = allowed(locked, changed)
    assert played(score, 0) == played(SONG, 0) and score.chords == changed.chords
    assert played(score, 1) == played(after, 1) != played(SONG, 1)
    assert reported == "Piano is locked and stays as it is."


def test_several_are_named():
    both = replace(SONG, tracks=(replace(SONG.tracks[0], is_locked=True), BASS, replace(BASS, id=2, name="")))
    reported = allowed(both, edits.transpose_score(both, 1)).reported
    assert reported == "Piano, Bass and a track without a name are locked and stay as they are."


def test_tempo_and_meter_are_no_tracks():
    after = replace(SONG, tempi=(Tempo(0, 400_000),), meters=(Meter(0, 3, 4),))
    assert allowed(SONG, after) == (after, "", False)


# Time


def test_bars_put_in_move_a_locked_track_along():
    after = bars.insert_time(SONG, BAR, BAR)
    assert allowed(SONG, after, TIME) == (after, "", False)
    assert after.track(1).notes[0].start_tick == 2 * BAR


def test_bars_that_are_repeated_are_repeated_there_too():
    after = bars.repeat_time(SONG, Stretch(BAR, 2 * BAR))
    assert allowed(SONG, after, TIME).score.track(1).notes == ((BAR, 36, 960, 80), (2 * BAR, 36, 960, 80))


def test_bars_that_hold_its_notes_are_not_taken_out_others_are():
    verdict = allowed(SONG, bars.remove_time(SONG, Stretch(BAR, 2 * BAR)), TIME)
    assert verdict == (SONG, f"Bass is locked and would lose notes: {HOW} first.", True)
    after = bars.remove_time(SONG, Stretch(2 * BAR, 3 * BAR))
    assert allowed(SONG, after, TIME).score is after


def test_a_locked_note_that_sounds_into_the_bars_is_cut_with_them():
    long = edits.replace_track(SONG, replace(BASS, notes=(Note(0, 36, 2 * BAR, 80),)))
    after = bars.remove_time(long, Stretch(BAR, 3 * BAR))
    assert not allowed(long, after, TIME).is_refused and after.track(1).notes == (Note(0, 36, BAR, 80),)


def test_shorter_bars_that_leave_its_notes_out_are_refused():
    late = edits.replace_track(SONG, replace(BASS, notes=(Note(BAR - 480, 36, 480, 80),)))
    assert allowed(late, change_meter(late, Meter(0, 3, 4), moves_bars=True), TIME).is_refused
    assert not allowed(SONG, change_meter(SONG, Meter(0, 3, 4), moves_bars=True), TIME).is_refused


def test_other_pitches_do_not_pass_as_other_time():
    assert allowed(SONG, edits.transpose_score(SONG, 1), TIME).is_refused


# Scopes


def test_outside_the_scope_all_is_put_back():
    after = edits.exchange_notes(SONG, 0, NOTES, [note._replace(pitch=note.pitch + 12) for note in NOTES])
    score = allowed(SONG, after, Scope.of_time((BAR, 2 * BAR), (3 * BAR, 4 * BAR))).score
    assert [note.pitch for note in score.track(0).notes] == [60, 73, 62, 75]
    score = allowed(SONG, after, Scope.of_notes(0, NOTES[2:3])).score
    assert [note.pitch for note in score.track(0).notes] == [60, 61, 74, 63]


def test_what_lies_wholly_outside_is_refused():
    after = edits.add_notes(SONG, 0, [Note(0, 90, 10, 80)])
    assert allowed(SONG, after, Scope.of_time((BAR, 2 * BAR))) == (SONG, OUTSIDE, True)
    assert allowed(SONG, after, Scope.of_tracks(1)) == (SONG, OUTSIDE, True)


def test_maps_hold_for_all_tracks_and_stay():
    after = replace(edits.add_notes(SONG, 0, [Note(0, 90, 10, 80)]), keys=(KeyAt(0, 3, "minor"),), length_ticks=BAR)
    score = allowed(SONG, after, Scope.of_tracks(0)).score
    assert (score.keys, score.length_ticks) == (SONG.keys, SONG.length_ticks) and score.track(0) == after.track(0)


def test_a_track_goes_only_if_all_of_it_is_meant():
    after = edits.remove_track(SONG, 0)
    assert allowed(SONG, after, Scope.of_tracks(0)).score == after
    assert allowed(SONG, after, Scope.of_time((0, BAR))).is_refused


# A thousand edits at random

END = 6  # ticks are few, so that much meets
ticks = st.integers(0, END)


def some(items):
    """Draw any of the items, by one number: a thousand scores must not take minutes."""
    return st.integers(0, 2 ** len(items) - 1).map(lambda bits: tuple(n for i, n in enumerate(items) if bits >> i & 1))


TICKS = range(END)
notes = some(sorted(Note(t, p, length, v) for t in TICKS for p in (60, 61) for length in (1, 3) for v in (60, 90)))
controls = some([Control(tick, number, 5) for tick in TICKS for number in (1, 64)])
touches = some([Kept(tick, bytes((0xD0, value))) for tick in TICKS for value in (0, 9)])
bends = some([Bend(tick, value) for tick in TICKS for value in (0, 9)])


music = st.tuples(st.booleans(), st.sampled_from((Mix(), Mix(mute=True))), notes, controls, bends, touches)
keys = st.integers(0, 2)


@st.composite
def scores(draw, ids):
    tracks = list[Track]()
    for track_id in draw(ids):
        is_locked, mix, *played, kept = draw(music)
        tracks.append(Track(track_id, "Bass", 0, 0, False, mix, *played, is_locked=is_locked, kept=kept))
    key = draw(keys)
    return Score(tuple(tracks), keys=(KeyAt(0, key, "major"),), sections=(Section(0, 8, "A", 0.5),), length_ticks=key)


three = scores(st.just((0, 1, 2)))
any_others = scores(st.lists(st.integers(0, 3), unique=True))
some_time = st.none() | st.lists(st.tuples(ticks, ticks), max_size=3)
some_tracks = st.none() | some(range(4)).map(frozenset)


@st.composite
def scopes(draw, score):
    stretches = draw(some_time)
    tracks = draw(some_tracks)
    there = [(track.id, note) for track in score.tracks for note in track.notes]
    chosen = draw(st.none() | some(there).map(frozenset))
    made = None if stretches is None else tuple(Stretch(*sorted(pair)) for pair in stretches)
    return Scope(made, tracks, chosen)


def lies_in(scope, track_id, tick):
    in_time = scope.stretches is None or any(start <= tick < end for start, end in scope.stretches)
    return in_time and (scope.track_ids is None or track_id in scope.track_ids)


def is_meant(scope, track_id, note):
    chosen = scope.notes is None or (track_id, note) in scope.notes
    return chosen and lies_in(scope, track_id, note.start_tick)


@pytest.mark.slow
@settings(max_examples=1000)
@given(st.data(), three, any_others)
def test_nothing_locked_and_nothing_outside_the_scope_ever_changes(data, before, after):
    if data.draw(st.booleans()):  # else most of what is shared would be chance
        shared = data.draw(st.tuples(*[st.booleans()] * len(after.tracks)))
        were = {track.id: track for track in before.tracks}
        kept = [were.get(t.id, t) if share else t for t, share in zip(after.tracks, shared, strict=True)]
        after = replace(after, tracks=tuple(kept))
    scope = data.draw(scopes(before))
    score = allowed(before, after, scope).score
    there, meant = {track.id: track for track in score.tracks}, {track.id: track for track in after.tracks}
    for was in before.tracks:
        if was.is_locked:
            assert played(score, was.id) == played(before, was.id)
        elif was.id in there:
            check_outside(scope, was, there[was.id], meant.get(was.id))
        else:
            assert was.id not in meant and scope.holds_all_of(was.id)
    assert len({track.id for track in score.tracks}) == len(score.tracks)
    if not scope.is_whole:
        assert (score.keys, score.sections, score.length_ticks) == (before.keys, before.sections, before.length_ticks)
    assert allowed(before, score, scope).score == score  # what is allowed once is allowed again


def check_outside(scope, was, now, wanted):
    """Outside the scope there is what was there, and in it, unless the track was to go, what was wanted."""
    gone, new = set(was.notes) - set(now.notes), set(now.notes) - set(was.notes)
    assert all(is_meant(scope, was.id, note) for note in gone)
    assert all(lies_in(scope, was.id, note.start_tick) for note in new)
    for before, after in ((was.controls, now.controls), (was.bends, now.bends), (was.kept, now.kept)):
        assert all(lies_in(scope, was.id, item.tick) for item in set(before) ^ set(after))
        assert list(after) == sorted(after)
    if wanted is not None:
        lost, made = set(was.notes) - set(wanted.notes), set(wanted.notes) - set(was.notes)
        assert {note for note in lost if is_meant(scope, was.id, note)} == gone
        assert {note for note in made if lies_in(scope, was.id, note.start_tick)} == new
        assert now.mix == wanted.mix and now.name == wanted.name
    assert list(now.notes) == sorted(now.notes)


@settings(max_examples=200)
@given(three, any_others)
def test_with_nothing_locked_and_nothing_marked_every_edit_is_as_it_was_meant(before, after):
    free = replace(before, tracks=tuple(replace(track, is_locked=False) for track in before.tracks))
    assert allowed(free, after, WHOLE) == (after, "", False)
