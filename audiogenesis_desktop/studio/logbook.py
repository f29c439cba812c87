"""The log: a file in the data folder that keeps to a size, and what of it may be shown to others."""

import logging
import threading
import traceback
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from audiogenesis_desktop import paths

LOG_NAME = "audiogenesis.log"
_MOST_BYTES, _MOST_OLD_FILES = 512 << 10, 3
_REMEMBERED = 50
_PACKAGE = "audiogenesis_desktop"


class Remembered(logging.Handler):
    """The last warnings and errors without what they say: which part told, and where in the program it went wrong."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__(logging.WARNING)
        self.lines: deque[str] = deque(maxlen=_REMEMBERED)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line of a record; its message may have names of files or words of a prompt in it."""
        error = record.exc_info[1] if record.exc_info else None
        where = f" {_place(error)}" if error is not None else ""
        self.lines.append(f"{record.levelname} {record.name}:{record.lineno}{where}")


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return f"{type(error).__name__} at " + " < ".join(f"{_short(f.filename)}:{f.lineno}" for f in reversed(frames))


def _short(file: str) -> str:
    """Return a file of the program as seen from its package, and of any other one its name alone."""
    before, found, after = file.rpartition(f"{_PACKAGE}/")
    return after if found and before is not None else Path(file).name


remembered = Remembered()


@contextmanager
def keeping_log(folder: Path | None = None) -> Iterator[Path]:
    """Write in the block what this process logs to a file, which gives way to a new one once it is half a megabyte.

    Errors that end a thread are logged, too. Where nothing can be written, the block goes on without.
    """
    path = (folder or paths.user_data()) / LOG_NAME
    logger, handlers = logging.getLogger(_PACKAGE), list[logging.Handler]([remembered])
    with suppress(OSError):
        file = RotatingFileHandler(path, maxBytes=_MOST_BYTES, backupCount=_MOST_OLD_FILES, encoding="utf-8")
        file.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
        handlers.append(file)
    earlier_hook, threading.excepthook = threading.excepthook, _thread_died
    for handler in handlers:
        logger.addHandler(handler)
    try:
        yield path
    finally:
        threading.excepthook = earlier_hook
        for handler in handlers:
            logger.removeHandler(handler)
            handler.close()


def _thread_died(told: threading.ExceptHookArgs) -> None:
    error, name = told.exc_value, told.thread.name if told.thread is not None else "?"
    if error is not None:
        trace = (type(error), error, error.__traceback__)
        logging.getLogger(__name__).error("the thread %s has ended", name, exc_info=trace)
