"""Recovery: unsaved work is kept aside as a MIDI file, and offered again after a crash or a hasty close."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, QTimer

from audiogenesis_desktop import paths
from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio.document import Document
from audiogenesis_desktop.studio.jobs import Jobs

if TYPE_CHECKING:
    from audiogenesis_desktop.files.midi_writing import MidiWriter

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
        self._writer: MidiWriter | None = None  # keeps what it wrote of tracks that do not change
        self._writing = threading.Lock()
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
            self._jobs.start(lambda _progress: self._write(score, path))

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
                self._write(self.dressed(self._document.committed), self.path)
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

    def _write(self, score: Score, path: Path) -> None:
        from audiogenesis_desktop.files.atomic import write_bytes
        from audiogenesis_desktop.files.midi_writing import MidiWriter

        with self._writing:
            self._writer = self._writer or MidiWriter()
            write_bytes(path, self._writer.file_of(score))

    def _claim(self, folder: Path) -> Path | None:
        for slot in range(_SLOTS):
            lock = QLockFile(str(folder / f"recovery-{slot}.lock"))
            lock.setStaleLockTime(0)  # held for as long as its studio runs, however long that is
            if lock.tryLock(0):
                self._lock = lock
                return folder / f"recovery-{slot}.mid"
        return None
