"""Which MIDI input is listened to: chosen by name, let go when it vanishes, taken up again when it comes back."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.studio.notices import WARNING, Notice
from audiogenesis_desktop.studio.settings import Settings

if TYPE_CHECKING:
    from audiogenesis_desktop.playback.midi_input import InputPort

NONE, OWN = "", "own"  # no input; a port of our own for others to connect to
LOOK_MS = 2_000

Receive = Callable[[tuple[int, ...], float], object]
OpenInput = Callable[[str, Receive], "InputPort"]


def open_input(choice: str, receive: Receive) -> "InputPort":
    """Open a MIDI input by its name, or one of our own; raises MissingPart or BadInput."""
    from audiogenesis_desktop.playback.midi_input import InputPort

    return InputPort(receive=receive, virtual=True) if choice == OWN else InputPort(choice, receive)


def input_names() -> list[str]:
    """Return the names of the MIDI inputs there are now."""
    from audiogenesis_desktop.playback import midi_input

    try:
        return midi_input.input_names()
    except AudiogenesisError:
        return []


class Inputs(QObject):
    """Keeps the chosen input open; `settings.input` remembers it."""

    noticed = Signal(Notice)
    notice_gone = Signal(str)
    changed = Signal()  # what is open

    def __init__(
        self, receive: Receive, settings: Settings, *, open_port: OpenInput = open_input, parent: QObject | None = None
    ) -> None:
        """Take who receives each message, on the MIDI system's own thread; nothing is opened yet."""
        super().__init__(parent)
        self._receive, self._settings, self._open_port = receive, settings, open_port
        self._port: InputPort | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    @property
    def is_open(self) -> bool:
        """Return whether an input is listened to."""
        return self._port is not None

    def begin(self) -> None:
        """Listen to what was chosen last, and look from now on whether it is there."""
        self._timer.start()
        self._open(is_reported=False)

    def choose(self, choice: str) -> None:
        """Listen to another input, and remember it."""
        self._settings.input = choice
        self._let_go()
        self.notice_gone.emit("input")
        self._open(is_reported=True)

    def look(self) -> None:
        """Let a port go that has vanished, and take the chosen one up again once it is there."""
        if self._port is not None and not self._port.is_there:
            name = self._port.name
            self._let_go()
            sentence = f"The MIDI input “{name}” has gone: it is taken up again as soon as it is back."
            self.noticed.emit(Notice("input", sentence, WARNING))
        elif self._port is None:
            self._open(is_reported=False)

    def close(self) -> None:
        """Listen no more."""
        self._timer.stop()
        self._let_go()

    def _open(self, *, is_reported: bool) -> None:
        if self._settings.input == NONE:
            return
        try:
            self._port = self._open_port(self._settings.input, self._receive)
        except AudiogenesisError as error:
            if is_reported:
                self.noticed.emit(Notice("input", str(error), WARNING))
            return
        self.notice_gone.emit("input")
        self.changed.emit()

    def _let_go(self) -> None:
        port, self._port = self._port, None
        if port is not None:
            port.close()
            self.changed.emit()
