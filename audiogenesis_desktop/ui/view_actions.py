"""Commands on how the roll shows the piece: which rows, which grid. What is chosen is remembered."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from audiogenesis_desktop.studio.settings import Settings
from audiogenesis_desktop.ui.choice import Choice, Option, new_action
from audiogenesis_desktop.ui.roll.view import RollView

_ROWS = (
    Option("all", "Show &all rows", "Show a row for every pitch"),
    Option("scale", "Fold to &scale", "Show the rows of the key's scale, and of notes outside it"),
    Option("used", "Fold to &used pitches", "Show the rows that the edited track has notes on"),
)


class ViewActions(QObject):
    """The commands, given to the roll: their keys work while it has the focus."""

    def __init__(self, roll: RollView, settings: Settings) -> None:
        """Make every action, and show the roll as the settings have it."""
        super().__init__(roll)
        self._roll, self._settings = roll, settings
        self.rows = Choice(roll, "rows", _ROWS)
        self.next_rows = self.rows.cycled_by("&Fold rows", "All rows, those of the scale, those used", "Shift+S")
        self.rows.chosen.connect(self._fold)
        self.scale = new_action(roll, "scale", "&Highlight scale", "Shade rows outside the key's scale", "Shift+H")
        self.scale.setCheckable(True)
        self.scale.toggled.connect(self._shade_scale)
        self.rows.choose(settings.rows)
        self.scale.setChecked(settings.shades_scale)

    def insert_before(self, action: QAction, menu: QMenu) -> None:
        """Put all of them, and a line after them, before another command of a menu."""
        grid = QMenu("&Grid", menu)
        self._roll.grid_actions.fill(grid)
        menu.insertMenu(action, self.rows.submenu("&Rows", self.next_rows))
        menu.insertAction(action, self.scale)
        menu.insertMenu(action, grid)
        menu.insertSeparator(action)

    def _fold(self, value: str) -> None:
        self._settings.rows = value
        self._roll.set_fold(value)

    def _shade_scale(self, on: bool) -> None:
        self._settings.shades_scale = on
        self._roll.canvas.shade_scale(on)
