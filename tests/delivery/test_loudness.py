"""Loudness is what the recommendations' own test signals, pyloudnorm and ffmpeg say it is."""

import re
import shutil
import subprocess

import numpy as np
import pytest

from audiogenesis_desktop.delivery.loudness import SILENT, LoudnessMeter, measure

RATE = 48_000


def sine(seconds, *, hertz=1000, level_db=0.0, phase=0.0):
    t = np.arange(round(seconds * RATE)) / RATE
    wave = 10 ** (level_db / 20) * np.sin(2 * np.pi * hertz * t + phase)
    return np.stack((wave, wave), axis=1).astype(np.float32)


def noise(seconds, *, seed=1, level=0.1):
    drawn = np.random.default_rng(seed).normal(0, level, (round(seconds * RATE), 2))
    return np.cumsum(drawn, axis=0).astype(np.float32) * 0.01 + drawn.astype(np.float32)


@pytest.mark.parametrize("level_db", [-23, -33])
def test_a_tone_of_1_khz_is_as_loud_as_it_is_high(level_db):
    """EBU Tech 3341, test signals 1 and 2."""
    found = measure(sine(5, level_db=level_db), RATE)
    assert found.integrated_lufs == pytest.approx(level_db, abs=0.1)
    assert found.short_term_lufs == pytest.approx(level_db, abs=0.1)
    assert found.momentary_lufs == pytest.approx(level_db, abs=0.1)
    assert found.true_peak_db == pytest.approx(level_db, abs=0.1)


def test_what_is_10_lu_softer_is_gated():
    """EBU Tech 3341, test signal 3."""
    parts = [sine(5, level_db=-36), sine(30, level_db=-23), sine(5, level_db=-36)]
    assert measure(np.concatenate(parts), RATE).integrated_lufs == pytest.approx(-23, abs=0.1)


@pytest.mark.parametrize("levels, range_lu", [((-20, -30), 10), ((-20, -15), 5), ((-40, -20), 20)])
def test_the_range_of_two_tones_is_their_distance(levels, range_lu):
    """EBU Tech 3342, test signals 1 to 3."""
    found = measure(np.concatenate([sine(10, level_db=level) for level in levels]), RATE)
    assert found.range_lu == pytest.approx(range_lu, abs=1)


def test_a_peak_between_samples_is_found():
    """A quarter of the rate, met by samples at 45 degrees: 3 dB over each of them (EBU Tech 3341, test signal 16)."""
    found = measure(sine(1, hertz=RATE / 4, level_db=-6, phase=np.pi / 4), RATE)
    assert found.true_peak_db == pytest.approx(-6, abs=0.3)


def test_pieces_of_any_length_measure_as_the_whole():
    sound = noise(7.3)
    meter = LoudnessMeter(RATE)
    rest = sound
    for length in (1, 3, 5000, 4800, 17, 100_000, 12_345):
        meter.add(rest[:length])
        rest = rest[length:]
    meter.add(rest)
    assert meter.result() == pytest.approx(measure(sound, RATE), abs=1e-6)


def test_a_library_measures_the_same():
    from pyloudnorm import Meter

    sound = np.concatenate((noise(5, level=0.02), noise(5, seed=2)))
    assert measure(sound, RATE).integrated_lufs == pytest.approx(Meter(RATE).integrated_loudness(sound), abs=0.05)


def test_silence_has_no_loudness():
    found = measure(np.zeros((RATE, 2), np.float32), RATE)
    assert found == (SILENT, SILENT, SILENT, 0, SILENT)
    assert measure(np.zeros((0, 2), np.float32), RATE) == found


def test_a_short_sound_counts_as_followed_by_silence():
    assert measure(sine(0.2, level_db=-20), RATE).integrated_lufs == pytest.approx(-23, abs=0.2)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_ffmpeg_measures_the_same(tmp_path, rate):
    import soundfile

    sound = np.concatenate((noise(6, level=0.02), noise(6, seed=2), noise(3, level=0.2)))
    path = tmp_path / "noise.wav"
    soundfile.write(path, sound, rate, "FLOAT")
    told = subprocess.run(
        ["ffmpeg", "-nostats", "-hide_banner", "-i", path, "-filter:a", "ebur128=peak=true", "-f", "null", "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    summary = told[told.rindex("Summary:") :]
    loudness, spread, peak = (float(re.search(rf"{name}:\s+(-?[\d.]+)", summary)[1]) for name in ("I", "LRA", "Peak"))
    found = measure(sound, rate)
    assert found.integrated_lufs == pytest.approx(loudness, abs=0.15)
    assert found.range_lu == pytest.approx(spread, abs=0.5)
    assert found.true_peak_db == pytest.approx(peak, abs=0.3)
