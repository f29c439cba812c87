"""The palette finds every command by its words and does it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from audiogenesis_desktop.ui.palette import Palette, found, words_of
from audiogenesis_desktop.ui.theme import DARK


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made


@pytest.fixture
def done():
    return []


@pytest.fixture
def actions(window, done):
    made = {}
    whole = "Show the whole piece"
    for text, tip in (("&Undo move", ""), ("Zoom to &fit", whole), ("Quantise &as…", ""), ("R&&B", "")):
        action = QAction(text, window)
        action.setToolTip(tip or text)
        action.triggered.connect(lambda _=False, text=text: done.append(text))
        made[words_of(action)] = action
    made["Undo move"].setEnabled(False)
    return made


def test_words_are_plain(actions):
    assert list(actions) == ["Undo move", "Zoom to fit", "Quantise as", "R&B"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("fit zoo", ["Zoom to fit"]), ("whole", ["Zoom to fit"]), ("xyzzy", []), ("o", ["Zoom to fit", "Undo move"])],
)
def test_every_typed_word_counts_and_what_can_be_done_comes_first(actions, typed, expected):
    assert [words_of(action) for action in found(actions.values(), typed)] == expected


def test_type_and_enter_does_it(window, actions, done, qtbot):
    palette = Palette(DARK, actions.values(), window)
    palette.open_over(window)
    qtbot.keyClicks(palette.search, "quant")
    assert palette.shown() == ["Quantise as"]
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert done == ["Quantise &as…"]


def test_arrows_choose_and_what_cannot_be_done_is_not(window, actions, done, qtbot):
    palette = Palette(DARK, actions.values(), window)
    palette.open_over(window)
    qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert done == ["R&&B"]
    palette = Palette(DARK, actions.values(), window)
    palette.open_over(window)
    qtbot.keyClicks(palette.search, "undo")
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert done == ["R&&B"] and palette.isVisible()
    qtbot.keyClick(palette, Qt.Key.Key_Escape)
