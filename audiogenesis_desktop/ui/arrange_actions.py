"""Commands on bars and tracks: what they are called, their keys, and the edits that they ask for."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from audiogenesis_desktop.score import bars, edits
from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.ui.roll.editor import Editor


class ArrangeActions(QObject):
    """Bars: those of the loop, else of the selected notes, else the playhead's. Tracks: the edited one."""

    committed = Signal(object, str)  # Score, what was done

    def __init__(self, window: QMainWindow, studio: Studio, editor: Editor) -> None:
        """Make every action and give it to the window."""
        super().__init__(window)
        self._window, self._studio, self._editor = window, studio, editor
        self.insert = self._make("&Insert bars", "Put empty bars before those marked", "Ctrl+Shift+I", self._insert)
        self.remove = self._make("&Delete bars", "Take the marked bars out everywhere", "Ctrl+Shift+Del", self._remove)
        self.repeat = self._make("&Repeat bars", "Play the marked bars twice", "Ctrl+Shift+D", self._repeat)
        self.repeat_section = self._make(
            "Repeat &section", "Play the playhead's section twice", "Ctrl+Alt+D", self._repeat_section
        )
        self.select = self._make("Select &notes in bars", "Select their notes", "Ctrl+B", self._select)
        moved = "Move all but drums, with chords and key"
        self.higher = self._make("Piece a semitone &higher", moved, "Ctrl+Alt+Up", lambda: self._rekey(1))
        self.lower = self._make("Piece a semitone &lower", moved, "Ctrl+Alt+Down", lambda: self._rekey(-1))
        self.duplicate = self._make("D&uplicate track", "Copy the edited track", "Ctrl+Shift+T", self._duplicate)
        what = "Colour, lock, transposition, port and channel"
        self.settings = self._make("Track &settings…", what, "Ctrl+Shift+Return")
        self.up = self._make("Move track u&p", "Move it further up", "Ctrl+Shift+Up", lambda: self._move(-1))
        self.down = self._make("Move track do&wn", "Move it further down", "Ctrl+Shift+Down", lambda: self._move(1))
        self.bring_in = self._make("I&mport at playhead…", "Add a MIDI file's tracks at the playhead", "Ctrl+Shift+O")
        copied = "Copy the edited track as a MIDI file, for another program or a folder"
        self.copy_out = self._make("Copy track as a &file", copied, "Ctrl+Alt+C")

        for name, action in list(vars(self).items()):
            if isinstance(action, QAction):
                action.setObjectName(f"arrange_{name}")

    def fill(self, menu: QMenu, remove_track: QAction, here: list[QAction]) -> None:
        """Fill a menu with all of them, and with what the lanes offer at the playhead."""
        groups = (
            (self.insert, self.remove, self.repeat, self.repeat_section, self.select),
            (self.higher, self.lower, *here),
            (self.settings, self.duplicate, self.up, self.down, remove_track),
            (self.bring_in, self.copy_out),
        )
        for i, group in enumerate(groups):
            if i:
                menu.addSeparator()
            menu.addActions(group)

    def enable(self, score: Score) -> None:
        """Let only be chosen what can be done to a score."""
        has_tracks = bool(score.tracks)
        on_bars = (self.insert, self.remove, self.repeat, self.select)
        on_tracks = (self.settings, self.duplicate, self.bring_in, self.copy_out)
        for action in (*on_bars, *on_tracks, self.higher, self.lower):
            action.setEnabled(has_tracks)
        self.repeat_section.setEnabled(bool(score.sections))
        for action in (self.up, self.down):
            action.setEnabled(len(score.tracks) > 1)

    def marked_bars(self) -> Stretch:
        """Return the whole bars that are meant."""
        player, chosen = self._studio.player, self._editor.selection
        start = end = round(player.position)
        if player.is_looping and player.loop is not None:
            start, end = player.loop[0], player.loop[1] - 1
        elif chosen:
            start, end = min(chosen).start_tick, max(note.end_tick for note in chosen) - 1
        meters = MeterMap(self._score.meters)
        first, last = meters.position(start).bar, meters.position(max(start, end)).bar
        return Stretch(meters.bar_start(first), meters.bar_start(last + 1))

    @property
    def _score(self) -> Score:
        return self._studio.document.score

    def _insert(self) -> None:
        what = self.marked_bars()
        self.committed.emit(bars.insert_time(self._score, what.start_tick, what.ticks), self._named("Insert", what))

    def _remove(self) -> None:
        what = self.marked_bars()
        self.committed.emit(bars.remove_time(self._score, what), self._named("Delete", what))

    def _repeat(self) -> None:
        what = self.marked_bars()
        self.committed.emit(bars.repeat_time(self._score, what), self._named("Repeat", what))

    def _select(self) -> None:
        self._editor.select_between(*self.marked_bars())

    def _repeat_section(self) -> None:
        at, sections = self._studio.player.position, self._score.sections
        section = next((s for s in sections if s.start_tick <= at < s.end_tick), sections[-1])
        longer = bars.repeat_time(self._score, Stretch(section.start_tick, section.end_tick))
        self.committed.emit(longer, f"Repeat section {section.kind}")

    def _named(self, verb: str, what: Stretch) -> str:
        meters = MeterMap(self._score.meters)
        count = meters.position(what.end_tick).bar - meters.position(what.start_tick).bar
        return f"{verb} bar" if count == 1 else f"{verb} {count} bars"

    def _rekey(self, semitones: int) -> None:
        label = f"Transpose piece {'up' if semitones > 0 else 'down'}"
        self.committed.emit(edits.transpose_score(self._score, semitones), label)

    def _duplicate(self) -> None:
        self._on_track(lambda track_id: edits.duplicate_track(self._score, track_id), "Duplicate track")

    def _move(self, by: int) -> None:
        self._on_track(lambda track_id: edits.move_track(self._score, track_id, by), "Move track")

    def _on_track(self, edit, label: str) -> None:
        if self._editor.track is not None:
            changed = edit(self._editor.track_id)
            if changed is not self._score:
                self.committed.emit(changed, label)

    def _make(self, text: str, what: str, key: str, do=None) -> QAction:
        action = QAction(text, self._window)
        action.setShortcut(QKeySequence(key))
        action.setToolTip(f"{what} ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})")
        if do is not None:
            action.triggered.connect(lambda _on=False: do())
        self._window.addAction(action)
        return action
