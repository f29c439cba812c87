"""A slim slider, painted: groove, filled part and a knob that shows itself when it is wanted."""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSlider

from audiogenesis_desktop.ui.roll.keys import claims_escape
from audiogenesis_desktop.ui.theme import SPACE, Theme

_KNOB, _GROOVE = 5.0, 3.0


class SlimSlider(QSlider):
    """Horizontal; a press goes straight to its place, a double-click returns to `home`."""

    def __init__(self, theme: Theme, *, highest: int, home: int, origin: int = 0) -> None:
        """Take the range 0..highest, the value to return to, and the value that the filled part begins at."""
        super().__init__(Qt.Orientation.Horizontal)
        self._theme, self._home, self._origin = theme, home, origin
        self._colour, self._value_before = theme.text_dim, 0
        self.setRange(0, highest)
        self.setPageStep(max(1, highest // 10))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_colours(self, theme: Theme, colour: QColor) -> None:
        """Fill with this colour."""
        self._theme, self._colour = theme, colour
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to where the press is, and follow it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._value_before = self.value()
            self.grabKeyboard()  # so that Escape reaches the drag
            self.setSliderDown(True)
            self.setValue(self._value_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if self.isSliderDown():
            self.setValue(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._let_go()

    def event(self, event: QEvent) -> bool:
        """Keep Escape for a drag."""
        return claims_escape(event, self.isSliderDown) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Put the value back at Escape while it is dragged."""
        if not self.isSliderDown():
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self.setValue(self._value_before)
            self._let_go()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep the keyboard no longer than one sees what it does."""
        super().hideEvent(event)
        if self.isSliderDown():
            self.releaseKeyboard()

    def _let_go(self) -> None:
        if self.isSliderDown():
            self.releaseKeyboard()
            self.setSliderDown(False)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Return to the home value."""
        self.setSliderDown(True)
        self.setValue(self._home)
        self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the list that scrolls."""
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint groove, filled part and, under the pointer or in focus, the knob."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle, x = self.height() / 2, self._x_of(self.value())
        painter.setBrush(self._theme.line_strong)
        painter.drawRoundedRect(QRectF(0, middle - _GROOVE / 2, self.width(), _GROOVE), 1.5, 1.5)
        painter.setBrush(self._colour)
        begin = self._x_of(self._origin) if self._origin else 0.0
        filled = QRectF(min(begin, x), middle - _GROOVE / 2, max(abs(x - begin), _GROOVE), _GROOVE)
        painter.drawRoundedRect(filled, 1.5, 1.5)
        if self.underMouse() or self.hasFocus() or self.isSliderDown():
            if self.hasFocus():
                painter.setPen(QPen(self._theme.accent, 2))
            painter.setBrush(self._theme.text)
            painter.drawEllipse(QPointF(x, middle), _KNOB, _KNOB)
        painter.end()

    def _x_of(self, value: int) -> float:
        return _KNOB + (self.width() - 2 * _KNOB) * value / max(1, self.maximum())

    def _value_at(self, x: float) -> int:
        share = (x - _KNOB) / max(1.0, self.width() - 2 * _KNOB)
        return round(min(1.0, max(0.0, share)) * self.maximum())


def popup_slider(theme: Theme, name: str, tip: str, *, highest: int, home: int, origin: int = 0) -> SlimSlider:
    """Return a slider as popups have them, with its name for those who cannot see it; it stands at `home`."""
    slider = SlimSlider(theme, highest=highest, home=home, origin=origin)
    slider.setValue(home)
    slider.set_colours(theme, theme.accent)
    slider.setFixedHeight(6 * SPACE)
    slider.setMinimumWidth(44 * SPACE)
    slider.setAccessibleName(name)
    slider.setToolTip(f"{tip} (double-click: back)")
    return slider
