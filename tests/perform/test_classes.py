"""Odds of classes: what is drawn of them, and what share of them lies below a value."""

import numpy as np
import pytest

from audiogenesis_desktop.perform.classes import COUNT, MIDDLES, STEPS, Classes

FOUR = Classes(np.array([0.0, 1.0, 2.0, 4.0, 8.0]))


def test_values_are_of_the_class_they_lie_in():
    assert FOUR.count == 4 and FOUR.of([-3, 0, 0.99, 1, 3, 8, 90]).tolist() == [0, 0, 0, 1, 2, 3, 3]
    assert COUNT == 2 * STEPS.count == 2 * len(MIDDLES)


def test_what_is_drawn_lies_where_the_odds_are():
    odds = np.tile([0.0, 0.5, 0.0, 0.5], (4, 1))
    assert FOUR.drawn(odds, np.array([0.1, 0.25, 0.5, 0.75])) == pytest.approx([1.2, 1.5, 2, 6])


def test_shares_and_values_undo_each_other():
    random = np.random.default_rng(1)
    odds = random.dirichlet(np.ones(4), 50)
    share = random.uniform(0.01, 0.99, 50)
    assert np.allclose(FOUR.share(odds, FOUR.drawn(odds, share)), share)


def test_two_humps_stay_two():
    odds = np.zeros((2000, STEPS.count))
    odds[:, STEPS.of([-1.0])] = odds[:, STEPS.of([2.0])] = 0.5
    drawn = STEPS.drawn(odds, (np.arange(2000) + 0.5) / 2000)
    assert ((np.abs(drawn + 1) < 0.3) | (np.abs(drawn - 2) < 0.3)).all() and 0.4 < (drawn > 0).mean() < 0.6
