"""Edits of whole bars and of the whole piece, each with what undo calls it. Pure, no Qt."""

from collections.abc import Collection
from typing import NamedTuple

from audiogenesis_desktop.score import bars, edits
from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.score import Note, Score


class Arranged(NamedTuple):
    """The score after an edit, and what undo calls it."""

    score: Score
    label: str


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
    return Arranged(bars.insert_time(score, what.start_tick, what.ticks), _named("Insert", score, what))


def remove_bars(score: Score, what: Stretch) -> Arranged:
    """Take bars out of every track."""
    return Arranged(bars.remove_time(score, what), _named("Delete", score, what))


def repeat_bars(score: Score, what: Stretch) -> Arranged:
    """Let bars be played twice."""
    return Arranged(bars.repeat_time(score, what), _named("Repeat", score, what))


def repeat_section(score: Score, tick: float) -> Arranged:
    """Let the section at a tick be played twice, or the last one; a score without sections stays as it is."""
    sections = score.sections
    if not sections:
        return Arranged(score, "")
    section = next((s for s in sections if s.start_tick <= tick < s.end_tick), sections[-1])
    longer = bars.repeat_time(score, Stretch(section.start_tick, section.end_tick))
    return Arranged(longer, f"Repeat section {section.kind}")


def transpose_piece(score: Score, semitones: int) -> Arranged:
    """Move all but drums by semitones, with chords and key."""
    label = f"Transpose piece {'up' if semitones > 0 else 'down'}"
    return Arranged(edits.transpose_score(score, semitones), label)


def _named(verb: str, score: Score, what: Stretch) -> str:
    meters = MeterMap(score.meters)
    count = meters.position(what.end_tick).bar - meters.position(what.start_tick).bar
    return f"{verb} bar" if count == 1 else f"{verb} {count} bars"
