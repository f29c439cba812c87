"""Commands that choose the grid: how beats are divided, and whether it follows the zoom or is fixed."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from audiogenesis_desktop.editing.snapping import Division
from audiogenesis_desktop.score.score import TICKS_PER_BEAT
from audiogenesis_desktop.ui.roll.editor import Editor

_NOTES = {"4": TICKS_PER_BEAT, "8": TICKS_PER_BEAT // 2, "16": TICKS_PER_BEAT // 4, "32": TICKS_PER_BEAT // 8}


class GridActions(QObject):
    """The grid's commands, given to the roll: their keys work while it has the focus."""

    def __init__(self, roll: QWidget, editor: Editor) -> None:
        """Make every action; they show what the editor holds to."""
        super().__init__(roll)
        self._roll, self._editor = roll, editor
        self.triplet = self._division("&Triplet grid", "Three steps where there were two", "T", "triplet")
        self.dotted = self._division("&Dotted grid", "Steps longer by half, from each bar line", "Shift+T", "dotted")
        self._group = QActionGroup(self)
        self.adaptive = self._note("&Adaptive grid", "As fine as the zoom lets one see", 0)
        self.notes = {
            name: self._note(f"Grid 1/{name}", f"Hold to 1/{name} notes at every zoom", ticks)
            for name, ticks in _NOTES.items()
        }
        self._name()
        editor.changed.connect(self._show)
        self._show()

    def fill(self, menu: QMenu) -> None:
        """Fill a menu with all of them."""
        menu.addActions([self.adaptive, *self.notes.values()])
        menu.addSeparator()
        menu.addActions([self.triplet, self.dotted])

    def _division(self, text: str, what: str, key: str, division: Division) -> QAction:
        action = self._make(text, f"{what} ({key})", lambda: self._editor.divide(division))
        action.setShortcut(QKeySequence(key))
        return action

    def _note(self, text: str, what: str, ticks: int) -> QAction:
        action = self._make(text, what, lambda: self._editor.fix_grid(ticks))
        action.setData(ticks)
        self._group.addAction(action)
        return action

    def _make(self, text: str, what: str, do) -> QAction:
        action = QAction(text, self._roll)
        action.setCheckable(True)
        action.setToolTip(what)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _on=False: do())
        self._roll.addAction(action)
        return action

    def _name(self) -> None:
        named = {"triplet": self.triplet, "dotted": self.dotted, "adaptive": self.adaptive, **self.notes}
        for name, action in named.items():
            action.setObjectName(f"grid_{name}")

    def _show(self) -> None:
        editor = self._editor
        self.triplet.setChecked(editor.division == "triplet")
        self.dotted.setChecked(editor.division == "dotted")
        for action in self._group.actions():
            action.setChecked(action.data() == editor.grid_note_ticks)
