"""A groove thinned or filled by density."""

import numpy as np
import pytest

from audiogenesis_desktop.compose.players.thinning import with_density, with_syncopation

EIGHTHS = np.array([(bar, place, 128) for bar in (2, 3) for place in range(0, 48, 6)])


def counts(density: float) -> list[int]:
    groove = with_density(EIGHTHS, density, bar_length=48)
    assert np.array_equal(groove, groove[np.lexsort(groove.T[::-1])]) and groove[:, 1].max() < 48
    return [int((groove[:, 0] == bar).sum()) for bar in (2, 3)]


def test_more_density_means_more_strikes_and_none_leaves_it() -> None:
    by_degree = [counts(density)[0] for density in (-1.0, -0.5, 0.0, 0.5, 1.0)]
    assert by_degree == sorted(set(by_degree)) and by_degree[2] == 8
    assert np.array_equal(with_density(EIGHTHS, 0.0, bar_length=48), EIGHTHS)


@pytest.mark.parametrize("density", [-1.0, -0.6, -0.3])
def test_what_falls_on_strong_places_stays_longest(density: float) -> None:
    places = with_density(EIGHTHS, density, bar_length=48)[:, 1].tolist()
    assert 0 in places
    assert not [place for place in places if place % 12] or {0, 12, 24, 36} <= set(places)


def test_two_strikes_are_never_put_onto_each_other() -> None:
    groove = with_density(EIGHTHS, 1.0, bar_length=48)
    assert len({tuple(row) for row in groove[:, :2].tolist()}) == len(groove)


def off_beats(syncopation: float) -> int:
    some = EIGHTHS[np.isin(EIGHTHS[:, 1], [0, 18, 24, 36, 42])]
    groove = with_syncopation(some, syncopation, bar_length=48)
    assert len({tuple(row) for row in groove.tolist()}) == len(some) and groove[:, 1].max() < 48
    return int((groove[:, 1] % 12 != 0).sum())


def test_syncopation_moves_strikes_off_the_beat_and_back() -> None:
    by_degree = [off_beats(degree) for degree in (-1.0, 0.0, 0.5, 1.0)]
    assert by_degree == sorted(by_degree) and by_degree[0] < by_degree[1] < by_degree[-1]
