"""What is played in becomes notes: performances, recorded or remembered, put onto a track. Pure; time is passed in."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from audiogenesis_desktop.score.events import BEND, CONTROL, NOTE_OFF, NOTE_ON
from audiogenesis_desktop.score.score import Bend, Control, Note, Track

_MEMORY = 20_000  # messages that are remembered before Record is pressed
_PAUSE_SECONDS = 4.0  # silence this long ends what belongs together
_CENTRE = 8192


class Played(NamedTuple):
    """One channel message as it was played: its bytes, its moment in seconds, and the tick that then sounded.

    `tick` is None where nothing ran.
    """

    data: tuple[int, ...]
    at: float
    tick: float | None


@dataclass(frozen=True, slots=True)
class Performance:
    """What was played, as a track holds it: all sorted."""

    notes: tuple[Note, ...] = ()
    controls: tuple[Control, ...] = ()
    bends: tuple[Bend, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing."""
        return not (self.notes or self.controls or self.bends)


@dataclass
class _Writer:
    """Writes messages down as they come; a loop's passes lie over each other."""

    loop: tuple[int, int] | None
    notes: list[Note] = field(default_factory=list)
    controls: dict[tuple[int, int], int] = field(default_factory=dict)
    bends: dict[int, int] = field(default_factory=dict)
    _open: dict[int, tuple[int, int]] = field(default_factory=dict)  # pitch: start tick, velocity

    def write(self, data: Sequence[int], tick: int) -> None:
        kind = data[0] & 0xF0
        if kind == NOTE_ON and data[2] > 0:
            self.end(data[1], tick)
            self._open[data[1]] = (tick, data[2])
        elif kind in (NOTE_ON, NOTE_OFF):
            self.end(data[1], tick)
        elif kind == CONTROL and data[1] < 120:  # what follows are channel modes, no music
            self.controls[tick, data[1]] = data[2]
        elif kind == BEND:
            self.bends[tick] = (data[1] | data[2] << 7) - _CENTRE

    def end(self, pitch: int, tick: int) -> None:
        if pitch not in self._open:
            return
        start, velocity = self._open.pop(pitch)
        if tick < start and self.loop is not None:  # the loop has come round meanwhile
            tick = self.loop[1]
        self.notes.append(Note(start, pitch, max(1, tick - start), velocity))

    def finish(self, tick: int) -> Performance:
        for pitch in list(self._open):
            self.end(pitch, tick)
        controls = sorted(Control(tick, number, value) for (tick, number), value in self.controls.items())
        bends = sorted(Bend(*item) for item in self.bends.items())
        return Performance(tuple(sorted(set(self.notes))), tuple(controls), tuple(bends))


def transcribed(played: Iterable[Played], *, end_tick: float, loop: tuple[int, int] | None = None) -> Performance:
    """Return what was played while something ran; notes still held end at `end_tick`, or where their loop ends."""
    writer = _Writer(loop)
    for message in played:
        if message.tick is not None:
            writer.write(message.data, max(0, round(message.tick)))
    return writer.finish(round(end_tick))


def freely_transcribed(played: Iterable[Played], *, start_tick: float, seconds_per_tick: float) -> Performance:
    """Return what was played while nothing ran, its first note put at a tick, at a tempo."""
    messages = list(played)
    first = next((m.at for m in messages if m.data[0] & 0xF0 == NOTE_ON), None)
    if first is None:
        return Performance()
    ticked = [m._replace(tick=max(0.0, start_tick + (m.at - first) / seconds_per_tick)) for m in messages]
    return transcribed(ticked, end_tick=ticked[-1].tick or start_tick)


def put_onto(track: Track, performance: Performance, *, replaced: tuple[int, int] | None = None) -> Track:
    """Return the track with what was played added, in place of what began in the ticks `replaced` if given."""
    if replaced is not None:
        start, end = replaced
        track = replace(
            track,
            notes=tuple(note for note in track.notes if not start <= note.start_tick < end),
            controls=tuple(control for control in track.controls if not start <= control.tick < end),
            bends=tuple(bend for bend in track.bends if not start <= bend.tick < end),
        )
    controls = {(c.tick, c.controller): c for c in (*track.controls, *performance.controls)}
    bends = {bend.tick: bend for bend in (*track.bends, *performance.bends)}
    added = track.with_exchanged((), performance.notes)
    return replace(added, controls=tuple(sorted(controls.values())), bends=tuple(sorted(bends.values())))


class Memory:
    """Remembers what was played last, whether or not it was recorded, so that it can still be kept."""

    def __init__(self) -> None:
        self._played: deque[Played] = deque(maxlen=_MEMORY)

    def receive(self, message: Played) -> None:
        """Remember one message."""
        self._played.append(message)

    def clear(self) -> None:
        """Forget everything."""
        self._played.clear()

    def last_phrase(self) -> list[Played]:
        """Return what was played last up to a pause of four seconds; all of it while something ran, or none."""
        phrase = list[Played]()
        for message in reversed(tuple(self._played)):
            is_apart = phrase and phrase[-1].at - message.at > _PAUSE_SECONDS
            if is_apart or (phrase and (message.tick is None) != (phrase[-1].tick is None)):
                break
            phrase.append(message)
        return phrase[::-1]
