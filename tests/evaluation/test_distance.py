import random

import numpy as np
import pytest

from audiogenesis_desktop.evaluation.distance import agreement, features, nearness
from audiogenesis_desktop.score.score import Note, Score, Tempo, Track

BEAT = 960


def line(*notes: tuple[float, int, float]) -> Score:
    """Return a score at 60 bpm of notes (beat, pitch, beats)."""
    track = Track(0, "").with_notes(Note(int(at * BEAT), pitch, round(long * BEAT), 80) for at, pitch, long in notes)
    return Score(tracks=(track,), tempi=(Tempo.from_bpm(0, 60),))


def tune(seed: int, *, low: int = 60, notes: int = 40) -> Score:
    draw = random.Random(seed)
    scale, lengths = (0, 2, 4, 5, 7, 9, 11), (0.25, 0.5, 1)
    return line(*((i / 2, low + draw.choice(scale), draw.choice(lengths)) for i in range(notes)))


def test_the_nine_features_of_a_short_line() -> None:
    found = features(line((0, 60, 1), (1, 64, 0.5), (1.5, 60, 0.5), (2, 72, 2)))
    assert found["pitch count"] == 3 and found["pitch range"] == 12 and found["note count"] == 4
    assert found["mean pitch interval"] == pytest.approx((4 + 4 + 12) / 3)
    assert found["mean inter-onset interval"] == pytest.approx(2 / 3)
    assert found["pitch class histogram"].tolist() == [0.75, 0, 0, 0, 0.25, 0, 0, 0, 0, 0, 0, 0]
    steps = found["pitch class transitions"].reshape(12, 12)
    assert steps[0, 4] == steps[4, 0] == steps[0, 0] == pytest.approx(1 / 3)
    assert found["note length histogram"].tolist() == [0, 0.25, 0.25, 0.5, 0, 0, 0, 0, 0, 0, 0, 0]
    lengths = found["note length transitions"].reshape(12, 12)
    assert lengths[2, 3] == lengths[3, 3] == lengths[3, 1] == pytest.approx(1 / 3)


def test_one_note_has_features_and_none_has_not() -> None:
    assert all(np.isfinite(values).all() for values in features(line((0, 60, 1))).values())
    assert features(Score()) == {}


def test_distances_that_agree_overlap_whole_and_do_not_diverge() -> None:
    values = np.arange(30.0)
    assert agreement(values, values) == (pytest.approx(1), pytest.approx(0))
    overlap, divergence = agreement(values, values + 1000)
    assert overlap == pytest.approx(0, abs=1e-6) and divergence > 5
    assert agreement(np.zeros(5), np.zeros(9)) == (pytest.approx(1), pytest.approx(0))


def test_two_bells_overlap_by_what_the_normal_distribution_says() -> None:
    # With kernels of Scott's width the deviation grows by sqrt(1 + n ** -0.4); means one deviation apart then.
    bell = np.random.default_rng(1).normal(size=4000)
    bell = (bell - bell.mean()) / bell.std()
    apart = np.sqrt(1 + 4000**-0.4)
    overlap, divergence = agreement(bell, bell + apart)
    assert overlap == pytest.approx(0.617, abs=0.02)  # 2 * Phi(-1/2)
    assert divergence == pytest.approx(0.5, abs=0.05)


def test_alike_pieces_are_nearer_than_others() -> None:
    real = [tune(seed) for seed in range(12)]
    alike, other = ([tune(seed, **kind) for seed in range(20, 30)] for kind in ({}, {"low": 61, "notes": 90}))
    near, far = nearness(alike, real), nearness(other, real)
    assert len(near) == 9
    for name in ("pitch class histogram", "note count", "pitch class transitions"):
        assert near[name].overlap > far[name].overlap + 0.2 and near[name].divergence < far[name].divergence
        assert near[name].overlap_of_real == far[name].overlap_of_real > 0.5


def test_too_few_pieces_tell_nothing() -> None:
    real = [tune(seed) for seed in range(4)]
    assert nearness([tune(9)], real) == {} == nearness([tune(8), tune(9), Score()], real[:3])
    assert len(nearness([tune(8), tune(9)], real)) == 9
