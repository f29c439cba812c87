"""The loop of a saved piece: two markers, `loopStart` and `loopEnd`, as game engines and samplers name them.

A loop that is marked out but switched off is kept as text events, which those programs pass over.
"""

from dataclasses import replace
from typing import NamedTuple

from audiogenesis_desktop.score.score import LOOP_MARKS, Marker, Score

START, END = LOOP_MARKS
_ON, _OFF = "marker", "text"


class MarkedLoop(NamedTuple):
    """A stretch marked out to be looped, and whether it is."""

    start_tick: int
    end_tick: int
    is_on: bool


def with_loop(score: Score, loop: MarkedLoop | None) -> Score:
    """Return the score with the markers of a loop, or as it is where there is none within the piece."""
    if loop is None or loop.start_tick >= score.end_tick:
        return score
    kind = _ON if loop.is_on else _OFF
    # A marker beyond the end would make the file longer than the piece.
    marks = (Marker(loop.start_tick, START, kind), Marker(min(loop.end_tick, score.end_tick), END, kind))
    return replace(score, markers=tuple(sorted((*score.markers, *marks), key=lambda marker: marker.tick)))


def without_loop(score: Score) -> tuple[Score, MarkedLoop | None]:
    """Return the score without the markers of a loop, and the loop that they mark out; a broken one is none."""
    marks = {marker.text: marker for marker in reversed(score.markers) if marker.text in (START, END)}
    if not marks:
        return score, None
    score = replace(score, markers=tuple(marker for marker in score.markers if marker.text not in (START, END)))
    start, end = marks.get(START), marks.get(END)
    if start is None or end is None or start.tick >= end.tick:
        return score, None
    return score, MarkedLoop(start.tick, end.tick, start.kind == _ON)
