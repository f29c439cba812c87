"""Painting what lies under the notes: rows by pitch, and bar, beat and finer lines."""

from collections.abc import Collection, Iterator

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPixmap

from audiogenesis_desktop.editing.folding import octave_edges
from audiogenesis_desktop.editing.geometry import Geometry, line_strength
from audiogenesis_desktop.editing.snapping import STRAIGHT, Ruling
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.score import KeyAt, Score
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.ui.theme import Theme

BLACK_KEYS = frozenset({1, 3, 6, 8, 10})
_STRIP_HEIGHT = 8


def paint_grid(
    painter: QPainter,
    geometry: Geometry,
    score: Score,
    *,
    theme: Theme,
    is_drums: bool,
    ruling: Ruling,
    shades_scale: bool,
    end_tick: int,
) -> None:
    """Paint the ground of one tile: rows, then lines, then a veil over what lies after `end_tick`."""
    painter.fillRect(0, 0, geometry.width, geometry.height, theme.surface_0)
    keys = () if is_drums else score.keys
    _paint_rows(painter, geometry, keys, theme=theme, shades_scale=shades_scale)
    _paint_row_edges(painter, geometry, theme, is_drums=is_drums)
    _paint_tonics(painter, geometry, keys, theme)
    paint_lines(painter, geometry, score, theme=theme, ruling=ruling)
    if end_tick:
        _paint_beyond(painter, geometry, end_tick, theme)
    _paint_below(painter, geometry, theme)


def _paint_rows(
    painter: QPainter, geometry: Geometry, keys: tuple[KeyAt, ...], *, theme: Theme, shades_scale: bool
) -> None:
    """Shade the rows of black keys, or, to show the scale, those outside it as it is bar by bar."""
    colour = theme.row_black_key
    spans: Iterator[tuple[int, int, Collection[int]]] = iter([(0, geometry.width, BLACK_KEYS)])
    if keys and shades_scale:
        colour, everything = theme.row_out_of_scale, frozenset(range(12))
        spans = (
            (left, right, everything - Key(key.tonic, key.mode).scale)
            for left, right, key in _key_spans(geometry, keys)
        )
    for left, right, shaded in spans:
        for pitch in geometry.visible_rows():
            if pitch % 12 in shaded:
                painter.fillRect(left, geometry.y_of(pitch), right - left, geometry.row_height, colour)


def _paint_row_edges(painter: QPainter, geometry: Geometry, theme: Theme, *, is_drums: bool) -> None:
    # An octave's edge lies under C; on drums there are no octaves, and each row has its own.
    edges = octave_edges(geometry.rows)
    for pitch in geometry.visible_rows():
        if is_drums or pitch in edges:
            bottom = geometry.y_of(pitch) + geometry.row_height - 1
            painter.fillRect(0, bottom, geometry.width, 1, theme.grid_beat)


def _key_spans(geometry: Geometry, keys: tuple[KeyAt, ...]) -> Iterator[tuple[int, int, KeyAt]]:
    """Yield where each key in view begins and ends, in pixels; the first one also holds before its tick."""
    for number, key in enumerate(keys):
        left = 0 if number == 0 else max(0, round(geometry.x_of(key.tick)))
        is_last = number + 1 == len(keys)
        right = geometry.width if is_last else min(geometry.width, round(geometry.x_of(keys[number + 1].tick)))
        if left < right:
            yield left, right, key


def _paint_tonics(painter: QPainter, geometry: Geometry, keys: tuple[KeyAt, ...], theme: Theme) -> None:
    for left, right, key in _key_spans(geometry, keys):
        for pitch in geometry.visible_rows():
            if pitch % 12 == key.tonic:
                painter.fillRect(left, geometry.y_of(pitch), right - left, geometry.row_height - 1, theme.row_tonic)


def faded(colour: QColor, strength: float) -> QColor:
    """Return a colour at a share of its opacity."""
    colour = QColor(colour)
    colour.setAlphaF(colour.alphaF() * strength)
    return colour


def paint_lines(
    painter: QPainter, geometry: Geometry, score: Score, *, theme: Theme, ruling: Ruling = STRAIGHT
) -> None:
    """Paint vertical lines from the finest to the bars, each kind fading out as it gets denser than 6 px.

    Hundreds of tall lines are slow one by one: a low strip of them is painted once and laid down as tiles.
    """
    ratio = painter.device().devicePixelRatio()
    strip = QPixmap(round(geometry.width * ratio), round(_STRIP_HEIGHT * ratio))
    strip.setDevicePixelRatio(ratio)
    strip.fill(QColor(0, 0, 0, 0))
    lines = QPainter(strip)
    _paint_kinds(lines, geometry, score, theme=theme, ruling=ruling)
    lines.end()
    painter.drawTiledPixmap(0, 0, geometry.width, geometry.height, strip)


def _paint_kinds(painter: QPainter, geometry: Geometry, score: Score, *, theme: Theme, ruling: Ruling) -> None:
    start, end = geometry.visible_ticks()
    meters = MeterMap(score.meters)
    meter = meters.meter(start)
    pulse = meter.pulse_ticks
    for step in ruling.steps(meter):
        if step != pulse:
            _paint_kind(painter, geometry, _every(meters, start, end, step), step, theme.grid_sub)
    _paint_kind(painter, geometry, _every(meters, start, end, pulse), pulse, theme.grid_beat)
    for bars in (1, 4, 16, 64):
        spacing = bars * meter.bar_ticks
        if line_strength(spacing * geometry.pixels_per_tick) > 0:
            _paint_kind(painter, geometry, _bars(meters, start, end, bars), spacing, theme.grid_bar)


def _paint_kind(painter: QPainter, geometry: Geometry, ticks: Iterator[int], spacing: int, colour: QColor) -> None:
    strength = line_strength(spacing * geometry.pixels_per_tick)
    if strength <= 0:
        return
    colour = faded(colour, strength)
    for tick in ticks:
        painter.fillRect(round(geometry.x_of(tick)), 0, 1, _STRIP_HEIGHT, colour)


def _every(meters: MeterMap, start: int, end: int, step: int) -> Iterator[int]:
    """Yield steps counted from each bar line."""
    bar = meters.position(start).bar
    while (begin := meters.bar_start(bar)) < end:
        bar += 1
        yield from range(begin, min(end + 1, meters.bar_start(bar)), max(1, step))


def _bars(meters: MeterMap, start: int, end: int, every: int) -> Iterator[int]:
    bar = meters.position(start).bar
    bar -= (bar - 1) % every
    while (begin := meters.bar_start(bar)) <= end:
        yield begin
        bar += every


def _paint_beyond(painter: QPainter, geometry: Geometry, end_tick: int, theme: Theme) -> None:
    left = max(0, round(geometry.x_of(end_tick)))
    if left < geometry.width:
        veil = faded(theme.surface_1, 0.7)
        painter.fillRect(QRect(left, 0, geometry.width - left, geometry.height), veil)
        if geometry.x_of(end_tick) >= 0:
            painter.fillRect(left, 0, 1, geometry.height, theme.line_strong)


def _paint_below(painter: QPainter, geometry: Geometry, theme: Theme) -> None:
    """Cover what lies under the last row, where there is no pitch."""
    bottom = max(0, geometry.content_height - geometry.scroll_y)
    if bottom < geometry.height:
        painter.fillRect(0, bottom, geometry.width, geometry.height - bottom, theme.surface_1)
        painter.fillRect(0, bottom, geometry.width, 1, theme.line)


def is_black(pitch: int) -> bool:
    """Return whether a pitch is a black key."""
    return pitch % 12 in BLACK_KEYS
