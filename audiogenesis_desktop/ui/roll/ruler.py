"""The ruler: bars above, seconds or time code below; a click seeks, a drag makes or changes the loop."""

import math
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPolygonF

from audiogenesis_desktop.editing.tools import DRAG_PIXELS
from audiogenesis_desktop.score.clock import MeterMap, TempoMap
from audiogenesis_desktop.ui.roll.editor import Editor
from audiogenesis_desktop.ui.roll.frame_marks import TimeCode
from audiogenesis_desktop.ui.roll.keys import claims_escape
from audiogenesis_desktop.ui.roll.lanes.lane import Lane
from audiogenesis_desktop.ui.roll.painting.grid import faded
from audiogenesis_desktop.ui.roll.viewport import Viewport
from audiogenesis_desktop.ui.theme import Theme

HEIGHT = 36
_BARS_HEIGHT = 20
_LABEL_PIXELS, _CODE_PIXELS = 56, 88
_SECOND_STEPS = (0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
_GRIP_PIXELS = 6
_LOOP_HEIGHT = 4

Span = tuple[int, int]


class Ruler(Lane):
    """Bars and seconds. Signals go out when a press ends; the playhead's handle seeks as it is dragged."""

    seek_requested = Signal(int)  # tick
    loop_requested = Signal(int, int)  # from tick to tick
    marked_changed = Signal()

    def __init__(self, viewport: Viewport, editor: Editor, theme: Theme) -> None:
        """Make a ruler that holds to the editor's grid."""
        super().__init__(viewport, theme, name="Ruler", height=HEIGHT)
        self.setAccessibleDescription("A click moves the playhead, a drag sets the loop, Ctrl+drag marks more bars.")
        self.setToolTip("Click to go there, drag to loop bars, Ctrl+drag to mark more bars to rework")
        self.setMouseTracking(True)
        self._editor = editor
        self._timecode: TimeCode | None = None
        self._loop: Span | None = None
        self.marked: tuple[Span, ...] = ()  # stretches that are meant beside the loop
        self._draft: Span | None = None
        self._press: tuple[float, str] | None = None  # x of the press and what it took hold of
        self._anchor = 0

    def set_loop(self, loop: Span | None) -> None:
        """Show another loop region."""
        self._loop = loop
        self.update()

    def set_marked(self, marked: tuple[Span, ...]) -> None:
        """Mark other stretches beside the loop."""
        if marked != self.marked:
            self.marked = marked
            self.update()
            self.marked_changed.emit()

    def set_timecode(self, timecode: TimeCode | None) -> None:
        """Show time code under the bars, or with None minutes and seconds."""
        self._timecode = timecode
        self.update()

    def playhead_reach(self) -> int:
        """Return half the handle's width."""
        return 7

    # Painting

    def paint(self, painter: QPainter) -> None:
        """Paint what is marked and the loop, then bars and seconds."""
        self._paint_marked(painter)
        self._paint_loop(painter)
        self._paint_bars(painter)
        self._paint_seconds(painter)

    def _paint_marked(self, painter: QPainter) -> None:
        is_new = self._draft is not None and self._press is not None and self._press[1] == "mark"
        for span in (*self.marked, *((self._draft,) if is_new and self._draft is not None else ())):
            left, right = (round(self.geometry_now.x_of(tick)) for tick in span)
            painter.fillRect(left, 0, right - left, _BARS_HEIGHT, faded(self.theme.selection, 0.14))
            painter.fillRect(left, _BARS_HEIGHT - 2, right - left, 2, self.theme.selection)

    def _paint_loop(self, painter: QPainter) -> None:
        is_mark = self._press is not None and self._press[1] == "mark"
        loop = self._loop if is_mark else self._draft or self._loop
        if loop is None:
            return
        left, right = (round(self.geometry_now.x_of(tick)) for tick in loop)
        painter.fillRect(left, 0, right - left, _BARS_HEIGHT, faded(self.theme.accent, 0.14))
        painter.fillRect(left, 0, right - left, _LOOP_HEIGHT, self.theme.accent)
        for x in (left, right - 1):
            painter.fillRect(x, 0, 1, _BARS_HEIGHT, self.theme.accent)

    def _paint_bars(self, painter: QPainter) -> None:
        meters = MeterMap(self.score.meters)
        geometry = self.geometry_now
        start, end = geometry.visible_ticks()
        every = self._bars_per_label(meters, start)
        bar = meters.position(start).bar
        bar -= (bar - 1) % every
        while (tick := meters.bar_start(bar)) <= end:
            x = round(geometry.x_of(tick))
            painter.fillRect(x, 6, 1, _BARS_HEIGHT - 6, self.theme.line_strong)
            painter.setPen(self.theme.text)
            painter.drawText(QPointF(x + 5, 16), str(bar))
            bar += every

    def _bars_per_label(self, meters: MeterMap, tick: int) -> int:
        pixels = meters.meter(tick).bar_ticks * self.geometry_now.pixels_per_tick
        every = 1
        while pixels * every < 34:
            every *= 2
        return every

    def _paint_seconds(self, painter: QPainter) -> None:
        tempi = TempoMap(self.score.tempi)
        painter.setPen(self.theme.text_dim)
        for seconds, text in self.time_marks(tempi):
            x = round(self.geometry_now.x_of(tempi.ticks(seconds)))
            painter.fillRect(x, self.height() - 5, 1, 4, self.theme.line_strong)
            if x + 5 + painter.fontMetrics().horizontalAdvance(text) <= self.width():
                painter.drawText(QPointF(x + 5, self.height() - 5), text)

    def time_marks(self, tempi: TempoMap) -> Iterator[tuple[float, str]]:
        """Yield the moments that are marked, in seconds, with what stands beside each."""
        start, end = (tempi.seconds(tick) for tick in self.geometry_now.visible_ticks())
        pixels = _CODE_PIXELS if self._timecode is not None else _LABEL_PIXELS
        wanted = (end - start) * pixels / max(1, self.width())
        if self._timecode is not None:
            yield from self._timecode.marks(start, end, wanted)
            return
        step = next((step for step in _SECOND_STEPS if step >= wanted), _SECOND_STEPS[-1])
        number = math.floor(start / step)
        while number * step <= end:
            yield number * step, clock_text(number * step, step)
            number += 1

    def paint_playhead(self, painter: QPainter, x: int) -> None:
        """Paint the playhead with its handle."""
        painter.fillRect(x, 8, 1, self.height() - 8, self.theme.playhead)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.playhead)
        painter.drawRoundedRect(QRectF(x - 5, 1, 11, 9), 2, 2)
        painter.drawPolygon(QPolygonF([QPointF(x - 5, 8.5), QPointF(x + 6, 8.5), QPointF(x + 0.5, 15)]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    # Presses

    def _what(self, x: float, y: float) -> str:
        """Return what a press at a point would take hold of."""
        geometry = self.geometry_now
        if abs(x - geometry.x_of(self.playhead)) <= 6 and y < 16:
            return "playhead"
        if self._loop is not None and y < _BARS_HEIGHT:
            for part, tick in zip(("start", "end"), self._loop, strict=True):
                if abs(x - geometry.x_of(tick)) <= _GRIP_PIXELS:
                    return part
        return "empty"

    def _tick(self, event: QMouseEvent) -> int:
        tick = max(0.0, self.geometry_now.tick_at(event.position().x()))
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return round(tick)
        return self._editor.snap(self.geometry_now.pixels_per_tick, tick).nearest(tick)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the playhead, an end of the loop, or empty space."""
        if event.button() == Qt.MouseButton.LeftButton:
            is_mark = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            what = "mark" if is_mark else self._what(event.position().x(), event.position().y())
            self._press = (event.position().x(), what)
            self._anchor = self._tick(event)
            self.grabKeyboard()  # so that Escape reaches the drag

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what is held, or show what a press would do."""
        if self._press is None:
            self._show_cursor(event)
            return
        x, what = self._press
        if what == "playhead":
            self.seek_requested.emit(self._tick(event))
        elif self._draft is not None or abs(event.position().x() - x) >= DRAG_PIXELS:
            self._draft = self._dragged(what, self._tick(event))
            self.update()

    def _dragged(self, what: str, tick: int) -> Span:
        start, end = self._loop or (0, 0)
        fixed = {"start": end, "end": start}.get(what, self._anchor)
        return min(fixed, tick), max(fixed, tick)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Seek after a click, ask for the loop after a drag."""
        if self._press is None or event.button() != Qt.MouseButton.LeftButton:
            return
        (_, what), draft = self._press, self._draft
        self._let_go()
        if what == "mark":
            self._mark(draft, round(self.geometry_now.tick_at(event.position().x())))
        elif draft is not None and draft[0] < draft[1]:
            if what == "empty":
                self.set_marked(())
            self.loop_requested.emit(*draft)
        elif draft is None and what != "playhead":
            self.seek_requested.emit(self._tick(event))

    def _mark(self, draft: Span | None, tick: int) -> None:
        """Mark what was dragged over; a click takes away what is marked there."""
        if draft is None:
            self.set_marked(tuple(span for span in self.marked if not span[0] <= tick < span[1]))
        elif draft[0] < draft[1]:
            self.set_marked(tuple(sorted((*self.marked, draft))))

    def _let_go(self) -> None:
        self._press = self._draft = None
        self.releaseKeyboard()
        self.update()

    def event(self, event: QEvent) -> bool:
        """Keep Escape for a drag."""
        return claims_escape(event, lambda: self._press is not None) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give up a drag with Escape."""
        if event.key() == Qt.Key.Key_Escape and self._press is not None:
            self._let_go()
        else:
            super().keyPressEvent(event)

    def _show_cursor(self, event: QMouseEvent) -> None:
        what = self._what(event.position().x(), event.position().y())
        shapes = {
            "start": Qt.CursorShape.SizeHorCursor,
            "end": Qt.CursorShape.SizeHorCursor,
            "playhead": Qt.CursorShape.OpenHandCursor,
        }
        self.setCursor(shapes.get(what, Qt.CursorShape.PointingHandCursor))


def clock_text(seconds: float, step: float) -> str:
    """Return minutes and seconds, with as many decimals as the step needs."""
    minutes, rest = divmod(round(seconds, 2), 60)
    if step >= 1:
        return f"{int(minutes)}:{int(rest):02d}"
    return f"{int(minutes)}:{rest:05.2f}" if step < 0.5 and step != 0.1 else f"{int(minutes)}:{rest:04.1f}"
