import math
import random

import numpy as np
import pytest

from audiogenesis_desktop.evaluation.patterns import MOST_NOTES, compression_ratio, cost
from audiogenesis_desktop.score.score import Note, Score, Track

BEAT = 960
MOTIF = ((0, 60), (0.5, 67), (2, 63))  # no part of it is like another


def piece(*lines: list[tuple[float, int]], drums: bool = False) -> Score:
    """Return a score of one track a line, notes as (beat, pitch)."""
    return Score(
        tracks=tuple(
            Track(i, "", is_drums=drums).with_notes(Note(round(at * BEAT), pitch, BEAT // 2, 80) for at, pitch in line)
            for i, line in enumerate(lines)
        )
    )


def at(beat: float, *, up: int = 0) -> list[tuple[float, int]]:
    return [(beat + place, pitch + up) for place, pitch in MOTIF]


def test_a_loop_costs_its_pattern_and_a_vector_for_each_repeat() -> None:
    # 12 notes told by 3 notes and 3 vectors.
    assert compression_ratio(piece([*at(0), *at(4), *at(8), *at(12)])) == 12 / 6


def test_a_pattern_may_come_back_higher_and_at_any_time() -> None:
    assert compression_ratio(piece([*at(0), *at(5, up=2), *at(9, up=-4), *at(17.5, up=7)])) == 12 / 6


def test_notes_that_nothing_covers_cost_one_each() -> None:
    assert compression_ratio(piece([*at(0), *at(4), *at(8), *at(12), (17.25, 40)])) == 13 / 7


def test_a_pattern_split_between_two_instruments_is_one_pattern() -> None:
    first, second = [*at(0), *at(8)], [(b, p + 1) for b, p in [*at(1), *at(9)]]
    # Two motifs a call: 6 notes at 0, again at 8: 12 / 7; or the motif at four places: 12 / (3 + 3).
    assert compression_ratio(piece(first, second)) == 12 / 6


def test_an_even_row_is_encoded_without_vectors_that_add_nothing() -> None:
    # Eight steps of a whole tone: the first three, moved by 0, 3 and 5 (4 of 7 would overlap): 8 / (3 + 2).
    assert compression_ratio(piece([(beat, 60 + 2 * beat) for beat in range(8)])) == 8 / 5


def test_little_or_nothing_has_nothing_to_repeat() -> None:
    assert math.isnan(compression_ratio(Score()))
    assert compression_ratio(piece([(0, 60)])) == 1
    assert compression_ratio(piece([(0, 60), (1, 64)])) == 1
    assert compression_ratio(piece([(0, 60), (1, 64), (3, 61)])) == 1


def test_noise_compresses_little_and_a_long_loop_much() -> None:
    draw = random.Random(2)
    noise = piece([(draw.randrange(400) / 4, draw.randrange(40, 80)) for _ in range(150)])
    assert 1 <= compression_ratio(noise) < 1.6
    bar = [(draw.randrange(16) / 4, draw.randrange(40, 80)) for _ in range(12)]
    looped = piece([(4 * i + beat, pitch) for i in range(16) for beat, pitch in bar])
    assert compression_ratio(looped) > 16 * len(set(bar)) / (len(set(bar)) + 15) - 1e-9


def test_swing_and_rubato_within_a_sixteenth_triplet_do_not_hide_a_repeat() -> None:
    loose = [(beat + 0.02 * (i % 3 - 1), pitch) for i, (beat, pitch) in enumerate([*at(1), *at(5), *at(9), *at(13)])]
    assert compression_ratio(piece(loose)) == 12 / 6


def test_drums_are_points_that_no_pitch_can_stand_for() -> None:
    drummed = [(beat, 36 + 2 * (beat % 2)) for beat in range(8)]
    both = Score(tracks=(*piece(drummed).tracks, *piece(drummed, drums=True).tracks))
    alone, together = compression_ratio(piece(drummed)), compression_ratio(both)
    assert alone == 8 / 5 and together == pytest.approx(16 / 7)  # four points, moved to four places: 16 / (4 + 3)


def test_only_the_beginning_of_a_long_piece_is_covered() -> None:
    draw = random.Random(3)
    bar = [(draw.randrange(16) / 4, draw.randrange(40, 80)) for _ in range(20)]
    whole = [(4 * i + beat, pitch) for i in range(80) for beat, pitch in bar]
    notes = len(set(whole))
    assert notes > MOST_NOTES
    assert compression_ratio(piece(whole)) == compression_ratio(piece(sorted(set(whole))[:MOST_NOTES]))


def test_the_greedy_choice_is_never_worse_than_trying_every_pattern() -> None:
    draw = random.Random(4)
    points = np.unique([draw.randrange(30) * 1024 + draw.randrange(55, 67) for _ in range(40)])
    _, covered, encoded = _best_first_ratio(points.tolist())
    assert cost(points) <= encoded + len(points) - covered


def _best_first_ratio(points: list[int]) -> tuple[float, int, int]:
    """Return ratio, cover and cost of the best pattern, by trying all of them, no vector left out."""
    found, known = [], set(points)
    for vector in {b - a for a in points for b in points if b > a}:
        pattern = [p for p in points if p + vector in known]
        moves = [q - pattern[0] for q in points if all(p + q - pattern[0] in known for p in pattern)]
        covered = len({p + move for p in pattern for move in moves})
        encoded = len(pattern) + len(moves) - 1
        found.append((covered / encoded, covered, encoded))
    return max(found)
