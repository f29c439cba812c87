"""Ruler, velocity lane, keyboard and overview, driven by real mouse events."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from audiogenesis_desktop.score.score import Note
from audiogenesis_desktop.ui.roll.ruler import clock_text

BEAT = 960
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


def move(widget, point, *, button=LEFT):
    where, glob = QPointF(point), QPointF(widget.mapToGlobal(point))
    event = QMouseEvent(QEvent.Type.MouseMove, where, glob, Qt.MouseButton.NoButton, button, NONE)
    QApplication.sendEvent(widget, event)


def drag(widget, start, end, *, by_way_of=()):
    QTest.mousePress(widget, LEFT, NONE, start)
    for point in (*by_way_of, (start + end) / 2, end):
        move(widget, point)
    QTest.mouseRelease(widget, LEFT, NONE, end)


def over(roll, beats, y):
    return QPoint(round(roll.geometry.x_of(beats * BEAT)), y)


# Ruler


def test_a_click_on_the_ruler_seeks_to_the_grid(zoomed):
    QTest.mouseClick(zoomed.view.ruler, LEFT, NONE, over(zoomed, 3.02, 28))
    assert zoomed.seeks == [3 * BEAT] and zoomed.loops == []


def test_alt_seeks_freely(zoomed):
    point = over(zoomed, 3.02, 28)
    QTest.mouseClick(zoomed.view.ruler, LEFT, Qt.KeyboardModifier.AltModifier, point)
    assert zoomed.seeks == [round(zoomed.geometry.tick_at(point.x()))]


def test_a_drag_on_the_ruler_asks_for_a_loop_either_way(zoomed):
    drag(zoomed.view.ruler, over(zoomed, 2, 28), over(zoomed, 5, 28))
    drag(zoomed.view.ruler, over(zoomed, 5, 28), over(zoomed, 2, 28))
    assert zoomed.loops == [(2 * BEAT, 5 * BEAT)] * 2 and zoomed.seeks == []


def test_an_end_of_the_loop_can_be_dragged(zoomed):
    zoomed.view.set_loop(2 * BEAT, 4 * BEAT)
    drag(zoomed.view.ruler, over(zoomed, 4, 12), over(zoomed, 6, 12))
    assert zoomed.loops == [(2 * BEAT, 6 * BEAT)]


def test_escape_gives_up_a_loop(zoomed):
    ruler = zoomed.view.ruler
    QTest.mousePress(ruler, LEFT, NONE, over(zoomed, 2, 28))
    move(ruler, over(zoomed, 5, 28))
    QTest.keyClick(ruler, Qt.Key.Key_Escape)
    QTest.mouseRelease(ruler, LEFT, NONE, over(zoomed, 5, 28))
    assert zoomed.loops == zoomed.seeks == []


def test_the_playheads_handle_seeks_as_it_is_dragged(zoomed):
    zoomed.view.set_playhead(2.0 * BEAT)
    drag(zoomed.view.ruler, over(zoomed, 2, 6), over(zoomed, 4, 6))
    assert zoomed.seeks[-1] == 4 * BEAT and zoomed.loops == []


def test_times_have_the_decimals_that_the_step_needs():
    assert clock_text(65, 1) == "1:05"
    assert clock_text(5.5, 0.5) == "0:05.5"
    assert clock_text(5.25, 0.25) == "0:05.25"


# Velocity lane


def stem(roll, note):
    lane = roll.view.velocities
    return QPoint(round(roll.geometry.x_of(note.start_tick)), lane._y(note.velocity))


def test_dragging_a_stem_changes_one_velocity_in_one_commit(zoomed):
    note = zoomed.notes()[0]
    drag(zoomed.view.velocities, stem(zoomed, note), stem(zoomed, note._replace(velocity=110)))
    ((score, label),) = zoomed.committed
    assert label == "Change velocity"
    assert abs(score.track(0).notes[0].velocity - 110) <= 1
    assert score.track(0).notes[1:] == zoomed.previewed[0].track(0).notes[1:]


def test_dragging_a_selected_stem_changes_all_selected_within_the_legal_range(zoomed):
    zoomed.editor.select_all()
    note = zoomed.notes()[2]
    drag(zoomed.view.velocities, stem(zoomed, note), stem(zoomed, note._replace(velocity=100)))
    ((score, label),) = zoomed.committed
    velocities = [n.velocity for n in score.track(0).notes]
    assert label == "Change velocity of 3 notes"
    assert velocities[1] == 127 and abs(velocities[0] - 120) <= 2 and abs(velocities[2] - 100) <= 2


def test_drawing_across_gives_each_note_the_height_it_was_passed_at(zoomed):
    lane = zoomed.view.velocities
    drag(lane, QPoint(20, lane._y(20)), QPoint(round(zoomed.geometry.x_of(4 * BEAT)), lane._y(20)))
    ((score, label),) = zoomed.committed
    velocities = [n.velocity for n in score.track(0).notes]
    assert label == "Draw velocities"
    assert abs(velocities[0] - 20) <= 2 and abs(velocities[1] - 20) <= 2 and velocities[2] == 60


def test_escape_reverts_velocities(zoomed, score):
    lane, note = zoomed.view.velocities, zoomed.notes()[0]
    QTest.mousePress(lane, LEFT, NONE, stem(zoomed, note))
    move(lane, stem(zoomed, note._replace(velocity=120)))
    QTest.keyClick(lane, Qt.Key.Key_Escape)
    QTest.mouseRelease(lane, LEFT, NONE, QPoint(10, 10))
    assert zoomed.previewed and zoomed.reverted == [True] and zoomed.committed == []
    assert zoomed.editor.score is score


def test_the_lane_folds_away_and_back_by_mouse_and_keyboard(roll):
    label, states = roll.view._labels[roll.view.velocities], []
    label.folded.connect(states.append)
    QTest.mouseClick(label, LEFT)
    assert roll.view.velocities.isHidden()
    QTest.keyClick(label, Qt.Key.Key_Space)
    assert not roll.view.velocities.isHidden()
    QTest.keyClick(label, Qt.Key.Key_Return)
    assert roll.view.velocities.isHidden()
    assert states == [True, False, True]


# Keyboard


def test_a_key_sounds_louder_further_right_and_sliding_goes_on(zoomed):
    keyboard, geometry = zoomed.view.keyboard, zoomed.geometry
    y72, y71 = (geometry.y_of(pitch) + 2 for pitch in (72, 71))
    QTest.mousePress(keyboard, LEFT, NONE, QPoint(2, y72))
    move(keyboard, QPoint(70, y71))
    QTest.mouseRelease(keyboard, LEFT, NONE, QPoint(70, y71))
    move(keyboard, QPoint(70, y72), button=Qt.MouseButton.NoButton)
    assert [pitch for pitch, _ in zoomed.auditioned] == [72, 71]
    assert zoomed.auditioned[0][1] < zoomed.auditioned[1][1]


# Overview


def test_dragging_the_overviews_window_scrolls(zoomed):
    overview = zoomed.view.overview
    middle = overview._window().center().toPoint()
    drag(overview, middle, middle + QPoint(60, 0))
    assert zoomed.geometry.scroll_x > 0


def test_dragging_a_side_of_the_window_zooms(zoomed):
    overview, before = zoomed.view.overview, zoomed.geometry.pixels_per_tick
    window = overview._window()
    right = QPoint(round(window.right()), 10)
    drag(overview, right, right - QPoint(round(window.width() / 2), 0))
    assert zoomed.geometry.pixels_per_tick > before * 1.5


def test_the_pitch_bar_scrolls(zoomed):
    bar, before = zoomed.view.pitch_bar, zoomed.geometry.scroll_y
    handle = bar._handle().center().toPoint()
    drag(bar, handle, handle + QPoint(0, 30))
    assert zoomed.geometry.scroll_y > before


def test_notes_of_the_edited_track_alone_have_stems(zoomed):
    drum = Note(0, 36, 240, 110)
    assert zoomed.view.velocities._note_at(stem(zoomed, drum).x(), stem(zoomed, drum).y()) is None
