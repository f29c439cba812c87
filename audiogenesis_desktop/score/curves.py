"""Controllers and bends of a track as curves: points whose value holds until the next, drawn and moved in lanes."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from audiogenesis_desktop.score.score import Bend, Control, Score, Tempo, Track


class CurveKind(NamedTuple):
    """What a curve sets: a `controller` 0..127, or the pitch bend where that is None; `rest` holds before any point."""

    name: str
    controller: int | None
    lowest: int = 0
    highest: int = 127
    rest: int = 0
    decimals: int = 0

    @property
    def is_switch(self) -> bool:
        """Return whether only on (64 and above) and off are heard, as of a pedal."""
        return self.controller is not None and 64 <= self.controller <= 69

    def clamp(self, value: float) -> float:
        """Return the nearest value that can be set, whole without `decimals`; of a switch the lowest or the highest."""
        if self.is_switch:
            return self.highest if value >= 64 else self.lowest
        return min(self.highest, max(self.lowest, round(value, self.decimals) if self.decimals else round(value)))


TEMPO = CurveKind("Tempo", None, 10, 480, 120, decimals=2)  # of the whole piece, in beats a minute
MODULATION = CurveKind("Modulation", 1)
PAN = CurveKind("Pan", 10, rest=64)
EXPRESSION = CurveKind("Expression", 11, rest=127)
SUSTAIN = CurveKind("Sustain", 64)
BEND = CurveKind("Pitch bend", None, -8192, 8191, 0)
KINDS = (SUSTAIN, EXPRESSION, PAN, BEND, MODULATION)


class Point(NamedTuple):
    """A value from `tick` on."""

    tick: int
    value: float


def points(track: Track, kind: CurveKind) -> tuple[Point, ...]:
    """Return a track's curve, sorted by tick."""
    if kind.controller is None:
        return tuple(Point(*bend) for bend in track.bends)
    return tuple(Point(tick, value) for tick, number, value in track.controls if number == kind.controller)


def with_points(track: Track, kind: CurveKind, new: Iterable[Point]) -> Track:
    """Return the track with another curve of this kind; of several points at a tick the last counts."""
    kept = sorted({point.tick: int(kind.clamp(point.value)) for point in new}.items())
    if kind.controller is None:
        return replace(track, bends=tuple(Bend(*point) for point in kept))
    others = [control for control in track.controls if control.controller != kind.controller]
    ours = [Control(tick, kind.controller, value) for tick, value in kept]
    return replace(track, controls=tuple(sorted([*others, *ours], key=lambda control: control.tick)))


def value_at(curve: Sequence[Point], tick: float, kind: CurveKind) -> float:
    """Return what a curve sets at a tick."""
    place = bisect_right(curve, tick, key=lambda point: point.tick)
    return curve[place - 1].value if place else kind.rest


def redrawn(curve: Iterable[Point], new: Iterable[Point]) -> list[Point]:
    """Return the curve with new points in place of all from the first of them to the last."""
    drawn = sorted(new)
    if not drawn:
        return list(curve)
    kept = [point for point in curve if not drawn[0].tick <= point.tick <= drawn[-1].tick]
    return sorted([*kept, *drawn])


def line(start: tuple[float, float], end: tuple[float, float], kind: CurveKind, *, step_ticks: int) -> list[Point]:
    """Return a straight line of points `step_ticks` apart, whole values, those that change nothing left out.

    `start` and `end` are (tick, value), in either order; both ends are exact.
    """
    (first, low), (last, high) = sorted((start, end))
    first, last = round(first), round(last)
    ticks = [*range(max(0, first), last, max(1, step_ticks)), max(0, last)]
    span = max(1, last - first)
    made = list[Point]()
    for tick in ticks:
        value = kind.clamp(low + (high - low) * (tick - first) / span if last > first else high)
        if not made or value != made[-1].value:
            made.append(Point(tick, value))
    return made


def moved(curve: Sequence[Point], chosen: Iterable[int], *, ticks: int, value: float, kind: CurveKind) -> list[Point]:
    """Return the curve with the points at the chosen ticks moved as one block; what they come to lie on is gone."""
    places = frozenset(chosen)
    moving = [point for point in curve if point.tick in places]
    ticks = max(ticks, -min((point.tick for point in moving), default=0))
    new = {point.tick + ticks: Point(point.tick + ticks, kind.clamp(point.value + value)) for point in moving}
    kept = [point for point in curve if point.tick not in places and point.tick not in new]
    return sorted([*kept, *new.values()])


def set_points(score: Score, track_id: int, kind: CurveKind, new: Iterable[Point]) -> Score:
    """Return the score with a track's curve replaced, or the very score if it is so already; raises KeyError."""
    before = score.track(track_id)
    track = with_points(before, kind, new)
    if points(track, kind) == points(before, kind):
        return score
    return replace(score, tracks=tuple(track if t.id == track_id else t for t in score.tracks))


def tempo_points(score: Score) -> tuple[Point, ...]:
    """Return the tempi of a score as a curve in beats a minute."""
    return tuple(Point(tempo.tick, tempo.bpm) for tempo in score.tempi)


def tempi_of(new: Iterable[Point], score: Score) -> tuple[Tempo, ...]:
    """Return a curve in beats a minute as tempi; up to its first point what held at the beginning holds on."""
    tempi = {point.tick: Tempo.from_bpm(point.tick, point.value) for point in new}
    return tuple(sorted((tempi if 0 in tempi else {0: score.tempi[0]._replace(tick=0)} | tempi).values()))
