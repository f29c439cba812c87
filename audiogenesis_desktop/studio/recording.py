"""Recording: what is played in is heard, remembered, and put onto a track as one undo step."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from audiogenesis_desktop.editing.rules import refusal
from audiogenesis_desktop.playback.recorder import Memory, Performance, Played, put_onto, transcribed
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.edits import add_track, free_track_id, replace_track
from audiogenesis_desktop.score.feel import AS_WRITTEN
from audiogenesis_desktop.score.quantising import Quantise, quantise
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Score, Track
from audiogenesis_desktop.studio.door import LOCKED, Door
from audiogenesis_desktop.studio.notices import Notice
from audiogenesis_desktop.studio.player import Player
from audiogenesis_desktop.studio.settings import Settings

if TYPE_CHECKING:
    from audiogenesis_desktop.studio.inputs import Inputs

PREVIEW_MS = 50
TAP_MS = 250  # how long a key without an end of its own is taken to be held
STILL_COMPOSING = "A piece is being composed: record once it is written, or stop it before."
NO_INPUT = "No MIDI input is chosen: choose one in the Input menu, or play by keyboard with Ctrl+Shift+K."
_NOTE_ON, _NOTE_OFF = 0x90, 0x80
_CONTROL, _PROGRAM, _SYSTEM = 0xB0, 0xC0, 0xF0
_BANKS = (0, 32)


class Recording(QObject):
    """Hears what is played, on whatever thread, and records it onto `track_id`, the track that is edited."""

    state_changed = Signal()  # whether it records
    noticed = Signal(Notice)
    message_received = Signal(tuple)  # a channel message's bytes

    def __init__(self, player: Player, door: Door, settings: Settings, parent: QObject | None = None) -> None:
        """Record what the player plays beside, through the door, as the settings say."""
        super().__init__(parent)
        self._player, self._door, self._settings = player, door, settings
        self.track_id = -1
        self.grid = Quantise(TICKS_PER_BEAT // 4)
        self.inputs: Inputs | None = None
        self.is_typed: Callable[[], bool] = lambda: False  # whether letters of the computer's keyboard play
        self.memory = Memory()
        self.is_recording = False
        self._played = list[Played]()
        self._onto, self._start_tick = -1, 0
        self._timer = QTimer(self)
        self._timer.setInterval(PREVIEW_MS)
        self._timer.timeout.connect(self._look)
        door.leaving.connect(self.stop)

    # Hearing

    def receive(self, data: tuple[int, ...], at: float) -> None:
        """Take one message that came at a moment; called on the MIDI system's own thread."""
        if data[0] >= _SYSTEM:
            self._player.transport.receive_clock(data, at)
            return
        if _chooses_sound(data):
            return  # it would be heard on the track's channel, and shown nowhere
        self._player.transport.play_through(self._onto if self.is_recording else self.track_id, data)
        message = Played(data, at, self._player.transport.tick_at(at))
        self.memory.receive(message)
        if self.is_recording:
            self._played.append(message)
        self.message_received.emit(data)

    def tap(self, pitch: int, velocity: int) -> None:
        """Take a key that was struck in the window, which tells no end."""
        self.receive((_NOTE_ON, pitch, velocity), time.monotonic())
        QTimer.singleShot(TAP_MS, lambda: self.receive((_NOTE_OFF, pitch, 0), time.monotonic()))

    # Recording

    def record(self) -> None:
        """Begin to record at the playhead, after the count-in; while recording, end it.

        Onto a locked track, or while a piece is being composed, it does not begin, and a notice says why.
        """
        if self.is_recording:
            self.stop()
            return
        hindrance = self._hindrance()
        if hindrance is not None:
            self.noticed.emit(hindrance)
            return
        if self.inputs is not None and not self.inputs.is_open and not self.is_typed():
            self.noticed.emit(Notice("input", NO_INPUT))
        self._onto, self._played = self._track_to_record(), []
        self._start_tick, self.is_recording = round(self._player.position), True
        self._door.preview(self.placed(Performance(), self._onto))  # so that a new track can be heard already
        self._player.play_on(count_in_bars=self._settings.count_in_bars)
        self._timer.start()
        self.state_changed.emit()

    def stop(self) -> None:
        """End recording: what was played becomes one undo step; playing ends with it."""
        if not self.is_recording:
            return
        end = self._player.position
        self._player.end_on()
        score = self._with_performance(round(end))
        self.is_recording = False
        self._timer.stop()
        if score is None:
            self._door.revert()
        else:
            is_new = all(track.id != self._onto for track in self._door.base.tracks)
            self._door.edit(score, "Record onto new track" if is_new else "Record")
        self.state_changed.emit()

    def _track_to_record(self) -> int:
        """Return the id of the track to record onto; a new one has an id that is free."""
        score = self._door.base
        is_there = any(track.id == self.track_id for track in score.tracks)
        return self.track_id if is_there and not self._settings.records_anew else free_track_id(score)

    def _hindrance(self) -> Notice | None:
        if self._door.is_writing:
            return Notice("record", STILL_COMPOSING)
        onto = self._track_to_record()
        locked = [track for track in self._door.base.tracks if track.id == onto and track.is_locked]
        return Notice(LOCKED, refusal(locked, "record onto")) if locked else None

    def unlocked(self, track_id: int) -> int:
        """Return a track's id, or, as nothing played may be lost, that of a new one if the track is locked."""
        score = self._door.base
        is_locked = any(track.id == track_id and track.is_locked for track in score.tracks)
        return free_track_id(score) if is_locked else track_id

    def _look(self) -> None:
        if not self._player.is_playing:
            self.stop()
        elif (score := self._with_performance(round(self._player.position))) is not None:
            self._door.preview(score)

    def _with_performance(self, end_tick: int) -> Score | None:
        """Return the score with what has been played so far, or None if that is nothing."""
        loop = self._player.loop if self._player.is_looping else None
        performance = transcribed(tuple(self._played), end_tick=end_tick, loop=loop)
        if performance.is_empty:
            return None
        replaced = None
        if not self._settings.records_over:
            last = max((m.tick for m in self._played if m.tick is not None), default=0.0)
            replaced = loop or (self._start_tick, round(max(end_tick, last)) + 1)
        self._onto = self.unlocked(self._onto)  # it may have been locked meanwhile
        return self.placed(performance, self._onto, replaced=replaced)

    def placed(self, performance: Performance, track_id: int, *, replaced: tuple[int, int] | None = None) -> Score:
        """Return the score with a performance on a track, quantised if that is wanted; a track not there is made."""
        score = self._door.base
        if all(track.id != track_id for track in score.tracks):
            score = add_track(score, Track(track_id, "Recorded", feel=AS_WRITTEN if score.feel != AS_WRITTEN else None))
        if self._settings.records_quantised:
            notes = quantise(performance.notes, self.grid, MeterMap(score.meters))
            performance = replace(performance, notes=tuple(sorted(set(notes))))
        return replace_track(score, put_onto(score.track(track_id), performance, replaced=replaced))

    def close(self) -> None:
        """End recording and let the input go."""
        self.stop()
        if self.inputs is not None:
            self.inputs.close()


def _chooses_sound(data: tuple[int, ...]) -> bool:
    """Return whether a channel message chooses a program or a bank."""
    kind = data[0] & 0xF0
    return kind == _PROGRAM or (kind == _CONTROL and data[1] in _BANKS)
