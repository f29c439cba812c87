"""Other readings of what a prompt implies: likely ones, always the same, and what is said stays said."""

import numpy as np
import pytest

from audiogenesis_desktop.brief.encoder import Encoder
from audiogenesis_desktop.brief.implied import Implied, Spread
from audiogenesis_desktop.brief.intent import load_heads
from audiogenesis_desktop.brief.reading import read
from audiogenesis_desktop.brief.varying import vary

UNSURE = Implied(
    valence=0.2,
    energy=0.5,
    tempo_bpm=100.0,
    minor=0.5,
    density=0.5,
    meters=(((4, 4), 0.7), ((3, 4), 0.3)),
    style=(("jazz", 0.6), ("latin", 0.4)),
    instruments=(("piano", 0.9), ("acoustic bass", 0.8), ("drums", 0.5), ("tenor sax", 0.45), ("flute", 0.4)),
    spread=Spread(0.25, 0.14, 0.09, 0.2),
)
MANY = range(1, 400)


def test_reading_0_is_the_likeliest_and_each_is_always_the_same() -> None:
    assert vary(UNSURE, seed=0) is UNSURE
    assert vary(UNSURE, seed=7) == vary(UNSURE, seed=7) != vary(UNSURE, seed=8)


def test_other_readings_are_as_far_off_as_the_spread_lets_expect() -> None:
    tempi = np.log([vary(UNSURE, seed=seed).tempo_bpm / 100 for seed in MANY])
    assert abs(tempi.mean()) < 0.02
    assert 0.07 < tempi.std() < 0.13
    assert np.abs(tempi).max() <= 0.6 * 1.5 * 0.2 + 1e-9


def test_mode_and_meter_are_drawn_by_their_chances_where_they_are_open() -> None:
    minor = [vary(UNSURE, seed=seed).minor for seed in MANY]
    assert set(minor) == {0.0, 1.0} and 0.4 < np.mean(minor) < 0.6
    waltzes = [max(vary(UNSURE, seed=seed).meters, key=lambda m: m[1])[0] == (3, 4) for seed in MANY]
    assert 0.2 < np.mean(waltzes) < 0.4


def test_what_is_sure_stays() -> None:
    from dataclasses import replace

    sure = replace(UNSURE, minor=0.95, meters=(((4, 4), 0.94), ((3, 4), 0.06)), spread=Spread())
    for seed in MANY:
        other = vary(sure, seed=seed)
        assert other.minor == 0.95 and other.tempo_bpm == 100.0
        assert max(other.meters, key=lambda m: m[1])[0] == (4, 4)
        assert [name for name, _ in other.instruments[:2]] == ["piano", "acoustic bass"]
        assert sorted(name for name, _ in other.instruments) == sorted(name for name, _ in sure.instruments)
        assert sum(weight for _, weight in other.style) == pytest.approx(1)


def test_the_shipped_heads_know_how_far_they_are_off() -> None:
    spread = load_heads().spread
    assert spread.shape == (4,)
    assert (spread > 0.03).all() and (spread < 0.5).all()


def test_what_is_said_is_the_same_in_every_reading(encoder: Encoder) -> None:
    prompt = "sad cello and harp, 72 bpm in D minor, 3/4, 20 seconds, no piano"
    briefs = [read(prompt, encoder=encoder, reading=nth) for nth in range(12)]
    said = {(b.tempo_bpm, b.key, b.meter, b.length_seconds, b.instruments[:2], b.banned) for b in briefs}
    assert len(said) == 1
    assert said.pop()[4] == ("cello", "harp")
    assert len({b.valence for b in briefs}) > 6


def test_what_is_only_hinted_at_differs_between_readings(encoder: Encoder) -> None:
    briefs = [read("a walk through the old town", encoder=encoder, reading=nth) for nth in range(12)]
    assert len({b.tempo_bpm for b in briefs}) > 6
    assert len({b.instruments for b in briefs}) > 2
