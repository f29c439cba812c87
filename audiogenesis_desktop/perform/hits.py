"""How the hits of a drum track are played: by the drummer, with what is written told as places and accents."""

from typing import NamedTuple

import numpy as np

from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.perform import kit
from audiogenesis_desktop.perform.drummer import Struck, shipped_drummer
from audiogenesis_desktop.perform.hand import Written, as_written
from audiogenesis_desktop.perform.places import Bars, Floats, Grid, Ints, bars_at, ms_per_tick
from audiogenesis_desktop.perform.swinging import straight
from audiogenesis_desktop.perform.ways import looseness_of, way_of
from audiogenesis_desktop.score.columns import Columns
from audiogenesis_desktop.score.feel import Feel
from audiogenesis_desktop.score.score import TICKS_PER_BEAT

_PLACE_TICKS = TICKS_PER_BEAT // kit.PLACES_PER_BEAT
_MOST = 112.0  # a bar that is written louder leaves no room for accents
_LOUDEST = 127.0
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
    style = way_of(feel.style).drummer
    hand = drummer.hands.drawn(style, seed)
    written = as_written(drummer.hands, hand.fields, notes.velocities, drums, bars.number)
    written = Written(*(column[order] for column in written))
    number, place, drum, level = (column[order] for column in (bars.number, places, drums, levels))
    struck = drummer.strike(
        number, place, drum, level, written, bpm=bpm[order], drummer=hand.drummer, style=style, seed=seed
    )
    struck = Struck(*(column[np.argsort(order)] for column in struck))
    loose = looseness_of(feel.style)
    velocity = as_loud(struck, notes.velocities, bars.number)
    kept = _MACHINE_VELOCITY + (1 - _MACHINE_VELOCITY) * loose
    return Played(struck.offset_ms * loose, notes.velocities + (velocity - notes.velocities) * kept)


def _on_grid(starts: Ints, grid: Grid) -> tuple[Bars, Ints]:
    """Return bars and places in them that hits stand for, swing put straight; just before a bar line is on it."""
    even = straight(starts, unit=grid.swing_ticks, ratio=grid.swing)
    bars = bars_at(np.maximum(0, np.floor(even)).astype(np.int64), grid.meters)
    at = bars.start + np.round((even - bars.start) / _PLACE_TICKS).astype(np.int64) * _PLACE_TICKS
    bars = bars_at(at, grid.meters)
    return bars, (at - bars.start) // _PLACE_TICKS


def as_loud(struck: Struck, written: Ints, bar: Ints) -> Floats:
    """Return a drummer's velocities at the level that is written in each bar; near what is softest and loudest they lie
    closer together. `written` and `bar` (n,) are of each hit."""
    wanted = np.minimum(kit.mean(written, bar), _MOST)
    usual = kit.mean(struck.usual, bar)
    moved = struck.velocity + wanted - usual
    softer = np.maximum(moved, struck.velocity * wanted / usual)
    louder = np.minimum(moved, _LOUDEST - (_LOUDEST - struck.velocity) * (_LOUDEST - wanted) / (_LOUDEST - usual))
    return np.asarray(np.where(wanted < usual, softer, louder))
