"""The keys of commands, as the user changed them: kept in the settings by the command's name."""

from collections.abc import Iterable

from PySide6.QtGui import QAction, QKeySequence

from audiogenesis_desktop.studio.settings import Settings
from audiogenesis_desktop.ui.palette import words_of


class Shortcuts:
    """Every command's key; one key belongs to one command."""

    def __init__(self, actions: Iterable[QAction], settings: Settings) -> None:
        """Take commands with object names, give them the keys of the settings, and remember their own."""
        self._actions = {action.objectName(): action for action in actions if action.objectName()}
        self._settings = settings
        self._own = {name: action.shortcut() for name, action in self._actions.items()}
        for name, key in list(settings.shortcuts.items()):
            if name in self._actions and isinstance(key, str):
                self._give(self._actions[name], QKeySequence(key))

    def change(self, action: QAction, key: QKeySequence) -> str:
        """Give a command a key, or none for an empty one; return what else that changes, in one sentence.

        The command that had the key before is left without one.
        """
        former = next((a for a in self._actions.values() if not key.isEmpty() and a.shortcut() == key), None)
        if former is action:
            return ""
        if former is not None:
            self._set(former, QKeySequence())
        self._set(action, key)
        return "" if former is None else f"{words_of(former)} has no key any more."

    def restore(self, action: QAction) -> str:
        """Give a command the key back that it comes with; return what else that changes."""
        return self.change(action, self._own[action.objectName()])

    def _set(self, action: QAction, key: QKeySequence) -> None:
        name = action.objectName()
        if key == self._own[name]:
            self._settings.shortcuts.pop(name, None)
        else:
            self._settings.shortcuts[name] = key.toString(QKeySequence.SequenceFormat.PortableText)
        self._give(action, key)

    @staticmethod
    def _give(action: QAction, key: QKeySequence) -> None:
        before = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setShortcut(key)
        what = action.toolTip().removesuffix(f" ({before})") if before else action.toolTip()
        now = key.toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{what} ({now})" if now else what)
