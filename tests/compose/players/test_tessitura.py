"""Tunes lie about the middle of their register and above their chords; chord parts do not double each other."""

from dataclasses import replace

import numpy as np
import pytest

from audiogenesis_desktop.compose.players.setting import Band, band_of
from audiogenesis_desktop.compose.players.telling import Board, Teller, Written
from audiogenesis_desktop.compose.players.tessitura import Tessitura
from audiogenesis_desktop.plan.plan import Plan
from tests.compose.players.test_telling import band, plan

assert callable(band) and callable(plan)  # fixtures
CHORDS, DRUMS, LEAD, BASS = range(4)
BAR = 4


@pytest.fixture
def board(band: Band) -> Board:
    board = Board(band)
    board.write(CHORDS, BAR, [Written(0, pitch, 9, 10) for pitch in (60, 64, 69)])
    return board


def lean_of(plan: Plan, band: Band, board: Board, number: int, place: int) -> np.ndarray:
    teller = Teller(board, number)
    teller.begin_bar(BAR)
    return Tessitura(plan, band, number).lean(BAR, place, teller)


def test_the_farther_from_the_middle_of_its_register_the_more_is_leaned_from(plan, band, board) -> None:
    low, high = band.players[LEAD].low, band.players[LEAD].high
    middle = (low + high) // 2
    lean = lean_of(plan, band, board, LEAD, 40)
    assert lean[middle] == 0 > lean[low] > lean[low - 5] and lean[high] < 0


def test_a_tune_lies_above_the_chords_that_sound_while_they_do(plan, band, board) -> None:
    during, after = (lean_of(plan, band, board, LEAD, place) for place in (3, 40))
    below, above = during[:70] - after[:70], during[70:128] - after[70:128]
    assert (below < 0).all() and not above.any()


def test_what_is_no_tune_and_no_chord_is_left_alone(plan, band) -> None:
    assert [Tessitura(plan, band, number).is_told for number in range(4)] == [True, False, True, False]


def test_chords_do_not_double_those_that_came_before_them(plan, band) -> None:
    parts = (*plan.parts[:3], plan.parts[CHORDS])
    twice = replace(plan, parts=tuple(replace(part, track_id=i) for i, part in enumerate(parts)))
    other = band_of(twice, facts=band.facts)
    board = Board(other)
    board.write(0, BAR, [Written(0, 60, 9, 10)])
    lean = lean_of(twice, other, board, 3, 0)
    assert lean[60] < lean[62] and lean[60] < lean[64]
