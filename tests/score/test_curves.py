"""Controllers and bends as curves: drawn, moved as a block, read at a tick; other controllers are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.score import curves
from audiogenesis_desktop.score.curves import BEND, EXPRESSION, PAN, SUSTAIN, Point
from audiogenesis_desktop.score.score import Bend, Control, Score, Track

TRACK = Track(
    0, "Strings", controls=(Control(0, 11, 100), Control(0, 64, 127), Control(960, 11, 50)), bends=(Bend(10, 100),)
)


def test_a_curve_is_read_from_its_own_controller_or_the_bends():
    assert curves.points(TRACK, EXPRESSION) == (Point(0, 100), Point(960, 50))
    assert curves.points(TRACK, BEND) == (Point(10, 100),)


def test_between_points_the_last_value_holds_and_before_them_the_resting_one():
    curve = curves.points(TRACK, EXPRESSION)[1:]
    assert [curves.value_at(curve, tick, EXPRESSION) for tick in (0, 959, 960, 5000)] == [127, 127, 50, 50]


def test_another_curve_leaves_other_controllers_alone():
    track = curves.with_points(TRACK, EXPRESSION, [Point(480, 300), Point(480, 20)])
    assert track.controls == (Control(0, 64, 127), Control(480, 11, 20)) and track.bends == TRACK.bends
    assert curves.with_points(TRACK, BEND, [Point(0, 9000)]).bends == (Bend(0, 8191),)


def test_a_pedal_is_down_or_up():
    assert curves.with_points(TRACK, SUSTAIN, [Point(5, 70)]).controls[1] == Control(5, 64, 127)
    assert curves.points(curves.with_points(TRACK, SUSTAIN, [Point(0, 63)]), SUSTAIN) == (Point(0, 0),)


def test_what_is_drawn_replaces_what_lay_under_it():
    curve = [Point(0, 1), Point(5, 2), Point(10, 3), Point(15, 4)]
    assert curves.redrawn(curve, [Point(10, 9), Point(4, 8)]) == [Point(0, 1), Point(4, 8), Point(10, 9), Point(15, 4)]
    assert curves.redrawn(curve, []) == curve


@pytest.mark.parametrize("way", [1, -1])
def test_a_line_is_even_whichever_way_it_is_drawn(way):
    ends = [(0, 0), (960, 127)][::way]
    made = curves.line(*ends, PAN, step_ticks=240)
    assert made == [Point(0, 0), Point(240, 32), Point(480, 64), Point(720, 95), Point(960, 127)]


def test_a_flat_line_is_one_point():
    assert curves.line((0, 40), (960, 40), PAN, step_ticks=10) == [Point(0, 40)]
    assert curves.line((5, 40), (5, 40), PAN, step_ticks=10) == [Point(5, 40)]


CURVE = st.dictionaries(st.integers(0, 200), st.integers(0, 127), max_size=20).map(
    lambda found: [Point(*item) for item in sorted(found.items())]
)


@given(CURVE, st.sets(st.integers(0, 200)), st.integers(-300, 300), st.integers(-200, 200))
def test_points_move_as_a_block_within_the_range(curve, chosen, ticks, value):
    new = curves.moved(curve, chosen, ticks=ticks, value=value, kind=PAN)
    moving = [p for p in curve if p.tick in chosen]
    places = [p.tick for p in new]
    assert places == sorted(set(places)) and all(0 <= p.value <= 127 and p.tick >= 0 for p in new)
    if moving:
        by = max(ticks, -moving[0].tick)
        assert {p.tick + by for p in moving} <= set(places)
        still = {p for p in curve if p.tick not in chosen} & set(new)
        assert len(still) + len(moving) >= len(new)
    else:
        assert new == curve


def test_setting_what_is_set_already_gives_the_same_score():
    score = Score(tracks=(TRACK,))
    assert curves.set_points(score, 0, EXPRESSION, curves.points(TRACK, EXPRESSION)) is score
    assert curves.set_points(score, 0, EXPRESSION, []).tracks[0].controls == (Control(0, 64, 127),)
