"""Holding projects: of two windows, only the first may write a project, until it has closed or crashed."""

from pathlib import Path

from PySide6.QtCore import QLockFile

from audiogenesis_desktop.studio.autosave import lock_beside


class ProjectHold:
    """The projects that this window holds, each by a file beside it that names the process."""

    def __init__(self) -> None:
        """Begin with none."""
        self._locks: dict[Path, QLockFile] = {}

    def take(self, path: Path) -> bool:
        """Hold a project; return whether nobody else does. Where no such file can be made, nobody is kept out."""
        if path in self._locks:
            return True
        lock = lock_beside(path.with_name(f".{path.name}.lock"))
        if not lock.tryLock(0):
            return lock.error() != QLockFile.LockError.LockFailedError
        self._locks[path] = lock
        return True

    def let_go(self, path: Path) -> None:
        """Hold a project no more, if it is held."""
        lock = self._locks.pop(path, None)
        if lock is not None:
            lock.unlock()

    def let_go_all(self) -> None:
        """Hold nothing any more."""
        for path in list(self._locks):
            self.let_go(path)
