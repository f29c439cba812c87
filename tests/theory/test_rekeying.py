"""Another key or another chord under music: notes stay, or go along by their degree; drums never move."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.score.score import ChordAt, KeyAt, Note, Score, Track
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.theory.rekeying import change_key, follow_chord

BAR = 3840
C_MAJOR = KeyAt(0, 0, "major")


def song(pitches, key=C_MAJOR, chords=()):
    notes = [Note(i * 960, pitch, 960, 80) for i, pitch in enumerate(pitches)]
    drums = Track(1, "Drums", is_drums=True).with_notes([Note(0, 38, 100, 90)])
    return Score(tracks=(Track(0, "Piano").with_notes(notes), drums), keys=(key,), chords=chords)


def pitches(score):
    return [note.pitch for note in score.tracks[0].notes]


def test_notes_stay_under_another_key_unless_they_are_to_move():
    score = song([60, 64, 67])
    changed = change_key(score, KeyAt(0, 2, "major"))
    assert changed.tracks is score.tracks and changed.keys == (KeyAt(0, 2, "major"),)
    assert pitches(change_key(score, KeyAt(0, 2, "major"), moves_notes=True)) == [62, 66, 69]


def test_they_go_the_shorter_way():
    assert pitches(change_key(song([60]), KeyAt(0, 11, "major"), moves_notes=True)) == [59]


def test_degrees_are_kept_when_the_mode_changes():
    minor = change_key(song([60, 64, 67, 69, 71]), KeyAt(0, 0, "minor"), moves_notes=True)
    assert pitches(minor) == [60, 63, 67, 68, 70]
    assert pitches(change_key(minor, KeyAt(0, 0, "major"), moves_notes=True)) == [60, 64, 67, 69, 71]


def test_chords_go_with_the_notes():
    chords = (ChordAt(0, BAR, 0, "maj"), ChordAt(BAR, BAR, 9, "min"), ChordAt(2 * BAR, BAR, 7, "7"))
    changed = change_key(song([60], chords=chords), KeyAt(0, 2, "minor"), moves_notes=True)
    # A7 has no seventh of a chord we know once its third is lowered: Am7 it is; vi becomes VI.
    assert [Chord(c.root, c.quality).name for c in changed.chords] == ["Dm", "Bb", "Am7"]


def test_only_what_comes_before_the_next_key_is_meant():
    score = song([60, 60, 60, 60])
    score = Score(tracks=score.tracks, keys=(KeyAt(0, 0, "major"), KeyAt(2880, 5, "major")))
    assert pitches(change_key(score, KeyAt(960, 2, "major"), moves_notes=True)) == [60, 62, 62, 60]


@given(st.lists(st.integers(0, 127), max_size=12), st.integers(0, 11), st.sampled_from(["major", "minor"]))
def test_notes_of_a_scale_are_notes_of_the_new_one_and_drums_stay(found, tonic, mode):
    scale = Key(0, "major").scale
    score = song(found)
    changed = change_key(score, KeyAt(0, tonic, mode), moves_notes=True)
    assert changed.tracks[1] is score.tracks[1]
    for before, after in zip(found, pitches(changed), strict=True):
        assert 0 <= after <= 127
        assert before % 12 not in scale or after % 12 in Key(tonic, mode).scale


def test_a_key_where_there_was_none_moves_nothing():
    score = Score(tracks=song([60]).tracks)
    assert change_key(score, KeyAt(0, 2, "major"), moves_notes=True).tracks is score.tracks


@pytest.mark.parametrize(
    ("before", "chord", "after"),
    [
        ([36, 60, 64, 67], Chord(9, "min"), [33, 60, 64, 69]),  # the bass goes to the root, the rest to what is near
        ([48, 62, 65], Chord(7, "maj"), [43, 62, 65]),  # what is no tone of the chord stays
        ([48, 61], Chord(5, "maj"), [53, 60]),  # unless it rubs a semitone beside
    ],
)
def test_notes_follow_a_chord(before, chord, after):
    held = ChordAt(0, BAR, 0, "maj")
    changed = follow_chord(song(before, chords=(held,)), held, chord)
    assert pitches(changed) == after


def test_notes_outside_the_chords_time_and_drums_stay():
    held = ChordAt(960, 960, 0, "maj")
    score = song([64, 64, 64], chords=(held,))
    changed = follow_chord(score, held, Chord(9, "min7"))
    assert pitches(changed)[::2] == [64, 64] and changed.tracks[1] is score.tracks[1]
