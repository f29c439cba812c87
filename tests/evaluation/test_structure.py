import math
import random

import numpy as np
import pytest

from audiogenesis_desktop.evaluation.structure import fitness_by_length, self_similarity, structure_indicators
from audiogenesis_desktop.score.score import Note, Score, Tempo, Track

BEAT = 960  # one second at the tempo below
CHORDS = [(60, 64, 67), (61, 65, 68), (62, 66, 70), (57, 60, 66), (55, 59, 65), (58, 63, 68)]


def piece(chords: list[tuple[int, ...]]) -> Score:
    """Return a score of one chord a second."""
    notes = [Note(i * BEAT, pitch, BEAT, 80) for i, chord in enumerate(chords) for pitch in chord]
    return Score(tracks=(Track(0, "").with_notes(notes),), tempi=(Tempo.from_bpm(0, 60),))


def noise(seconds: int) -> list[tuple[int, ...]]:
    draw = random.Random(5)
    return [tuple(sorted(draw.sample(range(48, 72), 3))) for _ in range(seconds)]


def loop_matrix(period: int, times: int) -> np.ndarray:
    frame = np.arange(period * times)
    return np.where((frame[:, None] - frame) % period == 0, 1.0, -2.0)


def test_a_segment_that_comes_four_times_has_a_fitness_of_three_quarters() -> None:
    # 20 frames in 4 paths of 5 cells. Without its own path: score 15 / 20 cells, coverage 15 / 20 frames.
    fitness = fitness_by_length(loop_matrix(5, 4))
    assert fitness[4] == pytest.approx(0.75)
    assert fitness[9] == pytest.approx(0.5)  # twice as long, it comes twice
    assert fitness[19] == 0  # the whole piece explains only itself


def test_what_never_recurs_has_no_fitness() -> None:
    assert not fitness_by_length(np.where(np.eye(12) > 0, 1.0, -2.0)).any()
    assert not fitness_by_length(np.ones((1, 1))).any()


def test_a_slower_and_weaker_repeat_counts_less() -> None:
    similar = np.where(np.eye(5) > 0, 1.0, -2.0)
    similar[2, 0], similar[4, 1] = 1.0, 0.5  # frames 2 to 4 repeat frames 0 and 1 at two thirds of the speed
    # Score 1 + 1 + 1 + 0.5 - 2 over 4 cells; coverage 2 + 3 - 2 over 5 frames.
    score, coverage = 1.5 / 4, 3 / 5
    assert fitness_by_length(similar)[1] == pytest.approx(2 * score * coverage / (score + coverage))


def test_similarity_knows_transpositions_and_keeps_the_best_quarter() -> None:
    chroma = np.zeros((24, 12))
    for i in range(24):
        chroma[i, [(pitch + 5 * (i // 12)) % 12 for pitch in CHORDS[i % 12 // 2]]] = 1
    similar = self_similarity(chroma)
    assert (np.diag(similar) == 1).all()
    assert similar[4, 16] == pytest.approx(1, abs=0.05)  # a fourth higher
    assert 0.2 < (similar >= 0).mean() < 0.4 and set(similar[similar < 0]) == {-2.0}


def test_a_loop_scores_high_and_noise_low_at_its_own_scale() -> None:
    looped = structure_indicators(piece(CHORDS * 6))
    drawn = structure_indicators(piece(noise(36)))
    assert looped[0] > 0.6 and all(a > b + 0.1 for a, b in zip(looped, drawn, strict=True))


def test_a_form_of_long_sections_shows_at_the_long_scale_alone() -> None:
    section = noise(18)
    short, _, long = structure_indicators(piece(section * 2))
    assert long > 0.35 and long > structure_indicators(piece(noise(36)))[2] + 0.1
    assert structure_indicators(piece(CHORDS * 6))[0] > short


def test_scales_that_do_not_fit_twice_have_no_figure() -> None:
    short, mid, long = structure_indicators(piece(CHORDS * 2))
    assert short > 0 and math.isnan(mid) and math.isnan(long)
    assert all(map(math.isnan, structure_indicators(piece(CHORDS[:1]))))
    assert all(map(math.isnan, structure_indicators(Score())))


def test_silence_and_one_held_note_are_no_trouble() -> None:
    held = Score(tracks=(Track(0, "").with_notes([Note(0, 60, 40 * BEAT, 80)]),), tempi=(Tempo.from_bpm(0, 60),))
    assert all(0 <= value <= 1 for value in structure_indicators(held))
    assert all(map(math.isnan, structure_indicators(Score(length_ticks=40 * BEAT))))
