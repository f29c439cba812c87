"""Wishes by track and section: which hold where, and what a project keeps of them."""

from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.editing.wish_book import NO_WISHES, WishBook, section_label
from audiogenesis_desktop.plan.wishes import Wished, Wishes
from audiogenesis_desktop.score.score import Score, Section, Track

BAR = 3840
SCORE = Score(
    tracks=(Track(0, "Bass"), Track(1, "Drums")),
    sections=(Section(0, 4 * BAR, "A", 0.5), Section(4 * BAR, 8 * BAR, "B", 0.5)),
)


def test_wishes_of_a_section_beat_those_of_the_track():
    book = NO_WISHES.put(0, "", Wishes(density=0.2, energy=0.1)).put(0, "B", Wishes(density=0.9))
    assert book.for_scope(SCORE, Scope.of_section(SCORE.sections[0])) == {0: Wishes(density=0.2, energy=0.1)}
    assert book.for_scope(SCORE, Scope.of_section(SCORE.sections[1])) == {0: Wishes(density=0.9, energy=0.1)}
    assert book.for_scope(SCORE, Scope.of_tracks(1)) == {}
    assert section_label(SCORE, Scope.of_time((0, 5 * BAR))) == ""


def test_what_is_kept_makes_the_same_book_again_and_no_preference_is_not_kept():
    book = NO_WISHES.put(1, "B", Wishes(leaps=-1)).put(0, "", Wishes(register=(36, 60))).put(0, "A", Wishes(energy=1))
    assert WishBook.of_kept(book.kept) == book
    assert book.kept[0] == Wished(0, "", Wishes(register=(36, 60)))
    assert len(book.put(0, "A", Wishes()).kept) == 2


def test_what_changes_for_several_tracks_leaves_what_else_each_of_them_has():
    book = NO_WISHES.put(0, "", Wishes(density=0.2)).put(1, "", Wishes(density=-0.2, height=1))
    changed = book.changed((0, 1), "", Wishes(density=0.2), Wishes(density=0.2, energy=0.5))
    assert changed.of(0) == Wishes(density=0.2, energy=0.5)
    assert changed.of(1) == Wishes(density=-0.2, height=1, energy=0.5)
    assert changed.changed((0, 1), "", changed.of(0), Wishes()).kept == (Wished(1, "", Wishes(height=1)),)
