"""Feel and Swing of the piece and of a track: heard at once, one undo step each."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from audiogenesis_desktop.score.feel import AS_WRITTEN, Feel
from audiogenesis_desktop.score.score import Note, Track
from audiogenesis_desktop.ui.feel_popup import FeelPopup, feel_text, step_of, swing_of
from audiogenesis_desktop.ui.theme import DARK
from audiogenesis_desktop.ui.track_settings import TrackSettings

LEFT = Qt.MouseButton.LeftButton
JAZZ = Feel(0.8, None, 3, "jazz trio")


@pytest.fixture
def home(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    return parent


@pytest.fixture
def popup(home):
    made = FeelPopup(JAZZ, DARK, home)
    made.shown, made.done, made.left = [], [], []
    made.previewed.connect(made.shown.append)
    made.committed.connect(lambda feel, what: made.done.append((feel, what)))
    made.reverted.connect(lambda: made.left.append(True))
    made.open_at(QPoint(10, 10))
    return made


def test_a_drag_is_heard_while_it_lasts_and_is_one_step(popup):
    QTest.mousePress(popup.amount, LEFT, pos=QPoint(20, 8))
    popup.amount.setValue(40)
    QTest.mouseRelease(popup.amount, LEFT, pos=QPoint(20, 8))
    assert popup.shown[-1] == replace(JAZZ, amount=0.4)
    assert popup.done == [(replace(JAZZ, amount=0.4), "Change feel")]


def test_swing_goes_by_keys_and_back_to_as_written(popup):
    QTest.keyClick(popup.swing, Qt.Key.Key_Right)
    QTest.keyClick(popup.swing, Qt.Key.Key_Right)
    QTest.keyClick(popup.swing, Qt.Key.Key_Home)
    assert [feel.swing for feel, _ in popup.done] == [0.5, 0.51, None]
    assert {what for _, what in popup.done} == {"Change swing"}


def test_the_same_notes_can_be_played_differently(popup):
    QTest.mouseClick(popup.anew, LEFT)
    QTest.mouseClick(popup.anew, LEFT)
    assert [feel.seed for feel, _ in popup.done] == [4, 5]


def test_escape_in_a_drag_leaves_the_piece_as_it_was(popup):
    QTest.mousePress(popup.amount, LEFT, pos=QPoint(20, 8))
    popup.amount.setValue(10)
    popup.close()
    assert popup.shown and not popup.done and popup.left


@pytest.mark.parametrize("swing", [None, 0.5, 0.61, 0.75])
def test_every_swing_has_its_step(swing):
    assert swing_of(step_of(swing)) == swing


def test_the_transport_tells_the_feel_in_short():
    assert feel_text(JAZZ) == "Feel 80%" and feel_text(replace(JAZZ, swing=0.6)) == "Feel 80%, 60%"
    assert feel_text(AS_WRITTEN) == "Feel 0%"


def test_a_track_is_played_as_the_piece_until_it_has_a_feel_of_its_own(home):
    track = Track(0, "Piano", notes=(Note(0, 60, 960, 80),))
    settings = TrackSettings(track, DARK, home, list, feel=JAZZ)
    done = []
    settings.committed.connect(lambda track, what: done.append((track.feel, what)))
    assert settings.readouts["Feel"].text() == "Piece"
    settings.sliders["Feel"].setValue(51)
    settings.sliders["Swing"].setValue(step_of(0.6))
    settings.sliders["Feel"].setValue(0)
    assert [feel for feel, _ in done] == [replace(JAZZ, amount=0.5), replace(JAZZ, amount=0.5, swing=0.6), None]
    assert [what for _, what in done] == ["Change feel of Piano", "Change swing of Piano", "Change feel of Piano"]
    assert settings.readouts["Swing"].text() == "Written" and settings.sliders["Swing"].value() == 0


def test_swing_alone_gives_a_track_the_pieces_feel(home):
    settings = TrackSettings(Track(0, "Piano"), DARK, home, list, feel=JAZZ)
    settings.sliders["Swing"].setValue(step_of(0.55))
    assert settings.track.feel == replace(JAZZ, swing=0.55) and settings.readouts["Feel"].text() == "80 %"
