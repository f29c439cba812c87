"""The palette finds every command by its words and does it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from audiogenesis_desktop.editing.commands import Command, Menu, Table, Words, found, load_commands
from audiogenesis_desktop.ui.actions.actions import Actions
from audiogenesis_desktop.ui.actions.palette import Palette
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
    whole = "Show the whole piece"
    rows = tuple(
        Command(name, Words(text, what or text), needs=needs)
        for name, text, what, needs in (
            ("undo", "&Undo move", "", ("undo",)),
            ("fit", "Zoom to &fit", whole, ()),
            ("as", "Quantise &as…", "", ()),
            ("rb", "R&&B", "", ()),
        )
    )
    made = Actions(Table((Menu("edit", "&Edit", (rows,)),)), DARK, window)
    made.bind({row.id: lambda text=row.words.text: done.append(text) for row in rows})
    return made


def offers(actions):
    return [actions.offer(name) for name in actions]


def test_words_are_plain(actions):
    assert [offer.name for offer in offers(actions)] == ["Undo move", "Zoom to fit", "Quantise as", "R&B"]


def test_each_command_has_a_name_of_its_own_that_says_what_it_is_about(qapp):
    actions = Actions(load_commands(), DARK)
    names = {name: actions.offer(name).name for name in actions}
    assert len(set(names.values())) == len(names)
    assert names["accompany_bass"] == "Accompany: Bass" and names["grid_4"] == "Grid 1/4"
    assert names["live_timecode_24"] != names["frame_rate_24"] == "Time code: 24 frames a second"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("fit zoo", ["Zoom to fit"]), ("whole", ["Zoom to fit"]), ("xyzzy", []), ("o", ["Zoom to fit", "Undo move"])],
)
def test_every_typed_word_counts_and_what_can_be_done_comes_first(actions, typed, expected):
    assert [offer.name for offer in found(offers(actions), typed)] == expected


def test_type_and_enter_does_it(window, actions, done, qtbot):
    palette = Palette(DARK, actions, window)
    palette.open_over(window)
    qtbot.keyClicks(palette.search, "quant")
    assert palette.shown() == ["Quantise as"]
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert done == ["Quantise &as…"]


def test_arrows_choose_and_what_cannot_be_done_is_not(window, actions, done, qtbot):
    palette = Palette(DARK, actions, window)
    palette.open_over(window)
    qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert done == ["R&&B"]
    palette = Palette(DARK, actions, window)
    palette.open_over(window)
    qtbot.keyClicks(palette.search, "undo")
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert done == ["R&&B"] and palette.isVisible()
    qtbot.keyClick(palette, Qt.Key.Key_Escape)
