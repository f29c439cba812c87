"""Cutting: bars of a piece put together anew under a timing of their own; nothing is written, nothing transposed."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from audiogenesis_desktop.score.score import (
    Bend,
    ChordAt,
    Control,
    Kept,
    KeyAt,
    Marker,
    Meter,
    Note,
    Score,
    Section,
    Tempo,
    Track,
)

Timed = TypeVar("Timed", Control, Bend, Kept, KeyAt)


class Run(NamedTuple):
    """Ticks of the piece that stay together, from `start_tick` up to, not including, `end_tick`.

    They come at `at_tick`, or where that is -1 right after those before.
    """

    start_tick: int
    end_tick: int
    at_tick: int = -1


class End(NamedTuple):
    """The last chord: where it begins in the piece and in what is made of it, and there its release and the end."""

    from_tick: int
    old_release_tick: int
    tick: int
    release_tick: int
    length_ticks: int


class _Place(NamedTuple):
    """A run and how many ticks later it comes; `is_led` if what comes before it in the piece is not there."""

    run: Run
    shift: int
    is_led: bool


def cut_together(
    score: Score, runs: Sequence[Run], *, tempi: tuple[Tempo, ...], meter: Meter, end: End | None, length_ticks: int
) -> Score:
    """Return the runs one after another, then the last chord if there is an `end`; notes do not sound over a joint."""
    places, at = list[_Place](), 0
    for i, run in enumerate(runs):
        is_led = run.start_tick > 0 and (i == 0 or runs[i - 1].end_tick != run.start_tick)
        at = max(at, run.at_tick)
        places.append(_Place(run, at - run.start_tick, is_led))
        at += run.end_tick - run.start_tick
    if end is not None:
        is_led = end.from_tick > 0 and (not runs or runs[-1].end_tick != end.from_tick)
        places.append(_Place(Run(end.from_tick, score.end_tick + 1), end.tick - end.from_tick, is_led))
    return replace(
        score,
        tracks=tuple(_track(track, places, end) for track in score.tracks),
        tempi=tempi,
        meters=(meter._replace(tick=0),),
        keys=_moved(score.keys, places, lambda _: 0, length_ticks),
        chords=_chords(score.chords, places, length_ticks),
        sections=_sections(score.sections, places, length_ticks),
        markers=_markers(score.markers, places, length_ticks),
        kept=(),
        length_ticks=length_ticks,
    )


def _track(track: Track, places: Sequence[_Place], end: End | None) -> Track:
    notes = list[Note]()
    for i, place in enumerate(places):
        is_end = end is not None and i == len(places) - 1
        goes_on = i + 1 < len(places) and _follows(place, places[i + 1])
        for note in track.notes:
            if place.run.start_tick <= note.start_tick < place.run.end_tick:
                over = place.run.end_tick if not (is_end or goes_on) else note.end_tick
                moved = note._replace(
                    start_tick=note.start_tick + place.shift, length_ticks=min(note.end_tick, over) - note.start_tick
                )
                notes.append(moved if end is None else _within_end(moved, note, end))
    last = end.length_ticks if end is not None else max((p.run.end_tick + p.shift for p in places), default=0)
    return replace(
        track.with_notes(note for note in notes if note.start_tick < last),
        controls=_moved(track.controls, places, lambda control: control.controller, last),
        bends=_moved(track.bends, places, lambda _: 0, last),
        kept=_moved(track.kept, places, lambda kept: kept.kind, last),
    )


def _follows(place: _Place, after: _Place) -> bool:
    return after.run.start_tick == place.run.end_tick and after.shift == place.shift


def _within_end(moved: Note, note: Note, end: End) -> Note:
    """Return a note that is let go where the last chord is, if it was before; none sounds longer."""
    is_held = note.end_tick >= end.old_release_tick or moved.end_tick > end.release_tick
    if not is_held:
        return moved
    return moved._replace(length_ticks=max(1, end.release_tick - moved.start_tick))


def _moved(
    items: Sequence[Timed], places: Sequence[_Place], kind: Callable[[Timed], Hashable], end_tick: int
) -> tuple[Timed, ...]:
    """Return what is set within the places, and at each joint what was set before it in the piece."""
    found = list[Timed]()
    for place in places:
        start = place.run.start_tick
        if place.is_led:
            before = {kind(item): item for item in items if item.tick < start}
            found += [item._replace(tick=start + place.shift) for item in before.values()]
        found += [item._replace(tick=item.tick + place.shift) for item in items if start <= item.tick < place.run[1]]
    holds, changes = dict[Hashable, Timed](), list[Timed]()
    for item in sorted((item for item in found if item.tick < end_tick), key=lambda item: item.tick):
        if holds.get(kind(item)) != item._replace(tick=0):
            changes.append(item)
        holds[kind(item)] = item._replace(tick=0)
    return tuple(changes)


def _chords(chords: Sequence[ChordAt], places: Sequence[_Place], end_tick: int) -> tuple[ChordAt, ...]:
    found = list[ChordAt]()
    for place in places:
        for chord in chords:
            start = max(chord.tick, place.run.start_tick)
            over = min(chord.tick + chord.length_ticks, place.run.end_tick)
            start, over = start + place.shift, min(over + place.shift, end_tick)
            if start < over:
                found.append(chord._replace(tick=start, length_ticks=over - start))
    if found and found[-1].tick + found[-1].length_ticks < end_tick:
        found[-1] = found[-1]._replace(length_ticks=end_tick - found[-1].tick)
    return tuple(found)


def _sections(sections: Sequence[Section], places: Sequence[_Place], end_tick: int) -> tuple[Section, ...]:
    """Return the sections as far as they are there; what goes on after a joint in the same one is one."""
    found = list[Section]()
    for place in places:
        for section in sections:
            start = max(section.start_tick, place.run.start_tick) + place.shift
            over = min(min(section.end_tick, place.run.end_tick) + place.shift, end_tick)
            if start >= over:
                continue
            if found and (found[-1].kind, found[-1].energy) == (section.kind, section.energy):
                found[-1] = found[-1]._replace(end_tick=over)
            else:
                found.append(section._replace(start_tick=start, end_tick=over))
    if found:
        found[-1] = found[-1]._replace(end_tick=end_tick)
    return tuple(found)


def _markers(markers: Sequence[Marker], places: Sequence[_Place], end_tick: int) -> tuple[Marker, ...]:
    """Return the markers that are there; hits were for a picture that has other moments now."""
    found = [
        marker._replace(tick=marker.tick + place.shift)
        for place in places
        for marker in markers
        if marker.kind != "cue" and place.run.start_tick <= marker.tick < place.run.end_tick
    ]
    return tuple(sorted((marker for marker in found if marker.tick < end_tick), key=lambda marker: marker.tick))
