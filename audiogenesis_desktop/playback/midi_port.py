"""MIDI ports: their names, and an output whose own thread sends each message at its moment."""

import contextlib
import heapq
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from audiogenesis_desktop.errors import BadInput, DeviceLost, MissingPart
from audiogenesis_desktop.paths import APP_NAME
from audiogenesis_desktop.playback.jack import let_be, quiet_jack, watch_server
from audiogenesis_desktop.playback.midi_clock import STOP, is_sync
from audiogenesis_desktop.playback.output import CLICK_CHANNEL, Output
from audiogenesis_desktop.score.events import CONTROL, DRUM_CHANNEL, NOTE_OFF, NOTE_ON, SUSTAIN, Channel, Event

OWN_INPUT, OWN_OUTPUT = "in", "out"  # what our ends of a connection are called
ALL_SOUND_OFF, ALL_NOTES_OFF = 120, 123
_OFF_VELOCITY = 64
_LAST_STRETCH = 0.004  # waiting on a condition is coarse; the last few milliseconds are slept through exactly
_LOOK_SECONDS = 1.0
_LONGEST_REST_SECONDS = 60.0  # a lock is not waited on for an infinite number
_PRIORITY = 20  # of 1..99: below what JACK gives its own threads
_SWITCH_SECONDS = 0.001
_DRAIN_SECONDS = 0.1  # JACK takes what was sent a period later: closing sooner would lose note-offs
_NO_SYSTEM = {
    "linux": "No MIDI system answers here: load ALSA's sequencer (`sudo modprobe snd-seq`) or start JACK.",
    "darwin": "CoreMIDI does not answer: open Audio MIDI Setup and look whether MIDI works there.",
    "win32": "Windows' MIDI does not answer: look whether another program can list MIDI ports.",
}


def port_names() -> list[str]:
    """Return the names of the MIDI ports that can be played to, but for our own; empty without a MIDI system."""
    try:
        client = new_client()
    except MissingPart:
        return []
    try:
        return without_own(client.get_ports(), OWN_INPUT)
    finally:
        client.delete()


def without_own(names: Iterable[str], way: str) -> list[str]:
    """Return the port names but for our own clients' ports of one way: OWN_INPUT or OWN_OUTPUT.

    A window that listened to what it plays itself would go round in circles.
    """
    own = re.compile(rf"{re.escape(APP_NAME)}(-\d+)?:{way}(\s\d+:\d+)?")
    return [name for name in names if not own.fullmatch(name)]


def choose_port(wanted: str, names: Sequence[str]) -> int:
    """Return the index of the port that `wanted` names: wholly, but for ALSA's numbers, or as its only fit.

    Raises MissingPart if no port fits, BadInput if several do.
    """
    for spell in (str, _without_numbers):
        exact = [i for i, name in enumerate(names) if spell(name) == spell(wanted)]
        if exact:
            return exact[0]
    fitting = [i for i, name in enumerate(names) if wanted.lower() in name.lower()]
    if len(fitting) > 1:
        several = _listed(names[i] for i in fitting)
        raise BadInput(f"Several MIDI ports fit “{wanted}”: {several}; name one of them.")
    if not fitting:
        have = f"there are {_listed(names)}" if names else "there is none"
        raise MissingPart(f"No MIDI port is named “{wanted}”: {have}.")
    return fitting[0]


def _without_numbers(name: str) -> str:
    """Return an ALSA port's name without the client and port numbers, which change from day to day."""
    return re.sub(r"\s\d+:\d+$", "", name).lower()


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def new_client(*, is_input: bool = False) -> Any:
    """Return an unopened rtmidi.MidiOut, or MidiIn, on the first MIDI system that answers; raises MissingPart."""
    try:
        import rtmidi
    except ImportError as error:
        raise MissingPart("python-rtmidi is not installed here: run `pip install python-rtmidi`.") from error
    quiet_jack()
    for api in rtmidi.get_compiled_api():
        if api == rtmidi.API_LINUX_ALSA and not Path("/dev/snd/seq").exists():
            continue  # ALSA would say so on stderr
        if api == rtmidi.API_RTMIDI_DUMMY:
            continue
        try:
            return (rtmidi.MidiIn if is_input else rtmidi.MidiOut)(api, name=APP_NAME)
        except rtmidi.RtMidiError:
            continue
    raise MissingPart(_NO_SYSTEM.get(sys.platform, _NO_SYSTEM["linux"]))


def watch_server_of(client: Any) -> Callable[[], bool]:
    """Return what tells whether the MIDI server that a client is connected to still runs."""
    import rtmidi

    return watch_server() if client.get_current_api() == rtmidi.API_UNIX_JACK else lambda: True


def open_named(client: Any, wanted: str, way: str) -> str:
    """Open the port that a name means on a client, as our own port OWN_INPUT or OWN_OUTPUT, and return its full name.

    Raises MissingPart or BadInput.
    """
    names = client.get_ports()
    index = choose_port(wanted, names)
    try:
        client.open_port(index, name=way)
    except OSError as error:  # what rtmidi raises when the system refuses
        busy = f"The MIDI port “{names[index]}” is busy: close the program that uses it."
        raise MissingPart(busy) from error
    return str(names[index])


def open_virtual_on(client: Any, name: str) -> str:
    """Open a port of our own on a client, for other programs to connect to, and return its name; raises MissingPart."""
    try:
        client.open_virtual_port(name)
    except (NotImplementedError, RuntimeError, OSError) as error:
        raise MissingPart(
            "This system has no virtual MIDI ports: install one (loopMIDI on Windows) and play to that."
        ) from error
    return name


class PortOutput(Output):
    """A MIDI port as an output; `name` is the port's full name.

    `ahead_seconds` sends everything sooner, or later if negative: what the device at the other end is slow by.
    With `virtual` it is a port of our own that other programs connect to, where the platform has such.
    A port has 16 channels: events for a score's further ports are left out, never put on a wrong channel.
    Raises MissingPart or BadInput if the port cannot be opened.
    """

    def __init__(self, name: str = APP_NAME, *, virtual: bool = False, ahead_seconds: float = 0.0) -> None:
        self._client = new_client()
        self.ahead_seconds = ahead_seconds
        try:
            open_it = partial(open_named, way=OWN_OUTPUT) if not virtual else open_virtual_on
            self.name = open_it(self._client, name)
        except (MissingPart, BadInput):
            self._client.delete()
            raise
        # With composing or drawing going on beside it, the sending thread gets its turn sooner.
        sys.setswitchinterval(min(sys.getswitchinterval(), _SWITCH_SECONDS))
        self._is_virtual, self._server_lives = virtual, watch_server_of(self._client)
        self._sender = TimedSender(self._client.send_message, self._is_there)

    def _is_there(self) -> bool:
        return self._server_lives() and (self._is_virtual or self.name in self._client.get_ports())

    def reaches(self, channel: Channel) -> bool:
        """Return whether the port has this channel."""
        return channel.port == 0

    def send(self, event: Event, at: float) -> None:
        """Send one message at `at` on `time.monotonic()`'s clock; raises DeviceLost if the port has gone."""
        if self._sender.is_lost:
            raise DeviceLost(f"The MIDI port “{self.name}” has gone: connect it again and choose it anew.")
        at -= self.ahead_seconds
        if self.reaches(event.channel) or is_sync(event):
            self._sender.put(event.data, at)
        elif event.channel == CLICK_CHANNEL:
            self._sender.put((event.data[0] & 0xF0 | DRUM_CHANNEL, *event.data[1:]), at)

    def silence(self) -> None:
        """Drop what is scheduled; send note-offs for what sounds, and the all-off controllers."""
        self._sender.silence()

    def panic(self) -> None:
        """Silence all 16 channels, whatever is known to sound."""
        self._sender.panic()

    def close(self) -> None:
        """Silence and close the port."""
        if self._sender.close():
            time.sleep(_DRAIN_SECONDS)
            if not self._server_lives():
                let_be(self._client)
                return
            self._client.close_port()
            self._client.delete()


def open_virtual(name: str = APP_NAME) -> PortOutput:
    """Return a virtual port of our own, for other programs to listen to; raises MissingPart."""
    return PortOutput(name, virtual=True)


def _hurry() -> None:
    """Let the calling thread go before all others where the system grants that, as audio programs do."""
    if hasattr(os, "sched_setscheduler"):
        with contextlib.suppress(OSError):  # most systems grant it to members of an audio group only
            os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(_PRIORITY))


class _Message(NamedTuple):
    at: float
    number: int  # messages of one moment leave in the order they came
    data: tuple[int, ...]


class TimedSender:
    """A thread that writes each message at its moment, waiting on the absolute clock, and knows what sounds.

    `write` takes one MIDI message. `is_there` tells, about once a second and on a thread of its own, whether the port
    still exists: between the messages of a clock or of time code there is no time to ask.
    """

    def __init__(self, write: Callable[[Sequence[int]], object], is_there: Callable[[], bool]) -> None:
        self.is_lost = False
        self._write, self._is_there = write, is_there
        self._queue: list[_Message] = []
        self._numbers = count()
        self._sounding: set[tuple[int, int]] = set()
        self._used: set[int] = set()
        self._closing = False
        self._ended = threading.Event()
        self._changed = threading.Condition(threading.RLock())
        self._thread = threading.Thread(target=self._run, name="MIDI port", daemon=True)
        self._looking = threading.Thread(target=self._look, name="MIDI port watch", daemon=True)
        self._thread.start()
        self._looking.start()

    def put(self, data: tuple[int, ...], at: float) -> None:
        """Schedule one message for `at` on `time.monotonic()`'s clock."""
        with self._changed:
            message = _Message(at, next(self._numbers), data)
            heapq.heappush(self._queue, message)
            if self._queue[0] is message:
                self._changed.notify()

    def silence(self) -> None:
        """Drop what is scheduled and end what sounds, note by note and then for whole channels."""
        with self._changed:
            stops = [message.data for message in self._queue if message.data[0] == STOP]
            self._queue.clear()
            for data in stops:  # a follower of the clock would run on
                self._put_out(data)
            for channel, pitch in sorted(self._sounding):
                self._put_out((NOTE_OFF | channel, pitch, _OFF_VELOCITY))
            for channel in sorted(self._used):
                for controller in (SUSTAIN, ALL_SOUND_OFF, ALL_NOTES_OFF):
                    self._put_out((CONTROL | channel, controller, 0))
            self._used.clear()

    def panic(self) -> None:
        """Silence all 16 channels."""
        with self._changed:
            self._used = set(range(16))
            self.silence()

    def close(self) -> bool:
        """Silence and end the thread; return whether this was the first time."""
        if self._closing:
            return False
        self.silence()
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._ended.set()
        self._thread.join()
        self._looking.join()
        return True

    def _run(self) -> None:
        _hurry()
        while not self._closing:
            wait = self._send_due()
            if 0 < wait <= _LAST_STRETCH:
                time.sleep(wait)
            elif wait > 0:
                self._rest()

    def _send_due(self) -> float:
        """Send what is due; return how long the next message is away, in seconds."""
        with self._changed:
            while self._queue:
                wait = self._queue[0].at - time.monotonic()
                if wait > 0:
                    return wait
                self._put_out(heapq.heappop(self._queue).data)
        return float("inf")

    def _rest(self) -> None:
        with self._changed:
            until = self._queue[0].at - _LAST_STRETCH / 2 if self._queue else float("inf")
            wait = min(until - time.monotonic(), _LONGEST_REST_SECONDS)
            if wait > 0 and not self._closing:
                self._changed.wait(wait)

    def _look(self) -> None:
        """Look now and then whether the port is still there."""
        while not self.is_lost and not self._ended.wait(_LOOK_SECONDS):
            if not self._is_there():
                self.is_lost = True

    def _put_out(self, data: tuple[int, ...]) -> None:
        kind, channel = data[0] & 0xF0, data[0] & 0x0F
        if kind < 0xF0:
            self._used.add(channel)
        if kind == NOTE_ON and data[2] > 0:
            self._sounding.add((channel, data[1]))
        elif kind in (NOTE_ON, NOTE_OFF):
            self._sounding.discard((channel, data[1]))
        if self.is_lost:
            return
        try:
            self._write(data)
        except (OSError, RuntimeError, ValueError):  # between them, all that rtmidi raises
            self.is_lost = True
