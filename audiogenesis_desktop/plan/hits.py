"""Where hits fall: on the beats of one tempo near the wanted one, and which of them cannot be met.

A tempo that was said gives way by two in a hundred at most, once for the whole piece; a free one by more, and it may
bend a little from hit to hit. A downbeat is best, then a beat, then what lies between beats.
"""

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Meter

NEAR_SECONDS = 0.01  # a hit is met within this
SHORTEST_RING_SECONDS = 1.0  # how long the last chord rings at least,
SHORTEST_RING_OF_A_HIT_SECONDS = 0.4  # and where it is itself a hit
RING_SECONDS = (1.1, 1.5)  # how long it may ring where the tempo is free

_SIXTEENTH = TICKS_PER_BEAT // 4
_SAFELY_SECONDS = 0.008  # room for rounding to whole microseconds a beat
_MOST_SAID, _MOST_FREE, _MOST_BEND = 0.02, 0.16, 0.06  # shares of the tempo
_USUAL_SAID, _USUAL_FREE, _USUAL_BEND = 0.005, 0.06, 0.02  # that weigh as much as missing a beat by an eighth
_OTHER_TEMPO, _UNMET, _OFF_THE_MIDDLE = 0.5, 60.0, 0.3
_OFF_THE_DOWNBEAT = 18.0  # a free tempo is there to give way
_LONGEST_RING_OF_A_HIT_SECONDS = 4.0
_MOST_TEMPI, _BEAM = 400, 8


class Requested(NamedTuple):
    """What hits are to be met in: quarter notes a minute, seconds and moments in seconds, rising."""

    tempo_bpm: float
    is_said: bool
    meter: tuple[int, int]
    length_seconds: float
    hits: tuple[float, ...]


class Laid(NamedTuple):
    """Anchors in time: (second, tick) of the beginning, of each hit that is met, and of the last downbeat.

    Between two the tempo is even; hits share an even tempo of `tempo_bpm` where that was said.
    """

    tempo_bpm: float
    anchors: tuple[tuple[float, int], ...]
    met: tuple[float, ...]


@lru_cache(maxsize=64)
def lay(requested: Requested) -> Laid:
    """Return where hits and the last downbeat fall; what is not in `met` cannot be met."""
    hits = tuple(hit for hit in requested.hits if hit <= requested.length_seconds - SHORTEST_RING_OF_A_HIT_SECONDS)
    requested = requested._replace(hits=hits)
    return _lay_evenly(requested) if requested.is_said else _lay_bending(requested)


def _bar_ticks(requested: Requested) -> int:
    return Meter(0, *requested.meter).bar_ticks


def _weight(tick: int, meter: tuple[int, int]) -> float:
    """Return how weak a place in the bar is: 0 for a downbeat."""
    place = tick % Meter(0, *meter).bar_ticks
    beat = TICKS_PER_BEAT * 3 // 2 if meter[1] == 8 and meter[0] % 3 == 0 else TICKS_PER_BEAT
    steps = ((beat, 0.4), (TICKS_PER_BEAT // 2, 1.2))
    return 0.0 if place == 0 else next((weight for step, weight in steps if place % step == 0), 4.0)


# A tempo that was said


def _lay_evenly(requested: Requested) -> Laid:
    """Return the hits that one tempo meets."""
    tempo = min(_tempi(requested), key=lambda bpm: _cost_of_tempo(bpm, requested))
    microseconds = round(60e6 / tempo)
    seconds_a_tick = microseconds / 1e6 / TICKS_PER_BEAT
    last = _last_tick(seconds_a_tick, requested)
    met = [(hit, round(hit / seconds_a_tick / _SIXTEENTH) * _SIXTEENTH) for hit in requested.hits]
    met = [(h, tick) for h, tick in met if tick <= last and abs(tick * seconds_a_tick - h) <= NEAR_SECONDS]
    end = last * seconds_a_tick, last
    return Laid(tempo, ((0.0, 0), end), tuple(hit for hit, _ in met))


def _tempi(requested: Requested) -> list[float]:
    """Return the tempi near the said one at which some hit falls on a sixteenth, the said one first."""
    said, found = requested.tempo_bpm, set[float]()
    for hit in requested.hits:
        lowest, highest = (math.ceil(said * hit / 15 * (1 - _MOST_SAID)), said * hit / 15 * (1 + _MOST_SAID))
        for count in range(max(1, lowest), math.floor(highest) + 1):
            slowest = 15 * count / (hit + _SAFELY_SECONDS)
            fastest = 15 * count / max(hit - _SAFELY_SECONDS, 1e-3)
            found |= {15 * count / hit, min(max(said, slowest), fastest)}
    near = sorted((bpm for bpm in found if abs(bpm / said - 1) <= _MOST_SAID), key=lambda bpm: abs(bpm - said))
    return [said, *near[:_MOST_TEMPI]]


def _cost_of_tempo(bpm: float, requested: Requested) -> float:
    seconds_a_tick = 60 / bpm / TICKS_PER_BEAT
    last = _last_tick(seconds_a_tick, requested)
    cost = 0.0 if bpm == requested.tempo_bpm else _OTHER_TEMPO + ((bpm / requested.tempo_bpm - 1) / _USUAL_SAID) ** 2
    for hit in requested.hits:
        tick = round(hit / seconds_a_tick / _SIXTEENTH) * _SIXTEENTH
        off = abs(tick * seconds_a_tick - hit) / _SAFELY_SECONDS
        is_met = off <= 1 + 1e-9 and tick <= last
        cost += _weight(tick, requested.meter) + _OFF_THE_MIDDLE * off**2 if is_met else _UNMET
    return cost


def _last_tick(seconds_a_tick: float, requested: Requested) -> int:
    """Return the last downbeat that leaves the last chord time to ring; less where it is itself a hit."""
    bar = _bar_ticks(requested)
    bars = max(0, math.floor((requested.length_seconds - SHORTEST_RING_SECONDS) / (bar * seconds_a_tick) + 1e-9))
    later = (bars + 1) * bar
    is_hit = any(abs(hit - later * seconds_a_tick) <= _SAFELY_SECONDS for hit in requested.hits)
    return later if is_hit and later * seconds_a_tick < requested.length_seconds else bars * bar


# A free tempo


class _Way(NamedTuple):
    """Anchors so far, with the hits that are met and what it costs."""

    cost: float
    anchors: tuple[tuple[float, int], ...]
    met: tuple[float, ...]


_START = _Way(0.0, ((0.0, 0),), ())


def _lay_bending(requested: Requested) -> Laid:
    """Return the hits that the best of all tempi within reach meets."""
    steps = range(-round(100 * _MOST_FREE), round(100 * _MOST_FREE) + 1)
    tempi = [requested.tempo_bpm * math.exp(step / 100) for step in steps]
    ways = ((_way_at(bpm, requested), bpm) for bpm in tempi)
    free = requested.tempo_bpm
    best, tempo = min(ways, key=lambda pair: pair[0].cost + (math.log(pair[1] / free) / _USUAL_FREE) ** 2)
    return Laid(tempo, best.anchors, best.met)


def _way_at(bpm: float, requested: Requested) -> _Way:
    """Return the cheapest way through the hits near a tempo; a hit that leaves no room for an end is let go."""
    ways = [_START]
    for hit in requested.hits:
        onward = (further for way in ways for further in _further(way, hit, bpm, requested))
        ways = sorted(onward, key=lambda way: way.cost)[:_BEAM]
    ends = [end for way in ways for end in _ends(way, bpm, requested)]
    if ends or not requested.hits:
        return min(ends, key=lambda way: way.cost, default=_START)
    shorter = _way_at(bpm, requested._replace(hits=requested.hits[:-1]))
    return shorter._replace(cost=shorter.cost + _UNMET)


def _further(way: _Way, hit: float, bpm: float, requested: Requested) -> Iterator[_Way]:
    """Yield the way without a hit, and with it at each place that a little bending reaches."""
    second, tick = way.anchors[-1]
    if hit <= NEAR_SECONDS:
        yield way._replace(met=(*way.met, hit))
        return
    yield way._replace(cost=way.cost + _UNMET)
    for place in _places(way, hit, bpm, _bar_ticks(requested)):
        bend = _bend(bpm, place - tick, hit - second)
        weight = _weight(place, requested.meter)
        cost = way.cost + weight + _OFF_THE_DOWNBEAT * (weight > 0) + (bend / _USUAL_BEND) ** 2
        yield _Way(cost, (*way.anchors, (hit, place)), (*way.met, hit))


def _bend(bpm: float, ticks: int, seconds: float) -> float:
    """Return by which share a stretch of ticks is faster or slower than the tempo."""
    return math.log(ticks / TICKS_PER_BEAT * 60 / seconds / bpm)


def _places(way: _Way, hit: float, bpm: float, bar_ticks: int) -> list[int]:
    """Return the nearest sixteenths, beats and downbeats that a hit can fall on."""
    second, tick = way.anchors[-1]
    at = tick + (hit - second) * bpm / 60 * TICKS_PER_BEAT
    reach, places = (at - tick) * _MOST_BEND, set[int]()
    for step in (_SIXTEENTH, TICKS_PER_BEAT, bar_ticks):
        nearest = round(at / step)
        places |= {step * (nearest + i) for i in (-1, 0, 1)}
    return [place for place in sorted(places) if place > tick and abs(place - at) <= reach]


def _ends(way: _Way, bpm: float, requested: Requested) -> Iterator[_Way]:
    """Yield the way with each last downbeat that it may have: the last hit itself, or one after it."""
    (second, tick), bar, length = way.anchors[-1], _bar_ticks(requested), requested.length_seconds
    if tick and tick % bar == 0 and length - second <= _LONGEST_RING_OF_A_HIT_SECONDS:
        yield way._replace(cost=way.cost + 0.5 * max(0.0, length - second - 2) ** 2)
    for last, at in _last_downbeats(way.anchors[-1], bpm, requested):
        bend = _bend(bpm, last - tick, at - second)
        if abs(bend) <= 1.5 * _MOST_BEND:
            lingering = max(0.0, length - at - RING_SECONDS[1])
            cost = way.cost + (bend / _USUAL_BEND) ** 2 + lingering**2
            yield _Way(cost, (*way.anchors, (at, last)), way.met)


def _last_downbeats(since: tuple[float, int], bpm: float, requested: Requested) -> Iterator[tuple[int, float]]:
    """Yield (tick, second): bent so that the last chord rings as it best does, and in tempo."""
    (second, tick), bar, length = since, _bar_ticks(requested), requested.length_seconds
    ticks_a_second = bpm / 60 * TICKS_PER_BEAT
    for at in (length - ring for ring in (*RING_SECONDS, sum(RING_SECONDS) / 2)):
        last = round((tick + (at - second) * ticks_a_second) / bar) * bar
        if at > second and last > tick:
            yield last, at
    last = math.floor((tick + (length - SHORTEST_RING_SECONDS - second) * ticks_a_second) / bar) * bar
    if last > tick:
        yield last, second + (last - tick) / ticks_a_second
