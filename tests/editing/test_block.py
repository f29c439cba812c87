"""Thousands of notes dragged as one: the same notes and the same columns as made anew."""

import numpy as np

from audiogenesis_desktop.editing.block import Block
from audiogenesis_desktop.editing.note_table import NoteTable
from audiogenesis_desktop.score.score import Note, Track

NOTES = Track(0, "Piano").with_notes(Note(i * 100, 40 + i % 40, 150 + i % 3, 60 + i % 50) for i in range(300)).notes
UP = {pitch: pitch + 1 for pitch in range(40, 80)}


def moved(ticks):
    chosen = frozenset(NOTES[50:200:2])
    return Block(NOTES, chosen).at(ticks, UP), chosen


def test_the_notes_are_in_order_and_the_columns_are_theirs():
    table, chosen = moved(1234)
    new = {n._replace(start_tick=n.start_tick + 1234, pitch=n.pitch + 1) for n in chosen}
    assert table.notes == tuple(sorted(set(NOTES) - chosen | new)) and table.chosen == new
    anew = NoteTable(table.notes)
    for column in ("starts", "pitches", "ends", "velocities"):
        assert np.array_equal(getattr(table, column), getattr(anew, column))
    assert (table.longest, table.end_tick) == (anew.longest, anew.end_tick)


def test_what_is_chosen_is_known_without_looking():
    table, _ = moved(-5000)
    known, looked_for = table.only(table.chosen), NoteTable(table.notes).only(table.chosen)
    assert np.array_equal(known.is_in, looked_for.is_in) and np.array_equal(known.starts, looked_for.starts)
    other = frozenset(table.notes[:3])
    assert table.only(other).starts.tolist() == [note.start_tick for note in table.notes[:3]]


def test_notes_of_one_pitch_that_begin_together_are_left_to_others():
    table, _ = moved(100)  # onto what lies a row higher, 100 ticks on
    assert table is None
