"""A last bar of a few beats: what led to the last chord goes on through them, and drums fill there."""

from dataclasses import replace

from audiogenesis_desktop.plan.plan import Ending, Plan, Strike
from audiogenesis_desktop.score.score import ChordAt


def led_in(plan: Plan) -> Plan:
    """Return a Plan whose last downbeat lies within a bar with the chord before that bar, and its fill, up to there."""
    bar_ticks, last = plan.meter.bar_ticks, plan.last_downbeat_tick
    bar, within = divmod(last, bar_ticks)
    if not within:
        return plan
    fills = {**plan.fills}
    if plan.ending == Ending.FILL and bar - 1 in fills:
        moved = {who: _late(strikes, bar_ticks - within) for who, strikes in fills.pop(bar - 1).items()}
        fills[bar] = moved
    return replace(plan, chords=_chords(plan, last - within), fills=fills)


def _late(strikes: tuple[Strike, ...], from_tick: int) -> tuple[Strike, ...]:
    """Return what is struck in a bar from a tick on, counted from there."""
    return tuple(strike._replace(tick=strike.tick - from_tick) for strike in strikes if strike.tick >= from_tick)


def _chords(plan: Plan, bar_tick: int) -> tuple[ChordAt, ...]:
    """Return the chords, those of the last bar's beats that of before; the last one begins on the last downbeat."""
    last, before = plan.last_downbeat_tick, [chord for chord in plan.chords if chord.tick < bar_tick]
    if not before:
        return plan.chords
    final = plan.chords[-1]
    before[-1] = before[-1]._replace(length_ticks=last - before[-1].tick)
    return (*before, final._replace(tick=last, length_ticks=plan.length_ticks - last))
