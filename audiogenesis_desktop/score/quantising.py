"""Quantising: notes drawn to a grid that may swing."""

from collections.abc import Iterable
from dataclasses import dataclass

from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.score import Note

STRAIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Quantise:
    """How notes are drawn to the grid.

    `step_ticks` is the grid's step, counted from each bar line. `strength` 0..1 is how much of the way a note goes.
    `swing` is where in a pair of steps the second begins, 0.5 (straight) to 0.75, as drum machines since the MPC
    count it: two thirds is triplets. `starts` and `lengths` tell which are drawn; a length goes to whole steps.
    """

    step_ticks: int
    strength: float = 1.0
    swing: float = STRAIGHT
    starts: bool = True
    lengths: bool = False


def quantise(notes: Iterable[Note], how: Quantise, meters: MeterMap) -> list[Note]:
    """Return the notes drawn to the grid; where only starts are, a note keeps its length."""
    return [_drawn(note, how, meters) for note in notes]


def _drawn(note: Note, how: Quantise, meters: MeterMap) -> Note:
    start, length = note.start_tick, note.length_ticks
    if how.starts:
        start = _towards(start, _nearest(start, how, meters), how.strength)
    if how.lengths:
        steps = max(1, round(length / how.step_ticks))
        length = max(1, _towards(length, steps * how.step_ticks, how.strength))
    return note._replace(start_tick=start, length_ticks=length)


def _nearest(tick: int, how: Quantise, meters: MeterMap) -> int:
    """Return the grid point nearest to a tick, the swung ones where they swing to."""
    bar = meters.position(tick).bar
    begin, end = meters.bar_start(bar), meters.bar_start(bar + 1)
    index = (tick - begin) // how.step_ticks
    points = [_point(begin, i, how) for i in range(max(0, index - 1), index + 3)]
    return min([*(point for point in points if point < end), end], key=lambda point: abs(point - tick))


def _point(begin: int, index: int, how: Quantise) -> int:
    late = (2 * how.swing - 1) * how.step_ticks if index % 2 else 0
    return begin + index * how.step_ticks + round(late)


def _towards(value: int, target: int, strength: float) -> int:
    return round(value + (target - value) * strength)
