"""What small popups have in common: they lie over the window, near what they are about, and go away by themselves."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from audiogenesis_desktop.ui.theme import SPACE


class Popup(QFrame):
    """Escape or a click elsewhere closes it."""

    def __init__(self, name: str, parent: QWidget) -> None:
        """Make an empty popup of this accessible name."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def open_at(self, place: QPoint) -> None:
        """Show the popup at a place of the screen, as far as it fits, ready for the keyboard."""
        self.adjustSize()
        screen = (QGuiApplication.screenAt(place) or QGuiApplication.primaryScreen()).availableGeometry()
        left = max(screen.left(), min(place.x(), screen.right() - self.width()))
        self.move(left, max(screen.top(), min(place.y(), screen.bottom() - self.height())))
        self.show()
        self.take_focus()

    def column(self) -> QVBoxLayout:
        """Lay the popup out as a column, with the margins that all of them have."""
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        return column

    def take_focus(self) -> None:
        """Give the keyboard to what is used first."""


def dim(text: str = "") -> QLabel:
    """Return a label of a popup that stands back: a name, a figure."""
    label = QLabel(text)
    label.setObjectName("dim")
    return label


def figure(width: int) -> QLabel:
    """Return the label of what a slider stands at, as wide as its widest text may be."""
    label = dim()
    label.setFixedWidth(width)
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return label
