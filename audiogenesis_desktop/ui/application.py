"""Opens the studio: the application, its parts joined, the window, and what may wait until it is painted."""

import gc
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from audiogenesis_desktop.perform.performing import Performing
from audiogenesis_desktop.playback.output import NullOutput
from audiogenesis_desktop.playback.transport import Transport
from audiogenesis_desktop.studio.autosave import Autosave
from audiogenesis_desktop.studio.comparing import hear_whole
from audiogenesis_desktop.studio.composing import Composing, real_parts
from audiogenesis_desktop.studio.composing_process import ComposingProcess
from audiogenesis_desktop.studio.document import Document
from audiogenesis_desktop.studio.jobs import Jobs
from audiogenesis_desktop.studio.logbook import keeping_log
from audiogenesis_desktop.studio.memory import keep_little
from audiogenesis_desktop.studio.mixing import hear_parts
from audiogenesis_desktop.studio.player import Player
from audiogenesis_desktop.studio.settings import Settings
from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.ui.app_icon import app_icon
from audiogenesis_desktop.ui.main_window import TITLE, MainWindow
from audiogenesis_desktop.ui.unexpected import hearing_of_the_unexpected

PREPARE_AFTER_MS = 1500
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


def open_studio(
    file: Path | None = None, *, apart: ComposingProcess | None = None, painted: Callable[[], None] | None = None
) -> int:
    """Open the window, with a project or MIDI file if one is given, and return the exit status when it closes.

    A signal that tells us to end closes it, and the status is 128 and its number.
    `apart` is what composes, if that has been started already. `painted` is called once, after the first paint.
    """
    with ending_on_signals() as ending, keeping_log(), ExitStack() as hearing:
        keep_little()
        app = make_application()
        collect_rarely()
        studio = make_studio(composing=Composing(real_parts(apart=apart)))
        hearing.enter_context(hearing_of_the_unexpected(studio))
        window = MainWindow(studio)

        def when_painted() -> None:
            if painted is not None:
                painted()
            studio.prepare_reading()
            studio.check_styles()
            studio.sound.open()
            studio.recovering.offer()
            if file is not None:
                studio.filing.open(file)
            prepare_soon(studio, window)

        window.first_painted.connect(when_painted)
        app.commitDataRequest.connect(lambda _session: window.closing.keep_for_session_end())
        window.keep_to_screen()
        window.show()
        window.prompt_bar.edit.setFocus()
        ending.ends(window, app)
        return app.exec()


class Ending(QObject):
    """Ends the window when a signal tells us to: at once, or as soon as there is one.

    It never asks, even if a dialog stands open. The exit status is then 128 and the signal's number.
    """

    def __init__(self) -> None:
        """Begin with no window to end."""
        super().__init__()
        self._number = 0
        self._end: Callable[[], None] | None = None

    def ends(self, window: MainWindow, app: QApplication) -> None:
        """Take the window to end, and the application whose loops, however many, are left then."""

        def end() -> None:
            window.end()
            app.exit(128 + self._number)

        self._end = end
        if self._number:
            QTimer.singleShot(0, end)

    def tell(self, number: int, _frame: Any = None) -> None:
        """Hear of a signal; called between any two steps of Python, so nothing is ended before the next event."""
        self._number = number
        if self._end is not None:
            QTimer.singleShot(0, self._end)


@contextmanager
def ending_on_signals() -> Iterator[Ending]:
    """Hear in the block of the signals that tell us to end; the frame timer lets Python look at them often enough.

    Whoever was started to outlive its terminal, as nohup does, goes on.
    """
    ending = Ending()
    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    taken = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    earlier = {number: signal.signal(number, ending.tell) for number in taken}
    try:
        yield ending
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


def collect_rarely() -> None:
    """Let Python look for cycles a hundred times less often than usual.

    A score's notes are never in a cycle, but each one is looked at; while thousands are dragged, tens of
    thousands are made at every frame, and looking through all of them again and again would make frames late.
    """
    gc.set_threshold(70_000, 20, 50)


def prepare_soon(studio: Studio, window: QObject) -> None:
    """Load what composing needs, encoder and network, once the window has had time to settle."""
    timer = QTimer(window)
    timer.setSingleShot(True)
    timer.timeout.connect(studio.composing.prepare)
    timer.start(PREPARE_AFTER_MS)


def make_application() -> QApplication:
    """Return the application, made if there is none yet."""
    present = QApplication.instance()
    app = present if isinstance(present, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName(TITLE)
    app.setApplicationDisplayName("")
    app.setWindowIcon(app_icon())
    app.setStyle("Fusion")
    app.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
    return app


def make_studio(settings: Settings | None = None, *, composing: Composing | None = None) -> Studio:
    """Return a studio of real parts, silent until its output is opened."""
    document, jobs, output = Document(), Jobs(), NullOutput()
    return Studio(
        document=document,
        composing=composing or Composing(),
        player=Player(Transport(output, performed=Performing().of), output),
        jobs=jobs,
        settings=settings or Settings.load(),
        autosave=Autosave(document),
        hear=hear_parts,
        hear_whole=hear_whole,
    )
