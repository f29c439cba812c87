"""The unexpected: an error that nobody foresaw is logged, the piece is kept, and the user is told once."""

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot

from audiogenesis_desktop.studio import notices
from audiogenesis_desktop.studio.notices import Mend, Notice
from audiogenesis_desktop.studio.studio import Studio

_log = logging.getLogger(__name__)


class Unexpected(QObject):
    """Hears of errors that reached no handler, on whatever thread; each kind at each place is told once a run."""

    _elsewhere = Signal(object, object)  # the kind of an error that ended another thread, and its trace

    def __init__(self, studio: Studio) -> None:
        """Keep the piece of a studio, and tell through it."""
        super().__init__()
        self._studio = studio
        self._elsewhere.connect(self._take_from_elsewhere, Qt.ConnectionType.QueuedConnection)
        self._told = set[tuple[str, int]]()
        self._is_at_work = False

    def hear(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Take an error, as `sys.excepthook` does."""
        if issubclass(kind, KeyboardInterrupt) or self._is_at_work:
            sys.__excepthook__(kind, error, trace)
            return
        self._is_at_work = True  # what goes wrong in here must not begin it anew
        try:
            _log.error("unforeseen", exc_info=(kind, error, trace))
            self._keep()
            self._tell(kind, trace)
        finally:
            self._is_at_work = False

    def hear_elsewhere(self, told: threading.ExceptHookArgs) -> None:
        """Take an error, as `threading.excepthook` does, on the thread that it ends; it has been logged."""
        self._elsewhere.emit(told.exc_type, told.exc_traceback)

    @Slot(object, object)
    def _take_from_elsewhere(self, kind: type[BaseException], trace: TracebackType | None) -> None:
        self._keep()
        self._tell(kind, trace)

    def _keep(self) -> None:
        try:
            self._studio.keep_aside()
        except Exception:
            _log.exception("the piece could not be kept")  # that must not hide what went wrong first

    def _tell(self, kind: type[BaseException], trace: TracebackType | None) -> None:
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = (kind.__name__, trace.tb_lineno if trace is not None else 0)
        if place not in self._told:
            self._told.add(place)
            text = f"Something went wrong inside ({kind.__name__}). Your work is kept, and you can go on."
            self._studio.noticed.emit(
                Notice("unexpected", text, notices.DANGER, Mend.COPY_DIAGNOSTICS, "Copy diagnostics")
            )


@contextmanager
def hearing_of_the_unexpected(studio: Studio) -> Iterator[None]:
    """Let errors that reach no handler be heard of in the block, rather than be printed and forgotten."""
    unexpected, earlier, earlier_elsewhere = Unexpected(studio), sys.excepthook, threading.excepthook

    def hear_elsewhere(told: threading.ExceptHookArgs) -> None:
        earlier_elsewhere(told)
        unexpected.hear_elsewhere(told)

    sys.excepthook, threading.excepthook = unexpected.hear, hear_elsewhere
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = earlier, earlier_elsewhere
