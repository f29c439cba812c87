"""The one door to the Document: every edit, preview and undo goes through it, and is asked whether it is allowed."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, SignalInstance

from audiogenesis_desktop.editing.rules import Verdict, allowed, allowed_while_written
from audiogenesis_desktop.editing.scope import WHOLE, Scope
from audiogenesis_desktop.files.project.piece import Piece
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio.document import Document
from audiogenesis_desktop.studio.notices import Notice

LOCKED = "locked"  # the key of what is reported of an edit that is not, or not wholly, done
SHOW_TAKE, COMPOSE = "Show another take", "Compose"  # names of steps


class Door(QObject):
    """Edits are held to the rule of `editing.rules`; undo, redo and whole other pieces are not.

    While a piece is being written edits are a part of the step that composing will be.
    """

    noticed = Signal(Notice)
    leaving = Signal()  # another piece is about to be shown: end what is being done to this one

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        """Take the Document, which nobody else changes from now on."""
        super().__init__(parent)
        self._document = document
        self._written: Score | None = None  # by composing, with edits made meanwhile but without what is tried out
        self._tried: tuple[Score, Take] | None = None  # another take that is shown for as long as it is listened to

    @property
    def score(self) -> Score:
        """Return the score that is shown, previews included."""
        return self._document.score

    @property
    def committed(self) -> Score:
        """Return the score of the last finished edit."""
        return self._document.committed

    @property
    def take(self) -> Take | None:
        """Return the Take that the last finished edit began as; None for what was not composed here."""
        return self._document.take

    @property
    def history_changed(self) -> SignalInstance:
        """Return what tells of every finished edit, of undo and of redo."""
        return self._document.history_changed

    @property
    def is_writing(self) -> bool:
        """Return whether a piece is being written."""
        return self._written is not None

    @property
    def base(self) -> Score:
        """Return the score that an edit is made from: the last finished one, or what composing has written so far.

        While another take is listened to, it is that one.
        """
        if self._tried is not None:
            return self._tried[0]
        return self.committed if self._written is None else self._written

    @property
    def is_saved(self) -> bool:
        """Return whether the last finished edit is what was last saved or opened."""
        return self._document.is_saved

    # Edits

    def edit(self, score: Score, label: str, scope: Scope = WHOLE) -> bool:
        """Take an edit as one undo step named by `label`; return whether it was taken, or at least a part of it.

        What is locked or lies outside its scope stays as it is, and a notice says so.
        """
        verdict = self._judged(score, scope)
        if self._tried is not None and not verdict.is_refused:
            self.switch(*self._tried)  # who edits what is listened to wants that
        if verdict.is_refused:
            self.revert()
        elif self.is_writing:
            self._written = verdict.score
            self._document.preview(verdict.score)
        else:
            self._document.commit(verdict.score, label)
        return not verdict.is_refused

    def preview(self, score: Score, scope: Scope = WHOLE) -> None:
        """Show what an edit that goes on would be; what is not allowed is not shown."""
        self._document.preview(self._judged(score, scope).score)

    def revert(self) -> None:
        """Drop a preview: back to the last edit, or to what composing has written so far."""
        self._document.preview(self.base)

    def _judged(self, score: Score, scope: Scope) -> Verdict:
        rule = allowed_while_written if self.is_writing else allowed
        verdict = rule(self.base, score, scope)
        if verdict.reported:
            self.noticed.emit(Notice(LOCKED, verdict.reported))
        return verdict

    def amend(self, before: Score, change: Callable[[Score], Score]) -> bool:
        """Let the edit that led to `before` have led to what `change` makes of it, and what came since likewise.

        Return whether there is such an edit, and nothing is being tried out or written. For what an edit brings with
        it and takes a while to be worked out.
        """
        if self.is_writing or self.score is not self.committed:
            return False
        return self._document.amend(before, change)

    # History

    def undo(self) -> None:
        """Go back over one edit, whatever it has changed; not while a piece is being written."""
        self.end_trying()
        if not self.is_writing:
            self._document.undo()

    def redo(self) -> None:
        """Go forward over one undone edit; not while a piece is being written."""
        self.end_trying()
        if not self.is_writing:
            self._document.redo()

    # Other pieces

    def replace(self, score: Score, label: str, take: Take | None = None) -> None:
        """Show another piece, which is in no file, with what it was asked by; the one before is one undo away."""
        self.leaving.emit()
        self._tried = None
        self._document.commit_piece(score, label, take, is_restored=take is not None)

    def switch(self, score: Score, take: Take) -> None:
        """Show another take of the piece, as it is now: one undo step, however often one switches."""
        self.leaving.emit()
        self._tried = None
        self._document.switch_piece(score, SHOW_TAKE, take)

    def try_take(self, score: Score, take: Take) -> None:
        """Show another take until `end_trying`, as no step at all; whoever edits it meanwhile switches to it."""
        if not self.is_writing:
            self._tried = (score, take)
            self._document.preview(score)

    def end_trying(self) -> None:
        """Show again what was shown before another take was listened to."""
        if self._tried is not None:
            self._tried = None
            self.revert()

    def open(self, score: Score, label: str, home: object, *, is_in_file: bool) -> None:
        """Show music that was read, as a piece of this home.

        Unsaved work stays one undo away; without any the history is forgotten.
        """
        self.leaving.emit()
        self._tried = None
        if self.is_saved:
            self._document.load(score, saved=is_in_file, home=home)
            return
        self._document.commit_piece(score, label, None, home=home)
        if is_in_file:
            self._document.mark_saved()

    def open_piece(self, piece: Piece, label: str, home: object, *, is_in_file: bool) -> bool:
        """Show a piece that was kept, of this home, and return whether undo leads into its own history.

        Unsaved work stays one undo away, and then the piece's own history is not gone through.
        """
        self.leaving.emit()
        self._tried = None
        if self.is_saved:
            self._document.load_piece(piece, saved=is_in_file, home=home)
            return True
        self._document.commit_piece(piece.score, label, piece.take, is_restored=True, home=home)
        if is_in_file:
            self._document.mark_saved()
        return False

    @property
    def home(self) -> object:
        """Return what whoever opened the piece knows it by."""
        return self._document.home

    @property
    def home_changed(self) -> SignalInstance:
        """Return what tells of the homes that undo or redo have left and come to."""
        return self._document.home_changed

    @property
    def piece(self) -> Piece:
        """Return the piece as it was left by the last finished edit, and all that undo leads to, other pieces too."""
        document = self._document
        return Piece(document.committed, document.take, (), document.undo_steps, document.redo_steps)

    @property
    def is_alone(self) -> bool:
        """Return whether undo and redo lead to no piece of another home."""
        return self._document.is_alone

    @property
    def piece_alone(self) -> Piece:
        """Return the piece as it was left by the last finished edit, with no history but its own."""
        undo, redo = self._document.own_steps
        return replace(self.piece, undo=undo, redo=redo)

    # A piece that is being written

    def make_ready(self) -> None:
        """End what is being done to this piece, as another one has been asked for."""
        self.leaving.emit()
        self._tried = None
        self._document.revert()

    def begin_writing(self, score: Score) -> None:
        """Show a piece of which nothing is written yet."""
        self.leaving.emit()
        self._written = score
        self._document.preview(score)

    def write(self, change: Callable[[Score], Score]) -> None:
        """Show what composing has written since; what is being tried out is shown with it."""
        is_as_written = self.score is self._written
        self._written = change(self.base)
        self._document.preview(self._written if is_as_written else change(self.score))

    def keep_written(self, take: Take) -> None:
        """Make what composing has written one undo step; undo and redo bring back what it was asked by."""
        score, self._written = self.base, None
        self._document.commit_piece(score, COMPOSE, take)

    def discard_written(self) -> None:
        """Show what there was before composing."""
        self._written = None
        self._document.revert()

    # Saving

    def mark_saved(self, score: Score) -> None:
        """Note that a score is on disk."""
        self._document.mark_saved(score)

    def mark_unsaved(self) -> None:
        """Note that something that is saved with the score has changed beside it."""
        self._document.mark_unsaved()
