from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.editing.geometry import (
    MAX_PIXELS_PER_TICK,
    MIN_PIXELS_PER_TICK,
    Geometry,
    hit_note,
    line_strength,
)
from audiogenesis_desktop.score.score import Note

GEOMETRIES = st.builds(
    Geometry,
    pixels_per_tick=st.floats(MIN_PIXELS_PER_TICK, MAX_PIXELS_PER_TICK),
    row_height=st.integers(4, 40),
    scroll_x=st.integers(0, 100_000),
    scroll_y=st.integers(0, 2000),
    width=st.integers(1, 3000),
    height=st.integers(1, 2000),
    end_tick=st.integers(1, 4_000_000),
)
PLAIN = Geometry(pixels_per_tick=0.1, row_height=10, width=500, height=300, end_tick=100_000)


@given(GEOMETRIES, st.integers(0, 4_000_000))
def test_x_and_tick_are_inverses(geometry, tick):
    assert geometry.tick_at(geometry.x_of(tick)) == pytest.approx(tick, abs=1e-3)


@given(GEOMETRIES, st.integers(0, 127), st.floats(0, 0.99))
def test_every_pixel_of_a_row_gives_its_pitch(geometry, pitch, share):
    assert geometry.pitch_at(geometry.y_of(pitch) + share * geometry.row_height) == pitch


@given(GEOMETRIES)
def test_clamped_scroll_stays_inside_and_settles(geometry):
    clamped = geometry.clamped()
    assert 0 <= clamped.scroll_x <= max(0, clamped.content_width - clamped.width)
    assert 0 <= clamped.scroll_y <= max(0, clamped.content_height - clamped.height)
    assert clamped.clamped() == clamped


@given(st.floats(0.2, 5), st.floats(0, 500))
def test_zooming_keeps_the_tick_under_the_pointer(factor, x):
    before = replace(PLAIN, scroll_x=3000)
    after = before.zoomed_time(factor, x)
    assert after.x_of(before.tick_at(x)) == pytest.approx(x, abs=1)


@given(st.sampled_from([0.5, 0.9, 1.1, 2]), st.floats(0, 300))
def test_zooming_pitch_keeps_the_row_under_the_pointer(factor, y):
    before = replace(PLAIN, scroll_y=500)
    after = before.zoomed_pitch(factor, y)
    assert after.row_height != before.row_height
    row = (y + before.scroll_y) / before.row_height
    assert row * after.row_height - after.scroll_y == pytest.approx(y, abs=0.51)


def test_zoom_stops_at_its_limits():
    assert PLAIN.zoomed_time(1e9, 0).pixels_per_tick == MAX_PIXELS_PER_TICK
    assert PLAIN.zoomed_time(1e-9, 0).pixels_per_tick == MIN_PIXELS_PER_TICK
    assert PLAIN.zoomed_pitch(100, 0).row_height == 40
    assert PLAIN.zoomed_pitch(0.01, 0).row_height == 4


def test_note_rect_lies_on_its_row_and_is_never_invisible():
    assert PLAIN.note_rect(Note(100, 127, 200, 80)) == (10, 0, 20, 10)
    assert PLAIN.note_rect(Note(100, 126, 1, 80)) == (10, 10, 1, 10)


@pytest.mark.parametrize(
    ("x", "part"), [(10, "left"), (15.9, "left"), (16, "body"), (43, "body"), (44, "right"), (49, "right")]
)
def test_edges_are_six_pixels_wide(x, part):
    note = Note(100, 120, 400, 80)  # x 10 to 50, y 70 to 80
    assert hit_note(PLAIN, [note], x, 75) == (note, part)


def test_narrow_notes_keep_a_middle_to_be_moved_by():
    note = Note(100, 120, 90, 80)  # 9 px wide
    assert [hit_note(PLAIN, [note], x, 75).part for x in (10, 14, 18)] == ["left", "body", "right"]


def test_tiny_notes_can_be_hit_a_little_beside():
    note = Note(100, 120, 10, 80)  # 1 px wide
    assert hit_note(PLAIN, [note], 12, 75).part == "body"
    assert hit_note(PLAIN, [note], 15, 75) is None


def test_the_note_drawn_last_is_hit_first():
    under, over = Note(100, 120, 400, 80), Note(200, 120, 400, 80)
    assert hit_note(PLAIN, [under, over], 35, 75).note == over
    assert hit_note(PLAIN, [under, over], 35, 85) is None


def test_fitting_shows_the_whole_piece_and_centres_its_pitches():
    fitted = PLAIN.fitted({60: 1, 72: 1})
    first, end = fitted.visible_ticks()
    low, high = fitted.visible_pitches()
    assert first == 0 and end >= fitted.end_tick
    assert low <= 60 and high >= 72
    assert abs((60 - low) - (high - 72)) <= 1


@pytest.mark.parametrize(("height", "low", "high"), [(200, 36, 75), (276, 28, 80), (600, 21, 108), (200, 60, 61)])
def test_all_pitches_are_seen_where_readable_rows_leave_room(height, low, high):
    fitted = replace(PLAIN, height=height).fitted({low: 1, 60: 20, high: 1})
    assert fitted.row_height >= 5
    assert fitted.y_of(high) >= 0 and fitted.y_of(low) + fitted.row_height <= height


def test_what_has_no_room_is_where_the_fewest_notes_are():
    fitted = replace(PLAIN, height=100).fitted({30: 1, 60: 50, 72: 50, 79: 40})
    assert fitted.row_height == 5 and fitted.y_of(79) == 0
    assert replace(PLAIN, height=100).fitted({30: 50, 45: 9, 90: 2}).visible_pitches()[0] <= 30


@given(GEOMETRIES, st.dictionaries(st.integers(0, 127), st.integers(1, 9), min_size=1))
def test_no_note_is_cut_off_above_while_there_is_free_room_below(geometry, used):
    fitted = replace(geometry, height=200, rows=()).fitted(used)
    if fitted.y_of(max(used)) < 0:
        assert fitted.y_of(min(used)) + fitted.row_height >= fitted.height - fitted.row_height


@given(GEOMETRIES, st.integers(0, 900_000), st.integers(1, 90_000))
def test_what_is_zoomed_to_lies_in_view_if_it_can(geometry, start, ticks):
    geometry = replace(geometry, width=geometry.width + 100, end_tick=1_000_000)
    zoomed = geometry.zoomed_to(start, start + ticks)
    assert zoomed == zoomed.clamped()
    if zoomed.pixels_per_tick > MIN_PIXELS_PER_TICK:
        assert -1 <= zoomed.x_of(start) < zoomed.x_of(start + ticks) <= zoomed.width + 1


def test_a_short_stretch_is_not_blown_up():
    assert PLAIN.zoomed_to(50_000, 50_010, least_ticks=4000).pixels_per_tick == pytest.approx(0.9 * 500 / 4000)


def test_pitches_are_centred_and_rows_made_lower_only_if_need_be():
    few, many = PLAIN.centred_on(60, 62), PLAIN.centred_on(20, 100)
    assert few.row_height == 14 and few.pitch_at(few.height / 2) == 61
    assert many.row_height == 4


def test_turning_the_page_puts_the_tick_near_the_left_edge():
    turned = PLAIN.showing_tick(50_000)
    assert 0 < turned.x_of(50_000) < 0.1 * turned.width


def test_lines_fade_out_as_they_get_denser_than_six_pixels():
    assert line_strength(6) == 0
    assert 0 < line_strength(10) < line_strength(14) < 1
    assert line_strength(18) == 1
