"""Recovering: pieces that earlier runs left unsaved are offered one by one, to be opened or let go."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from audiogenesis_desktop.studio import notices
from audiogenesis_desktop.studio.autosave import Autosave
from audiogenesis_desktop.studio.kept import let_go, remove, when_kept
from audiogenesis_desktop.studio.notices import Mend, Notice

RECOVERY, KEEPING = "recovery", "keeping"  # the keys of the offer, and of what is told where nothing can be kept


class Read(Protocol):
    """Reads what was kept and shows it, as unsaved work; `shown` is called once it is."""

    def __call__(self, path: Path, shown: Callable[[], None], /) -> object: ...


class Recovering(QObject):
    """Tells of what autosave has found, the latest first."""

    noticed = Signal(Notice)
    notice_gone = Signal(str)  # its key

    def __init__(self, autosave: Autosave | None, read: Read, parent: QObject | None = None) -> None:
        """Take what keeps work aside, if anything does, and what reads it back."""
        super().__init__(parent)
        self.autosave, self._read = autosave, read
        if autosave is not None:
            autosave.failed.connect(lambda why: self.noticed.emit(Notice(KEEPING, why, notices.DANGER)))
            autosave.succeeded.connect(lambda: self.notice_gone.emit(KEEPING))

    @property
    def kept(self) -> list[Path]:
        """Return what is still to be opened or let go, the latest first."""
        return self.autosave.kept if self.autosave is not None else []

    def offer(self) -> None:
        """Tell of the latest piece that an earlier run left unsaved; the offer goes if there is none any more."""
        if not self.kept:
            self.notice_gone.emit(RECOVERY)
            return
        when, others = _in_words(when_kept(self.kept[0])), len(self.kept) - 1
        more = f", and {others} more with it" if others else ""
        text = f"A piece of {when} was not saved. It has been kept{more}."
        self.noticed.emit(Notice(RECOVERY, text, notices.INFO, Mend.RECOVER, "Open it"))

    def recover(self) -> None:
        """Open the piece that is offered, still as unsaved work, and offer the next; a broken file stays."""
        if self.kept:
            path = self.kept.pop(0)
            self._read(path, lambda: self._shown(path))
        self.offer()

    def dismiss(self) -> None:
        """Let the piece that is offered go, and offer the next."""
        if self.kept:
            let_go(self.kept.pop(0))
        self.offer()

    def _shown(self, path: Path) -> None:
        """Let the file go once what was in it is kept aside again."""
        if self.autosave is not None:
            self.autosave.save_soon(lambda: remove(path))


def _in_words(when: datetime) -> str:
    return f"{when:%H:%M}" if when.date() == date.today() else f"{when.day} {when:%B, %H:%M}"
