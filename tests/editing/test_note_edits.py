"""What keys do to the selected notes."""

from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.editing import note_edits
from audiogenesis_desktop.score.score import Note, Score, Track

NOTES = st.lists(
    st.builds(Note, st.integers(0, 5000), st.integers(0, 127), st.integers(1, 4000), st.integers(1, 127)), max_size=20
)


def score_of(notes):
    return Score((Track(3, "Piano").with_notes(notes),))


def shifted(score, chosen, **by):
    draft = note_edits.shift(score, 3, frozenset(chosen), **by)
    return score if draft is None else draft.score


@given(NOTES, st.data())
def test_moving_keeps_notes_legal_sorted_and_in_their_shape(notes, data):
    score = score_of(notes)
    chosen = data.draw(st.sets(st.sampled_from(score.track(3).notes))) if notes else set()
    ticks, semitones = data.draw(st.integers(-9000, 9000)), data.draw(st.integers(-140, 140))
    moved = shifted(score, chosen, ticks=ticks, semitones=semitones).track(3)
    assert all(note.is_legal() for note in moved.notes)
    assert list(moved.notes) == sorted(set(moved.notes))
    kept = set(score.track(3).notes) - chosen
    block = sorted(set(moved.notes) - kept)
    if chosen and len(block) == len(chosen):  # none fell onto a note that was there
        low_before, low_after = min(n.pitch for n in chosen), min(n.pitch for n in block)
        start_before, start_after = min(n.start_tick for n in chosen), min(n.start_tick for n in block)
        shape = sorted((n.start_tick - start_before, n.pitch - low_before, *n[2:]) for n in chosen)
        assert shape == sorted((n.start_tick - start_after, n.pitch - low_after, *n[2:]) for n in block)


def test_a_move_stops_at_the_edge_as_a_block():
    low, high = Note(480, 1, 10, 80), Note(960, 126, 10, 80)
    score = score_of([low, high])
    down = shifted(score, [low, high], ticks=-2000, semitones=-5)
    assert down.track(3).notes == (Note(0, 0, 10, 80), Note(480, 125, 10, 80))
    up = shifted(score, [low, high], semitones=5)
    assert [note.pitch for note in up.track(3).notes] == [2, 127]


def test_moving_nothing_changes_nothing():
    score = score_of([Note(0, 60, 960, 80)])
    assert shifted(score, [], ticks=960) is score
