"""What must sound when: the logic of play, seek, loop and live edits. Time is passed in, never read."""

from collections.abc import Iterator
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from audiogenesis_desktop.playback.gliding import Gliding, is_same_music
from audiogenesis_desktop.playback.midi_clock import (
    CLOCK,
    CONTINUE,
    PULSE_TICKS,
    START,
    STOP,
    first_position,
    position_message,
    sync_event,
)
from audiogenesis_desktop.playback.output import CLICK_CHANNEL
from audiogenesis_desktop.playback.resting import resting_event
from audiogenesis_desktop.playback.seam import Missed, seam_at
from audiogenesis_desktop.playback.timecode import full_frame, quarter_frame, quarter_frames
from audiogenesis_desktop.playback.timeline import Key, Setting, State, Timeline, setting_of
from audiogenesis_desktop.score.clock import MeterMap, TempoMap
from audiogenesis_desktop.score.events import (
    BANK_LSB,
    BANK_MSB,
    CONTROL,
    NOTE_OFF,
    NOTE_ON,
    PROGRAM,
    SUSTAIN,
    VOLUME,
    Channel,
    Event,
)
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Score

SHORTEST_LOOP_TICKS = TICKS_PER_BEAT // 16
_OFF_VELOCITY = 64
_CLICK_SECONDS = 0.02
_CLICK_TRACK = -1
_CLOCK_LEAD = 0.001  # Start and Continue come this much before their first pulse, so that followers are ready


class Timed(NamedTuple):
    """An event and when it sounds: `at` in seconds on the clock of whoever started the scheduler."""

    event: Event
    at: float


class Loop(NamedTuple):
    """A stretch that is played again and again, from `start_tick` up to, not including, `end_tick`."""

    start_tick: int
    end_tick: int


class Segment(NamedTuple):
    """A stretch of playing without a jump: `tick` sounds at `at`, and the tempo map leads on from there."""

    at: float
    tick: float
    tempo: TempoMap

    def at_tick(self, tick: float) -> float:
        """Return when `tick` sounds."""
        # The difference first: at its own tick this must be `at` to the last bit, or order there is lost.
        return self.at + (self.tempo.seconds(tick) - self.tempo.seconds(self.tick))

    def tick_at(self, at: float) -> float:
        """Return the tick that sounds at `at`; before the segment begins, its first."""
        return max(self.tick, self.tempo.ticks(self.tempo.seconds(self.tick) + at - self.at))


def position_at(segments: tuple[Segment, ...], at: float) -> float:
    """Return the tick that sounds at `at`; `segments` are in order and not empty."""
    current = segments[0]
    for segment in segments[1:]:
        if segment.at <= at:
            current = segment
    return current.tick_at(at)


class Scheduler:
    """Hands out a Score's events a stretch at a time and remembers what sounds.

    `start` begins at a tick, `due` hands out what comes until a moment, `stop` releases what sounds.
    Every list returned is in playing order. A note never starts in its middle.
    """

    def __init__(self, timeline: Timeline) -> None:
        self.loop: Loop | None = None
        self.limit: float | None = None  # the tick from which on nothing is written yet
        self.clicks = self.clock = False
        self.frames_a_second = 0  # of time code that is sent beside; 0 for none
        self.goes_on = False  # past the end of the score
        self.segments: tuple[Segment, ...] = ()  # replaced, never changed, so that any thread may read it
        self._timeline = timeline
        self._reader = timeline.read_from(0)
        self._horizon_tick = 0.0  # everything before it has been handed out
        self._held: dict[Key, Event] = {}
        self._settings: dict[Setting, tuple[int, ...]] = {}
        self._parameters: dict[Channel, list[tuple[int, ...]]] = {}  # since the channel was set up
        self._gliding = Gliding()
        self._heard: dict[Key, int] = {}  # of the next notes of a key, as they were played a little sooner before
        self._clock_from = 0  # the tick from which pulses are sent: a follower can begin at sixteenths only

    @property
    def timeline(self) -> Timeline:
        """Return what is played."""
        return self._timeline

    @property
    def score(self) -> Score:
        """Return the score that is played."""
        return self._timeline.score

    @property
    def is_started(self) -> bool:
        """Return whether it is between `start` and `stop`."""
        return bool(self.segments)

    @property
    def horizon_tick(self) -> float:
        """Return the tick up to which everything has been handed out."""
        return self._horizon_tick

    @property
    def horizon_at(self) -> float:
        """Return when the horizon sounds."""
        return self.segments[-1].at_tick(self._horizon_tick)

    @property
    def ends_at(self) -> float | None:
        """Return when the score's end sounds, or None while a loop keeps it going or it is still being written."""
        if self._is_looping() or self.goes_on or self.limit is not None:
            return None
        return self.segments[-1].at_tick(self._timeline.end_tick)

    @property
    def is_at_limit(self) -> bool:
        """Return whether all that is written has been handed out."""
        return self.limit is not None and self._horizon_tick >= self.limit

    def level_at(self, at: float) -> float:
        """Return where the master fader is at a moment, in decibels."""
        return self._gliding.level_at(at)

    def start(self, tick: float, at: float) -> list[Timed]:
        """Begin at `tick`, to sound at `at`; return all that the channels must be set to before it.

        Whatever sounded before must have been released by the output: nothing is held from then on.
        """
        self._held.clear()
        self._gliding.rest(self.score.level_db)
        self._heard = {}
        self._enter(tick, Segment(at, tick, self._timeline.tempo), segments=())
        set_up = list(self._set_up(self._timeline.state_at(tick), at, anew=True))
        return [*set_up, *(self._begin_clock(tick) if self.clock else ()), *self._tell_time(tick, at)]

    def chase(self, output: str, at: float) -> list[Timed]:
        """Return what the channels of one output must be set to at the horizon: it has only now been opened."""
        if not self.is_started:
            return []
        state = self._timeline.state_at(self._horizon_tick)
        settings = {s: event for s, event in state.settings.items() if s.channel.output == output}
        parameters = [event for event in state.parameters if event.channel.output == output]
        return list(self._set_up(State(settings, parameters), at, anew=True))

    def count_in(self, tick: float, at: float, bars: int) -> tuple[list[Timed], float]:
        """Return the clicks of so many bars before `tick`, the first of them at `at`, and when the tick then sounds.

        They go at the tempo and in the meter that hold at the tick.
        """
        meter = MeterMap(self._timeline.score.meters).meter(tick)
        beats = meter.bar_ticks // meter.pulse_ticks
        pulse_seconds = meter.pulse_ticks / TICKS_PER_BEAT * 60 / self._timeline.tempo.bpm(tick)
        clicks = [each for i in range(bars * beats) for each in _clicked(0, at + i * pulse_seconds, i % beats == 0)]
        return clicks, at + bars * beats * pulse_seconds

    def stop(self) -> list[Timed]:
        """End; return the releases, at the horizon, of everything that sounds there."""
        releases = list(self._release(self.horizon_at)) if self.is_started else []
        self.segments = ()
        return releases

    def due(self, until: float) -> list[Timed]:
        """Return what must sound between the last horizon and `until`, the new horizon; never past `limit`."""
        timed: list[Timed] = []
        is_mixed = self.clicks or self.clock or self.frames_a_second > 0 or self._gliding.is_moving
        while self.horizon_at < until and not self.is_at_limit:
            target = self.segments[-1].tick_at(until)
            target = target if self.limit is None else min(target, self.limit)
            wraps = self.loop is not None and self._is_looping() and target >= self.loop.end_tick
            if self.loop is not None and wraps:
                target = self.loop.end_tick
            timed += self._advance(target)
            if not wraps:
                break
            timed += self._wrap()
        timed += [Timed(event, at) for event, at in self._gliding.due(self.horizon_at)]
        return sorted(timed, key=lambda each: each.at) if is_mixed else timed

    def set_score(self, timeline: Timeline) -> list[Timed]:
        """Play another score from the horizon on; return the releases and settings that this needs.

        Notes that vanished are released, those that still sound there go on, and none is started late, unless it was
        only played a little later so far. Where the notes are the same and several faders are not, these glide to where
        they are to be, with the master.
        """
        before, old, self._timeline = self.score, self._timeline, timeline
        if not self.is_started:
            return []
        at, tick = self.horizon_at, self._horizon_tick
        stood, seam = self._faders_at(at), seam_at(tick, old, timeline, self._heard)
        self._enter(tick, Segment(at, tick, timeline.tempo), segments=self.segments)
        sounding = timeline.sounding(tick) if self._held else {}
        self._heard = seam.heard
        gone = [k for k, note in self._held.items() if sounding.get(k) != note.track_id and k not in seam.heard]
        released = list(self._release_keys(gone, at))
        set_up = list(self._set_up(timeline.state_at(tick), at, anew=False))
        if not is_same_music(before, self.score):
            self._gliding.set_level(self.score.level_db)
        else:
            set_up = self._gliding_instead(set_up, stood, at)
        return [*released, *set_up, *(timed for missed in seam.missed for timed in self._catch_up(missed, at))]

    def _gliding_instead(self, set_up: list[Timed], stood: dict[Setting, int], at: float) -> list[Timed]:
        """Return what sets channels up without the faders that from now on glide."""
        moved = {_setting(e): e for e, _ in set_up if _is_fader(e) and _setting(e) in stood}
        if not self._gliding.begin(moved, stood, self.score.level_db, at):
            return set_up
        return [each for each in set_up if not _is_fader(each.event) or _setting(each.event) not in moved]

    def _faders_at(self, at: float) -> dict[Setting, int]:
        """Return where the faders of all channels stand at a moment."""
        faders = {s: data[2] for s, data in self._settings.items() if s.kind == CONTROL and s.controller == VOLUME}
        return {setting: self._gliding.volume_at(setting, at, volume) for setting, volume in faders.items()}

    def _enter(self, tick: float, segment: Segment, *, segments: tuple[Segment, ...]) -> None:
        kept = tuple(s for s, after in pairwise(segments) if after.at > segment.at - 1)
        self.segments = (*kept, *segments[-1:], segment)
        self._horizon_tick = tick
        self._reader = self._timeline.read_from(tick)

    def _catch_up(self, missed: Missed, at: float) -> Iterator[Timed]:
        """Yield a note that should have begun; if it is over already, a short one."""
        if missed.end_tick > self._horizon_tick:
            yield from self._take(missed.event, at)
            return
        key = Key(missed.event.channel, missed.event.data[1])
        yield from self._release_keys([key] if key in self._held else [], at)
        yield Timed(missed.event, at)
        data = (NOTE_OFF | key.channel.number, key.pitch, _OFF_VELOCITY)
        yield Timed(missed.event._replace(data=data), at + _CLICK_SECONDS)

    def _is_looping(self) -> bool:
        return self.loop is not None and self._horizon_tick < self.loop.end_tick

    def _advance(self, target_tick: float) -> Iterator[Timed]:
        """Yield the events before `target_tick`, which becomes the horizon."""
        segment = self.segments[-1]
        if self.clicks:
            yield from self._click(segment, self._horizon_tick, target_tick)
        if self.clock:
            yield from self._pulse(segment, self._horizon_tick, target_tick)
        if self.frames_a_second:
            yield from self._count_frames(segment, self._horizon_tick, target_tick)
        for event in self._reader.until(target_tick):
            yield from self._take(event, segment.at_tick(event.tick))
        self._horizon_tick = target_tick

    def _take(self, event: Event, at: float) -> Iterator[Timed]:
        """Yield an event of the score, unless it ends a note that was never begun."""
        if event.kind in (NOTE_ON, NOTE_OFF):
            key = Key(event.channel, event.data[1])
            if event.kind == NOTE_ON and self._heard.get(key):
                self._heard[key] -= 1
                return
            if event.kind == NOTE_ON:
                yield from self._release_keys([key] if key in self._held else [], at)
                self._held[key] = event
            elif self._held.pop(key, None) is None:
                return
        elif (setting := setting_of(event)) is not None:
            self._gliding.drop(setting)
            self._settings[setting] = event.data
        else:
            self._parameters.setdefault(event.channel, []).append(event.data)
        yield Timed(event, at)

    def _wrap(self) -> Iterator[Timed]:
        """Jump from the loop's end to its start, with nothing left sounding at the seam."""
        assert self.loop is not None
        at, start_tick = self.horizon_at, self.loop.start_tick
        self._heard = {}
        yield from self._release(at)
        self._enter(start_tick, Segment(at, start_tick, self._timeline.tempo), segments=self.segments)
        yield from self._set_up(self._timeline.state_at(start_tick), at, anew=False)
        yield from self._tell_time(start_tick, at)
        if self.clock:
            yield Timed(sync_event(STOP), at - 3 * _CLOCK_LEAD)
            yield from self._begin_clock(start_tick)

    def _begin_clock(self, tick: float) -> Iterator[Timed]:
        """Yield what tells a follower where to begin: with the first pulse, which is the position itself."""
        self._clock_from = first_position(tick)
        at = self.segments[-1].at_tick(self._clock_from)
        if self._clock_from:
            yield Timed(sync_event(*position_message(self._clock_from)), at - 2 * _CLOCK_LEAD)
        yield Timed(sync_event(CONTINUE if self._clock_from else START), at - _CLOCK_LEAD)

    def _pulse(self, segment: Segment, start_tick: float, end_tick: float) -> Iterator[Timed]:
        first = ceil(max(start_tick, self._clock_from) / PULSE_TICKS) * PULSE_TICKS
        for tick in range(first, ceil(end_tick), PULSE_TICKS):
            yield Timed(sync_event(CLOCK, tick=tick), segment.at_tick(tick))

    def _tell_time(self, tick: float, at: float) -> Iterator[Timed]:
        """Yield what tells whoever follows the time code where it now is."""
        if self.frames_a_second:
            message = full_frame(self._timeline.tempo.seconds(tick), self.frames_a_second)
            yield Timed(sync_event(*message), at - _CLOCK_LEAD)

    def _count_frames(self, segment: Segment, start_tick: float, end_tick: float) -> Iterator[Timed]:
        seconds, fps = self._timeline.tempo.seconds, self.frames_a_second
        for number, moment in quarter_frames(seconds(start_tick), seconds(end_tick), fps):
            at = segment.at_tick(self._timeline.tempo.ticks(moment))
            yield Timed(sync_event(*quarter_frame(number, fps)), at)

    def steer(self, tick: float, at: float, tempo: TempoMap) -> None:
        """Go on from the horizon at another pace, so that `tick` sounds, or sounded, at `at`: another's clock leads."""
        here = Segment(at, tick, tempo).at_tick(self._horizon_tick)
        segment = Segment(here, self._horizon_tick, tempo)
        self._enter(self._horizon_tick, segment, segments=self.segments)

    def _release(self, at: float) -> Iterator[Timed]:
        """Yield note-offs for all that sounds, and lift the pedals that would hold it."""
        yield from self._release_keys(list(self._held), at)
        for setting, data in list(self._settings.items()):
            if setting.controller == SUSTAIN and setting.kind == CONTROL and data[2] > 0:
                yield from self._take(resting_event(setting), at)

    def _release_keys(self, keys: list[Key], at: float) -> Iterator[Timed]:
        for key in keys:
            note = self._held.pop(key)
            data = (NOTE_OFF | key.channel.number, key.pitch, _OFF_VELOCITY)
            yield Timed(note._replace(data=data), at)

    def _set_up(self, state: State, at: float, *, anew: bool) -> Iterator[Timed]:
        """Yield what brings the channels to `state`: everything, or with `anew` false what differs."""
        known = {} if anew else self._settings
        channels = {setting.channel for setting in state.settings}
        stale = [s for s in self._settings if s.channel in channels and s not in state.settings]
        wanted = [resting_event(s) for s in stale if not _is_voice(s)] + list(state.settings.values())
        changed = {e for e in wanted if known.get(_setting(e)) != e.data}
        voices = {e.channel for e in changed if _is_voice(_setting(e))}
        for event in wanted:
            if event in changed or (event.channel in voices and _is_voice(_setting(event))):
                yield from self._take(event, at)
        yield from self._set_parameters(state.parameters, at, anew=anew)

    def _set_parameters(self, parameters: list[Event], at: float, *, anew: bool) -> Iterator[Timed]:
        """Yield all parameters of the channels on which others were set; in part they would mean something else."""
        for channel in dict.fromkeys(event.channel for event in parameters):
            wanted = [event for event in parameters if event.channel == channel]
            if anew or self._parameters.get(channel) != [event.data for event in wanted]:
                self._parameters[channel] = []
                for event in wanted:
                    yield from self._take(event, at)

    def _click(self, segment: Segment, start_tick: float, end_tick: float) -> Iterator[Timed]:
        for click in self._timeline.clicks(start_tick, end_tick):
            yield from _clicked(click.tick, segment.at_tick(click.tick), click.is_accent)


def _clicked(tick: int, at: float, is_accent: bool) -> Iterator[Timed]:
    pitch, velocity = (76, 110) if is_accent else (77, 80)
    yield Timed(_click_event(tick, (NOTE_ON | CLICK_CHANNEL.number, pitch, velocity)), at)
    yield Timed(_click_event(tick, (NOTE_OFF | CLICK_CHANNEL.number, pitch, _OFF_VELOCITY)), at + _CLICK_SECONDS)


def _click_event(tick: int, data: tuple[int, ...]) -> Event:
    return Event(tick, 0, CLICK_CHANNEL, data, _CLICK_TRACK)


def _setting(event: Event) -> Setting:
    setting = setting_of(event)
    assert setting is not None
    return setting


def _is_fader(event: Event) -> bool:
    return event.kind == CONTROL and event.data[1] == VOLUME


def _is_voice(setting: Setting) -> bool:
    """Return whether it chooses the instrument: bank and program count only together and in order."""
    return setting.kind == PROGRAM or (setting.kind == CONTROL and setting.controller in (BANK_MSB, BANK_LSB))
