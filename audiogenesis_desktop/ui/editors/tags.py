"""Names as tags that wrap into lines; a click on one takes it away."""

from collections import Counter
from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from audiogenesis_desktop.ui.theme import SPACE

_HEIGHT, _GAP = 6 * SPACE, SPACE


class Tags(QWidget):
    """What is chosen, in order."""

    removed = Signal(str)  # the name

    def __init__(self, label: str) -> None:
        """Begin without any; `label` says what they are for, as in "Piano: {label}"."""
        super().__init__()
        self._label = label
        self.tags: dict[str, QPushButton] = {}
        self._lines = 1

    def show_names(self, names: Iterable[str]) -> None:
        """Show these, in this order; what is there several times is one tag."""
        for tag in self.tags.values():
            tag.hide()
            tag.deleteLater()
        self.tags = {name: self._tag(name, count) for name, count in Counter(names).items()}
        self._arrange()

    def sizeHint(self) -> QSize:
        """Return room for as many lines as there are."""
        return QSize(0, self._lines * (_HEIGHT + _GAP) - _GAP)

    def minimumSizeHint(self) -> QSize:
        """Return the height that all lines need."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        super().resizeEvent(event)
        self._arrange()

    def _tag(self, name: str, count: int) -> QPushButton:
        tag = QPushButton(f"{count} × {name}  ×" if count > 1 else f"{name}  ×", self)
        tag.setObjectName("tag")
        tag.setFixedHeight(_HEIGHT)
        tag.setCursor(Qt.CursorShape.PointingHandCursor)
        tag.setAccessibleName(f"{name}: {self._label}")
        tag.setToolTip(f"{name}: {self._label}")
        tag.clicked.connect(lambda: self.removed.emit(name))
        return tag

    def _arrange(self) -> None:
        x, line = 0, 0
        for tag in self.tags.values():
            tag.ensurePolished()
            width = min(tag.sizeHint().width(), max(self.width(), 1))
            if x and x + width > self.width():
                x, line = 0, line + 1
            tag.setGeometry(x, line * (_HEIGHT + _GAP), width, _HEIGHT)
            tag.show()
            x += width + _GAP
        if line + 1 != self._lines:
            self._lines = line + 1
            self.setFixedHeight(self.sizeHint().height())
        self.setVisible(bool(self.tags))
