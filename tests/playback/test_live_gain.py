"""The gain of live play: it falls by what was too loud, no sooner again than that can be heard, and never rises."""

import pytest

from audiogenesis_desktop.playback.live_gain import LiveGain, lowered_by_db
from audiogenesis_desktop.score.score import Score


def test_a_peak_over_full_scale_lowers_it_a_little_and_one_under_does_not():
    assert lowered_by_db(0.99) == lowered_by_db(1.0) == 0.0
    assert lowered_by_db(1.1) == pytest.approx(1.33, abs=0.01)
    assert lowered_by_db(9.0) == 3.0


def test_it_waits_until_the_last_step_can_be_measured():
    live = LiveGain()
    assert live.heard(1.1, at=0.0) and not live.heard(1.1, at=0.3)
    assert live.gain_db == pytest.approx(-1.33, abs=0.01)
    assert live.heard(1.1, at=0.5) and live.gain_db == pytest.approx(-2.66, abs=0.01)
    assert not live.heard(0.5, at=9.0)


def test_what_listening_finds_only_lowers_it():
    live = LiveGain()
    assert live.found(-2.0) and not live.found(-1.0) and not live.found(0.0)
    assert live.gain_db == -2.0


def test_it_goes_on_top_of_the_master_fader():
    live, score = LiveGain(), Score(level_db=5.0)
    assert live.on(score) is score
    live.found(-3.0)
    assert live.on(score).level_db == 2.0
