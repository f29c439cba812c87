"""Pedal, expression and bends that players add to their notes; what the user drew in a track wins."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from statistics import median

import numpy as np

from audiogenesis_desktop.perform import chance
from audiogenesis_desktop.perform.lines import arc, moments_of
from audiogenesis_desktop.perform.places import Grid, Ints, bars_at, ms_per_tick
from audiogenesis_desktop.perform.ways import Way, manner_of, way_of
from audiogenesis_desktop.score.columns import Columns
from audiogenesis_desktop.score.events import SUSTAIN
from audiogenesis_desktop.score.feel import Feel
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Bend, ChordAt, Control, Track
from audiogenesis_desktop.theory.chords import Chord

EXPRESSION = 11
_PEDALLED_FROM = 0.3  # of Feel: a pedal is down or not
_CATCH_MS = 60.0  # after a change of harmony the pedal is pressed anew: so long what sounded is let go of
_CHORD_TONES, _HELD = 0.65, 0.6  # shares from which on a pedal neither blurs nor joins what is meant short
_STEP_TICKS = TICKS_PER_BEAT // 4
_LONG_TICKS = TICKS_PER_BEAT * 3 // 2  # notes that swell
_BENT_TICKS = TICKS_PER_BEAT * 3 // 4  # notes that are bent into
_BEND_MS, _BEND_STEPS = 110.0, 6
_PER_SEMITONE = 4096  # at General MIDI's range of two


def with_controls(track: Track, written: Columns, starts: Ints, grid: Grid, feel: Feel, *, seed: int) -> Track:
    """Return a played track with the controls of its instrument's manner, as far as it has none of its own.

    `starts` (n,) are where the written notes are played. Where tracks have to share channels, only those get some that
    need not: those with controllers cannot.
    """
    if track.is_drums or not (grid.movers is None or track.id in grid.movers):
        return track
    name, manner = manner_of(track.program)
    drawn = {control.controller for control in track.controls}
    added = list[Control]()
    if manner.pedal and SUSTAIN not in drawn and feel.amount >= _PEDALLED_FROM:
        added += _pedal(written, grid)
    if manner.expression and EXPRESSION not in drawn:
        added += _expression(written, grid, manner.expression * feel.amount)
    way = way_of(feel.style)
    bends = track.bends
    if name in way.bends and not bends:
        bends = tuple(sorted(_bends(written, starts, grid, way, amount=feel.amount, seed=seed)))
    if not added and bends is track.bends:
        return track
    return replace(track, controls=tuple(sorted((*track.controls, *added))), bends=bends)


def _pedal(written: Columns, grid: Grid) -> Iterator[Control]:
    """Yield the sustain pedal: down while a chord lasts, let go of where the next one comes."""
    ends = written.starts + written.lengths
    last = min(grid.length_ticks or int(ends.max()), int(ends.max()))
    for chord in _changes(grid.chords):
        first, after = written.starts.searchsorted([chord.tick, chord.tick + chord.length_ticks])
        if after - first < 2 or not _is_pedalled(written, int(first), int(after), chord):
            continue
        catch = _CATCH_MS / float(ms_per_tick(np.array([chord.tick]), grid.tempi)[0])
        down, up = chord.tick + round(catch), min(chord.tick + chord.length_ticks, last)
        if down < up:
            yield Control(down, SUSTAIN, 127)
            yield Control(up, SUSTAIN, 0)


def _changes(chords: tuple[ChordAt, ...]) -> Iterator[ChordAt]:
    """Yield chords, with those joined that go on."""
    now: ChordAt | None = None
    for chord in chords:
        if now is not None and chord[2:] == now[2:] and chord.tick == now.tick + now.length_ticks:
            now = now._replace(length_ticks=now.length_ticks + chord.length_ticks)
            continue
        if now is not None:
            yield now
        now = chord
    if now is not None:
        yield now


def _is_pedalled(written: Columns, first: int, after: int, chord: ChordAt) -> bool:
    """Return whether what is played to a chord is of it, and is not meant to be short."""
    tones, end = Chord(chord.root, chord.quality).tones, chord.tick + chord.length_ticks
    pitches = (written.pitches[first:after] % 12).tolist()  # a few notes: plain Python is the quicker
    if sum(pitch in tones for pitch in pitches) < _CHORD_TONES * len(pitches):
        return False
    moments = sorted({*written.starts[first:after].tolist(), end})
    apart = median(late - early for early, late in pairwise(moments))
    return median(written.lengths[first:after].tolist()) >= _HELD * apart


def _expression(written: Columns, grid: Grid, depth: float) -> Iterator[Control]:
    """Yield CC 11: phrases swell, and so does each note that is held long; full where nothing is."""
    ends = written.starts + written.lengths
    ticks = np.unique(np.concatenate([_steps(written.starts, ends), written.starts]))
    bars = bars_at(ticks, grid.meters)
    phrase = np.clip((arc(bars, ticks - bars.start, grid) + 1) / 1.8, 0, 1)
    moment = written.starts.searchsorted(ticks, side="right") - 1
    share = np.clip((ticks - written.starts[moment]) / np.maximum(1, written.lengths[moment]), 0, 1)
    swell = np.where(written.lengths[moment] >= _LONG_TICKS, np.sin(np.pi * share**0.8), 1.0)
    values = np.round(127 * (1 - depth * (1 - 0.5 * (phrase + swell)))).astype(np.int64)
    is_new = np.append(True, np.diff(values) != 0)
    for tick, value in zip(ticks[is_new].tolist(), values[is_new].tolist(), strict=True):
        yield Control(tick, EXPRESSION, value)


def _steps(starts: Ints, ends: Ints) -> Ints:
    """Return the steps at which something sounds."""
    size = int(ends.max()) // _STEP_TICKS + 2
    sounding = np.zeros(size + 1, np.int64)
    np.add.at(sounding, starts // _STEP_TICKS + 1, 1)
    np.add.at(sounding, np.maximum(starts // _STEP_TICKS + 1, -(-ends // _STEP_TICKS)), -1)
    return np.flatnonzero(np.cumsum(sounding) > 0) * _STEP_TICKS


def _bends(written: Columns, starts: Ints, grid: Grid, way: Way, *, amount: float, seed: int) -> Iterator[Bend]:
    """Yield bends into some of the long notes that sound alone."""
    moments = moments_of(written)
    bars = bars_at(written.starts, grid.meters)
    before = np.append(0, np.maximum.accumulate(written.starts + written.lengths)[:-1])
    is_alone = (moments.together == 1) & (before <= written.starts + TICKS_PER_BEAT // 8)
    drawn = chance.uniform(seed, 21, bars.number, written.starts - bars.start, written.pitches) < way.bend_share
    chosen = np.flatnonzero(is_alone & drawn & (written.lengths >= _BENT_TICKS))
    tick_ms = ms_per_tick(written.starts, grid.tempi)
    for i in chosen.tolist():
        over = min(_BEND_MS / tick_ms[i], written.lengths[i] / 2)
        for step in range(_BEND_STEPS + 1):
            left = (1 - step / _BEND_STEPS) ** 1.5
            yield Bend(int(starts[i] + over * step / _BEND_STEPS), round(way.bend_from * amount * _PER_SEMITONE * left))
