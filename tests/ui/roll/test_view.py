from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from audiogenesis_desktop.score import edits
from audiogenesis_desktop.score.score import Note, Score
from audiogenesis_desktop.ui.roll.view import RollView
from audiogenesis_desktop.ui.theme import DARK, LIGHT

BEAT = 960
NONE = Qt.KeyboardModifier.NoModifier


def wheel(widget, *, angle=(0, 0), pixels=(0, 0), held=NONE, at=(300, 150)):
    where = QPointF(*at)
    event = QWheelEvent(
        where,
        QPointF(widget.mapToGlobal(where.toPoint())),
        QPoint(*pixels),
        QPoint(*angle),
        Qt.MouseButton.NoButton,
        held,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_the_plain_wheel_scrolls_pitch_and_shift_scrolls_time(zoomed):
    before = zoomed.geometry
    wheel(zoomed.canvas, angle=(0, -120))
    assert zoomed.geometry.scroll_y == before.scroll_y + 3 * before.row_height
    wheel(zoomed.canvas, angle=(0, -120), held=Qt.KeyboardModifier.ShiftModifier)
    assert zoomed.geometry.scroll_x == before.scroll_x + 96


def test_ctrl_wheel_zooms_time_at_the_pointer(zoomed):
    zoomed.view.viewport.set_geometry(zoomed.geometry.scrolled(200, 0))
    before = zoomed.geometry
    wheel(zoomed.canvas, angle=(0, 120), held=Qt.KeyboardModifier.ControlModifier)
    assert zoomed.geometry.pixels_per_tick > before.pixels_per_tick
    assert zoomed.geometry.x_of(before.tick_at(300)) == pytest.approx(300, abs=1)


def test_alt_wheel_zooms_pitch_even_where_the_platform_turns_it_sideways(zoomed):
    before = zoomed.geometry.row_height
    wheel(zoomed.canvas, angle=(120, 0), held=Qt.KeyboardModifier.AltModifier)
    assert zoomed.geometry.row_height > before
    wheel(zoomed.canvas, angle=(0, -120), held=Qt.KeyboardModifier.AltModifier)
    assert zoomed.geometry.row_height == before


def test_a_trackpads_pixels_are_honoured_both_ways(zoomed):
    before = zoomed.geometry
    wheel(zoomed.canvas, angle=(-30, -60), pixels=(-13, -7))
    assert zoomed.geometry.scroll_x == before.scroll_x + 13
    assert zoomed.geometry.scroll_y == before.scroll_y + 7


def test_the_view_turns_the_page_after_the_playhead(zoomed):
    zoomed.view.set_playhead(zoomed.geometry.tick_at(zoomed.canvas.width() - 2))
    assert zoomed.geometry.scroll_x == 0
    tick = zoomed.geometry.tick_at(zoomed.canvas.width() + 2)
    zoomed.view.set_playhead(tick)
    assert 0 < zoomed.geometry.x_of(tick) < zoomed.canvas.width() / 4


def test_the_view_stays_where_the_user_has_scrolled_to(zoomed):
    zoomed.view.viewport.set_geometry(zoomed.geometry.scrolled(400, 0))
    here = zoomed.geometry
    for tick in (10, 20, 30):
        zoomed.view.set_playhead(tick)
    assert zoomed.geometry == here


def test_a_moving_playhead_repaints_only_its_strips(zoomed, qtbot):
    QApplication.processEvents()
    areas, paint = [], zoomed.canvas.paint
    zoomed.canvas.paint = lambda painter, area, ratio: (areas.append(area), paint(painter, area, ratio))
    zoomed.view.set_playhead(2.0 * BEAT)
    qtbot.waitUntil(lambda: bool(areas))
    assert all(area.width() <= 6 for area in areas)


def test_zoom_to_fit_before_there_is_a_size_is_done_when_shown(qtbot, score):
    view = RollView(DARK)
    qtbot.addWidget(view)
    view.set_score(score)
    view.resize(900, 600)
    view.show()
    qtbot.waitExposed(view)
    assert view.viewport.geometry.visible_ticks()[1] >= score.end_tick


def test_the_fit_is_kept_at_a_new_size_until_the_user_zooms(roll, score):
    roll.view.zoom_to_fit()
    roll.view.resize(700, 500)
    assert roll.geometry.visible_ticks()[1] == pytest.approx(score.end_tick, rel=0.1)
    roll.view.viewport.set_geometry(roll.geometry.zoomed_time(2, 0))
    zoomed_to = roll.geometry.pixels_per_tick
    roll.view.resize(900, 500)
    assert roll.geometry.pixels_per_tick == zoomed_to


def test_lanes_without_content_are_hidden(roll, score):
    assert roll.view.sections.isVisible() and roll.view.chords.isVisible()
    roll.view.set_score(replace(score, chords=(), sections=()))
    assert roll.view.sections.isHidden() and roll.view.chords.isHidden()


def test_turning_to_a_track_out_of_sight_brings_its_notes_into_view(roll):
    roll.zoom(96, 20, top_pitch=110)
    roll.view.set_edited_track(2)
    low, high = roll.geometry.visible_pitches()
    assert low <= 36 <= high


def test_selected_notes_out_of_sight_are_brought_into_view(roll):
    track = roll.view.editor.track
    roll.zoom(96, 20, top_pitch=min(note.pitch for note in track.notes) - 5)
    lowest = min(track.notes, key=lambda note: note.pitch)
    roll.view.editor.select(frozenset([lowest]))
    roll.view.show_selection()
    low, high = roll.geometry.visible_pitches()
    first, last = roll.geometry.visible_ticks()
    assert low <= lowest.pitch <= high and first <= lowest.start_tick < last
    before = roll.geometry
    roll.view.show_selection()
    assert roll.geometry == before


def pixels(view):
    return view.grab().toImage()


def colour_at(roll, beats, pitch):
    geometry = roll.geometry
    image = roll.canvas.grab().toImage()
    return image.pixelColor(round(geometry.x_of(beats * BEAT)), geometry.y_of(pitch) + geometry.row_height // 2)


def test_louder_notes_are_nearer_to_the_tracks_full_colour(zoomed):
    full = DARK.track_colour(0)

    def distance(colour):
        return sum(abs(a - b) for a, b in zip(colour.getRgb()[:3], full.getRgb()[:3], strict=True))

    assert distance(colour_at(zoomed, 3.8, 76)) < distance(colour_at(zoomed, 7.7, 67))


def test_other_tracks_are_faint_and_the_edited_one_is_not(zoomed):
    ghost = colour_at(zoomed, 5.1, 60)
    zoomed.view.set_edited_track(1)
    edited = colour_at(zoomed, 5.1, 60)
    assert ghost != edited and edited.lightness() > ghost.lightness() + 30


def test_what_is_painted_straight_and_from_tiles_is_the_same(zoomed):
    zoomed.editor.select(frozenset(zoomed.notes()[:1]))
    zoomed.view.set_playhead(-100.0)
    zoomed.canvas.set_theme(DARK)  # forgets what was painted
    straight = zoomed.canvas.grab().toImage()
    tiled = zoomed.canvas.grab().toImage()
    assert straight == tiled


def test_notes_that_arrive_while_composing_fade_in(zoomed, score):
    now = [10.0]
    zoomed.canvas._clock = lambda: now[0]
    before = colour_at(zoomed, 5.5, 74)
    zoomed.view.set_composing(True)
    zoomed.view.set_score(edits.add_notes(score, 0, [Note(5 * BEAT, 74, BEAT, 120)]))
    assert colour_at(zoomed, 5.5, 74) == before
    now[0] += 0.06
    half = colour_at(zoomed, 5.5, 74)
    now[0] += 0.2
    zoomed.canvas._fade()
    full = colour_at(zoomed, 5.5, 74)
    assert before.lightness() < half.lightness() < full.lightness()


def test_another_piece_is_painted_while_notes_of_the_one_before_fade_in(zoomed, score):
    now = [10.0]
    zoomed.canvas._clock = lambda: now[0]
    zoomed.view.set_composing(True)
    zoomed.view.set_score(edits.add_notes(score, 0, [Note(5 * BEAT, 74, BEAT, 120)]))
    now[0] += 0.06
    zoomed.view.set_score(edits.remove_track(score, 0))
    canvas, picture = zoomed.canvas, QImage(zoomed.canvas.size(), QImage.Format.Format_ARGB32)
    painter = QPainter(picture)
    canvas.paint(painter, canvas.rect(), 1.0)  # what is raised in a paint event can end the whole process
    painter.end()


def test_another_theme_repaints_everything(roll):
    dark = pixels(roll.view)
    roll.view.set_theme(LIGHT)
    light = pixels(roll.view)
    assert light.pixelColor(400, 300).lightness() > 200 > 60 > dark.pixelColor(400, 300).lightness()


def test_everything_is_painted_at_the_extremes(roll, score):
    for scale, height in ((1.0, 40), (0.0005, 4)):
        roll.view.viewport.set_geometry(replace(roll.geometry, pixels_per_tick=scale, row_height=height).clamped())
        assert not pixels(roll.view).isNull()
    roll.view.set_score(Score())
    assert not pixels(roll.view).isNull()


def test_what_can_be_used_has_an_accessible_name(roll):
    used = [roll.view, roll.canvas, roll.view.ruler, roll.view.keyboard, roll.view.velocities]
    used += [roll.view.overview, roll.view.chords, roll.view.sections, roll.view.pitch_bar]
    used += [roll.view.corner.pencil, roll.view.corner.grid]
    assert all(isinstance(widget, QWidget) and widget.accessibleName() for widget in used)
    assert roll.canvas.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_corner_shows_and_sets_the_modes(roll):
    roll.view.corner.pencil.click()
    assert roll.editor.is_pencil
    QTest.keyClick(roll.canvas, Qt.Key.Key_B)
    assert not roll.view.corner.pencil.isChecked() and not roll.editor.is_pencil
