"""Where the parts of the window lie: the header, the tracks beside the stage, all of it in one column."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from audiogenesis_desktop.ui.mixer import HEIGHT, LOW_HEIGHT, Mixer
from audiogenesis_desktop.ui.roll.view import RollView
from audiogenesis_desktop.ui.takes.strip import STRIP_HEIGHT, TakesStrip
from audiogenesis_desktop.ui.theme import SPACE

_TRACKS_WIDTH = 67 * SPACE


def header_of(*rows: QWidget) -> QWidget:
    """Return what lies at the top: the prompt and what is read in it."""
    header = QWidget()
    inside = QVBoxLayout(header)
    inside.setContentsMargins(3 * SPACE, SPACE, 3 * SPACE, 2 * SPACE)
    inside.setSpacing(2 * SPACE)
    for row in rows:
        inside.addWidget(row)
    return header


def stage_of(*pages: QWidget) -> QStackedWidget:
    """Return where one of several pages is seen at a time, at first the first."""
    stage = QStackedWidget()
    for page in pages:
        stage.addWidget(page)
    return stage


class SideColumn(QSplitter):
    """Parts one below the other, which may be drawn apart; it is there while one of them is."""

    def __init__(self, parts: Sequence[QWidget]) -> None:
        """Take the parts; the first takes what room there is."""
        super().__init__(Qt.Orientation.Vertical)
        self._parts = tuple(parts)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        for part in self._parts:
            self.addWidget(part)
            part.installEventFilter(self)
        self.setStretchFactor(0, 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go with the last part that is shown, and come with the first."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self.setVisible(any(part.parent() is self and not part.isHidden() for part in self._parts))
        return super().eventFilter(watched, event)


def side_of(*parts: QWidget) -> SideColumn:
    """Return what lies at the left: the tracks, and what is shown under them."""
    return SideColumn(parts)


class GivingWay(QObject):
    """Lets mixer and takes be low where they would else take the height that the roll needs to be of use."""

    def __init__(self, roll: RollView, mixer: Mixer, takes: TakesStrip) -> None:
        """Watch the room that the three have together."""
        super().__init__(roll)
        self._roll, self._mixer, self._takes = roll, mixer, takes
        roll.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask anew at every size; however low one of them is, all together are as high as before."""
        if event.type() == QEvent.Type.Resize:
            self._share()
        return super().eventFilter(watched, event)

    def _share(self) -> None:
        mixer, takes = (part.height() if part.isVisible() else 0 for part in (self._mixer, self._takes))
        room = self._roll.height() + mixer + takes
        full = self._roll.useful_height + (STRIP_HEIGHT if takes else 0)
        if mixer:
            self._mixer.set_low(room < full + HEIGHT)
        if takes:
            self._takes.set_low(room < full + (LOW_HEIGHT if mixer else 0) - self._roll.can_give)


def body_of(side: QWidget, stage: QWidget) -> QSplitter:
    """Return the tracks and what is under them and, beside, the stage, which takes what room there is."""
    body = QSplitter(Qt.Orientation.Horizontal)
    body.setHandleWidth(1)
    body.setChildrenCollapsible(False)
    body.addWidget(side)
    body.addWidget(stage)
    body.setStretchFactor(1, 1)
    body.setSizes([_TRACKS_WIDTH, 10_000])
    side.setMinimumWidth(48 * SPACE)
    side.setMaximumWidth(96 * SPACE)
    return body


def column_of(parts: Sequence[QWidget], *, stretched: QWidget) -> QWidget:
    """Return all parts of the window one below the other; one of them takes what room there is."""
    central = QWidget()
    column = QVBoxLayout(central)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part in parts:
        column.addWidget(part, 1 if part is stretched else 0)
    return central
