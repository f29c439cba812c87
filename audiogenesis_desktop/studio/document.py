"""The one mutable thing: which Score is shown, which came before it, and which is on disk."""

from collections.abc import Callable
from itertools import takewhile
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from audiogenesis_desktop.files.project.piece import Piece, Step
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.columns import common_ends
from audiogenesis_desktop.score.score import Score

HISTORY_LIMIT = 1000  # steps; Scores share what they have in common, so a step costs little
SURE_STEPS = 200  # are kept whatever they cost, as files keep so many; older ones as long as all take no more than:
MOST_BYTES = 16 << 20
_STEP_BYTES, _PLACE_BYTES, _NOTE_BYTES = 2_000, 8, 120  # of a step, of a note's place in a track, of a note of its own


class _Past(NamedTuple):
    """A step that undo or redo leads to, the home of its Score, and about what it keeps in memory by itself."""

    step: Step
    home: object
    own_bytes: int = 0


class Document(QObject):
    """Holds the Score being worked on, with undo and redo; lives on the main thread.

    A gesture or a composing run calls `preview` many times and then `commit` once, or `revert`.
    """

    changed = Signal(Score)  # the one now shown, previews included
    history_changed = Signal()  # what can be undone or redone, or whether all is saved
    home_changed = Signal(object, object)  # undo or redo led from a piece that was opened to another: their homes
    take_restored = Signal(object)  # undo, redo or recovery led to a piece that began as another Take, or as none

    def __init__(self, score: Score | None = None, parent: QObject | None = None) -> None:
        """Begin with a score, taken as saved, or with an empty one."""
        super().__init__(parent)
        self._committed = self._shown = self._saved = score or Score()
        self._take: Take | None = None
        self._home: object = None
        self._undo: list[_Past] = []
        self._redo: list[_Past] = []

    @property
    def score(self) -> Score:
        """Return the score now shown, previews included."""
        return self._shown

    @property
    def committed(self) -> Score:
        """Return the score of the last finished edit."""
        return self._committed

    @property
    def take(self) -> Take | None:
        """Return the Take that the last finished edit began as; None for what was not composed here."""
        return self._take

    @property
    def home(self) -> object:
        """Return what whoever opened the piece knows it by; it comes and goes with the piece through undo and redo."""
        return self._home

    def load(self, score: Score, *, saved: bool = True, home: object = None) -> None:
        """Take up another score and forget the history; without `saved` it counts as unsaved work."""
        self._committed, self._take, self._home = score, None, home
        self._saved = score if saved else Score()
        self._undo.clear()
        self._redo.clear()
        self._show(score)
        self.history_changed.emit()

    def load_piece(self, piece: Piece, *, saved: bool = True, home: object = None) -> None:
        """Take up a piece that was kept, with what undo and redo lead to; without `saved` it counts as unsaved work."""
        self._committed, self._take, self._home = piece.score, piece.take, home
        self._saved = piece.score if saved else Score()
        self._undo = [_Past(step, home) for step in piece.undo[-HISTORY_LIMIT:]]
        self._redo = [_Past(step, home) for step in piece.redo[-HISTORY_LIMIT:]]
        self._show(piece.score)
        self.take_restored.emit(piece.take)
        self.history_changed.emit()

    @property
    def undo_steps(self) -> tuple[Step, ...]:
        """Return what undo leads back to, the latest last."""
        return tuple(past.step for past in self._undo)

    @property
    def redo_steps(self) -> tuple[Step, ...]:
        """Return what redo leads to, the next one last."""
        return tuple(past.step for past in self._redo)

    @property
    def own_steps(self) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
        """Return of what undo and redo lead to that which is of the piece itself, not of one before or after it."""
        undo, redo = (
            tuple(takewhile(lambda past: past.home is self._home, reversed(each))) for each in (self._undo, self._redo)
        )
        return tuple(past.step for past in reversed(undo)), tuple(past.step for past in reversed(redo))

    @property
    def is_alone(self) -> bool:
        """Return whether undo and redo lead to no piece of another home."""
        return all(past.home is self._home for past in (*self._undo, *self._redo))

    def preview(self, score: Score) -> None:
        """Show a score that is not yet an edit."""
        self._show(score)

    def commit(self, score: Score, label: str) -> None:
        """Make a score the result of one undoable edit named by `label`; the same score is no edit."""
        self._commit(score, label, self._take)

    def commit_piece(
        self, score: Score, label: str, take: Take | None, *, is_restored: bool = False, home: object = None
    ) -> None:
        """Make another piece, which began as this Take, the result of one undoable edit.

        It `is_restored` where it comes from an earlier run, and with it what it was asked by; its `home` is that of the
        piece before unless it is given.
        """
        if is_restored:
            self.take_restored.emit(take)
        self._commit(score, label, take, home)

    def switch_piece(self, score: Score, label: str, take: Take | None) -> None:
        """Make another take of the piece the result of an undoable edit; switching once more goes on with that edit.

        However often one switches, undo leads back to where it began; back there, there is nothing to undo.
        """
        self.take_restored.emit(take)
        if self._undo and self._undo[-1].step.label == label:
            began = self._undo.pop().step
            self._committed, self._take = began.score, began.take
            self._redo.clear()
        is_back = score is self._committed
        self._commit(score, label, take)
        if is_back:
            self._take = take
            self.history_changed.emit()

    def amend(self, before: Score, change: Callable[[Score], Score]) -> bool:
        """Let the edit that led to `before` have led to another score from the start; return whether there is one.

        What has come of that piece since is changed likewise, so that undo and redo never lead to what is not.
        """
        is_shown = self._shown is self._committed
        line = [*self._undo, _Past(Step(self._committed, "", self._take), self._home), *reversed(self._redo)]
        at = next((i for i, past in enumerate(line) if past.step.score is before), None)
        if at is None:
            return False
        take = line[at].step.take
        for i, past in enumerate(line):
            if i >= at and past.step.take is take:
                line[i] = past._replace(step=past.step._replace(score=change(past.step.score)))
        count = len(self._undo)
        self._undo, self._redo = line[:count], line[:count:-1]
        self._committed = line[count].step.score
        if is_shown:
            self._show(self._committed)
        self.history_changed.emit()
        return True

    def revert(self) -> None:
        """Drop a preview and show the last finished edit again."""
        self._show(self._committed)

    def undo(self) -> None:
        """Go back over one edit; nothing happens if there is none."""
        self._step(self._undo, self._redo)

    def redo(self) -> None:
        """Go forward over one undone edit; nothing happens if there is none."""
        self._step(self._redo, self._undo)

    @property
    def can_undo(self) -> bool:
        """Return whether there is an edit to go back over."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Return whether there is an undone edit to bring back."""
        return bool(self._redo)

    @property
    def undo_label(self) -> str:
        """Return the name of the edit that undo takes back, or nothing."""
        return self._undo[-1].step.label if self._undo else ""

    @property
    def redo_label(self) -> str:
        """Return the name of the edit that redo brings back, or nothing."""
        return self._redo[-1].step.label if self._redo else ""

    @property
    def is_saved(self) -> bool:
        """Return whether the last finished edit is what was last saved or opened."""
        return self._committed is self._saved

    def mark_saved(self, score: Score | None = None) -> None:
        """Note that a score, or else the last finished edit, is on disk."""
        self._saved = self._committed if score is None else score
        self.history_changed.emit()

    def mark_unsaved(self) -> None:
        """Note that something that is saved with the score has changed beside it."""
        self._saved = Score()
        self.history_changed.emit()

    def _commit(self, score: Score, label: str, take: Take | None, home: object = None) -> None:
        if score is not self._committed:
            past = Step(self._committed, label, self._take)
            self._undo.append(_Past(past, self._home, _own_bytes(past.score, score)))
            self._forget_the_oldest()
            self._redo.clear()
            self._committed, self._take, self._home = score, take, home or self._home
            self.history_changed.emit()
        self._show(score)

    def _forget_the_oldest(self) -> None:
        """Let go of what undo leads back to furthest, where there are too many steps or all take too much memory."""
        del self._undo[:-HISTORY_LIMIT]
        while len(self._undo) > SURE_STEPS and sum(past.own_bytes for past in self._undo) > MOST_BYTES:
            del self._undo[0]

    def _step(self, source: list[_Past], target: list[_Past]) -> None:
        if not source:
            self.revert()
            return
        step, home, _ = source.pop()
        left_bytes = _own_bytes(self._committed, step.score)
        target.append(_Past(Step(self._committed, step.label, self._take), self._home, left_bytes))
        is_another, left = step.take is not self._take, self._home
        self._committed, self._take, self._home = step.score, step.take, home
        self._show(step.score)
        if home is not left:
            self.home_changed.emit(left, home)
        if is_another:
            self.take_restored.emit(step.take)
        self.history_changed.emit()

    def _show(self, score: Score) -> None:
        if score is not self._shown:
            self._shown = score
            self.changed.emit(score)


def _own_bytes(score: Score, after: Score) -> int:
    """Return about how much memory a score takes beside the one that came of it, or led to it."""
    others, own = {track.id: track.notes for track in after.tracks}, _STEP_BYTES
    for track in score.tracks:
        notes, other = track.notes, others.get(track.id, ())
        if notes is not other:
            changed = len(notes) - sum(common_ends(notes, other))
            own += _PLACE_BYTES * len(notes) + _NOTE_BYTES * changed
    return own
