"""Edits of whole bars and of the whole piece, each with what undo calls it. Pure, no Qt."""

from collections.abc import Collection
from typing import NamedTuple

from audiogenesis_desktop.editing.scope import TIME, WHOLE, Scope
from audiogenesis_desktop.score import bars, edits
from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.score import Note, Score, Section


class Arranged(NamedTuple):
    """The score after an edit, what undo calls it, and what it is about."""

    score: Score
    label: str
    scope: Scope = WHOLE


def marked_bars(
    score: Score, *, playhead: int, loop: tuple[int, int] | None, selection: Collection[Note] = ()
) -> Stretch:
    """Return the whole bars of the loop (ticks), else of the selected notes, else of the playhead's tick."""
    start = end = playhead
    if loop is not None:
        start, end = loop[0], loop[1] - 1
    elif selection:
        start, end = min(selection).start_tick, max(note.end_tick for note in selection) - 1
    meters = MeterMap(score.meters)
    first, last = meters.position(start).bar, meters.position(max(start, end)).bar
    return Stretch(meters.bar_start(first), meters.bar_start(last + 1))


def insert_bars(score: Score, what: Stretch) -> Arranged:
    """Put as many empty bars before a stretch as it has."""
    return Arranged(bars.insert_time(score, what.start_tick, what.ticks), _named("Insert", score, what), TIME)


def remove_bars(score: Score, what: Stretch) -> Arranged:
    """Take bars out of every track."""
    return Arranged(bars.remove_time(score, what), _named("Delete", score, what), TIME)


def repeat_bars(score: Score, what: Stretch) -> Arranged:
    """Let bars be played twice."""
    return Arranged(bars.repeat_time(score, what), _named("Repeat", score, what), TIME)


def meant_section(score: Score, tick: float, *, chosen: int | None = None) -> Section | None:
    """Return the section that begins at the `chosen` tick, else that at a tick, else the last; None where none is."""
    starts = {section.start_tick: section for section in score.sections}
    if chosen in starts:
        return starts[chosen]
    around = next((s for s in score.sections if s.start_tick <= tick < s.end_tick), None)
    return around or (score.sections[-1] if score.sections else None)


def repeat_section(score: Score, tick: float, *, chosen: int | None = None) -> Arranged:
    """Let a section, as `meant_section` finds it, be played twice; a score without sections stays as it is."""
    section = meant_section(score, tick, chosen=chosen)
    if section is None:
        return Arranged(score, "")
    longer = bars.repeat_time(score, Stretch(section.start_tick, section.end_tick))
    return Arranged(longer, f"Repeat section {section.label}", TIME)


def transpose_piece(score: Score, semitones: int) -> Arranged:
    """Move all but drums by semitones, with chords and key."""
    label = f"Transpose piece {'up' if semitones > 0 else 'down'}"
    return Arranged(edits.transpose_score(score, semitones), label)


def _named(verb: str, score: Score, what: Stretch) -> str:
    meters = MeterMap(score.meters)
    count = meters.position(what.end_tick).bar - meters.position(what.start_tick).bar
    return f"{verb} bar" if count == 1 else f"{verb} {count} bars"
