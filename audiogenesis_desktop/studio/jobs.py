"""The one doorway for work in the background: plain data goes in and comes out, errors as sentences."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, TypeAlias

from PySide6.QtCore import QObject, Qt, Signal, Slot

from audiogenesis_desktop.errors import AudiogenesisError, Kind

Progress: TypeAlias = Callable[[float], None]
Work: TypeAlias = Callable[[Progress], Any]

_log = logging.getLogger(__name__)


class Cancelled(Exception):
    """Raised inside a job's work, by its progress callback, once the job has been cancelled."""


class Failure(NamedTuple):
    """What went wrong: a sentence for the user, and what it is about."""

    sentence: str
    kind: Kind = Kind.OTHER


class Job(QObject):
    """One piece of work under way; its signals come on the thread that started it."""

    progressed = Signal(float)  # 0..1
    done = Signal(object)  # what the work returned, of whatever type
    failed = Signal(Failure)
    ended = Signal()  # in any case, after the others
    _reported = Signal(object, bool)  # a Callable to call at home, and whether even once cancelled

    def __init__(self, work: Work) -> None:
        """Take a function of a progress callback that returns the result."""
        super().__init__()
        self._work = work
        self._cancelled = threading.Event()
        self._reported.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Ask the work to stop at its next report of progress; nothing is told then but `ended`."""
        self._cancelled.set()

    def run(self) -> None:
        """Do the work; called on a thread of the pool."""
        try:
            result = self._work(self._progress)
        except Cancelled:
            pass
        except Exception as error:
            failure = failure_of(error)
            self._reported.emit(lambda: self.failed.emit(failure), False)
        else:
            self._reported.emit(lambda: self.done.emit(result), False)
        self._reported.emit(self.ended.emit, True)

    def _progress(self, share: float) -> None:
        if self._cancelled.is_set():
            raise Cancelled
        self._reported.emit(lambda: self.progressed.emit(share), False)

    @Slot(object, bool)
    def _deliver(self, tell: Callable[[], None], even_cancelled: bool) -> None:
        if even_cancelled or not self._cancelled.is_set():
            tell()


class Jobs(QObject):
    """Runs jobs on a few threads and keeps them alive until they have ended."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Make a pool of its own, so that closing waits for these jobs alone."""
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="job")
        self._running: dict[int, Job] = {}
        self._count = 0
        self._is_closed = False

    def start(
        self,
        work: Work,
        *,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Failure], None] | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> Job:
        """Start `work(progress)` in the background; the callbacks run on this thread's event loop.

        Once closed nothing is started any more, and nothing told.
        """
        job = Job(work)
        if self._is_closed:
            return job
        for signal, slot in ((job.done, done), (job.failed, failed), (job.progressed, progress)):
            if slot is not None:
                signal.connect(slot)
        self._count += 1
        number = self._count  # not the job itself: a job that holds itself would never be freed
        job.ended.connect(lambda: self._running.pop(number, None))
        self._running[number] = job
        self._pool.submit(job.run)
        return job

    @property
    def is_busy(self) -> bool:
        """Return whether any job has not ended yet."""
        return bool(self._running)

    def close(self) -> None:
        """Cancel what runs and wait for it; nothing more is told of it."""
        self._is_closed = True
        for job in self._running.values():
            job.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._running.clear()


def failure_of(error: BaseException) -> Failure:
    """Return what went wrong, for a user."""
    return Failure(sentence_of(error), error.kind if isinstance(error, AudiogenesisError) else Kind.OTHER)


def sentence_of(error: BaseException) -> str:
    """Return one sentence for a user; what we did not foresee is logged with its trace as well."""
    if isinstance(error, AudiogenesisError):
        return str(error)
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}."
    _log.error("unforeseen", exc_info=error)
    return f"Something went wrong inside ({type(error).__name__}: {error}); your work is untouched."
