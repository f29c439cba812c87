import math
import tempfile

import numpy as np
import pytest

from audiogenesis_desktop.delivery.loudness import measure
from audiogenesis_desktop.delivery.mastering import mastering_of
from audiogenesis_desktop.delivery.sound import Sound
from audiogenesis_desktop.delivery.targets import TARGET_LUFS, Target, of_lufs, target_of, targets
from audiogenesis_desktop.errors import BadInput

RATE = 48_000


def noise(seconds, level=0.1, seed=0):
    return (level * np.random.default_rng(seed).normal(size=(round(seconds * RATE), 2))).astype(np.float32)


def clicks(seconds):
    """Return soft noise with a loud click each half second: there is little room for gain."""
    sound = noise(seconds, 0.01)
    sound[:: RATE // 2] = 0.9
    return sound


def mastered(samples, target):
    with tempfile.TemporaryFile() as file:
        sound = Sound(file, RATE)
        sound.append(samples)
        mastering = mastering_of(sound, target)
        chunks = list(mastering.applied(sound))
    return mastering, np.concatenate(chunks) if chunks else samples


@pytest.mark.parametrize("name", [name for name in targets() if name != "plain"])
def test_presets_are_met_by_gain_alone_where_there_is_room(name):
    target = target_of(name)
    mastering, sound = mastered(noise(6, 0.01), target)
    loudness = measure(sound, RATE)
    assert loudness.integrated_lufs == pytest.approx(target.integrated_lufs, abs=0.05)
    assert loudness == pytest.approx(mastering.loudness, abs=0.1)
    assert loudness.true_peak_db <= target.true_peak_db
    assert (mastering.limiter is None) == (name not in ("streaming",)) or mastering.limited_db < 3
    assert mastering.notices == ()


def test_gain_alone_changes_nothing_but_the_level():
    samples = noise(4)
    mastering, sound = mastered(samples, target_of("-30"))
    assert mastering.limiter is None
    np.testing.assert_allclose(sound, samples * 10 ** (mastering.gain_db / 20), rtol=1e-5)


def test_peaks_in_the_way_are_limited_and_the_target_still_met():
    mastering, sound = mastered(clicks(6), target_of("-25"))
    loudness = measure(sound, RATE)
    assert mastering.limited_db > 1
    assert loudness.integrated_lufs == pytest.approx(-25, abs=0.2)
    assert loudness.true_peak_db <= -1


def test_more_than_a_limiter_can_do_unheard_is_not_asked_of_it_and_told():
    mastering, sound = mastered(clicks(6), target_of("-8"))
    loudness = measure(sound, RATE)
    assert loudness.true_peak_db <= -1
    assert any("instead of -8" in notice for notice in mastering.notices)
    assert any(f"{loudness.integrated_lufs:.1f} LUFS" in notice for notice in mastering.notices)


@pytest.mark.slow
def test_adverts_keep_their_loudest_3_s_down_and_the_whole_at_its_loudness():
    soft, loud = noise(15, 0.05), noise(5, 0.15)
    target = target_of("advert")
    mastering, sound = mastered(np.concatenate([soft, loud, soft]), target)
    loudness = measure(sound, RATE)
    assert loudness.short_term_lufs <= -18
    assert loudness.integrated_lufs == pytest.approx(-23, abs=0.2)
    assert any("turned down" in notice for notice in mastering.notices)


def test_a_sting_too_short_for_gating_is_brought_there_and_it_is_told():
    sting = noise(0.2, 0.01)
    mastering, sound = mastered(sting, target_of("-23"))
    assert measure(sound, RATE).momentary_lufs == pytest.approx(-23, abs=0.2)
    assert mastering.loudness.short_term_lufs == -math.inf
    too_soft = noise(3, 1e-6)
    mastering, sound = mastered(too_soft, Target(name="low", integrated_lufs=-60.0))
    assert any("instead of -60" in notice for notice in mastering.notices)
    assert mastering.gain_db == 40


def test_silence_and_nothing_are_let_be():
    for samples in (np.zeros((RATE, 2), np.float32), np.zeros((0, 2), np.float32)):
        mastering, sound = mastered(samples, target_of("ebu"))
        assert mastering.gain_db == 0
        assert not sound.any()


def test_as_it_is_only_what_would_clip_is_turned_down():
    mastering, sound = mastered(noise(1, 0.05), target_of("plain"))
    assert mastering.gain_db == 0
    mastering, sound = mastered(noise(1, 0.8), target_of("plain"))
    assert measure(sound, RATE).true_peak_db == pytest.approx(-1.1, abs=0.1)


@pytest.mark.parametrize(("text", "lufs"), [("-18", -18), (" -18.5 LUFS", -18.5), ("EBU", -23), ("bed", -26)])
def test_a_target_is_a_name_or_a_number(text, lufs):
    assert target_of(text).integrated_lufs == lufs


@pytest.mark.parametrize("text", ["", "loud", "18", "-90", "-3"])
def test_another_target_is_one_sentence_that_names_the_presets(text):
    with pytest.raises(BadInput, match="streaming"):
        target_of(text)


def test_what_leaves_without_being_asked_is_at_16_lufs_however_soft_it_was():
    for level in (0.002, 0.02, 0.2):
        mastering, sound = mastered(noise(3, level), of_lufs(TARGET_LUFS))
        assert measure(sound, RATE).integrated_lufs == pytest.approx(-16, abs=0.05)
        assert mastering.loudness.integrated_lufs == pytest.approx(-16, abs=0.05)


def test_what_is_to_stay_as_it_is_comes_back_as_it_is_and_only_keeps_the_ceiling():
    soft, loud = noise(1, 0.02), noise(1, 1.0)
    np.testing.assert_array_equal(mastered(soft, of_lufs(None))[1], soft)
    assert measure(mastered(loud, of_lufs(None))[1], RATE).true_peak_db == pytest.approx(-1, abs=0.15)


def test_a_click_alone_is_not_pumped_up():
    click = np.zeros((2 * RATE, 2), np.float32)
    click[RATE] = 0.5
    mastering, sound = mastered(click, of_lufs(TARGET_LUFS))
    assert measure(sound, RATE).true_peak_db <= -1
    assert mastering.loudness.integrated_lufs < TARGET_LUFS
    assert mastering.limited_db <= 12.5
