"""The length that was asked for is met to the sample, and said tempi hold."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.plan.outcome import as_played
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.plan.timing import slowed, solve_timing
from audiogenesis_desktop.score.clock import TempoMap

lengths = st.floats(2.0, 600.0).map(lambda s: round(s, 3))
tempi = st.floats(30.0, 240.0).map(lambda b: round(b, 1))
meters = st.sampled_from([(4, 4), (3, 4), (6, 8), (2, 4), (5, 4), (7, 8), (12, 8)])


@given(lengths, tempi, meters, st.booleans(), st.lists(st.floats(0.5, 300.0), max_size=3))
def test_the_end_falls_on_the_requested_sample(length, tempo, meter, is_said, hits) -> None:
    brief = Brief(length_seconds=length, tempo_bpm=tempo, meter=meter, hits=tuple(hits))
    if is_said:
        brief = brief.with_fields(Origin.SAID, tempo_bpm=tempo)
    timing = solve_timing(brief)
    clock = TempoMap(timing.tempi)
    assert round(clock.seconds(timing.length_ticks) * 48_000) == round(length * 48_000)
    assert 0 <= timing.last_downbeat_tick < timing.release_tick < timing.length_ticks
    assert timing.bars == timing.last_downbeat_tick // timing.meter.bar_ticks
    assert timing.last_downbeat_tick % 480 == 0


@given(lengths, tempi, meters)
def test_a_said_tempo_holds_from_first_to_last(length, tempo, meter) -> None:
    brief = Brief(length_seconds=length, meter=meter).with_fields(Origin.SAID, tempo_bpm=tempo)
    for change in solve_timing(brief).tempi:
        assert change.bpm == pytest.approx(tempo, rel=2e-3)


@given(st.floats(15.0, 300.0), st.floats(60.0, 160.0))
def test_a_free_tempo_gives_way_a_little_and_ends_close_after_the_last_downbeat(length, tempo) -> None:
    timing = solve_timing(Brief(length_seconds=length, tempo_bpm=tempo))
    clock = TempoMap(timing.tempi)
    ring = clock.seconds(timing.length_ticks) - clock.seconds(timing.last_downbeat_tick)
    assert 0.99 <= ring <= 1.5
    assert timing.tempi[0].bpm == pytest.approx(tempo, rel=0.0601)


@given(st.floats(15.0, 300.0), st.floats(60.0, 160.0))
def test_a_free_tempo_is_the_nearest_that_whole_bars_and_the_last_chords_room_allow(length, tempo) -> None:
    timing, bar_seconds = solve_timing(Brief(length_seconds=length, tempo_bpm=tempo)), 240 / tempo
    if timing.last_downbeat_tick % timing.meter.bar_ticks:
        return
    for bars in (timing.bars - 1, timing.bars, timing.bars + 1):
        for ring in (1.0, 1.2, 1.49):
            other = bars * bar_seconds / (length - ring)
            assert abs(math.log(timing.tempi[0].bpm / tempo)) <= abs(math.log(other)) + 1e-3


def test_a_ritardando_is_counted_in_so_that_the_tempo_before_it_is_no_quicker_than_the_wish() -> None:
    bent = []
    for seconds in range(20, 61):
        brief = Brief(length_seconds=float(seconds), tempo_bpm=90.0)
        bent.append(slowed(brief, solve_timing(brief, slowing=0.3), 0.3).tempi[0].bpm / 90 - 1)
    assert max(map(abs, bent)) < 0.04 and abs(sum(bent) / len(bent)) < 0.005


@given(st.floats(0.5, 5.0), st.floats(60.0, 160.0), meters)
def test_a_sting_is_as_fast_as_other_music(length, tempo, meter) -> None:
    brief = Brief(length_seconds=length, tempo_bpm=tempo, meter=meter)
    timing = solve_timing(brief)
    assert tempo / 1.501 <= timing.tempi[0].bpm <= 1.501 * tempo
    assert timing.meter.denominator == meter[1] and timing.meter.numerator <= meter[0]
    told, first = " ".join(as_played(brief).notices), make_plan(brief, 1).tempi[0].bpm
    is_other = bool(timing.bars) and abs(first / tempo - 1) > 0.051
    assert not is_other or f"plays at {round(first)} bpm" in told
    assert (as_played(brief).played_bpm is not None) == ("plays at" in told)


def test_a_sting_has_a_bar_of_fewer_beats_or_a_chord_alone() -> None:
    two = as_played(Brief(length_seconds=2.0, tempo_bpm=104.0))
    assert two.notices == ("It plays at 100 bpm in 2/4: so whole bars fill 2 s.",)
    plan = make_plan(two, 1)
    assert plan.meter[1:] == (2, 4) and plan.last_downbeat_tick == plan.meter.bar_ticks
    chord = as_played(Brief(length_seconds=1.0, tempo_bpm=104.0))
    assert chord.notices == () and make_plan(chord, 1).last_downbeat_tick == 0
    said = Brief(length_seconds=2.0, tempo_bpm=104.0).with_fields(Origin.SAID, meter=(4, 4))
    assert solve_timing(said).meter[1:] == (4, 4)


def test_hits_fall_on_downbeats() -> None:
    timing = solve_timing(Brief(length_seconds=30, tempo_bpm=100, hits=(12.2, 21.5)))
    clock = TempoMap(timing.tempi)
    assert [clock.seconds(tick) for tick in timing.hit_ticks] == pytest.approx([12.2, 21.5], abs=1e-3)
    assert all(tick % timing.meter.bar_ticks == 0 for tick in timing.hit_ticks)


@given(lengths, st.floats(45.0, 240.0), meters)
def test_a_said_tempo_ends_close_after_its_last_downbeat_by_a_shorter_last_bar(length, tempo, meter) -> None:
    brief = Brief(length_seconds=length, meter=meter).with_fields(Origin.SAID, tempo_bpm=tempo)
    timing = solve_timing(brief)
    clock = TempoMap(timing.tempi)
    ring = clock.seconds(timing.length_ticks) - clock.seconds(timing.last_downbeat_tick)
    assert ring <= 1.5 or not timing.last_downbeat_tick


def test_a_last_bar_that_is_over_sooner_is_told_by_its_meter() -> None:
    brief = Brief(length_seconds=30.0).with_fields(Origin.SAID, tempo_bpm=120.0)
    plan = make_plan(brief, 1)
    assert plan.last_downbeat_tick == 58 * 960  # 29 s
    assert plan.meters == ((0, 4, 4), (56 * 960, 2, 4), (58 * 960, 4, 4))
    assert plan.chords[-1].tick == plan.last_downbeat_tick
    assert plan.chords[-2].tick + plan.chords[-2].length_ticks == plan.last_downbeat_tick
