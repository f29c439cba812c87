"""Recovering: work that an earlier run left unsaved is offered, and opened if that is wanted."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from audiogenesis_desktop.studio import notices
from audiogenesis_desktop.studio.autosave import Autosave
from audiogenesis_desktop.studio.notices import Mend, Notice


class Recovering(QObject):
    """Tells of what autosave has found."""

    noticed = Signal(Notice)

    def __init__(
        self, autosave: Autosave | None, read: Callable[[Path], object], parent: QObject | None = None
    ) -> None:
        """Take what keeps work aside, if anything does, and what reads it back."""
        super().__init__(parent)
        self.autosave, self._read = autosave, read

    def offer(self) -> None:
        """Tell of work that an earlier run left unsaved."""
        if self._found is not None:
            text = "Your last piece was not saved. It has been kept."
            self.noticed.emit(Notice("recovery", text, notices.INFO, Mend.RECOVER, "Open it"))

    def recover(self) -> None:
        """Open the work that an earlier run left unsaved, still as unsaved work."""
        if self._found is not None:
            self._read(self._found)

    @property
    def _found(self) -> Path | None:
        return self.autosave.found if self.autosave is not None else None
