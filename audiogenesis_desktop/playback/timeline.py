"""A Score made ready to play: its audible events in order, its clock, and its state at any tick."""

from bisect import bisect_left
from collections.abc import Iterator
from math import ceil
from typing import NamedTuple

from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.events import CONTROL, NOTE_OFF, NOTE_ON, Channel, Event, flatten
from audiogenesis_desktop.score.score import Meter, Score

# Data entry and parameter numbers mean something only in their order: all are repeated, none is dropped.
_PARAMETER_CONTROLS = frozenset({6, 38, 96, 97, 98, 99, 100, 101})


class Setting(NamedTuple):
    """What one event sets on a channel: a controller (with its number), the program or the bend."""

    channel: Channel
    kind: int
    controller: int


class Key(NamedTuple):
    """One key of one channel: what a note-off names."""

    channel: Channel
    pitch: int


class State(NamedTuple):
    """What holds at a tick: latest event per setting, parameter events in order, notes that sound."""

    settings: dict[Setting, Event]
    parameters: list[Event]
    sounding: dict[Key, Event]


class Click(NamedTuple):
    """One metronome click; `is_accent` on the first of a bar."""

    tick: int
    is_accent: bool


def setting_of(event: Event) -> Setting | None:
    """Return what an event sets, or None for notes and for parameter controls."""
    if event.kind in (NOTE_ON, NOTE_OFF):
        return None
    controller = event.data[1] if event.kind == CONTROL else 0
    if controller in _PARAMETER_CONTROLS:
        return None
    return Setting(event.channel, event.kind, controller)


class Timeline:
    """A Score as playback needs it. Building one flattens the score, so it is done once for each score."""

    def __init__(self, score: Score) -> None:
        self.score = score
        self.events = flatten(score, audible_only=True, by_output=True)
        self.tempo = TempoMap(score.tempi)
        self.end_tick = score.end_tick
        self._states: dict[float, State] = {}  # a loop comes back to the same tick again and again

    def index(self, tick: float) -> int:
        """Return the index of the first note that begins at `tick` or, failing that, of the first event later."""
        return bisect_left(self.events, (tick, True), key=lambda event: (event.tick, event.kind == NOTE_ON))

    def state_at(self, tick: float) -> State:
        """Return what holds at `tick` before any note begins there."""
        if tick not in self._states:
            self._states = {tick: self._gather(self.index(tick))}
        return self._states[tick]

    def _gather(self, end_index: int) -> State:
        state = State({}, [], {})
        for event in self.events[:end_index]:
            setting = setting_of(event)
            if setting is not None:
                state.settings[setting] = event
            elif event.kind == NOTE_ON:
                state.sounding[Key(event.channel, event.data[1])] = event
            elif event.kind == NOTE_OFF:
                state.sounding.pop(Key(event.channel, event.data[1]), None)
            else:
                state.parameters.append(event)
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
