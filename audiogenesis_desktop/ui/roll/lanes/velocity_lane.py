"""Velocities under the roll: a stem for each note of the edited track, dragged or drawn."""

import numpy as np
from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap

from audiogenesis_desktop.editing.note_table import NoteTable
from audiogenesis_desktop.editing.tools import Pointer
from audiogenesis_desktop.editing.velocity_tools import ChangeVelocity, PaintVelocity, RampVelocity
from audiogenesis_desktop.score.score import Note, Track
from audiogenesis_desktop.ui.roll.editor import Editor
from audiogenesis_desktop.ui.roll.keys import claims_escape, press_key
from audiogenesis_desktop.ui.roll.lanes.lane import Lane
from audiogenesis_desktop.ui.roll.painting.grid import faded, paint_lines
from audiogenesis_desktop.ui.roll.painting.notes import shade_of
from audiogenesis_desktop.ui.roll.viewport import Viewport
from audiogenesis_desktop.ui.theme import Theme

HEIGHT, LOW_HEIGHT = 76, 40
_MARGIN = 7
_HEAD = 5  # side of a stem's head in pixels
_GRAB_PIXELS = 5


class VelocityLane(Lane):
    """Stems as high as their notes are loud. Dragging a head changes it and all selected notes with it."""

    def __init__(self, viewport: Viewport, editor: Editor, theme: Theme) -> None:
        """Show the editor's track."""
        super().__init__(viewport, theme, name="Velocity", height=HEIGHT)
        self.setAccessibleDescription("Drag a stem to make notes louder or softer; drag across to draw.")
        self.setToolTip("Drag a stem to make notes louder or softer; drag across draws, Shift+drag makes a line")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setMouseTracking(True)
        self._editor = editor
        self._picture: QPixmap | None = None
        self._picture_of: tuple[object, ...] = ()
        editor.changed.connect(self.update)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lay down the cached picture, then the playhead."""
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        painter.drawPixmap(0, 0, self._cached())
        self.paint_playhead(painter, round(self.geometry_now.x_of(self.playhead)))
        painter.end()

    def _cached(self) -> QPixmap:
        track, ratio = self._editor.track, self.devicePixelRatioF()
        notes = None if track is None else (id(track.notes), track.colour)
        view = (self.geometry_now, self.size(), self.theme, ratio, self.score.meters)
        shown = (*view, self._editor.track_id, notes, self._editor.selection)
        if self._picture is None or shown != self._picture_of:
            self._picture, self._picture_of = self._painted(ratio), shown
        return self._picture

    def _painted(self, ratio: float) -> QPixmap:
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(self.theme.surface_0)
        painter = QPainter(picture)
        paint_lines(painter, self.geometry_now, self.score, theme=self.theme)
        for share in (0.5, 1.0):
            y = self._y(round(127 * share))
            painter.fillRect(0, y, self.width(), 1, self.theme.grid_beat)
        painter.fillRect(0, 0, self.width(), 1, self.theme.line_strong)
        if self._editor.track is not None:
            self._paint_stems(painter, self._editor.track)
        painter.end()
        return picture

    def _paint_stems(self, painter: QPainter, track: Track) -> None:
        index = next(i for i, t in enumerate(self._editor.score.tracks) if t.id == track.id)
        colour = self.theme.colour_of(track, index)
        table = self._editor.tables.of(track.id, track.notes)
        shown = table.between(*self.geometry_now.visible_ticks())
        painter.setPen(Qt.PenStyle.NoPen)
        for velocity in np.unique(table.velocities[shown]).tolist():
            xs = self._xs(table, shown[table.velocities[shown] == velocity])
            self._paint_level(painter, xs, velocity, shade_of(colour, velocity, self.theme))
        for note in self._editor.selection:
            self._paint_level(painter, {self._x(note)}, note.velocity, self.theme.selection)

    def _xs(self, table: NoteTable, indices: "np.ndarray") -> set[int]:
        return {round(self.geometry_now.x_of(tick)) for tick in table.starts[indices].tolist()}

    def _paint_level(self, painter: QPainter, xs: set[int], velocity: int, colour: QColor) -> None:
        y, foot = self._y(velocity), self.height()
        painter.setBrush(faded(colour, 0.75))
        painter.drawRects([QRect(x, y, 2, foot - y) for x in xs])
        painter.setBrush(colour)
        painter.drawRects([QRect(x - 1, y - 2, _HEAD, _HEAD) for x in xs])

    def _x(self, note: Note) -> int:
        return round(self.geometry_now.x_of(note.start_tick))

    def _y(self, velocity: int) -> int:
        return self.height() - round(velocity / 127 * (self.height() - _MARGIN))

    # Presses

    def _pointer(self, event: QMouseEvent) -> Pointer:
        at, geometry = event.position(), self.geometry_now
        velocity = round((self.height() - at.y()) / (self.height() - _MARGIN) * 127)
        return Pointer(at.x(), at.y(), max(0.0, geometry.tick_at(at.x())), 0, velocity=velocity)

    def _note_at(self, x: float, y: float) -> Note | None:
        """Return the note whose head is at a point; a selected one before others."""
        track = self._editor.track
        if track is None:
            return None
        table, geometry = self._editor.tables.of(track.id, track.notes), self.geometry_now
        start, end = (geometry.tick_at(x + by) for by in (-_GRAB_PIXELS, _GRAB_PIXELS))
        first, last = np.searchsorted(table.starts, [start, end]).tolist()
        near = [n for n in track.notes[first:last] if abs(self._y(n.velocity) - y) <= _GRAB_PIXELS + 1]
        selection = self._editor.selection
        return min(near, key=lambda n: (n not in selection, abs(self._x(n) - x)), default=None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a stem, or begin to draw."""
        track = self._editor.track
        if event.button() != Qt.MouseButton.LeftButton or track is None:
            return
        pointer = self._pointer(event)
        note = self._note_at(pointer.x, pointer.y)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._editor.begin(RampVelocity(track.id, self._editor.selection, pointer), pointer)
            return
        if note is None:
            reach = _GRAB_PIXELS / self.geometry_now.pixels_per_tick
            self._editor.begin(PaintVelocity(track.id, self._editor.selection, reach), pointer)
            return
        if note not in self._editor.selection:
            self._editor.select(frozenset({note}))
        self._editor.begin(ChangeVelocity(track.id, self._editor.selection, note, pointer), pointer)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on, or show what a press would do."""
        if self._editor.is_busy:
            self._editor.drag(self._pointer(event))
            return
        note = self._note_at(event.position().x(), event.position().y())
        self.setCursor(Qt.CursorShape.CrossCursor if note is None else Qt.CursorShape.SizeVerCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Commit."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._editor.release(self._pointer(event))

    def event(self, event: QEvent) -> bool:
        """Keep Escape for a drag."""
        return claims_escape(event, lambda: self._editor.is_busy) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit by keyboard as on the roll."""
        if not press_key(event, self._editor, self.viewport):
            super().keyPressEvent(event)
