"""Wishing: what is wished for of the piece that is shown, saved with it; undo and redo lead through it as well."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from audiogenesis_desktop.editing.wish_book import NO_WISHES, WishBook
from audiogenesis_desktop.plan.wishes import Wished
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio.door import Door

_MOST_SCORES = 200  # of which it is known what was wished for then


class Wishing(QObject):
    """The book of wishes; where undo leads to a score, what was wished for when it came holds again."""

    changed = Signal()  # by the user: it is saved with the piece

    def __init__(self, door: Door, parent: QObject | None = None) -> None:
        """Begin with nothing wished for."""
        super().__init__(parent)
        self._door = door
        self.book = NO_WISHES
        self._committed = door.committed
        self._then: list[tuple[Score, WishBook]] = [(door.committed, NO_WISHES)]
        door.history_changed.connect(self._on_history)

    def put(self, book: WishBook) -> None:
        """Wish for something else from now on."""
        if book != self.book:
            self.book = book
            self.changed.emit()

    @property
    def kept(self) -> tuple[Wished, ...]:
        """Return what is wished for, for a project to keep."""
        return self.book.kept

    def restore(self, kept: Sequence[Wished]) -> None:
        """Take up what a project kept: another piece is shown."""
        self.book, self._committed = WishBook.of_kept(kept), self._door.committed
        self._then = [(self._committed, self.book)]

    def _on_history(self) -> None:
        now = self._door.committed
        if now is self._committed:
            return  # it was saved, or the like
        self._committed = now
        then = next((book for score, book in self._then if score is now), None)
        if then is None:
            self._then = [*self._then[-_MOST_SCORES:], (now, self.book)]
        else:
            self.put(then)
