"""Something happens at each hit: what does is chosen by where it falls and who plays."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.plan.form import Form, repeats_of
from audiogenesis_desktop.plan.hit_events import cleared, crashes, silences, with_edges
from audiogenesis_desktop.plan.outcome import as_played
from audiogenesis_desktop.plan.plan import HitKind, Plan
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.plan.timing import Timing, solve_timing
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


BAND = ("drums", "piano", "fingered bass")


def brief_of(*hits: float, said: bool = False, instruments: tuple[str, ...] = BAND, **kinds: float) -> Brief:
    chosen = tuple((second, kind) for kind, second in kinds.items())
    moments = tuple(sorted({*hits, *kinds.values()}))
    brief = Brief(length_seconds=40.0, hits=moments, instruments=instruments, only=True, style=(("rock", 1.0),))
    tempo = Origin.SAID if said else Origin.INFERRED
    return replace(brief, hit_kinds=chosen).with_fields(tempo, tempo_bpm=120.0)


def plan_of(*hits: float, said: bool = False, instruments: tuple[str, ...] = BAND, **kinds: float) -> Plan:
    return make_plan(brief_of(*hits, said=said, instruments=instruments, **kinds), 1)


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


# What is chosen


@pytest.mark.parametrize("kind", ["section", "lift", "crash", "stop", "accent", "riser"])
def test_what_is_chosen_happens(kind: str) -> None:
    brief = brief_of(said=True, **{kind: 12.0})
    plan = make_plan(brief, 1)
    assert plan.hit_kinds == (HitKind(kind),) and plan.hit_ticks == (6 * BAR,)
    assert as_played(brief).notices == ()
    assert (kind == "accent") == (crashes(plan) == ())
    assert silences(plan) == (((6 * BAR - 960, 6 * BAR),) if kind == "stop" else ())


def test_no_section_begins_where_something_else_is_chosen() -> None:
    without = plan_of(said=True).sections
    free = next(bar for bar in range(2, 18) if all(section.start_tick != bar * BAR for section in without))
    assert plan_of(said=True, crash=free * 2.0).sections == plan_of(said=True, stop=free * 2.0).sections == without


@given(
    st.lists(st.integers(2, 12), min_size=1, max_size=5),
    st.dictionaries(st.integers(1, 40), st.sampled_from([HitKind.SECTION, None, HitKind.CRASH]), max_size=4),
    st.booleans(),
)
def test_a_section_that_is_chosen_begins_in_every_form(
    bars: list[int], hits: dict[int, HitKind | None], is_given: bool
) -> None:
    last = sum(bars) - 1
    chosen = {bar * BAR: kind for bar, kind in hits.items() if kind is not None}
    form = with_edges(form_of(*bars), timing_at(*sorted(hits), last_bar=last), chosen, is_given=is_given)
    wanted = {bar for bar, kind in hits.items() if kind == HitKind.SECTION and bar < last}
    assert wanted <= {*form.starts}
    assert form.ends[:-1] == form.starts[1:] and all(
        end > start for start, end in zip(form.starts, form.ends, strict=True)
    )


def test_the_tempo_bends_farther_for_a_downbeat_where_a_section_is_chosen() -> None:
    brief = Brief(length_seconds=40.0, tempo_bpm=100.0, hits=(7.0, 15.0))
    assert solve_timing(brief).hit_ticks[1] % BAR
    assert solve_timing(replace(brief, hit_kinds=((15.0, "section"),))).hit_ticks[1] % BAR == 0


def test_who_drums_nowhere_near_joins_for_a_crash_alone() -> None:
    quiet = replace(brief_of(said=True, crash=4.0), arc=("quiet start",), length_seconds=60.0)
    plan = make_plan(quiet, 1)
    without = make_plan(replace(quiet, hit_kinds=()), 1)
    (hit,), drums = plan.hit_ticks, plan.parts[0].track_id
    assert plan.parts[0].role == "drums" and drums not in without.active[without.section_index(hit)]
    section = plan.sections[plan.section_index(hit)]
    assert drums in plan.active[plan.section_index(hit)] and crashes(plan) == (hit,)
    struck = {
        bar * BAR + strike.tick: strike.key
        for bar in range(section.start_tick // BAR, section.end_tick // BAR)
        for strike in plan.strikes_in(bar, drums) or ()
        if strike.key == KEYS["crash"]
    }
    assert struck == {hit: KEYS["crash"]}


def test_a_riser_is_rolled_for_two_bars_and_nowhere_else() -> None:
    plan = plan_of(said=True, riser=13.0)
    (hit,) = plan.hit_ticks
    (effect,) = (part.track_id for part in plan.parts if part.role == "effect")
    bars = range(plan.last_downbeat_tick // BAR)
    rolled = [bar * BAR + s.tick for bar in bars for s in plan.strikes_in(bar, effect) or ()]
    assert rolled == [*range(hit - 2 * BAR, hit - BAR, 480), *range(hit - BAR, hit, 240)]
    assert {i for i, here in enumerate(plan.active) if effect in here} == {
        plan.section_index(tick) for tick in (hit - 2 * BAR, hit - 1)
    }


def test_without_drums_a_cymbal_in_reverse_rises_unless_others_are_ruled_out() -> None:
    alone = brief_of(said=True, instruments=("piano", "strings"), riser=12.0)
    assert make_plan(alone, 1).hit_kinds == (HitKind.ACCENT,)
    (told,) = as_played(alone).notices
    assert told == "Nobody can play a riser before 12 s: an accent of all instead."
    plan = make_plan(replace(alone, only=False), 1)
    assert plan.hit_kinds == (HitKind.RISER,) and "reverse cymbal" in [part.instrument.name for part in plan.parts]


@pytest.mark.parametrize(
    ("kind", "second", "band", "made", "told"),
    [
        ("section", 12.25, BAND, HitKind.CRASH, "No section can begin at 12.25 s: a crash instead."),
        ("lift", 12.25, BAND, HitKind.CRASH, "Drums cannot lead to 12.25 s: a crash instead."),
        ("crash", 12.0, ("piano",), HitKind.ACCENT, "Nobody plays drums at 12 s: an accent of all instead."),
        ("stop", 0.0, BAND, HitKind.CRASH, "Nothing comes before 0 s that could stop: a crash instead."),
        ("riser", 0.5, BAND, HitKind.CRASH, "Nobody can play a riser before 0.5 s: a crash instead."),
        ("stop", 39.0, BAND, HitKind.END, "The last chord falls on 39 s: nothing else happens there."),
    ],
)
def test_what_cannot_be_is_told_with_what_is_there_instead(
    kind: str, second: float, band: tuple[str, ...], made: HitKind, told: str
) -> None:
    brief = brief_of(said=True, instruments=band, **{kind: second})
    assert make_plan(brief, 1).hit_kinds == (made,)
    assert as_played(brief).outcome == (told,)
