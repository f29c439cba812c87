from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.score import edits
from audiogenesis_desktop.score.feel import AS_WRITTEN, Feel
from audiogenesis_desktop.score.score import Bend, ChordAt, Control, KeyAt, Mix, Note, Score, Tempo, Track

NOTES = st.lists(
    st.builds(Note, st.integers(0, 5000), st.integers(0, 127), st.integers(1, 4000), st.integers(1, 127)), max_size=20
)
WILD = st.builds(
    Note, st.integers(-9000, 9000), st.integers(-99, 300), st.integers(-9000, 9000), st.integers(-300, 300)
)


def score_of(notes):
    tracks = (Track(3, "Piano").with_notes(notes), Track(7, "Bass", 33, notes=(Note(0, 40, 960, 90),)))
    return Score(tracks)


def assert_legal(track):
    assert all(note.is_legal() for note in track.notes)
    assert list(track.notes) == sorted(set(track.notes))


@given(NOTES, WILD)
def test_exchanging_keeps_notes_legal_whatever_comes(notes, wild):
    score = score_of(notes)
    assert_legal(edits.exchange_notes(score, 3, score.track(3).notes, [wild]).track(3))


@given(NOTES, NOTES)
def test_adding_and_removing(before, added):
    score = edits.add_notes(score_of(before), 3, added)
    assert set(score.track(3).notes) == set(before) | set(added)
    assert_legal(score.track(3))
    score = edits.exchange_notes(score, 3, added, ())
    assert set(score.track(3).notes) == set(before) - set(added)


def test_what_is_not_touched_is_shared():
    score = score_of([Note(0, 60, 960, 80)])
    changed = edits.add_notes(score, 3, [Note(960, 62, 960, 80)])
    assert changed.track(7) is score.track(7)
    assert score.track(3).notes == (Note(0, 60, 960, 80),)


def test_an_illegal_note_is_refused():
    with pytest.raises(ValueError, match="not a legal note"):
        edits.add_notes(score_of([]), 3, [Note(0, 128, 960, 80)])


def test_a_new_track_gets_a_free_id():
    score = edits.add_track(score_of([]), Track(3, "Strings", 48))
    assert [track.id for track in score.tracks] == [3, 7, 8]
    assert score.track(8).name == "Strings"
    assert [track.id for track in edits.add_track(score, Track(5, "Harp", 46)).tracks] == [3, 7, 8, 5]
    assert edits.free_track_id(Score()) == 0


def test_removing_a_track():
    assert [track.id for track in edits.remove_track(score_of([]), 3).tracks] == [7]


@pytest.mark.parametrize(
    "edit",
    [
        lambda score: edits.remove_track(score, 99),
        lambda score: edits.set_mix(score, 99, Mix()),
        lambda score: edits.add_notes(score, 99, []),
        lambda score: edits.replace_track(score, Track(99, "Nobody")),
    ],
)
def test_a_track_that_is_not_there_is_an_error(edit):
    with pytest.raises(KeyError):
        edit(score_of([]))


def test_setting_an_instrument():
    banked = edits.replace_track(score_of([]), replace(score_of([]).track(3), bank=5))
    track = edits.set_instrument(banked, 3, 48, name="Strings").track(3)
    assert (track.program, track.bank, track.is_drums, track.name) == (48, 0, False, "Strings")
    assert edits.set_instrument(banked, 3, 48).track(3).name == "Piano"


def test_setting_mix_and_tempo():
    score = edits.set_mix(score_of([]), 3, Mix(volume=10, mute=True))
    assert score.track(3).mix == Mix(volume=10, mute=True)
    assert edits.set_tempo(score, 72).tempi == (Tempo(0, 833_333),)


def test_who_is_audible():
    tracks = (
        Track(0, "A", mix=Mix(mute=True)),
        Track(1, "B"),
        Track(2, "C", mix=Mix(solo=True)),
        Track(3, "D", mix=Mix(solo=True, mute=True)),
    )
    assert [track.id for track in Score(tracks).audible_tracks()] == [2]
    assert [track.id for track in Score(tracks[:2]).audible_tracks()] == [1]


def three_tracks():
    return Score(tuple(Track(i, name).with_notes([Note(i, 60, 10, 80)]) for i, name in enumerate("ABC")))


def test_a_copy_of_a_track_comes_right_after_it_with_an_id_of_its_own():
    doubled = edits.duplicate_track(three_tracks(), 1)
    assert [track.name for track in doubled.tracks] == ["A", "B", "B", "C"]
    assert len({track.id for track in doubled.tracks}) == 4
    assert doubled.tracks[2].notes is doubled.tracks[1].notes


@pytest.mark.parametrize(
    ("track_id", "by", "expected"),
    [(0, 1, "BAC"), (0, 9, "BCA"), (2, -1, "ACB"), (2, -9, "CAB"), (1, 0, "ABC"), (0, -1, "ABC")],
)
def test_a_track_moves_as_far_as_there_is_room(track_id, by, expected):
    before = three_tracks()
    after = edits.move_track(before, track_id, by)
    assert "".join(track.name for track in after.tracks) == expected
    assert (after is before) == (expected == "ABC")


def test_other_music_comes_in_at_a_tick_and_changes_nothing_else():
    before = three_tracks()
    other = Score(
        (Track(0, "X", notes=(Note(5, 60, 10, 80),), controls=(Control(0, 64, 1),), bends=(Bend(3, 9),)),),
        tempi=(Tempo.from_bpm(0, 90),),
    )
    after = edits.add_music(before, other, 960)
    assert after.tracks[:3] == before.tracks and after.tempi == before.tempi
    added = after.tracks[3]
    assert (added.id, added.notes[0].start_tick, added.controls[0].tick, added.bends[0].tick) == (3, 965, 960, 963)


@given(NOTES, st.data())
def test_splicing_gives_what_sorting_all_gives(notes, data):
    track = Track(0, "Piano").with_notes([*(Note(i * 10, 60, 5, 80) for i in range(400)), *notes])
    gone = data.draw(st.lists(st.sampled_from([*track.notes, Note(3, 3, 3, 3)]), max_size=8))
    others = [*track.notes[:9], *notes, Note(7, 7, 7, 7), Note(9999, 9, 9, 9)]
    new = data.draw(st.lists(st.sampled_from(others), max_size=8))
    exchanged = track.with_exchanged(gone, new)
    assert exchanged.notes == tuple(sorted((set(track.notes) - set(gone)) | set(new)))


def test_an_illegal_note_is_refused_wherever_it_goes():
    few, many = Track(0, ""), Track(0, "").with_notes([Note(i, 60, 5, 80) for i in range(100)])
    for track in (few, many):
        with pytest.raises(ValueError, match="not a legal note"):
            track.with_exchanged((), [Note(0, 128, 1, 1)])


@given(NOTES, st.integers(-11, 11))
def test_a_piece_in_another_key_keeps_its_shape_and_its_drums(notes, by):
    score = Score(
        (Track(0, "Piano").with_notes(notes), Track(1, "Drums", is_drums=True).with_notes([Note(0, 36, 10, 99)])),
        keys=(KeyAt(0, 2, "minor"),),
        chords=(ChordAt(0, 960, 9, "7"),),
    )
    other = edits.transpose_score(score, by)
    assert other.keys[0] == KeyAt(0, (2 + by) % 12, "minor") and other.chords[0].root == (9 + by) % 12
    assert other.track(1) is score.track(1)
    assert_legal(other.track(0))
    pairs = zip(score.track(0).notes, other.track(0).notes, strict=True)
    moved = {after.pitch - before.pitch for before, after in pairs}
    assert len(moved) <= 1 and all((m - by) % 12 == 0 or m == 0 for m in moved)
    if all(12 <= note.pitch <= 115 for note in notes):
        assert moved <= {by} and edits.transpose_score(other, -by) == score


def test_added_music_is_played_as_it_was():
    felt, plain = Score(feel=Feel(0.8, style="rock")), Score((Track(0, "Piano", notes=(Note(0, 60, 960, 80),)),))
    assert edits.add_music(felt, plain, 0).tracks[0].feel == AS_WRITTEN
    assert edits.add_music(plain, plain, 0).tracks[1].feel is None
    own = replace(plain, tracks=(replace(plain.tracks[0], feel=Feel(0.5)),))
    assert edits.add_music(felt, own, 0).tracks[0].feel == Feel(0.5)
