"""The form over the roll: each section's name, and the energy as a curve."""

from itertools import pairwise

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPainterPath

from audiogenesis_desktop.score.score import Section
from audiogenesis_desktop.ui.roll.grid import faded
from audiogenesis_desktop.ui.roll.lane import Lane
from audiogenesis_desktop.ui.roll.viewport import Viewport
from audiogenesis_desktop.ui.theme import Theme

HEIGHT = 32


class SectionLane(Lane):
    """Shows `score.sections`."""

    def __init__(self, viewport: Viewport, theme: Theme) -> None:
        """Make an empty lane."""
        super().__init__(viewport, theme, name="Sections", height=HEIGHT)

    def paint(self, painter: QPainter) -> None:
        """Paint the energy's curve, then borders and names over it."""
        if not self.score.sections:
            return
        self._paint_curve(painter)
        for section in self.score.sections:
            self._paint_section(painter, section)

    def _paint_curve(self, painter: QPainter) -> None:
        curve = self._curve()
        area = QPainterPath(curve)
        area.lineTo(curve.currentPosition().x(), self.height())
        area.lineTo(curve.elementAt(0).x, self.height())
        area.closeSubpath()
        painter.fillPath(area, faded(self.theme.accent, 0.13))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.pen("accent", 1.25))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(curve)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _curve(self) -> QPainterPath:
        """Return a curve that holds each section's energy in its middle and eases over between."""
        geometry, sections = self.geometry_now, self.score.sections
        path = QPainterPath(QPointF(geometry.x_of(sections[0].start_tick), self._y(sections[0])))
        for section, after in pairwise(sections):
            border = geometry.x_of(section.end_tick)
            half = 0.3 * min(self._width(section), self._width(after))
            path.lineTo(border - half, self._y(section))
            path.cubicTo(border, self._y(section), border, self._y(after), border + half, self._y(after))
        path.lineTo(geometry.x_of(sections[-1].end_tick), self._y(sections[-1]))
        return path

    def _width(self, section: Section) -> float:
        return (section.end_tick - section.start_tick) * self.geometry_now.pixels_per_tick

    def _y(self, section: Section) -> float:
        return self.height() - 5 - min(1.0, max(0.0, section.energy)) * (self.height() - 10)

    def _paint_section(self, painter: QPainter, section: Section) -> None:
        left, right = (round(self.geometry_now.x_of(t)) for t in (section.start_tick, section.end_tick))
        painter.fillRect(left, 0, 1, self.height(), self.theme.line_strong)
        room = right - max(left, 0) - 8
        name = section.kind[:1].upper() + section.kind[1:]
        text = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        if room < 10 or (text != name and len(text) < 3):
            return
        # A tag behind the name keeps it legible over the curve.
        tag = QRect(max(left, 0) + 4, 3, painter.fontMetrics().horizontalAdvance(text) + 8, 16)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(self.theme.surface_3, 0.9))
        painter.drawRoundedRect(tag, 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(self.theme.text)
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)
