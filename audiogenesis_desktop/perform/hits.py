"""How the hits of a drum track are played: by the drummer, with what is written told as places and accents."""

from typing import NamedTuple

import numpy as np

from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.perform import kit
from audiogenesis_desktop.perform.drummer import Struck, shipped_drummer
from audiogenesis_desktop.perform.places import Bars, Floats, Grid, Ints, bars_at, ms_per_tick
from audiogenesis_desktop.perform.swinging import straight
from audiogenesis_desktop.perform.ways import looseness_of, way_of
from audiogenesis_desktop.score.columns import Columns
from audiogenesis_desktop.score.feel import Feel
from audiogenesis_desktop.score.score import TICKS_PER_BEAT

_PLACE_TICKS = TICKS_PER_BEAT // kit.PLACES_PER_BEAT
_OWN_LEVELS = 10.0  # from this deviation of the drums' levels on each keeps its own; where all are alike, the kit's
_LOUDEST, _ROOM_ABOVE, _ROOM_BELOW = (
    124.0,
    32.0,
    48.0,
)  # with less room above or below what is written, hits differ less
_LEAST_DIFFERENCE = 0.35
_LIVELY = 1.12  # for what holding each bar to its level takes away: 26 of velocity's spread became 23
_MACHINE_VELOCITY = 0.3  # of a drummer's differences of loudness is left where machines play


class Played(NamedTuple):
    """How notes are played: milliseconds after where they are written, and velocities, (n,) each."""

    offset_ms: Floats
    velocity: Floats


def played_hits(notes: Columns, grid: Grid, feel: Feel, seed: int) -> Played:
    """Return how hits are played at full Feel; without the drummer's file they stay as they are written.

    A bar is as loud on the whole as it is written: what a drummer gives is how hits differ.
    """
    try:
        drummer = shipped_drummer()
    except AudiogenesisError:
        return Played(np.zeros(len(notes.starts)), notes.velocities.astype(np.float64))
    bars, places = _on_grid(notes.starts, grid)
    order = np.lexsort((notes.pitches, places, bars.number))
    drums = kit.drum_of(notes.pitches)
    levels = kit.levels(drums, notes.velocities, bars.number)
    bpm = 60_000 / TICKS_PER_BEAT / ms_per_tick(bars.start, grid.tempi)
    columns = (column[order] for column in (bars.number, places, drums, levels))
    struck = drummer.strike(*columns, bpm=bpm[order], style=way_of(feel.style).drummer, seed=seed)
    struck = Struck(*(column[np.argsort(order)] for column in struck))
    loose = looseness_of(feel.style)
    velocity = _as_loud(struck, notes.velocities, drums, bars)
    kept = _MACHINE_VELOCITY + (1 - _MACHINE_VELOCITY) * loose
    return Played(struck.offset_ms * loose, notes.velocities + (velocity - notes.velocities) * kept)


def _on_grid(starts: Ints, grid: Grid) -> tuple[Bars, Ints]:
    """Return bars and places in them that hits stand for, swing put straight; just before a bar line is on it."""
    even = straight(starts, unit=grid.swing_ticks, ratio=grid.swing)
    bars = bars_at(np.maximum(0, np.floor(even)).astype(np.int64), grid.meters)
    at = bars.start + np.round((even - bars.start) / _PLACE_TICKS).astype(np.int64) * _PLACE_TICKS
    bars = bars_at(at, grid.meters)
    return bars, (at - bars.start) // _PLACE_TICKS


def _as_loud(struck: Struck, written: Ints, drums: Ints, bars: Bars) -> Floats:
    """Return a drummer's velocities at the level that is written in each bar."""
    _, bar = np.unique(bars.number, return_inverse=True)
    off = written - struck.usual
    own = np.minimum(1, _balance(written, drums, bar) / _OWN_LEVELS)
    level = struck.usual + own * _mean(off, bar * len(kit.DRUMS) + drums) + (1 - own) * _mean(off, bar)
    middle = _mean(level, bar)
    room = np.minimum((_LOUDEST - middle) / _ROOM_ABOVE, middle / _ROOM_BELOW)
    differences = _LIVELY * (level - middle + struck.velocity - struck.usual)
    return np.asarray(middle + differences * np.clip(room, _LEAST_DIFFERENCE, 1))


def _balance(written: Ints, drums: Ints, bar: Ints) -> Floats:
    """Return for each hit how much the drums of its bar differ in the level that most of their hits are written at."""
    level = kit.usual(written, bar * len(kit.DRUMS) + drums)
    return np.asarray(np.sqrt(_mean((level - _mean(level, bar)) ** 2, bar)))


def _mean(values: Floats, groups: Ints) -> Floats:
    """Return for each hit the mean of its group."""
    _, which = np.unique(groups, return_inverse=True)
    return np.asarray((np.bincount(which, values) / np.maximum(1, np.bincount(which)))[which])
