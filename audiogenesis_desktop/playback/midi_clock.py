"""MIDI clock: what a master sends while it plays, and what a follower hears. Pure; time is passed in.

MIDI 1.0: 24 pulses a beat; the first pulse after Start or Continue is the position itself. A song position
counts sixteenths, so that playing from elsewhere begins to be followed at the next of these.
"""

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.events import Channel, Event
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Tempo

CLOCK, START, CONTINUE, STOP, POSITION = 0xF8, 0xFA, 0xFB, 0xFC, 0xF2
PULSE_TICKS, POSITION_TICKS = TICKS_PER_BEAT // 24, TICKS_PER_BEAT // 4
SYNC_CHANNEL = Channel(14, 0)  # on a port that no score reaches, as the metronome's is
_LAST_POSITION = 0x3FFF
_WINDOW = 24  # pulses that tell the tempo: a beat
_LEAST = 3
_JUMP = 0.08  # a pulse this far, of its length, from where it was expected means another tempo
_LOST_SECONDS = 0.5  # 24 pulses a beat come this slowly only below 5 BPM


def sync_event(*data: int, tick: int = 0) -> Event:
    """Return a message of the clock as an event."""
    return Event(tick, 0, SYNC_CHANNEL, data, -1)


def is_sync(event: Event) -> bool:
    """Return whether an event belongs to the clock."""
    return event.data[0] >= 0xF0


def first_position(tick: float) -> int:
    """Return the sixteenth at or after a tick, in ticks: where a follower can begin."""
    return -int(-tick // POSITION_TICKS) * POSITION_TICKS


def position_message(tick: int) -> tuple[int, int, int]:
    """Return the song position of a sixteenth; later than the last that can be told, that one."""
    sixteenth = min(tick // POSITION_TICKS, _LAST_POSITION)
    return (POSITION, sixteenth & 0x7F, sixteenth >> 7)


class Sync(NamedTuple):
    """What a follower must do: "start" at `tick`, whose pulse came at `at`, "stop", or "locate" while it rests."""

    kind: str
    tick: int
    at: float


class ClockFollower:
    """Follows another program's clock: whether it runs, where it is and how fast it goes."""

    def __init__(self) -> None:
        self._pulses: deque[tuple[int, float]] = deque(maxlen=_WINDOW + 1)  # ticks and moments
        self._is_running = self._is_armed = False
        self._tick = 0  # of the pulse that comes next
        self._rest_tick = 0

    @property
    def is_running(self) -> bool:
        """Return whether the master plays."""
        return self._is_running

    @property
    def seconds_per_tick(self) -> float | None:
        """Return how fast it goes by the last beat's pulses, or None before there are enough of them."""
        if len(self._pulses) < _LEAST:
            return None
        ticks, moments = [t for t, _ in self._pulses], [at for _, at in self._pulses]
        middle, mean = sum(ticks) / len(ticks), sum(moments) / len(moments)
        spread = sum((tick - middle) ** 2 for tick in ticks)
        return sum((tick - middle) * (at - mean) for tick, at in self._pulses) / spread

    @property
    def bpm(self) -> float | None:
        """Return beats a minute, or None before enough pulses have come."""
        pace = self.seconds_per_tick
        return 60 / (pace * TICKS_PER_BEAT) if pace else None

    @property
    def tempo(self) -> TempoMap | None:
        """Return the pace as a tempo that holds throughout, or None before enough pulses have come."""
        pace = self.seconds_per_tick
        return TempoMap((Tempo(0, round(pace * TICKS_PER_BEAT * 1_000_000)),)) if pace else None

    def at_of(self, tick: float) -> float | None:
        """Return when a tick sounds by the line that fits the last beat's pulses best, or None."""
        pace = self.seconds_per_tick
        if pace is None:
            return None
        middle = sum(t for t, _ in self._pulses) / len(self._pulses)
        return sum(at for _, at in self._pulses) / len(self._pulses) + (tick - middle) * pace

    def is_lost(self, now: float) -> bool:
        """Return whether it runs but its pulses have stayed away."""
        return self._is_running and bool(self._pulses) and now - self._pulses[-1][1] > _LOST_SECONDS

    def receive(self, data: Sequence[int], at: float) -> Sync | None:
        """Take one message that came at `at`; return what must be done, if anything."""
        kind = data[0]
        if kind == CLOCK:
            return self._pulse(at)
        if kind in (START, CONTINUE):
            self._tick = 0 if kind == START else self._rest_tick
            self._is_armed = True
            return Sync("stop", self._rest_tick, at) if self._halt() else None
        if kind == STOP:
            self._rest_tick, self._is_armed = first_position(self._tick), False
            return Sync("stop", self._rest_tick, at) if self._halt() else None
        if kind == POSITION and len(data) == 3:
            self._rest_tick = (data[1] | data[2] << 7) * POSITION_TICKS
            return None if self._is_running else Sync("locate", self._rest_tick, at)
        return None

    def _halt(self) -> bool:
        was_running, self._is_running = self._is_running, False
        return was_running

    def _pulse(self, at: float) -> Sync | None:
        if self._is_armed:
            self._is_armed, self._is_running = False, True
            self._pulses.clear()
            self._keep(at)
            return Sync("start", self._tick - PULSE_TICKS, at)
        self._keep(at)
        return None

    def _keep(self, at: float) -> None:
        expected, pace = self.at_of(self._tick), self.seconds_per_tick
        if expected is not None and pace and abs(at - expected) > max(_JUMP * PULSE_TICKS * pace, 0.004):
            while len(self._pulses) > 1:
                self._pulses.popleft()
        self._pulses.append((self._tick, at))
        self._tick += PULSE_TICKS
