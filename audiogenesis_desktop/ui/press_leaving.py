"""Noticing that something is dragged away, without a word to the widget that was pressed."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget


class PressLeaving(QObject):
    """Watches presses on some widgets, and tells when one is dragged out of the area that they are in."""

    left = Signal()

    def __init__(self, widgets: Sequence[QWidget], area: QWidget) -> None:
        """Watch widgets for as long as the first of them lives."""
        super().__init__(widgets[0])
        self._area, self._is_held = area, False
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Look on without taking part."""
        if not isinstance(event, QMouseEvent):
            return False
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress:
            self._is_held = event.button() == Qt.MouseButton.LeftButton
        elif kind == QEvent.Type.MouseButtonRelease:
            self._is_held = False
        elif kind == QEvent.Type.MouseMove and self._is_held:
            at = self._area.mapFromGlobal(event.globalPosition().toPoint())
            if not self._area.rect().contains(at):
                self._is_held = False
                self.left.emit()
        return False
