"""Closing: whoever closes the window is asked about unsaved work; what ends it from outside keeps it aside."""

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.ui.actions.live import LiveCommands
from audiogenesis_desktop.ui.unsaved import QUITTING, UnsavedWork

_SESSION_END_MS = 60_000  # in which a session that is to end has ended


class Closing:
    """Says whether a window may close, and whether unsaved work is then kept for the next start."""

    asks = True

    def __init__(self, window: QWidget, studio: Studio, unsaved: UnsavedWork, live: LiveCommands) -> None:
        """Close a window on a studio; what is being recorded is work, too."""
        self._window, self._studio, self._unsaved, self._live = window, studio, unsaved, live
        self.keeps = True

    def may_close(self) -> bool:
        """Return whether the window may close now; else it has been asked about, and closes if the answer is so."""
        if not self.asks:
            return True
        self._live.end_recording()
        if not self._studio.has_unsaved_work:
            return True
        self._unsaved.settle(self.close_at_once, before=QUITTING, let_go=partial(self.close_at_once, keep=False))
        return False

    def close_at_once(self, *, keep: bool = True) -> None:
        """Close without a question: unsaved work is kept for the next start, or let go without `keep`."""
        self.asks, self.keeps = False, keep
        self._window.close()

    def keep_for_session_end(self) -> None:
        """Keep unsaved work aside, as the session is about to end; if it then ends, nothing is asked."""
        self._studio.keep_aside()
        self.asks = False
        QTimer.singleShot(_SESSION_END_MS, self._window, self._ask_again)

    def _ask_again(self) -> None:
        """Ask as ever: the session has not ended after all."""
        self.asks = True
