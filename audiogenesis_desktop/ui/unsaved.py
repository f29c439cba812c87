"""Unsaved work: what would take its place asks first whether to save it."""

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMessageBox, QWidget

from audiogenesis_desktop.studio.studio import Studio

QUITTING, OPENING = "before closing", "before opening another piece"
_LOST = {
    QUITTING: "Otherwise it is lost.",
    OPENING: "Otherwise only Undo brings it back.",
}


class Answer(Enum):
    """What is to become of unsaved work."""

    SAVE = auto()
    LET_GO = auto()
    CANCEL = auto()


def ask(parent: QWidget, question: str, more: str, answered: Callable[[Answer], object]) -> None:
    """Ask over a window whether to save, and return at once; `answered` is called with the answer."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, "Unsaved work", question, parent=parent)
    box.setInformativeText(more)
    kinds = QMessageBox.StandardButton
    box.setStandardButtons(kinds.Save | kinds.Discard | kinds.Cancel)
    box.button(kinds.Discard).setText("Do&n’t save")
    box.setDefaultButton(kinds.Save)
    for button in box.buttons():
        button.setIcon(QIcon())  # those that come with Qt look like none of ours
    answers = {kinds.Save.value: Answer.SAVE, kinds.Discard.value: Answer.LET_GO}
    box.finished.connect(lambda result: answered(answers.get(result, Answer.CANCEL)))
    box.finished.connect(box.deleteLater)
    box.open()


class UnsavedWork:
    """Lets something take the place of the piece that is there: at once if that is saved, else as is answered."""

    def __init__(self, window: QWidget, studio: Studio, save: Callable[[Callable[[], object]], object]) -> None:
        """Ask over a window, for a studio; `save` saves, and calls what it is given once that is done."""
        self._window, self._studio, self._save = window, studio, save
        self._is_asking = False

    def settle(self, then: Callable[[], object], *, before: str, let_go: Callable[[], object] | None = None) -> None:
        """Do `then` now or once all is saved, `let_go` (or else `then`) where it shall not be, and else nothing.

        A second question while one is being asked is not put.
        """
        if not self._studio.has_unsaved_work:
            then()
            return
        if self._is_asking:
            return

        def answered(answer: Answer) -> None:
            self._is_asking = False
            if answer is Answer.SAVE:
                self._save_first(lambda: self.settle(then, before=before, let_go=let_go))
            elif answer is Answer.LET_GO:
                (let_go or then)()

        self._is_asking = True
        ask(self._window, f"Save “{self._name}” {before}?", _LOST[before], answered)

    def _save_first(self, saved: Callable[[], object]) -> None:
        self._studio.composing.stop(keep=True)
        self._save(saved)

    @property
    def _name(self) -> str:
        studio = self._studio
        title = studio.composing.score.title if studio.door.is_writing else studio.document.committed.title
        name = "" if studio.door.is_writing else studio.filing.name
        return (name or title)[:60] or "Untitled"
