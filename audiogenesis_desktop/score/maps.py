"""What holds over time (tempi, meters, keys, markers, chords, sections): set at a place, moved, taken away."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from audiogenesis_desktop.score.score import ChordAt, KeyAt, Marker, Meter, Score, Section, Tempo

Placed = TypeVar("Placed", Tempo, Meter, KeyAt, Marker, ChordAt)

LOWEST_BPM, HIGHEST_BPM = 4.0, 999.0  # beyond these a MIDI file cannot say it, or nobody can play it


def put(items: Sequence[Placed], item: Placed) -> tuple[Placed, ...]:
    """Return the items with one more, which takes the place of any at its tick."""
    kept = [other for other in items if other.tick != item.tick]
    kept.append(item)
    return tuple(sorted(kept))


def lift(items: Sequence[Placed], tick: int) -> tuple[Placed, ...]:
    """Return the items without those at a tick."""
    return tuple(item for item in items if item.tick != tick)


def shifted(items: Sequence[Placed], tick: int, to_tick: int) -> tuple[Placed, ...]:
    """Return the items with that at a tick moved to another, where it takes the place of any other."""
    moving = [item for item in items if item.tick == tick]
    return put(lift(items, tick), moving[0]._replace(tick=to_tick)) if moving else tuple(items)


def in_force(items: Sequence[Placed], tick: int) -> Placed | None:
    """Return the last item at or before a tick, or None."""
    found = [item for item in items if item.tick <= tick]
    return found[-1] if found else None


# Chords


def merged(chords: Iterable[ChordAt]) -> Iterator[ChordAt]:
    """Yield the chords, those that repeat without a gap as one."""
    held: ChordAt | None = None
    for chord in chords:
        if held is not None and held[2:] == chord[2:] and held.tick + held.length_ticks == chord.tick:
            held = held._replace(length_ticks=held.length_ticks + chord.length_ticks)
            continue
        if held is not None:
            yield held
        held = chord
    if held is not None:
        yield held


def put_chord(score: Score, chord: ChordAt) -> Score:
    """Return the score with a chord; others sound up to it and on after it, and are gone where it lies."""
    chords = [*_without(score.chords, chord.tick, chord.tick + chord.length_ticks), chord]
    return replace(score, chords=tuple(merged(sorted(chords))))


def lift_chord(score: Score, tick: int) -> Score:
    """Return the score without the chord that begins at a tick: what came before it goes on in its stead."""
    chords = list(merged(score.chords))
    gone = next((chord for chord in chords if chord.tick == tick), None)
    if gone is None:
        return score
    at = chords.index(gone)
    if at and chords[at - 1].tick + chords[at - 1].length_ticks == tick:
        longer = chords[at - 1]._replace(length_ticks=chords[at - 1].length_ticks + gone.length_ticks)
        chords[at - 1] = longer
    return replace(score, chords=tuple(merged(chords[:at] + chords[at + 1 :])))


def move_chord_border(score: Score, tick: int, to_tick: int) -> Score:
    """Return the score with the chord that begins at a tick beginning elsewhere; its neighbours make room.

    It keeps its end, so that it cannot be moved past that; chords that it covers are gone.
    """
    chords = list(merged(score.chords))
    chord = next((chord for chord in chords if chord.tick == tick), None)
    if chord is None or not 0 <= to_tick < tick + chord.length_ticks or to_tick == tick:
        return score
    grown = chord._replace(tick=to_tick, length_ticks=tick + chord.length_ticks - to_tick)
    rest = list(_without([other for other in chords if other is not chord], to_tick, tick + chord.length_ticks))
    if to_tick > tick:  # what came before fills the room that is left
        rest = [c._replace(length_ticks=to_tick - c.tick) if c.tick + c.length_ticks == tick else c for c in rest]
    return replace(score, chords=tuple(merged(sorted([*rest, grown]))))


def _without(chords: Iterable[ChordAt], start_tick: int, end_tick: int) -> Iterator[ChordAt]:
    """Yield what is left of chords outside a stretch."""
    for chord in chords:
        end = chord.tick + chord.length_ticks
        if chord.tick < start_tick:
            yield chord._replace(length_ticks=min(end, start_tick) - chord.tick)
        if end > end_tick:
            start = max(chord.tick, end_tick)
            yield chord._replace(tick=start, length_ticks=end - start)


# Sections


def put_section(score: Score, section: Section) -> Score:
    """Return the score with a section in place of the one that begins where it does."""
    kept = [other for other in score.sections if other.start_tick != section.start_tick]
    return replace(score, sections=tuple(sorted([*kept, section])))


def split_section(score: Score, tick: int, *, kind: str) -> Score:
    """Return the score with a section of this kind from a tick up to where the one there ends.

    Where there is none, it reaches to the next one or to the end of the piece.
    """
    around = next((s for s in score.sections if s.start_tick <= tick < s.end_tick), None)
    if around is None:
        later = [s.start_tick for s in score.sections if s.start_tick > tick]
        end = min(later, default=max(score.end_tick, tick + 1))
        return put_section(score, Section(tick, end, kind, 0.5))
    new = around._replace(start_tick=tick, kind=kind, name="")
    if around.start_tick == tick:
        return put_section(score, new)
    return put_section(put_section(score, around._replace(end_tick=tick)), new)


def lift_section(score: Score, start_tick: int) -> Score:
    """Return the score without the section that begins at a tick: the one before reaches on over it."""
    sections = list(score.sections)
    gone = next((s for s in sections if s.start_tick == start_tick), None)
    if gone is None:
        return score
    at = sections.index(gone)
    if at and sections[at - 1].end_tick == gone.start_tick:
        sections[at - 1] = sections[at - 1]._replace(end_tick=gone.end_tick)
    elif at + 1 < len(sections) and sections[at + 1].start_tick == gone.end_tick:
        sections[at + 1] = sections[at + 1]._replace(start_tick=gone.start_tick)
    del sections[at]
    return replace(score, sections=tuple(sections))


def move_section_border(score: Score, tick: int, to_tick: int) -> Score:
    """Return the score with the border at a tick elsewhere, between its neighbours: each section keeps a tick at least.

    The border is where a section begins or ends, or where one meets the next.
    """
    starts = [s.start_tick for s in score.sections if s.end_tick == tick]
    ends = [s.end_tick for s in score.sections if s.start_tick == tick]
    borders = {s.start_tick for s in score.sections} | {s.end_tick for s in score.sections}
    before, after = [b for b in borders if b < tick], [b for b in borders if b > tick]
    lowest = max([*starts, *before], default=-1) + 1
    highest = min([*ends, *after], default=max(to_tick, tick) + 1) - 1
    to_tick = min(max(to_tick, lowest), highest)

    def moved(section: Section) -> Section:
        start = to_tick if section.start_tick == tick else section.start_tick
        return section._replace(start_tick=start, end_tick=to_tick if section.end_tick == tick else section.end_tick)

    return replace(score, sections=tuple(map(moved, score.sections)))
