"""Commands on how the roll shows the piece: how close, which rows, where in time. What is chosen is remembered."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from audiogenesis_desktop.studio.settings import Settings
from audiogenesis_desktop.ui.choice import Choice, Option, new_action
from audiogenesis_desktop.ui.roll.view import RollView

_ROWS = (
    Option("all", "Show &all rows", "Show a row for every pitch"),
    Option("scale", "Fold to &scale", "Show the rows of the key's scale, and of notes outside it"),
    Option("used", "Fold to &used pitches", "Show the rows that the edited track has notes on"),
)
_FOLLOW = (
    Option("page", "Follow page by &page", "Turn the page when the playhead leaves the view"),
    Option("continuous", "Follow &continuously", "Let the music move under a playhead that stays in its place"),
    Option("off", "Do &not follow", "Keep the view still while the music plays"),
)


class ViewActions(QObject):
    """The commands, given to the roll: their keys work while it has the focus."""

    def __init__(self, roll: RollView, settings: Settings) -> None:
        """Make every action, and show the roll as the settings have it."""
        super().__init__(roll)
        self._roll, self._settings = roll, settings
        self._make_zooms()
        self.rows = Choice(roll, "rows", _ROWS)
        self.next_rows = self.rows.cycled_by("S&witch rows", "All rows, those of the scale, those used", "Shift+S")
        self.rows.chosen.connect(self._fold)
        self.follow = Choice(roll, "follow", _FOLLOW)
        self.next_follow = self.follow.cycled_by("S&witch following", "By pages, continuously, not at all", "Shift+L")
        self.follow.chosen.connect(self._follow)
        self.scale = new_action(roll, "scale", "&Highlight scale", "Shade rows outside the key's scale", "Shift+H")
        self.scale.setCheckable(True)
        self.scale.toggled.connect(self._shade_scale)
        self.rows.choose(settings.rows)
        self.follow.choose(settings.follow)
        self.scale.setChecked(settings.shades_scale)

    def insert_before(self, action: QAction, menu: QMenu) -> None:
        """Put all of them, and a line after them, before another command of a menu."""
        menu.insertActions(action, self.zooms)
        menu.insertSeparator(action)
        grid = QMenu("&Grid", menu)
        self._roll.grid_actions.fill(grid)
        menu.insertMenu(action, self.rows.submenu("&Rows", self.next_rows))
        menu.insertAction(action, self.scale)
        menu.insertMenu(action, self.follow.submenu("&Follow playhead", self.next_follow))
        menu.insertMenu(action, grid)
        menu.insertSeparator(action)

    def _make_zooms(self) -> None:
        zooming = self._roll.zooming
        self.zooms = [
            self._zoom("selection", "Zoom to &selection", "Show the selected notes", "Z", zooming.to_selection),
            self._zoom("loop", "Zoom to &loop", "Show the looped stretch", "Shift+F", zooming.to_loop),
            self._zoom("in", "Zoom &in", "Show less time, larger", "Ctrl++", lambda: zooming.time(1), "Ctrl+="),
            self._zoom("out", "Zoom &out", "Show more time, smaller", "Ctrl+-", lambda: zooming.time(-1)),
            self._zoom("higher", "&Higher rows", "Show fewer pitches", "Alt++", lambda: zooming.pitch(1), "Alt+="),
            self._zoom("lower", "Lo&wer rows", "Show more pitches", "Alt+-", lambda: zooming.pitch(-1)),
            self._zoom("back", "&Back to former view", "Return to where zooming began", "Shift+Z", zooming.back),
        ]

    def _zoom(self, name: str, text: str, what: str, key: str, do: Callable[[], None], other: str = "") -> QAction:
        action = new_action(self._roll, f"zoom_{name}", text, what, key)
        if other:  # where + needs the Shift key
            action.setShortcuts([QKeySequence(key), QKeySequence(other)])
        action.triggered.connect(lambda: do())
        return action

    def _fold(self, value: str) -> None:
        self._settings.rows = value
        self._roll.set_fold(value)

    def _follow(self, value: str) -> None:
        self._settings.follow = self._roll.following.mode = value

    def _shade_scale(self, on: bool) -> None:
        self._settings.shades_scale = on
        self._roll.canvas.shade_scale(on)
