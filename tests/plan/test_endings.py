"""Pieces end as their style does or as words ask; a loop has no end, and every length is met."""

from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.plan.endings import ending_of
from audiogenesis_desktop.plan.outcome import as_played
from audiogenesis_desktop.plan.plan import Ending
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.plan.timing import looped, slowed, solve_timing
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.style.book import shipped
from tests.plan.test_parts import STYLES, brief_of

lengths = st.floats(3.0, 600.0).map(lambda s: round(s, 3))
tempi = st.floats(40.0, 220.0).map(lambda b: round(b, 1))
meters = st.sampled_from([(4, 4), (3, 4), (6, 8), (2, 4), (5, 4), (7, 8), (12, 8)])


def microseconds(plan) -> int:
    return round(TempoMap(plan.tempi).seconds(plan.length_ticks) * 1e6)


@pytest.mark.parametrize("style", STYLES)
def test_a_style_ends_in_its_own_way(style: str) -> None:
    own = shipped()[style]
    endings = {make_plan(brief_of(style), seed).ending for seed in range(4)}
    usual = {"ring": {Ending.RING, Ending.SLOW, Ending.FILL}, "stop": {Ending.STOP}, "thin": {Ending.THIN}}
    usual |= {"slow": {Ending.SLOW}, "fill": {Ending.FILL, Ending.RING}, "fade": {Ending.FADE}}
    assert endings <= usual[own.form.ending]
    assert (own.time.ritard >= 0.04) == (Ending.SLOW in endings) or own.form.ending != "ring"


def test_a_style_that_ends_with_a_fill_rings_where_nobody_can_fill_or_the_end_is_to_be_soft() -> None:
    assert make_plan(brief_of("rock"), 1).ending == Ending.FILL
    assert make_plan(brief_of("rock", arc=("soft ending",)), 1).ending == Ending.RING
    assert ending_of(shipped()["rock"], (), arc=(), random=Random(1)) == Ending.RING


@pytest.mark.parametrize(
    ("arc", "ending"),
    [
        ("fade out", Ending.FADE),
        ("loop", Ending.LOOP),
        ("sudden end", Ending.STOP),
        ("big ending", Ending.FILL),
        ("builds", Ending.FILL),
    ],
)
def test_words_say_how_a_piece_ends(arc: str, ending: Ending) -> None:
    assert make_plan(brief_of("rock", arc=(arc,)), 1).ending == ending


@pytest.mark.slow
@given(lengths, tempi, meters, st.booleans())
def test_a_loop_is_whole_bars_that_fill_the_length_exactly(length, tempo, meter, is_said) -> None:
    brief = Brief(length_seconds=length, tempo_bpm=tempo, meter=meter, arc=("loop",))
    brief = brief.with_fields(Origin.SAID, tempo_bpm=tempo) if is_said else brief
    timing = looped(brief)
    assert timing.bars >= 1 and timing.length_ticks == timing.last_downbeat_tick == timing.bars * timing.meter.bar_ticks
    seconds = TempoMap(timing.tempi).seconds(timing.length_ticks)
    assert round(seconds * 48_000) == round(length * 48_000)
    plan = make_plan(brief, 1)
    assert plan.sections[-1].end_tick == plan.length_ticks and plan.sections[-1].kind != "outro"
    assert plan.chords[-1].tick + plan.chords[-1].length_ticks == plan.length_ticks


def test_a_loop_that_may_give_way_comes_out_in_whole_phrases() -> None:
    assert looped(Brief(length_seconds=30.0, tempo_bpm=124.0)).bars % 4 == 0


@given(lengths, tempi, meters, st.booleans(), st.floats(0.04, 0.3))
def test_a_ritardando_slows_down_and_meets_the_length(length, tempo, meter, is_said, by) -> None:
    brief = Brief(length_seconds=length, tempo_bpm=tempo, meter=meter)
    brief = brief.with_fields(Origin.SAID, tempo_bpm=tempo) if is_said else brief
    before = solve_timing(brief, slowing=by)
    timing = slowed(brief, before, by)
    assert round(TempoMap(timing.tempi).seconds(timing.length_ticks) * 48_000) == round(length * 48_000)
    assert timing.last_downbeat_tick == before.last_downbeat_tick < timing.release_tick < timing.length_ticks
    slowing = [tempo.bpm for tempo in timing.tempi if tempo.tick < timing.last_downbeat_tick]
    assert all(a >= b for a, b in pairwise(slowing))
    if timing != before:
        by_less = 1 - slowing[-1] / slowing[0]
        assert min(abs(by_less - share * by) for share in (1.0, 0.75, 0.5, 0.25)) < 1e-3
        assert is_said or slowing[0] == pytest.approx(tempo, rel=0.0602)
        assert not is_said or slowing[0] == pytest.approx(tempo, rel=1e-3)


def test_a_piano_slows_down_at_its_end_and_house_does_not() -> None:
    assert len(make_plan(brief_of("piano solo"), 1).tempi) > 2 >= len(make_plan(brief_of("house"), 1).tempi)


def test_hits_keep_their_tempi_where_a_style_would_slow_down() -> None:
    brief = brief_of("piano solo", hits=(12.0, 20.5), length_seconds=30.0)
    plan = make_plan(brief, 1)
    clock = TempoMap(plan.tempi)
    assert [clock.seconds(tick) for tick in plan.hit_ticks] == pytest.approx([12.0, 20.5], abs=1e-3)


@pytest.mark.parametrize("arc", [(), ("loop",), ("fade out",), ("sudden end",), ("soft ending",)])
@pytest.mark.parametrize("seconds", [3.0, 7.77, 33.3, 3600.0])
def test_every_ending_meets_the_length(arc, seconds: float) -> None:
    for style in ("waltz", "house", "metal"):
        plan = make_plan(replace(brief_of(style), arc=arc, length_seconds=seconds), 1)
        assert abs(microseconds(plan) - round(seconds * 1e6)) <= 20


def test_what_a_loop_does_to_a_tempo_that_was_said_and_to_hits_is_told() -> None:
    brief = Brief(length_seconds=30.0, arc=("loop",), hits=(12.0,)).with_fields(Origin.SAID, tempo_bpm=101.0)
    played = as_played(brief)
    assert played.played_bpm == pytest.approx(looped(brief).tempo_bpm) and played.missed == (12.0,)
    assert any("whole bars" in notice for notice in played.notices) and any("12" in n for n in played.outcome)
    assert as_played(played) == played
    assert as_played(Brief(length_seconds=30.0, tempo_bpm=96.0, arc=("loop",))).notices == ()


def test_a_loop_may_ask_for_hits_and_still_be_whole_bars() -> None:
    plan = make_plan(Brief(length_seconds=30.0, arc=("loop",), hits=(12.0,)), 1)
    assert plan.hit_ticks == () and plan.ending == Ending.LOOP


ARCS = ((), ("big ending",), ("builds",), ("soft ending",), ("no outro",))


@pytest.mark.parametrize("seconds", [7.0, 9.5, 14.0])
@pytest.mark.parametrize("style", STYLES)
def test_a_notice_tells_the_tempo_that_a_piece_begins_in(style: str, seconds: float) -> None:
    for arc in ARCS:
        brief = replace(brief_of(style), arc=arc, length_seconds=seconds).with_fields(Origin.INFERRED, tempo_bpm=80.0)
        played, first = as_played(brief), make_plan(brief, 1).tempi[0].bpm
        assert played.played_bpm in (None, first)
        told = [notice for notice in played.notices if "plays at" in notice]
        assert all(f"plays at {round(first)} bpm" in notice for notice in told)


def test_a_notice_of_the_tempo_counts_in_the_ritardando() -> None:
    brief = replace(brief_of("piano solo"), length_seconds=23.0).with_fields(Origin.INFERRED, tempo_bpm=62.0)
    plan = make_plan(brief, 1)
    assert plan.ending == Ending.SLOW
    assert as_played(brief).played_bpm == plan.tempi[0].bpm < solve_timing(brief).tempi[0].bpm - 0.5
