"""Where notes lie in bars and how long a tick lasts there, for all notes of a track at once."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.perform.room import movers
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.columns import EffectiveNotes
from audiogenesis_desktop.score.score import LOOP_MARKS, TICKS_PER_BEAT, ChordAt, Meter, Score, Section, Tempo

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Grid(NamedTuple):
    """What holds for all tracks of a Score; performances of tracks hang on it alone.

    `anchors` are ticks at which notes keep their place: the beginning, hits, the loop's ends, the last downbeat.
    """

    tempi: tuple[Tempo, ...]
    meters: tuple[Meter, ...]
    chords: tuple[ChordAt, ...]
    sections: tuple[Section, ...]
    anchors: tuple[int, ...]
    length_ticks: int
    swing: float
    swing_ticks: int
    movers: frozenset[int] | None


def grid_of(score: Score, effective: EffectiveNotes | None = None) -> Grid:
    """Return what holds for all tracks of a score; `effective` is what is known of its notes from before."""
    anchors = {0, *(m.tick for m in score.markers if m.kind == "cue" or m.text in LOOP_MARKS)}
    if score.length_ticks:  # the last chord has a tempo and a chord of its own
        anchors |= {score.tempi[-1].tick, score.chords[-1].tick if score.chords else 0}
    return Grid(
        score.tempi,
        score.meters,
        score.chords,
        score.sections,
        tuple(sorted(anchors)),
        score.length_ticks,
        score.swing,
        score.swing_ticks,
        movers(score, effective),
    )


class Bars(NamedTuple):
    """For ticks: `number` of the bar from 0, `start` of it, its length `ticks`, all (n,)."""

    number: Ints
    start: Ints
    ticks: Ints


def bars_at(ticks: Ints, meters: tuple[Meter, ...]) -> Bars:
    """Return the bars that ticks lie in; a meter that starts inside a bar cuts that bar short, as `MeterMap` has it."""
    known = meters if meters and meters[0].tick <= 0 else (Meter(0, 4, 4), *meters)
    begins, lengths = np.array([m.tick for m in known]), np.array([m.bar_ticks for m in known])
    first = np.concatenate([[0], np.cumsum(-(-np.diff(begins) // lengths[:-1]))])
    which = np.maximum(0, np.searchsorted(begins, ticks, side="right") - 1)
    whole = (ticks - begins[which]) // lengths[which]
    return Bars(first[which] + whole, begins[which] + whole * lengths[which], lengths[which])


def ms_per_tick(ticks: Ints, tempi: tuple[Tempo, ...]) -> Floats:
    """Return how long a tick lasts at ticks, in milliseconds, (n,)."""
    begins = np.array([tempo.tick for tempo in tempi])
    rates = np.array([tempo.microseconds_per_beat for tempo in tempi], np.float64)
    which = np.maximum(0, np.searchsorted(begins, ticks, side="right") - 1)
    return np.maximum(rates[which], 1) / 1000 / TICKS_PER_BEAT


def bar_of_section(bars: Bars, sections: tuple[Section, ...], meters: tuple[Meter, ...]) -> Ints:
    """Return how many bars of its section lie before each bar, (n,); of the piece where it has no sections."""
    if not sections:
        return bars.number
    meter_map = MeterMap(meters)
    begins = np.array([section.start_tick for section in sections])
    first = np.array([meter_map.position(max(0, tick)).bar - 1 for tick in begins.tolist()])
    which = np.maximum(0, np.searchsorted(begins, bars.start, side="right") - 1)
    return np.maximum(0, bars.number - first[which])
