"""A Score made ready to play: its audible events in order, its clock, and its state at any tick."""

from collections.abc import Iterator
from math import ceil
from typing import NamedTuple

from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.events import CONTROL, KEY_PRESSURE, NOTE_OFF, NOTE_ON, Channel, Event
from audiogenesis_desktop.score.flattening import Flattening, Reader
from audiogenesis_desktop.score.score import Meter, Score
from audiogenesis_desktop.score.streams import Strokes

# Data entry and parameter numbers mean something only in their order: all are repeated, none is dropped.
_PARAMETER_CONTROLS = frozenset({6, 38, 96, 97, 98, 99, 100, 101})


class Setting(NamedTuple):
    """What one event sets on a channel: a controller (with its number), the program, the bend, or a pressure.

    Of a key's pressure `controller` is the key.
    """

    channel: Channel
    kind: int
    controller: int


class Key(NamedTuple):
    """One key of one channel: what a note-off names."""

    channel: Channel
    pitch: int


class State(NamedTuple):
    """What holds at a tick: the latest event of each setting, and parameter events in order."""

    settings: dict[Setting, Event]
    parameters: list[Event]


class Click(NamedTuple):
    """One metronome click; `is_accent` on the first of a bar."""

    tick: int
    is_accent: bool


def setting_of(event: Event) -> Setting | None:
    """Return what an event sets, or None for notes and for parameter controls."""
    if event.kind in (NOTE_ON, NOTE_OFF):
        return None
    controller = event.data[1] if event.kind in (CONTROL, KEY_PRESSURE) else 0
    if event.kind == CONTROL and controller in _PARAMETER_CONTROLS:
        return None
    return Setting(event.channel, event.kind, controller)


def play_flattening() -> Flattening:
    """Return what flattens Scores for playing: what is audible, to the ports that tracks name."""
    return Flattening(audible_only=True, by_output=True)


def _certain(event: Event) -> Setting:
    setting = setting_of(event)
    assert setting is not None
    return setting


class Timeline:
    """A Score as playback needs it. Making one flattens what `flattening` has not flattened before.

    `written` is what the Score is a performance of, if it is one.
    """

    def __init__(self, score: Score, flattening: Flattening | None = None, *, written: Score | None = None) -> None:
        flattening = flattening or play_flattening()
        self.score, self.written = score, written or score
        self._flat = flattening.of(score)
        self.tempo = TempoMap(score.tempi)
        self.end_tick = flattening.end_tick(score)
        set_up = [event for each in self._flat.set_ups for event in each.events]
        self._settings = {_certain(event): event for event in set_up if event.tick <= 0}
        self._turns = [event for event in set_up if event.tick > 0]  # of tracks that share a channel one after another
        self._states: dict[float, State] = {}  # a loop comes back to the same tick again and again

    @property
    def channels(self) -> dict[int, Channel]:
        """Return where each track sounds, by its id."""
        return self._flat.channels

    def read_from(self, tick: float) -> Reader:
        """Return what reads the events from a tick on: the notes that begin there, and all else after it."""
        return Reader(self._flat, tick)

    def sounding(self, tick: float) -> dict[Key, int]:
        """Return the keys that sound at `tick` before any note begins there, with the ids of their tracks."""
        return {Key(*key): owner for key, owner in self._flat.sounding(tick).items()}

    def strokes(self, tick: float) -> dict[tuple[int, int], Strokes]:
        """Return how often each track strikes each pitch of its channel before a tick, and in all."""
        return self._flat.strokes(tick)

    def last_strokes(self, track_id: int, pitch: int, tick: float, count: int) -> list[tuple[Event, int]]:
        """Return the last note-ons of a track's pitch before a tick, with the ticks where they end."""
        return self._flat.last_strokes(track_id, pitch, tick, count)

    def state_at(self, tick: float) -> State:
        """Return what holds at `tick` before any note begins there."""
        if tick not in self._states:
            self._states = {tick: self._gather(tick)}
        return self._states[tick]

    def _gather(self, tick: float) -> State:
        state = State(dict(self._settings) if tick >= 0 else {}, [])
        moved = [event for moves in self._flat.moves for event in moves.latest(tick, all_of=_PARAMETER_CONTROLS)]
        moved += [event for touches in self._flat.touches for event in touches.latest(tick)]
        moved += [event for event in self._turns if event.tick <= tick]
        for event in sorted(moved, key=lambda event: (event.tick, event.rank)):
            setting = setting_of(event)
            if setting is None:
                state.parameters.append(event)
            else:
                state.settings[setting] = event
        return state

    def clicks(self, start_tick: float, end_tick: float) -> Iterator[Click]:
        """Yield the metronome's clicks from `start_tick` up to, not including, `end_tick`."""
        meters = self.score.meters or (Meter(0, 4, 4),)
        for meter, after in zip(meters, (*meters[1:], None), strict=True):
            pulse = max(1, meter.pulse_ticks)
            first = meter.tick + max(0, ceil((start_tick - meter.tick) / pulse)) * pulse
            last = ceil(min(end_tick, after.tick) if after else end_tick)
            for tick in range(first, last, pulse):
                yield Click(tick, (tick - meter.tick) % meter.bar_ticks == 0)
