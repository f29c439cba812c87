"""Choosing the grid by keys, and what gestures then hold to."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from audiogenesis_desktop.score.score import Note

BEAT = 960
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def focused(zoomed):
    zoomed.view.activateWindow()
    zoomed.canvas.setFocus()
    return zoomed


def draw_at(roll, tick, pitch):
    geometry = roll.geometry
    where = QPoint(round(geometry.x_of(tick)) + 1, geometry.y_of(pitch) + geometry.row_height // 2)
    QTest.mouseDClick(roll.canvas, LEFT, NONE, where)
    QTest.mouseRelease(roll.canvas, LEFT, NONE, where)
    (note,) = roll.editor.selection
    return note


def test_keys_choose_triplets_or_dotted_and_each_ends_the_other(focused):
    actions = focused.view.actions_
    for key, held, division in (
        (Qt.Key.Key_T, NONE, "triplet"),
        (Qt.Key.Key_T, SHIFT, "dotted"),
        (Qt.Key.Key_T, SHIFT, "straight"),
    ):
        QTest.keyClick(focused.canvas, key, held)
        assert focused.editor.division == division
        assert actions["grid_triplet"].isChecked() == (division == "triplet")
        assert actions["grid_dotted"].isChecked() == (division == "dotted")


def test_notes_are_drawn_on_dotted_steps_from_the_bar_line(focused):
    QTest.keyClick(focused.canvas, Qt.Key.Key_T, SHIFT)
    step = focused.editor.snap(focused.geometry.pixels_per_tick, 0).step
    assert draw_at(focused, 4 * BEAT + 3 * step, 81) == Note(4 * BEAT + 3 * step, 81, step, 90)


def test_a_fixed_grid_holds_whatever_the_zoom(focused):
    focused.view.actions_["grid_8"].trigger()
    assert draw_at(focused, 2.7 * BEAT, 81) == Note(5 * BEAT // 2, 81, BEAT // 2, 90)
    assert not focused.view.actions_["grid_adaptive"].isChecked()
    focused.view.actions_["grid_adaptive"].trigger()
    assert focused.editor.grid_note_ticks == 0


def test_the_corner_names_the_step_that_is_held_to(focused):
    corner = focused.view.corner
    finest = corner.grid.text()
    assert finest == {120: "1/32", 60: "1/64"}[focused.editor.snap(focused.geometry.pixels_per_tick, 0).step]
    focused.zoom(24, 12)
    assert corner.grid.text() != finest
    focused.view.actions_["grid_4"].trigger()
    focused.view.actions_["grid_dotted"].trigger()
    assert corner.grid.text() == "1/4."


def line_columns(roll):
    """Return how many columns of an empty row differ from the one before: the edges of the grid's lines."""
    image, y = roll.canvas.grab().toImage(), roll.geometry.y_of(82) + 3
    colours = [image.pixel(x, y) for x in range(roll.canvas.width())]
    return {x for x in range(1, len(colours)) if colours[x] != colours[x - 1]}


def test_the_lines_painted_are_the_grids(focused):
    focused.view.actions_["grid_4"].trigger()
    straight = line_columns(focused)
    focused.view.actions_["grid_dotted"].trigger()
    dotted = line_columns(focused)
    x = round(focused.geometry.x_of(1.5 * BEAT))
    assert x in dotted and x not in straight
