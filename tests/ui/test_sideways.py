"""A row that scrolls sideways goes with any wheel and tells on which side there is more."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from audiogenesis_desktop.ui.sideways import SidewaysArea
from audiogenesis_desktop.ui.theme import DARK


@pytest.fixture
def area(qtbot):
    made, inside = SidewaysArea(DARK), QWidget()
    inside.setMinimumWidth(1000)
    made.setWidget(inside)
    qtbot.addWidget(made)
    made.resize(300, 60)
    made.show()
    qtbot.waitUntil(lambda: made.horizontalScrollBar().maximum() == 700, timeout=2000)
    return made


def turn(area, dx, dy):
    nowhere = QPointF(10, 10)
    event = QWheelEvent(
        *(nowhere, nowhere, QPoint(), QPoint(dx, dy)),
        *(Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False),
    )
    QApplication.sendEvent(area.viewport(), event)


@pytest.mark.parametrize(("dx", "dy"), [(0, -120), (-120, 0)])
def test_any_wheel_scrolls_it(area, dx, dy):
    turn(area, dx, dy)
    assert area.horizontalScrollBar().value() == 120


def test_shades_tell_where_there_is_more(area):
    left, right = area.edges.left, area.edges.right
    assert not left.isVisible() and right.isVisible()
    turn(area, 0, -120)
    assert left.isVisible() and right.isVisible()
    turn(area, 0, -1200)
    assert left.isVisible() and not right.isVisible()
    area.resize(1100, 60)
    assert not left.isVisible() and not right.isVisible()
