"""What a command on bars or on a section means: by the loop, the selected notes, the chosen section, the playhead."""

from collections.abc import Collection

from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.score import Note, Score, Section


def marked_bars(
    score: Score, playhead: float, *, loop: tuple[int, int] | None = None, chosen: Collection[Note] = ()
) -> Stretch:
    """Return the whole bars of the loop, else of the chosen notes, else the playhead's."""
    start = end = round(playhead)
    if loop is not None:
        start, end = loop[0], loop[1] - 1
    elif chosen:
        start, end = min(chosen).start_tick, max(note.end_tick for note in chosen) - 1
    meters = MeterMap(score.meters)
    first, last = meters.position(start).bar, meters.position(max(start, end)).bar
    return Stretch(meters.bar_start(first), meters.bar_start(last + 1))


def bar_count(score: Score, stretch: Stretch) -> int:
    """Return how many bars a stretch is long."""
    meters = MeterMap(score.meters)
    return meters.position(stretch.end_tick).bar - meters.position(stretch.start_tick).bar


def meant_section(score: Score, playhead: float, *, chosen: int | None = None) -> Section | None:
    """Return the section that begins at the `chosen` tick, else the playhead's, else the last; None where none is."""
    by_tick = {section.start_tick: section for section in score.sections}
    around = next((s for s in score.sections if s.start_tick <= playhead < s.end_tick), None)
    last = score.sections[-1] if score.sections else None
    return by_tick.get(chosen if chosen is not None else -1) or around or last
