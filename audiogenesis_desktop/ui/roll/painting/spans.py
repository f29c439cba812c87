"""Many opaque rectangles in rows of one height, painted as one picture: each row's pixels are worked out at once.

Qt takes a microsecond or two for each rectangle, and Python as long to tell it of one: a drag has thousands a frame.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage, QPainter

Rects = npt.NDArray[np.int64]
Pixels = npt.NDArray[np.uint32]
FEW = 400  # rectangles: below that a picture costs more than it saves


class Batch(NamedTuple):
    """Rectangles of shape (4, n) in one colour, within an edge of 1 px in another if there is one."""

    rects: Rects
    fill: QColor
    edge: QColor | None = None


def suits(painter: QPainter, count: int) -> bool:
    """Return whether so many rectangles are better painted as a picture, which at a broken scale would be coarse."""
    return count >= FEW and float(painter.device().devicePixelRatio()).is_integer()


def paint_batches(painter: QPainter, batches: list[Batch], width: int) -> None:
    """Paint the batches one over the other, each with its edges under its fills; all of one height, at least 3.

    Only what lies from 0 to `width` is painted.
    """
    tops = np.unique(np.concatenate([batch.rects[1] for batch in batches]))
    height = int(batches[0].rects[3, 0])
    rims, insides = np.zeros((2, tops.size, width), np.uint32)
    for rects, fill, edge in batches:
        rows = np.searchsorted(tops, rects[1])
        everywhere = _covered(rows, rects, width, tops.size, inset=0)
        rims[everywhere] = insides[everywhere] = (edge or fill).rgba()
        if edge is not None:
            insides[_covered(rows, rects, width, tops.size, inset=1)] = fill.rgba()
    _draw(painter, tops, height, rims, insides)


def _covered(rows: Rects, rects: Rects, width: int, count: int, *, inset: int) -> npt.NDArray[np.bool_]:
    """Return which pixels of each row lie in a rectangle, shape (count, width)."""
    left = np.clip(rects[0] + inset, 0, width) + rows * (width + 1)
    right = np.clip(rects[0] + rects[2] - inset, 0, width) + rows * (width + 1)
    size = count * (width + 1)
    steps = np.bincount(left, minlength=size) - np.bincount(np.maximum(left, right), minlength=size)
    return steps.reshape(count, width + 1).cumsum(axis=1)[:, :-1] > 0


def _draw(painter: QPainter, tops: Rects, height: int, rims: Pixels, insides: Pixels) -> None:
    first, last = int(tops[0]), int(tops[-1]) + height
    nothing = 2 * len(tops)
    lines = np.full(last - first, nothing)  # which row of pixels each line of the picture shows
    for row, top in enumerate((tops - first).tolist()):
        lines[top : top + height] = len(tops) + row
        lines[[top, top + height - 1]] = row
    kinds = np.concatenate([rims, insides, np.zeros((1, rims.shape[1]), np.uint32)])
    picture = np.ascontiguousarray(kinds[lines])
    rows, columns = picture.shape
    form = QImage.Format.Format_ARGB32_Premultiplied
    painter.drawImage(0, first, QImage(picture.data, columns, rows, 4 * columns, form))
