"""Selecting with a free-form line: which notes lie in it or under it. Pure, no Qt.

Points are ticks and rows (how many lie above, with a fraction), so that scrolling on the way does no harm.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.editing.folding import Rows, places
from audiogenesis_desktop.editing.tools import Draft, Gesture, LassoPoint, Pointer, has_moved
from audiogenesis_desktop.score.score import Note, Score

_STEP_PIXELS = 3  # the line is as fine as this

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass
class SelectLasso(Gesture):
    """Select what a line drawn around it touches, beside what was selected before. `rows` have the pitches."""

    track_id: int
    before: frozenset[Note]
    origin: Pointer
    rows: Rows = ()
    _line: list[LassoPoint] = field(default_factory=list)
    _last: Pointer | None = None

    def at(self, score: Score, pointer: Pointer) -> Draft:
        """Return the score untouched, with the notes in the lasso selected."""
        if self._last is None or has_moved(self._last, pointer, by=_STEP_PIXELS):
            self._line.append(LassoPoint(pointer.tick, pointer.row))
            self._last = pointer
        if len(self._line) < 3:
            return Draft(score, self.before)
        line = (*self._line, LassoPoint(pointer.tick, pointer.row))
        found = notes_in(score.track(self.track_id).notes, line, self.rows)
        return Draft(score, self.before | found, lasso=line)


def notes_in(notes: tuple[Note, ...], line: tuple[LassoPoint, ...], rows: Rows = ()) -> frozenset[Note]:
    """Return the notes that the area inside a closed line touches."""
    place, ticks, heights = places(rows), [p.tick for p in line], [p.row for p in line]
    start, end, top, bottom = min(ticks), max(ticks), min(heights), max(heights)
    near = [n for n in notes if n.start_tick < end and n.end_tick > start and top - 1 < place[n.pitch] < bottom]
    if not near:
        return frozenset()
    by_row = dict[int, list[Note]]()
    for note in near:
        by_row.setdefault(place[note.pitch], []).append(note)
    corners = np.array(line, float)
    return frozenset(note for row, notes in by_row.items() for note in _touched(notes, row, corners))


def _touched(notes: list[Note], row: int, line: Floats) -> list[Note]:
    boxes = np.array([[note.start_tick, row, note.end_tick, row + 1] for note in notes], float)
    return [note for note, is_in in zip(notes, touches(boxes, line).tolist(), strict=True) if is_in]


def touches(boxes: Floats, line: Floats) -> Bools:
    """Return which boxes, shape (n, 4) as left, top, right, bottom, the inside of a line, shape (m, 2), touches.

    The fewer rows the boxes lie in, the quicker: only those sides of the line are looked at that reach there.
    """
    begins, ends = line, np.roll(line, -1, axis=0)
    reach = np.sort(np.stack([begins[:, 1], ends[:, 1]]), axis=0)
    is_near = (reach[0] <= boxes[:, 3].max()) & (reach[1] >= boxes[:, 1].min())
    begins, ends = begins[is_near], ends[is_near]
    crossed = _crossed(boxes, begins, ends).any(axis=1)
    # A box that no side of the line crosses lies wholly inside or outside: one corner tells.
    return crossed | (_windings(boxes[:, :2], begins, ends) != 0)


def _crossed(boxes: Floats, begins: Floats, ends: Floats) -> Bools:
    """Return which sides pass through which boxes, shape (n, m), by cutting each side at the boxes' edges."""
    first = np.zeros((len(boxes), len(begins)))
    last = np.ones_like(first)
    for axis in (0, 1):
        low, high = boxes[:, axis, None] - begins[:, axis], boxes[:, axis + 2, None] - begins[:, axis]
        way = ends[:, axis] - begins[:, axis]
        still = way == 0
        share = np.where(still, 1.0, way)
        one, other = low / share, high / share
        outside = still & ((low > 0) | (high < 0))
        first = np.where(outside, 2.0, np.where(still, first, np.maximum(first, np.minimum(one, other))))
        last = np.where(still, last, np.minimum(last, np.maximum(one, other)))
    return first <= last


def _windings(points: Floats, begins: Floats, ends: Floats) -> npt.NDArray[np.int64]:
    """Return how often the line goes round each point: what it crosses twice one way counts as inside."""
    x, y = points[:, 0, None], points[:, 1, None]
    (ax, ay), (bx, by) = begins.T, ends.T
    side = (bx - ax) * (y - ay) - (x - ax) * (by - ay)
    up, down = (ay <= y) & (by > y) & (side > 0), (ay > y) & (by <= y) & (side < 0)
    return up.sum(axis=1) - down.sum(axis=1)
