import random

import pytest

from audiogenesis_desktop.compose.copies import known_bars_of
from audiogenesis_desktop.evaluation.copying import Library
from audiogenesis_desktop.score.score import Note, Score, Track

BEAT = 960
TUNE = [
    (0, 60),
    (1, 62),
    (2, 64),
    (3, 65),
    (4, 67),
    (5, 65),
    (6, 64),
    (6.5, 62),
    (8, 60),
    (9, 57),
    (10, 59),
    (11, 62),
    (12, 67),
    (13, 69),
    (14, 71),
    (14.5, 74),
]


def piece(*lines: list[tuple[float, int]], length: int = 400) -> Score:
    return Score(
        tracks=tuple(
            Track(i, "").with_notes(Note(round(at * BEAT), pitch, length, 80) for at, pitch in line)
            for i, line in enumerate(lines)
        )
    )


def drawn(bars: int, seed: int) -> list[tuple[float, int]]:
    draw = random.Random(seed)
    return [(beat, draw.randrange(55, 80)) for beat in range(4 * bars)]


LIBRARY = Library([piece(drawn(20, 1)), piece(drawn(3, 2), TUNE), Score(), piece(drawn(20, 3))])


def test_a_whole_tune_is_found() -> None:
    assert LIBRARY.longest_copy(piece(TUNE)) == 4


def test_it_is_found_in_another_key_place_and_length() -> None:
    moved = [(at + 8, pitch - 7) for at, pitch in TUNE]
    assert LIBRARY.longest_copy(piece(drawn(9, 4), moved, length=90)) == 4


def test_bars_that_each_move_by_another_interval_are_no_copy() -> None:
    shifted = [(at, pitch + (0, 1, 3, 4)[int(at // 4)]) for at, pitch in TUNE]
    assert LIBRARY.longest_copy(piece(shifted)) == 1


def test_a_copy_ends_where_a_note_differs() -> None:
    changed = [(at, 66 if at == 6 else pitch) for at, pitch in TUNE]
    assert LIBRARY.longest_copy(piece(changed)) == 2
    assert LIBRARY.longest_copy(piece(TUNE[:8])) == 2


def test_another_rhythm_is_no_copy() -> None:
    assert LIBRARY.longest_copy(piece([(at + 0.25 * (at % 4 == 1), pitch) for at, pitch in TUNE])) == 0


@pytest.mark.parametrize("score", [Score(), piece([(0, 60)]), piece(drawn(16, 9))], ids=["empty", "one note", "random"])
def test_what_is_not_there_is_not_found(score: Score) -> None:
    assert LIBRARY.longest_copy(score) == 0


def test_long_notes_and_repeated_notes_are_nobodys() -> None:
    plain = [[(4 * bar, 60) for bar in range(8)], [(beat, 60 + beat % 2) for beat in range(32)]]
    library = Library([piece(*plain)])
    assert library.longest_copy(piece(*plain)) == 0
    # Beside enough notes they belong to the copy: 4 + 1 + 7 notes in three bars.
    mixed = [*drawn(1, 7), (4, 60), *((8 + i / 2, 60 + i) for i in range(7))]
    assert Library([piece(mixed)]).longest_copy(piece(mixed)) == 3


def test_a_piece_may_be_passed_over() -> None:
    assert LIBRARY.longest_copy(piece(drawn(3, 2), TUNE), but=1) == 0
    assert LIBRARY.longest_copy(piece(drawn(20, 3))) == 20
    assert Library([]).longest_copy(piece(TUNE)) == 0


def test_falling_by_one_semitone_is_not_falling_by_two() -> None:
    fall = [(beat, 60 - (beat % 4 > 1) + 3 * (beat // 4)) for beat in range(12)]
    deeper = [(beat, 60 - 2 * (beat % 4 > 1) + 3 * (beat // 4)) for beat in range(12)]
    assert Library([piece(fall)]).longest_copy(piece(fall)) == 3
    assert Library([piece(fall)]).longest_copy(piece(deeper)) == 0


@pytest.mark.parametrize("seed", range(6))
def test_composing_knows_what_is_called_a_copy_here(seed: int) -> None:
    known = known_bars_of([piece(drawn(20, 1)), piece(drawn(3, 2), TUNE), piece(drawn(20, 3))])
    bars = random.Random(seed).randrange(1, 6)
    copied = piece([*drawn(4, 9), *((beat + 16, pitch) for beat, pitch in drawn(20, 1) if beat < 4 * bars)])
    assert (known.copied(copied) > 0) == (LIBRARY.longest_copy(copied) >= 3) == (bars >= 3)
