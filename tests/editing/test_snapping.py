import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.editing.snapping import FINEST_PIXELS, Ruling, Snap, snap_step, step_name
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.score import Meter

FOUR_FOUR = Meter(0, 4, 4)


@pytest.mark.parametrize(
    ("pixels_per_beat", "step"), [(200, 60), (120, 120), (96, 120), (48, 240), (20, 960), (5, 3840), (1, 15360)]
)
def test_the_grid_is_as_fine_as_can_be_seen(pixels_per_beat, step):
    assert snap_step(pixels_per_beat / 960, FOUR_FOUR) == step
    assert step * pixels_per_beat / 960 >= FINEST_PIXELS


def test_triplets_divide_the_beat_by_three():
    assert snap_step(48 / 960, FOUR_FOUR, Ruling("triplet")) == 320


@pytest.mark.parametrize(("pixels_per_beat", "step"), [(96, 180), (48, 360), (20, 720), (8, 1440), (4, 3840)])
def test_dotted_steps_are_half_as_long_again(pixels_per_beat, step):
    assert snap_step(pixels_per_beat / 960, FOUR_FOUR, Ruling("dotted")) == step


def test_dotted_points_are_counted_from_each_bar_line():
    snap = Snap(MeterMap((FOUR_FOUR,)), 720)
    points = [0]
    while points[-1] < 2 * 3840:
        points.append(snap.ceil(points[-1]))
    assert points == [0, 720, 1440, 2160, 2880, 3600, 3840, 4560, 5280, 6000, 6720, 7440, 7680]


@pytest.mark.parametrize(("division", "step"), [("straight", 240), ("triplet", 160), ("dotted", 360)])
def test_a_fixed_grid_is_the_same_at_every_zoom(division, step):
    assert {snap_step(pixels / 960, FOUR_FOUR, Ruling(division, 240)) for pixels in (1, 20, 500)} == {step}


@given(
    st.sampled_from(["straight", "triplet", "dotted"]),
    st.sampled_from([0, 120, 240, 480, 960]),
    st.builds(Meter, st.just(0), st.integers(1, 16), st.sampled_from([2, 4, 8, 16, 32])),
)
def test_every_step_of_a_ruling_is_within_a_bar_or_the_fixed_one(division, note_ticks, meter):
    ruling = Ruling(division, note_ticks)
    steps = ruling.steps(meter)
    assert list(steps) == sorted(set(steps)) and all(step > 0 for step in steps)
    assert all(step < meter.bar_ticks or step == ruling.fixed_ticks for step in steps)


@pytest.mark.parametrize(
    ("step", "division", "name"),
    [
        (240, "straight", "1/16"),
        (320, "triplet", "1/8T"),
        (960, "triplet", "1/4"),
        (720, "dotted", "1/8."),
        (3840, "dotted", "1 bar"),
        (15360, "straight", "4 bars"),
    ],
)
def test_steps_are_named_as_musicians_do(step, division, name):
    assert step_name(step, FOUR_FOUR, division) == name


def test_six_eight_counts_in_eighths():
    assert snap_step(20 / 480, Meter(0, 6, 8)) == 480


@given(st.floats(0, 100_000), st.sampled_from([60, 120, 240, 320, 480, 960, 3840, 7680]))
def test_grid_points_enclose_every_tick(tick, step):
    snap = Snap(MeterMap((FOUR_FOUR, Meter(15_360, 3, 4))), step)
    assert snap.floor(tick) <= tick < snap.ceil(tick)
    assert snap.ceil(tick) - snap.floor(tick) <= step
    assert snap.nearest(tick) in (snap.floor(tick), snap.ceil(tick))


def test_a_grid_begins_anew_at_each_bar_line():
    snap = Snap(MeterMap((Meter(0, 4, 4), Meter(3000, 4, 4))), 960)  # a bar cut short
    assert snap.ceil(2900) == 3000
    assert snap.nearest(3900) == 3960
