"""Which scope is meant, and how it is said."""

from audiogenesis_desktop.editing.meaning import bars_told, from_tick, meant_scope, scope_words
from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.editing.wish_book import WishBook, section_label
from audiogenesis_desktop.plan.wishes import Wishes
from audiogenesis_desktop.score.score import Note, Score, Section, Track

BAR = 3840
NOTE = Note(2 * BAR, 60, 960, 80)
SCORE = Score(
    tracks=(Track(0, "Bass", notes=(NOTE,)), Track(1, "Drums", notes=(Note(0, 36, 99, 80),)), Track(2, "")),
    sections=(Section(0, 4 * BAR, "A", 0.5), Section(4 * BAR, 8 * BAR, "B", 0.5)),
)


def test_notes_beat_the_loop_which_beats_the_section_which_beats_where_the_playhead_is():
    def meant(**more):
        return meant_scope(SCORE, track_id=0, **more)

    section, loop, notes = {"section": 4 * BAR}, {"loop": (0, BAR)}, {"selection": frozenset({NOTE})}
    assert meant() == Scope(Scope.of_time((0, 4 * BAR)).stretches, frozenset({0}))
    assert meant(**section) == Scope.of_section(SCORE.sections[1])
    assert meant(**section, **loop) == Scope(Scope.of_time((0, BAR)).stretches, frozenset({0}))
    assert meant(**section, **loop, **notes) == Scope.of_notes(0, {NOTE})
    assert meant(**loop, all_tracks=True) == Scope.of_time((0, BAR))
    assert meant(all_tracks=True) == Scope.of_time((0, 4 * BAR))
    assert meant(playhead=99 * BAR) is None
    assert meant_scope(SCORE, track_id=7, **loop) is None and meant_scope(SCORE, track_id=7, **notes) is None


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


def test_wishes_of_a_section_beat_those_of_the_track():
    book = WishBook()
    book.put(0, "", Wishes(density=0.2, energy=0.1))
    book.put(0, "B", Wishes(density=0.9))
    assert book.for_scope(SCORE, Scope.of_section(SCORE.sections[0])) == {0: Wishes(density=0.2, energy=0.1)}
    assert book.for_scope(SCORE, Scope.of_section(SCORE.sections[1])) == {0: Wishes(density=0.9, energy=0.1)}
    assert book.for_scope(SCORE, Scope.of_tracks(1)) == {}
    assert section_label(SCORE, Scope.of_time((0, 5 * BAR))) == ""
    book.clear()
    assert book.for_scope(SCORE, Scope()) == {}
