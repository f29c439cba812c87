"""Autosave: unsaved work is kept aside as a MIDI file, with what it was asked by, for the next start after a crash."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, QTimer

from audiogenesis_desktop import paths
from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio.document import Document
from audiogenesis_desktop.studio.jobs import Jobs
from audiogenesis_desktop.studio.kept import keep_apart, kept_in, remove
from audiogenesis_desktop.studio.kept_takes import KeptTakes, beside, takes_beside, write_take, write_takes

if TYPE_CHECKING:
    from audiogenesis_desktop.files.midi_writing import MidiWriter

DELAY_MS = 5_000
_SLOTS = 16  # windows that may be open at once

_log = logging.getLogger(__name__)


class Autosave(QObject):
    """Writes the document aside a few seconds after each edit; each running studio has its own file.

    What studios that run no longer have left is moved to names of its own first. Of those that run, one has `kept`.
    """

    def __init__(self, document: Document, jobs: Jobs, folder: Path | None = None) -> None:
        """Take a folder for the recovery files, or the user's own; claims the first that no studio holds."""
        super().__init__(document)
        self._document, self._jobs = document, jobs
        self.dressed: Callable[[Score], Score] = lambda score: score  # what is saved beside the score put into it
        self._writer: MidiWriter | None = None  # keeps what it wrote of tracks that do not change
        self.takes: Callable[[], KeptTakes] = KeptTakes  # those of the piece that is shown
        self._take_written: Take | None = None
        self._takes_written = KeptTakes()
        self._writing = threading.Lock()
        self._locks: list[QLockFile] = []
        self._is_closed = False
        folder = folder or paths.user_data()
        self.path = self._claim(folder)
        self.kept: list[Path] = kept_in(folder) if self._hold(folder / "kept.lock") else []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self.save_soon)
        document.history_changed.connect(self.note_change)

    def save_soon(self, then: Callable[[], None] | None = None) -> None:
        """Write the document aside in the background, if it is unsaved and not empty; `then` once that is done."""
        score = self._document.committed
        if self.path is not None and not self._document.is_saved and score.tracks:
            path, score, take, takes = self.path, self.dressed(score), self._document.take, self.takes()
            done = None if then is None else (lambda _result: then())
            self._jobs.start(lambda _progress: self._write(score, take, path, takes), done=done)

    def save_now(self, score: Score, take: Take | None) -> None:
        """Write a score aside, and the Take that it began as, before anything else happens.

        A full or vanished disk must not keep the window open.
        """
        if self.path is not None and score.tracks:
            try:
                self._write(self.dressed(score), take, self.path, self.takes())
            except AudiogenesisError as error:
                _log.error("unsaved work could not be kept: %s", error)

    def close(self, *, keep: bool = True) -> None:
        """Write unsaved work aside for the next start, or remove what is no longer needed; without `keep` all of it."""
        self._timer.stop()
        if self._is_closed:
            return
        self._is_closed = True
        if keep and not self._document.is_saved and self._document.committed.tracks:
            self.save_now(self._document.committed, self._document.take)
        else:
            self.forget()
        for lock in self._locks:
            lock.unlock()

    def forget(self) -> None:
        """Remove the file kept aside."""
        if self.path is not None:
            try:
                remove(self.path)
            except OSError as error:
                _log.error("what was kept aside is still there: %s", error)

    def note_change(self) -> None:
        """Keep what has changed aside in a few seconds, or, if all is saved, nothing any more."""
        if self._is_closed:
            return
        if self._document.is_saved:
            self._timer.stop()
            self.forget()  # or it would be offered as unsaved after a crash
        elif not self._timer.isActive():
            self._timer.start()

    def _write(self, score: Score, take: Take | None, path: Path, takes: KeptTakes) -> None:
        from audiogenesis_desktop.files.atomic import write_bytes
        from audiogenesis_desktop.files.midi_writing import MidiWriter

        with self._writing:
            self._writer = self._writer or MidiWriter()
            if is_another := take is not self._take_written or not beside(path).exists():
                beside(path).unlink(missing_ok=True)  # never beside a piece that it did not make
            write_bytes(path, self._writer.file_of(score))
            if is_another and take is not None:
                write_take(take, path)
            self._take_written = take
            if takes != self._takes_written or not takes_beside(path).exists():
                write_takes(takes, path) if takes.takes else takes_beside(path).unlink(missing_ok=True)
                self._takes_written = takes

    def _claim(self, folder: Path) -> Path | None:
        """Move aside what is left in all slots that nobody holds, and hold the first of them."""
        mine: Path | None = None
        for slot in range(_SLOTS):
            path = folder / f"recovery-{slot}.mid"
            if mine is not None and not path.exists():
                continue
            lock = _lock(path.with_suffix(".lock"))
            if not lock.tryLock(0):
                continue
            if keep_apart(path) and mine is None:
                mine = path
                self._locks.append(lock)
            else:
                lock.unlock()
        return mine

    def _hold(self, path: Path) -> bool:
        lock = _lock(path)
        if not lock.tryLock(0):
            return False
        self._locks.append(lock)
        return True


def _lock(path: Path) -> QLockFile:
    lock = QLockFile(str(path))
    lock.setStaleLockTime(0)  # held for as long as its studio runs, however long that is
    return lock
