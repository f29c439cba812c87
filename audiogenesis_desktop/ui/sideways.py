"""A row that scrolls sideways: by any wheel, and with a shade at an end where there is more."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from audiogenesis_desktop.ui.theme import SPACE, Theme

_WIDTH = 8 * SPACE


class SidewaysArea(QScrollArea):
    """What lies in it is as high as the area is, and may be wider."""

    def __init__(self, theme: Theme) -> None:
        """Begin with nothing in it."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.edges = _Edges(self, theme)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, whichever way the wheel turns."""
        turned = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (turned.x() or turned.y()))
        event.accept()


class _Edges(QObject):
    """One shade at the left of a row and one at its right, each there while something lies beyond it."""

    def __init__(self, row: QScrollArea, theme: Theme) -> None:
        """Watch a row that scrolls sideways."""
        super().__init__(row)
        self._row = row
        self.left, self.right = (_Shade(row, theme, is_left=is_left) for is_left in (True, False))
        row.installEventFilter(self)
        bar = row.horizontalScrollBar()
        bar.valueChanged.connect(lambda _value: self._place())
        bar.rangeChanged.connect(lambda *_range: self._place())

    def set_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""
        for shade in (self.left, self.right):
            shade.ground = theme.surface_1
            shade.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the ends of the row."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        bar, height = self._row.horizontalScrollBar(), self._row.viewport().height()
        self.left.setGeometry(0, 0, _WIDTH, height)
        self.right.setGeometry(self._row.width() - _WIDTH, 0, _WIDTH, height)
        self.left.setVisible(bar.value() > bar.minimum())
        self.right.setVisible(bar.value() < bar.maximum())
        for shade in (self.left, self.right):
            shade.raise_()


class _Shade(QWidget):
    def __init__(self, row: QScrollArea, theme: Theme, *, is_left: bool) -> None:
        super().__init__(row)
        self.ground, self._is_left = theme.surface_1, is_left
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Let what lies below fade into the ground."""
        clear = QColor(self.ground)
        clear.setAlpha(0)
        gradient = QLinearGradient(0, 0, self.width(), 0)
        gradient.setColorAt(0, self.ground if self._is_left else clear)
        gradient.setColorAt(1, clear if self._is_left else self.ground)
        painter = QPainter(self)
        painter.fillRect(self.rect(), gradient)
        painter.end()
