"""Style: one of the styles that the composer knows, or a mix of two."""

from typing import Any

from PySide6.QtWidgets import QGridLayout, QPushButton

from audiogenesis_desktop.style.families import FAMILIES
from audiogenesis_desktop.ui.brief_fields import MOST_MIXED
from audiogenesis_desktop.ui.editors.field_editor import FieldEditor
from audiogenesis_desktop.ui.theme import SPACE

_COLUMNS = 4


class StyleEditor(FieldEditor):
    """A grid to tick; a third tick lets the oldest go."""

    def __init__(self, names: list[str]) -> None:
        """Tick these."""
        super().__init__()
        self.names = list(names)[:MOST_MIXED]
        self.buttons = {name: QPushButton(name.capitalize()) for name in FAMILIES}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE)
        for i, (name, button) in enumerate(self.buttons.items()):
            button.setObjectName("preset")
            button.setCheckable(True)
            button.setFixedHeight(7 * SPACE)
            button.setAccessibleName(f"Style {name}")
            button.clicked.connect(lambda _=False, n=name: self._turn(n))
            grid.addWidget(button, i // _COLUMNS, i % _COLUMNS)
        self._show()

    def follow(self, values: dict[str, Any]) -> None:
        """Show the styles that were typed."""
        self.names = [name for name, _ in values["style"]]
        self._show()

    def _turn(self, name: str) -> None:
        if name in self.names:
            self.names.remove(name)
        else:
            self.names = [*self.names, name][-MOST_MIXED:]
        self._show()
        self.chosen.emit(", ".join(self.names), False)

    def _show(self) -> None:
        for name, button in self.buttons.items():
            button.setChecked(name in self.names)
