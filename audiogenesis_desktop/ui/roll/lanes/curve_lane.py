"""A curve under or over the roll: a controller, the bend or the tempo, drawn, ramped and moved point by point."""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPolygonF

from audiogenesis_desktop.editing.curve_tools import Curve, DrawCurve, DrawLine, ErasePoints, MovePoints, TrackCurve
from audiogenesis_desktop.editing.tools import Draft, Gesture, Pointer
from audiogenesis_desktop.score import curves
from audiogenesis_desktop.score.curves import CurveKind, Point
from audiogenesis_desktop.ui.roll.editor import Editor
from audiogenesis_desktop.ui.roll.keys import claims_escape
from audiogenesis_desktop.ui.roll.lanes.lane import Lane
from audiogenesis_desktop.ui.roll.painting.grid import faded, paint_lines
from audiogenesis_desktop.ui.roll.viewport import Viewport
from audiogenesis_desktop.ui.theme import Theme

HEIGHT = 56
_MARGIN = 5
_HEAD = 5
_GRAB_PIXELS = 5
_FEWEST_PIXELS_BETWEEN_HEADS = 7
_LEFT, _RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


class CurveLane(Lane):
    """Press and draw; Shift draws a line, a point is dragged, the right button erases, keys go from point to point."""

    def __init__(self, viewport: Viewport, editor: Editor, theme: Theme, kind: CurveKind) -> None:
        """Show the curve of a kind of the editor's track."""
        super().__init__(viewport, theme, name=kind.name, height=HEIGHT)
        self.setAccessibleDescription(
            "Left and right go from point to point, up and down change its value, Insert adds one at the playhead, "
            "Delete takes it away."
        )
        self.setToolTip("Drag draws, Shift+drag makes a line, a point can be moved; the right button erases")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._editor, self.kind = editor, kind
        self.chosen: frozenset[int] = frozenset()
        self._gesture: Gesture | None = None
        self._hovered: Point | None = None
        editor.changed.connect(self.update)

    def curve(self) -> Curve | None:
        """Return where the points are kept, or None where there is nothing to draw into."""
        return TrackCurve(self._editor.track_id, self.kind) if self._editor.track is not None else None

    def points(self) -> tuple[Point, ...]:
        """Return the points as they are shown, drafts included."""
        curve = self.curve()
        return curve.read(self._editor.score) if curve else ()

    def span(self) -> tuple[float, float]:
        """Return the values at the lower and the upper edge."""
        return self.kind.lowest, self.kind.highest

    def colour(self) -> QColor:
        """Return the colour of the curve."""
        track = self._editor.track
        index = self._editor.score.tracks.index(track) if track is not None else 0
        return self.theme.colour_of(track, index) if track is not None else self.theme.accent

    def text_of(self, value: float) -> str:
        """Return a value as it is written beside the pointer."""
        if self.kind.is_switch:
            return "Down" if value >= 64 else "Up"
        return f"{value:+.0f}" if self.kind.lowest < 0 else f"{value:.0f}"

    # Pixels

    def y_of(self, value: float) -> float:
        """Return the y of a value."""
        low, high = self.span()
        share = (value - low) / max(1e-9, high - low)
        return self.height() - _MARGIN - share * (self.height() - 2 * _MARGIN)

    def value_at(self, y: float) -> float:
        """Return the value at a y, within the kind's range."""
        low, high = self.span()
        share = (self.height() - _MARGIN - y) / (self.height() - 2 * _MARGIN)
        return min(self.kind.highest, max(self.kind.lowest, low + share * (high - low)))

    def _point_at(self, x: float, y: float) -> Point | None:
        def far(point: Point) -> float:
            return max(abs(self.geometry_now.x_of(point.tick) - x), abs(self.y_of(point.value) - y))

        return min((p for p in self._visible() if far(p) <= _GRAB_PIXELS), key=far, default=None)

    def _visible(self) -> list[Point]:
        """Return the points in view, with those right before and after it."""
        points, (start, end) = self.points(), self.geometry_now.visible_ticks()
        first = max(0, next((i for i, p in enumerate(points) if p.tick >= start), len(points)) - 1)
        last = next((i for i, p in enumerate(points) if p.tick > end), len(points)) + 1
        return list(points[first:last])

    # Mouse

    def _pointer(self, event: QMouseEvent) -> Pointer:
        at, held = event.position(), event.modifiers()
        return Pointer(
            at.x(),
            at.y(),
            max(0.0, self.geometry_now.tick_at(at.x())),
            0,
            value=self.value_at(at.y()),
            shift=bool(held & Qt.KeyboardModifier.ShiftModifier),
            alt=bool(held & Qt.KeyboardModifier.AltModifier),
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a point, or begin to draw, to ramp or to erase."""
        curve = self.curve()
        if curve is None or event.button() not in (_LEFT, _RIGHT):
            return
        pointer = self._pointer(event)
        self._gesture = self._begun(curve, pointer, event.button())
        self._editor.begin(self._gesture, pointer)
        self._hovered = None

    def _begun(self, curve: Curve, pointer: Pointer, button: Qt.MouseButton) -> Gesture:
        selection = self._editor.selection
        snap = self._editor.snap(self.geometry_now.pixels_per_tick, pointer.tick)
        if button == _RIGHT:
            return ErasePoints(curve, selection, _GRAB_PIXELS / self.geometry_now.pixels_per_tick)
        point = self._point_at(pointer.x, pointer.y)
        if point is not None:
            self.chosen = self.chosen if point.tick in self.chosen else frozenset({point.tick})
            return MovePoints(curve, selection, self.chosen, point, pointer, snap)
        self.chosen = frozenset()
        return DrawLine(curve, selection, pointer, snap) if pointer.shift else DrawCurve(curve, selection, snap)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on, or show what a press would do."""
        pointer = self._pointer(event)
        if self._gesture is not None and self._editor.is_busy:
            self._editor.drag(pointer)
            if isinstance(self._gesture, MovePoints):
                self.chosen = self._gesture.landed
            self._hovered = Point(round(pointer.tick), self.kind.clamp(pointer.value))
        else:
            self._hovered = self._point_at(pointer.x, pointer.y)
            held = self._hovered is not None
            self.setCursor(Qt.CursorShape.SizeAllCursor if held else Qt.CursorShape.CrossCursor)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Commit."""
        if event.button() in (_LEFT, _RIGHT) and self._gesture is not None:
            self._editor.release(self._pointer(event))
            self._gesture = self._hovered = None
            self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        """Show no value any more."""
        self._hovered = None
        self.update()

    # Keys

    def event(self, event: QEvent) -> bool:
        """Keep Escape for a drag."""
        return claims_escape(event, lambda: self._editor.is_busy) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from point to point, change, add and take away; Escape gives a drag up."""
        key, far = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Escape and self._editor.cancel():
            self._gesture = None
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.points():
            self._go(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.chosen:
            self._step((1 if key == Qt.Key.Key_Up else -1) * (10 if far else 1))
        elif key == Qt.Key.Key_Insert and self.curve() is not None:
            self._add(round(self.playhead))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.chosen:
            self._write([p for p in self.points() if p.tick not in self.chosen], "Delete")
            self.chosen = frozenset()
        else:
            super().keyPressEvent(event)

    def _go(self, by: int) -> None:
        ticks = [point.tick for point in self.points()]
        edge = (max if by > 0 else min)(self.chosen, default=-1 if by > 0 else ticks[-1] + 1)
        beside = [tick for tick in ticks if (tick > edge if by > 0 else tick < edge)]
        if beside:
            self.chosen = frozenset({beside[0 if by > 0 else -1]})
            tick, geometry = min(self.chosen), self.geometry_now
            if not 0 <= geometry.x_of(tick) < max(1, geometry.width):
                self.viewport.set_geometry(geometry.showing_tick(tick))
            self.update()

    def _step(self, by: int) -> None:
        low, high = self.kind.lowest, self.kind.highest
        value = by * max(1, (high - low) // 128) * (127 if self.kind.is_switch else 1)
        self._write(curves.moved(self.points(), self.chosen, ticks=0, value=value, kind=self.kind), "Move")

    def _add(self, tick: int) -> None:
        points = self.points()
        self._write(curves.redrawn(points, [Point(tick, curves.value_at(points, tick, self.kind))]), "Draw")
        self.chosen = frozenset({tick})

    def _write(self, points: list[Point], verb: str) -> None:
        curve = self.curve()
        if curve is not None:
            score = curve.write(self._editor.score, points)
            self._editor.apply(Draft(score, self._editor.selection, f"{verb} {self.kind.name.lower()}"))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the focus."""
        super().focusOutEvent(event)
        self.update()

    # Painting

    def paint(self, painter: QPainter) -> None:
        """Paint the grid, the curve with its points, the value beside the pointer and the focus."""
        painter.fillRect(self.rect(), self.theme.surface_0)
        paint_lines(painter, self.geometry_now, self.score, theme=self.theme)
        painter.fillRect(0, round(self.y_of(self._rest())), self.width(), 1, self.theme.grid_beat)
        painter.fillRect(0, 0, self.width(), 1, self.theme.line)
        if self.curve() is not None:
            self._paint_curve(painter, self._visible())
        if self._hovered is not None:
            self._paint_value(painter, self._hovered)
        if self.hasFocus():
            painter.setPen(self.theme.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -2))

    def _rest(self) -> float:
        low, _high = self.span()
        return max(low, self.kind.rest if self.kind.lowest < 0 or self.kind.rest == 64 else low)

    def _paint_curve(self, painter: QPainter, visible: list[Point]) -> None:
        colour, edge = self.colour(), self._outline(visible)
        foot = self.y_of(self._rest())
        area = QPolygonF([QPointF(edge[0].x(), foot), *edge, QPointF(edge[-1].x(), foot)])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(colour, 0.22))
        painter.drawPolygon(area)
        painter.setPen(colour)
        painter.drawPolyline(QPolygonF(edge))
        self._paint_heads(painter, visible, colour)

    def _outline(self, visible: list[Point]) -> list[QPointF]:
        """Return the curve from edge to edge: each value holds until the next."""
        first = visible[0].tick if visible else 0
        before = curves.value_at(self.points(), first - 1, self.kind)
        edge = [QPointF(min(0.0, self.geometry_now.x_of(first)), self.y_of(before))]
        for point in visible:
            x = self.geometry_now.x_of(point.tick)
            edge += [QPointF(x, edge[-1].y()), QPointF(x, self.y_of(point.value))]
        edge.append(QPointF(max(self.width(), edge[-1].x()), edge[-1].y()))
        return edge

    def _paint_heads(self, painter: QPainter, visible: list[Point], colour: QColor) -> None:
        last = -1e9
        for point in visible:
            x, y = round(self.geometry_now.x_of(point.tick)), round(self.y_of(point.value))
            is_chosen = point.tick in self.chosen
            if x - last >= _FEWEST_PIXELS_BETWEEN_HEADS or is_chosen:
                last = x
                box = QRect(x - _HEAD // 2, y - _HEAD // 2, _HEAD, _HEAD)
                painter.fillRect(box, self.theme.selection if is_chosen else colour)

    def _paint_value(self, painter: QPainter, point: Point) -> None:
        text = self.text_of(point.value)
        width = painter.fontMetrics().horizontalAdvance(text) + 10
        x = min(max(2.0, self.geometry_now.x_of(point.tick) + 8), self.width() - width - 2)
        y = min(max(2.0, self.y_of(point.value) - 20), self.height() - 19)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(self.theme.surface_3, 0.95))
        painter.drawRoundedRect(QRectF(x, y, width, 16), 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(self.theme.text)
        painter.drawText(QRectF(x, y, width, 16), Qt.AlignmentFlag.AlignCenter, text)
