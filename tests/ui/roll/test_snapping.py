import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.score import Meter
from audiogenesis_desktop.ui.roll.snapping import FINEST_PIXELS, Snap, snap_step

FOUR_FOUR = Meter(0, 4, 4)


@pytest.mark.parametrize(
    ("pixels_per_beat", "step"), [(200, 60), (120, 120), (96, 120), (48, 240), (20, 960), (5, 3840), (1, 15360)]
)
def test_the_grid_is_as_fine_as_can_be_seen(pixels_per_beat, step):
    assert snap_step(pixels_per_beat / 960, FOUR_FOUR) == step
    assert step * pixels_per_beat / 960 >= FINEST_PIXELS


def test_triplets_divide_the_beat_by_three():
    assert snap_step(48 / 960, FOUR_FOUR, triplets=True) == 320


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
