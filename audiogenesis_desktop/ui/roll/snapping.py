"""The grid that gestures hold to: as fine as the zoom lets one see. Pure, no Qt."""

from dataclasses import dataclass

from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.score import Meter

FINEST_PIXELS = 12


def snap_step(pixels_per_tick: float, meter: Meter, *, triplets: bool = False) -> int:
    """Return the finest step in ticks, from 1/16 of a beat to many bars, that lies at least 12 px apart."""
    pulse = meter.pulse_ticks
    divisions = (24, 12, 6, 3) if triplets else (16, 8, 4, 2)
    for step in [*(pulse // division for division in divisions), pulse]:
        if step * pixels_per_tick >= FINEST_PIXELS:
            return step
    step = meter.bar_ticks
    while step * pixels_per_tick < FINEST_PIXELS and step < meter.bar_ticks * 256:
        step *= 2
    return step


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
