"""What happens at hits: a section begins there, drums lead to a crash, a crash alone, or all stop for a beat before.

What was chosen happens, as far as it can; `outcome` tells where it cannot.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from audiogenesis_desktop.brief.brief import Brief
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


def chosen_kinds(brief: Brief, timing: Timing) -> dict[int, HitKind]:
    """Return, by tick, what was chosen to happen at hits that are met."""
    kinds = dict(brief.hit_kinds)
    return {tick: HitKind(kinds[hit]) for hit, tick in zip(timing.met, timing.hit_ticks, strict=False) if hit in kinds}


class Means(NamedTuple):
    """Who of a piece there is for what is chosen for hits: whether anybody drums, and whether anybody plays risers."""

    has_drums: bool
    has_riser: bool


def possible(kind: HitKind, tick: int, *, bar_ticks: int, last_downbeat_tick: int, means: Means) -> HitKind:
    """Return what happens at a hit of a chosen kind: where that cannot be, a crash, or an accent without drums."""
    if tick >= last_downbeat_tick:
        return HitKind.END
    can = {
        HitKind.SECTION: tick > 0 and tick % bar_ticks == 0,
        HitKind.LIFT: means.has_drums and tick > 0 and tick % TICKS_PER_BEAT == 0,
        HitKind.CRASH: means.has_drums,
        HitKind.STOP: tick > 0,
        HitKind.RISER: means.has_riser and tick >= 2 * TICKS_PER_BEAT,
    }
    return kind if can.get(kind, True) else _instead(means)


def _instead(means: Means) -> HitKind:
    return HitKind.CRASH if means.has_drums else HitKind.ACCENT


# Sections


def with_edges(
    form: Form, timing: Timing, chosen: Mapping[int, HitKind] = MappingProxyType({}), *, is_given: bool = False
) -> Form:
    """Return a form whose sections begin at hits that are downbeats, where their lengths allow it.

    The edge that is nearest moves there, by three bars at most; else a long section is split. Where something else is
    chosen for a hit, and in a form that is given, nothing is moved; where a section is chosen, one begins always.
    """
    bar = timing.meter.bar_ticks
    fixed = {tick // bar for tick in timing.hit_ticks if tick % bar == 0}
    for hit in timing.hit_ticks:
        if hit % bar or not 0 < hit < timing.last_downbeat_tick or hit // bar in form.starts:
            continue
        kind = chosen.get(hit)
        if kind == HitKind.SECTION:
            form = _with_edge(form, hit // bar, fixed=fixed, lengths=((2, 4), (2, 2), (1, 1)))
        elif kind in (None, HitKind.RISER) and not is_given:
            form = _with_edge(form, hit // bar, fixed=fixed, lengths=((_SHORTEST_BARS, _SPLIT_BARS),))
    return form


def _with_edge(form: Form, bar: int, *, fixed: Collection[int], lengths: Sequence[tuple[int, int]]) -> Form:
    """Return a form with a section that begins at a bar, at the first lengths, (moved, split), that allow it."""
    for shortest, halves in lengths:
        edged = _moved(form, bar, fixed, shortest) or _split(form, bar, halves)
        if edged is not None:
            return edged
    return form


def _moved(form: Form, bar: int, fixed: Collection[int], shortest: int) -> Form | None:
    edges = [*form.starts, form.ends[-1]]
    movable = [i for i in range(1, len(form.starts)) if edges[i] not in fixed and abs(edges[i] - bar) <= _REACH_BARS]
    fitting = [i for i in movable if edges[i - 1] + shortest <= bar <= edges[i + 1] - shortest]
    if not fitting:
        return None
    edges[min(fitting, key=lambda i: abs(edges[i] - bar))] = bar
    return replace(form, starts=tuple(edges[:-1]), ends=tuple(edges[1:]))


def _split(form: Form, bar: int, shortest: int) -> Form | None:
    """Return a form whose section at a bar ends there and goes on, stronger, as another; None where it is short."""
    at = max(i for i, start in enumerate(form.starts) if start < bar)
    is_long_outro = form.kinds[at] == "outro" and shortest >= _SPLIT_BARS
    if min(bar - form.starts[at], form.ends[at] - bar) < shortest or is_long_outro:
        return None
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


# What happens


def with_events(plan: Plan, chosen: Mapping[int, HitKind] = MappingProxyType({})) -> Plan:
    """Return a Plan that says what happens at each of its hits: what is `chosen` by its tick, or else what suits.

    Drums lead to those that they lift to, and risers to those that are risen to; who does not play there for that
    alone plays nothing else of that section.
    """
    kinds = tuple(_kind_of(plan, hit, chosen.get(hit)) for hit in plan.hit_ticks)
    leading = _Leading(plan)
    for hit, kind in zip(plan.hit_ticks, kinds, strict=True):
        if kind == HitKind.RISER:
            leading.rise(hit)
        if hit in chosen and kind in (HitKind.CRASH, HitKind.LIFT):
            leading.crash(hit)
        if kind == HitKind.LIFT:
            leading.lift(hit)
    return replace(plan, hit_kinds=kinds, fills=leading.fills, active=tuple(leading.active))


def _kind_of(plan: Plan, hit: int, chosen: HitKind | None) -> HitKind:
    is_section = any(section.start_tick == hit for section in plan.sections)
    if chosen is not None:
        means = Means(bool(_drummers(plan)), bool(_risers(plan)))
        last, bar = plan.last_downbeat_tick, plan.meter.bar_ticks
        kind = possible(chosen, hit, bar_ticks=bar, last_downbeat_tick=last, means=means)
        return kind if kind != HitKind.SECTION or is_section else _instead(means)
    return _suiting(plan, hit, is_section=is_section)


def _suiting(plan: Plan, hit: int, *, is_section: bool) -> HitKind:
    if hit >= plan.last_downbeat_tick:
        return HitKind.END
    if is_section:
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


def _risers(plan: Plan) -> set[int]:
    return {part.track_id for part in plan.parts if part.role == "effect"}


class _Leading:
    """What leads to hits, over what a Plan tells: `fills` and who is `active` as there, changed."""

    def __init__(self, plan: Plan) -> None:
        self.fills: dict[int, dict[int, tuple[Strike, ...]]] = {bar: dict(fill) for bar, fill in plan.fills.items()}
        self.active = list(plan.active)
        self._plan, self._bar_ticks = plan, plan.meter.bar_ticks

    def lift(self, hit: int) -> None:
        """Let drummers strike before a hit, beside what they have been told to strike there."""
        for drum, sixteenths in _LEAD_IN:
            bar, within = divmod(hit - TICKS_PER_BEAT + sixteenths * _SIXTEENTH, self._bar_ticks)
            for track_id in _drummers(self._plan) & self.active[self._section(bar)]:
                told = self._told(bar, track_id)
                if told is not None:
                    self._tell(bar, track_id, {*told, Strike(within, KEYS[drum])})

    def crash(self, hit: int) -> None:
        """Let drummers play a hit in a section in which they are silent."""
        bar, within = divmod(hit, self._bar_ticks)
        if not _drummers(self._plan) & self.active[self._section(bar)]:
            for track_id in _drummers(self._plan):
                self._join(track_id, bar)
                self._tell(bar, track_id, {Strike(within, KEYS["kick"]), Strike(within, KEYS["crash"])})

    def rise(self, hit: int) -> None:
        """Let who plays risers lead to a hit: drums roll for two bars, at last twice as fast, others have one note."""
        earlier = max((tick for tick in self._plan.hit_ticks if tick < hit), default=0)
        end = hit - (_SIXTEENTH if hit % _SIXTEENTH else 0)  # what is nearer would flam
        for part in self._plan.parts:
            if part.track_id not in _risers(self._plan):
                continue
            if part.instrument.is_drums:
                ticks = [tick for tick in _rolled(hit, self._bar_ticks) if earlier <= tick < end]
                strikes = [Strike(tick, KEYS["snare"]) for tick in ticks]
            else:
                strikes = [Strike(max(earlier, hit - hit % _SIXTEENTH - self._bar_ticks))]
            if strikes:
                self._lay(strikes, part.track_id, hit)

    def _lay(self, strikes: Sequence[Strike], track_id: int, hit: int) -> None:
        """Tell somebody strikes, in ticks of the piece, in the bars from their first to a hit."""
        for bar in range(strikes[0].tick // self._bar_ticks, (hit - 1) // self._bar_ticks + 1):
            if track_id not in self.active[self._section(bar)]:
                self._join(track_id, bar)
            start, end = bar * self._bar_ticks, (bar + 1) * self._bar_ticks
            self._tell(bar, track_id, {s._replace(tick=s.tick - start) for s in strikes if start <= s.tick < end})

    def _join(self, track_id: int, bar: int) -> None:
        """Let somebody play in the section of a bar, and nothing there but what else is told."""
        index = self._section(bar)
        section = self._plan.sections[index]
        self.active[index] |= {track_id}
        for each in range(section.start_tick // self._bar_ticks, -(-section.end_tick // self._bar_ticks)):
            self.fills.setdefault(each, {}).setdefault(track_id, ())

    def _section(self, bar: int) -> int:
        return self._plan.section_index(bar * self._bar_ticks)

    def _told(self, bar: int, track_id: int) -> tuple[Strike, ...] | None:
        told = self.fills.get(bar, {}).get(track_id)
        return told if told is not None else self._plan.strikes_in(bar, track_id)

    def _tell(self, bar: int, track_id: int, strikes: Collection[Strike]) -> None:
        self.fills.setdefault(bar, {})[track_id] = tuple(sorted(strikes))


def _rolled(hit: int, bar_ticks: int) -> list[int]:
    """Return the ticks of a roll to a hit: a bar of eighths, a bar of sixteenths."""
    first = round(hit / _SIXTEENTH) * _SIXTEENTH
    slow = range(first - 2 * bar_ticks, first - bar_ticks, 2 * _SIXTEENTH)
    return [*slow, *range(first - bar_ticks, first, _SIXTEENTH)]


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
