"""What somebody plays for a hit alone: risers, and drums that join for a crash; no network writes it."""

import numpy as np

from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.vocabulary import DURATIONS, TICKS_PER_GRID, VELOCITY_STEP
from audiogenesis_desktop.plan.plan import HitKind, Part, Plan, Strike

_SOFTEST, _LOUDEST, _STRUCK = 36, 108, 92  # velocities that a roll grows through; of what is struck alone
_LONGEST_BARS = 2
_PITCH = 60  # of what has none that matters


def played_for_hits(plan: Plan) -> dict[tuple[int, int], list[Written]]:
    """Return by part's number and bar all that is played there, exactly as the Plan's fills tell it; rests, too.

    It is of who plays risers, where a hit is risen to, and of drums in sections in which they have no groove.
    """
    rises = [tick for tick, kind in zip(plan.hit_ticks, plan.hit_kinds, strict=False) if kind == HitKind.RISER]
    found = dict[tuple[int, int], list[Written]]()
    for bar, told in plan.fills.items() if plan.hit_kinds else ():
        for number, part in enumerate(plan.parts):
            strikes = told.get(part.track_id)
            if strikes is None:
                continue
            if part.role == "drums" and _has_joined(plan, part, bar):
                found[number, bar] = [_written(plan, strike, velocity=_STRUCK, ticks=0) for strike in strikes]
            elif part.role == "effect" and rises:
                notes = _riser(plan, part, bar, strikes, rises)
                found |= {} if notes is None else {(number, bar): notes}
    return found


def _has_joined(plan: Plan, part: Part, bar: int) -> bool:
    section = plan.section_index(bar * plan.meter.bar_ticks)
    return section >= len(plan.grooves) or part.track_id not in plan.grooves[section]


def _riser(plan: Plan, part: Part, bar: int, strikes: tuple[Strike, ...], rises: list[int]) -> list[Written] | None:
    """Return a bar of a riser: drums grow up to the hit, others last up to it; None where it leads to no hit."""
    bar_ticks = plan.meter.bar_ticks
    start, longest = bar * bar_ticks, _LONGEST_BARS * bar_ticks
    hit = min((tick - start for tick in rises if tick > start), default=0)
    if strikes and not 0 < hit <= longest + bar_ticks:
        return None
    if not part.instrument.is_drums:
        return [
            _written(plan, strike, velocity=(_SOFTEST + _LOUDEST) // 2, ticks=hit - strike.tick) for strike in strikes
        ]
    grown = [max(0.0, 1 - (hit - strike.tick) / longest) for strike in strikes]
    louder = [round(_SOFTEST + (_LOUDEST - _SOFTEST) * share) for share in grown]
    return [_written(plan, strike, velocity=v, ticks=0) for strike, v in zip(strikes, louder, strict=True)]


def _written(plan: Plan, strike: Strike, *, velocity: int, ticks: int) -> Written:
    place = min(round(strike.tick / TICKS_PER_GRID), plan.meter.bar_ticks // TICKS_PER_GRID - 1)
    duration = int(np.abs(DURATIONS * TICKS_PER_GRID - ticks).argmin())
    return Written(place, strike.key if strike.key >= 0 else _PITCH, duration, velocity // VELOCITY_STEP)
