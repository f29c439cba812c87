"""Keys can be changed: each belongs to one command, and the settings remember them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from audiogenesis_desktop.editing.commands import Command, Menu, Table, Words, load_commands
from audiogenesis_desktop.studio.settings import Settings
from audiogenesis_desktop.ui.actions.actions import Actions
from audiogenesis_desktop.ui.actions.palette import Palette
from audiogenesis_desktop.ui.actions.shortcuts import Shortcuts
from audiogenesis_desktop.ui.main_window import MainWindow
from audiogenesis_desktop.ui.theme import DARK


@pytest.fixture
def actions(qapp):
    rows = tuple(
        Command(name, Words(f"&{name.capitalize()}", f"{name} them"), keys)
        for name, keys in (("join", ("Ctrl+J",)), ("split", ("S",)), ("reverse", ()))
    )
    return Actions(Table((Menu("notes", "&Notes", (rows,)),)), DARK)


def keys(actions):
    return [actions[name].shortcut().toString() for name in actions]


def test_a_new_key_is_remembered_and_reported(actions):
    settings = Settings()
    assert Shortcuts(actions, settings).change("reverse", QKeySequence("Ctrl+R")) == ""
    assert settings.shortcuts == {"reverse": "Ctrl+R"}
    assert actions["reverse"].toolTip() == "reverse them (Ctrl+R)"
    actions.give_keys("reverse", [])
    Shortcuts(actions, settings)
    assert keys(actions) == ["Ctrl+J", "S", "Ctrl+R"]


def test_a_key_that_another_command_has_goes_over(actions):
    settings = Settings()
    shortcuts = Shortcuts(actions, settings)
    assert shortcuts.change("join", QKeySequence("S")) == "Split has no key any more."
    assert keys(actions) == ["S", "", ""] and actions["split"].toolTip() == "split them"
    assert settings.shortcuts == {"split": "", "join": "S"}
    assert shortcuts.restore("split") == "Join has no key any more."
    assert shortcuts.restore("join") == ""
    assert keys(actions) == ["Ctrl+J", "S", ""] and settings.shortcuts == {}


def test_settings_of_another_version_or_broken_ones_do_no_harm(actions):
    Shortcuts(actions, Settings(shortcuts={"gone": "Ctrl+G", "join": 7, "split": "Ctrl+Shift+S"}))
    assert keys(actions) == ["Ctrl+J", "Ctrl+Shift+S", ""]


def test_a_command_of_two_keys_keeps_the_one_that_is_not_taken(qapp):
    actions, settings = Actions(load_commands(), DARK), Settings()
    shortcuts = Shortcuts(actions, settings)
    assert shortcuts.change("light", QKeySequence("Ctrl+=")) == ""
    assert [key.toString() for key in actions["zoom_in"].shortcuts()] == ["Ctrl++"]
    assert settings.shortcuts == {"zoom_in": "Ctrl++", "light": "Ctrl+="}
    shortcuts.restore("zoom_in")
    assert [key.toString() for key in actions["zoom_in"].shortcuts()] == ["Ctrl++", "Ctrl+="]
    assert actions["light"].shortcut().isEmpty() and settings.shortcuts == {}


@pytest.fixture
def window(studio, qtbot):
    made = MainWindow(studio)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()


def test_f2_in_the_palette_gives_a_command_another_key(window, studio, qtbot):
    window.open_palette()
    (palette,) = window.findChildren(Palette)
    qtbot.keyClicks(palette.search, "loop")
    qtbot.keyClick(palette.search, Qt.Key.Key_F2)
    assert "“Loop”" in palette.hint.text()
    qtbot.keyClick(palette.search, Qt.Key.Key_F9, Qt.KeyboardModifier.ControlModifier)
    assert window.actions_["loop"].shortcut().toString() == "Ctrl+F9" and studio.settings.shortcuts == {
        "loop": "Ctrl+F9"
    }
    for key, expected in ((Qt.Key.Key_Escape, "Ctrl+F9"), (Qt.Key.Key_Backspace, ""), (Qt.Key.Key_F2, "L")):
        qtbot.keyClick(palette.search, Qt.Key.Key_F2)
        qtbot.keyClick(palette.search, key)
        assert window.actions_["loop"].shortcut().toString() == expected and palette.isVisible()
    assert studio.settings.shortcuts == {}
