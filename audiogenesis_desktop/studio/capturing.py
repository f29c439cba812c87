"""What was played before Record was pressed is kept; and notes are entered step by step while nothing plays."""

from PySide6.QtCore import QObject, Signal

from audiogenesis_desktop.playback.recorder import Performance, freely_transcribed, transcribed
from audiogenesis_desktop.score.clock import MeterMap, TempoMap
from audiogenesis_desktop.score.edits import exchange_notes
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note
from audiogenesis_desktop.studio.door import LOCKED, Door
from audiogenesis_desktop.studio.notices import Notice
from audiogenesis_desktop.studio.player import Player
from audiogenesis_desktop.studio.recording import Recording

ON_NEW_TRACK = "{name} is locked: what was played is on a new track."
NOTHING_PLAYED = "Nothing has been played yet: play something, then capture it."
_NOTE_ON, _NOTE_OFF = 0x90, 0x80


class Capturing(QObject):
    """Puts the last phrase that was heard onto the edited track."""

    noticed = Signal(Notice)

    def __init__(self, recording: Recording, player: Player, door: Door, parent: QObject | None = None) -> None:
        """Take what remembers, what tells the playhead, and where notes go."""
        super().__init__(parent)
        self._recording, self._player, self._door = recording, player, door

    def capture(self) -> None:
        """Keep what was played last, where it was played, or from the playhead's bar on: one undo step.

        A locked track stays as it is: what was played goes onto a new one.
        """
        performance = self._performance()
        if performance.is_empty:
            self.noticed.emit(Notice("capture", NOTHING_PLAYED))
            return
        wanted = self._recording.track_id
        onto = self._recording.unlocked(wanted)
        if onto != wanted:
            name = self._door.base.track(wanted).name or "The track"
            self.noticed.emit(Notice(LOCKED, ON_NEW_TRACK.format(name=name)))
        if self._door.edit(self._recording.placed(performance, onto), "Capture"):
            self._recording.memory.clear()

    def _performance(self) -> Performance:
        phrase = self._recording.memory.last_phrase()
        if phrase and phrase[-1].tick is not None:
            loop = self._player.loop if self._player.is_looping else None
            return transcribed(phrase, end_tick=phrase[-1].tick + TICKS_PER_BEAT, loop=loop)
        score, tick = self._door.base, round(self._player.position)
        meters = MeterMap(score.meters)
        start = meters.bar_start(meters.position(tick).bar)
        pace = 60 / TempoMap(score.tempi).bpm(start) / TICKS_PER_BEAT
        return freely_transcribed(phrase, start_tick=start, seconds_per_tick=pace)


class StepEntry(QObject):
    """While it is on and nothing plays, keys held together become a chord at the playhead, which moves on a step."""

    def __init__(self, recording: Recording, player: Player, door: Door, parent: QObject | None = None) -> None:
        """Take what hears the keys; begins switched off."""
        super().__init__(parent)
        self._recording, self._player, self._door = recording, player, door
        self.is_on = False
        self._held = set[int]()
        self._chord = dict[int, int]()  # pitch: velocity
        self._entered = list[tuple[int, int, frozenset[Note]]]()  # track id, tick, notes
        recording.message_received.connect(self._take)

    def switch(self, on: bool) -> None:
        """Enter what is played step by step from now on, or no more."""
        self.is_on = on
        self._held.clear()
        self._chord.clear()

    def back(self) -> None:
        """Take the last step back and go there."""
        if not self._entered or self._player.is_playing:
            return
        track_id, tick, notes = self._entered[-1]
        score = self._door.base
        is_there = any(track.id == track_id for track in score.tracks)
        if is_there and not self._door.edit(exchange_notes(score, track_id, notes, ()), "Step back"):
            return
        self._entered.pop()
        self._player.seek(tick)

    def rest(self) -> None:
        """Go on by a step with nothing in it."""
        if not self._player.is_playing:
            self._player.seek(round(self._player.position) + self._recording.grid.step_ticks)

    def _take(self, data: tuple[int, ...]) -> None:
        kind = data[0] & 0xF0
        if not self.is_on or self._player.is_playing or kind not in (_NOTE_ON, _NOTE_OFF):
            return
        if kind == _NOTE_ON and data[2] > 0:
            self._held.add(data[1])
            self._chord[data[1]] = data[2]
            return
        self._held.discard(data[1])
        if not self._held and self._chord:
            self._enter()

    def _enter(self) -> None:
        tick, step = round(self._player.position), self._recording.grid.step_ticks
        notes = tuple(Note(tick, pitch, step, velocity) for pitch, velocity in sorted(self._chord.items()))
        self._chord.clear()
        track_id, score = self._recording.track_id, self._door.base
        is_there = any(track.id == track_id for track in score.tracks)
        if is_there and self._door.edit(exchange_notes(score, track_id, (), notes), "Enter step"):
            self._entered.append((track_id, tick, frozenset(notes)))
            self._player.seek(tick + step)
