"""The roll itself: shows the layers with what moves upon them, and hands presses to the tools."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QStyle, QWidget

from audiogenesis_desktop.editing.geometry import Geometry, Hit, hit_note
from audiogenesis_desktop.editing.lasso import SelectLasso
from audiogenesis_desktop.editing.tools import DrawNote, EraseNotes, Gesture, MoveNotes, Pointer, ResizeNotes, SelectBox
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.ui.roll.editor import Editor
from audiogenesis_desktop.ui.roll.keys import claims_escape, press_key
from audiogenesis_desktop.ui.roll.musical_typing import MusicalTyping
from audiogenesis_desktop.ui.roll.painting.arrivals import Arrivals
from audiogenesis_desktop.ui.roll.painting.layers import Layers
from audiogenesis_desktop.ui.roll.painting.marquee import paint_box, paint_lasso
from audiogenesis_desktop.ui.roll.painting.notes import GHOST_OPACITY, paint_fading
from audiogenesis_desktop.ui.roll.viewport import Viewport
from audiogenesis_desktop.ui.theme import Theme

_LEFT, _MIDDLE, _RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton
_FRAME_MILLISECONDS = 16
_WINDOW_EDGE_PIXELS = 80
_EDGE_SCROLL_SHARE = 0.3  # of how far the pointer is beyond the edge, each frame


class Canvas(QWidget):
    """Where notes are seen and edited. `clock` gives seconds, for fading."""

    resized = Signal(Geometry)  # as it was before
    row_hovered = Signal(object)  # int | None, which PySide cannot name: the pitch under the pointer
    dragged_out = Signal(frozenset)  # the notes that are dragged out of the window

    def __init__(
        self, viewport: Viewport, editor: Editor, theme: Theme, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Show what the editor holds, through the viewport."""
        super().__init__()
        self._viewport, self._editor, self._theme, self._clock = viewport, editor, theme, clock
        self.typing = MusicalTyping()  # no child: `event` hears of children, and asks it
        self._layers = Layers(theme, editor.tables)
        self._arrivals = Arrivals()
        self._playhead = 0.0
        self._pan_from: QPointF | None = None
        self._pressed: tuple[Note | None, int | None] = (None, None)  # own note, other track: for a mere click
        self._press_pointer: Pointer | None = None
        self._pressed_view = viewport.geometry
        self._dragged_to = (QPointF(), Qt.KeyboardModifier.NoModifier)
        self._shows_focus = self._shades_scale = False
        self._fade_timer = _frame_timer(self, self._fade)
        self._edge_timer = _frame_timer(self, self._scroll_beyond)
        self.setAccessibleName("Piano roll")
        self.setAccessibleDescription(
            "Notes of the edited track. Ctrl with left and right goes from note to note;"
            " a drag selects in a box, with Shift in a lasso, with Ctrl beside what is selected."
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        viewport.changed.connect(self.update)
        editor.changed.connect(self._show)

    # What is shown

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._layers.set_look(theme, self.font())
        self.update()

    def shade_scale(self, on: bool) -> None:
        """Shade the rows outside the scale instead of those of the black keys."""
        self._shades_scale = on
        self._show()

    @property
    def may_move(self) -> bool:
        """Return whether the system lets things move by themselves, as the user wishes."""
        return self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self) > 0

    def arrive(self, before: Score, after: Score) -> None:
        """Let the notes that `after` has beyond `before` fade in."""
        if self.may_move:
            self._arrivals.add(before, after, self._clock())
            self._fade_timer.start()

    def _fade(self) -> None:
        self._arrivals.settle(self._clock())
        if not self._arrivals.fading(self._clock()):
            self._fade_timer.stop()
        self._show()

    def _show(self) -> None:
        editor = self._editor
        if editor.is_busy:
            self._arrivals.clear()
        settled = self._arrivals.settled(editor.score)
        self._layers.show(
            settled, editor.track_id, editor.selection, ruling=editor.ruling, shades_scale=self._shades_scale
        )
        self.update()

    def set_playhead(self, tick: float) -> None:
        """Move the playhead, repainting only where it was and where it is."""
        before, self._playhead = self._playhead, tick
        geometry = self._viewport.geometry
        was, now = round(geometry.x_of(before)), round(geometry.x_of(tick))
        if was != now:
            self.update(was - 1, 0, 3, self.height())
            self.update(now - 1, 0, 3, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what needs it."""
        painter = QPainter(self)
        for area in event.region():  # type: ignore[attr-defined]  # PySide's stubs leave out QRegion's __iter__
            self.paint(painter, area, self.devicePixelRatioF())
        painter.end()

    def paint(self, painter: QPainter, area: QRect, ratio: float) -> None:
        """Paint one area: the layers, then what fades in, the selection box, the playhead and the focus."""
        geometry = self._viewport.geometry
        painter.setClipRect(area)
        self._layers.draw(painter, geometry, area, ratio)
        self._paint_arrivals(painter)
        if self._editor.box is not None:
            paint_box(painter, geometry, self._editor.box, self._theme)
        if self._editor.lasso:
            paint_lasso(painter, geometry, self._editor.lasso, self._theme)
        x = round(geometry.x_of(self._playhead))
        if area.left() <= x <= area.right():
            painter.fillRect(x, 0, 1, self.height(), self._theme.playhead)
        if self._shows_focus:
            painter.setPen(self._theme.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_arrivals(self, painter: QPainter) -> None:
        places = {track.id: (i, track) for i, track in enumerate(self._editor.score.tracks)}
        for fading in self._arrivals.fading(self._clock()):
            if fading.track_id not in places:  # another piece is shown by now
                continue
            index, track = places[fading.track_id]
            full = 1.0 if fading.track_id == self._editor.track_id else GHOST_OPACITY
            colour = self._theme.colour_of(track, index)
            paint_fading(painter, self._viewport.geometry, fading.notes, colour=colour, opacity=full * fading.opacity)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the viewport the new size."""
        before = self._viewport.geometry
        self._viewport.set_geometry(before.resized(self.width(), self.height()))
        self.resized.emit(before)

    # Presses

    def _pointer(self, event: QMouseEvent) -> Pointer:
        return self._pointer_at(event.position(), event.modifiers())

    def _pointer_at(self, at: QPointF, held: Qt.KeyboardModifier) -> Pointer:
        geometry = self._viewport.geometry
        return Pointer(
            at.x(),
            at.y(),
            max(0.0, geometry.tick_at(at.x())),
            geometry.pitch_at(at.y()),
            ctrl=bool(held & Qt.KeyboardModifier.ControlModifier),
            shift=bool(held & Qt.KeyboardModifier.ShiftModifier),
            alt=bool(held & Qt.KeyboardModifier.AltModifier),
            row=geometry.row_at(at.y()),
        )

    def _hit(self, track: Track | None, x: float, y: float) -> Hit | None:
        if track is None:
            return None
        geometry = self._viewport.geometry
        return hit_note(geometry, self._editor.tables.of(track.id, track.notes).near(geometry, x, y), x, y)

    def _hit_other(self, x: float, y: float) -> int | None:
        others = (t for t in reversed(self._editor.score.tracks) if t.id != self._editor.track_id)
        return next((track.id for track in others if self._hit(track, x, y)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a gesture, or pan."""
        if event.button() == _MIDDLE:
            self._pan_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == _LEFT:
            self._press(self._pointer(event), draws=self._editor.is_pencil)
        elif event.button() == _RIGHT and self._editor.is_pencil and self._editor.track is not None:
            pointer = self._pointer(event)
            rows = self._viewport.geometry.rows
            self._editor.begin(EraseNotes(self._editor.track_id, self._editor.selection, rows), pointer)
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Draw a note in empty space; elsewhere a second press is a press like any other."""
        if event.button() == _LEFT:
            self._press(self._pointer(event), draws=True)
        else:
            self.mousePressEvent(event)

    def _press(self, pointer: Pointer, *, draws: bool) -> None:
        editor, track = self._editor, self._editor.track
        self._pressed, self._press_pointer = (None, None), pointer
        self._pressed_view = self._viewport.geometry
        hit = self._hit(track, pointer.x, pointer.y)
        if hit is not None:
            self._press_note(hit, pointer)
        elif draws and track is not None and self._viewport.geometry.has_row_at(pointer.y):
            snap = editor.snap(self._viewport.geometry.pixels_per_tick, round(pointer.tick))
            editor.begin(DrawNote(track.id, pointer, snap, editor.velocity), pointer)
        else:
            self._pressed = (None, self._hit_other(pointer.x, pointer.y))
            if track is not None:
                editor.begin(self._selecting(track, pointer), pointer)

    def _selecting(self, track: Track, pointer: Pointer) -> Gesture:
        chosen = self._editor.selection
        if pointer.shift:
            return SelectLasso(track.id, chosen, pointer, self._viewport.geometry.rows)
        return SelectBox(track.id, chosen, pointer)

    def _press_note(self, hit: Hit, pointer: Pointer) -> None:
        editor, note = self._editor, hit.note
        if pointer.shift and note in editor.selection:
            editor.select(editor.selection - {note})
            return
        if note not in editor.selection:
            editor.select(editor.selection | {note} if pointer.shift or pointer.ctrl else frozenset({note}))
        elif not pointer.ctrl:
            self._pressed = (note, None)
        editor.velocity = note.velocity
        geometry = self._viewport.geometry
        snap = editor.snap(geometry.pixels_per_tick, note.start_tick)
        if hit.part == "body":
            rows = geometry.rows
            editor.begin(MoveNotes(editor.track_id, editor.selection, note, pointer, snap, rows), pointer)
        else:
            editor.begin(ResizeNotes(editor.track_id, editor.selection, note, hit.part, pointer, snap), pointer)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the gesture or the panning; else show what a press would do."""
        geometry, y = self._viewport.geometry, event.position().y()
        self.row_hovered.emit(geometry.pitch_at(y) if geometry.has_row_at(y) else None)
        if self._pan_from is not None:
            by = event.position() - self._pan_from
            self._pan_from = event.position()
            self._viewport.set_geometry(self._viewport.geometry.scrolled(-by.x(), -by.y()))
        elif self._editor.is_moving and self._has_left_window(event.globalPosition().toPoint()):
            self._editor.cancel()
            self._viewport.set_geometry(self._pressed_view)  # what scrolled on the way out
            self.dragged_out.emit(self._editor.selection)
        elif self._editor.is_busy:
            self._dragged_to = (event.position(), event.modifiers())
            self._editor.drag(self._pointer(event))
            if not self.rect().contains(event.position().toPoint()):
                self._edge_timer.start()
        else:
            self._show_cursor(event.position())

    def _has_left_window(self, at: QPoint) -> bool:
        reach = _WINDOW_EDGE_PIXELS  # a little way beyond its edge the roll still scrolls
        return not self.window().frameGeometry().adjusted(-reach, -reach, reach, reach).contains(at)

    def _scroll_beyond(self) -> None:
        """Scroll while a gesture holds the pointer beyond an edge."""
        at, held = self._dragged_to
        beyond_x = min(0.0, at.x()) + max(0.0, at.x() - self.width())
        beyond_y = min(0.0, at.y()) + max(0.0, at.y() - self.height())
        if not self._editor.is_busy or not (beyond_x or beyond_y):
            self._edge_timer.stop()
            return
        by_x, by_y = beyond_x * _EDGE_SCROLL_SHARE, beyond_y * _EDGE_SCROLL_SHARE
        self._viewport.set_geometry(self._viewport.geometry.scrolled(by_x, by_y))
        self._editor.drag(self._pointer_at(at, held))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the gesture; a mere click selects the one note, or turns to another track."""
        if event.button() == _MIDDLE:
            self._pan_from = None
            self._show_cursor(event.position())
        elif event.button() in (_LEFT, _RIGHT) and self._editor.is_busy:
            pointer = self._pointer(event)
            self._editor.release(pointer)
            self._click(pointer)
            self._show_cursor(event.position())
        elif event.button() == _LEFT:
            self._click(self._pointer(event))

    def _click(self, pointer: Pointer) -> None:
        (note, other), pressed = self._pressed, self._press_pointer
        self._pressed, self._press_pointer = (None, None), None
        if pressed is None or max(abs(pointer.x - pressed.x), abs(pointer.y - pressed.y)) >= 4:
            return
        if note is not None and note in self._editor.selection:
            self._editor.select(frozenset({note}))
        if other is not None:
            self._editor.activate(other)
            self._select_at(pointer)

    def _select_at(self, pointer: Pointer) -> None:
        hit = self._hit(self._editor.track, pointer.x, pointer.y)
        if hit is not None:
            self._editor.select(frozenset({hit.note}))
            self._editor.audition(hit.note)

    def _show_cursor(self, at: QPointF) -> None:
        hit = self._hit(self._editor.track, at.x(), at.y())
        if hit is not None:
            is_body = hit.part == "body"
            self.setCursor(Qt.CursorShape.SizeAllCursor if is_body else Qt.CursorShape.SizeHorCursor)
        elif self._editor.is_pencil:
            self.setCursor(Qt.CursorShape.CrossCursor)
        elif self._hit_other(at.x(), at.y()) is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.setCursor(Qt.CursorShape.ArrowCursor)

    # Keys, wheel, focus

    def event(self, event: QEvent) -> bool:
        """Keep Escape for a drag, and letters for playing where they play."""
        is_claimed = claims_escape(event, lambda: self._editor.is_busy) or self.typing.claims(event)
        return is_claimed or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit by keyboard; what means nothing here goes on to the window."""
        if self.typing.press(event) or press_key(event, self._editor, self._viewport):
            event.accept()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll or zoom."""
        self._viewport.wheel(event)

    def leaveEvent(self, _event: QEvent) -> None:
        """Tell that no row is under the pointer."""
        self.row_hovered.emit(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus where the keyboard brought it."""
        self._shows_focus = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        """Hide the focus."""
        self._shows_focus = False
        self.update()


def _frame_timer(owner: QObject, step: Callable[[], None]) -> QTimer:
    """Return a timer that, once it is started, steps at every frame."""
    timer = QTimer(owner)
    timer.setInterval(_FRAME_MILLISECONDS)
    timer.timeout.connect(step)
    return timer
