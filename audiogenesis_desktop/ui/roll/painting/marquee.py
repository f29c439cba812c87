"""Painting what is drawn to select notes: a box or a lasso."""

from itertools import pairwise

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from audiogenesis_desktop.editing.geometry import Geometry
from audiogenesis_desktop.editing.tools import Box, LassoPoint
from audiogenesis_desktop.ui.roll.painting.grid import faded
from audiogenesis_desktop.ui.theme import Theme

_LINE, _FILL = 0.6, 0.08  # opacities


def paint_box(painter: QPainter, geometry: Geometry, box: Box, theme: Theme) -> None:
    """Paint a box over the rows and the time that it takes in."""
    left, right = round(geometry.x_of(box.start_tick)), round(geometry.x_of(box.end_tick))
    top, bottom = geometry.y_of(box.high_pitch), geometry.y_of(box.low_pitch) + geometry.row_height
    painter.setPen(faded(theme.selection, _LINE))
    painter.setBrush(faded(theme.selection, _FILL))
    painter.drawRect(left, top, right - left, bottom - top - 1)


def paint_lasso(painter: QPainter, geometry: Geometry, line: tuple[LassoPoint, ...], theme: Theme) -> None:
    """Paint a lasso as a smooth line, closed by a dashed one from where the pointer is to where it began."""
    points = [QPointF(geometry.x_of(p.tick), p.row * geometry.row_height - geometry.scroll_y) for p in line]
    path = _smooth(points)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(theme.selection, _FILL))
    painter.drawPath(path)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(faded(theme.selection, _LINE), 1.5))
    painter.drawPath(path)
    painter.setPen(QPen(faded(theme.selection, _LINE), 1, Qt.PenStyle.DashLine))
    painter.drawLine(points[-1], points[0])
    painter.restore()


def _smooth(points: list[QPointF]) -> QPainterPath:
    """Return a curve through the middles of a line's sides, so that its corners are rounded."""
    path = QPainterPath(points[0])
    path.setFillRule(Qt.FillRule.WindingFill)
    for corner, following in pairwise(points[1:]):
        path.quadTo(corner, (corner + following) / 2)
    path.lineTo(points[-1])
    return path
