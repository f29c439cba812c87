"""Pictures of the roll in square tiles: what has been painted once is only copied while it stays the same."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPixmap

from audiogenesis_desktop.editing.geometry import Geometry

SIDE = 512  # divides evenly at 1.25, 1.5 and 1.75 pixels a point
KEPT_TILES = 96

PaintTile = Callable[[QPainter, Geometry], None]


class Tiles:
    """Tiles of one layer, by column and row of the whole piece; clear them when the zoom changes."""

    def __init__(self, paint: PaintTile) -> None:
        """Take what paints a tile: it is given a geometry scrolled to the tile and of its size."""
        self._paint = paint
        self._tiles: OrderedDict[tuple[int, int], QPixmap] = OrderedDict()

    def clear(self) -> None:
        """Forget every tile."""
        self._tiles.clear()

    def draw(self, painter: QPainter, geometry: Geometry, area: QRect, ratio: float) -> None:
        """Draw the part of the layer that lies in `area` of the view, at `ratio` device pixels a pixel."""
        left, top = geometry.scroll_x + area.left(), geometry.scroll_y + area.top()
        for column in range(left // SIDE, (left + area.width() - 1) // SIDE + 1):
            for row in range(top // SIDE, (top + area.height() - 1) // SIDE + 1):
                tile = self.tile(column, row, geometry, ratio)
                painter.drawPixmap(column * SIDE - geometry.scroll_x, row * SIDE - geometry.scroll_y, tile)

    def tile(self, column: int, row: int, geometry: Geometry, ratio: float) -> QPixmap:
        """Return one tile, painted now if it is not there."""
        key = (column, row)
        if key not in self._tiles:
            self._tiles[key] = self._painted(column, row, geometry, ratio)
        self._tiles.move_to_end(key)
        while len(self._tiles) > KEPT_TILES:
            self._tiles.popitem(last=False)
        return self._tiles[key]

    def _painted(self, column: int, row: int, geometry: Geometry, ratio: float) -> QPixmap:
        pixmap = QPixmap(round(SIDE * ratio), round(SIDE * ratio))
        pixmap.setDevicePixelRatio(ratio)
        painter = QPainter(pixmap)
        self._paint(painter, replace(geometry, scroll_x=column * SIDE, scroll_y=row * SIDE, width=SIDE, height=SIDE))
        painter.end()
        return pixmap
