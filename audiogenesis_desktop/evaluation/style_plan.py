"""A Plan in words, for the eye: form, energies, who plays, grooves as grids, ending."""

from collections.abc import Iterable

from msgspec import Struct

from audiogenesis_desktop.plan.plan import Groove, Part, Plan
from audiogenesis_desktop.score.score import TICKS_PER_BEAT
from audiogenesis_desktop.style.drums import KEYS

_SLOT_TICKS = TICKS_PER_BEAT // 4  # grids are in sixteenths
_NAMES = {key: name for name, key in KEYS.items()}


class SectionText(Struct, frozen=True):
    """A section: its kind, how many bars it has, its energy 0..1, who plays, and a line for each thing struck."""

    kind: str
    bars: float
    energy: float
    players: tuple[str, ...]
    grooves: tuple[str, ...]


class PlanText(Struct, frozen=True):
    """A Plan in words."""

    style: str
    time: str
    ending: str
    players: tuple[str, ...]
    sections: tuple[SectionText, ...]


def in_words(plan: Plan) -> PlanText:
    """Return a Plan in words."""
    return PlanText(
        style=", ".join(f"{name} {share:.2f}" for name, share in plan.style) or "none planned",
        time=_time(plan),
        ending=str(plan.ending),
        players=tuple(_player(part) for part in plan.parts),
        sections=tuple(_section(plan, i) for i in range(len(plan.sections))),
    )


def _time(plan: Plan) -> str:
    swing = f", swing {plan.swing:.2f} of {plan.swing_ticks} ticks" if plan.swing != 0.5 else ""
    return f"{plan.tempi[0].bpm:.1f} bpm, {plan.meter.numerator}/{plan.meter.denominator}{swing}"


def _player(part: Part) -> str:
    low, high = part.register
    register = f" {low} to {high}" if part.register != (0, 127) else ""
    kit = f", {part.kit}" if part.kit else ""
    return f"{_name_of(part)}: {part.role}{register}, level {part.level}{kit}"


def _name_of(part: Part) -> str:
    """Return what the style calls a part, and who plays it."""
    instrument = part.instrument.name
    return instrument if part.name in ("", instrument) else f"{part.name} ({instrument})"


def _section(plan: Plan, i: int) -> SectionText:
    section = plan.sections[i]
    grooves = plan.grooves[i] if i < len(plan.grooves) else {}
    return SectionText(
        kind=section.label,
        bars=round((section.end_tick - section.start_tick) / plan.meter.bar_ticks, 2),
        energy=round(section.energy, 3),
        players=tuple(_name_of(part) for part in plan.parts if part.track_id in plan.active[i]),
        grooves=tuple(
            f"{_name_of(part)}: {line}"
            for part in plan.parts
            if part.track_id in grooves
            for line in grids(grooves[part.track_id], bar_ticks=plan.meter.bar_ticks)
        ),
    )


def grids(groove: Groove, *, bar_ticks: int) -> list[str]:
    """Return a line for each drum, or one for a part with pitches: "kick x...x...|x..x...." in sixteenths."""
    keys = sorted({strike.key for strike in groove.strikes})
    return [
        f"{_drum(key)}{_grid((s.tick for s in groove.strikes if s.key == key), groove.bars, bar_ticks)}" for key in keys
    ]


def _drum(key: int) -> str:
    return "" if key < 0 else f"{_NAMES.get(key, key)} "


def _grid(ticks: Iterable[int], bars: int, bar_ticks: int) -> str:
    slots = bar_ticks // _SLOT_TICKS
    struck = {round(tick / _SLOT_TICKS) % (bars * slots) for tick in ticks}
    line = "".join("x" if slot in struck else "." for slot in range(bars * slots))
    return "|".join(line[i : i + slots] for i in range(0, len(line), slots))
