"""Where ticks become seconds and bars, and back: the only arithmetic of time in the app."""

from bisect import bisect_right
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Meter, Score, Tempo

# One unit is 1/960 microsecond, so that sums stay whole numbers.
_UNITS_PER_SECOND = 1_000_000 * TICKS_PER_BEAT
_NEAR_SECONDS = 5e-6


class TempoMap:
    """Ticks to seconds and back, exact: time is summed in whole units of 1/960 microsecond."""

    def __init__(self, tempi: tuple[Tempo, ...]) -> None:
        """Take tempi sorted by tick; before the first, its own tempo holds."""
        self._ticks = [0]
        self._rates = [tempi[0].microseconds_per_beat if tempi else 500_000]
        self._units = [0]
        for tempo in tempi:
            self._add(tempo)

    def _add(self, tempo: Tempo) -> None:
        units = self._units[-1] + (tempo.tick - self._ticks[-1]) * self._rates[-1]
        self._ticks.append(tempo.tick)
        self._rates.append(tempo.microseconds_per_beat)
        self._units.append(units)

    def seconds(self, tick: float) -> float:
        """Return the time of `tick` in seconds from the start."""
        i = bisect_right(self._ticks, tick) - 1 if tick >= 0 else 0
        return (self._units[i] + (tick - self._ticks[i]) * self._rates[i]) / _UNITS_PER_SECOND

    def exact_seconds(self, tick: int) -> Fraction:
        """Return the time of a whole tick without any rounding."""
        i = bisect_right(self._ticks, tick) - 1 if tick >= 0 else 0
        return Fraction(self._units[i] + (tick - self._ticks[i]) * self._rates[i], _UNITS_PER_SECOND)

    def ticks(self, seconds: float) -> float:
        """Return the tick, with its fraction, that sounds at `seconds`."""
        units = seconds * _UNITS_PER_SECOND
        i = bisect_right(self._units, units) - 1 if units >= 0 else 0
        return self._ticks[i] + (units - self._units[i]) / self._rates[i]

    def bpm(self, tick: float) -> float:
        """Return the tempo in force at `tick`, in quarter notes a minute."""
        i = bisect_right(self._ticks, tick) - 1 if tick >= 0 else 0
        return 60_000_000 / self._rates[i]


def usual_bpm(score: Score) -> float:
    """Return the tempo of a score in one number: half of the time no other is slower, the weighted median."""
    clock, end = TempoMap(score.tempi), max(1, score.end_tick)
    ticks = sorted({0, *(tempo.tick for tempo in score.tempi if 0 < tempo.tick < end), end})
    held = sorted((clock.bpm(start), clock.seconds(over) - clock.seconds(start)) for start, over in pairwise(ticks))
    left = sum(seconds for _, seconds in held) / 2
    for bpm, seconds in held:
        left -= seconds
        if left <= 0:
            return bpm
    return held[-1][0]


class BarPosition(NamedTuple):
    """A place in the bars: `bar` and `beat` count from 1, `tick` from 0 within the beat."""

    bar: int
    beat: int
    tick: int


class MeterMap:
    """Ticks to bars and beats and back. A meter that starts inside a bar cuts that bar short."""

    def __init__(self, meters: tuple[Meter, ...]) -> None:
        """Take meters sorted by tick; 4/4 holds before the first."""
        self._meters = list(meters) if meters and meters[0].tick <= 0 else [Meter(0, 4, 4), *meters]
        self._first_bars = [0]
        for before, after in pairwise(self._meters):
            bars = -((before.tick - after.tick) // before.bar_ticks)
            self._first_bars.append(self._first_bars[-1] + bars)

    def meter(self, tick: float) -> Meter:
        """Return the meter in force at `tick`."""
        return self._meters[max(0, bisect_right(self._meters, tick, key=lambda m: m.tick) - 1)]

    def position(self, tick: int) -> BarPosition:
        """Return bar, beat and tick of a place at or after the start."""
        i = max(0, bisect_right(self._meters, tick, key=lambda m: m.tick) - 1)
        meter = self._meters[i]
        bars, within_bar = divmod(tick - meter.tick, meter.bar_ticks)
        beat, within_beat = divmod(within_bar, meter.pulse_ticks)
        return BarPosition(self._first_bars[i] + bars + 1, beat + 1, within_beat)

    def bar_start(self, bar: int) -> int:
        """Return the tick at which a bar, counted from 1, begins."""
        i = max(0, bisect_right(self._first_bars, bar - 1) - 1)
        meter = self._meters[i]
        return meter.tick + (bar - 1 - self._first_bars[i]) * meter.bar_ticks

    def bar_lines(self, start_tick: int, end_tick: int) -> list[int]:
        """Return the ticks of all bar lines from `start_tick` up to, not including, `end_tick`."""
        bar = self.position(max(0, start_tick)).bar
        lines = []
        while (tick := self.bar_start(bar)) < end_tick:
            if tick >= start_tick:
                lines.append(tick)
            bar += 1
        return lines


def length_seconds(score: Score) -> float:
    """Return how long the score lasts, from tick 0 to its end."""
    return TempoMap(score.tempi).seconds(score.end_tick)


def length_frames(score: Score, rate: int) -> int:
    """Return how many samples at a rate in Hz the score lasts.

    Tempi are whole microseconds, so a length that was asked for in milliseconds may be missed by a fraction of one: it
    counts as met, or half a sample could fall to either side.
    """
    seconds = length_seconds(score)
    asked = round(seconds, 3)
    return round((asked if abs(seconds - asked) < _NEAR_SECONDS else seconds) * rate)
