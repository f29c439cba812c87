"""The strip of frames under the ruler: what is seen when.

A click or a drag moves the playhead there; with Shift a drag moves the frames, so that the music begins at another.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter

from audiogenesis_desktop.delivery.picture.cuts import USUAL_STRENGTH
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.studio.screening import Screening
from audiogenesis_desktop.ui.picture.thumbnails import Thumbnails
from audiogenesis_desktop.ui.roll.lanes.lane import Lane
from audiogenesis_desktop.ui.roll.painting.grid import faded
from audiogenesis_desktop.ui.roll.viewport import Viewport
from audiogenesis_desktop.ui.theme import SPACE, Theme

HEIGHT = 13 * SPACE
_MARK = 6  # pixels


class Tile(NamedTuple):
    """Where a frame lies, the number of the small picture there, -1 for none yet, and its second of the video."""

    box: QRect
    number: int
    seconds: float


class PictureLane(Lane):
    """Frames side by side, as many as fit, with a line where the video cuts and a mark where a hit is asked for."""

    seek_requested = Signal(int)  # tick
    start_chosen = Signal()  # the frames were moved, and let go

    def __init__(self, viewport: Viewport, theme: Theme) -> None:
        """Make a strip without a video."""
        super().__init__(viewport, theme, name="Picture", height=HEIGHT)
        self.setAccessibleDescription("A click or a drag moves the playhead; with Shift a drag moves the video.")
        self.setToolTip(
            "The frames of the video; click or drag to move the playhead. Shift and drag moves them, so that the music "
            "begins at another"
        )
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._screening: Screening | None = None
        self._thumbnails: Thumbnails | None = None
        self.hits: tuple[float, ...] = ()
        self._missed: tuple[float, ...] = ()
        self._held: float | None = None  # the second of the video that is dragged along

    def show_frames_of(self, screening: Screening, thumbnails: Thumbnails) -> None:
        """Show what is screened."""
        self._screening, self._thumbnails = screening, thumbnails
        thumbnails.arrived.connect(self.update)
        screening.glimpses.arrived.connect(self.update)
        for told in (screening.changed, screening.progressed, screening.looked_through, screening.start_moved):
            told.connect(self.update)

    def set_hits(self, met: tuple[float, ...], missed: tuple[float, ...]) -> None:
        """Show the hits that are asked for, in seconds of the music: those that can be met, and those that cannot."""
        if (hits := tuple(sorted({*met, *missed}))) != self.hits or missed != self._missed:
            self.hits, self._missed = hits, missed
            self.update()

    @property
    def has_picture(self) -> bool:
        """Return whether there is a video."""
        return self._screening is not None and self._screening.picture is not None

    # Painting

    def paint(self, painter: QPainter) -> None:
        """Paint frames from where the video begins to where it ends, then cuts and hits."""
        painter.fillRect(self.rect(), self.theme.surface_0)
        if self._screening is None or self._screening.picture is None or self._thumbnails is None:
            return
        self._thumbnails.forget_wishes()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        tiles = list(self.tiles())
        for tile in tiles:
            self._paint_tile(painter, tile)
        missing = [tile.seconds for tile in tiles if tile.number < 0] if self._screening.is_looking else []
        self._screening.glimpses.wish(missing)
        tempi = TempoMap(self.score.tempi)
        self._paint_cuts(painter, tempi)
        self._paint_hits(painter, tempi)

    def tiles(self) -> Iterator[Tile]:
        """Yield the frames that can be seen.

        Each shot begins with its own first frame; all keep their places in the music while one scrolls.
        """
        screening, height = self._screening, self.height() - 1
        if screening is None or screening.picture is None:
            return
        width = max(8, round(height * screening.picture.size[0] / screening.picture.size[1]))
        tempi, frames = TempoMap(self.score.tempi), screening.frames
        for left, right, first in self._shots(tempi, screening.picture.seconds):
            x = left + max(0, -left) // width * width
            while x < min(right, self.width()):
                seconds = max(first, tempi.seconds(self.geometry_now.tick_at(x)) + screening.starts_at_seconds)
                number = frames.number_at(seconds) if frames is not None and frames.covers(seconds) else -1
                yield Tile(QRect(x, 0, min(width, right - x), height), number, seconds)
                x += width

    def _shots(self, tempi: TempoMap, end_seconds: float) -> Iterator[tuple[int, int, float]]:
        """Yield where each shot lies, from x to x, and the second of the video that it begins at."""
        assert self._screening is not None
        start = self._screening.starts_at_seconds
        cuts = [cut.seconds for cut in self._screening.cuts if cut.strength >= USUAL_STRENGTH]
        edges = [max(0.0, start), *(cut for cut in cuts if start < cut < end_seconds), end_seconds]
        for first, last in pairwise(edges):
            yield self._x_at(tempi, first - start), self._x_at(tempi, last - start), first

    def _paint_tile(self, painter: QPainter, tile: Tile) -> None:
        assert self._thumbnails is not None and self._screening is not None and self._screening.picture is not None
        (width, height), box, ratio = self._screening.picture.size, tile.box, self.devicePixelRatioF()
        whole = QSize(max(8, round(box.height() * width / height)), box.height()) * ratio
        if tile.number >= 0:
            pixmap = self._thumbnails.get(tile.number, whole)
        else:
            pixmap = self._thumbnails.glimpse(tile.seconds, whole)
        if pixmap is None or pixmap.isNull():
            painter.fillRect(box, self.theme.surface_2)
        else:
            painter.drawPixmap(QRectF(box), pixmap, QRectF(0, 0, box.width() * ratio, box.height() * ratio))
        painter.fillRect(box.right(), 0, 1, box.height(), faded(self.theme.surface_0, 0.6))

    def _paint_cuts(self, painter: QPainter, tempi: TempoMap) -> None:
        assert self._screening is not None
        for cut in self._screening.cuts:
            x = self._x_at(tempi, cut.seconds - self._screening.starts_at_seconds)
            if 0 <= x <= self.width():
                painter.fillRect(x, 0, 1, self.height(), faded(self.theme.text, 0.25 + 0.6 * cut.strength))

    def _paint_hits(self, painter: QPainter, tempi: TempoMap) -> None:
        for seconds in self.hits:
            x = self._x_at(tempi, seconds)
            if -_MARK <= x <= self.width() + _MARK:
                colour = self.theme.warning if seconds in self._missed else self.theme.accent
                painter.fillRect(x - 1, 0, 3, self.height(), colour)
                painter.fillRect(x - _MARK, self.height() - _MARK - 1, 2 * _MARK + 1, _MARK, colour)

    def _x_at(self, tempi: TempoMap, seconds: float) -> int:
        return round(self.geometry_now.x_of(tempi.ticks(max(0.0, seconds))))

    # Gestures

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move the playhead, or take hold of the frames."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._screening is not None:
            self._held = self._music_seconds(event) + self._screening.starts_at_seconds
            self.setCursor(Qt.CursorShape.SizeHorCursor)
        else:
            self._seek(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the playhead along, or the frames."""
        if self._held is not None and self._screening is not None:
            self._screening.begin_at(self._held - self._music_seconds(event))
        elif event.buttons() & Qt.MouseButton.LeftButton:
            self._seek(event)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go of the frames."""
        if self._held is not None:
            self._held = None
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.start_chosen.emit()

    def _music_seconds(self, event: QMouseEvent) -> float:
        return TempoMap(self.score.tempi).seconds(max(0, round(self.geometry_now.tick_at(event.position().x()))))

    def _seek(self, event: QMouseEvent) -> None:
        self.seek_requested.emit(max(0, round(self.geometry_now.tick_at(event.position().x()))))
