"""The one view that roll, ruler, keyboard and lanes share, and how wheel and trackpad move it."""

from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QWheelEvent

from audiogenesis_desktop.editing.geometry import Geometry

ROWS_PER_NOTCH = 3
PIXELS_PER_NOTCH = 96
ZOOM_PER_NOTCH = 1.2
NOTCH = 120
FORMER_KEPT = 32


class Viewport(QObject):
    """Holds the geometry; whoever shows it repaints on `changed`."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin at the default zoom, at the top left."""
        super().__init__(parent)
        self.geometry = Geometry()
        self._former: list[Geometry] = []

    def set_geometry(self, geometry: Geometry) -> None:
        """Show another part of the piece, or at another zoom."""
        if geometry != self.geometry:
            self.geometry = geometry
            self.changed.emit()

    def remember(self) -> None:
        """Keep the present view to come back to."""
        if not self._former or self._former[-1] != self.geometry:
            self._former.append(self.geometry)
            del self._former[:-FORMER_KEPT]

    def go_back(self) -> None:
        """Show again what was seen at the last `remember`; nothing happens if there is none left."""
        if self._former:
            former = self._former.pop()
            self.set_geometry(
                replace(
                    self.geometry,
                    pixels_per_tick=former.pixels_per_tick,
                    row_height=former.row_height,
                    scroll_x=former.scroll_x,
                    scroll_y=former.scroll_y,
                ).clamped()
            )

    def wheel(self, event: QWheelEvent) -> None:
        """Scroll or zoom: plain is pitch, Shift is time, Ctrl zooms time and Alt pitch at the pointer."""
        dx, dy = _pixels(event, self.geometry.row_height)
        modifiers = event.modifiers()
        # Some platforms turn the wheel sideways while Alt or Shift is held.
        along = dy or dx
        at = event.position()
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self.set_geometry(self.geometry.zoomed_time(ZOOM_PER_NOTCH ** _notches(event), at.x()))
        elif modifiers & Qt.KeyboardModifier.AltModifier:
            self.set_geometry(self.geometry.zoomed_pitch(ZOOM_PER_NOTCH ** _notches(event), at.y()))
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            self.set_geometry(self.geometry.scrolled(-_sideways(event, along), 0))
        else:
            self.set_geometry(self.geometry.scrolled(-dx, -dy))
        event.accept()


def _pixels(event: QWheelEvent, row_height: int) -> tuple[float, float]:
    pixels = event.pixelDelta()
    if not pixels.isNull():
        return pixels.x(), pixels.y()
    angle = event.angleDelta()
    return angle.x() / NOTCH * PIXELS_PER_NOTCH, angle.y() / NOTCH * ROWS_PER_NOTCH * row_height


def _sideways(event: QWheelEvent, along: float) -> float:
    if not event.pixelDelta().isNull():
        return along
    return _notches(event) * PIXELS_PER_NOTCH


def _notches(event: QWheelEvent) -> float:
    angle = event.angleDelta()
    return (angle.y() or angle.x()) / NOTCH
