"""Painting notes: many at once, by colour. Fill by track, lightness by velocity, a darker edge of 1 px."""

from collections import deque
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QStaticText

from audiogenesis_desktop.editing.geometry import Geometry
from audiogenesis_desktop.editing.note_table import Indices, JoinedTable, NoteTable, Selected
from audiogenesis_desktop.score.score import KeyAt, Note
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.theory.spelling import key_at, pitch_name
from audiogenesis_desktop.ui.roll.painting.spans import Batch, paint_batches, suits
from audiogenesis_desktop.ui.theme import Theme

GHOST_OPACITY = 0.25
LEVELS = 8  # shades that velocity is told apart by
NAME_WIDTH, NAME_HEIGHT = 30, 13
_EDGE_FROM_WIDTH = 4
_LOWEST_PICTURE = 3  # pixels, of a note that has an inside

Rects = npt.NDArray[np.int64]


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """Return a colour between two: `share` 0 is the first, 1 the second."""
    return QColor(
        round(one.red() + (other.red() - one.red()) * share),
        round(one.green() + (other.green() - one.green()) * share),
        round(one.blue() + (other.blue() - one.blue()) * share),
    )


@cache
def _shades(rgb: int, ground: int) -> tuple[tuple[QColor, QColor], ...]:
    colour, ground_colour = QColor.fromRgb(rgb), QColor.fromRgb(ground)
    shades = []
    for level in range(LEVELS):
        fill = mixed(ground_colour, colour, 0.42 + 0.58 * level / (LEVELS - 1))
        shades.append((fill, mixed(fill, QColor(0, 0, 0), 0.42)))
    return tuple(shades)


def shade_of(colour: QColor, velocity: int, theme: Theme) -> QColor:
    """Return a track's colour at a velocity: softer notes lie nearer to the ground's colour."""
    return _shades(colour.rgb(), theme.surface_0.rgb())[velocity * LEVELS // 128][0]


_pool: list[QRect] = []


def _q_rects(rects: Rects) -> list[QRect]:
    """Return the rectangles as Qt's, good until the next call: they are used again, as making them takes longest."""
    count = rects.shape[1]
    _pool.extend(QRect() for _ in range(count - len(_pool)))
    placed = _pool[:count]
    deque(map(QRect.setRect, placed, *(column.tolist() for column in rects)), maxlen=0)
    return placed


def paint_ghosts(painter: QPainter, geometry: Geometry, table: JoinedTable, *, colours: Sequence[QColor]) -> None:
    """Paint the tracks that are not being edited: plain fills in each one's colour, opacity included."""
    found = table.visible(geometry)
    if not found.size:
        return
    found = table.by_owner(found)
    rects = table.rects(found, geometry)
    if geometry.row_height > 4:
        rects[1] += 1
        rects[3] -= 2
    owners, firsts = np.unique(table.owners[found], return_index=True)
    painter.setPen(Qt.PenStyle.NoPen)
    for owner, own in zip(owners.tolist(), np.split(rects, firsts[1:], axis=1), strict=True):
        painter.setBrush(colours[owner])
        painter.drawRects(_q_rects(_without_doubles(own)))


def _without_doubles(rects: Rects) -> Rects:
    """Return the rectangles with each place once: zoomed far out, many notes fall into one."""
    if rects.shape[1] < 2000:
        return rects
    keys = (rects[0] << 24) + (rects[1] + 2048 << 12) + np.minimum(rects[2], 4095)
    return rects[:, np.unique(keys, return_index=True)[1]]


def paint_notes(
    painter: QPainter,
    geometry: Geometry,
    table: NoteTable,
    *,
    but: Selected,
    colour: QColor,
    theme: Theme,
    keys: tuple[KeyAt, ...],
) -> None:
    """Paint the edited track's notes: bodies, then marks on those out of key, then names where they fit.

    Those selected are left to `paint_selected`: a drag of thousands would paint each of them twice.
    """
    found = but.rest(table.notes, table.visible(geometry))
    if not found.size:
        return
    rects = table.rects(found, geometry)
    rects[3] -= 1  # a hairline between rows
    levels = table.velocities[found] * LEVELS // 128
    shades = _shades(colour.rgb(), theme.surface_0.rgb())
    painter.setPen(Qt.PenStyle.NoPen)
    used = np.unique(levels).tolist()
    if rects[3, 0] >= _LOWEST_PICTURE and suits(painter, found.size):
        batches = [batch for level in used for batch in _bodies(rects[:, levels == level], *shades[level])]
        paint_batches(painter, batches, geometry.width)
    else:
        for level in used:
            _paint_bodies(painter, rects[:, levels == level], *shades[level])
    if keys:
        _mark_out_of_key(painter, rects, table, found, keys=keys, theme=theme)
    _paint_names(painter, geometry, rects, table.pitches[found], keys=keys)


def _bodies(rects: Rects, fill: QColor, edge: QColor) -> list[Batch]:
    is_wide = rects[2] >= _EDGE_FROM_WIDTH
    batches = (Batch(rects[:, ~is_wide], fill), Batch(rects[:, is_wide], fill, edge))
    return [batch for batch in batches if batch.rects.size]


def _paint_bodies(painter: QPainter, rects: Rects, fill: QColor, edge: QColor) -> None:
    rects = _without_doubles(rects)
    is_wide = rects[2] >= _EDGE_FROM_WIDTH
    painter.setBrush(fill)
    if not is_wide.all():
        painter.drawRects(_q_rects(rects[:, ~is_wide]))
    wide = rects[:, is_wide]
    if not wide.size:
        return
    painter.setBrush(edge)
    painter.drawRects(_q_rects(wide))
    painter.setBrush(fill)
    painter.drawRects(_q_rects(wide + np.array([[1], [1], [-2], [-2]])))


def _mark_out_of_key(
    painter: QPainter, rects: Rects, table: NoteTable, found: Indices, *, keys: tuple[KeyAt, ...], theme: Theme
) -> None:
    is_out = out_of_key(table.starts[found], table.pitches[found], keys) & (rects[2] >= 6)
    if not is_out.any() or rects[3, 0] < 6:
        return
    marks = rects[:, is_out] + np.array([[1], [1], [-2], [0]])
    marks[1] += marks[3] - 4
    marks[3] = 2
    painter.setBrush(theme.warning)
    painter.drawRects(_q_rects(marks))


def out_of_key(starts: Indices, pitches: Indices, keys: tuple[KeyAt, ...]) -> npt.NDArray[np.bool_]:
    """Return which notes lie outside the scale in force; minor's leading note counts as inside."""
    is_in = np.zeros((len(keys), 12), dtype=bool)
    for row, key in enumerate(keys):
        is_in[row, list(Key(key.tonic, key.mode).scale)] = True
        is_in[row, (key.tonic + 11) % 12] = True
    which = np.searchsorted([key.tick for key in keys], starts, side="right") - 1
    return ~is_in[np.maximum(0, which), pitches % 12]


@cache
def _static_name(pitch: int, key: Key | None) -> QStaticText:
    text = QStaticText(pitch_name(pitch, key))
    text.setTextFormat(Qt.TextFormat.PlainText)
    text.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    return text


def _paint_names(
    painter: QPainter, geometry: Geometry, rects: Rects, pitches: Indices, *, keys: tuple[KeyAt, ...]
) -> None:
    if geometry.row_height < NAME_HEIGHT:
        return
    fits = rects[2] >= NAME_WIDTH
    if not fits.any():
        return
    key = key_at(keys, round(geometry.tick_at(0)))
    font = QFont(painter.font())
    font.setPixelSize(min(11, geometry.row_height - 4))
    painter.setFont(font)
    painter.setPen(QColor(0, 0, 0, 190))
    height = painter.fontMetrics().height()
    for left, top, pitch in zip(rects[0, fits].tolist(), rects[1, fits].tolist(), pitches[fits].tolist(), strict=True):
        painter.drawStaticText(left + 4, top + (geometry.row_height - 1 - height) // 2, _static_name(pitch, key))
    painter.setPen(Qt.PenStyle.NoPen)


def paint_selected(
    painter: QPainter, geometry: Geometry, table: NoteTable, *, colour: QColor, theme: Theme, keys: tuple[KeyAt, ...]
) -> None:
    """Paint the selected notes over the others: brighter, with a bright outline, marked if out of key."""
    found = table.visible(geometry)
    if not found.size:
        return
    rects = table.rects(found, geometry)
    rects[3] -= 1
    rects[2] = np.maximum(3, rects[2])
    painter.setPen(Qt.PenStyle.NoPen)
    fill = mixed(colour, QColor(255, 255, 255), 0.25)
    if rects[3, 0] >= _LOWEST_PICTURE and suits(painter, found.size):
        paint_batches(painter, [Batch(rects, fill, theme.selection)], geometry.width)
    else:
        painter.setBrush(theme.selection)
        painter.drawRects(_q_rects(rects))
        painter.setBrush(fill)
        painter.drawRects(_q_rects(rects + np.array([[1], [1], [-2], [-2]])))
    if keys:
        _mark_out_of_key(painter, rects, table, found, keys=keys, theme=theme)
    _paint_names(painter, geometry, rects, table.pitches[found], keys=keys)


def paint_fading(
    painter: QPainter, geometry: Geometry, notes: tuple[Note, ...], *, colour: QColor, opacity: float
) -> None:
    """Paint notes that have just arrived, at an opacity that grows."""
    painter.setOpacity(opacity)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for left, top, width, height in map(geometry.note_rect, notes):
        if height and left + width > 0 and left < geometry.width:
            painter.drawRect(left, top, width, height - 1)
    painter.setOpacity(1.0)
