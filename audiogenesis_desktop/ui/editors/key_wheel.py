"""The circle of fifths: major keys outside, their relative minor keys inside."""

import math
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen

from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.ui.editors.field_editor import FieldEditor
from audiogenesis_desktop.ui.theme import LABEL_SIZE, SPACE, Theme

_SIZE = 62 * SPACE
_RADII = (0.36, 0.68, 1.0)  # of half the size: hole, minor ring, major ring
_FIFTHS = 12


class KeyWheel(FieldEditor):
    """Click a key to take it; arrows go round and between the rings, Enter takes the one in focus."""

    def __init__(self, theme: Theme, key: Key) -> None:
        """Show a key as the present one."""
        super().__init__()
        self._theme, self.key = theme, key
        self._pointed: Key | None = None
        self.setFixedSize(_SIZE, _SIZE)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"Circle of fifths, {key.name}")
        self.setToolTip("Major keys outside, their relative minor keys inside; the arrows go round and between")

    def follow(self, values: dict[str, Any]) -> None:
        """Show the key that was typed."""
        self._show(values["key"])

    def key_at(self, point: QPointF) -> Key | None:
        """Return the key drawn at a point, None between and outside the rings."""
        x, y = point.x() - _SIZE / 2, point.y() - _SIZE / 2
        distance = math.hypot(x, y) / (_SIZE / 2)
        if not _RADII[0] <= distance <= _RADII[2]:
            return None
        place = round(math.degrees(math.atan2(x, -y)) / 30) % _FIFTHS
        return _key(place, is_major=distance >= _RADII[1])

    def centre_of(self, key: Key) -> QPointF:
        """Return the middle of a key's place."""
        low, high = _RADII[1:] if key.mode == "major" else _RADII[:2]
        angle, radius = math.radians(30 * _place(key)), (low + high) / 2 * _SIZE / 2
        return QPointF(_SIZE / 2 + radius * math.sin(angle), _SIZE / 2 - radius * math.cos(angle))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would take."""
        self._pointed = self.key_at(event.position())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Forget what was pointed at."""
        self._pointed = None
        self.update()
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the key under the pointer."""
        if (key := self.key_at(event.position())) is not None:
            self._choose(key, settles=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go round the circle, between its rings, or take the key."""
        place, is_major = _place(self.key), self.key.mode == "major"
        turns = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if event.key() in turns:
            self._choose(_key((place + turns[Qt.Key(event.key())]) % _FIFTHS, is_major=is_major), settles=False)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._choose(_key(place, is_major=event.key() == Qt.Key.Key_Up), settles=False)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.key, settles=True)
        else:
            super().keyPressEvent(event)

    def _choose(self, key: Key, *, settles: bool) -> None:
        self._show(key)
        self.chosen.emit(key.name, settles)

    def _show(self, key: Key) -> None:
        self.key = key
        self.setAccessibleName(f"Circle of fifths, {key.name}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint both rings, name every key, and say in the middle which is chosen or pointed at."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        for is_major in (True, False):
            for place in range(_FIFTHS):
                font.setPixelSize(LABEL_SIZE + 2 * is_major)
                painter.setFont(font)
                self._paint_key(painter, _key(place, is_major=is_major))
        self._paint_middle(painter)
        painter.end()

    def _paint_middle(self, painter: QPainter) -> None:
        key = self._pointed or self.key
        tonic, mode = key.name.split()
        font = self.font()
        for text, size, ink, top in ((tonic, 20, self._theme.text, -24), (mode, LABEL_SIZE, self._theme.text_dim, 2)):
            font.setPixelSize(size)
            painter.setFont(font)
            painter.setPen(ink)
            area = QRectF(_SIZE / 2 - 30, _SIZE / 2 + top, 60, 26 if size == 20 else 18)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_key(self, painter: QPainter, key: Key) -> None:
        theme, is_present = self._theme, key == self.key
        fill = theme.accent if is_present else theme.line_strong if key == self._pointed else theme.surface_3
        ring = theme.text if is_present and self.hasFocus() else theme.surface_2
        painter.setPen(QPen(ring, 2))
        painter.setBrush(fill)
        painter.drawPath(_segment(key))
        ink = theme.on_accent if is_present else theme.text if key.mode == "major" else theme.text_dim
        painter.setPen(ink)
        middle = self.centre_of(key)
        name = key.name.split()[0] + ("m" if key.mode == "minor" else "")
        painter.drawText(QRectF(middle.x() - 20, middle.y() - 10, 40, 20), Qt.AlignmentFlag.AlignCenter, name)


def _key(place: int, *, is_major: bool) -> Key:
    """Return the key so many fifths up from C, or its relative minor."""
    tonic = 7 * place % 12
    return Key(tonic, "major") if is_major else Key((tonic + 9) % 12, "minor")


def _place(key: Key) -> int:
    tonic = key.tonic if key.mode == "major" else (key.tonic + 3) % 12
    return 7 * tonic % 12


def _segment(key: Key) -> QPainterPath:
    low, high = (part * _SIZE / 2 - 1 for part in (_RADII[1:] if key.mode == "major" else _RADII[:2]))
    centre, begin = _SIZE / 2, 90 - 30 * _place(key) - 15
    path = QPainterPath()
    path.arcMoveTo(QRectF(centre - high, centre - high, 2 * high, 2 * high), begin)
    path.arcTo(QRectF(centre - high, centre - high, 2 * high, 2 * high), begin, 30)
    path.arcTo(QRectF(centre - low, centre - low, 2 * low, 2 * low), begin + 30, -30)
    path.closeSubpath()
    return path
