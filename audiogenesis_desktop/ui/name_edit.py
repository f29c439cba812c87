"""A name in a list that is edited in its place."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit

from audiogenesis_desktop.ui.theme import SPACE


class NameEdit(QLineEdit):
    """A name that is edited after a double-click or F2; Enter keeps the change, Escape drops it."""

    renamed = Signal(str)  # the new name
    pressed = Signal(Qt.KeyboardModifier)  # with what is held

    def __init__(self) -> None:
        """Begin as plain text."""
        super().__init__()
        self.setObjectName("name")
        self._name = ""
        self.setReadOnly(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # the row's is the one that is wanted
        self.editingFinished.connect(self._finish)

    def show_name(self, name: str) -> None:
        """Show a name, unless it is being edited."""
        self._name = name
        if self.isReadOnly():
            self._elide()

    def begin(self) -> None:
        """Open the name for editing."""
        self.setReadOnly(False)
        self.setText(self._name)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setFocus()
        self.selectAll()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on plain text is a press on the row."""
        if self.isReadOnly() and event.button() != Qt.MouseButton.RightButton:
            self.pressed.emit(event.modifiers())
        elif not self.isReadOnly():
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select text only while it is edited."""
        if not self.isReadOnly():
            super().mouseMoveEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the name for editing."""
        if self.isReadOnly():
            self.begin()
        else:
            super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape drops the change."""
        if event.key() == Qt.Key.Key_Escape and not self.isReadOnly():
            self.setText(self._name)
            self._finish()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the name to the new width."""
        super().resizeEvent(event)
        if self.isReadOnly():
            self._elide()

    def _elide(self) -> None:
        room = self.width() - 3 * SPACE
        self.setText(self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room))
        self.setCursorPosition(0)

    def _finish(self) -> None:
        if self.isReadOnly():
            return
        name = self.text().strip()
        self.setReadOnly(True)
        self.deselect()
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._elide()
        self.clearFocus()
        if name and name != self._name:
            self.renamed.emit(name)
