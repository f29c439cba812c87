"""Hits: moments that a downbeat must meet, as marks on a strip of time."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from audiogenesis_desktop.ui.chips import clock
from audiogenesis_desktop.ui.editors.field_editor import FieldEditor
from audiogenesis_desktop.ui.theme import LABEL_SIZE, SPACE, Theme

_WIDTH, _HEIGHT, _EDGE, _BAND = 72 * SPACE, 16 * SPACE, 3 * SPACE, 9 * SPACE
_REACH = 6.0  # pixels within which a press takes hold of a mark
_STEP, _WIDE_STEP = 0.1, 1.0  # seconds by the arrow keys
_LABELS = 5


class HitsStrip(FieldEditor):
    """Press to add a hit, drag to move it, Delete to remove it; the arrows move the one that is marked."""

    def __init__(
        self, theme: Theme, hits: tuple[float, ...], length: float, kinds: Mapping[float, str] = MappingProxyType({})
    ) -> None:
        """Show hits, in seconds, within a piece's length; `kinds` has what was chosen to happen at them."""
        super().__init__()
        self.kinds = [kinds.get(hit, "") for hit in hits]
        self._theme, self._length = theme, length
        self.hits, self.marked = list(hits), 0 if hits else -1
        self.setFixedSize(_WIDTH, _HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("Press to add a hit, drag to move it, Delete removes it; Insert adds one")
        self._name()

    def x_of(self, seconds: float) -> float:
        """Return where a moment lies."""
        return _EDGE + (self.width() - 2 * _EDGE) * seconds / self._length

    def follow(self, values: dict[str, Any]) -> None:
        """Show the hits that were typed."""
        kinds = dict(values.get("hit_kinds", ()))
        self.hits = [hit for hit in values["hits"] if hit < self._length]
        self.kinds = [kinds.get(hit, "") for hit in self.hits]
        self.marked = min(self.marked, len(self.hits) - 1)
        self._name()

    def choose(self, at: int, kind: str) -> None:
        """Let something happen at a hit, by its place in `hits`; "" is what suits."""
        self.marked, self.kinds[at] = at, kind
        self._tell()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the hit under the pointer, or add one there."""
        x = event.position().x()
        near = [i for i, hit in enumerate(self.hits) if abs(self.x_of(hit) - x) <= _REACH]
        if near:
            self.marked = near[0]
            self.update()
        else:
            self._add(self._seconds_at(x))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the hit that is held."""
        if event.buttons() & Qt.MouseButton.LeftButton and self.marked >= 0:
            self._move(self._seconds_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by the arrows left and right, go by those up and down, add by Insert, remove by Delete."""
        keys, shift = Qt.Key, event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        step = _WIDE_STEP if shift else _STEP
        if event.key() in (keys.Key_Left, keys.Key_Right) and self.marked >= 0:
            self._move(self.hits[self.marked] + (step if event.key() == keys.Key_Right else -step))
        elif event.key() in (keys.Key_Up, keys.Key_Down) and self.hits:
            self.marked = (self.marked + (1 if event.key() == keys.Key_Down else -1)) % len(self.hits)
            self._name()
        elif event.key() == keys.Key_Insert:
            self._add(self._length / 2)
        elif event.key() in (keys.Key_Delete, keys.Key_Backspace) and self.marked >= 0:
            self._remove()
        elif event.key() in (keys.Key_Return, keys.Key_Enter):
            self.chosen.emit(self._text(), True)
        else:
            super().keyPressEvent(event)

    def _seconds_at(self, x: float) -> float:
        return (x - _EDGE) / (self.width() - 2 * _EDGE) * self._length

    def _add(self, seconds: float) -> None:
        self.hits.append(self._fitting(seconds))
        self.kinds.append("")
        self.marked = len(self.hits) - 1
        self._tell()

    def _move(self, seconds: float) -> None:
        self.hits[self.marked] = self._fitting(seconds)
        self._tell()

    def _remove(self) -> None:
        del self.hits[self.marked], self.kinds[self.marked]
        self.marked = min(self.marked, len(self.hits) - 1)
        self._tell()

    def _fitting(self, seconds: float) -> float:
        return round(min(max(seconds, _STEP), self._length - _STEP), 1)

    def _tell(self) -> None:
        self._name()
        self.chosen.emit(self._text(), False)

    def _text(self) -> str:
        told = sorted(zip(self.hits, self.kinds, strict=True))
        return ", ".join(f"{clock(hit)} {kind}".strip() for hit, kind in told)

    def _name(self) -> None:
        marked = f", at {clock(self.hits[self.marked])}" if self.marked >= 0 else ""
        self.setAccessibleName(f"Hits, {len(self.hits)}{marked}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the strip, its times and the hits."""
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.accent if self.hasFocus() else theme.line, 1))
        painter.setBrush(theme.surface_0)
        painter.drawRoundedRect(QRectF(1, 0.5, self.width() - 2, _BAND), 6, 6)
        self._paint_times(painter)
        for i, hit in enumerate(self.hits):
            is_marked = i == self.marked
            x = self.x_of(hit)
            painter.setPen(QPen(theme.accent if is_marked else theme.text_dim, 2))
            painter.drawLine(QPointF(x, 5), QPointF(x, _BAND - 4))
            painter.setBrush(theme.accent if is_marked else theme.text_dim)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(QPointF(x, 8), 4, 4)
        painter.end()

    def _paint_times(self, painter: QPainter) -> None:
        font = self.font()
        font.setPixelSize(LABEL_SIZE)
        painter.setFont(font)
        for i in range(_LABELS):
            seconds = self._length * i / (_LABELS - 1)
            x, text = self.x_of(seconds), clock(round(seconds, 1))
            painter.setPen(self._theme.line)
            if 0 < i < _LABELS - 1:
                painter.drawLine(QPointF(x, 2), QPointF(x, _BAND - 1))
            painter.setPen(self._theme.text_dim)
            width = painter.fontMetrics().horizontalAdvance(text)
            left = min(max(x - width / 2, 1.0), self.width() - width - 1.0)
            painter.drawText(QPointF(left, _HEIGHT - 9), text)
