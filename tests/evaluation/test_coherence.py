import math
import random
from dataclasses import replace

import pytest

from audiogenesis_desktop.evaluation.coherence import (
    chord_tone_ratio,
    empty_bar_rate,
    grooving_similarity,
    half_bar_chords,
    longest_note_bars,
    one_pitch_bars,
    pitch_class_entropy,
    scale_consistency,
    stuck_pitch_bars,
)
from audiogenesis_desktop.score.score import ChordAt, Meter, Note, Score, Track

BEAT, BAR = 960, 3840
EMPTY = Score()
C_MAJOR = ChordAt(0, BAR, 0, "maj")


def piece(*lines: list[tuple[float, int]], beats: float = 1, meter: tuple[int, int] = (4, 4)) -> Score:
    """Return a score of one track a line; notes as (beat, pitch), each `beats` long."""
    tracks = tuple(
        Track(i, "").with_notes(Note(int(at * BEAT), pitch, int(beats * BEAT), 80) for at, pitch in line)
        for i, line in enumerate(lines)
    )
    return Score(tracks=tracks, meters=(Meter(0, *meter),))


def noise(count: int) -> Score:
    draw = random.Random(1)
    return piece([(draw.randrange(count * 4) / 4, draw.randrange(36, 84)) for _ in range(count)])


def loop(bars: int) -> Score:
    return piece([(4 * bar + at, pitch) for bar in range(bars) for at, pitch in ((0, 60), (1, 64), (2.5, 67))])


def test_an_exact_loop_has_the_fullest_groove() -> None:
    assert grooving_similarity(loop(8)) == 1


def test_grooves_differ_by_the_share_of_positions_that_differ() -> None:
    # Bar 1 has an onset on beat 1; bar 2 on beats 1 and 3: one of 64 positions differs.
    assert grooving_similarity(piece([(0, 60), (4, 60), (6, 60)], beats=2)) == pytest.approx(1 - 1 / 64)


def test_three_bars_make_three_pairs() -> None:
    # Bars 1 and 2 alike, bar 3 has two more onsets: the pairs differ in 0, 2 and 2 positions.
    line = [(0, 60), (4, 60), (8, 60), (9, 60), (10, 60)]
    assert grooving_similarity(piece(line)) == pytest.approx(1 - 4 / 3 / 64)


def test_a_note_played_just_before_the_bar_line_belongs_to_the_next_bar() -> None:
    early = Score(tracks=(Track(0, "").with_notes([Note(0, 60, 900, 80), Note(BAR - 20, 60, 1000, 80)]),))
    assert grooving_similarity(early) == 1


@pytest.mark.parametrize("score", [EMPTY, piece([(0, 60)])], ids=["empty", "one note"])
def test_there_is_no_groove_to_compare_in_less_than_two_bars(score: Score) -> None:
    assert math.isnan(grooving_similarity(score))


def test_entropy_of_equal_shares_is_the_logarithm_of_their_number() -> None:
    two_bars = piece([(0, 60), (1, 72), (4, 60), (5, 64), (6, 67), (7, 71)])
    assert pitch_class_entropy(two_bars, bars=1) == pytest.approx((0 + 2) / 2)
    # All six: C three times, E, G and B once each.
    expected = 0.5 * math.log2(2) + 3 / 6 * math.log2(6)
    assert pitch_class_entropy(two_bars, bars=4) == pytest.approx(expected)


def test_entropy_at_its_extremes() -> None:
    assert pitch_class_entropy(piece([(0, 60)]), bars=1) == 0
    assert pitch_class_entropy(piece([(i / 3, 60 + i) for i in range(12)]), bars=1) == pytest.approx(math.log2(12))
    assert math.isnan(pitch_class_entropy(EMPTY, bars=4))


def test_scale_consistency_is_the_share_in_the_best_scale() -> None:
    scale = [(i, pitch) for i, pitch in enumerate((62, 64, 66, 67, 69, 71, 73))]
    assert scale_consistency(piece(scale)) == 1
    assert scale_consistency(piece([*scale, (7, 63)])) == 7 / 8
    assert scale_consistency(piece([(i, 60 + i) for i in range(12)])) == 7 / 12
    assert 7 / 12 < scale_consistency(noise(300)) < 0.75
    assert math.isnan(scale_consistency(EMPTY))


def test_chord_tones_are_counted_on_strong_beats_alone() -> None:
    # On beats 1 and 3: C, F over C major. Beats 2 and 4 hold other notes that do not count.
    assert chord_tone_ratio(piece([(0, 60), (1, 61), (2, 65), (3, 61)]), (C_MAJOR,)) == 0.5
    assert chord_tone_ratio(piece([(0, 60), (1, 61), (2.1, 67), (3, 61)]), (C_MAJOR,)) == 1


def test_in_three_four_only_the_downbeat_is_strong_and_in_six_eight_the_middle_too() -> None:
    line = [(0, 60), (1.5, 61), (2, 61)]
    assert chord_tone_ratio(piece(line, meter=(3, 4), beats=0.5), (C_MAJOR,)) == 1
    assert chord_tone_ratio(piece(line, meter=(6, 8), beats=0.5), (C_MAJOR,)) == 0.5


def test_no_chord_or_no_note_is_no_ratio() -> None:
    assert math.isnan(chord_tone_ratio(EMPTY, (C_MAJOR,)))
    assert math.isnan(chord_tone_ratio(piece([(0, 60)]), ()))
    assert math.isnan(chord_tone_ratio(piece([(4, 60)]), (C_MAJOR,)))


def test_the_chords_of_half_bars_are_those_that_sound() -> None:
    held = piece([(0, 60), (0, 64), (0, 67), (2, 57), (2, 60), (2, 64)], beats=2)
    assert half_bar_chords(held) == (ChordAt(0, 1920, 0, "maj"), ChordAt(1920, 1920, 9, "min"))
    assert half_bar_chords(piece([(0, 60), (0, 64), (0, 67)], beats=4)) == (
        ChordAt(0, 1920, 0, "maj"),
        ChordAt(1920, 1920, 0, "maj"),
    )
    assert half_bar_chords(EMPTY) == ()


def test_only_bars_in_which_nothing_sounds_are_empty() -> None:
    assert empty_bar_rate(piece([(0, 60), (12, 60)])) == 0.5
    assert empty_bar_rate(piece([(0, 60), (12, 60)], beats=8)) == pytest.approx(1 / 5)
    assert empty_bar_rate(replace(piece([(0, 60), (4, 60)]), length_ticks=4 * BAR)) == 0  # the ending
    assert empty_bar_rate(Score(length_ticks=2 * BAR)) == 1
    assert math.isnan(empty_bar_rate(EMPTY))


def test_a_stuck_line_is_seen_behind_a_moving_one() -> None:
    stuck = [(beat, 48) for beat in range(8, 28)]
    moving = [(beat, 60 + beat % 7) for beat in range(32)]
    assert stuck_pitch_bars(piece(stuck, moving)) == 5
    assert one_pitch_bars(piece(stuck, moving)) == 0
    assert one_pitch_bars(piece(stuck)) == 5


def test_bars_on_two_keys_are_two_runs() -> None:
    assert one_pitch_bars(piece([(beat, 48 if beat < 8 else 50) for beat in range(20)])) == 3
    assert one_pitch_bars(piece([(4 * bar, 48) for bar in range(9)])) == 0  # one long note a bar is no loop
    assert one_pitch_bars(loop(8)) == stuck_pitch_bars(EMPTY) == one_pitch_bars(EMPTY) == 0


def test_the_longest_note_is_measured_in_bars() -> None:
    assert longest_note_bars(piece([(2, 60)], beats=10)) == 2.5
    assert longest_note_bars(piece([(0, 60)], beats=6, meter=(3, 4))) == 2
    assert longest_note_bars(EMPTY) == 0
