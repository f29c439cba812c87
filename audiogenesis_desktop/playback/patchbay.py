"""Several ways out at once: where all play, and the MIDI ports that single tracks name."""

import threading
import time
from collections.abc import Callable, Collection, Iterable

from audiogenesis_desktop.errors import AudiogenesisError, DeviceLost
from audiogenesis_desktop.playback.midi_clock import is_sync
from audiogenesis_desktop.playback.midi_port import PortOutput
from audiogenesis_desktop.playback.output import CLICK_CHANNEL, Levels, NullOutput, Output, Sound
from audiogenesis_desktop.score.events import Channel, Event

RETRY_SECONDS = 2.0

OpenPort = Callable[[str], Output]


class Patchbay(Output):
    """An Output that sends each event where its channel says; what a missing port would play is not heard, the rest is.

    A named port is opened when it is first needed, on a thread of its own, and again every two seconds while it
    cannot be. `trouble` tells of the ports that are missing, in one sentence, `error` that the main output was lost
    and silence took its place. The clock goes to `clocked`: the names of ports, "" being the main output.
    """

    error: str | None = None

    def __init__(self, main: Output, open_port: OpenPort = PortOutput, *, clocked: Iterable[str] = ("",)) -> None:
        """Take the main output, which it owns from now on, and what opens a port by its name."""
        self.main, self._open_port = main, open_port
        self.opened: Callable[[str], object] = str  # hears of each port that has been opened, on another thread
        self.clocked = frozenset(clocked)
        self._ports: dict[str, _Port] = {}

    @property
    def trouble(self) -> str | None:
        """Return what is wrong with a port that a track names, or None."""
        return next((port.trouble for port in self._ports.values() if port.trouble), None)

    def levels(self) -> Levels | None:
        """Return how loud the main output has been since the last asking, or None where it is not known."""
        return self.main.levels()

    def load(self, sounds: Collection[Sound], wait_seconds: float = 0.0) -> None:
        """Have the main output's sounds ready, if it has any."""
        self.main.load(sounds, wait_seconds)

    def set_level(self, level_db: float) -> None:
        """Turn the main output up or down; what plays to a port of its own has its level there."""
        self.main.set_level(level_db)

    def prepare(self, names: Iterable[str]) -> None:
        """Open ports ahead of time; those that nobody names any more are let go."""
        wanted = {name for name in names if name}
        for name in set(self._ports) - wanted:
            self._ports.pop(name).close()
        for name in wanted:
            self._port(name).look()

    def reaches(self, channel: Channel) -> bool:
        """Return whether the output that a channel belongs to has it; a missing port is told of by itself."""
        output = self._ports.get(channel.output) if channel.output else self.main
        return output is None or output.reaches(channel)

    def send(self, event: Event, at: float) -> None:
        """Send one event to where it belongs."""
        if is_sync(event):
            for name in self.clocked or ("",):
                self._send_to(name, event, at)
        else:
            self._send_to("" if event.channel == CLICK_CHANNEL else event.channel.output, event, at)

    def silence(self) -> None:
        """Drop what is scheduled and release everything that sounds, everywhere."""
        for output in self._outputs():
            output.silence()

    def panic(self) -> None:
        """Silence everything, and every channel of every port besides."""
        for output in self._outputs():
            output.panic()

    def close(self) -> None:
        """Silence and let all devices go."""
        for output in self._outputs():
            output.close()

    def _send_to(self, name: str, event: Event, at: float) -> None:
        if name:
            self._port(name).send(event, at)
            return
        try:
            self.main.send(event, at)
        except DeviceLost as error:
            lost, self.main, self.error = self.main, NullOutput(), str(error)
            _close_later(lost, "the main output")

    def _outputs(self) -> "list[Output | _Port]":
        return [self.main, *self._ports.values()]

    def _port(self, name: str) -> "_Port":
        if name not in self._ports:
            self._ports[name] = _Port(name, self._open_port, lambda: self.opened(name))
        return self._ports[name]


def _close_later(output: Output, name: str) -> None:
    # Closing waits for what was sent to leave: playing must not.
    threading.Thread(target=output.close, name=f"closing {name}", daemon=True).start()


class _Port:
    """One named port: open, being opened, or missing until the next try."""

    def __init__(self, name: str, open_port: OpenPort, opened: Callable[[], object]) -> None:
        self.trouble: str | None = None
        self._opened = opened
        self._name, self._open_port = name, open_port
        self._lock = threading.Lock()  # guards what the opening thread changes
        self._output: Output | None = None
        self._is_opening = self._is_closed = False
        self._tried_at = -RETRY_SECONDS
        self.look()

    def look(self) -> None:
        """Begin to open the port if it is not, and the last try is long enough ago."""
        with self._lock:
            now = time.monotonic()
            is_due = self._output is None and not self._is_opening and now - self._tried_at >= RETRY_SECONDS
            if not is_due or self._is_closed:
                return
            self._is_opening, self._tried_at = True, now
        threading.Thread(target=self._open, name=f"opening {self._name}", daemon=True).start()

    def _open(self) -> None:
        output, trouble = None, None
        try:
            output = self._open_port(self._name)
        except AudiogenesisError as error:
            trouble = str(error)
        with self._lock:
            self._is_opening, self.trouble = False, trouble
            if not self._is_closed:
                self._output, output = output, None
        if output is not None:
            output.close()
        elif trouble is None:
            self._opened()

    def send(self, event: Event, at: float) -> None:
        if self._output is None:
            self.look()
            return
        try:
            self._output.send(event, at)
        except DeviceLost as error:
            self._lose(str(error))

    def reaches(self, channel: Channel) -> bool:
        return self._output is None or self._output.reaches(channel)

    def _lose(self, sentence: str) -> None:
        with self._lock:
            output, self._output = self._output, None
            self.trouble, self._tried_at = sentence, time.monotonic()
        if output is not None:
            _close_later(output, self._name)

    def silence(self) -> None:
        if self._output is not None:
            self._output.silence()

    def panic(self) -> None:
        if self._output is not None:
            self._output.panic()

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            output, self._output = self._output, None
        if output is not None:
            output.close()
