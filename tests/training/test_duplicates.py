"""The same music is known again in other clothes, and other music is not taken for it."""

import numpy as np
import pytest

from audiogenesis_desktop.compose.vocabulary import Classes, encode
from audiogenesis_desktop.training.duplicates import EMPTY, alike, families, sketch

PIANO, FLUTE, DRUMS = 23, 8, 1


def melody(seed: int, *, up: int = 0, times: float = 1, changed: float = 0, kind: int = FLUTE) -> Classes:
    """240 notes that wander by step and leap over a low drone, with one note in so many changed."""
    random = np.random.default_rng(seed)
    line = 60 + np.abs(np.cumsum(random.choice([-4, -3, -2, -1, 1, 2, 3, 5, 0], size=240)) % 36 - 18)
    lengths = random.choice([6, 12, 12, 24], size=240)
    other = np.random.default_rng(seed + 999)
    line = np.where(other.random(240) < changed, line + other.integers(1, 4, size=240), line)
    onsets = np.concatenate(([0], np.cumsum(lengths)[:-1])) * times
    drone = np.arange(0, onsets[-1], 96 * times)
    rows = [(at, kind, pitch + up, 12, 80) for at, pitch in zip(onsets, line, strict=True)]
    return encode(*np.array(rows + [(at, PIANO, 36 + up, 48, 60) for at in drone]).T)[0]


@pytest.mark.parametrize(
    "other",
    [
        {"up": 5},
        {"up": -3},
        {"times": 2},
        {"times": 0.5},
        {"changed": 0.04},
        {"kind": PIANO},
        {"up": 2, "changed": 0.02},
    ],
    ids=str,
)
def test_a_version_of_a_piece_is_known_again(other: dict[str, float]) -> None:
    pieces = [melody(seed) for seed in range(20)] + [melody(7, **other)]  # type: ignore[arg-type]
    assert alike(np.stack([sketch(piece) for piece in pieces])).tolist() == [[7, 20]]


def test_different_pieces_are_different() -> None:
    assert not len(alike(np.stack([sketch(melody(seed)) for seed in range(200)])))


def test_what_has_no_tune_is_like_nothing() -> None:
    def played(pitches: np.ndarray) -> Classes:
        return encode(np.arange(100) * 6, np.full(100, FLUTE), pitches, np.full(100, 6), np.full(100, 80))[0]

    trill, drone, short = played(60 + np.arange(100) % 2), played(np.full(100, 60)), melody(1)[:8]
    sketches = np.stack([sketch(piece) for piece in (trill, trill, short, short, drone, drone)])
    assert (sketches == EMPTY).all()
    assert not len(alike(sketches))


def test_drums_are_compared_where_there_is_nothing_else() -> None:
    pieces = [melody(seed, kind=DRUMS) for seed in (1, 2)]
    drums = [piece[piece[:, 1] == DRUMS] for piece in pieces]
    assert not (sketch(drums[0]) == EMPTY).all()
    assert alike(np.stack([sketch(drums[0]), sketch(drums[1]), sketch(drums[0])])).tolist() == [[0, 2]]


def test_a_family_is_whoever_is_joined_through_others() -> None:
    assert families(6, np.array([[4, 5], [1, 2], [2, 4]])).tolist() == [0, 1, 1, 3, 1, 1]
    assert families(3, np.zeros((0, 2), dtype=np.int64)).tolist() == [0, 1, 2]
