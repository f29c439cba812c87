"""The table's commands as Qt's actions: made, enabled, worded and bound here and nowhere else."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from audiogenesis_desktop.editing.commands import Command, Menu, Offer, Place, State, Table, named_within
from audiogenesis_desktop.ui.icons import icon
from audiogenesis_desktop.ui.theme import Theme

Do = Callable[[], object]
Switch = Callable[[bool], object]
_CONTEXTS: Mapping[Place, Qt.ShortcutContext] = {
    "window": Qt.ShortcutContext.WindowShortcut,
    "roll": Qt.ShortcutContext.WidgetWithChildrenShortcut,
}


def _regardless(do: Do, _is_on: bool) -> None:
    do()


class Actions(QObject):
    """One action a command, by its id. Whoever can do a command binds it; whoever knows more shows another state."""

    def __init__(self, table: Table, theme: Theme, parent: QObject | None = None) -> None:
        """Make every action; it does nothing until it is bound, and has its key once a widget has it."""
        super().__init__(parent)
        self.table, self.state, self._theme = table, State(), theme
        self.commands = {command.id: command for command in table.commands}
        self._titles = table.titles
        self._does = dict[str, Switch]()
        self._groups = dict[str, QActionGroup]()
        self._actions = {command.id: self._made(command) for command in table.commands}
        self._changing = [c for c in table.commands if c.needs or c.on_scope or c.while_playing is not None]
        self.set_theme(theme)

    def __getitem__(self, command_id: str) -> QAction:
        return self._actions[command_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._actions)

    def placed(self, place: Place) -> list[QAction]:
        """Return the actions whose keys count in a place, for its widget to have."""
        return [self[command.id] for command in self.table.commands if command.place == place]

    def bind(self, does: Mapping[str, Do]) -> None:
        """Say what commands do; raises KeyError if there is no such command."""
        self.bind_switches({command_id: partial(_regardless, do) for command_id, do in does.items()})

    def bind_switches(self, does: Mapping[str, Switch]) -> None:
        """Say what commands do that are on or off, when the user has switched them."""
        for command_id, do in does.items():
            self._does[self.commands[command_id].id] = do

    @property
    def unbound(self) -> list[str]:
        """Return the commands that do nothing yet."""
        return [command_id for command_id in self if command_id not in self._does]

    def show(self, state: State) -> None:
        """Let only be chosen what can be done in a state, and call it what it is called there."""
        if state == self.state:
            return
        before, self.state = self.state, state
        for command in self._changing:
            is_enabled = command.is_enabled(state)
            if is_enabled != command.is_enabled(before):
                self[command.id].setEnabled(is_enabled)
            if (command.shown(state), command.lacks(state)) != (command.shown(before), command.lacks(before)):
                self._describe(command)

    def give_keys(self, command_id: str, keys: Sequence[QKeySequence]) -> None:
        """Give a command other keys, or none."""
        self[command_id].setShortcuts(keys)
        self._describe(self.commands[command_id])

    def offer(self, command_id: str) -> Offer:
        """Return a command as the palette lists it."""
        words, action = self.commands[command_id].shown(self.state), self[command_id]
        name = named_within(self._titles.get(command_id, ""), words.plain)
        return Offer(command_id, name, words.what, self._key(command_id), action.isEnabled())

    def fill(self, menu: QMenu, row: Menu, ready: Mapping[str, QMenu] = MappingProxyType({})) -> None:
        """Add a menu's commands, and the menus within it, to what a widget shows; each tells what it does.

        Menus that are `ready`, by name, fill themselves.
        """
        menu.setToolTipsVisible(True)
        for group in row.groups:
            if not menu.isEmpty():
                menu.addSeparator()
            for entry in group:
                if isinstance(entry, Command):
                    menu.addAction(self[entry.id])
                elif entry.name in ready:
                    ready[entry.name].setTitle(entry.title)
                    menu.addMenu(ready[entry.name])
                else:
                    self.fill(menu.addMenu(entry.title), entry, ready)

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in another theme's colours."""
        self._theme = theme
        for command in self.table.commands:
            self._draw(command)

    def _made(self, command: Command) -> QAction:
        action = QAction(command.words.text, self)
        action.setObjectName(command.id)
        action.setShortcuts([QKeySequence(key) for key in command.keys])
        action.setShortcutContext(_CONTEXTS[command.place])
        action.setCheckable(command.is_switch or bool(command.choice))
        action.setIconVisibleInMenu(False)
        action.setEnabled(command.is_enabled(self.state))
        if command.choice:
            self._groups.setdefault(command.choice, QActionGroup(self)).addAction(action)
        action.triggered.connect(lambda on: self._do(command.id, on))
        self._word(command, action)
        return action

    def _do(self, command_id: str, is_on: bool) -> None:
        if command_id in self._does:
            self._does[command_id](is_on)

    def _describe(self, command: Command) -> None:
        action = self[command.id]
        if action.text() != command.shown(self.state).text:
            self._draw(command)
        self._word(command, action)

    def _word(self, command: Command, action: QAction) -> None:
        words = command.shown(self.state)
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setText(words.text)
        what, lacks = f"{words.what} ({key})" if key else words.what, command.lacks(self.state)
        action.setToolTip(f"{what}. {lacks}" if lacks else what)
        action.setStatusTip(words.what)

    def _draw(self, command: Command) -> None:
        words = command.shown(self.state)
        if words.icon:
            self[command.id].setIcon(icon(words.icon, self._theme, checked_accent=True))

    def _key(self, command_id: str) -> str:
        return self[command_id].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
