"""Zooming by command: about the playhead, and back through several views."""

import pytest

from audiogenesis_desktop.score.score import Note

BEAT = 960


def test_time_zooms_about_the_playhead_or_else_the_middle(zoomed):
    zoomed.view.viewport.set_geometry(zoomed.geometry.scrolled(100, 0))
    zoomed.view.set_playhead(4.0 * BEAT)
    x = zoomed.geometry.x_of(4 * BEAT)
    zoomed.view.zooming.time(2)
    assert zoomed.geometry.x_of(4 * BEAT) == pytest.approx(x, abs=1)
    zoomed.view.set_playhead(0.0)
    zoomed.view.viewport.set_geometry(zoomed.geometry.scrolled(300, 0))
    middle = zoomed.geometry.tick_at(zoomed.geometry.width / 2)
    zoomed.view.zooming.time(-1)
    assert zoomed.geometry.tick_at(zoomed.geometry.width / 2) == pytest.approx(middle, abs=20)


def test_each_step_back_is_one_command(zoomed):
    first = zoomed.geometry
    zoomed.editor.select(frozenset({Note(BEAT, 72, BEAT, 80)}))
    zoomed.view.zooming.to_selection()
    second = zoomed.geometry
    zoomed.view.zooming.to_fit()
    for expected in (second, first, first):
        zoomed.view.zooming.back()
        assert zoomed.geometry == expected


def test_with_nothing_to_zoom_to_the_whole_is_shown_or_nothing_happens(zoomed, score):
    before = zoomed.geometry
    zoomed.view.zooming.to_loop()
    assert zoomed.geometry == before
    zoomed.view.zooming.to_selection()
    assert zoomed.geometry.visible_ticks()[1] >= score.end_tick
