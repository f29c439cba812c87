"""Something happens at each hit: what does is chosen by where it falls and who plays."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.plan.form import Form, repeats_of
from audiogenesis_desktop.plan.hit_events import cleared, crashes, silences, with_edges
from audiogenesis_desktop.plan.plan import HitKind, Plan
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.plan.timing import Timing
from audiogenesis_desktop.score.score import Meter, Tempo
from audiogenesis_desktop.style.drums import KEYS

BAR = 3840


def timing_at(*bars: float, last_bar: int) -> Timing:
    end = last_bar * BAR
    ticks = tuple(round(bar * BAR) for bar in bars)
    return Timing((Tempo(0, 500_000),), Meter(0, 4, 4), last_bar, end, end + 900, end + 960, hit_ticks=ticks)


def form_of(*bars: int) -> Form:
    edges = [sum(bars[:i]) for i in range(len(bars) + 1)]
    kinds = ("A", "B", "A'", "B", "outro")[: len(bars)]
    return Form(kinds, tuple(edges[:-1]), tuple(edges[1:]), repeats_of(kinds), (0.5,) * len(bars))


def plan_of(
    *hits: float, said: bool = False, instruments: tuple[str, ...] = ("drums", "piano", "fingered bass")
) -> Plan:
    brief = Brief(length_seconds=40.0, hits=hits, instruments=instruments, only=True, style=(("rock", 1.0),))
    return make_plan(brief.with_fields(Origin.SAID if said else Origin.INFERRED, tempo_bpm=120.0), 1)


def test_the_nearest_section_begins_at_a_hit_on_a_downbeat() -> None:
    form = with_edges(form_of(8, 8, 5), timing_at(7, last_bar=20))
    assert (form.starts, form.ends, form.kinds) == ((0, 7, 16), (7, 16, 21), ("A", "B", "A'"))


def test_a_long_section_is_split_at_a_hit_and_goes_on_stronger() -> None:
    form = with_edges(form_of(16, 5), timing_at(8, last_bar=20))
    assert form.starts == (0, 8, 16) and form.kinds == ("A", "A'", "B")
    assert form.strengths[1] > form.strengths[0] and form.repeats == (-1, 0, -1)


@given(st.lists(st.integers(2, 12), min_size=1, max_size=5), st.sets(st.integers(1, 40), max_size=4))
def test_sections_stay_whole_and_in_order_wherever_hits_fall(bars: list[int], hits: set[int]) -> None:
    before = form_of(*bars)
    form = with_edges(before, timing_at(*sorted(hits), last_bar=sum(bars) - 1))
    assert form.starts[0] == 0 and form.ends[-1] == sum(bars)
    assert form.ends[:-1] == form.starts[1:] and all(end - start >= 2 for start, end in pairwise(form.starts))
    assert len(form.kinds) == len(form.strengths) == len(form.repeats) == len(form.starts)


def test_between_beats_all_stop_and_on_beats_drums_lift() -> None:
    plan = plan_of(12.25, 17.07, said=True)
    assert plan.hit_kinds == (HitKind.CRASH, HitKind.STOP)
    assert crashes(plan) == plan.hit_ticks
    assert silences(plan) == ((plan.hit_ticks[1] - 960, plan.hit_ticks[1]),)
    lifted = plan_of(12.5, said=True)
    assert lifted.hit_kinds == (HitKind.LIFT,)
    snare = [strike.tick for strike in lifted.strikes_in(6, 0) or () if strike.key == KEYS["snare"]]
    assert {480, 720} <= {*snare}


def test_a_section_that_is_calmer_begins_without_a_crash() -> None:
    plan = plan_of(12.5)
    start = plan.sections[1].start_tick
    calmer = plan.sections[1]._replace(energy=plan.sections[0].energy - 0.1)
    told = replace(plan, hit_ticks=(start,), hit_kinds=(HitKind.SECTION,))
    assert crashes(replace(told, sections=(plan.sections[0], calmer, *plan.sections[2:]))) == ()
    livelier = calmer._replace(energy=plan.sections[0].energy)
    assert crashes(replace(told, sections=(plan.sections[0], livelier, *plan.sections[2:]))) == (start,)


def test_hits_one_after_another_do_not_stop_all_again_and_again() -> None:
    plan = plan_of(12.07, 13.07, 17.57, said=True)
    assert plan.hit_kinds == (HitKind.STOP, HitKind.CRASH, HitKind.STOP)
    alone = plan_of(12.07, 13.07, said=True, instruments=("piano", "strings"))
    assert alone.hit_kinds == (HitKind.STOP, HitKind.ACCENT) and crashes(alone) == alone.hit_ticks[:1]


def test_nothing_begins_beside_a_hit_between_sixteenths() -> None:
    plan = plan_of(12.0, 16.07, said=True)
    off = plan.hit_ticks[1]
    assert cleared(plan) == ((off - 240, off + 160),)


def test_without_drums_all_stop() -> None:
    plan = plan_of(12.5, said=True, instruments=("piano", "strings"))
    assert plan.hit_kinds == (HitKind.STOP,)


def test_the_last_chord_is_an_end_and_needs_nothing_else() -> None:
    plan = plan_of(38.8)
    assert plan.hit_kinds == (HitKind.END,) and plan.hit_ticks == (plan.last_downbeat_tick,)
