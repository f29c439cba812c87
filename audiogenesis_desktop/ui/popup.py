"""What small popups have in common: they lie over the window, near what they are about, and go away by themselves."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QWidget


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

    def take_focus(self) -> None:
        """Give the keyboard to what is used first."""
