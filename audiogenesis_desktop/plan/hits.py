"""Where hits and the last downbeat fall: bars and beats are counted so that the tempo keeps to what is wanted.

A tempo that was said holds exactly; a free one stays within six in a hundred of the wish. A downbeat is best for a hit,
then a beat, then what lies between beats; what no such place meets becomes an accent at its very moment. The last
downbeat falls at most 1.5 s before the end: where whole bars do not lead there, the last one has other beats.
"""

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Meter

NEAR_SECONDS = 0.01  # a hit is met within this
MOST_SHARE = 0.06  # by which a free tempo may be another than the wish
SHORTEST_RING_SECONDS = 1.0  # how long the last chord rings at least,
_SHORTEST_RING_OF_A_SAID_TEMPO_SECONDS = 0.75  # whose beats fall where they fall,
SHORTEST_RING_OF_A_HIT_SECONDS = 0.4  # and where it is itself a hit
RING_SECONDS = (1.1, 1.49)  # how long it best rings, and at most: rounded tempi add a hair

_EIGHTH, _SIXTEENTH = TICKS_PER_BEAT // 2, TICKS_PER_BEAT // 4
_SAFELY_SECONDS = 0.008  # room for rounding to whole microseconds a beat
_SAFELY_SHARE = 0.058  # and for a curve that bends
_APART_SECONDS, _APART_TICKS = 0.09, 160  # hits that are nearer are one
_BEFORE_THE_END_SECONDS, _RUSHED_RING_SECONDS = 0.12, 0.5  # where a hit leaves little room for a last chord after it
_SHORTEST_LED_SECONDS = 1.5  # what is shorter is a last chord alone
_SHORT_SHARE = 0.4  # a last chord rings for so much of a short piece at most
_USUAL_BEND, _USUAL_JUMP = 0.03, 0.03  # shares of the tempo that weigh as much as 1
_BEAT, _OFF_BEAT, _BETWEEN, _OFF_GRID = 8.0, 14.0, 20.0, 36.0  # what it costs that a hit is no downbeat
_ON_A_DOWNBEAT = 4.0  # times as much, where a downbeat is asked for
_HALF_BAR_MORE, _BEATS_MORE, _OFF_BEATS_MORE = 5.0, 8.0, 14.0  # in the last bar
_NEAREST, _BEAM = 4, 16


class Requested(NamedTuple):
    """What hits are to be met in: quarter notes a minute, seconds and moments in seconds, rising.

    `on_downbeats` has those of the hits that anything but a downbeat is worse for by far.
    """

    tempo_bpm: float
    is_said: bool
    meter: tuple[int, int]
    length_seconds: float
    hits: tuple[float, ...]
    on_downbeats: frozenset[float] = frozenset()


class Laid(NamedTuple):
    """Anchors in time: (second, tick) of the beginning, of hits that tempi lead to, and of the last downbeat.

    What is `met` beside them falls where the tempo has it; the last tick may lie within a bar, which is over there.
    """

    anchors: tuple[tuple[float, int], ...]
    met: tuple[float, ...]


@lru_cache(maxsize=64)
def lay(requested: Requested) -> Laid | None:
    """Return where hits and the last downbeat fall; what is not in `met` cannot be met.

    None for what is too short for anything before its last chord.
    """
    if requested.length_seconds < _SHORTEST_LED_SECONDS:
        return None
    hits = _apart(requested)
    late = tuple(hit for hit in hits if hit > requested.length_seconds - RING_SECONDS[1])
    for dropped in range(len(late) + 1):  # each leaves less room for a last chord
        way = _best_way(requested._replace(hits=hits[: len(hits) - dropped]))
        if way is not None:
            return Laid(way.anchors, way.met)
    return None


def _apart(requested: Requested) -> tuple[float, ...]:
    """Return the hits that leave the last chord time to ring, without those that are hardly after another."""
    apart = max(_APART_SECONDS, _APART_TICKS / TICKS_PER_BEAT * 60 / requested.tempo_bpm)
    kept = list[float]()
    for hit in requested.hits:
        is_in_time = hit <= requested.length_seconds - SHORTEST_RING_OF_A_HIT_SECONDS
        if is_in_time and (not kept or hit - kept[-1] >= apart):
            kept.append(hit)
    return tuple(kept)


class _Way(NamedTuple):
    """Anchors so far, hits that are met, what it costs, and how much faster than the wish the last stretch is."""

    cost: float
    anchors: tuple[tuple[float, int], ...]
    met: tuple[float, ...]
    bend: float = 0.0

    def to(self, second: float, tick: int, *, cost: float, requested: Requested) -> "_Way":
        """Return the way with one more anchor."""
        (from_second, from_tick), bend = self.anchors[-1], self._bend_to(second, tick, requested)
        share = min(1.0, (second - from_second) / 8)  # what is short is hardly heard to be faster
        bent = (0.3 + 0.7 * share) * (bend / _USUAL_BEND) ** 2
        jump = ((bend - self.bend) / _USUAL_JUMP) ** 2 if from_tick else 0.0
        anchors = (*self.anchors, (second, tick))
        return self._replace(cost=self.cost + cost + bent + jump, anchors=anchors, bend=bend)

    def _bend_to(self, second: float, tick: int, requested: Requested) -> float:
        from_second, from_tick = self.anchors[-1]
        return math.log((tick - from_tick) / TICKS_PER_BEAT * 60 / (second - from_second) / requested.tempo_bpm)


def _best_way(requested: Requested) -> _Way | None:
    """Return the cheapest way through all hits to a last downbeat, or None where there is no room for one."""
    ways = [_Way(0.0, ((0.0, 0),), ())]
    for hit in requested.hits:
        onward = sorted((on for way in ways for on in _further(way, hit, requested)), key=lambda way: way.cost)
        loose = next((way for way in onward if way.anchors[-1][1] == 0), None)  # from where every end is in reach
        ways = onward[:_BEAM] + ([loose] if loose and loose not in onward[:_BEAM] else [])
    return min((end for way in ways for end in _ends(way, requested)), key=lambda way: way.cost, default=None)


def _further(way: _Way, hit: float, requested: Requested) -> Iterator[_Way]:
    """Yield the way with a hit at its very moment, and at each place near it that the tempo may lead to."""
    met = way._replace(met=(*way.met, hit))
    if hit <= NEAR_SECONDS:
        yield met
        return
    at = _tick_at(way.anchors[-1], hit, requested)
    second_a_tick = 60 / requested.tempo_bpm / TICKS_PER_BEAT
    place = round(at / _SIXTEENTH) * _SIXTEENTH
    weight = _ON_A_DOWNBEAT if hit in requested.on_downbeats else 1.0
    if requested.is_said and abs(place - at) * second_a_tick <= _SAFELY_SECONDS:
        yield met._replace(cost=way.cost + weight * _weight(place, requested.meter))
    else:
        yield met._replace(cost=way.cost + weight * _OFF_GRID)
    if not requested.is_said:
        for place in _places(way.anchors[-1], hit, requested):
            yield met.to(hit, place, cost=weight * _weight(place, requested.meter), requested=requested)


def _tick_at(since: tuple[float, int], second: float, requested: Requested) -> float:
    return since[1] + (second - since[0]) * requested.tempo_bpm / 60 * TICKS_PER_BEAT


def _places(since: tuple[float, int], hit: float, requested: Requested) -> list[int]:
    """Return the nearest downbeats, beats, eighths and sixteenths within reach of a tempo that gives way."""
    at, tick = _tick_at(since, hit, requested), since[1]
    reach, places = (at - tick) * _SAFELY_SHARE, set[int]()
    for step in (*_steps(requested.meter), _SIXTEENTH):
        nearest = round(at / step)
        places |= {step * (nearest + i) for i in range(-_NEAREST // 2, _NEAREST // 2 + 1)}
    return [place for place in sorted(places) if place > tick and abs(place - at) <= reach]


def _weight(tick: int, meter: tuple[int, int]) -> float:
    """Return how weak a place in the bar is: 0 for a downbeat."""
    within = tick % Meter(0, *meter).bar_ticks
    weighed = zip(_steps(meter), (0.0, _BEAT, _OFF_BEAT), strict=True)
    return next((weight for step, weight in weighed if within % step == 0), _BETWEEN)


def _steps(meter: tuple[int, int]) -> tuple[int, int, int]:
    """Return the ticks of a bar, of a beat and of an eighth."""
    beat = TICKS_PER_BEAT * 3 // 2 if meter[1] == 8 and meter[0] % 3 == 0 else TICKS_PER_BEAT
    return Meter(0, *meter).bar_ticks, beat, _EIGHTH


# The last downbeat


def _ends(way: _Way, requested: Requested) -> Iterator[_Way]:
    """Yield the way with each last downbeat that it may have: the last hit itself, or one after it."""
    length, last_hit = requested.length_seconds, way.met[-1] if way.met else 0.0
    second, tick = way.anchors[-1]
    if tick and second == last_hit and length - second <= RING_SECONDS[1] and not tick % _EIGHTH:
        yield way._replace(cost=way.cost + _of_last_bar(tick, requested.meter))
    earliest, latest = _last_downbeat_between(requested)
    if last_hit >= earliest - _BEFORE_THE_END_SECONDS:
        if requested.is_said:
            yield from _said_end_at(way, last_hit, requested)
        earliest, latest = last_hit + _BEFORE_THE_END_SECONDS, length - _RUSHED_RING_SECONDS
    for place, at in _last_places(way.anchors[-1], earliest, latest, requested):
        cost = _of_last_bar(place, requested.meter) + 4 * max(0.0, RING_SECONDS[0] - (length - at)) ** 2
        yield way.to(at, place, cost=cost, requested=requested)


def _said_end_at(way: _Way, hit: float, requested: Requested) -> Iterator[_Way]:
    """Yield the way that ends by its last hit, where a said tempo has a beat there."""
    at = _tick_at(way.anchors[-1], hit, requested)
    place = round(at / _EIGHTH) * _EIGHTH
    second = hit + (place - at) * 60 / requested.tempo_bpm / TICKS_PER_BEAT
    if place and abs(second - hit) <= _SAFELY_SECONDS:
        yield way.to(second, place, cost=_of_last_bar(place, requested.meter), requested=requested)


def _last_downbeat_between(requested: Requested) -> tuple[float, float]:
    """Return the first and the last second at which the last downbeat may fall."""
    length = requested.length_seconds
    longest = min(RING_SECONDS[1], length * _SHORT_SHARE)
    shortest = _SHORTEST_RING_OF_A_SAID_TEMPO_SECONDS if requested.is_said else SHORTEST_RING_SECONDS
    return length - longest, length - min(shortest, longest * 0.75)


def _last_places(
    since: tuple[float, int], earliest: float, latest: float, requested: Requested
) -> Iterator[tuple[int, float]]:
    """Yield (tick, second) of downbeats, beats and eighths that the tempo leads to between two seconds."""
    second, tick = since
    share = 1e-9 if requested.is_said else _SAFELY_SHARE
    if latest < earliest or latest <= second:
        return
    first = _tick_at(since, max(earliest, second), requested)
    last = _tick_at(since, latest, requested)
    low, high = tick + (first - tick) * (1 - share), tick + (last - tick) * (1 + share)
    places = set[int]()
    for step in _steps(requested.meter):
        numbers = range(math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6) + 1)
        middle = round((first + last) / 2 / step)
        places |= {step * n for n in sorted(numbers, key=lambda n: abs(n - middle))[: _NEAREST + 2]}
    for place in sorted(places):
        if place > tick:
            even = second + (place - tick) * 60 / requested.tempo_bpm / TICKS_PER_BEAT
            yield place, even if requested.is_said else min(max(even, earliest), latest)


def _of_last_bar(tick: int, meter: tuple[int, int]) -> float:
    """Return what it costs that the last bar is over at a tick: nothing where it is whole."""
    bar, beat, _ = _steps(meter)
    within = tick % bar
    if within == 0:
        return 0.0
    if within % beat:
        return _OFF_BEATS_MORE
    return _HALF_BAR_MORE if 2 * within == bar else _BEATS_MORE
