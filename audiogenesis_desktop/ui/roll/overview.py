"""Where in the piece one is: the whole in miniature under the roll, and a thin bar beside it."""

from dataclasses import replace

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QWidget

from audiogenesis_desktop.editing.geometry import MAX_PIXELS_PER_TICK, ROWS, Geometry
from audiogenesis_desktop.editing.note_table import JoinedTable, NoteTables
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.ui.roll.lanes.lane import Lane
from audiogenesis_desktop.ui.roll.painting.grid import faded
from audiogenesis_desktop.ui.roll.painting.notes import paint_ghosts
from audiogenesis_desktop.ui.roll.viewport import Viewport
from audiogenesis_desktop.ui.theme import Theme

HEIGHT, BAR_WIDTH = 28, 10
_GRIP_PIXELS = 5
_LEAST_WINDOW = 16


class Overview(Lane):
    """The whole piece; drag the window in it to scroll, its sides to zoom, or click to go there."""

    def __init__(self, viewport: Viewport, theme: Theme, tables: NoteTables) -> None:
        """Make an empty overview; `tables` are shared with the roll."""
        super().__init__(viewport, theme, name="Overview", height=HEIGHT)
        self.setAccessibleDescription("Drag to scroll, drag the sides of the window to zoom.")
        self.setMouseTracking(True)
        self._tables = tables
        self._picture: QPixmap | None = None
        self._picture_of: tuple[object, ...] = ()
        self._held: tuple[str, float] | None = None  # what is held, and where in it

    @property
    def _scale(self) -> float:
        """Return pixels a tick here: the piece, with a little space after it, fills the width."""
        return self.width() / max(1.0, self.geometry_now.end_tick * 1.02)

    def _window(self) -> QRectF:
        geometry, scale = self.geometry_now, self._scale
        left, right = (min(self.width(), geometry.tick_at(x) * scale) for x in (0, geometry.width))
        return QRectF(left, 2, max(_LEAST_WINDOW, right - left), self.height() - 5)

    def playhead_x(self) -> int:
        """Return the playhead's x here."""
        return round(self.playhead * self._scale)

    def set_playhead(self, tick: float) -> None:
        """Move the playhead."""
        was, self.playhead = self.playhead_x(), tick
        if was != self.playhead_x():
            self.update(was - 1, 0, 3, self.height())
            self.update(self.playhead_x() - 1, 0, 3, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the miniature, the window upon it, and the playhead."""
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        painter.drawPixmap(0, 0, self._cached())
        window = self._window()
        veil = faded(self.theme.surface_0, 0.55)
        painter.fillRect(QRectF(0, 0, window.left(), self.height()), veil)
        painter.fillRect(QRectF(window.right(), 0, self.width() - window.right(), self.height()), veil)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.theme.text_dim if self._held else self.theme.line_strong)
        painter.setBrush(faded(self.theme.text, 0.06))
        painter.drawRoundedRect(window.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(self.playhead_x(), 0, 1, self.height(), self.theme.playhead)
        painter.end()

    def _cached(self) -> QPixmap:
        shown = (tuple(id(track.notes) for track in self.score.tracks), self._scale, self.size(), self.theme)
        if self._picture is None or shown != self._picture_of:
            self._picture, self._picture_of = self._painted(), shown
        return self._picture

    def _painted(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(self.theme.surface_1)
        painter = QPainter(picture)
        low, high = pitch_span(self.score)
        rows = high - low + 3
        # One row a pixel, then squeezed or stretched to the lane's height.
        painter.translate(0, 4)
        painter.scale(1, (self.height() - 9) / rows)
        geometry = Geometry(self._scale, 1, 0, ROWS - 1 - high, self.width(), rows, self.geometry_now.end_tick)
        tracks = self.score.tracks
        colours = [
            faded(self.theme.colour_of(track, index), 0.25 if track.mix.mute else 0.8)
            for index, track in enumerate(tracks)
        ]
        joined = JoinedTable([self._tables.of(track.id, track.notes) for track in tracks])
        paint_ghosts(painter, geometry, joined, colours=colours)
        painter.end()
        return picture

    def _what(self, x: float) -> str:
        window = self._window()
        if abs(x - window.left()) <= _GRIP_PIXELS:
            return "left"
        if abs(x - window.right()) <= _GRIP_PIXELS:
            return "right"
        return "window" if window.left() < x < window.right() else "outside"

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the window or one of its sides; beside it, bring it here first."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        x, what = event.position().x(), self._what(event.position().x())
        if what == "outside":
            self._scroll_to(x - self._window().width() / 2)
            what = "window"
        self._held = (what, x - self._window().left())
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scroll or zoom with what is held."""
        x = event.position().x()
        if self._held is None:
            is_side = self._what(x) in ("left", "right")
            self.setCursor(Qt.CursorShape.SizeHorCursor if is_side else Qt.CursorShape.ArrowCursor)
        elif self._held[0] == "window":
            self._scroll_to(x - self._held[1])
        else:
            self._stretch_to(x)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._held = None
        self.update()

    def _scroll_to(self, left: float) -> None:
        geometry = self.geometry_now
        by = left / self._scale * geometry.pixels_per_tick - geometry.scroll_x
        self.viewport.set_geometry(geometry.scrolled(by, 0))

    def _stretch_to(self, x: float) -> None:
        geometry = self.geometry_now
        start, end = geometry.tick_at(0), geometry.tick_at(geometry.width)
        tick = max(0.0, x / self._scale)
        start, end = (tick, end) if self._held and self._held[0] == "left" else (start, tick)
        if end - start >= geometry.width / MAX_PIXELS_PER_TICK:
            scale = geometry.width / (end - start)
            stretched = replace(geometry, pixels_per_tick=scale, scroll_x=round(start * scale))
            self.viewport.set_geometry(stretched.clamped())


class PitchBar(QWidget):
    """A thin scroll bar for pitch."""

    def __init__(self, viewport: Viewport, theme: Theme) -> None:
        """Show where the viewport is."""
        super().__init__()
        self._viewport, self._theme = viewport, theme
        self._grab: float | None = None
        self.setAccessibleName("Pitch scroll bar")
        self.setFixedWidth(BAR_WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        viewport.changed.connect(self.update)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    def _handle(self) -> QRectF:
        geometry = self._viewport.geometry
        share = self.height() / max(1, geometry.content_height)
        height = max(24.0, min(1.0, geometry.height / max(1, geometry.content_height)) * self.height())
        top = min(geometry.scroll_y * share, self.height() - height)
        return QRectF(2.5, top + 1, BAR_WIDTH - 5, height - 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the handle."""
        painter = QPainter(self)
        painter.fillRect(QRect(0, 0, self.width(), self.height()), self._theme.surface_1)
        is_lit = self._grab is not None or self.underMouse()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.text_dim if is_lit else self._theme.line_strong)
        painter.drawRoundedRect(self._handle(), 2.5, 2.5)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the handle, brought here first if need be."""
        handle, y = self._handle(), event.position().y()
        self._grab = y - handle.top() if handle.top() <= y <= handle.bottom() else handle.height() / 2
        self.mouseMoveEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scroll with the handle."""
        if self._grab is not None:
            geometry = self._viewport.geometry
            top = event.position().y() - self._grab
            target = top / max(1, self.height()) * geometry.content_height
            self._viewport.set_geometry(geometry.scrolled(0, target - geometry.scroll_y))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._grab = None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll with the roll."""
        self._viewport.wheel(event)


def pitch_span(score: Score, track_id: int | None = None) -> tuple[int, int]:
    """Return the lowest and highest pitch of the score or one track; C3 to C6 where there is none."""
    pitches = [n.pitch for t in score.tracks if track_id in (None, t.id) for n in t.notes]
    return (min(pitches), max(pitches)) if pitches else (48, 84)
