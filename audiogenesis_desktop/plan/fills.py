"""Fills and rolls: what is struck in single bars in place of a part's groove, before something new begins."""

from collections.abc import Collection, Mapping, Sequence
from random import Random

from audiogenesis_desktop.plan.drawn_grooves import fitting_grids, habit_of, struck
from audiogenesis_desktop.plan.form import Form
from audiogenesis_desktop.plan.plan import Ending, Groove, Strike, strikes_of
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Meter
from audiogenesis_desktop.style.casting import Seat
from audiogenesis_desktop.style.drums import KEYS
from audiogenesis_desktop.style.fills import fills_of
from audiogenesis_desktop.style.plays import Kit, Roll

Fills = Mapping[int, Mapping[int, tuple[Strike, ...]]]

_FILLS_ABOVE = 0.35  # of a section's strength: who plays softer goes on
_SHORTEST_BARS = 2  # of a section that is led on from
_ROLL_BARS = 2
FEET = frozenset({KEYS["kick"], KEYS["pedal"]})
"""The drums that keep time through a fill, while hands leave what they did."""


def draw_fills(
    form: Form,
    seats: Sequence[Seat],
    active: Sequence[Collection[int]],
    grooves: Sequence[Mapping[int, Groove]],
    *,
    meter: Meter,
    ending: Ending,
    seed: int = 0,
) -> Fills:
    """Return, by bar and track id, what drummers strike there in place of their grooves, in ticks from the bar's start.

    They fill before each new section, and before the last downbeat where the piece ends so; who rolls does so there
    too. The same arguments give the same.
    """
    found: dict[int, dict[int, tuple[Strike, ...]]] = {}
    last = len(form.kinds) - 1
    for i, (start, end) in enumerate(zip(form.starts, form.ends, strict=True)):
        bar = end - 1 - (i == last)  # the very last bar has the last downbeat
        if bar - start + 1 < _SHORTEST_BARS:
            continue
        is_at_the_end = bar + 1 >= form.ends[-1] - 1 and ending != Ending.LOOP
        fills = form.strengths[i] > _FILLS_ABOVE and (ending == Ending.FILL if is_at_the_end else i < last)
        for number in sorted(active[i]):
            play, _ = habit_of(seats[number], number, seed=seed)
            groove = grooves[i].get(number)
            if isinstance(play, Kit) and groove is not None and fills:
                fill = _fill(play, meter, Random(f"fill/{seed}/{number}/{i}"))
                before = strikes_of(groove, bar - start, meter.bar_ticks)
                found.setdefault(bar, {})[number] = _with_fill(before, fill)
            elif isinstance(play, Roll) or (seats[number].role == "effect" and play is None):
                bars = min(play.bars if isinstance(play, Roll) else _ROLL_BARS, bar + 1 - start)
                for left in range(bars):
                    found.setdefault(bar - left, {})[number] = _roll(seats[number], meter, left=left)
    return found


def usual_fill(meter: Meter, random: Random) -> tuple[Strike, ...]:
    """Return one of the usual fills of a bar in a meter, in ticks from the bar's start."""
    return _drawn(fills_of(True, beats=meter.numerator), meter, random)


def usual_roll(meter: Meter) -> tuple[Strike, ...]:
    """Return a bar of a snare roll, in sixteenths."""
    return tuple(Strike(tick, KEYS["snare"]) for tick in range(0, meter.bar_ticks, TICKS_PER_BEAT // 4))


def _fill(play: Kit, meter: Meter, random: Random) -> tuple[Strike, ...]:
    return _drawn(fills_of(play.fills, beats=meter.numerator), meter, random)


def _drawn(grids: tuple[str, ...], meter: Meter, random: Random) -> tuple[Strike, ...]:
    fitting = fitting_grids(grids, meter)
    if not fitting:
        return ()
    return tuple(
        sorted(Strike(tick, KEYS[drum]) for drum, line in random.choice(fitting) for tick in struck(line, meter))
    )


def _with_fill(before: Sequence[Strike], fill: Sequence[Strike]) -> tuple[Strike, ...]:
    begins = min((strike.tick for strike in fill), default=0)
    kept = {strike for strike in before if not fill or strike.tick < begins or strike.key in FEET}
    return tuple(sorted(kept | {*fill}))


def _roll(seat: Seat, meter: Meter, *, left: int) -> tuple[Strike, ...]:
    """Return a bar of a snare roll after which so many are left, in eighths and at last in sixteenths.

    Who is no drummer has one note at last.
    """
    if seat.instrument != "drums":
        return () if left else (Strike(0),)
    step = TICKS_PER_BEAT // 2 if left else TICKS_PER_BEAT // 4
    return tuple(Strike(tick, KEYS["snare"]) for tick in range(0, meter.bar_ticks, step))
