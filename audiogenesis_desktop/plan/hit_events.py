"""What happens at hits: a section begins there, drums lead to a crash, a crash alone, or all stop for a beat before."""

from collections.abc import Collection
from dataclasses import replace

from audiogenesis_desktop.plan.form import Form, repeats_of
from audiogenesis_desktop.plan.plan import HitKind, Plan, Strike
from audiogenesis_desktop.plan.timing import Timing
from audiogenesis_desktop.score.score import TICKS_PER_BEAT
from audiogenesis_desktop.style.drums import KEYS

_SIXTEENTH = TICKS_PER_BEAT // 4
_REACH_BARS, _SHORTEST_BARS, _SPLIT_BARS = 3, 2, 4  # how far an edge moves; a section is as long at least; its halves
_STOP_BARS = 2  # since the hit before: who stops again and again stumbles
_CLEARED_TICKS = (_SIXTEENTH, TICKS_PER_BEAT // 6)  # before and after a hit that lies between sixteenths
_RISE = 0.15  # of strength, where a section is split at a hit
_SPLIT = {"intro": "A", "A": "A'"}  # what goes on after a hit, of others the same
_LEAD_IN = (("snare", 2), ("snare", 3))  # sixteenths of the last beat before a hit


def with_edges(form: Form, timing: Timing) -> Form:
    """Return a form whose sections begin at hits that are downbeats, where their lengths allow it.

    The edge that is nearest moves there, by three bars at most; else a long section is split.
    """
    bar = timing.meter.bar_ticks
    for hit in timing.hit_ticks:
        if hit % bar == 0 and 0 < hit < timing.last_downbeat_tick:
            form = _with_edge(form, hit // bar, fixed={tick // bar for tick in timing.hit_ticks if tick % bar == 0})
    return form


def _with_edge(form: Form, bar: int, *, fixed: Collection[int]) -> Form:
    if bar in form.starts:
        return form
    edges = [*form.starts, form.ends[-1]]
    movable = [i for i in range(1, len(form.starts)) if edges[i] not in fixed and abs(edges[i] - bar) <= _REACH_BARS]
    fitting = [i for i in movable if edges[i - 1] + _SHORTEST_BARS <= bar <= edges[i + 1] - _SHORTEST_BARS]
    if fitting:
        edges[min(fitting, key=lambda i: abs(edges[i] - bar))] = bar
        return replace(form, starts=tuple(edges[:-1]), ends=tuple(edges[1:]))
    return _split(form, bar)


def _split(form: Form, bar: int) -> Form:
    """Return a form whose section at a bar ends there and goes on, stronger, as another; the same where it is short."""
    at = max(i for i, start in enumerate(form.starts) if start < bar)
    if min(bar - form.starts[at], form.ends[at] - bar) < _SPLIT_BARS or form.kinds[at] == "outro":
        return form
    kind = form.kinds[at]
    kinds = (*form.kinds[: at + 1], _SPLIT.get(kind, kind), *form.kinds[at + 1 :])
    stronger = min(1.0, form.strengths[at] + _RISE)
    return Form(
        kinds,
        starts=(*form.starts[: at + 1], bar, *form.starts[at + 1 :]),
        ends=(*form.ends[:at], bar, *form.ends[at:]),
        repeats=repeats_of(kinds),
        strengths=(*form.strengths[: at + 1], stronger, *form.strengths[at + 1 :]),
    )


def with_events(plan: Plan) -> Plan:
    """Return a Plan that says what happens at each of its hits, and in which drums lead to those that they lift to."""
    kinds = tuple(_kind_of(plan, hit) for hit in plan.hit_ticks)
    fills: dict[int, dict[int, tuple[Strike, ...]]] = {bar: dict(fill) for bar, fill in plan.fills.items()}
    for hit, kind in zip(plan.hit_ticks, kinds, strict=True):
        if kind == HitKind.LIFT:
            _lead_to(hit, plan, fills)
    return replace(plan, hit_kinds=kinds, fills=fills)


def _kind_of(plan: Plan, hit: int) -> HitKind:
    if hit >= plan.last_downbeat_tick:
        return HitKind.END
    if any(section.start_tick == hit for section in plan.sections):
        return HitKind.SECTION
    has_drums = bool(_drummers(plan) & plan.active[plan.section_index(hit)])
    before = max((tick for tick in plan.hit_ticks if tick < hit), default=0)
    if (not has_drums or hit % _SIXTEENTH) and hit - before >= _STOP_BARS * plan.meter.bar_ticks:
        return HitKind.STOP
    if not has_drums:
        return HitKind.ACCENT
    is_on_beat = hit % TICKS_PER_BEAT == 0
    return HitKind.LIFT if is_on_beat and hit - before >= plan.meter.bar_ticks else HitKind.CRASH


def _drummers(plan: Plan) -> set[int]:
    return {part.track_id for part in plan.parts if part.role == "drums" and part.instrument.is_drums}


def _lead_to(hit: int, plan: Plan, fills: dict[int, dict[int, tuple[Strike, ...]]]) -> None:
    """Let drummers strike before a hit, beside what they have been told to strike there."""
    for drum, sixteenths in _LEAD_IN:
        bar, within = divmod(hit - TICKS_PER_BEAT + sixteenths * _SIXTEENTH, plan.meter.bar_ticks)
        for track_id in _drummers(plan) & plan.active[plan.section_index(bar * plan.meter.bar_ticks)]:
            told = fills.get(bar, {}).get(track_id) or plan.strikes_in(bar, track_id)
            if told is not None:
                fills.setdefault(bar, {})[track_id] = tuple(sorted({*told, Strike(within, KEYS[drum])}))


def crashes(plan: Plan) -> tuple[int, ...]:
    """Return the ticks of the hits at which who drums strikes a crash: all but an end, and where it becomes calmer."""
    return tuple(tick for tick, kind in zip(plan.hit_ticks, plan.hit_kinds, strict=False) if _crashes(plan, tick, kind))


def _crashes(plan: Plan, tick: int, kind: HitKind) -> bool:
    if kind != HitKind.SECTION:
        return kind not in (HitKind.END, HitKind.ACCENT)
    after = plan.section_index(tick)
    return after == 0 or plan.sections[after].energy >= plan.sections[after - 1].energy


def silences(plan: Plan) -> tuple[tuple[int, int], ...]:
    """Return (tick, end tick) of a beat before each hit that all stop for, or less where another hit is near."""
    found = list[tuple[int, int]]()
    for i, (tick, kind) in enumerate(zip(plan.hit_ticks, plan.hit_kinds, strict=False)):
        if kind == HitKind.STOP:
            earliest = (plan.hit_ticks[i - 1] + tick) // 2 if i else 0
            found.append((max(earliest, tick - TICKS_PER_BEAT), tick))
    return tuple(found)


def cleared(plan: Plan) -> tuple[tuple[int, int], ...]:
    """Return (tick, end tick) about each hit between sixteenths, in which nothing else begins: it would flam."""
    before, after = _CLEARED_TICKS
    off = [tick for tick in plan.hit_ticks if tick % _SIXTEENTH]
    return tuple((max(0, tick - before), tick + after) for tick in off)
