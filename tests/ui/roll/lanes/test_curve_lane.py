"""Controllers, bend and tempo drawn in lanes, by real mouse and key events at two zooms."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from audiogenesis_desktop.score import curves, edits
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.curves import BEND, EXPRESSION, PAN, SUSTAIN, Point
from audiogenesis_desktop.score.score import Note, Tempo

BEAT = 960
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE, SHIFT, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def move(widget, point, *, button=LEFT, held=NONE):
    where, glob = QPointF(point), QPointF(widget.mapToGlobal(point))
    event = QMouseEvent(QEvent.Type.MouseMove, where, glob, Qt.MouseButton.NoButton, button, held)
    QApplication.sendEvent(widget, event)


def drag(widget, *points, button=LEFT, held=NONE):
    QTest.mousePress(widget, button, held, points[0])
    for point in points[1:]:
        move(widget, (points[0] + point) / 2 if len(points) == 2 else point, button=button, held=held)
        move(widget, point, button=button, held=held)
    QTest.mouseRelease(widget, button, held, points[-1])


@pytest.fixture
def lane(zoomed):
    """Return a function that shows the lane of a kind, and gives it with the pixel of a beat and a value."""

    def shown(name):
        zoomed.view.lanes.restore({name: True})
        found = next(lane for lane in zoomed.view.lanes if lane.accessibleName() == name)
        zoomed.view.layout().activate()
        return found, lambda beats, value: QPoint(round(zoomed.geometry.x_of(beats * BEAT)), round(found.y_of(value)))

    return shown


def curve(zoomed, kind):
    return list(curves.points(zoomed.editor.score.track(0), kind))


def test_drawing_makes_a_curve_of_points_on_the_grid_in_one_commit(zoomed, lane):
    widget, at = lane("Expression")
    drag(widget, at(1, 20), at(2, 70), at(3, 120))
    ((score, label),) = zoomed.committed
    points = curve(zoomed, EXPRESSION)
    assert label == "Draw expression" and zoomed.previewed
    assert points[0].tick == BEAT and abs(points[0].value - 20) <= 2
    assert points[-1].tick == 3 * BEAT and abs(points[-1].value - 120) <= 2
    assert [p.value for p in points] == sorted(p.value for p in points) and len(points) >= 9
    assert all(p.tick % 120 == 0 for p in points)
    assert score.track(0).notes == zoomed.notes()


def test_what_is_drawn_over_is_replaced_and_the_rest_stays(zoomed, lane):
    widget, at = lane("Pan")
    drag(widget, at(1, 10), at(5, 10))
    drag(widget, at(2, 100), at(3, 100))
    values = {point.tick // BEAT: point.value for point in curve(zoomed, PAN)}
    assert abs(values[1] - 10) <= 2 and abs(values[3] - 100) <= 2
    assert abs(values[5] - 10) <= 2


def test_shift_draws_a_straight_line(zoomed, lane):
    widget, at = lane("Pitch bend")
    drag(widget, at(1, 0), at(2, -8000), at(2, 8000), held=SHIFT)
    points = curve(zoomed, BEND)
    assert zoomed.committed[-1][1] == "Ramp pitch bend"
    assert points[0].tick == BEAT and points[-1].tick == 2 * BEAT and abs(points[-1].value - 8000) < 500
    middle = curves.value_at(points, 1.5 * BEAT, BEND)
    assert abs(middle - 4000) < 700


def test_a_pedal_is_drawn_down_and_up(zoomed, lane):
    widget, at = lane("Sustain")
    drag(widget, at(1, 120), at(2, 120))
    drag(widget, at(3, 5), at(3.5, 5))
    assert {point.value for point in curve(zoomed, SUSTAIN)} == {0, 127}
    assert curves.value_at(curve(zoomed, SUSTAIN), 2.5 * BEAT, SUSTAIN) == 127


def test_a_point_is_dragged_in_time_and_value(zoomed, lane):
    widget, at = lane("Expression")
    QTest.mouseClick(widget, LEFT, NONE, at(2, 40))
    (before,) = curve(zoomed, EXPRESSION)
    drag(widget, at(2, before.value), at(4, 90))
    (after,) = curve(zoomed, EXPRESSION)
    assert after.tick == 4 * BEAT and abs(after.value - 90) <= 3
    assert [label for _, label in zoomed.committed] == ["Draw expression", "Move expression"]
    drag(widget, at(4, after.value), at(4.6, 20), held=SHIFT | ALT)
    (moved,) = curve(zoomed, EXPRESSION)
    assert (moved.tick == after.tick) != (moved.value == after.value)  # Shift keeps to one way


def test_a_points_drag_goes_on_when_notes_arrive_meanwhile(zoomed, lane):
    widget, at = lane("Expression")
    QTest.mouseClick(widget, LEFT, NONE, at(2, 40))
    (before,) = curve(zoomed, EXPRESSION)
    zoomed.view.set_score(zoomed.editor.score)
    QTest.mousePress(widget, LEFT, NONE, at(2, before.value))
    arrived = edits.add_notes(zoomed.editor.score, 0, [Note(9 * BEAT, 60, BEAT, 80)])
    zoomed.view.set_score(arrived)
    move(widget, at(4, 90))
    QTest.mouseRelease(widget, LEFT, NONE, at(4, 90))
    (after,) = curve(zoomed, EXPRESSION)
    assert after.tick == 4 * BEAT and abs(after.value - 90) <= 3
    assert Note(9 * BEAT, 60, BEAT, 80) in zoomed.notes()
    assert [label for _, label in zoomed.committed] == ["Draw expression", "Move expression"]


def test_the_right_button_erases(zoomed, lane):
    widget, at = lane("Expression")
    drag(widget, at(1, 20), at(4, 100))
    drag(widget, at(2, 64), at(5, 64), button=RIGHT)
    assert zoomed.committed[-1][1] == "Erase expression"
    assert all(point.tick < 2 * BEAT for point in curve(zoomed, EXPRESSION)) and curve(zoomed, EXPRESSION)


def test_escape_gives_a_drawing_up(zoomed, lane, score):
    widget, at = lane("Expression")
    QTest.mousePress(widget, LEFT, NONE, at(1, 20))
    move(widget, at(3, 90))
    assert curve(zoomed, EXPRESSION)
    QTest.keyClick(widget, Qt.Key.Key_Escape)
    QTest.mouseRelease(widget, LEFT, NONE, at(3, 90))
    assert zoomed.editor.score is score and not zoomed.committed and zoomed.reverted == [True]


def test_points_are_reached_changed_added_and_deleted_by_keyboard(zoomed, lane):
    widget, at = lane("Expression")
    drag(widget, at(1, 50), at(1, 50))
    drag(widget, at(3, 80), at(3, 80))
    first, second = curve(zoomed, EXPRESSION)
    widget.chosen = frozenset()
    QTest.keyClick(widget, Qt.Key.Key_Right)
    QTest.keyClick(widget, Qt.Key.Key_Right)
    QTest.keyClick(widget, Qt.Key.Key_Up)
    QTest.keyClick(widget, Qt.Key.Key_Down, SHIFT)
    assert curve(zoomed, EXPRESSION) == [first, second._replace(value=second.value - 9)]
    QTest.keyClick(widget, Qt.Key.Key_Left)
    QTest.keyClick(widget, Qt.Key.Key_Delete)
    assert curve(zoomed, EXPRESSION) == [second._replace(value=second.value - 9)]
    zoomed.view.set_playhead(4.0 * BEAT)
    QTest.keyClick(widget, Qt.Key.Key_Insert)
    assert curve(zoomed, EXPRESSION)[-1] == Point(4 * BEAT, second.value - 9)
    labels = [label for _, label in zoomed.committed[2:]]
    assert labels == ["Move expression", "Move expression", "Delete expression", "Draw expression"]


def test_each_lane_has_the_selection_and_track_of_the_roll(zoomed, lane):
    widget, at = lane("Expression")
    zoomed.editor.select_all()
    chosen = zoomed.editor.selection
    zoomed.editor.edit_track(1)
    zoomed.editor.edit_track(0)
    zoomed.editor.select(chosen)
    drag(widget, at(1, 20), at(2, 60))
    assert zoomed.editor.selection == chosen
    zoomed.view.set_edited_track(1)
    assert widget.points() == ()


# Tempo


def tempi(zoomed):
    return [(tempo.tick / BEAT, round(tempo.bpm)) for tempo in zoomed.editor.score.tempi]


def test_a_tempo_is_dragged_and_the_first_stays_at_the_beginning(zoomed, lane):
    widget, at = lane("Tempo")
    drag(widget, at(0, 120), at(3, 130))
    assert len(tempi(zoomed)) == 2 and tempi(zoomed)[0] == (0, 120) and tempi(zoomed)[1][0] == 3
    assert zoomed.committed[-1][1] == "Move tempo"


def test_a_tempo_ramp_has_a_step_at_each_point_of_the_grid(zoomed, lane):
    widget, at = lane("Tempo")
    drag(widget, at(2, 120), at(4, 110), at(4, 130), held=SHIFT)
    found = tempi(zoomed)
    assert found[-1][0] == 4 and abs(found[-1][1] - 130) <= 1
    assert [bpm for _, bpm in found] == sorted(bpm for _, bpm in found) and len(found) >= 5


def test_a_tempo_is_typed_exactly_with_notes_at_their_beats_or_their_moments(zoomed, lane):
    widget, at = lane("Tempo")
    QTest.mouseDClick(widget, LEFT, NONE, at(2, 125))
    popup = QApplication.activePopupWidget()
    popup.fields["Beats a minute"].setText("90")
    QTest.keyClick(popup, Qt.Key.Key_Return)
    score, label = zoomed.committed[-1]
    assert label == "Change tempo" and score.tempi[-1] == Tempo.from_bpm(2 * BEAT, 90)
    assert score.track(0).notes[1].start_tick == 3 * BEAT
    popup = widget.open(2 * BEAT)
    popup.fields["Beats a minute"].setText("180")
    popup.fields["Notes"].choose("Keep their moments")
    QTest.keyClick(popup, Qt.Key.Key_Return)
    later, _ = zoomed.committed[-1]
    note = later.track(0).notes[1]
    assert note.start_tick == 4 * BEAT
    before, after = TempoMap(score.tempi).seconds(3 * BEAT), TempoMap(later.tempi).seconds(note.start_tick)
    assert abs(after - before) < 0.0001


def test_a_tempo_that_is_none_is_reported_and_changes_nothing(zoomed, lane):
    widget, _ = lane("Tempo")
    popup = widget.open(0)
    popup.fields["Beats a minute"].setText("fast")
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert "from 10 to 480" in popup.wrong.text() and not popup.wrong.isHidden() and not zoomed.committed
    popup.close()
