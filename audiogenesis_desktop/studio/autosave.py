"""Recovery: unsaved work is kept aside as a MIDI file, and offered again after a crash or a hasty close."""

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer

from audiogenesis_desktop import paths
from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio.document import Document
from audiogenesis_desktop.studio.jobs import Jobs, Progress

DELAY_MS = 5_000
_SLOTS = 16  # windows that may be open at once

_log = logging.getLogger(__name__)


class Autosave(QObject):
    """Writes the document aside a few seconds after each edit; each running studio has its own file."""

    def __init__(self, document: Document, jobs: Jobs, folder: Path | None = None) -> None:
        """Take a folder for the recovery files, or the user's own; claims the first that no studio holds."""
        super().__init__(document)
        self._document, self._jobs = document, jobs
        self.dressed: Callable[[Score], Score] = lambda score: score  # what is saved beside the score put into it
        self._lock: QLockFile | None = None
        self._is_closed = False
        self.path = self._claim(folder or paths.user_data())
        self.found = self.path if self.path is not None and self.path.exists() else None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self.save_soon)
        document.history_changed.connect(self._on_history)

    def save_soon(self) -> None:
        """Write the document aside in the background, if it is unsaved and not empty."""
        score = self._document.committed
        if self.path is not None and not self._document.is_saved and score.tracks:
            path, score = self.path, self.dressed(score)
            self._jobs.start(lambda progress: _write(score, path, progress))

    def close(self) -> None:
        """Write unsaved work aside for the next start, or remove what is no longer needed."""
        self._timer.stop()
        if self._is_closed or self.path is None:
            return
        self._is_closed = True
        if self._document.is_saved or not self._document.committed.tracks:
            self.forget()
        else:
            try:
                _write(self.dressed(self._document.committed), self.path, lambda _share: None)
            except AudiogenesisError as error:  # a full or vanished disk must not keep the window open
                _log.error("unsaved work could not be kept: %s", error)
        if self._lock is not None:
            self._lock.unlock()

    def forget(self) -> None:
        """Remove the file kept aside."""
        self.found = None
        if self.path is not None:
            self.path.unlink(missing_ok=True)

    def _on_history(self) -> None:
        if not self._is_closed and not self._document.is_saved and not self._timer.isActive():
            self._timer.start()

    def _claim(self, folder: Path) -> Path | None:
        for slot in range(_SLOTS):
            lock = QLockFile(str(folder / f"recovery-{slot}.lock"))
            lock.setStaleLockTime(0)  # held for as long as its studio runs, however long that is
            if lock.tryLock(0):
                self._lock = lock
                return folder / f"recovery-{slot}.mid"
        return None


def _write(score: Score, path: Path, _progress: Progress) -> None:
    from audiogenesis_desktop.files.midi import write_midi

    write_midi(score, path)
