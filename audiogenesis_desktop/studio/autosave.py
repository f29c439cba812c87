"""Autosave: within two seconds each edit is on the disk, as an entry of a journal, for the next start after a crash.

So is what is being composed, as often as it may be without costing more than a small share of the time.
"""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal

from audiogenesis_desktop import paths
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.project.piece import Piece
from audiogenesis_desktop.studio.document import Document
from audiogenesis_desktop.studio.jobs import Jobs
from audiogenesis_desktop.studio.kept import SUFFIX, keep_apart, kept_in, remove

if TYPE_CHECKING:
    from audiogenesis_desktop.files.project.journal import Journal

DELAY_MS = 200
RETRY_MS = 5_000  # after work could not be kept
PROGRESS_MS = 1_500  # between two entries of a piece that is being composed, or longer:
_PROGRESS_PAUSES = 20  # times what the last one took
_SLOTS = 16  # windows that may be open at once

_log = logging.getLogger(__name__)


class Autosave(QObject):
    """Writes the piece down a moment after each edit; each running studio has its own journal.

    What studios that run no longer have left is moved to names of its own first. Of those that run, one has `kept`.
    Where nothing can be written, it is tried again from time to time.
    """

    failed = Signal(str)  # why unsaved work is not kept at the moment, in one sentence
    succeeded = Signal()  # it has been written down

    def __init__(self, document: Document, folder: Path | None = None) -> None:
        """Take a folder for the journals, or the user's own; claims the first that no studio holds."""
        super().__init__(document)
        self._document = document
        self._jobs = Jobs(self)  # its own: no export may hold it up
        self.piece: Callable[[], Piece] = lambda: Piece(document.committed, document.take)  # all that is to be kept
        self.project: Callable[[], Path | None] = lambda: None  # the file that it belongs to
        self.is_writing: Callable[[], bool] = lambda: False  # whether a piece is being composed, and some of it there
        self._journal: Journal | None = None
        self._writing = threading.Lock()
        self._is_wanted = self._is_closed = False
        self._locks: list[QLockFile] = []
        self._folder = folder or paths.user_data()
        self.path = self._claim()
        self.kept: list[Path] = kept_in(self._folder) if self._hold(self._folder / "kept.lock") else []
        self._timer, self._progress_timer = self._timer_of(DELAY_MS), self._timer_of(PROGRESS_MS)
        self._retry_timer = self._timer_of(RETRY_MS)
        document.history_changed.connect(self.note_change)

    def note_change(self) -> None:
        """Write down what has changed in a moment, or, if all is saved, nothing any more."""
        if self._is_closed:
            return
        if not self._has_work:
            self._timer.stop()
            self._progress_timer.stop()
            self.forget()  # or it would be offered as unsaved after a crash
        elif not self._timer.isActive():
            self._timer.start()

    def note_progress(self) -> None:
        """Write down before long what has been composed since, as a crash would else take it."""
        if not self._is_closed and not self._progress_timer.isActive():
            self._progress_timer.start()

    def save_soon(self, then: Callable[[], None] | None = None) -> None:
        """Write the piece down in the background, if it is unsaved and not empty; `then` once that is done."""
        if not self._has_work or not self._has_something or not self._has_path():
            return
        if self.is_busy and then is None:
            self._timer.start()
            return
        self._is_wanted = True
        piece, project = self.piece(), self.project()

        def done(took_seconds: float) -> None:
            self._wrote(took_seconds)
            if then is not None:
                then()

        self._jobs.start(
            lambda _progress: self._write(piece, project),
            done=done,
            failed=lambda failure: self._could_not(failure.sentence),
        )

    @property
    def is_busy(self) -> bool:
        """Return whether something is being written down."""
        return self._jobs.is_busy

    def save_now(self, piece: Piece) -> None:
        """Write a piece down before anything else happens.

        A full or vanished disk must not keep the window open.
        """
        if piece.score.tracks and self._has_path():
            self._is_wanted = True
            try:
                self._write(piece, self.project())
            except BadInput as error:
                self._could_not(str(error))

    def close(self, *, keep: bool = True) -> None:
        """Write unsaved work down for the next start, or remove what is no longer needed; without `keep` all of it."""
        for timer in (self._timer, self._progress_timer, self._retry_timer):
            timer.stop()
        if self._is_closed:
            return
        self._is_closed = True
        self._jobs.close()
        if keep and not self._document.is_saved and self._document.committed.tracks:
            self.save_now(self.piece())
        else:
            self.forget()
        if self._journal is not None:
            self._journal.close()
        for lock in self._locks:
            lock.unlock()

    def forget(self) -> None:
        """Remove the journal."""
        with self._writing:
            self._is_wanted = False
            if self._journal is not None:
                self._journal.close()
        if self.path is not None:
            try:
                remove(self.path)
            except OSError as error:
                _log.error("what was kept aside is still there: %s", error)

    @property
    def _has_work(self) -> bool:
        return not self._document.is_saved or self.is_writing()

    @property
    def _has_something(self) -> bool:
        """Return whether there is music, or was: that all of it was taken out is to be kept, too."""
        return bool(self._document.committed.tracks) or self._is_wanted or self.is_writing()

    def _timer_of(self, interval_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval_ms)
        timer.timeout.connect(self.save_soon)
        return timer

    @property
    def progress_pause_ms(self) -> int:
        """Return how long passes between two entries of a piece that is being composed."""
        return self._progress_timer.interval()

    def _wrote(self, took_seconds: float) -> None:
        """Let what goes on be written the less often, the longer that takes."""
        self._progress_timer.setInterval(max(PROGRESS_MS, round(1000 * _PROGRESS_PAUSES * took_seconds)))
        self._retry_timer.stop()
        self.succeeded.emit()

    def _has_path(self) -> bool:
        """Return whether there is a place to write to, which may have been found only now."""
        if self.path is None:
            self.path = self._claim()
        if self.path is None:
            self._could_not(_not_kept(f"{self._folder} cannot be written"))
        return self.path is not None

    def _could_not(self, sentence: str) -> None:
        _log.error("%s", sentence)
        self.failed.emit(sentence)
        if not self._is_closed:
            self._retry_timer.start()

    def _write(self, piece: Piece, project: Path | None) -> float:
        """Write a piece down, and return how many seconds of this thread's own that took, not of waiting for others."""
        from audiogenesis_desktop.files.project.journal import Journal

        began = time.thread_time()
        with self._writing:
            if not self._is_wanted or self.path is None:
                return 0.0  # it was saved meanwhile
            if self._journal is None or self._journal.path != self.path:
                self._journal = Journal(self.path)
            try:
                self._journal.write(piece, project)
            except BadInput as error:
                why = error.__cause__
                raise BadInput(_not_kept(str(why.strerror) if isinstance(why, OSError) else str(error))) from error
        return time.thread_time() - began

    def _claim(self) -> Path | None:
        """Move aside what is left in all slots that nobody holds, and hold the first of them."""
        mine: Path | None = None
        for slot in range(_SLOTS):
            path = self._folder / f"recovery-{slot}{SUFFIX}"
            if mine is not None and not path.exists():
                continue
            lock = lock_beside(path.with_suffix(".lock"))
            if not lock.tryLock(0):
                continue
            if keep_apart(path) and mine is None:
                mine = path
                self._locks.append(lock)
            else:
                lock.unlock()
        return mine

    def _hold(self, path: Path) -> bool:
        lock = lock_beside(path)
        if not lock.tryLock(0):
            return False
        self._locks.append(lock)
        return True


def _not_kept(why: str) -> str:
    return f"Unsaved work is not kept in case of a crash ({why}): make room on that disk, or save the piece elsewhere."


def lock_beside(path: Path) -> QLockFile:
    """Return a lock that is held for as long as its studio runs, however long that is; one that crashed holds none."""
    lock = QLockFile(str(path))
    lock.setStaleLockTime(0)
    return lock
