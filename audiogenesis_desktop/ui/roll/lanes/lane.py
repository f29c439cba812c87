"""What every strip along the roll has in common: the shared view, the score, the colours, the playhead."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from audiogenesis_desktop.editing.geometry import Geometry
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.ui.roll.viewport import Viewport
from audiogenesis_desktop.ui.theme import LABEL_SIZE, Theme


class Lane(QWidget):
    """A strip of fixed height over or under the roll, on the roll's time."""

    def __init__(self, viewport: Viewport, theme: Theme, *, name: str, height: int) -> None:
        """Make a strip whose accessible name is `name`."""
        super().__init__()
        self.viewport, self.theme, self.score = viewport, theme, Score()
        self.playhead = 0.0
        self.setAccessibleName(name)
        self.setFixedHeight(height)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        viewport.changed.connect(self.update)

    @property
    def geometry_now(self) -> Geometry:
        """Return the view that is shared with the roll."""
        return self.viewport.geometry

    def minimumSizeHint(self) -> QSize:
        """Return a size that leaves the width to the window."""
        return QSize(0, self.height())

    def set_score(self, score: Score) -> None:
        """Show another score."""
        self.score = score
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.theme = theme
        self.update()

    def set_playhead(self, tick: float) -> None:
        """Move the playhead, repainting only where it was and where it is."""
        was, now = round(self.geometry_now.x_of(self.playhead)), round(self.geometry_now.x_of(tick))
        self.playhead = tick
        if was != now:
            reach = self.playhead_reach()
            self.update(was - reach, 0, 2 * reach + 1, self.height())
            self.update(now - reach, 0, 2 * reach + 1, self.height())

    def playhead_reach(self) -> int:
        """Return how far the playhead's picture reaches to each side, in pixels."""
        return 1

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll or zoom with the roll."""
        self.viewport.wheel(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the strip, a hairline under it, and the playhead over it."""
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        painter.fillRect(event.rect(), self.theme.surface_1)
        painter.setFont(self.label_font())
        self.paint(painter)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self.theme.line)
        self.paint_playhead(painter, round(self.geometry_now.x_of(self.playhead)))
        painter.end()

    def paint(self, painter: QPainter) -> None:
        """Paint what this strip shows."""

    def paint_playhead(self, painter: QPainter, x: int) -> None:
        """Paint the playhead at an x."""
        painter.fillRect(x, 0, 1, self.height(), self.theme.playhead)

    def label_font(self) -> QFont:
        """Return the font of small labels."""
        font = QFont(self.font())
        font.setPixelSize(LABEL_SIZE)
        return font
