"""Playing for the window: the transport with loop, metronome and audition, on the main thread's side."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from audiogenesis_desktop.files.loop_marks import MarkedLoop, with_loop
from audiogenesis_desktop.perform.performing import settled_tick
from audiogenesis_desktop.playback.live_gain import SETTLED_SECONDS, lowered_by_db
from audiogenesis_desktop.score.columns import EffectiveNotes
from audiogenesis_desktop.score.events import assign_channels
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.theory.instruments import Instrument

if TYPE_CHECKING:
    from audiogenesis_desktop.playback.output import Output
    from audiogenesis_desktop.playback.transport import Transport


class TrackLevels(NamedTuple):
    """How loud it has sounded, as peaks of which 1.0 is full scale: left and right in all, and by track id."""

    master: tuple[float, float]
    tracks: Mapping[int, float]


HAND_OVER_MS = 30  # previews of a drag come faster than a score can be flattened


class Player(QObject):
    """Keeps the transport on the score that is shown."""

    moved = Signal()  # the position was set, not played
    state_changed = Signal()  # playing, loop or metronome
    loop_changed = Signal()  # by the user: it is saved with the piece
    live_gain_changed = Signal(float)  # in dB, 0 or less

    def __init__(self, transport: "Transport", output: "Output", parent: QObject | None = None) -> None:
        """Take a transport and the output that it plays to."""
        super().__init__(parent)
        self.transport = transport
        self._output = output
        self._score = Score()
        self._roomed: tuple[Score, str | None] | None = None
        self._placed, self._channels, self._effective = Score(), dict[int, int](), EffectiveNotes()
        self._limit: float | None = None
        self._trim_db = self.live_gain_db = 0.0
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(round(1000 * SETTLED_SECONDS))
        self.metronome = False
        self.loop: tuple[int, int] | None = None
        self.is_looping = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(HAND_OVER_MS)
        self._timer.timeout.connect(self._hand_over)

    @property
    def is_playing(self) -> bool:
        """Return whether the music runs."""
        return self.transport.is_playing

    @property
    def is_waiting(self) -> bool:
        """Return whether it plays, but has come to where nothing is written yet."""
        return self.transport.is_waiting

    @property
    def position(self) -> float:
        """Return the tick now heard."""
        return self.transport.position

    @property
    def error(self) -> str | None:
        """Return what is wrong with the output, if anything, in one sentence."""
        return self.transport.error or self._output.error

    @property
    def trouble(self) -> str | None:
        """Return what is wrong with a port that a track names, if anything, in one sentence."""
        return self._output.trouble

    @property
    def unsent(self) -> str | None:
        """Return which tracks of what is played there is no channel for, if any, in one sentence."""
        from audiogenesis_desktop.playback.reach import unsent

        return unsent(self.transport.timeline, self._output)

    @property
    def without_room(self) -> str | None:
        """Return which tracks go without pedal or expression for want of channels, if any, in one sentence."""
        if self._roomed is None or self._roomed[0] is not self._score:
            from audiogenesis_desktop.perform.room import without_room

            self._roomed = (self._score, without_room(self._score))
        return self._roomed[1]

    def levels(self) -> TrackLevels | None:
        """Return the peaks since the last asking; None where the output makes no sound that could be measured.

        Tracks that play to MIDI ports of their own have none; those that share a channel have its level.
        """
        levels = self._output.levels()
        if levels is None:
            return None
        self._keep_under(max(levels.master))
        if self._placed is not self._score:
            self._effective.forget_all_but(self._score.tracks)
            self._placed = self._score
            channels = assign_channels(self._score, by_output=True, effective=self._effective)
            self._channels = {i: c.port * 16 + c.number for i, c in channels.items() if not c.output}
        by_track = {i: levels.channels[place] for i, place in self._channels.items() if place < len(levels.channels)}
        return TrackLevels(levels.master, by_track)

    def panic(self) -> None:
        """Stop, and silence every channel of every port."""
        self.transport.panic()
        self.state_changed.emit()

    def set_clocked(self, names: Collection[str]) -> None:
        """Send MIDI clock to the ports of these names, "" being the main output, or to none."""
        self._output.clocked = frozenset(names)
        self.transport.set_clock(bool(names))

    def show(self, score: Score) -> None:
        """Play this score from now on; several in quick succession are handed over once."""
        self._score = score
        if not self._timer.isActive():
            self._timer.start()

    def set_trim(self, level_db: float) -> None:
        """Play everything so many decibels louder than its master fader says, or softer where it is negative."""
        if level_db != self._trim_db:
            self._trim_db = level_db
            self.show(self._score)

    def set_live_gain(self, gain_db: float) -> None:
        """Play everything with this gain, 0 dB or less, so that no peak clips: files have a limiter."""
        if gain_db != self.live_gain_db:
            self.live_gain_db = gain_db
            self.live_gain_changed.emit(gain_db)
            self.show(self._score)

    def _keep_under(self, peak: float) -> None:
        """Play softer once a peak was over full scale: nobody has listened to what a keyboard plays, for instance."""
        if (by := lowered_by_db(peak)) and not self._settling.isActive():
            self._settling.start()
            self.set_live_gain(self.live_gain_db - by)

    def set_limit(self, tick: float | None) -> None:
        """Play no further than a tick while the rest is being written; None: all is there."""
        self._limit = tick
        if not self._timer.isActive():
            self._timer.start()

    def set_output(self, output: "Output") -> None:
        """Send the sound to another output; the transport silences and closes the former."""
        self._output = output
        self.transport.set_output(output)

    def play_or_pause(self) -> None:
        """Play from where it stands, from the start if it stands at the end; or pause."""
        if self.is_playing:
            self.transport.pause()
        else:
            self._hand_over()
            self.transport.play()
        self.state_changed.emit()

    def play_from(self, tick: float) -> None:
        """Play from a tick, whatever went on before."""
        self._hand_over()
        self.transport.seek(tick)
        self.transport.play()
        self.moved.emit()
        self.state_changed.emit()

    def play_on(self, *, count_in_bars: int = 0) -> None:
        """Play, past the end of the piece too, until `end_on`; clicks for some bars may come first."""
        self._hand_over()
        self.transport.play(count_in_bars=count_in_bars, past_end=True)
        self.state_changed.emit()

    def end_on(self) -> None:
        """Pause, and end at the end of the piece from now on."""
        self.transport.pause()
        self.state_changed.emit()

    def stop(self) -> None:
        """Stop, back where playing began; or, if nothing plays, return to the start."""
        self.transport.stop()
        self.moved.emit()
        self.state_changed.emit()

    def seek(self, tick: float) -> None:
        """Go to a tick, playing or not."""
        self.transport.seek(tick)
        self.moved.emit()

    def set_loop(self, start_tick: int, end_tick: int) -> None:
        """Mark out a stretch and loop it; an empty stretch ends the loop."""
        self.loop = (start_tick, end_tick) if end_tick > start_tick else None
        self.set_looping(self.loop is not None)

    def restore_loop(self, loop: tuple[int, int] | None, *, is_on: bool) -> None:
        """Take up the loop that a piece was saved with, or none."""
        self.loop = loop
        self._loop(is_on)

    def set_looping(self, on: bool) -> None:
        """Loop the marked stretch, or the whole piece if none is marked; or loop no more."""
        if on and self.loop is None and self._score.end_tick > 0:
            self.loop = (0, self._score.end_tick)
        self._loop(on)
        self.loop_changed.emit()

    def _loop(self, on: bool) -> None:
        self.is_looping = on and self.loop is not None
        if self.is_looping and self.loop is not None:
            self.transport.set_loop(*self.loop)
        else:
            self.transport.clear_loop()
        if not self._score.is_as_written:
            self.show(self._score)
        self.state_changed.emit()

    def set_metronome(self, on: bool) -> None:
        """Click on every beat, or no more."""
        self.metronome = on
        self.transport.set_metronome(on)
        self.state_changed.emit()

    def audition(self, track_id: int, pitch: int, velocity: int) -> None:
        """Let one note of a track be heard briefly; silent while the music plays."""
        self._hand_over()
        self.transport.audition(track_id, pitch, velocity)

    def audition_sound(self, instrument: Instrument) -> None:
        """Let an instrument be heard that no track need have; silent while the music plays."""
        self.transport.audition_sound(instrument.program, bank=instrument.bank, is_drums=instrument.is_drums)

    def close(self) -> None:
        """Silence everything and end the playback thread."""
        self._timer.stop()
        self.transport.close()

    def _hand_over(self) -> None:
        self._timer.stop()
        self._output.prepare({track.port for track in self._score.tracks})
        self.transport.set_score(self._trimmed(self._marked))
        self.transport.set_limit(self._limit if self._limit is None else settled_tick(self._score, self._limit))

    def _trimmed(self, score: Score) -> Score:
        gain = self._trim_db + self.live_gain_db
        return replace(score, level_db=score.level_db + gain) if gain else score

    @property
    def _marked(self) -> Score:
        """Return the score with the loop in it, where notes are not to be played before its beginning."""
        if self.loop is None or self._score.is_as_written:
            return self._score
        return with_loop(self._score, MarkedLoop(*self.loop, self.is_looping))
