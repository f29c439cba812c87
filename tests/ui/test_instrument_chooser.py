"""Choosing an instrument: by any name, by family, heard before it is taken, by mouse and by keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from audiogenesis_desktop.theory.instruments import DRUM_KITS, Instrument, find, of_kit, of_program
from audiogenesis_desktop.ui import instrument_chooser
from audiogenesis_desktop.ui.instrument_chooser import InstrumentChooser


@pytest.fixture
def chooser(qtbot, monkeypatch):
    from PySide6.QtWidgets import QWidget

    monkeypatch.setattr(instrument_chooser, "REST_MS", 1)
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    made = InstrumentChooser(parent, find("cello"))
    made.taken, made.tried, made.home = [], [], parent
    made.chosen.connect(made.taken.append)
    made.audition_requested.connect(made.tried.append)
    made.open_at(parent.pos())
    return made


def names(chooser):
    return [instrument.name for instrument in chooser.shown()]


def test_what_plays_now_is_marked_and_not_auditioned_for_that(chooser, qtbot):
    assert chooser.tree.currentItem().text(0) == "Cello"
    qtbot.wait(20)
    assert not chooser.tried


def test_all_128_and_the_drum_kits_are_offered(chooser):
    assert len(chooser.shown()) == 128 + len(DRUM_KITS)


@pytest.mark.parametrize(
    ("typed", "found"),
    [("rhodes", "electric piano"), ("upright bass", "acoustic bass"), ("vibra", "vibraphone"), ("jazz k", "jazz kit")],
)
def test_any_name_finds_and_enter_takes(chooser, typed, found, qtbot):
    QTest.keyClicks(chooser.search, typed)
    assert found in names(chooser) and len(names(chooser)) < 20
    qtbot.waitUntil(lambda: bool(chooser.tried) and chooser.tried[-1].name == found)
    QTest.keyClick(chooser, Qt.Key.Key_Return)
    assert [instrument.name for instrument in chooser.taken] == [found]


def test_a_name_that_is_not_known_is_reported_and_takes_nothing(chooser):
    QTest.keyClicks(chooser.search, "xyzzy")
    assert names(chooser) == [] and chooser.hint.text() == "No instrument of that name is known"
    QTest.keyClick(chooser, Qt.Key.Key_Return)
    assert not chooser.taken


def test_resting_on_an_instrument_auditions_it_once(chooser, qtbot):
    item = next(i for i in chooser._items if i.text(0) == "Tremolo strings")
    chooser.tree.itemEntered.emit(item, 0)
    qtbot.waitUntil(lambda: chooser.tried == [find("tremolo strings")])
    qtbot.wait(20)
    assert len(chooser.tried) == 1 and not chooser.taken


def test_arrows_go_from_the_search_through_the_list(chooser, qtbot):
    chooser.search.setFocus()
    QTest.keyClick(chooser.search, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: bool(chooser.tried))
    assert chooser.tried[-1] == find("contrabass")
    QTest.keyClick(chooser.tree, Qt.Key.Key_Return)
    assert chooser.taken == [find("contrabass")]


def test_a_click_tries_and_a_double_click_takes(chooser, qtbot):
    QTest.keyClicks(chooser.search, "flute")
    item = next(i for i in chooser._items if i.text(0) == "Flute")
    where = chooser.tree.visualItemRect(item).center()
    QTest.mouseClick(chooser.tree.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert chooser.tried[-1] == find("flute") and not chooser.taken
    QTest.mouseDClick(chooser.tree.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert chooser.taken == [find("flute")]


def test_escape_takes_nothing(chooser):
    QTest.keyClick(chooser, Qt.Key.Key_Escape)
    assert not chooser.taken


def test_a_kit_is_drums_and_has_its_program():
    assert of_kit(32).is_drums and of_kit(32).program == 32 and of_kit(33).name == "standard kit"


SOUNDS = (
    *(of_program(program) for program in range(127)),  # no gunshot
    Instrument("Detuned Tine EP", 4, 22, 8 << 7),
    of_kit(0),
    Instrument("Marching Snare", 57, 1),
)


@pytest.fixture
def rich(qtbot):
    from PySide6.QtWidgets import QWidget

    parent = QWidget()
    qtbot.addWidget(parent)
    made = InstrumentChooser(parent, SOUNDS[127], SOUNDS)
    made.taken, made.home = [], parent
    made.chosen.connect(made.taken.append)
    return made


def item_of(chooser, text):
    return next(item for item in chooser._items if item.text(0) == text)


def test_what_the_soundfont_has_besides_is_offered_by_bank_and_found_by_its_name(rich):
    assert rich.tree.currentItem().text(0) == "Detuned Tine EP"
    assert rich.tree.currentItem().parent().text(0) == "Variations, bank 8"
    assert item_of(rich, "Marching Snare").parent().text(0) == "Drum kits"
    assert item_of(rich, "Standard kit") and len(rich.shown()) == 128 + len(DRUM_KITS) + 2
    QTest.keyClicks(rich.search, "detuned")
    QTest.keyClick(rich, Qt.Key.Key_Return)
    assert rich.taken == [SOUNDS[127]]


def test_what_the_soundfont_lacks_is_reported(rich):
    assert "Not in the SoundFont" in item_of(rich, "Gunshot").toolTip(0)
    assert "Not in the SoundFont" in item_of(rich, "Jazz kit").toolTip(0)
    assert not item_of(rich, "Cello").toolTip(0) and not item_of(rich, "Standard kit").toolTip(0)
