"""Who has a tune is leaned from pitches that it has stayed on, and not from what it has hardly played."""

from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.wandering import LOOKED_BACK, lean_from


def played(*pitches: int) -> list[Written]:
    return [Written(0, pitch, 12, 10) for pitch in pitches]


def test_a_pitch_that_most_of_the_last_notes_are_is_leaned_from_the_more_the_oftener_it_was() -> None:
    some, most = (lean_from(played(*[60] * times, 62, 64)) for times in (4, 6))
    assert most[60] < some[60] < 0 and most[62] == most[64] == most[67] == 0


def test_a_motif_that_repeats_a_note_is_left_alone() -> None:
    assert not lean_from(played(60, 60, 62, 64, 65, 65, 67, 69)).any()


def test_what_is_longer_ago_is_forgotten() -> None:
    assert not lean_from(played(*[60] * LOOKED_BACK, *range(62, 62 + LOOKED_BACK))).any()


def test_a_tune_that_hangs_on_a_pitch_is_leaned_from_it_by_more_than_it_was_drawn_to() -> None:
    three, all_of_them = (lean_from(played(*[60] * times, *range(62, 62 + 8 - times)))[60] for times in (3, 8))
    assert -1 < three < 0 and all_of_them <= -8
