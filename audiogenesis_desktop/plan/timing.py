"""Exact time: bars and tempi such that a piece ends to the microsecond where it must, and downbeats meet hits.

The length is met by composing to it: the tempo gives way within a small range unless it was asked for, and
the last chord rings from the last downbeat to its release just before the end.
"""

import math
from dataclasses import dataclass, replace

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.plan.hits import (
    MOST_SHARE,
    NEAR_SECONDS,
    RING_SECONDS,
    SHORTEST_RING_SECONDS,
    Laid,
    Requested,
    lay,
)
from audiogenesis_desktop.plan.tempo_curve import tempi_through
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Meter, Tempo

_LEAST_BARS_TO_SLOW, _UNEVEN = 4, 0.02
_SHARES_OF_SLOWING, _SHORTEST_RING_AFTER_SLOWING_SECONDS = (1.0, 0.75, 0.5, 0.25), 0.75
_NEAR_SHARE = 0.03  # of the tempo: what is nearer is not told from the wish
_MOST_BENT, _UNPLAYABLE = math.log(1.3), math.log(1.5)  # how far a free tempo gives way before fewer beats are taken
TAIL_SECONDS = 0.35  # from the release to the end: what a reverb needs to die away


@dataclass(frozen=True, slots=True)
class Timing:
    """Where everything falls: `bars` whole bars and maybe a few beats, then the last downbeat, the release and the end.

    `met` are the hits, in seconds, that music falls on, at `hit_ticks`; `tempo_bpm` is the tempo that was taken.
    """

    tempi: tuple[Tempo, ...]
    meter: Meter
    bars: int
    last_downbeat_tick: int
    release_tick: int
    length_ticks: int
    hit_ticks: tuple[int, ...] = ()
    met: tuple[float, ...] = ()
    tempo_bpm: float = 0.0


def solve_timing(brief: Brief, *, slowing: float = 0.0) -> Timing:
    """Return the timing for a Brief's tempo, meter, length and hits.

    A tempo that was said or set holds exactly; another gives way by six in a hundred at most, and bends little by
    little from hit to hit. The last downbeat falls 1 to 1.5 seconds before the end: where whole bars do not lead there,
    the last one has fewer beats. Hits fall where `plan.hits` finds best; what falls on no sixteenth is met between
    them. A piece of hardly a bar has a bar of fewer beats, where its meter was not said, or its last chord alone.
    As many bars are taken as leave room for the ritardando that is to follow, by `slowed` with the share `slowing`.
    """
    is_said = brief.is_chosen("tempo_bpm")
    hits = tuple(sorted({*brief.hits, *brief.missed}))
    if not hits and (plain := _in_whole_bars(brief, is_said, slowing)) is not None:
        return plain
    sections = frozenset(hit for hit, kind in brief.hit_kinds if kind == "section")
    laid = lay(Requested(brief.tempo_bpm, is_said, brief.meter, brief.length_seconds, hits, sections))
    if laid is None:
        return _on_the_last_beat(brief) if is_said else _nearest_in_whole_bars(brief, is_said)
    return _through(brief, Meter(0, *brief.meter), laid, is_said=is_said)


def _in_whole_bars(brief: Brief, is_said: bool, slowing: float) -> Timing | None:
    """Return the timing of a piece without hits, or None where whole bars keep to neither its tempo nor its end."""
    timing = _nearest_in_whole_bars(brief, is_said, slowing)
    if not timing.bars:
        return None
    ring = brief.length_seconds - TempoMap(timing.tempi).seconds(timing.last_downbeat_tick)
    if is_said:
        return timing if SHORTEST_RING_SECONDS - 1e-3 <= ring <= RING_SECONDS[1] + 0.01 else None
    longer = _longer_beats(timing.meter, slowing) if timing.bars >= _LEAST_BARS_TO_SLOW else 0.0
    bpm = timing.tempi[0].bpm * (1 + longer * TICKS_PER_BEAT / timing.last_downbeat_tick)
    return timing if abs(bpm / brief.tempo_bpm - 1) <= MOST_SHARE else None


def _nearest_in_whole_bars(brief: Brief, is_said: bool, slowing: float = 0.0) -> Timing:
    meter = Meter(0, *brief.meter) if is_said else _meter_that_fits(brief)
    bar_beats = meter.bar_ticks / TICKS_PER_BEAT
    bars, last_downbeat = _last_downbeat(brief, bar_beats, is_said, longer_beats=_longer_beats(meter, slowing))
    tempi = [Tempo(0, round(last_downbeat * 1e6 / (bars * bar_beats)))] if bars else []
    return ended(brief, meter, tempi, last_downbeat_tick=bars * meter.bar_ticks)


def _on_the_last_beat(brief: Brief) -> Timing:
    """Return the timing at a said tempo that is too slow, or a piece too short, for a beat where the last chord best
    begins: it begins on the last beat or eighth that leaves it a second."""
    whole, meter = _nearest_in_whole_bars(brief, is_said=True), Meter(0, *brief.meter)
    room_beats = (brief.length_seconds - SHORTEST_RING_SECONDS) * brief.tempo_bpm / 60
    last = math.floor(room_beats * 2 + 1e-6) * TICKS_PER_BEAT // 2
    if last <= whole.last_downbeat_tick or last < TICKS_PER_BEAT:
        return whole
    return ended(brief, meter, [Tempo.from_bpm(0, brief.tempo_bpm)], last_downbeat_tick=last)


def _through(brief: Brief, meter: Meter, laid: Laid, *, is_said: bool) -> Timing:
    """Return the timing that leads through anchors, with the tick of each hit."""
    last = laid.anchors[-1][1]
    tempi = (
        (Tempo.from_bpm(0, brief.tempo_bpm),)
        if is_said
        else tempi_through(
            laid.anchors, bar_ticks=meter.bar_ticks, tempo_bpm=brief.tempo_bpm, most_share=MOST_SHARE - 1e-3
        )
    )
    timing = ended(brief, meter, list(tempi), last_downbeat_tick=last)
    clock = TempoMap(timing.tempi)
    return replace(timing, hit_ticks=tuple(min(last, _hit_tick(clock, hit)) for hit in laid.met), met=laid.met)


def _hit_tick(clock: TempoMap, hit: float) -> int:
    """Return the sixteenth that meets a hit, or else its very moment."""
    exact, sixteenth = clock.ticks(hit), TICKS_PER_BEAT // 4
    place = round(exact / sixteenth) * sixteenth
    return place if abs(clock.seconds(place) - hit) <= NEAR_SECONDS else round(exact)


def _meter_that_fits(brief: Brief) -> Meter:
    """Return the Brief's meter, or one of fewer beats where it was not said and a bar of it is too long."""
    own, (beats, of) = Meter(0, *brief.meter), brief.meter
    by = 3 if of == 8 and beats % 3 == 0 else 1
    shorter = [Meter(0, fewer, of) for fewer in range(beats - by, 1, -by)]
    if brief.is_chosen("meter") or not shorter or _bent(brief, own) <= _MOST_BENT:
        return own
    return min([own, *shorter], key=lambda meter: _bent(brief, meter))


def _bent(brief: Brief, meter: Meter) -> float:
    """Return by how much the tempo of a piece is another than the Brief's, as a logarithm."""
    bars, last_downbeat = _last_downbeat(brief, meter.bar_ticks / TICKS_PER_BEAT, is_fixed=False)
    if not bars:
        return math.inf
    return abs(math.log(bars * meter.bar_ticks / TICKS_PER_BEAT * 60 / last_downbeat / brief.tempo_bpm))


def _last_downbeat(brief: Brief, bar_beats: float, is_fixed: bool, *, longer_beats: float = 0.0) -> tuple[int, float]:
    """Return how many whole bars there are, and the second at which the last downbeat falls.

    A ritardando that makes it later by `longer_beats` is not in that second, but the bars leave room for it.
    """
    bar_seconds = bar_beats * 60 / brief.tempo_bpm
    if is_fixed:
        bars = max(0, math.floor((brief.length_seconds - SHORTEST_RING_SECONDS) / bar_seconds + 1e-9))
        return bars, bars * bar_seconds
    wanted, found = brief.length_seconds / bar_seconds, list[tuple[float, int, float]]()
    for bars in range(max(1, math.floor(wanted) - 1), math.ceil(wanted) + 2):
        longer = longer_beats / bar_beats if bars >= _LEAST_BARS_TO_SLOW else 0.0
        bent = _near_its_end(brief, (bars + longer) * bar_seconds) / ((bars + longer) * bar_seconds)
        found.append((abs(math.log(bent)), bars, _near_its_end(brief, bars * bar_seconds)))
    best = min(found)
    return (0, 0.0) if best[1] == 1 and best[0] > _UNPLAYABLE else best[1:]


def _near_its_end(brief: Brief, second: float) -> float:
    """Return the second nearest to one at which the last downbeat of a piece may fall."""
    ring = min(RING_SECONDS[1], brief.length_seconds * 0.4)
    return min(max(second, brief.length_seconds - ring), brief.length_seconds - min(SHORTEST_RING_SECONDS, ring))


def looped(brief: Brief) -> Timing:
    """Return the timing of a loop: whole bars, one at least, that fill the length at the tempo nearest to the Brief's.

    Nothing rings beyond them: the last downbeat and the release are the end. Hits are not met.
    """
    meter = Meter(0, *brief.meter)
    beats = meter.bar_ticks / TICKS_PER_BEAT
    wanted = brief.length_seconds * brief.tempo_bpm / 60 / beats
    is_said = brief.is_chosen("tempo_bpm")
    around = range(max(1, math.floor(wanted) - 2), math.ceil(wanted) + 3)
    bars = min(around, key=lambda count: abs(math.log(count / wanted)) + (0 if is_said else _broken_phrases(count)))
    tempo_bpm = bars * beats * 60 / brief.length_seconds
    pace = round(brief.length_seconds * 1e6 / (bars * beats))
    end, last = bars * meter.bar_ticks, (bars - 1) * meter.bar_ticks
    left = brief.length_seconds * 1e6 - pace * last / TICKS_PER_BEAT
    # The last bar's own tempo takes up what rounding to whole microseconds left over.
    tempi = (Tempo(0, pace), Tempo(last, round(left / beats))) if last else (Tempo(0, round(left / beats)),)
    return Timing(tempi[:1] if tempi[0][1] == tempi[-1][1] else tempi, meter, bars, end, end, end, tempo_bpm=tempo_bpm)


def _broken_phrases(bars: int) -> float:
    """Return what it costs, in tempo as a logarithm, that phrases of two and of four bars do not come out even."""
    return _UNEVEN * ((bars % 2 > 0) + (bars % 4 > 0))


def slowed(brief: Brief, timing: Timing, by: float) -> Timing:
    """Return a timing whose last bar slows down, to the share `by` less of its tempo on the last beat of all.

    The end stays where it is: a tempo that may give way is a little quicker before, else the last chord rings less.
    Where that leaves it too short, or the tempo more than three in a hundred from the wish, it slows down by less, and
    not at all where even that leaves it six in a hundred away; nor does it where several tempi lead to hits.
    """
    if not by or timing.bars < _LEAST_BARS_TO_SLOW or timing.met:
        return timing
    tried = [found for share in _SHARES_OF_SLOWING if (found := _slowed(brief, timing, by * share)) is not None]

    def bent(found: Timing) -> float:
        return abs(found.tempi[0].bpm / brief.tempo_bpm - 1)

    return next((found for found in tried if bent(found) <= _NEAR_SHARE), min(tried, key=bent, default=timing))


def _slowed(brief: Brief, timing: Timing, by: float) -> Timing | None:
    bar, beats = timing.meter.bar_ticks, math.ceil(timing.meter.bar_ticks / TICKS_PER_BEAT)
    last = timing.last_downbeat_tick
    edges = [last - bar + i * bar // beats for i in range(beats)]
    stretched, longer = _stretched(beats, by), _longer_beats(timing.meter, by)
    pace = timing.tempi[0].microseconds_per_beat
    if brief.is_chosen("tempo_bpm"):
        ring = brief.length_seconds - (last / TICKS_PER_BEAT + longer) * pace / 1e6
        if ring < _SHORTEST_RING_AFTER_SLOWING_SECONDS:
            return None
    else:
        at_beats = last / TICKS_PER_BEAT + longer
        pace = round(_near_its_end(brief, at_beats * 60 / brief.tempo_bpm) * 1e6 / at_beats)
        if abs(60e6 / pace / brief.tempo_bpm - 1) > MOST_SHARE:
            return None
    tempi = [Tempo(0, pace), *(Tempo(t, round(pace * s)) for t, s in zip(edges, stretched, strict=True))]
    return replace(ended(brief, timing.meter, tempi, last_downbeat_tick=last), tempo_bpm=timing.tempo_bpm)


def _stretched(beats: int, by: float) -> list[float]:
    """Return by how much each of the last bar's beats is longer than before, at a share `by` of the tempo lost."""
    return [1 / (1 - by * (i + 1) / beats) for i in range(beats)]


def _longer_beats(meter: Meter, by: float) -> float:
    """Return how many beats longer a last bar lasts that slows down by a share of its tempo."""
    bar_beats = meter.bar_ticks / TICKS_PER_BEAT
    beats = math.ceil(bar_beats)
    return sum(stretch - 1 for stretch in _stretched(beats, by)) * bar_beats / beats


def ended(brief: Brief, meter: Meter, tempi: list[Tempo], *, last_downbeat_tick: int) -> Timing:
    """Return the timing of a piece whose tempi, up to its last downbeat, are known; `meter` is that of its bars."""
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
        tempo_bpm=brief.tempo_bpm,
    )
