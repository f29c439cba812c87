from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.score.clock import BarPosition, MeterMap, TempoMap, length_frames, length_seconds, usual_bpm
from audiogenesis_desktop.score.score import Meter, Note, Score, Tempo, Track

TICKS = st.integers(0, 40_000_000)  # over five hours at 120 bpm
TEMPI = st.lists(
    st.builds(Tempo, st.integers(0, 2_000_000), st.integers(100_000, 0xFFFFFF)), max_size=8, unique_by=lambda t: t.tick
).map(lambda tempi: (Tempo(0, 500_000), *sorted(t for t in tempi if t.tick)))
METERS = st.lists(
    st.builds(Meter, st.integers(0, 200_000), st.integers(1, 15), st.sampled_from([1, 2, 4, 8, 16])),
    max_size=6,
    unique_by=lambda m: m.tick,
).map(lambda meters: tuple(sorted(meters)))


def seconds_by_hand(tempi, tick):
    total = Fraction(0)
    for here, after in pairwise([*tempi, Tempo(10**12, 1)]):
        total += Fraction(max(0, min(tick, after.tick) - here.tick) * here.microseconds_per_beat, 960 * 1_000_000)
    return total


@given(TEMPI, TICKS)
def test_seconds_are_exact_to_the_last_bit_of_a_float(tempi, tick):
    assert TempoMap(tempi).seconds(tick) == float(seconds_by_hand(tempi, tick))


@given(TEMPI, TICKS)
def test_a_tick_survives_the_way_through_seconds(tempi, tick):
    clock = TempoMap(tempi)
    assert clock.ticks(clock.seconds(tick)) == pytest.approx(tick, rel=1e-12, abs=1e-6)
    assert round(clock.ticks(clock.seconds(tick))) == tick


@given(TEMPI, TICKS, TICKS)
def test_time_never_runs_backwards(tempi, one, other):
    clock = TempoMap(tempi)
    early, late = sorted((one, other))
    assert clock.seconds(early) <= clock.seconds(late)


def test_a_beat_at_120_is_half_a_second():
    assert TempoMap((Tempo.from_bpm(0, 120),)).seconds(960) == 0.5


def test_no_tempo_at_all_means_120():
    assert TempoMap(()).bpm(0) == 120


def test_a_tempo_holds_before_the_first_one():
    assert TempoMap((Tempo.from_bpm(9600, 60),)).seconds(960) == 1.0


def test_the_tempo_of_a_piece_in_one_number_is_that_of_half_its_time():
    bent = (Tempo.from_bpm(0, 121), Tempo.from_bpm(9600, 117), Tempo.from_bpm(19_200, 113), Tempo.from_bpm(28_800, 60))
    assert usual_bpm(Score(tempi=bent, length_ticks=29_000)) == pytest.approx(117, abs=0.01)
    assert usual_bpm(Score(tempi=bent[:1], length_ticks=100)) == pytest.approx(121, abs=0.01)
    assert usual_bpm(Score()) == 120


def test_tempo_in_force():
    clock = TempoMap((Tempo.from_bpm(0, 120), Tempo.from_bpm(960, 60)))
    assert [clock.bpm(tick) for tick in (0, 959, 960, 5000)] == [120, 120, 60, 60]


def test_of_two_tempi_at_one_tick_the_last_counts():
    assert TempoMap((Tempo(0, 500_000), Tempo(0, 1_000_000))).seconds(960) == 1.0


def test_times_before_the_start_go_on_at_the_first_tempo():
    clock = TempoMap((Tempo.from_bpm(0, 60), Tempo.from_bpm(960, 120)))
    assert clock.seconds(-960) == -1.0
    assert clock.ticks(-1.0) == -960


@given(METERS, st.integers(0, 400_000))
def test_a_bar_position_leads_back_to_its_tick(meters, tick):
    bars = MeterMap(meters)
    place = bars.position(tick)
    meter = bars.meter(tick)
    assert bars.bar_start(place.bar) + (place.beat - 1) * meter.pulse_ticks + place.tick == tick
    assert 1 <= place.beat <= meter.numerator
    assert 0 <= place.tick < meter.pulse_ticks


@given(METERS, st.integers(1, 60))
def test_every_bar_begins_on_its_first_beat(meters, bar):
    bars = MeterMap(meters)
    assert bars.position(bars.bar_start(bar)) == BarPosition(bar, 1, 0)


@given(METERS, st.integers(0, 60_000), st.integers(0, 30_000))
def test_bar_lines_are_all_the_bar_starts_of_the_stretch(meters, start, length):
    bars = MeterMap(meters)
    lines = bars.bar_lines(start, start + length)
    everything = [bars.bar_start(bar) for bar in range(1, bars.position(start + length).bar + 1)]
    assert lines == [tick for tick in everything if start <= tick < start + length]


def test_a_meter_inside_a_bar_cuts_it_short():
    bars = MeterMap((Meter(0, 4, 4), Meter(960 * 6, 3, 4)))
    assert [bars.bar_start(bar) for bar in (1, 2, 3, 4)] == [0, 3840, 5760, 8640]


def test_four_four_holds_before_the_first_meter():
    assert MeterMap((Meter(7680, 6, 8),)).position(3840) == BarPosition(2, 1, 0)


def test_beats_of_six_eight_are_eighths():
    assert MeterMap((Meter(0, 6, 8),)).position(480 * 5 + 7) == BarPosition(1, 6, 7)


def test_length_is_the_planned_one_or_that_of_a_note_beyond():
    track = Track(0, "Piano", notes=(Note(0, 60, 960, 80),))
    assert length_seconds(Score((track,), length_ticks=9600)) == 5.0
    assert length_seconds(Score((track,), length_ticks=480)) == 0.5


def test_half_a_sample_falls_where_the_length_that_was_asked_for_has_it():
    for seconds in (112.485, 31.495, 11.885):
        exact = round(seconds * 1e6 * 960 / 60_000)
        pace = round(seconds * 1e6 * 960 / exact)
        score = Score(tempi=(Tempo(0, pace),), length_ticks=exact)
        assert abs(length_seconds(score) - seconds) < 5e-6
        assert length_frames(score, 44_100) == round(seconds * 44_100)
    odd = Score(tempi=(Tempo(0, 517_333),), length_ticks=8019)
    assert length_frames(odd, 48_000) == round(length_seconds(odd) * 48_000)
