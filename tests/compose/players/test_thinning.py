"""A groove thinned or filled by density."""

import numpy as np
import pytest

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.compose.players.setting import Band, band_of, brief_facts
from audiogenesis_desktop.compose.players.thinning import of_fullness, with_density, with_syncopation
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.style.roles import ROLES

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


def filled(density: float | None) -> tuple[Band, Band]:
    """Return a band before and after it is filled or thinned; its plan is the same for every density."""
    brief = Brief(style=(("acoustic folk", 1.0),), instruments=("steel guitar", "acoustic bass", "fiddle", "drums"))
    plan = make_plan(brief, 1)
    band = band_of(plan, facts=brief_facts(brief, plan, styles=()))
    asked = brief if density is None else brief.with_fields(Origin.SAID, density=density)
    return band, of_fullness(band, plan, asked)


def test_what_is_far_from_a_styles_density_is_struck_more_or_less_by_tunes_and_chords() -> None:
    def struck(band: Band, *, is_filled: bool) -> int:
        names = {"chords", "figure", "lead", "second voice"}
        return sum(len(p.groove) for p in band.players if (ROLES[p.role] in names) == is_filled)

    usual = filled(None)[0]
    counts = [struck(filled(density)[1], is_filled=True) for density in (0.02, 0.15, 0.42, 0.7, 0.95)]
    assert counts == sorted(counts) and counts[0] < struck(usual, is_filled=True) < counts[-1]
    assert {struck(filled(d)[1], is_filled=False) for d in (0.02, 0.95)} == {struck(usual, is_filled=False)}


@pytest.mark.parametrize("density", [None, 0.42, 0.3, 0.6])
def test_a_density_that_is_the_styles_own_or_that_nobody_told_leaves_the_band_as_it_is(density: float | None) -> None:
    before, after = filled(density)
    assert all(a.groove is b.groove for a, b in zip(before.players, after.players, strict=True))
