"""What a press on the roll begins: each gesture turns where the pointer is into a draft of the score.

Pure: a gesture knows neither widgets nor the Document. The score that it begins from never changes, so
that a draft can be thrown away; nothing is final before the editor commits it.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from audiogenesis_desktop.editing.block import MANY, Block
from audiogenesis_desktop.editing.folding import Rows, pitches_moved, places
from audiogenesis_desktop.editing.note_table import NoteTable
from audiogenesis_desktop.editing.scope import WHOLE, Scope
from audiogenesis_desktop.editing.snapping import Snap
from audiogenesis_desktop.score import edits
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.quantising import Quantise, quantise
from audiogenesis_desktop.score.score import Note, Score

DRAG_PIXELS = 4
SHORTEST_TICKS = 15


class Pointer(NamedTuple):
    """Where the pointer is, in pixels and in music, and which keys are held.

    `row` is how many rows lie above it, with a fraction; `velocity` is the lane's.
    """

    x: float
    y: float
    tick: float
    pitch: int
    ctrl: bool = False
    shift: bool = False
    alt: bool = False
    velocity: int = 0
    value: float = 0  # in a lane's own measure
    row: float = 0.0


NOWHERE = Pointer(0, 0, 0, 0)  # for what is tried out without a pointer


class Box(NamedTuple):
    """A box of ticks and pitches, both pitches included."""

    start_tick: float
    end_tick: float
    low_pitch: int
    high_pitch: int


class LassoPoint(NamedTuple):
    """A corner of a lasso: its tick, and how many rows lie above it, with a fraction."""

    tick: float
    row: float


class Draft(NamedTuple):
    """What the score would be if the gesture ended here; `label` names it for undo, `auditioned` is a note to let ring.

    `box` and `lasso` (ticks and rows) are what is drawn to select. `table` is of the edited track's notes, where the
    gesture has made it already. `scope` is what the edit is about.
    """

    score: Score
    selection: frozenset[Note]
    label: str = ""
    box: Box | None = None
    auditioned: Note | None = None
    lasso: tuple[LassoPoint, ...] = ()
    table: NoteTable | None = None
    scope: Scope = WHOLE


class Gesture(ABC):
    """A press that may become something: `at` may be asked any number of times, in pointer order."""

    def can_go_on(self, score: Score) -> bool:
        """Return whether what it holds is in a score that has come from elsewhere meanwhile."""
        return True

    @abstractmethod
    def at(self, score: Score, pointer: Pointer) -> Draft:
        """Return the draft for the pointer, made from the score as it was at the press."""


def named(verb: str, notes: Collection[Note]) -> str:
    """Return an undo label such as "Move 3 notes"."""
    count = len(notes)
    return f"{verb} note" if count == 1 else f"{verb} {count} notes"


def has_moved(origin: Pointer, pointer: Pointer, *, by: int = DRAG_PIXELS) -> bool:
    """Return whether a press has become a drag, or the pointer has moved `by` pixels."""
    return max(abs(pointer.x - origin.x), abs(pointer.y - origin.y)) >= by


@dataclass
class MoveNotes(Gesture):
    """Move the chosen notes in time and pitch; with Ctrl held, copies of them; with Shift, one way only.

    Where only some pitches have `rows`, a row up is the next of those for every note.
    """

    track_id: int
    chosen: frozenset[Note]
    grabbed: Note
    origin: Pointer
    snap: Snap
    rows: Rows = ()
    _moved: bool = False

    def __post_init__(self) -> None:
        # Once, not at every frame of a drag.
        self._first_tick = min(note.start_tick for note in self.chosen)
        self._pitches = sorted({note.pitch for note in self.chosen})
        self._block: Block | None = None

    def can_go_on(self, score: Score) -> bool:
        """Return whether the chosen notes are all there."""
        return self.chosen.issubset(score.track(self.track_id).notes)

    def at(self, score: Score, pointer: Pointer) -> Draft:
        """Return the score with the notes where the pointer has taken them."""
        self._moved = self._moved or has_moved(self.origin, pointer)
        if not self._moved:
            return Draft(score, self.chosen, auditioned=self.grabbed)
        # The block stops as one at an edge: no note is pushed over it alone.
        ticks = max(0 if self._is_upright(pointer) else self._ticks(pointer), -self._first_tick)
        to = pitches_moved(self._pitches, 0 if self._is_level(pointer) else self._rows_up(pointer), self.rows)
        if not ticks and to[self.grabbed.pitch] == self.grabbed.pitch:
            return Draft(score, self.chosen, auditioned=self.grabbed)
        auditioned = self.grabbed._replace(pitch=to[self.grabbed.pitch])
        table = None if pointer.ctrl else self._moved_block(score, ticks, to)
        if table is not None:
            track = replace(score.track(self.track_id), notes=table.notes)
            label = named("Move", self.chosen)
            return Draft(edits.replace_track(score, track), table.chosen, label, auditioned=auditioned, table=table)
        return self._few_moved(score, ticks, to, copies=pointer.ctrl)._replace(auditioned=auditioned)

    def _few_moved(self, score: Score, ticks: int, to: Mapping[int, int], *, copies: bool) -> Draft:
        new = frozenset(Note(s + ticks, to[p], length, v) for s, p, length, v in self.chosen)
        changed = edits.exchange_notes(score, self.track_id, () if copies else self.chosen, new)
        return Draft(changed, new, named("Duplicate" if copies else "Move", self.chosen))

    def _moved_block(self, score: Score, ticks: int, to: Mapping[int, int]) -> NoteTable | None:
        notes = score.track(self.track_id).notes
        if len(self.chosen) < MANY:
            return None
        if self._block is None or self._block.notes is not notes:
            self._block = Block(notes, self.chosen)
        return self._block.at(ticks, to)

    def _rows_up(self, pointer: Pointer) -> int:
        place = places(self.rows)
        return place[self.origin.pitch] - place[pointer.pitch]

    def _ticks(self, pointer: Pointer) -> int:
        target = self.grabbed.start_tick + pointer.tick - self.origin.tick
        if pointer.alt:
            return round(target) - self.grabbed.start_tick
        # Its own start holds a note as a grid point does: moving it up does not quantise it.
        points = (self.grabbed.start_tick, self.snap.nearest(target))
        return min(points, key=lambda point: abs(point - target)) - self.grabbed.start_tick

    def _is_upright(self, pointer: Pointer) -> bool:
        return pointer.shift and abs(pointer.y - self.origin.y) > abs(pointer.x - self.origin.x)

    def _is_level(self, pointer: Pointer) -> bool:
        return pointer.shift and not self._is_upright(pointer)


@dataclass
class ResizeNotes(Gesture):
    """Drag one edge of the chosen notes, `part` "left" or "right"; all change by as much."""

    track_id: int
    chosen: frozenset[Note]
    grabbed: Note
    part: str
    origin: Pointer
    snap: Snap
    _moved: bool = False

    def can_go_on(self, score: Score) -> bool:
        """Return whether the chosen notes are all there."""
        return self.chosen.issubset(score.track(self.track_id).notes)

    def at(self, score: Score, pointer: Pointer) -> Draft:
        """Return the score with the notes longer or shorter, none shorter than a grid step or it was."""
        self._moved = self._moved or has_moved(self.origin, pointer)
        ticks = self._ticks(pointer) if self._moved else 0
        if not ticks:
            return Draft(score, self.chosen, auditioned=self.grabbed)
        shortest = SHORTEST_TICKS if pointer.alt else self.snap.step
        changed = {note: self._resized(note, ticks, shortest) for note in self.chosen}
        new = frozenset(changed.values())
        label = named("Resize", self.chosen)
        auditioned = changed[self.grabbed]._replace(length_ticks=self.grabbed.length_ticks)
        return Draft(edits.exchange_notes(score, self.track_id, self.chosen, new), new, label, auditioned=auditioned)

    def _ticks(self, pointer: Pointer) -> int:
        edge = self.grabbed.end_tick if self.part == "right" else self.grabbed.start_tick
        target = edge + pointer.tick - self.origin.tick
        if pointer.alt:
            return round(target) - edge
        points = (edge, self.snap.nearest(target))
        return min(points, key=lambda point: abs(point - target)) - edge

    def _resized(self, note: Note, ticks: int, shortest: int) -> Note:
        shortest = min(note.length_ticks, shortest)
        if self.part == "right":
            return note._replace(length_ticks=max(shortest, note.length_ticks + ticks))
        start = max(0, min(note.start_tick + ticks, note.end_tick - shortest))
        return note._replace(start_tick=start, length_ticks=note.end_tick - start)


@dataclass
class DrawNote(Gesture):
    """Draw a note from the grid point under the press; dragging to the right makes it longer."""

    track_id: int
    origin: Pointer
    snap: Snap
    velocity: int
    _moved: bool = False

    def at(self, score: Score, pointer: Pointer) -> Draft:
        """Return the score with the new note."""
        self._moved = self._moved or has_moved(self.origin, pointer)
        start = round(self.origin.tick) if self.origin.alt else self.snap.floor(self.origin.tick)
        end = start + self.snap.step
        if self._moved and pointer.tick > end:
            end = round(pointer.tick) if pointer.alt else self.snap.ceil(pointer.tick)
        note = Note(max(0, start), self.origin.pitch, max(SHORTEST_TICKS, end - start), self.velocity)
        score = edits.exchange_notes(score, self.track_id, (), (note,))
        return Draft(score, frozenset({note}), "Draw note", auditioned=note)


@dataclass
class QuantiseNotes(Gesture):
    """Try out a grid on the chosen notes: `grid` may change while it is at work."""

    track_id: int
    chosen: frozenset[Note]
    meters: MeterMap
    grid: Quantise

    def can_go_on(self, score: Score) -> bool:
        """Return whether the chosen notes are all there."""
        return self.chosen.issubset(score.track(self.track_id).notes)

    def at(self, score: Score, _pointer: Pointer) -> Draft:
        """Return the score with the notes drawn to the grid."""
        new = frozenset(quantise(self.chosen, self.grid, self.meters))
        if new == self.chosen:
            return Draft(score, self.chosen)
        changed = edits.exchange_notes(score, self.track_id, self.chosen, new)
        return Draft(changed, new, named("Quantise", self.chosen))


@dataclass
class EraseNotes(Gesture):
    """Erase every note of the track that the pointer passes over; `rows` are the pitches that have one."""

    track_id: int
    selection: frozenset[Note]
    rows: Rows = ()
    _erased: set[Note] = field(default_factory=set)
    _last: Pointer | None = None

    def at(self, score: Score, pointer: Pointer) -> Draft:
        """Return the score without the notes passed over so far."""
        last, self._last = self._last or pointer, pointer
        for note in score.track(self.track_id).notes:
            if _passes(last, pointer, note, places(self.rows)):
                self._erased.add(note)
        if not self._erased:
            return Draft(score, self.selection)
        score = edits.exchange_notes(score, self.track_id, self._erased, ())
        return Draft(score, self.selection - self._erased, named("Erase", self._erased))


def _passes(last: Pointer, pointer: Pointer, note: Note, place: Sequence[int]) -> bool:
    """Return whether a straight stroke between two pointers touches a note, near enough."""
    low, high = sorted((last.pitch, pointer.pitch))
    if not low <= note.pitch <= high:
        return False
    # Where the stroke crosses the note's row; a level stroke crosses it all along.
    if last.pitch == pointer.pitch:
        start, end = sorted((last.tick, pointer.tick))
    else:
        share = (place[note.pitch] - place[last.pitch]) / (place[pointer.pitch] - place[last.pitch])
        start = end = last.tick + share * (pointer.tick - last.tick)
    return note.start_tick <= end and start < note.end_tick


@dataclass
class SelectBox(Gesture):
    """Select the notes that a box touches, beside those selected before where Ctrl is held."""

    track_id: int
    before: frozenset[Note]
    origin: Pointer
    _moved: bool = False

    def at(self, score: Score, pointer: Pointer) -> Draft:
        """Return the score untouched, with the notes in the box selected."""
        self._moved = self._moved or has_moved(self.origin, pointer)
        kept = self.before if self.origin.ctrl else frozenset()
        if not self._moved:
            return Draft(score, kept)
        start, end = sorted((self.origin.tick, pointer.tick))
        low, high = sorted((self.origin.pitch, pointer.pitch))
        box = Box(start, end, low, high)
        return Draft(score, kept | notes_in(score, self.track_id, box), box=box)


def notes_in(score: Score, track_id: int, box: Box) -> frozenset[Note]:
    """Return the notes of a track that sound inside a box."""
    return frozenset(
        note
        for note in score.track(track_id).notes
        if note.start_tick < box.end_tick
        and note.end_tick > box.start_tick
        and box.low_pitch <= note.pitch <= box.high_pitch
    )
