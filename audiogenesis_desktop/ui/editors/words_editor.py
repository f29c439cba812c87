"""Words to tick, several at once: the shape of a piece, its texture."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QGridLayout, QPushButton

from audiogenesis_desktop.ui.brief_fields import without_rivals
from audiogenesis_desktop.ui.editors.field_editor import FieldEditor
from audiogenesis_desktop.ui.theme import SPACE

_COLUMNS = 3


class WordsEditor(FieldEditor):
    """A grid to tick; of two that contradict each other the later one stands."""

    def __init__(self, field: str, words: Sequence[str], names: Sequence[str]) -> None:
        """Offer the words that a field of the Brief may hold, and tick those that it has."""
        super().__init__()
        self._field, self.names = field, tuple(names)
        self.buttons = {word: QPushButton(word.capitalize()) for word in words}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE)
        for i, (word, button) in enumerate(self.buttons.items()):
            button.setObjectName("preset")
            button.setCheckable(True)
            button.setFixedHeight(7 * SPACE)
            button.setAccessibleName(word)
            button.clicked.connect(lambda _=False, w=word: self._turn(w))
            grid.addWidget(button, i // _COLUMNS, i % _COLUMNS)
        self._show()

    def follow(self, values: dict[str, Any]) -> None:
        """Show the words that were typed."""
        self.names = tuple(values[self._field])
        self._show()

    def _turn(self, word: str) -> None:
        left = tuple(name for name in self.names if name != word)
        self.names = left if word in self.names else without_rivals((*left, word))
        self._show()
        self.chosen.emit(", ".join(self.names), False)

    def _show(self) -> None:
        for word, button in self.buttons.items():
            button.setChecked(word in self.names)
