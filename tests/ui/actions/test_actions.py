"""The window and its commands: each is bound, in the menus, told, and works by its key in its place."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from audiogenesis_desktop.editing.commands import State, load_commands
from audiogenesis_desktop.ui.actions.actions import Actions
from audiogenesis_desktop.ui.main_window import MainWindow
from audiogenesis_desktop.ui.theme import DARK


@pytest.fixture
def window(studio, qtbot):
    made = MainWindow(studio)
    yield made
    made.close()
    made.deleteLater()


def listed(menu):
    for action in menu.actions():
        if action.menu():
            yield from listed(action.menu())
        elif not action.isSeparator():
            yield action


def test_every_command_does_something(window):
    assert window.actions_.unbound == []


def test_every_command_is_in_the_menus_once_and_its_key_works_in_its_place(window):
    window.output_menu.aboutToShow.emit()
    inside = [action for top in window.menuBar().actions() for action in listed(top.menu())]
    named = [action.objectName() for action in inside if action.objectName()]
    assert sorted(named) == sorted(window.actions_)
    for place, widget in (("window", window), ("roll", window.roll)):
        assert widget.actions() == window.actions_.placed(place)


def test_the_row_tells_words_key_and_tips(window):
    for row in load_commands().commands:
        action, words = window.actions_[row.id], row.shown(window.actions_.state)
        assert (action.text(), action.statusTip()) == (words.text, words.what)
        assert [key.toString() for key in QAction.shortcuts(action)] == list(row.keys)
        told = f"{words.what} ({row.keys[0]})" if row.keys else words.what
        assert action.toolTip() == (told if action.isEnabled() else f"{told}. {row.lacks(window.actions_.state)}")
        assert action.isEnabled() == row.is_enabled(window.actions_.state)


def test_what_cannot_be_done_tells_why_in_its_menu(qapp):
    actions = Actions(load_commands(), DARK)
    assert actions["takes_more"].toolTip().endswith("(Ctrl+Alt+A). Only what was composed here has takes.")
    actions.show(State(take_count=1))
    assert actions["takes_more"].toolTip().endswith("(Ctrl+Alt+A)")
    menu = QMenu()
    actions.fill(menu, actions.table.menu("takes"))
    assert menu.toolTipsVisible() and all(one.menu().toolTipsVisible() for one in menu.actions() if one.menu())
    menu.deleteLater()


def test_a_binding_without_a_command_is_refused(qapp):
    with pytest.raises(KeyError):
        Actions(load_commands(), DARK).bind({"fly": lambda: None})


def test_a_state_enables_and_names(qapp):
    actions = Actions(load_commands(), DARK)
    actions.show(State(can_undo=True, undo_label="Split", is_playing=True))
    assert actions["undo"].isEnabled() and actions.offer("undo").name == "Undo split"
    assert (actions["play"].text(), actions["play"].toolTip()) == ("&Pause", "Pause (Space)")
    actions.show(State())
    assert not actions["undo"].isEnabled() and actions["undo"].text() == "&Undo"


def test_a_switch_is_passed_what_it_is_now(qapp):
    actions, passed = Actions(load_commands(), DARK), []
    actions.bind_switches({"loop": passed.append})
    actions["loop"].trigger()
    actions["loop"].trigger()
    assert passed == [True, False]
