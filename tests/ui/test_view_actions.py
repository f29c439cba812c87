"""How the roll is looked at: by keys, from the menu, and remembered."""

import pytest
from PySide6.QtCore import Qt

from audiogenesis_desktop.score.score import KeyAt, Note, Score, Track
from audiogenesis_desktop.ui.main_window import MainWindow

SCORE = Score(
    tracks=(Track(0, "Piano", notes=(Note(0, 60, 3840, 80), Note(3840, 61, 960, 80))),),
    keys=(KeyAt(0, 0, "major"),),
    length_ticks=8 * 3840,
)
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(studio, qtbot):
    made = MainWindow(studio)
    made.show()
    qtbot.waitExposed(made)
    studio.document.load(SCORE)
    made.activateWindow()
    made.roll.setFocus()
    yield made
    made.close()
    made.deleteLater()


def rows(window):
    return window.roll.viewport.geometry.rows


def test_a_key_goes_through_the_folds_and_the_choice_is_remembered(window, studio, qtbot):
    seen = []
    for _ in range(3):
        qtbot.keyClick(window.roll.canvas, Qt.Key.Key_S, SHIFT)
        seen.append((studio.settings.rows, len(rows(window))))
    assert seen == [("scale", 76), ("used", 2), ("all", 0)]


def test_a_new_window_is_as_the_last_one_was(studio, qtbot):
    studio.settings.rows, studio.settings.shades_scale = "used", True
    made = MainWindow(studio)
    studio.document.load(SCORE)
    assert rows(made) == (60, 61)
    assert made.view_actions.rows.value == "used" and made.view_actions.scale.isChecked()
    made.close()
    made.deleteLater()


def test_settings_that_mean_nothing_show_all_rows(studio):
    studio.settings.rows = "sideways"
    made = MainWindow(studio)
    assert studio.settings.rows == "all" and made.view_actions.rows.value == "all"
    made.close()
    made.deleteLater()


def test_the_scale_is_highlighted_by_key(window, studio, qtbot):
    qtbot.keyClick(window.roll.canvas, Qt.Key.Key_H, SHIFT)
    assert studio.settings.shades_scale and window.view_actions.scale.isChecked()


def test_no_two_commands_have_one_key(window):
    keys = [a.shortcut().toString() for a in (*window.actions(), *window.roll.actions()) if not a.shortcut().isEmpty()]
    assert len(keys) == len(set(keys))


def test_every_command_of_the_view_is_in_its_menu_and_says_what_it_does(window):
    view = next(action.menu() for action in window.menuBar().actions() if action.text() == "&View")
    listed = [a for action in view.actions() for a in (action.menu().actions() if action.menu() else [action])]
    texts = {action.text() for action in listed}
    assert {"Fold to &scale", "&Fold rows", "&Highlight scale", "&Dotted grid", "Grid 1/16"} <= texts
    assert all(action.toolTip() != action.text() for action in listed if not action.isSeparator())
