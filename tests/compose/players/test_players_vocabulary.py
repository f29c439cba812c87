"""Notes become places, pitches, durations and velocities, and come back."""

import numpy as np
import pytest

from audiogenesis_desktop.compose.players.vocabulary import note_keys, part_notes, score_note, straight
from audiogenesis_desktop.score.score import Note
from audiogenesis_desktop.style.swing import swung

BAR_TICKS = 3840


@pytest.mark.parametrize("unit", [240, 480])
@pytest.mark.parametrize("ratio", [0.5, 0.58, 0.667])
def test_what_swings_is_put_straight(unit: int, ratio: float) -> None:
    ticks = np.arange(0, 2 * BAR_TICKS, 80)
    moved = [swung(int(tick), unit=unit, ratio=ratio) for tick in ticks]
    assert np.abs(straight(moved, unit=unit, ratio=ratio) - ticks).max() <= 1


def test_notes_of_the_grid_come_back_as_they_were() -> None:
    notes = [Note(0, 60, 960, 68), Note(0, 64, 960, 68), Note(4800, 67, 320, 100)]
    rows = part_notes(notes, bar_ticks=BAR_TICKS, bars=2, shift=2)
    assert rows[:, :3].tolist() == [[0, 0, 58], [0, 0, 62], [1, 12, 65]]
    assert [score_note(row, bar_ticks=BAR_TICKS, shift=2) for row in rows] == notes


def test_swung_notes_lie_on_the_straight_grid_and_come_back_swung() -> None:
    note = Note(swung(480, unit=480, ratio=2 / 3), 60, swung(960, unit=480, ratio=2 / 3) - 640, 84)
    (row,) = part_notes([note], bar_ticks=BAR_TICKS, bars=1, swing=2 / 3)
    assert row.tolist()[:2] == [0, 6]
    assert score_note(row, bar_ticks=BAR_TICKS, swing=2 / 3) == note


def test_loose_timing_and_release_are_the_written_ones() -> None:
    (row,) = part_notes([Note(473, 60, 204, 80)], bar_ticks=BAR_TICKS, bars=1)
    note = score_note(row, bar_ticks=BAR_TICKS)
    assert (note.start_tick, note.length_ticks) == (480, 240)


def test_of_doubles_the_longest_stays_and_what_is_beyond_is_left_out() -> None:
    notes = [Note(0, 60, 240, 80), Note(10, 60, 960, 80), Note(BAR_TICKS, 60, 240, 80), Note(480, 3, 240, 80)]
    rows = part_notes(notes, bar_ticks=BAR_TICKS, bars=1, shift=4)
    assert len(rows) == 1 and score_note(rows[0], bar_ticks=BAR_TICKS).length_ticks == 960


def test_keys_sort_as_a_player_writes() -> None:
    order = [(0, 0, -1), (0, 0, 0), (0, 0, 127), (0, 1, -1), (0, 95, 127), (1, 0, -1)]
    keys = note_keys(*np.array(order).T)
    assert (np.diff(keys) > 0).all()
