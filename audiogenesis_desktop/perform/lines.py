"""How the notes of pitched tracks are played, by rules whose sources stand in `resources/performing.toml`."""

from typing import NamedTuple

import numpy as np

from audiogenesis_desktop.perform import chance
from audiogenesis_desktop.perform.hits import Played
from audiogenesis_desktop.perform.places import Bars, Floats, Grid, Ints, bar_of_section, bars_at, ms_per_tick
from audiogenesis_desktop.perform.ways import LINE, Manner, looseness_of, manner_of, way_of
from audiogenesis_desktop.score.columns import Columns
from audiogenesis_desktop.score.feel import Feel
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Track
from audiogenesis_desktop.theory.instruments import CLASSES, class_of

_TOGETHER_TICKS = 12  # what begins within so much of the note before begins with it
_CHORD = 3  # notes, from which on they are strummed or rolled
_PHRASE_BARS = 4
_HELD_BEATS, _ROLLED_BPM = 1.5, 112.0
_WIDEST_MS = 34.0  # of a strum or a roll
_TOGETHER_MS, _DRIFT_MS = 0.55, 5.0  # of chance: the share of a moment, and what a whole band drifts by
_CHORDAL = 1.7  # notes a moment, from which on a bar has no line
_OWN = 0.45
_EASY_BEAT_MS = 500.0


class Moments(NamedTuple):
    """Of each note: its moment, how many begin there, its rank from the lowest up, all (n,)."""

    of_note: Ints
    together: Ints
    rank: Ints


def moments_of(notes: Columns) -> Moments:
    """Return which notes begin together."""
    starts = notes.starts
    begins = np.append(True, np.diff(starts) > _TOGETHER_TICKS) if len(starts) else np.zeros(0, bool)
    of_note = np.cumsum(begins) - 1
    order = np.lexsort((notes.pitches, of_note))
    first = np.flatnonzero(begins)
    rank = np.empty(len(starts), np.int64)
    rank[order] = np.arange(len(starts)) - first[of_note[order]]
    return Moments(of_note, np.bincount(of_note, minlength=1)[of_note], rank)


def played_notes(track: Track, notes: Columns, grid: Grid, feel: Feel, seeds: tuple[int, int]) -> Played:
    """Return how the notes of a pitched track are played at full Feel; `seeds` are the track's and the band's."""
    _, manner = manner_of(track.program)
    bars, moments = bars_at(notes.starts, grid.meters), moments_of(notes)
    place = notes.starts - bars.start
    tick_ms = ms_per_tick(notes.starts, grid.tempi)
    loose = looseness_of(feel.style)
    chances = _chances(bars, place, notes, seeds)
    offset = (manner.timing_ms * chances[0] + _DRIFT_MS * chances[1]) * loose
    offset += _laid_back(track, bars, moments, place, feel, tick_ms)
    offset += _leading(manner, moments)
    offset += _spread(manner, notes, moments, place, tick_ms)
    swell = arc(bars, place, grid) * manner.arc + _accent(place, bars) * manner.accent
    swell += np.clip(_height(notes, bars), -1, 1) * manner.high_loud
    swell += np.where((moments.together > 1) & (moments.rank == moments.together - 1), manner.lead_louder, 0)
    velocity = notes.velocities * (1 + swell) + manner.velocity * chances[2] * (0.4 + 0.6 * loose)
    return Played(offset, velocity)


def _chances(bars: Bars, place: Ints, notes: Columns, seeds: tuple[int, int]) -> tuple[Floats, Floats, Floats]:
    """Return standard normal numbers: for timing, for what the whole band drifts by, and for loudness."""
    own, band = seeds
    at = place // _TOGETHER_TICKS
    together = chance.normal(own, 11, bars.number, at)
    alone = chance.normal(own, 12, bars.number, at, notes.pitches)
    timing = np.sqrt(_TOGETHER_MS) * together + np.sqrt(1 - _TOGETHER_MS) * alone
    share = place / bars.ticks
    drift = chance.normal(band, 13, bars.number) * (1 - share) + chance.normal(band, 13, bars.number + 1) * share
    loud = np.sqrt(_OWN) * chance.normal(own, 14, bars.number, at, notes.pitches)
    return timing, drift, loud + np.sqrt(1 - _OWN) * chance.normal(own, 15, bars.number, at)


def _laid_back(track: Track, bars: Bars, moments: Moments, place: Ints, feel: Feel, tick_ms: Floats) -> Floats:
    """Return how late a part is by its style: soloists on beats more than between them, as Friberg and Sundström found,
    and less so at quick tempi."""
    known = way_of(feel.style).lay_back_ms
    name = CLASSES[class_of(track.program)].name
    # A line is told from chords bar by bar: what is played in a bar hangs on that bar.
    _, which = np.unique(bars.number, return_inverse=True)
    notes_of = np.bincount(which, minlength=1)
    begins = np.append(True, np.diff(moments.of_note) > 0) if len(place) else np.zeros(0, bool)
    is_line = (notes_of / np.maximum(1, np.bincount(which, begins)) < _CHORDAL)[which]
    usual = known.get(name, 0.0)
    late = np.where(is_line & (name not in known), known.get(LINE, 0.0), usual)
    on_beat = place % TICKS_PER_BEAT < _TOGETHER_TICKS
    slow = np.clip(tick_ms * TICKS_PER_BEAT / _EASY_BEAT_MS, 0.3, 1.5)
    return late * np.where(on_beat, 1.0, 0.5) * slow


def _leading(manner: Manner, moments: Moments) -> Floats:
    """Return by how much the highest note of several comes first: the lead is shared, so that the whole stays put."""
    top = moments.rank == moments.together - 1
    return np.where(moments.together > 1, np.where(top, -0.6, 0.4), 0.0) * manner.lead_ms


def _spread(manner: Manner, notes: Columns, moments: Moments, place: Ints, tick_ms: Floats) -> Floats:
    """Return how chords are strummed, down on beats, up between them, or rolled where held at an easy tempo."""
    is_chord = moments.together >= _CHORD
    up = place % TICKS_PER_BEAT >= TICKS_PER_BEAT // 2 - _TOGETHER_TICKS
    step = np.full(len(place), manner.strum_ms)
    if manner.roll_ms:
        held = notes.lengths >= _HELD_BEATS * TICKS_PER_BEAT
        is_easy = tick_ms * TICKS_PER_BEAT >= 60_000 / _ROLLED_BPM
        step, up = np.where(held & is_easy, manner.roll_ms, 0.0), np.zeros(len(place), bool)
    step = np.minimum(step, _WIDEST_MS / np.maximum(1, moments.together - 1))
    rank = np.where(up, moments.together - 1 - moments.rank, moments.rank)
    return np.where(is_chord, (rank - 0.3 * (moments.together - 1)) * step, 0.0)


def arc(bars: Bars, place: Ints, grid: Grid) -> Floats:
    """Return -1..1, highest two thirds through a phrase of four bars of its section (KTH's phrase arch)."""
    within = bar_of_section(bars, grid.sections, grid.meters) % _PHRASE_BARS
    share = (within + place / bars.ticks) / _PHRASE_BARS
    return np.asarray(2 * np.sin(np.pi * share**1.7) - 1.2)


def _accent(place: Ints, bars: Bars) -> Floats:
    """Return 1 on a bar line, less on beats and less than nothing between them, by how deep in the meter a place is."""
    half = (bars.ticks % (2 * TICKS_PER_BEAT) == 0) & (place % (2 * TICKS_PER_BEAT) == 0)
    return np.where(place == 0, 1.0, np.where(half, 0.5, np.where(place % TICKS_PER_BEAT == 0, 0.2, -0.5)))


def _height(notes: Columns, bars: Bars) -> Floats:
    """Return how many octaves notes lie above the mean of their bar."""
    _, which = np.unique(bars.number, return_inverse=True)
    mean = np.bincount(which, notes.pitches, minlength=1) / np.maximum(1, np.bincount(which, minlength=1))
    return (notes.pitches - mean[which]) / 12
