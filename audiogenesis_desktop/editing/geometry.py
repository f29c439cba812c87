"""Where ticks and pitches lie in pixels, and back: pure arithmetic, no Qt.

x grows with time, y grows downwards from the highest pitch that has a row. Scroll offsets are whole
pixels, so that cached tiles can be laid down without blurring.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

from audiogenesis_desktop.editing.folding import ALL_ROWS, Rows, places
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note

ROWS = 128
EDGE_PIXELS = 6
MIN_PIXELS_PER_TICK, MAX_PIXELS_PER_TICK = 0.0005, 1.0
MIN_ROW_HEIGHT, MAX_ROW_HEIGHT = 4, 40
DEFAULT_PIXELS_PER_TICK, DEFAULT_ROW_HEIGHT = 0.08, 14
_FILLED_SHARE = 0.9  # of the width, by what is zoomed to
_LEAST_FITTED_HEIGHT, _MOST_FITTED_HEIGHT = 5, 20  # of rows when the whole piece is shown
_READABLE_ROW_HEIGHT = 14  # notes that are zoomed to have their names


class Rect(NamedTuple):
    """A rectangle in whole pixels of the view."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Return the first column to the right of it."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """Return the first row below it."""
        return self.top + self.height


class Hit(NamedTuple):
    """A note under a point, and the part of it: "body", "left" or "right"."""

    note: Note
    part: str


@dataclass(frozen=True, slots=True)
class Geometry:
    """One view on the piece: its zoom, scroll and size in pixels. `end_tick` is where the piece ends.

    `rows` are the pitches that have a row, from the lowest up; empty means all 128.
    """

    pixels_per_tick: float = DEFAULT_PIXELS_PER_TICK
    row_height: int = DEFAULT_ROW_HEIGHT
    scroll_x: int = 0
    scroll_y: int = 0
    width: int = 0
    height: int = 0
    end_tick: int = 4 * 4 * TICKS_PER_BEAT
    rows: Rows = ()

    def x_of(self, tick: float) -> float:
        """Return the x of a tick."""
        return tick * self.pixels_per_tick - self.scroll_x

    def tick_at(self, x: float) -> float:
        """Return the tick, with its fraction, at an x."""
        return (x + self.scroll_x) / self.pixels_per_tick

    @property
    def row_count(self) -> int:
        """Return how many pitches have a row."""
        return len(self.rows) or ROWS

    def shows(self, pitch: int) -> bool:
        """Return whether a pitch has a row."""
        return not self.rows or pitch in self.rows

    def y_of(self, pitch: int) -> int:
        """Return the top of a pitch's row, or of the next lower one that is shown."""
        row = places(self.rows)[pitch] if self.rows else ROWS - 1 - pitch
        return row * self.row_height - self.scroll_y

    def row_at(self, y: float) -> float:
        """Return how many rows lie above a y, with a fraction; below 0 or beyond `row_count` there are none."""
        return (y + self.scroll_y) / self.row_height

    def has_row_at(self, y: float) -> bool:
        """Return whether a y lies on a row, and not below the last one."""
        return 0 <= self.row_at(y) < self.row_count

    def pitch_at(self, y: float) -> int:
        """Return the pitch 0..127 of the row at a y, or the nearest that has a row."""
        row = min(self.row_count - 1, max(0, math.floor(self.row_at(y))))
        return self.rows[-1 - row] if self.rows else ROWS - 1 - row

    def note_rect(self, note: Note) -> Rect:
        """Return where a note is drawn: at least 1 pixel wide; 0 high if its pitch has no row."""
        left = round(self.x_of(note.start_tick))
        right = max(left + 1, round(self.x_of(note.end_tick)))
        height = self.row_height if self.shows(note.pitch) else 0
        return Rect(left, self.y_of(note.pitch), right - left, height)

    def visible_ticks(self) -> tuple[int, int]:
        """Return the first tick in view, and the first one beyond it."""
        return max(0, math.floor(self.tick_at(0))), max(0, math.ceil(self.tick_at(self.width)))

    def visible_pitches(self) -> tuple[int, int]:
        """Return the lowest and highest pitch in view, both included."""
        return self.pitch_at(max(0, self.height - 1)), self.pitch_at(0)

    def visible_rows(self) -> Rows:
        """Return the pitches whose rows are in view, from the lowest up."""
        rows, count = self.rows or ALL_ROWS, self.row_count
        first, end = math.floor(self.row_at(0)), math.ceil(self.row_at(self.height))
        return rows[max(0, count - end) : max(0, count - max(0, first))]

    @property
    def content_width(self) -> int:
        """Return how wide the piece is with the free space after it, in pixels."""
        return math.ceil(self.end_tick * self.pixels_per_tick) + self.width // 3

    @property
    def content_height(self) -> int:
        """Return how high all rows are together, in pixels."""
        return self.row_count * self.row_height

    def clamped(self) -> Self:
        """Return the geometry with its scroll held inside the piece."""
        x = min(max(0, self.scroll_x), max(0, self.content_width - self.width))
        y = min(max(0, self.scroll_y), max(0, self.content_height - self.height))
        return replace(self, scroll_x=x, scroll_y=y)

    def scrolled(self, dx: float, dy: float) -> Self:
        """Return the geometry moved by pixels, as far as the piece reaches."""
        return replace(self, scroll_x=self.scroll_x + round(dx), scroll_y=self.scroll_y + round(dy)).clamped()

    def resized(self, width: int, height: int) -> Self:
        """Return the geometry at another size of the view."""
        return replace(self, width=width, height=height).clamped()

    def zoomed_time(self, factor: float, at_x: float) -> Self:
        """Return the geometry with time zoomed, the tick at `at_x` staying where it is if it can."""
        tick = self.tick_at(at_x)
        scale = min(MAX_PIXELS_PER_TICK, max(MIN_PIXELS_PER_TICK, self.pixels_per_tick * factor))
        return replace(self, pixels_per_tick=scale, scroll_x=round(tick * scale - at_x)).clamped()

    def zoomed_pitch(self, factor: float, at_y: float) -> Self:
        """Return the geometry with rows higher or lower by at least a pixel, the row at `at_y` staying."""
        row = self.row_at(at_y)
        height = round(self.row_height * factor)
        if height == self.row_height and factor != 1:
            height += 1 if factor > 1 else -1
        height = min(MAX_ROW_HEIGHT, max(MIN_ROW_HEIGHT, height))
        return replace(self, row_height=height, scroll_y=round(row * height - at_y)).clamped()

    def fitted(self, used: Mapping[int, int]) -> Self:
        """Return the geometry that shows the whole piece; `used` tells how many notes have each pitch, one at least.

        All of them are seen, in the middle, where rows of a readable height leave room; else as many as can be.
        """
        scale = max(1, self.width - 24) / max(1, self.end_tick)
        scale = min(MAX_PIXELS_PER_TICK, max(MIN_PIXELS_PER_TICK, scale))
        top, end = self._row_of(max(used)), self._row_of(min(used)) + 1
        rows = min(self.row_count, end - top + 4)
        height = min(_MOST_FITTED_HEIGHT, max(_LEAST_FITTED_HEIGHT, self.height // rows))
        fitted = replace(self, pixels_per_tick=scale, row_height=height, scroll_x=0)
        seen = self.height // height
        if end - top > seen:
            return replace(fitted, scroll_y=self._fullest(used, top, end, seen) * height).clamped()
        return replace(fitted, scroll_y=round((top + end) / 2 * height - self.height / 2)).clamped()

    def _fullest(self, used: Mapping[int, int], top: int, end: int, seen: int) -> int:
        """Return the highest of the rows from which `seen` rows have the most notes."""
        counts = [0] * (end - top)
        for pitch, count in used.items():
            counts[min(len(counts) - 1, self._row_of(pitch) - top)] += count
        return top + max(range(len(counts) - seen + 1), key=lambda first: sum(counts[first : first + seen]))

    def zoomed_to(self, start_tick: float, end_tick: float, *, least_ticks: float = 1) -> Self:
        """Return the geometry that a stretch fills but for a margin; one shorter than `least_ticks` fills less."""
        ticks = max(end_tick - start_tick, least_ticks)
        scale = self.width * _FILLED_SHARE / ticks
        scale = min(MAX_PIXELS_PER_TICK, max(MIN_PIXELS_PER_TICK, scale))
        middle = (start_tick + end_tick) / 2 * scale
        return replace(self, pixels_per_tick=scale, scroll_x=round(middle - self.width / 2)).clamped()

    def centred_on(self, low_pitch: int, high_pitch: int) -> Self:
        """Return the geometry with some pitches in the middle, their rows made lower if need be."""
        top, bottom = self._row_of(high_pitch), self._row_of(low_pitch) + 1
        fitting = max(MIN_ROW_HEIGHT, self.height // (bottom - top + 2))
        height = min(fitting, max(self.row_height, _READABLE_ROW_HEIGHT))
        scroll = round((top + bottom) / 2 * height - self.height / 2)
        return replace(self, row_height=height, scroll_y=scroll).clamped()

    def _row_of(self, pitch: int) -> int:
        return places(self.rows)[pitch]

    def folded(self, rows: Rows) -> Self:
        """Return the geometry with other rows, the pitch in the middle staying where it is if it can."""
        if rows == self.rows:
            return self
        pitch = self.pitch_at(self.height / 2)
        folded = replace(self, rows=rows)
        return replace(folded, scroll_y=self.scroll_y + folded.y_of(pitch) - self.y_of(pitch)).clamped()

    def showing_tick(self, tick: float) -> Self:
        """Return the geometry turned like a page, so that a tick lies near the left edge."""
        return replace(self, scroll_x=round(tick * self.pixels_per_tick - self.width * 0.06)).clamped()


def hit_note(geometry: Geometry, notes: Iterable[Note], x: float, y: float) -> Hit | None:
    """Return the note drawn on top at a point, and its part: edges are 6 px, less on narrow notes."""
    found = None
    for note in notes:
        rect = geometry.note_rect(note)
        slack = max(0, (EDGE_PIXELS - rect.width) / 2)
        if rect.top <= y < rect.bottom and rect.left - slack <= x < rect.right + slack:
            found = Hit(note, _part(rect, x))
    return found


def _part(rect: Rect, x: float) -> str:
    # Narrow notes keep a third of their width to be grabbed and moved by.
    edge = min(EDGE_PIXELS, rect.width / 3)
    if rect.width < EDGE_PIXELS:
        return "body"
    if x >= rect.right - edge:
        return "right"
    return "left" if x < rect.left + edge else "body"


def line_strength(pixels_apart: float) -> float:
    """Return how strongly to draw grid lines this far apart: 0 at 6 px and below, 1 from 18 px on."""
    return min(1.0, max(0.0, (pixels_apart - 6) / 12))
