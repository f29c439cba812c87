"""What a scope holds, and how it is made: from notes, time, sections, tracks and words."""

import pytest

from audiogenesis_desktop.editing.scope import TIME, WHOLE, Scope, read_scope
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.score.score import Meter, Note, Score, Section, Track

BAR = 3840
FIRST, SECOND, LAST = Note(0, 60, 960, 80), Note(BAR, 62, 2 * BAR, 80), Note(3 * BAR, 64, 960, 80)
SONG = Score(
    tracks=(
        Track(0, "Piano", notes=(FIRST, SECOND, LAST)),
        Track(1, "Bass", 33, notes=(Note(0, 36, 960, 80),)),
        Track(2, "bass"),
    ),
    sections=(Section(0, 2 * BAR, "A", 0.5), Section(2 * BAR, 4 * BAR, "B", 0.5)),
    length_ticks=4 * BAR,
)
PIANO = SONG.tracks[0]


def test_the_whole_piece_holds_everything_and_an_empty_scope_nothing():
    assert WHOLE.is_whole and not WHOLE.is_empty and WHOLE.notes_of(PIANO) == frozenset(PIANO.notes)
    assert WHOLE.holds_all_of(7) and WHOLE.holds_tick(10**9)
    for empty in (Scope.of_time(), Scope.of_time((5, 5)), Scope.of_tracks(), Scope.of_notes(0, ())):
        assert empty.is_empty and not empty.is_whole and not empty.notes_of(PIANO)
    assert TIME.is_whole and TIME.moves_time and TIME != WHOLE


def test_stretches_lie_in_order_and_those_that_touch_are_one():
    scope = Scope.of_time((3 * BAR, 4 * BAR), (0, BAR), (BAR - 5, 2 * BAR), (BAR, BAR))
    assert scope.stretches == (Stretch(0, 2 * BAR), Stretch(3 * BAR, 4 * BAR))
    assert [scope.holds_tick(tick) for tick in (0, 2 * BAR - 1, 2 * BAR, 3 * BAR, 4 * BAR)] == [1, 1, 0, 1, 0]


def test_a_note_lies_where_it_begins():
    assert Scope.of_time((0, BAR), (3 * BAR, 4 * BAR)).notes_of(PIANO) == {FIRST, LAST}
    assert Scope.of_section(SONG.sections[1]).notes_of(PIANO) == {LAST}  # the second sounds into it
    assert Scope.of_tracks(1).notes_of(PIANO) == frozenset() and Scope.of_tracks(0).holds_note(0, FIRST)


def test_chosen_notes_are_meant_and_no_other_at_their_place():
    scope = Scope.of_notes(0, (FIRST, LAST))
    beside = FIRST._replace(pitch=61)
    assert scope.notes_of(PIANO) == {FIRST, LAST}
    assert not scope.holds_note(0, beside) and scope.has_room_for(0, beside) and not scope.has_room_for(1, beside)
    assert not scope.has_room_for(0, SECOND) and not scope.holds_all_of(0)


def test_words_name_bars_and_tracks():
    assert read_scope(SONG) == WHOLE
    assert read_scope(SONG, bars="2:3") == Scope.of_time((BAR, 3 * BAR))
    assert read_scope(SONG, bars=" 4, 1 : 2 ") == Scope.of_time((0, 2 * BAR), (3 * BAR, 4 * BAR))
    assert read_scope(SONG, tracks="piano") == Scope.of_tracks(0)
    both = read_scope(SONG, bars="4", tracks="Bass, Piano")
    assert both.track_ids == {0, 1, 2} and both.stretches == (Stretch(3 * BAR, 4 * BAR),)


def test_words_name_bars_of_any_meter():
    waltz = Score(tracks=(Track(0, "Piano", notes=(Note(2880 * 3, 60, 960, 80),)),), meters=(Meter(0, 3, 4),))
    assert read_scope(waltz, bars="2:4") == Scope.of_time((2880, 4 * 2880))


@pytest.mark.parametrize(
    ("bars", "wanted"),
    [
        ("two", "are no bars"),
        ("1:2:3", "are no bars"),
        (":", "are no bars"),
        ("-1", "are no bars"),
        ("1,,2", "are no bars"),
        ("0:2", "bars 1 to 4"),
        ("3:2", "bars 1 to 4"),
        ("4:5", "bars 1 to 4"),
    ],
)
def test_wrong_bars_are_reported_with_what_would_be_right(bars, wanted):
    with pytest.raises(BadInput, match=wanted):
        read_scope(SONG, bars=bars)


def test_an_unknown_track_is_reported_with_those_there_are():
    with pytest.raises(BadInput, match="no track “Flute” here: the tracks are Piano, Bass, bass"):
        read_scope(SONG, tracks="Piano,Flute")
    with pytest.raises(BadInput, match="none with a name"):
        read_scope(Score(), tracks="Flute")
