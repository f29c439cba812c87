"""Editing in progress: the score as shown, the edited track, the selection and the gesture at work.

It holds no history. What it makes goes out as previews and one commit; the Document decides.
"""

from PySide6.QtCore import QObject, Signal

from audiogenesis_desktop.editing import note_edits
from audiogenesis_desktop.editing.note_table import NoteTables
from audiogenesis_desktop.editing.rules import allowed
from audiogenesis_desktop.editing.scope import WHOLE, Scope
from audiogenesis_desktop.editing.snapping import Division, Ruling, Snap, snap_step
from audiogenesis_desktop.editing.tools import (
    NOWHERE,
    Box,
    Draft,
    Gesture,
    LassoPoint,
    MoveNotes,
    Pointer,
    QuantiseNotes,
)
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.quantising import Quantise, quantise
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Meter, Note, Score, Track
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.ui.roll.clipboard import Clipboard

DEFAULT_VELOCITY = 90
SIXTEENTH = TICKS_PER_BEAT // 4


class Editor(QObject):
    """The one place where gestures and keys become drafts, and drafts become signals."""

    previewed = Signal(Score)
    committed = Signal(Score, str, Scope)  # what was done, and what it is about
    reverted = Signal()
    auditioned = Signal(int, int)  # pitch, velocity
    track_activated = Signal(int)  # its id
    changed = Signal()
    refused = Signal(str)  # why something that was asked for is not done, or not wholly

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with an empty score."""
        super().__init__(parent)
        self.score = Score()
        self.track_id = -1
        self.selection: frozenset[Note] = frozenset()
        self.box: Box | None = None
        self.lasso: tuple[LassoPoint, ...] = ()
        self.is_pencil = False
        self.division: Division = "straight"
        self.grid_note_ticks = 0  # a fixed grid's note; 0 is as fine as can be seen
        self.velocity = DEFAULT_VELOCITY
        self.clipboard = Clipboard()
        self.grid = Quantise(SIXTEENTH)
        self.tables = NoteTables()
        self._meters = MeterMap(self.score.meters)
        self._gesture: Gesture | None = None
        self._base = self.score
        self._selected = self.selection
        self._pointer: Pointer | None = None
        self._was_previewed = False
        self._auditioned: Note | None = None

    @property
    def track(self) -> Track | None:
        """Return the edited track, if the score has it."""
        return next((t for t in self.score.tracks if t.id == self.track_id), None)

    @property
    def is_busy(self) -> bool:
        """Return whether a gesture is at work."""
        return self._gesture is not None

    @property
    def is_moving(self) -> bool:
        """Return whether notes are being moved."""
        return isinstance(self._gesture, MoveNotes)

    @property
    def ruling(self) -> Ruling:
        """Return how the grid divides time."""
        return Ruling(self.division, self.grid_note_ticks)

    def take_pencil(self, on: bool) -> None:
        """Let a press in empty space draw, or select; a gesture at work goes on as it began."""
        self.is_pencil = on
        self.changed.emit()

    def divide(self, division: Division) -> None:
        """Let the grid divide time in another way; to ask for the present one again makes it straight."""
        self.division = "straight" if division == self.division else division
        self.changed.emit()

    def fix_grid(self, note_ticks: int) -> None:
        """Fix the grid to a straight note of this length, or with 0 let it be as fine as can be seen."""
        self.grid_note_ticks = note_ticks
        self.changed.emit()

    def snap(self, pixels_per_tick: float, tick: float) -> Snap:
        """Return the grid to hold to at a zoom."""
        step = snap_step(pixels_per_tick, self._meters.meter(tick), self.ruling)
        return Snap(self._meters, step)

    def meter(self, tick: float) -> Meter:
        """Return the meter in force at a tick."""
        return self._meters.meter(tick)

    def bar_ticks(self, tick: int) -> int:
        """Return how long a bar is at a tick."""
        return self._meters.meter(tick).bar_ticks

    def bar_end(self, tick: int) -> int:
        """Return the bar line after a tick."""
        return self._meters.bar_start(self._meters.position(tick).bar + 1)

    def show_score(self, score: Score) -> None:
        """Show a score from outside; a gesture at work goes on upon it if what it holds is still there."""
        if score is self.score:
            return
        self.score = score
        self._meters = MeterMap(score.meters)
        if self._gesture is not None:
            self._rebase()
        self._keep_selection()
        self.changed.emit()

    def _rebase(self) -> None:
        if self.track is None or self._gesture is None or not self._gesture.can_go_on(self.score):
            self._drop_gesture()
            return
        self._base = self.score
        if self._pointer is not None:
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
        self._gesture, self._base, self._auditioned = gesture, self.score, None
        self._selected = self.selection
        self.drag(pointer)

    def drag(self, pointer: Pointer) -> None:
        """Follow the pointer: show the draft, and audition it when its pitch changes."""
        if self._gesture is None:
            return
        self._pointer = pointer
        draft = self._permitted(self._gesture.at(self._base, pointer), self._base)
        if draft is None:
            self.cancel()
            return
        self._show_draft(draft)
        auditioned = draft.auditioned
        if auditioned is not None and (self._auditioned is None or self._auditioned.pitch != auditioned.pitch):
            self.audition(auditioned)
        self._auditioned = auditioned

    def permitted(self, before: Score, after: Score, scope: Scope = WHOLE) -> Score:
        """Return what may become of an edit, which is `before` where nothing may, and say what is not done."""
        verdict = allowed(before, after, scope)
        if verdict.reported:
            self.refused.emit(verdict.reported)
        return verdict.score

    def _permitted(self, draft: Draft, base: Score) -> Draft | None:
        """Return a draft as far as it is allowed, or None where nothing of it is."""
        score = self.permitted(base, draft.score, draft.scope)
        if score is draft.score:
            return draft
        return None if score is base else draft._replace(score=score, table=None)

    def _show_draft(self, draft: Draft) -> None:
        was = self.score
        if draft.table is not None:
            self.tables.keep(self.track_id, draft.table)
        self.score, self.selection = draft.score, draft.selection
        self.box, self.lasso = draft.box, draft.lasso
        if draft.score is not was:
            self._was_previewed = True
            self.previewed.emit(draft.score)
        self.changed.emit()

    def release(self, pointer: Pointer) -> None:
        """End the gesture: commit what it has become, or nothing if nothing changed."""
        if self._gesture is None:
            return
        base = self._base
        draft = self._permitted(self._gesture.at(base, pointer), base) or Draft(base, self._selected)
        was_previewed = self._was_previewed
        self._drop_gesture()
        self.score, self.selection = draft.score, draft.selection
        if draft.score is not base:
            self._remember_velocity()
            self.committed.emit(draft.score, draft.label, draft.scope)
        elif was_previewed:
            self.reverted.emit()
        self.changed.emit()

    def cancel(self) -> bool:
        """Give the gesture up and show the score and the selection as they were; return whether there was one."""
        if self._gesture is None:
            return False
        base, was_previewed = self._base, self._was_previewed
        self._drop_gesture()
        self.score = base
        track = self.track
        self.selection = self._selected & frozenset(track.notes if track else ())
        if was_previewed:
            self.reverted.emit()
        self.changed.emit()
        return True

    def _drop_gesture(self) -> None:
        self._gesture, self._pointer, self.box, self._auditioned = None, None, None, None
        self.lasso = ()
        self._was_previewed = False

    def _remember_velocity(self) -> None:
        if self.selection:
            self.velocity = min(self.selection).velocity

    def apply(self, draft: Draft | None) -> None:
        """Commit a draft that no gesture made; a gesture at work comes first."""
        if draft is None or self.is_busy or draft.score is self.score:
            return
        draft = self._permitted(draft, self.score)
        if draft is None:
            return
        self.score, self.selection = draft.score, draft.selection
        self.committed.emit(draft.score, draft.label, draft.scope)
        if draft.auditioned is not None:
            self.audition(draft.auditioned)
        self.changed.emit()

    def shift(self, *, ticks: int = 0, semitones: int = 0) -> None:
        """Move the selected notes."""
        self.apply(note_edits.shift(self.score, self.track_id, self.selection, ticks=ticks, semitones=semitones))

    def shape(self, verb: note_edits.Verb, name: str) -> None:
        """Let a verb of `score.shaping` work on the selected notes; `name` is what undo will call it."""
        self.apply(note_edits.shaped(self.score, self.track_id, self.selection, verb, name))

    def perform(self) -> None:
        """Write the selected notes down as they would be played."""
        if self.selection:
            self.apply(note_edits.performed(self.score, self.track_id, self.selection))

    def quantise(self) -> None:
        """Draw the selected notes to the grid as it was last set."""
        self.shape(lambda notes: quantise(notes, self.grid, self._meters), "Quantise")

    def try_grid(self, grid: Quantise) -> None:
        """Show what another way of quantising would give, until `release` or `cancel`."""
        if not self.is_busy:
            self.begin(QuantiseNotes(self.track_id, self.selection, self._meters, grid), NOWHERE)
        elif isinstance(self._gesture, QuantiseNotes):
            self._gesture.grid = grid
            self.drag(NOWHERE)

    def keep_grid(self) -> None:
        """End the trial that `try_grid` began, and quantise that way from now on."""
        if isinstance(self._gesture, QuantiseNotes):
            self.grid = self._gesture.grid
            self.release(NOWHERE)

    def next_grid_point(self, tick: int) -> int:
        """Return the first point of the grid that quantising was last set to after a tick."""
        bar = self._meters.position(tick).bar
        begin, end = self._meters.bar_start(bar), self._meters.bar_start(bar + 1)
        step = self.grid.step_ticks
        return min(begin + ((tick - begin) // step + 1) * step, end)

    def scale_at(self, tick: int) -> frozenset[int]:
        """Return the pitch classes of the key in force at a tick; none where the score has no keys."""
        before = [key for key in self.score.keys if key.tick <= tick] or self.score.keys[:1]
        return Key(before[-1].tonic, before[-1].mode).scale if before else frozenset()

    def delete_selected(self) -> None:
        """Delete the selected notes."""
        self.apply(note_edits.delete(self.score, self.track_id, self.selection))

    def select_all(self) -> None:
        """Select every note of the edited track."""
        self.select(frozenset(self._notes))

    def select_same_pitches(self) -> None:
        """Select every note of the edited track at the pitches of those selected."""
        pitches = {note.pitch for note in self.selection}
        self.select(frozenset(note for note in self._notes if note.pitch in pitches))

    def select_in(self, scope: Scope) -> None:
        """Select the notes of the edited track that lie in a scope."""
        track = self.track
        self.select(scope.notes_of(track) if track else frozenset())

    def invert_selection(self) -> None:
        """Select the notes of the edited track that were not."""
        self.select(frozenset(self._notes) - self.selection)

    @property
    def _notes(self) -> tuple[Note, ...]:
        track = self.track
        return track.notes if track else ()

    def copy(self) -> None:
        """Keep the selected notes for pasting."""
        if self.selection:
            self.clipboard.put(tuple(self.selection))

    def cut(self) -> None:
        """Keep the selected notes for pasting, and delete them."""
        self.copy()
        self.delete_selected()

    def paste(self, at_tick: int) -> None:
        """Paste what was copied into the edited track."""
        if self.track is not None:
            self.apply(note_edits.paste(self.score, self.track_id, self.clipboard.notes(), at_tick))

    def repeat(self, step: int) -> None:
        """Copy the selected notes to right behind themselves."""
        self.apply(note_edits.repeat(self.score, self.track_id, self.selection, step=step))
