"""A drummer's hand: what recordings show of it, how it is drawn, and how it takes up what is written."""

import numpy as np
import pytest

from audiogenesis_desktop.perform import kit
from audiogenesis_desktop.perform.drummer import shipped_drummer
from audiogenesis_desktop.perform.hand import (
    EVENNESS,
    LATENESS,
    LEVEL,
    LOOSENESS,
    RANGE,
    as_written,
    filled,
    hand_of,
    spreads_of,
)

KICK, SNARE, HAT = (kit.DRUMS.index(name) for name in ("kick", "snare", "hat"))
HANDS = shipped_drummer().hands


def shown(velocities, offsets, drum=HAT, accents=None):
    count = len(velocities)
    accents = np.full(count, kit.PLAIN) if accents is None else accents
    return hand_of(np.full(count, drum), accents, velocities, offsets, counts=np.ones(count, bool))


def test_a_hand_is_how_loud_how_even_and_how_late_a_drum_is():
    random = np.random.default_rng(1)
    accents = np.tile([kit.GHOST, kit.ACCENT], 500)
    hand = shown(
        np.where(accents == kit.GHOST, 40, 100) + random.normal(0, 3, 1000), random.normal(-6, 9, 1000), accents=accents
    )
    assert 40 < hand[LEVEL, HAT] < 100 and hand[RANGE, HAT] == pytest.approx(30, abs=2)
    assert hand[EVENNESS, HAT] == pytest.approx(3, abs=0.6)
    assert hand[LATENESS, HAT] == pytest.approx(-6, abs=1) and hand[LOOSENESS, HAT] == pytest.approx(9, abs=1)
    assert np.isnan(hand[:, KICK]).all()


def test_few_hits_say_little_of_spreads():
    one = shown(np.array([90.0]), np.array([30.0]))
    assert one[LEVEL, HAT] == 90 and 10 < one[RANGE, HAT] <= 20 and one[LATENESS, HAT] < 5


def test_drums_that_were_not_struck_are_filled_in_from_the_same_drummer():
    both, one, other = (np.full((kit.HAND_FIELDS, len(kit.DRUMS)), np.nan) for _ in range(3))
    both[:, [KICK, HAT]], one[:, HAT], other[:, [KICK, HAT]] = 40, 60, [90, 40]
    both[LEVEL, [KICK, HAT]] = 40, 60
    whole = filled(np.stack([both, one, other]), np.array([1, 1, 2]))
    assert not np.isnan(whole).any()
    assert whole[1, LEVEL, KICK] == pytest.approx(60 - 10)  # below its other drums as the same drummer's kick is


def test_a_seed_always_has_the_same_hand_and_seeds_have_different_ones():
    assert np.array_equal(HANDS.drawn("rock", 5).fields, HANDS.drawn("rock", 5).fields)
    drawn = [HANDS.drawn("rock", seed) for seed in range(40)]
    assert len({hand.drummer for hand in drawn}) > 2 and len({hand.fields.tobytes() for hand in drawn}) > 20
    assert HANDS.drawn("no style", 5).fields.shape == (kit.HAND_FIELDS, len(kit.DRUMS))


def written(velocities, drums):
    hand = HANDS.drawn("rock", 3).fields
    return hand, as_written(HANDS, hand, np.array(velocities), np.array(drums), np.zeros(len(drums), np.int64))


def test_where_drums_are_written_at_their_own_levels_these_are_the_hands():
    _, found = written([40, 90, 70], [KICK, SNARE, HAT])
    assert found.own == pytest.approx([1, 1, 1])
    assert found.hands[0, LEVEL, [KICK, SNARE, HAT]] == pytest.approx([40, 90, 70])


def test_where_all_are_alike_the_hand_tells_how_loud_drums_are_beside_each_other():
    hand, found = written([70, 70, 70], [KICK, SNARE, HAT])
    struck = [KICK, SNARE, HAT]
    assert found.own == pytest.approx([0, 0, 0])
    assert np.diff(found.hands[0, LEVEL, struck]) == pytest.approx(np.diff(hand[LEVEL, struck]))
    assert found.hands[0, LEVEL, struck].mean() == pytest.approx(70)


def test_accents_that_all_drums_are_typed_with_are_no_levels_of_their_own():
    _, found = written([80, 108, 80, 80, 44], [KICK, SNARE, HAT, HAT, HAT])
    assert found.own.max() <= 0.4
    assert found.hands[0, LEVEL, KICK] != pytest.approx(80, abs=0.1)
    assert written([80, 108, 81, 81, 44], [KICK, SNARE, HAT, HAT, HAT])[1].own.min() > 0.9


def test_ghosts_and_accents_are_told_in_ranges_off_what_is_usual():
    _, found = written([80, 80, 80, 40, 110], [SNARE] * 5)
    assert found.off[0] == 0 and found.off[3] < 0 < found.off[4]


def test_what_is_struck_softly_spreads_less():
    hand = HANDS.drawn("rock", 3).fields
    soft, loud = HANDS.at_levels(hand, np.stack([np.full(len(kit.DRUMS), level) for level in (20.0, 80.0)]))
    assert (soft[RANGE] < loud[RANGE]).all() and np.array_equal(soft[LATENESS], loud[LATENESS])


def test_spreads_follow_levels():
    hands = np.full((50, kit.HAND_FIELDS, len(kit.DRUMS)), np.nan)
    hands[:, LEVEL, HAT] = np.linspace(20, 120, 50)
    hands[:, [RANGE, EVENNESS], HAT] = hands[:, LEVEL, HAT, None] / 4
    found = spreads_of(hands)
    assert np.exp(np.polyval(found[0], 80 / 127)) == pytest.approx(20, rel=0.1)
