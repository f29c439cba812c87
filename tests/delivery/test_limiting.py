"""A limiter holds the ceiling between samples too, leaves alone what is low, and pumps no more than it must."""

from itertools import pairwise

import numpy as np
import pytest

from audiogenesis_desktop.delivery.limiting import Limiter, limit
from audiogenesis_desktop.delivery.loudness import measure

RATE = 48_000


def peaky(seconds, *, seed=3, level=0.1):
    """Noise with a loud click or burst now and then."""
    draw = np.random.default_rng(seed)
    sound = draw.normal(0, level, (round(seconds * RATE), 2))
    for start in draw.integers(0, len(sound) - 500, 20):
        sound[start : start + draw.integers(1, 500)] *= draw.uniform(5, 30)
    return sound.astype(np.float32)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("ceiling_db", [-1.0, -9.0])
def test_the_true_peak_is_under_the_ceiling(seed, ceiling_db):
    found = measure(limit(peaky(2, seed=seed), RATE, ceiling_db=ceiling_db), RATE)
    assert ceiling_db - 0.5 < found.true_peak_db <= ceiling_db


def test_what_is_low_enough_comes_back_as_it_is():
    sound = np.random.default_rng(1).uniform(-0.3, 0.3, (RATE, 2)).astype(np.float32)
    assert limit(sound, RATE, ceiling_db=-1) is sound


def test_far_from_a_peak_nothing_is_changed():
    sound = np.random.default_rng(1).uniform(-0.1, 0.1, (2 * RATE, 2)).astype(np.float32)
    sound[RATE] = 2.0
    limited = limit(sound, RATE, ceiling_db=-1)
    early, late = slice(0, RATE - 500), slice(RATE + RATE * 9 // 10, None)
    np.testing.assert_array_equal(limited[early], sound[early])
    np.testing.assert_array_equal(limited[late], sound[late])
    assert np.abs(limited[RATE + 200]).max() < np.abs(sound[RATE + 200]).max()


def test_both_channels_are_turned_down_together():
    sound = np.full((RATE, 2), 0.25, np.float32)
    sound[RATE // 2, 0] = 4.0
    limited = limit(sound, RATE, ceiling_db=-1)
    np.testing.assert_array_equal(limited[: RATE // 2, 0], limited[: RATE // 2, 1])


def test_pieces_of_any_length_are_limited_as_the_whole():
    sound = peaky(1)
    limiter = Limiter(RATE, ceiling_db=-1)
    cuts = [0, 1, 5, 20, 4000, 4001, 30_000, len(sound)]
    pieces = [sound[a:b] for a, b in pairwise(cuts)]
    for piece in pieces:
        limiter.add(piece)
    limited = [limiter.limited(piece, start_frame=at) for piece, at in zip(pieces, cuts[:-1], strict=True)]
    np.testing.assert_allclose(np.concatenate(limited), limit(sound, RATE, ceiling_db=-1), atol=1e-6)
    assert limiter.most_db > 3
