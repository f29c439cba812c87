import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.editing.geometry import Geometry
from audiogenesis_desktop.editing.note_table import JoinedTable, NoteTable, NoteTables
from audiogenesis_desktop.score.score import Note, Score, Track

NOTES = st.lists(
    st.builds(Note, st.integers(0, 20_000), st.integers(0, 127), st.integers(1, 9000), st.integers(1, 127)),
    max_size=40,
).map(lambda notes: tuple(sorted(set(notes))))


@given(NOTES, st.integers(0, 20_000), st.integers(1, 10_000))
def test_exactly_the_notes_that_sound_in_a_span_are_found(notes, start, length):
    found = NoteTable(notes).between(start, start + length)
    assert [notes[i] for i in found] == [n for n in notes if n.start_tick < start + length and n.end_tick > start]


@given(NOTES, st.floats(0.001, 0.5), st.integers(0, 3000))
def test_notes_are_drawn_where_they_are_hit(notes, scale, scroll):
    geometry = Geometry(pixels_per_tick=scale, scroll_x=scroll, scroll_y=200, width=800, height=400)
    table = NoteTable(notes)
    rects = table.rects(np.arange(len(notes)), geometry)
    assert [tuple(rect) for rect in rects.T.tolist()] == [tuple(geometry.note_rect(n)) for n in notes]


@given(NOTES, NOTES)
def test_joined_tables_find_the_same_notes_and_know_whose_they_are(one, other):
    geometry = Geometry(width=400, height=900)
    joined = JoinedTable([NoteTable(one), NoteTable(other)])
    found = joined.by_owner(joined.visible(geometry))
    owners = joined.owners[found].tolist()
    assert owners == sorted(owners)
    for owner, notes in enumerate((one, other)):
        expected = NoteTable(notes).visible(geometry)
        assert owners.count(owner) == expected.size


def test_tables_are_kept_while_the_notes_are_the_same():
    tables, track = NoteTables(), Track(0, "Piano").with_notes([Note(0, 60, 960, 80)])
    table = tables.of(0, track.notes)
    assert tables.of(0, track.notes) is table
    longer = track.with_notes([Note(0, 60, 1920, 80)])
    assert tables.of(0, longer.notes) is not table


@given(NOTES, st.integers(0, 40_000))
def test_the_end_is_the_scores_own(notes, length):
    score = Score(tracks=(Track(0, "Piano", notes=notes), Track(1, "Empty")), length_ticks=length)
    assert NoteTables().end_tick(score) == score.end_tick


def test_what_is_selected_is_left_out_of_the_rest_of_the_same_notes_only():
    track = Track(0, "Piano").with_notes([Note(i * 960, 60, 960, 80) for i in range(5)])
    table = NoteTable(track.notes)
    selected = table.only(frozenset(track.notes[1:3]))
    everything = np.arange(5)
    assert selected.rest(track.notes, everything).tolist() == [0, 3, 4]
    assert selected.rest((*track.notes,), everything).tolist() == [0, 1, 2, 3, 4]
    assert table.only(frozenset()).rest(track.notes, everything).tolist() == [0, 1, 2, 3, 4]
