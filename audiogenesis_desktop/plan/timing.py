"""Exact time: bars and tempi such that a piece ends to the microsecond where it must, and downbeats meet hits.

The length is met by composing to it: the tempo gives way within a small range unless it was asked for, and
the last chord rings from the last downbeat to its release just before the end.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Meter, Tempo

RING_SECONDS = (1.1, 1.5)  # how long the last chord may ring where the tempo is free
SHORTEST_RING_SECONDS = 1.0  # and at least where it is not
TAIL_SECONDS = 0.35  # from the release to the end: what a reverb needs to die away


@dataclass(frozen=True, slots=True)
class Timing:
    """Where everything falls: `bars` whole bars, then the last downbeat, the release and the end."""

    tempi: tuple[Tempo, ...]
    meter: Meter
    bars: int
    last_downbeat_tick: int
    release_tick: int
    length_ticks: int
    hit_ticks: tuple[int, ...]


def solve_timing(brief: Brief) -> Timing:
    """Return the timing for a Brief's tempo, meter, length and hits.

    A tempo that was said or set holds exactly, and the last chord rings as long as that leaves; otherwise
    the tempo is the nearest that puts the last downbeat 1.1 to 1.5 seconds before the end. Between hits the
    tempo bends, so that whole bars fill each stretch.
    """
    meter = Meter(0, *brief.meter)
    bar_beats = meter.bar_ticks / TICKS_PER_BEAT
    is_fixed = brief.origin("tempo_bpm") in (Origin.SAID, Origin.EDITED)
    bars, last_downbeat = _last_downbeat(brief, bar_beats, is_fixed)
    stretches = _stretches(brief, bar_beats, bars, last_downbeat)
    tempi, hits, tick = [], [], 0
    for start, end, count in stretches:
        if count:
            microseconds = (end - start) * 1e6 / (count * bar_beats)
            tempi.append(Tempo(tick, round(microseconds)))
            tick += count * meter.bar_ticks
            hits.append(tick)
    return _ending(brief, meter, tempi, hits)


def _last_downbeat(brief: Brief, bar_beats: float, is_fixed: bool) -> tuple[int, float]:
    """Return how many whole bars there are, and the second at which the last downbeat falls."""
    bar_seconds = bar_beats * 60 / brief.tempo_bpm
    if is_fixed:
        bars = max(0, math.floor((brief.length_seconds - SHORTEST_RING_SECONDS) / bar_seconds + 1e-9))
        return bars, bars * bar_seconds
    ring = min(RING_SECONDS[1], brief.length_seconds * 0.4)
    shortest = min(RING_SECONDS[0], ring)
    wanted = brief.length_seconds / bar_seconds
    best = min(
        (abs(math.log((brief.length_seconds - r) / bars / bar_seconds)), bars, brief.length_seconds - r)
        for bars in range(max(1, math.floor(wanted) - 1), math.ceil(wanted) + 2)
        for r in (shortest, (shortest + ring) / 2, ring)
    )
    return best[1], best[2]


def _stretches(brief: Brief, bar_beats: float, bars: int, last_downbeat: float) -> list[tuple[float, float, int]]:
    """Return (start, end, whole bars) of each stretch between hits; hits too near another are let go."""
    bar_seconds = bar_beats * 60 / brief.tempo_bpm
    anchors = [0.0]
    for hit in sorted(brief.hits):
        if hit - anchors[-1] > 0.6 * bar_seconds and last_downbeat - hit > 0.6 * bar_seconds:
            anchors.append(hit)
    if len(anchors) == 1:
        return [(0.0, last_downbeat, bars)]
    anchors.append(last_downbeat)
    return [(start, end, max(1, round((end - start) / bar_seconds))) for start, end in pairwise(anchors)]


def _ending(brief: Brief, meter: Meter, tempi: list[Tempo], anchors: list[int]) -> Timing:
    last_downbeat_tick = anchors[-1] if anchors else 0
    before = TempoMap(tuple(tempi)).seconds(last_downbeat_tick) if tempi else 0.0
    ring = brief.length_seconds - before
    pace = tempi[-1].microseconds_per_beat if tempi else round(60_000_000 / brief.tempo_bpm)
    ring_ticks = max(1, round(ring * 1e6 / pace * TICKS_PER_BEAT))
    # The last chord's own tempo takes up what rounding to whole microseconds and ticks left over.
    exact = round(ring * 1e6 * TICKS_PER_BEAT / ring_ticks)
    if not tempi or exact != pace:
        tempi = [*tempi, Tempo(last_downbeat_tick, exact)]
    tail = min(TAIL_SECONDS, ring / 3)
    release_ticks = max(1, round(ring_ticks * (1 - tail / ring)))
    return Timing(
        tempi=tuple(tempi),
        meter=meter,
        bars=last_downbeat_tick // meter.bar_ticks,
        last_downbeat_tick=last_downbeat_tick,
        release_tick=last_downbeat_tick + release_ticks,
        length_ticks=last_downbeat_tick + ring_ticks,
        hit_ticks=tuple(anchors[:-1]),
    )
