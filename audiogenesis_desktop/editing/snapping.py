"""The grid that gestures hold to: as fine as the zoom lets one see, or fixed to a note value. Pure, no Qt."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Meter

FINEST_PIXELS = 12

Division = Literal["straight", "triplet", "dotted"]
_LENGTHS: dict[Division, tuple[int, int]] = {"straight": (1, 1), "triplet": (2, 3), "dotted": (3, 2)}
_SHARES: dict[Division, tuple[tuple[int, int], ...]] = {  # of a pulse, finest first
    "straight": ((1, 16), (1, 8), (1, 4), (1, 2), (1, 1)),
    "triplet": ((1, 24), (1, 12), (1, 6), (1, 3), (1, 1)),
    "dotted": ((3, 32), (3, 16), (3, 8), (3, 4), (3, 2)),
}


class Ruling(NamedTuple):
    """How time is divided. `note_ticks` fixes the grid to a straight note's length; 0 is as fine as can be seen."""

    division: Division = "straight"
    note_ticks: int = 0

    @property
    def fixed_ticks(self) -> int:
        """Return the step in ticks that the grid is fixed to, or 0."""
        times, parts = _LENGTHS[self.division]
        return self.note_ticks * times // parts

    def steps(self, meter: Meter) -> tuple[int, ...]:
        """Return the steps in ticks within a bar, finest first; none is finer than the one it is fixed to."""
        fixed = self.fixed_ticks
        steps = {meter.pulse_ticks * times // parts for times, parts in _SHARES[self.division]}
        steps = {step for step in steps if fixed <= step < meter.bar_ticks and step}
        return tuple(sorted(steps | {fixed} if fixed else steps))


STRAIGHT = Ruling()
_WHOLE_NOTE = 4 * TICKS_PER_BEAT
_SUFFIXES: dict[Division, str] = {"straight": "", "triplet": "T", "dotted": "."}


def snap_step(pixels_per_tick: float, meter: Meter, ruling: Ruling = STRAIGHT) -> int:
    """Return the step in ticks: the fixed one, or the finest, up to many bars, that lies at least 12 px apart."""
    if ruling.note_ticks:
        return ruling.fixed_ticks
    for step in ruling.steps(meter):
        if step * pixels_per_tick >= FINEST_PIXELS:
            return step
    step = meter.bar_ticks
    while step * pixels_per_tick < FINEST_PIXELS and step < meter.bar_ticks * 256:
        step *= 2
    return step


def step_name(step: int, meter: Meter, division: Division) -> str:
    """Return a step in ticks as musicians call it: "1/16", "1/8T" (triplet), "1/8." (dotted), "2 bars"."""
    bars, rest = divmod(step, meter.bar_ticks)
    if bars and not rest:
        return "1 bar" if bars == 1 else f"{bars} bars"
    for kind in (division, "straight"):
        times, parts = _LENGTHS[kind]
        whole, rest = divmod(_WHOLE_NOTE * times, step * parts)
        if not rest:
            return f"1/{whole}{_SUFFIXES[kind]}"
    return f"{step} ticks"


@dataclass(frozen=True, slots=True)
class Snap:
    """Grid points counted from each bar line; a `step` of several bars is counted from the meter's start."""

    meters: MeterMap
    step: int

    def floor(self, tick: float) -> int:
        """Return the grid point at or before a tick."""
        tick = max(0.0, tick)
        origin = self._origin(tick)
        return origin + int((tick - origin) // self.step) * self.step

    def ceil(self, tick: float) -> int:
        """Return the first grid point after a tick."""
        before = self.floor(tick)
        return min(before + self.step, self._next_origin(before))

    def nearest(self, tick: float) -> int:
        """Return the grid point nearest to a tick."""
        before, after = self.floor(tick), self.ceil(tick)
        return before if tick - before < after - tick else after

    def _origin(self, tick: float) -> int:
        meter = self.meters.meter(tick)
        if self.step > meter.bar_ticks:
            return meter.tick
        position = self.meters.position(int(tick))
        return self.meters.bar_start(position.bar)

    def _next_origin(self, tick: int) -> int:
        if self.step > self.meters.meter(tick).bar_ticks:
            return tick + self.step
        return self.meters.bar_start(self.meters.position(tick).bar + 1)
