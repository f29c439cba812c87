"""Performing: a Score with played notes from one with written notes. Pure; what is kept is only kept.

What is played in a bar follows from that bar, the one before it and the seed alone, so that neither an edit nor what is
composed later moves what lies far away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from audiogenesis_desktop.perform.controls import with_controls
from audiogenesis_desktop.perform.hits import played_hits
from audiogenesis_desktop.perform.lines import played_notes
from audiogenesis_desktop.perform.places import Floats, Grid, Ints, grid_of, ms_per_tick
from audiogenesis_desktop.perform.swinging import straight, swung
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.columns import Columns, EffectiveNotes, read
from audiogenesis_desktop.score.feel import AS_WRITTEN, Feel
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note, Score, Track

LATEST_MS = 40.0
"""No note is played later than this after where it is written, nor earlier before it."""

_OF_GAP = 0.45  # of the way to the next note: so notes that follow one another go on doing so
_ANCHOR_TICKS = 12


def perform(score: Score) -> Score:
    """Return the score as it is played; the very same where all of it is played as written.

    What comes back has no Feel left: its notes, controls and bends are those that are heard.
    """
    return Performing().of(score)


def played_track(score: Score, track_id: int, feel: Feel) -> tuple[Track, Mapping[Note, Note]]:
    """Return a track as it is played with a Feel, and each written note's played one; raises KeyError without it."""
    track = score.track(track_id)
    played, aligned = _played(track, grid_of(score), feel)
    return played, dict(zip(track.notes, aligned, strict=True))


def settled_tick(score: Score, tick: float) -> float:
    """Return up to where it is settled what is played, if before a tick it is settled what is written."""
    if score.is_as_written:
        return tick
    tempo = TempoMap(score.tempi)
    return max(0.0, tempo.ticks(tempo.seconds(tick) - LATEST_MS / 1000))


class _Kept(NamedTuple):
    track: Track
    grid: Grid
    feel: Feel
    played: Track


class Performing:
    """Performs one score after another: a track that is as it was is not performed anew. For one thread at a time."""

    def __init__(self) -> None:
        """Begin with nothing performed."""
        self._kept = dict[int, _Kept]()
        self._effective = EffectiveNotes()

    def of(self, score: Score) -> Score:
        """Return the score as it is played, as `perform` does."""
        if score.is_as_written:
            self._kept = {}
            return score
        feels = {track.id: track.feel or score.feel for track in score.tracks}
        grid = grid_of(score, self._effective)
        self._kept = {track.id: self._performed(track, grid, feels[track.id]) for track in score.tracks}
        tracks = tuple(kept.played for kept in self._kept.values())
        swing = score.swing if score.feel.swing is None else score.feel.swing
        return replace(score, tracks=tracks, feel=AS_WRITTEN, swing=swing)

    def _performed(self, track: Track, grid: Grid, feel: Feel) -> _Kept:
        before = self._kept.get(track.id)
        if before is not None and before.feel == feel and before.grid == grid:
            if before.track is track:
                return before
            if _plays_alike(before.track, track):  # another name, colour or fader
                was = before.played
                same = replace(track, notes=was.notes, controls=was.controls, bends=was.bends, feel=None)
                return _Kept(track, grid, feel, same)
        return _Kept(track, grid, feel, _played(track, grid, feel)[0])


def _plays_alike(one: Track, other: Track) -> bool:
    return (
        one.notes is other.notes
        and one.controls is other.controls
        and one.bends is other.bends
        and (one.program, one.is_drums) == (other.program, other.is_drums)
    )


def _played(track: Track, grid: Grid, feel: Feel) -> tuple[Track, Sequence[Note]]:
    """Return a track as it is played, and its played notes in the order of the written ones."""
    plain = replace(track, feel=None) if track.feel is not None else track
    if feel.is_as_written or not track.notes:
        return plain, plain.notes
    written = Columns(read(track.notes))
    starts, ends = _swung(written, grid, feel)
    if feel.amount <= 0:
        aligned = _as_notes(written, starts, ends, written.velocities)
        return replace(plain, notes=tuple(sorted(aligned))), aligned
    seed = (feel.seed << 8) + track.id
    played = (
        played_hits(written, grid, feel, seed)
        if track.is_drums
        else played_notes(track, written, grid, feel, (seed, feel.seed))
    )
    shift = _shift(written, np.clip(played.offset_ms, -LATEST_MS, LATEST_MS) * feel.amount, grid)
    velocity = written.velocities + (played.velocity - written.velocities) * feel.amount
    loud = np.clip(np.round(velocity), 1, 127).astype(np.int64)
    starts, ends = _within(written, starts + shift, ends + shift, grid)
    aligned = _as_notes(written, starts, ends, loud)
    plain = replace(plain, notes=tuple(sorted(aligned)))
    return with_controls(plain, written, starts, grid, feel, seed=seed), aligned


def _swung(written: Columns, grid: Grid, feel: Feel) -> tuple[Ints, Ints]:
    """Return starts and ends with the swing that is wanted; where that is what is written, they are what they were."""
    starts, ends = written.starts, written.starts + written.lengths
    ratio = grid.swing if feel.swing is None else feel.swing
    if ratio == grid.swing:
        return starts, ends
    unit = grid.swing_ticks

    def bent(ticks: Ints) -> Ints:
        even = straight(ticks, unit=unit, ratio=grid.swing)
        return np.round(swung(even, unit=unit, ratio=ratio)).astype(np.int64)

    moved = bent(starts)
    return moved, np.maximum(moved + 1, bent(ends))


def _shift(written: Columns, offset_ms: Floats, grid: Grid) -> Ints:
    """Return by how many ticks notes move: not at anchors, and less than to their neighbours."""
    starts = written.starts
    ticks = offset_ms / ms_per_tick(starts, grid.tempi)
    moments = np.unique(starts)
    gaps = np.diff(moments).astype(np.float64)
    gaps[gaps <= _ANCHOR_TICKS] = np.inf  # these are one moment, played a little apart already
    which = np.searchsorted(moments, starts)
    before, after = np.append(np.inf, gaps)[which], np.append(gaps, np.inf)[which]
    ticks = np.clip(ticks, -_OF_GAP * before, _OF_GAP * after)
    ticks = np.clip(ticks, -_OF_GAP * before, np.maximum(written.lengths, TICKS_PER_BEAT // 16))
    anchors = np.array(grid.anchors)
    near = np.searchsorted(anchors, starts + _ANCHOR_TICKS, side="right") - 1
    is_anchored = np.abs(starts - anchors[np.maximum(0, near)]) <= _ANCHOR_TICKS
    return np.trunc(np.where(is_anchored, 0, ticks)).astype(np.int64)


def _within(written: Columns, starts: Ints, ends: Ints, grid: Grid) -> tuple[Ints, Ints]:
    """Return starts and ends within the piece, and over before the same key begins again where they are so written."""
    starts = np.maximum(0, starts)
    ends = np.maximum(starts + 1, ends)
    if grid.length_ticks:
        is_inside = written.starts + written.lengths <= grid.length_ticks
        ends = np.where(is_inside, np.minimum(ends, grid.length_ticks), ends)
        starts = np.where(is_inside, np.minimum(starts, ends - 1), starts)
    order = np.lexsort((written.starts, written.pitches))
    follows = np.append(np.diff(written.pitches[order]) == 0, False)
    until = np.append(starts[order][1:], 0)
    is_over = (written.starts + written.lengths)[order] <= np.append(written.starts[order][1:], 0)
    limited = np.where(follows & is_over, np.minimum(ends[order], until), ends[order])
    ends = ends.copy()
    ends[order] = limited
    return starts, np.maximum(ends, starts + 1)


def _as_notes(written: Columns, starts: Ints, ends: Ints, velocities: Ints) -> list[Note]:
    columns = (starts, written.pitches, ends - starts, velocities)
    return list(map(Note, *(column.tolist() for column in columns)))
