"""A slider follows the pointer, and Escape takes a drag back."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from audiogenesis_desktop.ui.slider import SlimSlider
from audiogenesis_desktop.ui.theme import DARK


@pytest.fixture
def slider(qtbot):
    made = SlimSlider(DARK, highest=100, home=50)
    qtbot.addWidget(made)
    made.resize(110, 20)
    made.setValue(50)
    made.show()
    return made


def test_a_drag_is_followed(slider):
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(55, 10))
    QTest.mouseMove(slider, QPoint(85, 10))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(85, 10))
    assert slider.value() == 80 and not slider.isSliderDown()


def test_escape_takes_a_drag_back_and_lets_go_of_the_keyboard(slider):
    released = []
    slider.sliderReleased.connect(lambda: released.append(slider.value()))
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(95, 10))
    QTest.mouseMove(slider, QPoint(100, 10))
    assert slider.value() > 80 and slider.keyboardGrabber() is slider
    QTest.keyClick(slider, Qt.Key.Key_Escape)
    assert slider.value() == 50 and released == [50] and slider.keyboardGrabber() is None
    QTest.mouseMove(slider, QPoint(20, 10))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert slider.value() == 50


def test_the_keyboard_still_moves_it(slider):
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert slider.value() == 51
