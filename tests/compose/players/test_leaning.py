"""What wishes lean a player to, however sure the network is."""

import numpy as np
import pytest

from audiogenesis_desktop.compose.players.leaning import Leaning
from audiogenesis_desktop.compose.players.setting import band_of
from audiogenesis_desktop.compose.players.vocabulary import BAR
from audiogenesis_desktop.compose.sampling import FORBIDDEN
from audiogenesis_desktop.plan.wishes import Wishes
from tests.compose.players.test_texture import FACTS, plan_of

AGAIN = 24  # the place of the last note


def leaning(**wishes: float) -> Leaning:
    plan, number = plan_of("house", role="chords", pattern="x...x...x...x...")
    band = band_of(plan, facts=FACTS)
    return Leaning(Wishes(**wishes), band, band.players[number], shift=0)


def joining(wish: float, sure: float) -> float:
    """Return how likely one more voice is, wished for so much, where the network is so many nats sure of it."""
    logits = np.zeros(BAR + 1, dtype=np.float32)
    logits[AGAIN] = sure + np.log(BAR)
    logits[AGAIN] += leaning(voices=wish).together(logits, AGAIN)
    return float(1 / (1 + BAR * np.exp(-logits[AGAIN])))


@pytest.mark.parametrize("sure", [-15.0, -4.0, 0.0, 4.0, 15.0])
def test_more_voices_are_likelier_the_more_they_are_wished_for_however_sure_the_network_is(sure: float) -> None:
    likely = [joining(wish, sure) for wish in (-1.0, -0.5, 0.0, 0.5, 1.0)]
    assert likely == sorted(likely)
    assert likely[0] < 0.25 and likely[-1] > 0.75  # the most of either changes any mind


def test_what_is_forbidden_stays_so_and_what_alone_is_left_comes() -> None:
    wished, logits = leaning(voices=1.0), np.zeros(BAR + 1, dtype=np.float32)
    logits[AGAIN] = FORBIDDEN
    assert wished.together(logits, AGAIN) == 0.0
    alone = np.full(BAR + 1, FORBIDDEN, dtype=np.float32)
    alone[AGAIN] = 0.0
    assert leaning(voices=-1.0).together(alone, AGAIN) == 0.0


def test_without_a_wish_for_voices_the_network_decides() -> None:
    logits = np.linspace(-20, 20, BAR + 1, dtype=np.float32)
    assert leaning(density=0.5).together(logits, AGAIN) == 0.0
