"""Edits of whole bars and of the whole piece, each with what undo calls it. Pure, no Qt."""

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

from audiogenesis_desktop.editing.scope import TIME, WHOLE, Scope
from audiogenesis_desktop.score import bars, edits
from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.maps import Placed
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


def move_section(score: Score, section: Section, to_tick: int) -> Arranged:
    """Let a section begin where another one does, or the piece ends; those between move up, with all that they hold.

    Notes that sound over its edges are cut there.
    """
    what, edges = Stretch(section.start_tick, section.end_tick), [s.start_tick for s in score.sections]
    to_tick = min([*edges, score.sections[-1].end_tick], key=lambda edge: abs(edge - to_tick))
    if what.start_tick <= to_tick <= what.end_tick:
        return Arranged(score, "")
    both = Stretch(min(what.start_tick, to_tick), max(what.end_tick, to_tick))
    first = what.ticks if to_tick > what.end_tick else both.ticks - what.ticks
    twice = bars.repeat_time(score, both)  # A B becomes A B A B, of which the first A and the last B go
    begin = both.start_tick + both.ticks + first
    shorter = bars.remove_time(twice, Stretch(begin, both.start_tick + 2 * both.ticks))
    moved = bars.remove_time(shorter, Stretch(both.start_tick, both.start_tick + first))
    return Arranged(_tidy(moved, score.length_ticks), f"Move section {section.label}", TIME)


def resize_section(score: Score, section: Section, bar_count: int) -> Arranged:
    """Let a section have so many bars: cut at its end, or its last bars again and again, four at a time at most."""
    meters = MeterMap(score.meters)
    first = meters.position(section.start_tick).bar
    now = meters.position(section.end_tick).bar - first
    label = f"Lengthen section {section.label}" if bar_count > now else f"Shorten section {section.label}"
    if bar_count < 1 or bar_count == now:
        return Arranged(score, "")
    if bar_count < now:
        out = Stretch(meters.bar_start(first + bar_count), section.end_tick)
        return Arranged(bars.remove_time(score, out), label, TIME)
    longer, length_ticks = score, score.length_ticks
    while now < bar_count:
        more = min(4, now, bar_count - now)
        meters = MeterMap(longer.meters)
        tail = Stretch(meters.bar_start(first + now - more), meters.bar_start(first + now))
        longer = _joined(bars.repeat_time(longer, tail), section.start_tick, tail.end_tick + tail.ticks)
        now, length_ticks = now + more, length_ticks + tail.ticks
    return Arranged(_tidy(longer, length_ticks if score.length_ticks else 0), label, TIME)


def _tidy(score: Score, length_ticks: int) -> Score:
    """Return the score with its length, and nothing told twice that holds already."""
    told = (_told_once(score.tempi), _told_once(score.meters), _told_once(score.keys))
    return replace(score, length_ticks=length_ticks, tempi=told[0], meters=told[1], keys=told[2])


def _told_once(items: tuple[Placed, ...]) -> tuple[Placed, ...]:
    return tuple(item for i, item in enumerate(items) if not i or item[1:] != items[i - 1][1:])


def _joined(score: Score, start_tick: int, end_tick: int) -> Score:
    """Return the score with one section from a tick to another, of the kind of the one that begins there."""
    own = next(section for section in score.sections if section.start_tick == start_tick)
    others = (s for s in score.sections if s.start_tick < start_tick or s.start_tick >= end_tick)
    return replace(score, sections=tuple(sorted([*others, own._replace(end_tick=end_tick)])))


def transpose_piece(score: Score, semitones: int) -> Arranged:
    """Move all but drums by semitones, with chords and key."""
    label = f"Transpose piece {'up' if semitones > 0 else 'down'}"
    return Arranged(edits.transpose_score(score, semitones), label)


def _named(verb: str, score: Score, what: Stretch) -> str:
    meters = MeterMap(score.meters)
    count = meters.position(what.end_tick).bar - meters.position(what.start_tick).bar
    return f"{verb} bar" if count == 1 else f"{verb} {count} bars"
