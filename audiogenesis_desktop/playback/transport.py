"""Play, pause, stop, seek, loop: a plain thread that carries a scheduler's events to an output in time."""

import atexit
import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue

from audiogenesis_desktop.errors import DeviceLost
from audiogenesis_desktop.playback.audition import PlayedThrough, a_sound, one_key
from audiogenesis_desktop.playback.midi_clock import STOP, ClockFollower, first_position, position_message, sync_event
from audiogenesis_desktop.playback.output import DRUM_BANK, Levels, NullOutput, Output, Sound, sound_of
from audiogenesis_desktop.playback.playhead import Playhead
from audiogenesis_desktop.playback.scheduler import SHORTEST_LOOP_TICKS, Loop, Scheduler, Timed, position_at
from audiogenesis_desktop.playback.timeline import Timeline
from audiogenesis_desktop.playback.timeline_builder import TimelineBuilder
from audiogenesis_desktop.score.score import Score

LOOKAHEAD_SECONDS = 0.08
_STEP_SECONDS = 0.02
_LEAD_SECONDS = 0.03  # from pressing play to the first note, so that it is as punctual as the rest
_ASLEEP_SECONDS = 1.0  # this late, the machine slept: go on from there rather than catch up in a burst
_LOAD_SECONDS = 2.0  # waited for sounds at most; those that take longer come in when they are there
_CLOSE_SECONDS = 5.0

_Command = Callable[[], None]


class Transport:
    """Plays a Score to an output, from any thread and without waiting.

    Every method returns at once and what it asks is done, in order, by the playback thread, which alone touches the
    scheduler and the output; `position`, `is_playing` and `error` may be read on a frame timer. The transport owns its
    output: one that is replaced, and the last one at `close`, is silenced and closed.
    """

    def __init__(self, output: Output, *, performed: Callable[[Score], Score] | None = None) -> None:
        """Take an output, and what makes played notes of written ones: asked off the threads that must not wait."""
        self._output, self._score = output, Score()
        self._builder = TimelineBuilder(lambda *built: self._commands.put(lambda: self._take_built(*built)), performed)
        self._scheduler = Scheduler(self._builder.wait_for(self._score))
        self._sounds, self._level_db = frozenset[Sound](), 0.0  # of the score set last
        self._heard_db, self._through = 0.0, PlayedThrough()  # where the output's master stands
        self._requested = self._taken = 0  # numbers of the timeline asked for last, and of the one that is played
        self._limits: list[tuple[int, float | None]] = []  # those that wait for a timeline, by its number
        self._error: str | None = None
        self._playhead = Playhead(lambda: self._scheduler.segments)
        self._follows = False
        self._follower: ClockFollower | None = None
        self._commands: SimpleQueue[_Command | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="playback", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    @property
    def score(self) -> Score:
        """Return the score set last."""
        return self._score

    @property
    def timeline(self) -> Timeline:
        """Return what is played, or was last: the score that was set last may still be made ready."""
        return self._scheduler.timeline

    @property
    def is_playing(self) -> bool:
        """Return whether it plays, or is about to."""
        return self._playhead.is_playing

    @property
    def position(self) -> float:
        """Return the tick, with its fraction, at the playhead."""
        return self._playhead.position

    def tick_at(self, at: float) -> float | None:
        """Return the tick that sounds at a moment of `time.monotonic()`, from any thread; None while nothing runs."""
        return self._playhead.tick_at(at)

    @property
    def is_waiting(self) -> bool:
        """Return whether it plays, but has come to where nothing is written yet."""
        return self.is_playing and self._playhead.waits_at is not None

    @property
    def error(self) -> str | None:
        """Return one sentence when the output was lost and silence took its place, else None."""
        return self._error

    def set_score(self, score: Score) -> None:
        """Play this score from now on, at the same place: mixes, mutes and notes are heard at once."""
        self._score = score
        if score.level_db != self._level_db:
            self._level_db = score.level_db
            self._commands.put(lambda: None if self._scheduler.is_started else self._set_level(score.level_db))
        sounds = frozenset(map(sound_of, score.tracks))
        if sounds != self._sounds:
            self._sounds = sounds
            self._commands.put(lambda: self._load())
        if self.is_playing:  # otherwise the next play takes it up; until then flattening would be wasted
            self._requested = self._builder.ask(score)

    def play(self, *, count_in_bars: int = 0, past_end: bool = False) -> None:
        """Play from the playhead, or the start if it is at the end; `past_end` goes on where nothing is written."""
        self._commands.put(lambda: setattr(self._scheduler, "goes_on", past_end))
        may_begin_anew = self._scheduler.limit is None and not past_end
        if self._playhead.play(anew_from=self._score.end_tick if may_begin_anew else None):
            self._commands.put(lambda: self._jump(count_in_bars))

    def pause(self) -> None:
        """Fall silent with the playhead where it is."""
        self._rest(self.position)

    def stop(self) -> None:
        """Fall silent with the playhead back where playing began, or at the start if it did not play."""
        self._rest(None)

    def seek(self, tick: float) -> None:
        """Move the playhead, playing or not."""
        is_playing = self._playhead.seek(max(0.0, float(tick)))
        self._commands.put(self._jump if is_playing else self._locate)

    def set_loop(self, start_tick: int, end_tick: int) -> None:
        """Repeat a stretch once the playhead reaches its end; it lasts at least a sixteenth of a beat."""
        start_tick = max(0, start_tick)
        loop = Loop(start_tick, max(end_tick, start_tick + SHORTEST_LOOP_TICKS))
        self._commands.put(lambda: self._set_loop(loop))

    def clear_loop(self) -> None:
        """Play on past the loop's end."""
        self._commands.put(lambda: self._set_loop(None))

    def set_limit(self, tick: float | None) -> None:
        """Play no further than a tick, a bar line, while the rest is being written; None: all is there.

        A playhead that gets there waits in silence, and goes on once the limit has moved; a score set before is
        played up to it.
        """
        requested = self._requested
        self._commands.put(lambda: self._set_limit(requested, tick))

    def set_metronome(self, is_on: bool) -> None:
        """Click on every beat of the meter, or stop doing so."""
        self._commands.put(lambda: setattr(self._scheduler, "clicks", is_on))

    def set_clock(self, is_on: bool) -> None:
        """Send MIDI clock, Start, Continue, Stop and Song Position, or stop doing so."""
        self._commands.put(lambda: self._set_clock(is_on))

    def follow_clock(self, on: bool) -> None:
        """Let another program's clock lead: its Start, Stop, Song Position and tempo; or no more."""
        self._follows = on
        self._commands.put(lambda: setattr(self, "_follower", ClockFollower() if on else None))

    def receive_clock(self, data: tuple[int, ...], at: float) -> None:
        """Take a message of another program's clock, and its moment; of no effect unless that clock is followed."""
        if self._follows:
            self._commands.put(lambda: self._receive_clock(data, at))

    def play_through(self, track_id: int, data: tuple[int, ...]) -> None:
        """Let a channel message that is being played be heard at once, in a track's sound and on its channel."""
        self._commands.put(lambda: self._play_through(track_id, data))

    def set_timecode(self, frames_a_second: int) -> None:
        """Send MIDI time code at 24, 25 or 30 frames a second, or with 0 no more."""
        self._commands.put(lambda: setattr(self._scheduler, "frames_a_second", frames_a_second))

    def panic(self) -> None:
        """Stop, and silence every channel of every port."""
        self.pause()
        self._commands.put(lambda: self._output.panic())

    def chase(self, output: str) -> None:
        """Set up the channels of a named output, which has only now been opened."""
        self._commands.put(lambda: self._send(self._scheduler.chase(output, time.monotonic())))

    def levels(self) -> Levels | None:
        """Return the output's peaks since the last asking, or None where they are not known."""
        return self._output.levels()

    def audition(self, track_id: int, pitch: int, velocity: int) -> None:
        """Let one key of a track be heard briefly; nothing while it plays, or for a track that is not there."""
        self._commands.put(lambda: self._try_out(lambda now: one_key(self._score, track_id, pitch, velocity, now)))

    def audition_sound(self, program: int, *, bank: int = 0, is_drums: bool) -> None:
        """Let a sound that no track may have be heard briefly, while nothing plays: a chord, or three drums."""
        sound = Sound(DRUM_BANK if is_drums else bank >> 7, program)
        self._commands.put(lambda: self._try_out(lambda now: a_sound(self._score, program, bank, is_drums, now), sound))

    def set_output(self, output: Output) -> None:
        """Go on through another output; the old one is silenced and closed."""
        self._error = None
        self._commands.put(lambda: self._change_output(output))

    def close(self) -> None:
        """Stop, close the output and end the thread; returns when that is done."""
        atexit.unregister(self.close)
        self._playhead.give_up()
        self._builder.close()
        self._commands.put(None)
        self._thread.join(_CLOSE_SECONDS)

    # What follows runs in the playback thread alone, but for `_rest`.

    def _rest(self, tick: float | None) -> None:
        self._playhead.rest(tick)
        self._commands.put(self._halt)

    def _run(self) -> None:
        try:
            while (command := self._next_command()) is not None:
                command()
                if self._scheduler.is_started or self._playhead.waits_at is not None:
                    self._continue()
        finally:
            self._playhead.give_up()
            self._quieten()
            self._output.close()

    def _next_command(self) -> _Command | None:
        """Wait for a command; while playing, only as long as playing can wait."""
        try:
            is_idle = not self._scheduler.is_started and self._playhead.waits_at is None
            return self._commands.get(timeout=None if is_idle else _STEP_SECONDS)
        except Empty:
            return lambda: None

    def _continue(self) -> None:
        """Hand out what comes next; stop at the end, wait where nothing is written yet."""
        if (waits_at := self._playhead.waits_at) is not None:
            self._wait_on(waits_at)
            return
        now, ends_at = time.monotonic(), self._scheduler.ends_at
        self._set_level(self._scheduler.level_at(now))
        if self._follower is not None and self._follower.is_lost(now):
            self._follower = ClockFollower()  # whoever led has gone: rest, and begin anew when it comes back
            self._rest(self.position)
        if self._scheduler.is_at_limit and now >= self._scheduler.horizon_at:
            self._wait_at(self._scheduler.horizon_tick)
            return
        if now - self._scheduler.horizon_at > _ASLEEP_SECONDS:
            self._begin(self._scheduler.horizon_tick)
        if ends_at is not None and now >= ends_at:
            self._halt()
            self._playhead.finish(float(self._scheduler.timeline.end_tick))
        else:
            self._send(self._scheduler.due(now + LOOKAHEAD_SECONDS))

    def _wait_at(self, tick: float) -> None:
        self._quieten()
        self._scheduler.stop()
        self._playhead.wait_at(tick)

    def _wait_on(self, tick: float) -> None:
        """Go on once there is more to play, or the end is known to be here."""
        if (limit := self._scheduler.limit) is None or limit > tick:
            self._playhead.wait_at(None)
            self._take_score()
            self._begin(tick)

    def _begin(self, tick: float, count_in_bars: int = 0, at: float | None = None) -> None:
        if self._scheduler.limit is not None and tick >= self._scheduler.limit:
            self._wait_at(tick)
            return
        self._quieten()
        self._start(tick, count_in_bars, at)

    def _start(self, tick: float, count_in_bars: int = 0, at: float | None = None) -> None:
        self._load(wait_seconds=_LOAD_SECONDS)
        at = time.monotonic() + _LEAD_SECONDS if at is None else at
        if count_in_bars:
            clicks, at = self._scheduler.count_in(tick, at, count_in_bars)
            self._send(clicks)
        self._send(self._scheduler.start(tick, at))

    def _quieten(self) -> None:
        """Silence the output, and tell whoever follows the clock to stop."""
        self._through.forget()
        self._output.silence()
        if self._scheduler.is_started and self._scheduler.clock:
            self._send([Timed(sync_event(STOP), time.monotonic())])

    def _jump(self, count_in_bars: int = 0) -> None:
        if (tick := self._playhead.land()) is not None:
            self._take_score()
            self._begin(tick, count_in_bars)

    def _halt(self) -> None:
        """Fall silent: the output knows best what still sounds or waits."""
        self._playhead.wait_at(None)
        self._quieten()
        self._scheduler.stop()

    def _locate(self) -> None:
        """Tell whoever follows the clock where playing would begin."""
        if self._scheduler.clock and not self._scheduler.is_started:
            message = position_message(first_position(self._playhead.rest_tick))
            self._send([Timed(sync_event(*message), time.monotonic())])

    def _take_score(self) -> None:
        """Take up the score set last, made ready here where it is not yet: nothing sounds that could wait for it."""
        number = self._requested
        self._take(self._builder.wait_for(self._score), number)

    def _take_built(self, timeline: Timeline, number: int) -> None:
        if number > self._taken:  # otherwise this score, or a later one, has been taken up already
            self._take(timeline, number)

    def _take(self, timeline: Timeline, number: int) -> None:
        self._taken = number
        if timeline is not self._scheduler.timeline:
            self._send(self._scheduler.set_score(timeline))
        self._settle_limits()

    def _set_limit(self, requested: int, tick: float | None) -> None:
        """Move the limit, once the score that reaches up to it is played."""
        self._limits.append((requested, tick))
        self._settle_limits()

    def _settle_limits(self) -> None:
        while self._limits and self._limits[0][0] <= self._taken:
            self._scheduler.limit = self._limits.pop(0)[1]

    def _receive_clock(self, data: tuple[int, ...], at: float) -> None:
        if self._follower is None:
            return
        sync = self._follower.receive(data, at)
        if sync is None:
            self._steer()
        elif sync.kind == "stop":
            self._rest(self.position)
        else:
            self._playhead.lead(float(sync.tick), is_playing=sync.kind == "start")
            if sync.kind == "start":
                self._take_score()
                self._begin(sync.tick, at=sync.at)

    def _steer(self) -> None:
        """Go on at the pace of the clock that is followed."""
        assert self._follower is not None
        tempo, tick = self._follower.tempo, self._scheduler.horizon_tick
        at = self._follower.at_of(tick)
        if self._scheduler.is_started and self._follower.is_running and tempo is not None and at is not None:
            self._scheduler.steer(tick, at, tempo)

    def _play_through(self, track_id: int, data: tuple[int, ...]) -> None:
        channel = self._builder.wait_for(self._score).channels.get(track_id)
        if channel is not None and data[0] < 0xF0:
            track, is_set_up = self._score.track(track_id), self._scheduler.is_started
            self._send(self._through.timed(track, channel, data, time.monotonic(), is_set_up=is_set_up))

    def _set_clock(self, is_on: bool) -> None:
        if is_on == self._scheduler.clock:
            return
        if not is_on and self._scheduler.is_started:
            self._send([Timed(sync_event(STOP), time.monotonic())])
        self._scheduler.clock = is_on
        if is_on and self._scheduler.is_started:
            self._begin(self._now_tick)

    def _set_level(self, level_db: float) -> None:
        if level_db != self._heard_db:
            self._heard_db = level_db
            self._output.set_level(level_db)

    def _load(self, *others: Sound, wait_seconds: float = 0.0) -> None:
        """Have the output read the sounds of the score set last, and others."""
        self._output.load(self._sounds.union(others), wait_seconds)

    def _try_out(self, timed: Callable[[float], list[Timed]], *others: Sound) -> None:
        if not self._scheduler.is_started:
            self._load(*others, wait_seconds=_LOAD_SECONDS)
            self._send(timed(time.monotonic()))

    def _set_loop(self, loop: Loop | None) -> None:
        self._scheduler.loop = loop
        if loop and self._scheduler.is_started and self._now_tick < loop.end_tick <= self._scheduler.horizon_tick:
            self._begin(self._now_tick)  # the loop's end was already sent past, though not yet heard

    def _change_output(self, output: Output) -> None:
        if output is self._output:
            return
        tick = self._now_tick if self._scheduler.is_started else None
        self._quieten()  # whoever followed the old output's clock stops with it
        self._output.close()
        self._output = output
        output.set_level(self._heard_db)
        self._load() if tick is None else self._start(tick)

    @property
    def _now_tick(self) -> float:
        return position_at(self._scheduler.segments, time.monotonic())

    def _send(self, events: list[Timed]) -> None:
        try:
            for event, at in events:
                self._output.send(event, at)
        except DeviceLost as error:
            self._error = str(error)
            self._output.close()
            self._output = NullOutput()
