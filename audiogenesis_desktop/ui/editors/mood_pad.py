"""Mood on two axes: sad to happy, and calm to energetic."""

from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from audiogenesis_desktop.ui.chips import MOODS, mood
from audiogenesis_desktop.ui.editors.field_editor import FieldEditor
from audiogenesis_desktop.ui.theme import LABEL_SIZE, SPACE, Theme

_WIDTH, _HEIGHT, _EDGE, _DOT = 72 * SPACE, 56 * SPACE, 6 * SPACE, 7.0
_KEY_STEP = 0.05
_ROWS, _COLUMNS = (0.2, 0.525, 0.825), (-0.625, 0.0, 0.625)  # where each word's part of the field has its middle


class MoodPad(FieldEditor):
    """Press or drag to a place; arrows move by small steps."""

    def __init__(self, theme: Theme, valence: float, energy: float) -> None:
        """Show a mood: valence -1..1 and energy 0..1."""
        super().__init__()
        self._theme, self.valence, self.energy = theme, valence, energy
        self.setFixedSize(_WIDTH, _HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setToolTip("Press or drag; the arrows move by small steps")
        self._name()

    def follow(self, values: dict[str, Any]) -> None:
        """Show the mood that was typed."""
        self.valence, self.energy = values["valence"], values["energy"]
        self._name()

    def point_of(self, valence: float, energy: float) -> QPointF:
        """Return where a mood lies."""
        area = self._area()
        return QPointF(area.left() + (valence + 1) / 2 * area.width(), area.bottom() - energy * area.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the place that is pressed."""
        self._go_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer while it is pressed."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_to(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by small steps, or take the mood."""
        steps = {Qt.Key.Key_Left: (-2, 0), Qt.Key.Key_Right: (2, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}
        if event.key() in steps:
            right, up = steps[Qt.Key(event.key())]
            self._set(self.valence + right * _KEY_STEP, self.energy + up * _KEY_STEP)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self._text(), True)
        else:
            super().keyPressEvent(event)

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(1, _EDGE, -1, -_EDGE)

    def _go_to(self, point: QPointF) -> None:
        area = self._area()
        self._set(2 * (point.x() - area.left()) / area.width() - 1, (area.bottom() - point.y()) / area.height())

    def _set(self, valence: float, energy: float) -> None:
        self.valence, self.energy = min(max(valence, -1.0), 1.0), min(max(energy, 0.0), 1.0)
        self._name()
        self.chosen.emit(self._text(), False)

    def _name(self) -> None:
        word = mood(self.valence, self.energy)
        self.setAccessibleName(f"Mood, {word}: left sad, right happy, down calm, up energetic")
        self.update()

    def _text(self) -> str:
        return f"{self.valence:.2f}, {self.energy:.2f}"

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the field, its words and the dot."""
        theme, area, place = self._theme, self._area(), self.point_of(self.valence, self.energy)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.accent if self.hasFocus() else theme.line, 1))
        painter.setBrush(theme.surface_0)
        painter.drawRoundedRect(area, 6, 6)
        painter.setPen(QPen(theme.line, 1))
        painter.drawLine(QPointF(area.left(), place.y()), QPointF(area.right(), place.y()))
        painter.drawLine(QPointF(place.x(), area.top()), QPointF(place.x(), area.bottom()))
        self._paint_words(painter)
        painter.setPen(QPen(theme.surface_1, 2))
        painter.setBrush(theme.accent)
        painter.drawEllipse(place, _DOT, _DOT)
        painter.end()

    def _paint_words(self, painter: QPainter) -> None:
        theme, area, font = self._theme, self._area(), self.font()
        font.setPixelSize(LABEL_SIZE)
        painter.setFont(font)
        present = mood(self.valence, self.energy)
        for energy, words in zip(_ROWS, MOODS, strict=True):
            for valence, word in zip(_COLUMNS, words, strict=True):
                place = self.point_of(valence, energy)
                painter.setPen(theme.accent if word == present else theme.text_dim)
                painter.drawText(QRectF(place.x() - 40, place.y() + 4, 80, 18), Qt.AlignmentFlag.AlignCenter, word)
        painter.setPen(theme.text)
        bottom = QRectF(area.left(), area.bottom(), area.width(), _EDGE)
        painter.drawText(bottom, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "sad")
        painter.drawText(bottom, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "happy")
        painter.drawText(bottom, Qt.AlignmentFlag.AlignCenter, "calm")
        painter.drawText(QRectF(area.left(), 0, area.width(), _EDGE), Qt.AlignmentFlag.AlignCenter, "energetic")
