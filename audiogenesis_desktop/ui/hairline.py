"""The thin line between two parts of the window."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def hairline() -> QWidget:
    """Return a line one pixel high, in the colour that the style sheet gives it."""
    line = QWidget()
    line.setObjectName("hairline")
    line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    line.setFixedHeight(1)
    return line
