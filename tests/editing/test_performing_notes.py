"""Perform: chosen notes written down as they would be played."""

from dataclasses import replace

from audiogenesis_desktop.editing.note_edits import performed
from audiogenesis_desktop.perform.performing import perform
from audiogenesis_desktop.score.feel import AS_WRITTEN, Feel
from audiogenesis_desktop.score.score import Note, Score, Track

NOTES = tuple(Note(bar * 3840 + i * 480, 60 + i, 400, 80) for bar in range(4) for i in range(8))
DRAWN = Score((Track(0, "Guitar", 25, notes=NOTES), Track(1, "Bass", 33, notes=NOTES)))
FELT = replace(DRAWN, feel=Feel(0.7, None, 2, "rock"))


def test_chosen_notes_of_a_piece_without_feel_are_played_and_no_others():
    chosen = frozenset(NOTES[8:16])
    draft = performed(DRAWN, 0, chosen)
    track = draft.score.tracks[0]
    assert len(draft.selection) == 8 and not draft.selection & chosen and set(track.notes) >= draft.selection
    assert set(track.notes) - draft.selection == set(NOTES) - chosen
    assert draft.label == "Perform 8 notes" and draft.score.feel == AS_WRITTEN
    assert draft.score.tracks[1] is DRAWN.tracks[1]


def test_what_is_heard_stays_where_the_piece_has_feel():
    draft = performed(FELT, 0, frozenset(NOTES[:3]))
    baked = draft.score.tracks[0]
    assert baked.feel == AS_WRITTEN and baked.notes == perform(FELT).tracks[0].notes
    assert perform(draft.score).tracks[0].notes == perform(FELT).tracks[0].notes
    assert perform(draft.score).tracks[1].notes == perform(FELT).tracks[1].notes
    assert len(draft.selection) == 3 and draft.selection <= set(baked.notes)
