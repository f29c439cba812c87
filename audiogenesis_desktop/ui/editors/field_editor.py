"""What every editor of a field has in common, so that the popup may ask any of them."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class FieldEditor(QWidget):
    """A widget that a value is chosen with, beside the text that can be typed."""

    chosen = Signal(str, bool)  # the value as it could be typed; whether that settles it
    replaces_text = False  # whether no text is needed beside it

    def follow(self, values: dict[str, Any]) -> None:
        """Show the values of a Brief's fields that were typed."""

    def take_focus(self) -> bool:
        """Take the keyboard if it is to begin here, and return whether it does; else it begins in the text."""
        return False

    def step_by_key(self, _event: QKeyEvent) -> bool:
        """Step a number by a key that was pressed in the text, and return whether there is one."""
        return False
