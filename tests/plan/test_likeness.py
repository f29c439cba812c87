"""Likeness on bars whose answers can be counted by hand."""

import numpy as np

from audiogenesis_desktop.plan.likeness import find_likeness
from audiogenesis_desktop.plan.plan import Likeness


def notes(*rows: tuple[int, int, int]) -> dict[str, np.ndarray]:
    """Notes of (bar, beat, pitch) on one instrument."""
    bar, beat, pitch = np.array(rows).T
    return {"bar": bar, "place": beat * 24, "kind": np.full(len(rows), 3), "pitch": pitch}


def bar_of(bar: int, *pitches: int) -> list[tuple[int, int, int]]:
    return [(bar, beat, pitch) for beat, pitch in enumerate(pitches)]


def test_bars_are_compared_with_those_one_four_and_a_section_back() -> None:
    played = notes(
        *bar_of(0, 60, 62, 64, 65),
        *bar_of(1, 60, 62, 64, 65),
        *bar_of(2, 60, 62, 64, 70),
        *bar_of(3, 72, 72, 64, 72),
        *bar_of(4, 50, 51, 52, 53),
    )
    found = find_likeness(**played, lags=np.array([0, 0, 2, 3, 0]))
    free = Likeness.FREE
    assert found[:, 0].tolist() == [free, Likeness.SAME, Likeness.MOSTLY, Likeness.SOME, Likeness.NEW]
    assert found[:, 1].tolist() == [free, free, free, free, Likeness.NEW]
    assert found[:, 2].tolist() == [free, free, Likeness.MOSTLY, Likeness.SOME, free]


def test_a_players_freedom_makes_no_other_bar() -> None:
    played = notes(*bar_of(0, 60, 62, 64, 65), *bar_of(1, 60, 62, 64, 65))
    played["place"][4:] += 2
    assert find_likeness(**played, lags=np.zeros(2, dtype=int))[1, 0] == Likeness.SAME


def test_an_empty_bar_is_not_compared_with_another() -> None:
    played = notes(*bar_of(0, 60, 62, 64, 65))
    found = find_likeness(**played, lags=np.zeros(3, dtype=int))
    assert found[2].tolist() == [Likeness.FREE] * 3
