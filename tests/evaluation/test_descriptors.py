import numpy as np
import pytest

from audiogenesis_desktop.evaluation.beside_real import REAL_HALVES, apart_from
from audiogenesis_desktop.evaluation.descriptors import NAMES, describe, differing, frechet_distance, telling_apart
from audiogenesis_desktop.score.score import Note, Score, Track


def scale(tonic: int = 60, *, drums: bool = False) -> Score:
    line = [Note(i * 480, tonic + (0, 2, 4, 5, 7, 9, 11, 12)[i % 8], 480, 80) for i in range(32)]
    beat = [Note(i * 960, 36, 100, 100) for i in range(16)]
    tracks = [Track(0, "").with_notes(line), Track(1, "", is_drums=True).with_notes(beat if drums else ())]
    return Score(tracks=tuple(tracks))


def named(score: Score) -> dict[str, float]:
    found = describe(score)
    assert found is not None and len(found) == len(NAMES) == 42
    return dict(zip(NAMES, found.tolist(), strict=True))


def test_a_piece_is_described_in_its_own_key() -> None:
    here, there = named(scale(60)), named(scale(67))
    assert here["mean pitch"] + 7 == there["mean pitch"]
    assert all(here[name] == pytest.approx(there[name]) for name in NAMES if name != "mean pitch")
    assert here["pitch class 0, from the tonic"] == pytest.approx(0.25) and here["pitch class 1, from the tonic"] == 0


def test_shares_sum_to_one_and_figures_are_what_they_say() -> None:
    found = named(scale(drums=True))
    for kind in ("pitch class", "length class", "onset distance", "interval class"):
        assert sum(value for name, value in found.items() if name.startswith(kind)) == pytest.approx(1)
    assert found["share of drums"] == pytest.approx(1 / 3) and found["tracks"] == 2
    assert found["length class 2"] == 1  # an eighth of 0.5 beats
    assert found["onsets on beats"] == pytest.approx(32 / 48) and found["notes at once"] == 1.5


def test_silence_has_no_description() -> None:
    assert describe(Score()) is None


def test_the_distance_of_normal_clouds_is_the_known_one() -> None:
    random = np.random.default_rng(0)
    real = random.normal(size=(4000, 3))
    moved = random.normal(size=(4000, 3)) * 2 + np.array([1, 0, 0])
    # |(1, 0, 0)|² + 3 (2 - 1)², as the deviations are independent.
    assert frechet_distance(moved, real) == pytest.approx(4, rel=0.1)
    assert frechet_distance(real, real) == pytest.approx(0, abs=1e-9)
    assert np.isnan(frechet_distance(real[:1], real))


def test_a_classifier_tells_what_differs_and_not_what_does_not() -> None:
    pytest.importorskip("sklearn")
    random = np.random.default_rng(0)
    real, ours = random.normal(size=(60, 42)), random.normal(size=(60, 42))
    other = ours + np.eye(42)[5] * 4
    assert telling_apart(other, real, trees=30) > 0.9 and 0.3 < telling_apart(ours, real, trees=30) < 0.7
    assert differing(other, real, most=1)[0][0] == NAMES[5]
    assert np.isnan(telling_apart(ours[:3], real))


def test_sets_of_one_size_are_set_beside_real_halves() -> None:
    random = np.random.default_rng(0)
    found = apart_from(random.normal(size=(40, 42)), {"full": random.normal(size=(90, 42)) + 1}, trees=10)
    assert set(found) == {REAL_HALVES, "full"} and {one.pieces for one in found.values()} == {20}
    assert found["full"].frechet > found[REAL_HALVES].frechet and found["full"].auc > 0.8
    assert apart_from(np.zeros((1, 42)), {"full": np.zeros((5, 42))}) == {}
