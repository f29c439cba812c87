"""A part of a piece as one of its own: a track, some notes, a stretch of time, under the same tempo, meter and key."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from audiogenesis_desktop.score.bars import Stretch, remove_time
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.score import Bend, Control, Kept, KeyAt, Meter, Note, Score, Tempo

Timed = TypeVar("Timed", Tempo, Meter, KeyAt, Control, Bend, Kept)


def track_alone(score: Score, track_id: int) -> Score:
    """Return the piece with one track only, without chords, sections, markers and what is kept for all tracks.

    It is heard whether or not it was muted. Raises KeyError if it is not there.
    """
    track = score.track(track_id)
    track = replace(track, mix=replace(track.mix, mute=False, solo=False))
    return replace(score, tracks=(track,), chords=(), sections=(), markers=(), kept=())


def stretch_alone(score: Score, stretch: Stretch) -> Score:
    """Return what lies in a stretch of time as a piece of its own, as long as that; notes are cut at its edges.

    Raises ValueError if it holds no time of the piece.
    """
    end = min(stretch.end_tick, score.end_tick)
    if not 0 <= stretch.start_tick < end:
        raise ValueError("no time to take out")
    ended = remove_time(score, Stretch(end, score.end_tick)) if end < score.end_tick else score
    begun = remove_time(ended, Stretch(0, stretch.start_tick)) if stretch.start_tick else ended
    return replace(begun, length_ticks=end - stretch.start_tick)


def notes_alone(score: Score, track_id: int, notes: Iterable[Note]) -> Score:
    """Return some notes of a track as a piece that begins at the bar line before the first and ends with the last.

    Raises KeyError if the track is not there, ValueError if there are no notes.
    """
    chosen = tuple(sorted(notes))
    if not chosen:
        raise ValueError("no notes to take out")
    meters, alone = MeterMap(score.meters), track_alone(score, track_id)
    begin = meters.bar_start(meters.position(chosen[0].start_tick).bar)
    track = replace(alone.tracks[0], notes=chosen)
    moved = remove_time(replace(alone, tracks=(track,), length_ticks=0), Stretch(0, begin))
    return _ended(moved, max(note.end_tick for note in chosen) - begin)


def _ended(score: Score, end_tick: int) -> Score:
    """Return the piece without what would only be set after its end."""

    def before(items: tuple[Timed, ...]) -> tuple[Timed, ...]:
        return tuple(item for item in items if item.tick < end_tick)

    track = score.tracks[0]
    track = replace(track, controls=before(track.controls), bends=before(track.bends), kept=before(track.kept))
    tempi, meters, keys = before(score.tempi), before(score.meters), before(score.keys)
    return replace(score, tracks=(track,), tempi=tempi, meters=meters, keys=keys)
