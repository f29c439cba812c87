"""Editing in progress: the score as shown, the edited track, the selection and the gesture at work.

It holds no history. What it makes goes out as previews and one commit; the Document decides.
"""

from PySide6.QtCore import QObject, Signal

from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.ui.roll import note_edits
from audiogenesis_desktop.ui.roll.note_table import NoteTables
from audiogenesis_desktop.ui.roll.snapping import Snap, snap_step
from audiogenesis_desktop.ui.roll.tools import Box, Draft, Gesture, Pointer

DEFAULT_VELOCITY = 90


class Editor(QObject):
    """The one place where gestures and keys become drafts, and drafts become signals."""

    previewed = Signal(object)
    committed = Signal(object, str)
    reverted = Signal()
    auditioned = Signal(int, int)
    track_activated = Signal(int)
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with an empty score."""
        super().__init__(parent)
        self.score = Score()
        self.track_id = -1
        self.selection: frozenset[Note] = frozenset()
        self.box: Box | None = None
        self.is_pencil = False
        self.triplets = False
        self.velocity = DEFAULT_VELOCITY
        self.clipboard: tuple[Note, ...] = ()
        self.tables = NoteTables()
        self._meters = MeterMap(self.score.meters)
        self._gesture: Gesture | None = None
        self._base = self.score
        self._pointer: Pointer | None = None
        self._was_previewed = False
        self._heard: Note | None = None

    @property
    def track(self) -> Track | None:
        """Return the edited track, if the score has it."""
        return next((t for t in self.score.tracks if t.id == self.track_id), None)

    @property
    def is_busy(self) -> bool:
        """Return whether a gesture is at work."""
        return self._gesture is not None

    def snap(self, pixels_per_tick: float, tick: float) -> Snap:
        """Return the grid to hold to at a zoom."""
        step = snap_step(pixels_per_tick, self._meters.meter(tick), triplets=self.triplets)
        return Snap(self._meters, step)

    def bar_ticks(self, tick: int) -> int:
        """Return how long a bar is at a tick."""
        return self._meters.meter(tick).bar_ticks

    def show_score(self, score: Score) -> None:
        """Show a score from outside; a gesture at work goes on upon it if its notes are still there."""
        if score is self.score:
            return
        self.score = score
        self._meters = MeterMap(score.meters)
        if self._gesture is not None:
            self._rebase()
        self._keep_selection()
        self.changed.emit()

    def _rebase(self) -> None:
        track = self.track
        held = getattr(self._gesture, "chosen", frozenset())
        if track is None or not held.issubset(track.notes):
            self._drop_gesture()
            return
        self._base = self.score
        if self._pointer is not None and self._gesture is not None:
            draft = self._gesture.at(self._base, self._pointer)
            self.score, self.selection = draft.score, draft.selection

    def _keep_selection(self) -> None:
        if self.selection and not self.is_busy:
            track = self.track
            self.selection &= frozenset(track.notes if track else ())

    def edit_track(self, track_id: int) -> None:
        """Make another track the edited one."""
        if track_id == self.track_id:
            return
        self.cancel()
        self.track_id = track_id
        self.selection = frozenset()
        self.changed.emit()

    def activate(self, track_id: int) -> None:
        """Make another track the edited one at the user's wish, and tell the window."""
        self.edit_track(track_id)
        self.track_activated.emit(track_id)

    def select(self, notes: frozenset[Note]) -> None:
        """Select exactly these notes."""
        if notes != self.selection:
            self.selection = notes
            self.changed.emit()

    def audition(self, note: Note) -> None:
        """Let a note be heard."""
        self.auditioned.emit(note.pitch, note.velocity)

    def begin(self, gesture: Gesture, pointer: Pointer) -> None:
        """Begin a gesture at a press; one already at work is given up first."""
        self.cancel()
        self._gesture, self._base, self._heard = gesture, self.score, None
        self.drag(pointer)

    def drag(self, pointer: Pointer) -> None:
        """Follow the pointer: show the draft, and let it be heard when its pitch changes."""
        if self._gesture is None:
            return
        self._pointer = pointer
        draft = self._gesture.at(self._base, pointer)
        self._show_draft(draft)
        heard = draft.heard
        if heard is not None and (self._heard is None or self._heard.pitch != heard.pitch):
            self.audition(heard)
        self._heard = heard

    def _show_draft(self, draft: Draft) -> None:
        was = self.score
        self.score, self.selection, self.box = draft.score, draft.selection, draft.box
        if draft.score is not was:
            self._was_previewed = True
            self.previewed.emit(draft.score)
        self.changed.emit()

    def release(self, pointer: Pointer) -> None:
        """End the gesture: commit what it has become, or nothing if nothing changed."""
        if self._gesture is None:
            return
        draft = self._gesture.at(self._base, pointer)
        base = self._base
        was_previewed = self._was_previewed
        self._drop_gesture()
        self.score, self.selection = draft.score, draft.selection
        if draft.score is not base:
            self._remember_velocity()
            self.committed.emit(draft.score, draft.label)
        elif was_previewed:
            self.reverted.emit()
        self.changed.emit()

    def cancel(self) -> bool:
        """Give the gesture up and show the score as it was; return whether there was one."""
        if self._gesture is None:
            return False
        base, was_previewed = self._base, self._was_previewed
        self._drop_gesture()
        self.score = base
        track = self.track
        self.selection &= frozenset(track.notes if track else ())
        if was_previewed:
            self.reverted.emit()
        self.changed.emit()
        return True

    def _drop_gesture(self) -> None:
        self._gesture, self._pointer, self.box, self._heard = None, None, None, None
        self._was_previewed = False

    def _remember_velocity(self) -> None:
        if self.selection:
            self.velocity = min(self.selection).velocity

    def apply(self, draft: Draft | None) -> None:
        """Commit a draft that no gesture made; a gesture at work comes first."""
        if draft is None or self.is_busy or draft.score is self.score:
            return
        self.score, self.selection = draft.score, draft.selection
        self.committed.emit(draft.score, draft.label)
        if draft.heard is not None:
            self.audition(draft.heard)
        self.changed.emit()

    def shift(self, *, ticks: int = 0, semitones: int = 0) -> None:
        """Move the selected notes."""
        self.apply(note_edits.shift(self.score, self.track_id, self.selection, ticks=ticks, semitones=semitones))

    def delete_selected(self) -> None:
        """Delete the selected notes."""
        self.apply(note_edits.delete(self.score, self.track_id, self.selection))

    def select_all(self) -> None:
        """Select every note of the edited track."""
        track = self.track
        self.select(frozenset(track.notes if track else ()))

    def copy(self) -> None:
        """Keep the selected notes for pasting."""
        if self.selection:
            self.clipboard = tuple(sorted(self.selection))

    def cut(self) -> None:
        """Keep the selected notes for pasting, and delete them."""
        self.copy()
        self.delete_selected()

    def paste(self, at_tick: int) -> None:
        """Paste what was copied into the edited track."""
        if self.track is not None:
            self.apply(note_edits.paste(self.score, self.track_id, self.clipboard, at_tick))

    def repeat(self, step: int) -> None:
        """Copy the selected notes to right behind themselves."""
        self.apply(note_edits.repeat(self.score, self.track_id, self.selection, step=step))
