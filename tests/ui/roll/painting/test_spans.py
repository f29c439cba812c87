"""What is painted as one picture is what Qt paints rectangle by rectangle."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from audiogenesis_desktop.ui.roll.painting import notes, spans
from audiogenesis_desktop.ui.roll.painting.spans import Batch, paint_batches, suits

WIDTH, HEIGHT, ROW = 80, 60, 9
FILLS = [QColor("#336699"), QColor("#ff8800"), QColor("#00aa44")]
GROUND, EDGE = QColor("#101418"), QColor("#ffffff")

rectangles = st.lists(
    st.tuples(st.integers(-30, WIDTH + 10), st.integers(-1, 6), st.integers(4, 50)), min_size=1, max_size=8
).map(lambda made: np.array([[left, row * ROW, width, ROW - 1] for left, row, width in made]).T)


def painted(paint):
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(GROUND)
    painter = QPainter(image)
    painter.setPen(Qt.PenStyle.NoPen)
    paint(painter)
    painter.end()
    return image


def one_by_one(painter, batches):
    for rects, fill, edge in batches:
        for colour, inset in ((edge, 0), (fill, 1)) if edge is not None else ((fill, 0),):
            for left, top, width, height in rects.T.tolist():
                painter.fillRect(QRect(left, top, width, height).adjusted(inset, inset, -inset, -inset), colour)


@settings(max_examples=80)
@given(st.lists(st.tuples(rectangles, st.sampled_from(FILLS), st.sampled_from([None, EDGE])), min_size=1, max_size=4))
def test_a_picture_has_the_pixels_of_its_rectangles(qapp, made):
    batches = [Batch(*each) for each in made]
    together = painted(lambda painter: paint_batches(painter, batches, WIDTH))
    assert together == painted(lambda painter: one_by_one(painter, batches))


@pytest.mark.parametrize("ratio, whole", [(1.0, True), (2.0, True), (1.25, False)])
def test_at_a_broken_scale_rectangles_are_painted_one_by_one(qapp, ratio, whole):
    image = QImage(10, 10, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    assert suits(painter, spans.FEW) == whole and not suits(painter, spans.FEW - 1)
    painter.end()


def test_many_notes_look_as_few_do(zoomed, monkeypatch):
    few = zoomed.canvas.grab().toImage()
    zoomed.view.canvas._layers._forget(ground=True)
    used = []
    monkeypatch.setattr(spans, "FEW", 1)
    monkeypatch.setattr(notes, "paint_batches", lambda *given: used.append(given) or paint_batches(*given))
    assert zoomed.canvas.grab().toImage() == few
    zoomed.editor.select(frozenset(zoomed.notes()))
    selected = zoomed.canvas.grab().toImage()
    assert len(used) >= 2
    monkeypatch.setattr(spans, "FEW", 10**6)
    zoomed.view.canvas._layers._forget(ground=True)
    assert zoomed.canvas.grab().toImage() == selected
