"""Holding projects: of two windows, only the first may write a project, until it has closed or crashed."""

from pathlib import Path

from PySide6.QtCore import QLockFile

from audiogenesis_desktop.files.atomic import real_path
from audiogenesis_desktop.studio.autosave import lock_beside


class ProjectHold:
    """The projects that this window holds, each by a file beside it that names the process."""

    def __init__(self) -> None:
        """Begin with none."""
        self._locks: dict[Path, QLockFile] = {}

    def take(self, path: Path) -> bool:
        """Hold a project, by whatever name; return whether nobody else does.

        Where no file can be made for that, nobody is kept out.
        """
        real = _real(path)
        if real in self._locks:
            return True
        lock = lock_beside(real.with_name(f".{real.name}.lock"))
        if not lock.tryLock(0):
            return lock.error() != QLockFile.LockError.LockFailedError
        self._locks[real] = lock
        return True

    def let_go(self, path: Path) -> None:
        """Hold a project no more, if it is held."""
        lock = self._locks.pop(_real(path), None)
        if lock is not None:
            lock.unlock()

    def let_go_all(self) -> None:
        """Hold nothing any more."""
        for path in list(self._locks):
            self.let_go(path)


def _real(path: Path) -> Path:
    """Return where a path leads, or the path itself where that is nowhere."""
    try:
        return real_path(path)
    except OSError:
        return path
