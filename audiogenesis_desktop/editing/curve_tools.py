"""What a press on a lane begins: curves drawn freely or as a line, points and other things moved. Pure, no Qt."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from audiogenesis_desktop.editing.snapping import Snap
from audiogenesis_desktop.editing.tools import Draft, Gesture, Pointer, has_moved
from audiogenesis_desktop.score import curves, maps
from audiogenesis_desktop.score.curves import CurveKind, Point
from audiogenesis_desktop.score.edits import struck_with
from audiogenesis_desktop.score.score import Note, Score

FINEST_TICKS = 30  # apart at least are the points of a drawn curve: more would only burden the MIDI wire


class Curve(Protocol):
    """What a lane shows: where its points are kept in a score."""

    @property
    def kind(self) -> CurveKind:
        """Return what its values mean."""
        ...

    def read(self, score: Score) -> tuple[Point, ...]:
        """Return the points, sorted by tick."""

    def write(self, score: Score, points: list[Point]) -> Score:
        """Return the score with these points instead."""


@dataclass(frozen=True)
class TrackCurve:
    """A controller or the bend of one track."""

    track_id: int
    kind: CurveKind

    def read(self, score: Score) -> tuple[Point, ...]:
        """Return the track's points; none of a track that is not there."""
        return next((curves.points(track, self.kind) for track in score.tracks if track.id == self.track_id), ())

    def write(self, score: Score, points: list[Point]) -> Score:
        """Return the score with the track's curve replaced."""
        return curves.set_points(score, self.track_id, self.kind, points)


@dataclass
class DrawCurve(Gesture):
    """Draw freely: where the pointer has passed, the curve is as it went; a mere click sets one point."""

    curve: Curve
    selection: frozenset[Note]
    snap: Snap
    _drawn: dict[int, float] = field(default_factory=dict)
    _last: Pointer | None = None

    def at(self, score: Score, pointer: Pointer) -> Draft:
        """Return the score with the curve drawn so far."""
        last, self._last = self._last or pointer, pointer
        step = min(self.snap.step, FINEST_TICKS * 4) if not pointer.alt else FINEST_TICKS
        start, end = sorted((last.tick, pointer.tick))
        for tick in range(round(start / step) * step, round(end / step) * step + 1, step):
            share = min(1.0, max(0.0, (tick - last.tick) / (pointer.tick - last.tick))) if start < end else 1.0
            self._drawn[max(0, tick)] = last.value + share * (pointer.value - last.value)
        new = thinned([Point(tick, self.curve.kind.clamp(value)) for tick, value in sorted(self._drawn.items())])
        before = self.curve.read(score)
        return _draft(score, self.curve, curves.redrawn(before, new), self.selection, "Draw")


def thinned(points: list[Point]) -> list[Point]:
    """Return points without those between that only say again what the one before said; both ends stay."""
    last = len(points) - 1
    return [point for i, point in enumerate(points) if i in (0, last) or point.value != points[i - 1].value]


@dataclass
class DrawLine(Gesture):
    """A straight line from the press to the pointer, in place of what lay between."""

    curve: Curve
    selection: frozenset[Note]
    origin: Pointer
    snap: Snap

    def at(self, score: Score, pointer: Pointer) -> Draft:
        """Return the score with the line."""
        ends = (self._end(self.origin), self._end(pointer))
        coarse = self.curve.kind.decimals > 0  # tempi: as many as a player follows are enough
        step = self.snap.step if coarse else min(self.snap.step, FINEST_TICKS * 2)
        made = curves.line(*ends, self.curve.kind, step_ticks=max(FINEST_TICKS, step))
        last = max(ends)
        if made[-1].tick < last[0]:  # the flat end of a line replaces what lay there, too
            made.append(Point(round(last[0]), self.curve.kind.clamp(last[1])))
        return _draft(score, self.curve, curves.redrawn(self.curve.read(score), made), self.selection, "Ramp")

    def _end(self, pointer: Pointer) -> tuple[float, float]:
        tick = pointer.tick if pointer.alt else self.snap.nearest(pointer.tick)
        return tick, pointer.value


@dataclass
class MovePoints(Gesture):
    """Drag points; Shift keeps to one direction, Alt leaves the grid."""

    curve: Curve
    selection: frozenset[Note]
    chosen: frozenset[int]
    grabbed: Point
    origin: Pointer
    snap: Snap
    _moved: bool = False
    landed: frozenset[int] = frozenset()  # where the points are now

    def can_go_on(self, score: Score) -> bool:
        """Return whether the chosen points are all there."""
        return self.chosen.issubset(point.tick for point in self.curve.read(score))

    def at(self, score: Score, pointer: Pointer) -> Draft:
        """Return the score with the points where the pointer has taken them."""
        self._moved = self._moved or has_moved(self.origin, pointer)
        ticks, value = self._shift(pointer) if self._moved else (0, 0.0)
        self.landed = frozenset(max(0, tick + ticks) for tick in self.chosen)
        before = self.curve.read(score)
        if not ticks and not value:
            return Draft(score, self.selection)
        new = curves.moved(before, self.chosen, ticks=ticks, value=value, kind=self.curve.kind)
        return _draft(score, self.curve, new, self.selection, "Move")

    def _shift(self, pointer: Pointer) -> tuple[int, float]:
        is_upright = pointer.shift and abs(pointer.y - self.origin.y) > abs(pointer.x - self.origin.x)
        value = 0.0 if pointer.shift and not is_upright else pointer.value - self.origin.value
        target = self.grabbed.tick + pointer.tick - self.origin.tick
        places = (self.grabbed.tick, round(target) if pointer.alt else self.snap.nearest(target))
        ticks = 0 if is_upright else min(places, key=lambda place: abs(place - target)) - self.grabbed.tick
        return max(ticks, -min(self.chosen)), value


@dataclass
class ErasePoints(Gesture):
    """Erase every point that the pointer passes over, at any height."""

    curve: Curve
    selection: frozenset[Note]
    reach_ticks: float
    _gone: set[int] = field(default_factory=set)
    _last: Pointer | None = None

    def at(self, score: Score, pointer: Pointer) -> Draft:
        """Return the score without the points passed over so far."""
        last, self._last = self._last or pointer, pointer
        start, end = sorted((last.tick, pointer.tick))
        before = self.curve.read(score)
        self._gone |= {p.tick for p in before if start - self.reach_ticks <= p.tick <= end + self.reach_ticks}
        return _draft(score, self.curve, [p for p in before if p.tick not in self._gone], self.selection, "Erase")


def _draft(score: Score, curve: Curve, points: list[Point], selection: frozenset[Note], verb: str) -> Draft:
    return Draft(curve.write(score, points), selection, f"{verb} {curve.kind.name.lower()}")


@dataclass
class DrawEnergy(Gesture):
    """Drag the energy of a section up or down; its notes are struck harder or softer with it, with Alt only the curve.

    `tick` is where the section begins, `pixels` how far it is from the least energy to the most.
    """

    tick: int
    selection: frozenset[Note]
    origin: Pointer
    pixels: int

    def can_go_on(self, score: Score) -> bool:
        """Return whether the section is still there."""
        return any(section.start_tick == self.tick for section in score.sections)

    def at(self, score: Score, pointer: Pointer) -> Draft:
        """Return the score with the energy that the pointer has taken the section to."""
        section = next(one for one in score.sections if one.start_tick == self.tick)
        energy = round(min(1.0, max(0.0, section.energy + (self.origin.y - pointer.y) / self.pixels)), 2)
        if energy == section.energy or not has_moved(self.origin, pointer):
            return Draft(score, self.selection)
        struck = score if pointer.alt else struck_with(score, section, energy)
        label = f"Change energy of {section.label}"
        return Draft(maps.put_section(struck, section._replace(energy=energy)), self.selection, label)


@dataclass
class MoveItem(Gesture):
    """Drag one thing of a lane (a marker, a border, a change of meter) along; `moved` says what that makes."""

    tick: int
    selection: frozenset[Note]
    origin: Pointer
    snap: Snap
    moved: Callable[[Score, int, int], Score]
    label: str
    _moved: bool = False
    landed: int = -1

    def at(self, score: Score, pointer: Pointer) -> Draft:
        """Return the score with the thing where the pointer has taken it."""
        self._moved = self._moved or has_moved(self.origin, pointer)
        target = self.tick + pointer.tick - self.origin.tick if self._moved else self.tick
        to = self.tick
        if self._moved:
            to = max(0, round(target) if pointer.alt else self.snap.nearest(target))
        self.landed = to
        changed = score if to == self.tick else self.moved(score, self.tick, to)
        return Draft(changed, self.selection, self.label)
