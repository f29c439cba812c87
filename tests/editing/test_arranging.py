"""Edits of bars and of the whole piece, and what undo calls them."""

from dataclasses import replace

import pytest

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


def lettered(kinds: str) -> Score:
    """Return a piece of two bars a section, whose notes tell by pitch which section they are of."""
    notes = tuple(Note(i * 7680 + at, 60 + ord(kind) % 32, 900, 80) for i, kind in enumerate(kinds) for at in (0, 3840))
    sections = tuple(Section(i * 7680, (i + 1) * 7680, kind, 0.5) for i, kind in enumerate(kinds))
    return Score(tracks=(Track(0, "Piano", notes=notes),), sections=sections, length_ticks=len(kinds) * 7680)


@pytest.mark.parametrize(
    ("at", "to", "wanted"),
    [(0, 2, "BACD"), (0, 4, "BCDA"), (3, 0, "DABC"), (2, 1, "ACBD"), (1, 1, "ABCD"), (1, 2, "ABCD")],
)
def test_a_section_moves_with_all_that_it_holds(at: int, to: int, wanted: str) -> None:
    score = lettered("ABCD")
    assert arranging.move_section(score, score.sections[at], to * 7680).score == lettered(wanted)


@pytest.mark.parametrize(("count", "starts"), [(1, [0]), (2, [0, 1]), (5, [0, 1, 2, 3, 4])])
def test_a_section_has_as_many_bars_as_asked(count: int, starts: list[int]) -> None:
    score = lettered("ABC")
    longer = arranging.resize_section(score, score.sections[1], count).score
    assert [(s.kind, (s.end_tick - s.start_tick) // 3840) for s in longer.sections] == [
        ("A", 2),
        ("B", count),
        ("C", 2),
    ]
    own = [n for n in longer.tracks[0].notes if n.pitch == 60 + ord("B") % 32]
    assert [note.start_tick // 3840 - 2 for note in own] == starts and longer.length_ticks == (4 + count) * 3840


def test_a_step_says_what_the_style_calls_a_section():
    drop = SONG.sections[1]._replace(name="drop")
    song = replace(SONG, sections=(SONG.sections[0], drop))
    assert arranging.resize_section(song, drop, 1).label == "Shorten section drop"
    assert arranging.move_section(song, drop, 0).label == "Move section drop"
