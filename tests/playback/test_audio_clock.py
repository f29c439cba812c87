"""Two clocks made one, with readings such as an audio device gives."""

import pytest

from audiogenesis_desktop.playback.audio_clock import AudioClock

BLOCK = 0.020


def in_blocks(seconds: float) -> float:
    """Return a device's own time: whole blocks only."""
    return seconds // BLOCK * BLOCK


def test_the_mapping_is_steady_though_the_device_advances_in_blocks() -> None:
    clock = AudioClock()
    errors = []
    for i in range(2000):
        now = i * 0.0071
        clock.observe(now, in_blocks(now) + 5)
        errors.append(clock.device_seconds(now) - (now + 5))
    settled = errors[100:]
    assert max(settled) <= 1e-9
    assert max(settled) - min(settled) < 0.001


def test_it_follows_a_device_that_runs_a_little_slow() -> None:
    clock = AudioClock()
    for i in range(100_000):
        now = i * 0.01
        clock.observe(now, in_blocks(now * 0.9999))
    assert clock.device_seconds(1000) == pytest.approx(1000 * 0.9999, abs=0.003)


def test_a_device_that_stood_still_is_counted_anew() -> None:
    clock = AudioClock()
    clock.observe(0.0, 0.0)
    clock.observe(3.0, 1.0)
    assert clock.device_seconds(3.0) == 1.0
