"""A whole number between two buttons; the wheel and the arrows up and down step it too."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from audiogenesis_desktop.ui.theme import SPACE

_WIDE_STEP = 10  # with Shift, or page up and down


class Stepper(QWidget):
    """What is typed, stepped or wheeled stays within the range."""

    changed = Signal(int)  # the value

    def __init__(self, value: int, *, lowest: int, highest: int, label: str) -> None:
        """Show a value; `label` is its accessible name."""
        super().__init__()
        self.value, self._lowest, self._highest = value, lowest, highest
        self.edit = QLineEdit(str(value))
        self.edit.setValidator(QIntValidator(0, highest, self.edit))
        self.edit.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.edit.setFixedSize(14 * SPACE, 7 * SPACE)
        self.edit.setAccessibleName(label)
        self.edit.textEdited.connect(self._typed)
        self.edit.editingFinished.connect(lambda: self.edit.setText(str(self.value)))
        self.fewer = self._button("−", f"{label}: one less", -1)
        self.more = self._button("+", f"{label}: one more", 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for part in (self.fewer, self.edit, self.more):
            row.addWidget(part)

    def set_value(self, value: int, *, tell: bool = True) -> None:
        """Take another value, brought within the range; `changed` tells of it unless told not to."""
        value = self._within(value)
        if value != self.value:
            self.value = value
            self.edit.setText(str(value))
            if tell:
                self.changed.emit(value)

    def step(self, by: int) -> None:
        """Go up or down."""
        self.set_value(self.value + by)
        self.edit.setText(str(self.value))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by the arrows and, further, by the pages."""
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: _WIDE_STEP, Qt.Key.Key_PageDown: -_WIDE_STEP}
        if event.key() in steps:
            is_wide = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.step(steps[Qt.Key(event.key())] * (_WIDE_STEP if is_wide else 1))
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step by the wheel."""
        self.step(1 if event.angleDelta().y() > 0 else -1)
        event.accept()

    def _typed(self, text: str) -> None:
        """Take what is typed, but leave the text alone: "1" may be on the way to "120"."""
        if text.isdecimal() and (value := self._within(int(text))) != self.value:
            self.value = value
            self.changed.emit(value)

    def _within(self, value: int) -> int:
        return min(max(value, self._lowest), self._highest)

    def _button(self, sign: str, name: str, by: int) -> QPushButton:
        button = QPushButton(sign)
        button.setObjectName("step")
        button.setFixedSize(7 * SPACE, 7 * SPACE)
        button.setAutoRepeat(True)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.clicked.connect(lambda: self.step(by))
        return button
