"""Edits of bars and of the whole piece, and what undo calls them."""

from audiogenesis_desktop.editing import arranging
from audiogenesis_desktop.editing.scope import TIME, WHOLE
from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.score.score import Note, Score, Section, Track

BAR = 3840
SONG = Score(
    tracks=(Track(0, "Piano", notes=tuple(Note(i * BAR, 60 + i, 960, 80) for i in range(4))),),
    sections=(Section(0, 2 * BAR, "A", 0.5), Section(2 * BAR, 4 * BAR, "B", 0.5)),
    length_ticks=4 * BAR,
)


def test_marked_bars_are_whole():
    notes = SONG.tracks[0].notes
    assert arranging.marked_bars(SONG, playhead=BAR + 1, loop=None) == Stretch(BAR, 2 * BAR)
    assert arranging.marked_bars(SONG, playhead=0, loop=None, selection=notes[2:]) == Stretch(2 * BAR, 4 * BAR)
    assert arranging.marked_bars(SONG, playhead=0, loop=(5, BAR), selection=notes[2:]) == Stretch(0, BAR)


def test_edits_are_named_by_how_many_bars_they_change():
    edits = (arranging.insert_bars, arranging.remove_bars, arranging.repeat_bars)
    assert [edit(SONG, Stretch(0, BAR)).label for edit in edits] == ["Insert bar", "Delete bar", "Repeat bar"]
    two = [edit(SONG, Stretch(0, 2 * BAR)) for edit in edits]
    assert [edited.label for edited in two] == ["Insert 2 bars", "Delete 2 bars", "Repeat 2 bars"]
    assert [edited.score.length_ticks for edited in two] == [6 * BAR, 2 * BAR, 6 * BAR]


def test_a_section_is_repeated_the_last_one_beyond_the_end_and_none_where_there_is_none():
    assert arranging.repeat_section(SONG, BAR).label == "Repeat section A"
    assert arranging.repeat_section(SONG, 9 * BAR).label == "Repeat section B"
    assert arranging.repeat_section(SONG, 0, chosen=2 * BAR).label == "Repeat section B"
    assert arranging.repeat_section(SONG, 0, chosen=7).label == "Repeat section A"
    bare = Score(length_ticks=BAR)
    assert arranging.repeat_section(bare, 0).score is bare


def test_bars_are_edits_of_time_for_all_tracks_and_the_key_is_not():
    bar = Stretch(0, BAR)
    for edit in (arranging.insert_bars, arranging.remove_bars, arranging.repeat_bars):
        assert edit(SONG, bar).scope == TIME
    assert arranging.repeat_section(SONG, 0).scope == TIME and arranging.transpose_piece(SONG, 1).scope == WHOLE
