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
    assert made.viewing.rows.value == "used" and made.actions_["scale"].isChecked()
    made.close()
    made.deleteLater()


def test_settings_that_mean_nothing_show_all_rows(studio):
    studio.settings.rows = "sideways"
    made = MainWindow(studio)
    assert studio.settings.rows == "all" and made.viewing.rows.value == "all"
    made.close()
    made.deleteLater()


def test_the_scale_is_highlighted_by_key(window, studio, qtbot):
    qtbot.keyClick(window.roll.canvas, Qt.Key.Key_H, SHIFT)
    assert studio.settings.shades_scale and window.actions_["scale"].isChecked()


def view(window):
    geometry = window.roll.viewport.geometry
    return geometry.pixels_per_tick, geometry.row_height, geometry.scroll_x, geometry.scroll_y


def test_keys_zoom_to_what_is_selected_and_back(window, studio, qtbot):
    canvas, before = window.roll.canvas, view(window)
    window.roll.editor.select(frozenset({Note(3840, 61, 960, 80)}))
    qtbot.keyClick(canvas, Qt.Key.Key_Z)
    geometry = window.roll.viewport.geometry
    assert 0 < geometry.x_of(3840) < geometry.x_of(4800) < geometry.width
    assert view(window) != before
    qtbot.keyClick(canvas, Qt.Key.Key_Z, SHIFT)
    assert view(window) == before


def test_keys_zoom_to_the_loop_and_to_the_whole_piece(window, studio, qtbot):
    studio.player.set_loop(3840, 2 * 3840)
    qtbot.keyClick(window.roll.canvas, Qt.Key.Key_F, SHIFT)
    geometry = window.roll.viewport.geometry
    assert geometry.x_of(2 * 3840) - geometry.x_of(3840) == pytest.approx(0.9 * geometry.width, abs=2)
    qtbot.keyClick(window.roll.canvas, Qt.Key.Key_F)
    assert window.roll.viewport.geometry.visible_ticks()[1] >= SCORE.length_ticks
    qtbot.keyClick(window.roll.canvas, Qt.Key.Key_Z, SHIFT)
    assert window.roll.viewport.geometry == geometry


@pytest.mark.parametrize("closer", [Qt.Key.Key_Plus, Qt.Key.Key_Equal])
def test_keys_zoom_time_and_rows(window, qtbot, closer):
    for held, zoom in ((Qt.KeyboardModifier.ControlModifier, 0), (Qt.KeyboardModifier.AltModifier, 1)):
        before = view(window)[zoom]
        qtbot.keyClick(window.roll.canvas, closer, held)
        assert view(window)[zoom] > before
        qtbot.keyClick(window.roll.canvas, Qt.Key.Key_Minus, held)
        assert view(window)[zoom] == pytest.approx(before)


def test_a_key_goes_through_the_ways_to_follow(window, studio, qtbot):
    seen = []
    for _ in range(3):
        qtbot.keyClick(window.roll.canvas, Qt.Key.Key_L, SHIFT)
        seen.append((studio.settings.follow, window.roll.following.mode))
    assert seen == [(mode, mode) for mode in ("continuous", "off", "page")]


def test_the_view_moves_under_the_playhead_while_the_music_plays(window, studio, qtbot):
    window.viewing.follow.choose("continuous")
    for _ in range(8):
        qtbot.keyClick(window.roll.canvas, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    studio.player.seek(3 * 3840)
    studio.player.play_or_pause()
    geometry = window.roll.viewport.geometry
    qtbot.waitUntil(lambda: window.roll.viewport.geometry.scroll_x > geometry.scroll_x + 20, timeout=5000)
    now = window.roll.viewport.geometry
    assert now.x_of(studio.player.position) == pytest.approx(now.width / 3, abs=40)
    studio.player.play_or_pause()


def test_no_two_commands_have_one_key(window):
    keys = [a.shortcut().toString() for a in (*window.actions(), *window.roll.actions()) if not a.shortcut().isEmpty()]
    assert len(keys) == len(set(keys))


def test_every_command_of_the_view_is_in_its_menu_and_says_what_it_does(window):
    view = next(action.menu() for action in window.menuBar().actions() if action.text() == "&View")
    listed = [a for action in view.actions() for a in (action.menu().actions() if action.menu() else [action])]
    texts = {action.text() for action in listed}
    assert texts >= {"Fold to &scale", "S&witch rows", "Do &not follow", "Zoom to &loop", "Grid 1/16"}
    assert all(action.toolTip() != action.text() for action in listed if not action.isSeparator())
