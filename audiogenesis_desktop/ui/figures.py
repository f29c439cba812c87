"""Figures that do not jiggle: each digit is painted in a cell of its own, whatever the font does."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from audiogenesis_desktop.ui.theme import BODY_SIZE, Theme


class Figures(QWidget):
    """A number such as `3.2.120` or `0:07.250`, right-aligned so that its separators stand still."""

    def __init__(self, theme: Theme, widest: str, *, dim: bool = False, pixel_size: int = BODY_SIZE) -> None:
        """Take the widest text ever shown; the widget is as wide as that needs."""
        super().__init__()
        self._theme, self._text, self._dim = theme, "", dim
        font = self.font()
        font.setPixelSize(pixel_size)
        self._font = font
        metrics = QFontMetrics(font)
        self._digit_width = max(metrics.horizontalAdvance(digit) for digit in "0123456789")
        self._mark_widths = {mark: metrics.horizontalAdvance(mark) for mark in ".:;-–"}
        self.setFixedSize(QSize(sum(map(self._width, widest)) + 2, metrics.height() + 4))

    @property
    def text(self) -> str:
        """Return what is shown."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show other figures."""
        if text != self._text:
            self._text = text
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""
        self._theme = theme
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint from the right, digit by digit."""
        painter = QPainter(self)
        painter.setFont(self._font)
        painter.setPen(self._theme.text_dim if self._dim else self._theme.text)
        right = self.width() - 1
        for character in reversed(self._text):
            width = self._width(character)
            right -= width
            painter.drawText(right, 0, width, self.height(), Qt.AlignmentFlag.AlignCenter, character)
        painter.end()

    def _width(self, character: str) -> int:
        return self._mark_widths.get(character, self._digit_width)
