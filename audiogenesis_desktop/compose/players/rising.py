"""Risers to hits: what leads to a hit that is to be risen to, exactly as the Plan tells it; no network writes it."""

import numpy as np

from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.vocabulary import DURATIONS, TICKS_PER_GRID, VELOCITY_STEP
from audiogenesis_desktop.plan.plan import HitKind, Part, Plan, Strike

_SOFTEST, _LOUDEST = 36, 108  # velocities that a roll grows through
_LONGEST_BARS = 2
_PITCH = 60  # of what has none that matters


def risers(plan: Plan) -> dict[tuple[int, int], list[Written]]:
    """Return by part's number and bar what who plays risers has there; they rest in the other bars that are told."""
    hits = [tick for tick, kind in zip(plan.hit_ticks, plan.hit_kinds, strict=False) if kind == HitKind.RISER]
    found = dict[tuple[int, int], list[Written]]()
    for bar, told in plan.fills.items() if hits else ():
        start = bar * plan.meter.bar_ticks
        hit = min((tick for tick in hits if tick > start), default=-1)
        is_led_to = 0 < hit - start <= _LONGEST_BARS * plan.meter.bar_ticks + plan.meter.bar_ticks
        for number, part in enumerate(plan.parts):
            strikes = told.get(part.track_id) if part.role == "effect" else None
            if strikes == () or (strikes and is_led_to):
                found[number, bar] = [_written(strike, part, hit - start, plan.meter.bar_ticks) for strike in strikes]
    return found


def _written(strike: Strike, part: Part, hit: int, bar_ticks: int) -> Written:
    """Return a note of a riser to a hit, which is so many ticks after the bar's start: drums grow, others last."""
    left = max(0, hit - strike.tick)
    ticks = TICKS_PER_GRID if part.instrument.is_drums else left
    share = max(0.0, 1 - left / (_LONGEST_BARS * bar_ticks)) if part.instrument.is_drums else 0.5
    velocity = round(_SOFTEST + (_LOUDEST - _SOFTEST) * share)
    duration = int(np.abs(DURATIONS * TICKS_PER_GRID - ticks).argmin())
    pitch = strike.key if strike.key >= 0 else _PITCH
    return Written(round(strike.tick / TICKS_PER_GRID), pitch, duration, velocity // VELOCITY_STEP)
