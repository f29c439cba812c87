"""Sound is brought to a loudness under a ceiling: by gain where that does, and only then with a limiter."""

import numpy as np
import pytest

from audiogenesis_desktop.delivery.levelling import CEILING_DB, TARGET_LUFS, Levelling
from audiogenesis_desktop.delivery.loudness import measure

RATE = 24_000


def levelled(sound, lufs=TARGET_LUFS):
    pieces = np.array_split(sound, 7)
    levelling = Levelling(lambda: iter(pieces), RATE, measure(sound, RATE), lufs=lufs)
    return np.concatenate(list(levelling.pieces())), levelling


def noise(seconds, level):
    return np.random.default_rng(5).normal(0, level, (round(seconds * RATE), 2)).astype(np.float32)


def plucked(seconds, every=0.5, level=0.5):
    """Short strokes with much silence between: high peaks and little loudness."""
    sound = noise(seconds, level)
    t = np.arange(len(sound)) / RATE % every
    return (sound * np.exp(-t / 0.03)[:, None]).astype(np.float32)


@pytest.mark.parametrize("level", [0.001, 0.02, 0.2])
def test_gain_alone_does_for_what_is_even(level):
    sound = noise(3, level)
    out, levelling = levelled(sound)
    assert measure(out, RATE).integrated_lufs == pytest.approx(TARGET_LUFS, abs=0.05)
    np.testing.assert_allclose(out / sound, out[5, 0] / sound[5, 0], rtol=1e-4)
    assert levelling.after.integrated_lufs == pytest.approx(TARGET_LUFS, abs=0.01)


def test_high_peaks_are_limited_and_the_loudness_is_met_all_the_same():
    out, levelling = levelled(plucked(4, every=0.25))
    found = measure(out, RATE)
    assert found.integrated_lufs == pytest.approx(TARGET_LUFS, abs=0.5)
    assert found.true_peak_db <= CEILING_DB
    assert levelling.after == pytest.approx(found, abs=0.01)


def test_what_is_left_as_it_is_comes_back_as_it_is():
    sound = noise(1, 0.02)
    np.testing.assert_array_equal(levelled(sound, None)[0], sound)


def test_what_is_left_as_it_is_still_keeps_the_ceiling():
    out, _ = levelled(noise(1, 1.0), None)
    assert measure(out, RATE).true_peak_db == pytest.approx(CEILING_DB, abs=0.01)


def test_a_click_alone_is_not_pumped_up():
    sound = np.zeros((2 * RATE, 2), np.float32)
    sound[RATE] = 0.5
    _, levelling = levelled(sound)
    assert levelling.after.true_peak_db <= CEILING_DB
    assert levelling.after.integrated_lufs < TARGET_LUFS


def test_silence_stays_silent():
    sound = np.zeros((RATE, 2), np.float32)
    np.testing.assert_array_equal(levelled(sound)[0], sound)
