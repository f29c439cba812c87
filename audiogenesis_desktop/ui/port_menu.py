"""A menu of ports: made anew each time it opens, and while it is open as ports come and go."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

LOOK_MS = 1_000


class Offered(NamedTuple):
    """One entry: what it is called, and what choosing it means."""

    name: str
    id: str


class PortMenu(QMenu):
    """Offers what there is now; the chosen one is ticked."""

    def __init__(
        self,
        title: str,
        parent: QWidget,
        *,
        offered: Callable[[], Iterable[Offered]],
        chosen: Callable[[], str],
        choose: Callable[[str], object],
        below: Iterable[QAction] = (),
    ) -> None:
        """Take what tells the entries and which is chosen, what chooses one, and actions to have below them."""
        super().__init__(title, parent)
        self._offered, self._chosen, self._choose, self._below = offered, chosen, choose, list(below)
        self.aboutToShow.connect(self._open)
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_MS)
        self._looking.timeout.connect(self._look)
        self._shown: list[Offered] = []

    def _open(self) -> None:
        self._fill(list(self._offered()))
        self._looking.start()

    def _look(self) -> None:
        if not self.isVisible():
            self._looking.stop()
        elif (offered := list(self._offered())) != self._shown:
            self._fill(offered)

    def _fill(self, offered: list[Offered]) -> None:
        self.clear()
        self._shown = offered
        for name, choice in offered:
            action = self.addAction(name)
            action.setCheckable(True)
            action.setChecked(choice == self._chosen())
            action.triggered.connect(lambda _on=False, c=choice: self._choose(c))
        if self._below:
            self.addSeparator()
            self.addActions(self._below)
