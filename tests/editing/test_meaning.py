"""Which scope is meant, and how it is said."""

from audiogenesis_desktop.editing.meaning import bars_told, from_tick, meant_scope, scope_words
from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.score.score import Note, Score, Section, Track

BAR = 3840
NOTE = Note(2 * BAR, 60, 960, 80)
SCORE = Score(
    tracks=(Track(0, "Bass", notes=(NOTE,)), Track(1, "Drums", notes=(Note(0, 36, 99, 80),)), Track(2, "")),
    sections=(Section(0, 4 * BAR, "A", 0.5), Section(4 * BAR, 8 * BAR, "B", 0.5)),
)


def of(*stretches, tracks=None):
    return Scope(Scope.of_time(*stretches).stretches, None if tracks is None else frozenset(tracks))


def meant(*tracks, **more):
    return meant_scope(SCORE, track_ids=frozenset(tracks), **more)


SECTION, LOOP = {"sections": (4 * BAR,)}, {"stretches": ((0, BAR),)}
NOTES = {"selection": (0, frozenset({NOTE}))}


def test_notes_beat_the_loop_which_beats_the_section_which_beats_where_the_playhead_is():
    assert meant(0) == of((0, 4 * BAR), tracks={0})
    assert meant(0, **SECTION) == Scope.of_section(SCORE.sections[1])
    assert meant(0, **SECTION, **LOOP) == of((0, BAR), tracks={0})
    assert meant(0, **SECTION, **LOOP, **NOTES) == Scope.of_notes(0, {NOTE})
    assert meant(0, **LOOP, all_tracks=True) == Scope.of_time((0, BAR))
    assert meant(0, all_tracks=True) == Scope.of_time((0, 4 * BAR))
    assert meant(0, playhead=99 * BAR) is None
    assert meant(7, **LOOP) is None and meant(7, **NOTES) is None


def test_several_tracks_and_stretches_apart_are_meant_at_once():
    apart = {"stretches": ((2 * BAR, 3 * BAR), (0, BAR))}
    assert meant(0, 1, **apart, **NOTES) == of((0, BAR), (2 * BAR, 3 * BAR), tracks={0, 1})
    assert meant(0, 1, **SECTION) == of((4 * BAR, 8 * BAR), tracks={0, 1})
    assert meant(0, 1, sections=(0, 4 * BAR), all_tracks=True) == of((0, 8 * BAR))
    assert meant(0, 1) == of((0, 4 * BAR), tracks={0, 1})
    assert meant(0, 7, **LOOP) == of((0, BAR), tracks={0})
    assert scope_words(SCORE, meant(0, 1, **apart)) == "Bass and Drums, bars 1 and 3"


def test_a_scope_is_said_in_words():
    assert scope_words(SCORE, Scope.of_tracks(0)) == "Bass"
    assert scope_words(SCORE, Scope.of_tracks(0, 1)) == "Bass and Drums"
    assert scope_words(SCORE, Scope.of_tracks(0, 1, 2)) == "Bass, Drums and a track without a name"
    assert scope_words(SCORE, Scope()) == "all tracks"
    assert scope_words(SCORE, Scope.of_notes(0, {NOTE})) == "1 note of Bass, bar 3"
    assert bars_told(SCORE, Scope.of_time((0, 2 * BAR), (8 * BAR, 9 * BAR))) == "bars 1–2 and 9"
    assert bars_told(SCORE, Scope.of_time((0, 960), (2880, 3000))) == "bar 1"


def test_what_of_a_scope_is_still_to_come():
    scope = Scope.of_time((0, 2 * BAR), (4 * BAR, 6 * BAR))
    assert from_tick(scope, BAR, 8 * BAR).stretches == ((BAR, 2 * BAR), (4 * BAR, 6 * BAR))
    assert from_tick(Scope.of_tracks(0), BAR, 8 * BAR) == Scope(Scope.of_time((BAR, 8 * BAR)).stretches, frozenset({0}))
    assert from_tick(scope, 7 * BAR, 8 * BAR).is_empty
