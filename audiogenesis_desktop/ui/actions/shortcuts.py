"""The keys of commands, as the user changed them: kept in the settings by the command's id."""

from PySide6.QtGui import QKeySequence

from audiogenesis_desktop.studio.settings import Settings
from audiogenesis_desktop.ui.actions.actions import Actions


class Shortcuts:
    """Every command's keys; one key belongs to one command."""

    def __init__(self, actions: Actions, settings: Settings) -> None:
        """Give the commands the keys of the settings."""
        self._actions, self._settings = actions, settings
        for command_id, key in list(settings.shortcuts.items()):
            if command_id in actions.commands and isinstance(key, str):
                actions.give_keys(command_id, [QKeySequence(key)] if key else [])

    def change(self, command_id: str, *keys: QKeySequence) -> str:
        """Give a command keys, or none for an empty one; return what else that changes, in one sentence.

        A command that had one of them before is left with its others, or without any.
        """
        given, bare = [key for key in keys if not key.isEmpty()], ""
        for former in self._actions:
            kept = [key for key in self._keys(former) if key not in given]
            if former != command_id and len(kept) < len(self._keys(former)):
                self._set(former, kept)
                bare = bare if kept else f"{self._actions.offer(former).name} has no key any more."
        self._set(command_id, given)
        return bare

    def restore(self, command_id: str) -> str:
        """Give a command the keys back that it comes with; return what else that changes."""
        return self.change(command_id, *self._own(command_id))

    def _own(self, command_id: str) -> list[QKeySequence]:
        return [QKeySequence(key) for key in self._actions.commands[command_id].keys]

    def _keys(self, command_id: str) -> list[QKeySequence]:
        return self._actions[command_id].shortcuts()

    def _set(self, command_id: str, keys: list[QKeySequence]) -> None:
        if keys == self._own(command_id):
            self._settings.shortcuts.pop(command_id, None)
        else:
            first = keys[0] if keys else QKeySequence()
            self._settings.shortcuts[command_id] = first.toString(QKeySequence.SequenceFormat.PortableText)
        self._actions.give_keys(command_id, keys)
