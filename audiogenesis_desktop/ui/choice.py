"""Several commands of which one is on, and one more that goes on to the next: a submenu, and a key that cycles."""

from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget


class Option(NamedTuple):
    """One of the things to choose from: `value` is what it is called within, `text` and `what` are for the user."""

    value: str
    text: str
    what: str


class Choice(QObject):
    """The options as exclusive commands of a widget; their keys work while it, or what is in it, has the focus."""

    chosen = Signal(str)

    def __init__(self, owner: QWidget, name: str, options: tuple[Option, ...]) -> None:
        """Make a command for each option; `name` begins the commands' object names."""
        super().__init__(owner)
        self._owner, self._name = owner, name
        self._group = QActionGroup(self)
        self.options = {option.value: self._option(option) for option in options}

    @property
    def value(self) -> str:
        """Return what is chosen, or nothing before the first choice."""
        return next((value for value, action in self.options.items() if action.isChecked()), "")

    def choose(self, value: str) -> None:
        """Choose an option; what is none of them counts as the first."""
        known = value if value in self.options else next(iter(self.options))
        self.options[known].setChecked(True)
        self.chosen.emit(known)

    def cycled_by(self, text: str, what: str, key: str) -> QAction:
        """Return a command that goes on to the next option, and after the last to the first."""
        action = new_action(self._owner, f"{self._name}_next", text, what, key)
        action.triggered.connect(lambda: self._next())
        return action

    def submenu(self, title: str, cycle: QAction) -> QMenu:
        """Return a menu of the options and of the command that cycles through them."""
        menu = QMenu(title, self._owner)
        menu.addActions(self._group.actions())
        menu.addSeparator()
        menu.addAction(cycle)
        return menu

    def _next(self) -> None:
        values = list(self.options)
        self.choose(values[(values.index(self.value) + 1) % len(values)])

    def _option(self, option: Option) -> QAction:
        action = new_action(self._owner, f"{self._name}_{option.value}", option.text, option.what)
        action.setCheckable(True)
        action.triggered.connect(lambda: self.choose(option.value))
        self._group.addAction(action)
        return action


def new_action(owner: QWidget, name: str, text: str, what: str, key: str = "") -> QAction:
    """Return a new command of a widget, whose key works while the widget or what is in it has the focus."""
    action = QAction(text, owner)
    action.setObjectName(name)
    action.setShortcut(QKeySequence(key))
    native = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{what} ({native})" if native else what)
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    owner.addAction(action)
    return action
