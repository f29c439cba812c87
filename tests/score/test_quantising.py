"""Quantising: how far, to which grid, with which swing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.quantising import Quantise, quantise
from audiogenesis_desktop.score.score import Meter, Note

FOUR, SEVEN_EIGHT = MeterMap((Meter(0, 4, 4),)), MeterMap((Meter(0, 7, 8),))
NOTES = st.lists(
    st.builds(Note, st.integers(0, 90_000), st.integers(0, 127), st.integers(1, 4000), st.integers(1, 127)), max_size=20
)
HOWS = st.builds(
    Quantise,
    st.sampled_from([120, 160, 240, 320, 480, 960]),
    st.floats(0, 1),
    st.floats(0.5, 0.75),
    st.booleans(),
    st.booleans(),
)


def start(tick, how, meters=FOUR):
    return quantise([Note(tick, 60, 200, 80)], how, meters)[0].start_tick


@given(NOTES, HOWS)
def test_quantised_notes_are_legal_and_no_farther_than_the_grid_is_wide(notes, how):
    for before, after in zip(notes, quantise(notes, how, SEVEN_EIGHT), strict=True):
        assert after.is_legal() and (after.pitch, after.velocity) == (before.pitch, before.velocity)
        assert abs(after.start_tick - before.start_tick) <= how.step_ticks
        assert how.lengths or after.length_ticks == before.length_ticks
        assert how.starts or after.start_tick == before.start_tick


@given(NOTES, st.sampled_from([160, 240, 480]), st.floats(0.5, 0.75))
def test_what_is_on_the_grid_stays(notes, step, swing):
    how = Quantise(step, swing=swing)
    once = quantise(notes, how, FOUR)
    assert quantise(once, how, FOUR) == once


@pytest.mark.parametrize(
    ("tick", "strength", "expected"), [(500, 1, 480), (500, 0.5, 490), (500, 0, 500), (719, 1, 720)]
)
def test_strength_is_how_much_of_the_way_is_gone(tick, strength, expected):
    assert start(tick, Quantise(240, strength)) == expected


def test_swing_delays_every_second_step():
    how = Quantise(480, swing=2 / 3)
    assert [start(tick, how) for tick in (10, 490, 950, 1440)] == [0, 640, 960, 1600]


def test_the_grid_begins_anew_at_each_bar_line():
    assert start(3370, Quantise(960), SEVEN_EIGHT) == 3360  # the second bar of 7/8
    assert start(3200, Quantise(960), SEVEN_EIGHT) == 3360


def test_lengths_go_to_whole_steps_and_never_to_none():
    lengths = [
        quantise([Note(0, 60, length, 80)], Quantise(240, starts=False, lengths=True), FOUR)[0].length_ticks
        for length in (1, 130, 350, 490)
    ]
    assert lengths == [240, 240, 240, 480]
