"""Likeness on bars whose answers can be counted by hand."""

import numpy as np

from audiogenesis_desktop.plan.plan import Likeness
from audiogenesis_desktop.theory.instruments import DRUM_CLASS
from audiogenesis_desktop.training.likeness import find_likeness

BAR = 96
STARTS = np.arange(6) * BAR


def notes(*rows: tuple[int, int, int]) -> np.ndarray:
    """Notes of (bar, beat, pitch) on one instrument."""
    return np.array([(bar * BAR + beat * 24, 3, pitch, 24, 80) for bar, beat, pitch in rows], dtype=np.float64).T


def bar_of(bar: int, *pitches: int) -> list[tuple[int, int, int]]:
    return [(bar, beat, pitch) for beat, pitch in enumerate(pitches)]


def test_bars_are_compared_with_those_one_four_and_a_section_back() -> None:
    played = notes(*bar_of(0, 60, 62, 64, 65), *bar_of(1, 60, 62, 64, 65), *bar_of(2, 60, 62, 64, 70),
                   *bar_of(3, 72, 72, 64, 72), *bar_of(4, 50, 51, 52, 53))  # fmt: skip
    found = find_likeness(played, STARTS, np.array([0, 0, 2, 3, 0]))
    free = Likeness.FREE
    assert found[:, 0].tolist() == [free, Likeness.SAME, Likeness.MOSTLY, Likeness.SOME, Likeness.NEW]
    assert found[:, 1].tolist() == [free, free, free, free, Likeness.NEW]
    assert found[:, 2].tolist() == [free, free, Likeness.MOSTLY, Likeness.SOME, free]


def test_a_players_freedom_makes_no_other_bar() -> None:
    played = notes(*bar_of(0, 60, 62, 64, 65), *bar_of(1, 60, 62, 64, 65))
    played[0, 4:] += 2
    assert find_likeness(played, STARTS[:3], np.zeros(2, dtype=int))[1, 0] == Likeness.SAME


def test_drums_do_not_count_and_an_empty_bar_is_not_compared_with_another() -> None:
    played = notes(*bar_of(0, 36, 38, 36, 38), *bar_of(1, 36, 38, 36, 38))
    played[1] = DRUM_CLASS
    assert (find_likeness(played, STARTS[:3], np.zeros(2, dtype=int)) == Likeness.FREE).all()
