"""A tune's second two bars move as the first two did where they strike alike."""

import numpy as np
import pytest

from audiogenesis_desktop.compose.players.echo import Echo
from audiogenesis_desktop.compose.players.setting import Band
from audiogenesis_desktop.compose.players.telling import Board, Teller, Written
from audiogenesis_desktop.plan.plan import Plan
from tests.compose.players.test_telling import band, plan

assert callable(band) and callable(plan)  # fixtures
LEAD, CHORDS = 2, 0
BEFORE = [Written(0, 72, 9, 10), Written(12, 76, 9, 10), Written(24, 71, 9, 10)]


@pytest.fixture
def answering(plan: Plan) -> int:
    """The third bar of a section that has four."""
    bar = plan.meter.bar_ticks
    return next(s.start_tick // bar + 2 for s in plan.sections if s.end_tick - s.start_tick >= 4 * bar)


def test_the_step_from_the_same_note_is_leaned_to_and_less_so_the_way_that_it_went(plan, answering) -> None:
    lean = Echo(plan, LEAD).lean(answering, 12, [Written(0, 74, 9, 10)], BEFORE)
    assert lean[:128].argmax() == 78 and lean[78] > lean[76] > 0 == lean[74] == lean[70]
    down = Echo(plan, LEAD).lean(answering, 24, [Written(12, 74, 9, 10)], BEFORE)
    assert down[:128].argmax() == 69 and down[72] > 0 == down[76]
    assert not lean[78 + 8 :].any()


def test_what_begins_a_bar_or_is_struck_elsewhere_is_free(plan, answering) -> None:
    echo = Echo(plan, LEAD)
    assert echo.lean(answering, 0, [], BEFORE) is None
    assert echo.lean(answering, 18, [Written(0, 74, 9, 10)], BEFORE) is None
    assert echo.lean(answering, 12, [Written(6, 74, 9, 10)], BEFORE) is None
    assert echo.lean(answering, 12, [Written(0, 74, 9, 10)], []) is None


def test_the_first_two_bars_and_who_has_no_tune_are_free(plan, answering) -> None:
    notes = [Written(0, 74, 9, 10)]
    assert all(Echo(plan, LEAD).lean(answering - back, 12, notes, BEFORE) is None for back in (1, 2))
    assert Echo(plan, CHORDS).lean(answering, 12, notes, BEFORE) is None


def test_a_teller_knows_what_was_played_two_bars_ago(band: Band) -> None:
    board = Board(band)
    board.write(LEAD, 2, BEFORE)
    teller = Teller(board, LEAD)
    teller.begin_bar(4)
    assert list(teller.bars_ago(2)) == BEFORE and not teller.bars_ago(3)
    teller.begin_bar(1)
    assert not teller.bars_ago(2) and np.isfinite(teller.step_rows()).all()
