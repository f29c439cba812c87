"""Each gesture of the roll, driven by real mouse and key events, at two zooms."""

import itertools

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from audiogenesis_desktop.score import edits
from audiogenesis_desktop.score.score import Note

BEAT = 960
C5, E5, G4 = Note(BEAT, 72, BEAT, 80), Note(3 * BEAT, 76, BEAT, 100), Note(6 * BEAT, 67, 2 * BEAT, 60)
LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
NONE = Qt.KeyboardModifier.NoModifier


def at(roll, beats, pitch):
    """Return the pixel in the middle of a pitch's row at a time in beats."""
    geometry = roll.geometry
    return QPoint(round(geometry.x_of(beats * BEAT)), geometry.y_of(pitch) + geometry.row_height // 2)


def press(roll, point, *, button=LEFT, held=NONE):
    QTest.mousePress(roll.canvas, button, held, point)


def move(roll, point, *, button=LEFT, held=NONE):
    # QTest.mouseMove cannot hold a button or a key, so the event is made here.
    where = QPointF(point)
    glob = QPointF(roll.canvas.mapToGlobal(point))
    event = QMouseEvent(QEvent.Type.MouseMove, where, glob, Qt.MouseButton.NoButton, button, held)
    QApplication.sendEvent(roll.canvas, event)


def release(roll, point, *, button=LEFT, held=NONE):
    QTest.mouseRelease(roll.canvas, button, held, point)


def drag(roll, start, end, *, button=LEFT, held=NONE, by_way_of=()):
    press(roll, start, button=button, held=held)
    for point in (*by_way_of, (start + end) / 2, end):
        move(roll, point, button=button, held=held)
    release(roll, end, button=button, held=held)


def click(roll, point, *, held=NONE):
    QTest.mouseClick(roll.canvas, LEFT, held, point)


def key(roll, which, held=NONE):
    QTest.keyClick(roll.canvas, which, held)


def the_commit(roll, label):
    """Return the one committed score, after checking that the label names it."""
    assert [committed[1] for committed in roll.committed] == [label]
    return roll.committed[0][0]


# Selecting


def test_a_click_selects_one_note_and_auditions_it(zoomed):
    click(zoomed, at(zoomed, 1.5, 72))
    assert zoomed.editor.selection == {C5}
    assert zoomed.auditioned == [(72, 80)]
    assert zoomed.committed == []


def test_shift_adds_to_the_selection_and_takes_away(zoomed):
    click(zoomed, at(zoomed, 1.5, 72))
    click(zoomed, at(zoomed, 3.5, 76), held=SHIFT)
    assert zoomed.editor.selection == {C5, E5}
    click(zoomed, at(zoomed, 1.5, 72), held=SHIFT)
    assert zoomed.editor.selection == {E5}


def test_a_click_on_one_of_many_selected_keeps_that_one(zoomed):
    zoomed.editor.select_all()
    click(zoomed, at(zoomed, 1.5, 72))
    assert zoomed.editor.selection == {C5}


def test_a_box_selects_what_it_touches_and_changes_nothing(zoomed):
    drag(zoomed, at(zoomed, 0.5, 78), at(zoomed, 3.2, 71))
    assert zoomed.editor.selection == {C5, E5}
    assert zoomed.committed == zoomed.previewed == []
    drag(zoomed, at(zoomed, 5.5, 69), at(zoomed, 6.5, 66), held=CTRL)
    assert zoomed.editor.selection == {C5, E5, G4}


def test_a_click_in_empty_space_selects_nothing(zoomed):
    zoomed.editor.select_all()
    click(zoomed, at(zoomed, 2.5, 80))
    assert zoomed.editor.selection == frozenset()


def lasso(roll, *corners, lets_go=True):
    """Draw a lasso through corners in beats and pitches, with a few moves on each side."""
    points = [at(roll, *corner) for corner in corners]
    press(roll, points[0], held=SHIFT)
    for begin, end in itertools.pairwise(points):
        for share in (0.25, 0.5, 0.75, 1):
            move(roll, begin + (end - begin) * share, held=SHIFT)
    if lets_go:
        release(roll, points[-1], held=SHIFT)


def test_shift_drags_a_lasso_that_takes_in_what_it_touches(zoomed):
    lasso(zoomed, (0.5, 74), (3.5, 80), (4.5, 78), (3.5, 75), (2.5, 78), (0.7, 72))
    assert zoomed.editor.selection == {E5}  # its hollow side passes over C5
    lasso(zoomed, (5.5, 69), (6.5, 69), (6.5, 66), (5.5, 66))
    assert zoomed.editor.selection == {E5, G4}
    assert zoomed.committed == zoomed.previewed == [] and zoomed.editor.lasso == ()


def test_a_lasso_drawn_over_a_note_selects_it(zoomed):
    lasso(zoomed, (1.5, 70), (1.5, 74), (1.55, 70))
    assert zoomed.editor.selection == {C5}


def test_a_lasso_is_seen_while_it_is_drawn(zoomed):
    before = zoomed.canvas.grab().toImage()
    lasso(zoomed, (2.2, 82), (2.8, 82), (2.8, 79), (2.2, 79), lets_go=False)
    inside = at(zoomed, 2.5, 80) + QPoint(5, 2)
    assert zoomed.canvas.grab().toImage().pixel(inside) != before.pixel(inside)
    key(zoomed, Qt.Key.Key_Escape)
    assert zoomed.canvas.grab().toImage().pixel(inside) == before.pixel(inside)


@pytest.mark.parametrize("held", [NONE, SHIFT, CTRL], ids=["box", "lasso", "box added"])
def test_escape_brings_the_selection_from_before_back(zoomed, held):
    zoomed.editor.select(frozenset({G4}))
    press(zoomed, at(zoomed, 0.5, 78), held=held)
    for corner in ((3.6, 78), (3.6, 71), (1.5, 71)):
        move(zoomed, at(zoomed, *corner), held=held)
    assert C5 in zoomed.editor.selection
    key(zoomed, Qt.Key.Key_Escape)
    assert zoomed.editor.selection == {G4}
    release(zoomed, at(zoomed, 1.5, 71), held=held)
    assert zoomed.editor.selection == {G4}


def test_escape_from_a_move_keeps_what_was_moved_selected(zoomed):
    zoomed.editor.select(frozenset({C5, E5}))
    press(zoomed, at(zoomed, 1.5, 72))
    move(zoomed, at(zoomed, 3.5, 79))
    key(zoomed, Qt.Key.Key_Escape)
    assert zoomed.editor.selection == {C5, E5}


# Moving


def test_moving_holds_to_the_grid_and_is_one_commit(zoomed):
    drag(zoomed, at(zoomed, 1.5, 72), at(zoomed, 2.53, 74))
    moved = Note(2 * BEAT, 74, BEAT, 80)
    assert the_commit(zoomed, "Move note").track(0).notes == (moved, E5, G4)
    assert zoomed.previewed and zoomed.editor.selection == {moved}
    assert zoomed.reverted == []


def test_moving_up_alone_does_not_quantise(zoomed):
    zoomed.view.set_score(_with(zoomed, Note(1003, 72, BEAT, 80)))
    drag(zoomed, at(zoomed, 1.5, 72), at(zoomed, 1.5, 79))
    assert the_commit(zoomed, "Move note").track(0).notes == (Note(1003, 79, BEAT, 80),)


def test_alt_moves_freely(zoomed):
    start = at(zoomed, 1.5, 72)
    drag(zoomed, start, start + QPoint(7, 0), held=ALT)
    ticks = round(7 / zoomed.geometry.pixels_per_tick)
    assert the_commit(zoomed, "Move note").track(0).notes[0] == C5._replace(start_tick=BEAT + ticks)


def test_ctrl_duplicates(zoomed):
    drag(zoomed, at(zoomed, 1.5, 72), at(zoomed, 4.5, 72), held=CTRL)
    copy = Note(4 * BEAT, 72, BEAT, 80)
    assert the_commit(zoomed, "Duplicate note").track(0).notes == (C5, E5, copy, G4)
    assert zoomed.editor.selection == {copy}


def test_many_move_as_one_block_and_stop_at_the_start_together(zoomed):
    zoomed.editor.select_all()
    drag(zoomed, at(zoomed, 3.5, 76), at(zoomed, 0.5, 76))
    notes = the_commit(zoomed, "Move 3 notes").track(0).notes
    assert [n.start_tick for n in notes] == [0, 2 * BEAT, 5 * BEAT]


def test_shift_moves_one_way_only(zoomed):
    drag(zoomed, at(zoomed, 1.5, 72), at(zoomed, 3.5, 73), held=SHIFT)
    assert the_commit(zoomed, "Move note").track(0).notes[0] == C5._replace(start_tick=3 * BEAT)


def test_moving_auditions_each_new_pitch(zoomed):
    drag(zoomed, at(zoomed, 1.5, 72), at(zoomed, 1.5, 76))
    assert [pitch for pitch, _ in zoomed.auditioned] == [72, 74, 76]


def test_a_move_back_to_where_it_was_commits_nothing(zoomed):
    start = at(zoomed, 1.5, 72)
    drag(zoomed, start, start, by_way_of=[at(zoomed, 3.5, 75)])
    assert zoomed.committed == [] and zoomed.reverted == [True]
    assert zoomed.notes() == (C5, E5, G4)


# Resizing


def test_the_right_edge_makes_longer(zoomed):
    right = at(zoomed, 2, 72) - QPoint(2, 0)
    drag(zoomed, right, right + QPoint(round(BEAT * zoomed.geometry.pixels_per_tick), 0))
    assert the_commit(zoomed, "Resize note").track(0).notes[0] == C5._replace(length_ticks=2 * BEAT)


def test_the_left_edge_moves_the_start_and_keeps_the_end(zoomed):
    left = at(zoomed, 1, 72) + QPoint(2, 0)
    drag(zoomed, left, left + QPoint(round(BEAT / 2 * zoomed.geometry.pixels_per_tick), 0))
    assert the_commit(zoomed, "Resize note").track(0).notes[0] == Note(BEAT + BEAT // 2, 72, BEAT // 2, 80)


def test_a_note_cannot_be_made_shorter_than_a_grid_step(zoomed):
    step = zoomed.editor.snap(zoomed.geometry.pixels_per_tick, BEAT).step
    drag(zoomed, at(zoomed, 2, 72) - QPoint(2, 0), at(zoomed, 0.2, 72))
    assert the_commit(zoomed, "Resize note").track(0).notes[0].length_ticks == step


def test_selected_notes_are_resized_together(zoomed):
    zoomed.editor.select_all()
    right = at(zoomed, 2, 72) - QPoint(2, 0)
    drag(zoomed, right, right + QPoint(round(BEAT * zoomed.geometry.pixels_per_tick), 0))
    notes = the_commit(zoomed, "Resize 3 notes").track(0).notes
    assert [n.length_ticks for n in notes] == [2 * BEAT, 2 * BEAT, 3 * BEAT]


# Drawing and erasing


def test_a_double_click_in_empty_space_draws_a_note(zoomed):
    where = at(zoomed, 2.02, 70)
    QTest.mouseClick(zoomed.canvas, LEFT, NONE, where)
    QTest.mouseDClick(zoomed.canvas, LEFT, NONE, where)
    QTest.mouseRelease(zoomed.canvas, LEFT, NONE, where)
    step = zoomed.editor.snap(zoomed.geometry.pixels_per_tick, 0).step
    drawn = Note(2 * BEAT, 70, step, 90)
    assert drawn in the_commit(zoomed, "Draw note").track(0).notes
    assert zoomed.editor.selection == {drawn}


def test_a_double_click_on_a_note_destroys_nothing(zoomed):
    QTest.mouseDClick(zoomed.canvas, LEFT, NONE, at(zoomed, 1.5, 72))
    QTest.mouseRelease(zoomed.canvas, LEFT, NONE, at(zoomed, 1.5, 72))
    assert zoomed.committed == [] and zoomed.notes() == (C5, E5, G4)


def test_the_pencil_draws_and_dragging_makes_longer(zoomed):
    key(zoomed, Qt.Key.Key_B)
    drag(zoomed, at(zoomed, 2.02, 70), at(zoomed, 3.95, 74))
    assert Note(2 * BEAT, 70, 2 * BEAT, 90) in the_commit(zoomed, "Draw note").track(0).notes
    key(zoomed, Qt.Key.Key_B)
    drag(zoomed, at(zoomed, 4.1, 80), at(zoomed, 5, 79))
    assert len(zoomed.committed) == 1


def test_a_drawn_note_takes_the_velocity_of_the_note_touched_last(zoomed):
    click(zoomed, at(zoomed, 3.5, 76))
    key(zoomed, Qt.Key.Key_B)
    drag(zoomed, at(zoomed, 2.02, 70), at(zoomed, 2.02, 70))
    assert {n.velocity for n in zoomed.editor.selection} == {100}


def test_right_click_erases_with_the_pencil_and_a_stroke_erases_many(zoomed):
    key(zoomed, Qt.Key.Key_B)
    drag(zoomed, at(zoomed, 1.5, 72), at(zoomed, 3.5, 76), button=RIGHT)
    assert the_commit(zoomed, "Erase 2 notes").track(0).notes == (G4,)


def test_right_click_without_the_pencil_erases_nothing(zoomed):
    drag(zoomed, at(zoomed, 1.5, 72), at(zoomed, 3.5, 76), button=RIGHT)
    assert zoomed.committed == []


# Escape


@pytest.mark.parametrize("start", [(1.5, 72), (1.98, 72), (1.02, 72)], ids=["move", "right edge", "left edge"])
def test_escape_reverts_a_drag_and_the_release_commits_nothing(zoomed, start, score):
    press(zoomed, at(zoomed, *start))
    move(zoomed, at(zoomed, 3.5, 79))
    assert zoomed.previewed
    key(zoomed, Qt.Key.Key_Escape)
    assert zoomed.reverted == [True] and zoomed.editor.score is score
    release(zoomed, at(zoomed, 3.5, 79))
    assert zoomed.committed == [] and zoomed.notes() == (C5, E5, G4)


def test_escape_reverts_drawing_and_erasing(zoomed, score):
    key(zoomed, Qt.Key.Key_B)
    for button, start in ((LEFT, (2.1, 70)), (RIGHT, (1.5, 72))):
        press(zoomed, at(zoomed, *start), button=button)
        key(zoomed, Qt.Key.Key_Escape)
        release(zoomed, at(zoomed, *start), button=button)
    assert zoomed.reverted == [True, True] and zoomed.committed == [] and zoomed.editor.score is score


def test_a_drag_takes_escape_before_the_windows_shortcut(zoomed):
    fired = []
    shortcut = QShortcut(Qt.Key.Key_Escape, zoomed.view)
    shortcut.activated.connect(lambda: fired.append(True))
    zoomed.view.activateWindow()
    zoomed.canvas.setFocus()
    press(zoomed, at(zoomed, 1.5, 72))
    move(zoomed, at(zoomed, 3.5, 79))
    key(zoomed, Qt.Key.Key_Escape)
    assert zoomed.reverted == [True] and fired == []
    key(zoomed, Qt.Key.Key_Escape)
    assert fired == [True]


def test_escape_with_nothing_going_on_clears_the_selection(zoomed):
    zoomed.editor.select_all()
    key(zoomed, Qt.Key.Key_Escape)
    assert zoomed.editor.selection == frozenset() and zoomed.reverted == []


# Keys


@pytest.mark.parametrize(
    ("which", "held", "moved", "label"),
    [
        (Qt.Key.Key_Up, NONE, C5._replace(pitch=73), "Transpose note"),
        (Qt.Key.Key_Down, SHIFT, C5._replace(pitch=60), "Transpose note"),
        (Qt.Key.Key_Right, SHIFT, C5._replace(start_tick=5 * BEAT), "Move note"),
        (Qt.Key.Key_Left, ALT, C5._replace(start_tick=BEAT - 10), "Move note"),
    ],
)
def test_arrows_transpose_and_nudge(zoomed, which, held, moved, label):
    zoomed.editor.select(frozenset({C5}))
    key(zoomed, which, held)
    assert moved in the_commit(zoomed, label).track(0).notes
    assert zoomed.editor.selection == {moved}


def test_an_arrow_alone_nudges_by_a_grid_step(zoomed):
    zoomed.editor.select(frozenset({C5}))
    key(zoomed, Qt.Key.Key_Right)
    step = zoomed.editor.snap(zoomed.geometry.pixels_per_tick, BEAT).step
    assert C5._replace(start_tick=BEAT + step) in the_commit(zoomed, "Move note").track(0).notes


def test_an_arrow_at_the_edge_commits_nothing(zoomed):
    zoomed.view.set_score(_with(zoomed, Note(0, 127, BEAT, 80)))
    zoomed.editor.select_all()
    key(zoomed, Qt.Key.Key_Up)
    key(zoomed, Qt.Key.Key_Left)
    assert zoomed.committed == []


def test_delete_deletes_the_selected(zoomed):
    zoomed.editor.select(frozenset({C5, G4}))
    key(zoomed, Qt.Key.Key_Delete)
    assert the_commit(zoomed, "Delete 2 notes").track(0).notes == (E5,)


def test_copy_and_paste_at_the_playhead(zoomed):
    key(zoomed, Qt.Key.Key_A, CTRL)
    key(zoomed, Qt.Key.Key_C, CTRL)
    zoomed.view.set_playhead(8.0 * BEAT)
    key(zoomed, Qt.Key.Key_V, CTRL)
    notes = the_commit(zoomed, "Paste 3 notes").track(0).notes
    assert [n.start_tick // BEAT for n in notes] == [1, 3, 6, 8, 10, 13]


def test_cut_deletes_and_keeps(zoomed):
    zoomed.editor.select(frozenset({C5}))
    key(zoomed, Qt.Key.Key_X, CTRL)
    key(zoomed, Qt.Key.Key_V, CTRL)
    assert [label for _, label in zoomed.committed] == ["Delete note", "Paste note"]
    assert zoomed.notes()[0] == Note(0, 72, BEAT, 80)


def test_ctrl_d_repeats_the_selected_behind_themselves(zoomed):
    zoomed.editor.select(frozenset({C5}))
    key(zoomed, Qt.Key.Key_D, CTRL)
    assert Note(2 * BEAT, 72, BEAT, 80) in the_commit(zoomed, "Duplicate note").track(0).notes


def test_ctrl_arrows_go_from_note_to_note(zoomed):
    for expected in (C5, E5, G4, G4):
        key(zoomed, Qt.Key.Key_Right, CTRL)
        assert zoomed.editor.selection == {expected}
    key(zoomed, Qt.Key.Key_Left, CTRL)
    assert zoomed.editor.selection == {E5}


def test_keys_that_mean_nothing_here_reach_the_window(zoomed, qtbot):
    seen = []
    zoomed.view.keyPressEvent = lambda event: seen.append(event.key())
    for which in (Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_Left):
        key(zoomed, which)
    assert seen == [Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_Left]


# Other tracks


def test_only_the_edited_track_is_edited_a_drag_over_others_selects(zoomed):
    drag(zoomed, at(zoomed, 5, 60), at(zoomed, 6, 62))
    assert zoomed.committed == [] and zoomed.activated == []


def test_a_click_on_another_tracks_note_makes_that_track_the_edited_one(zoomed):
    click(zoomed, at(zoomed, 5, 60))
    assert zoomed.activated == [1] and zoomed.editor.track_id == 1
    assert zoomed.editor.selection == {Note(4 * BEAT, 60, 4 * BEAT, 70)}
    drag(zoomed, at(zoomed, 5, 60), at(zoomed, 5, 62))
    assert the_commit(zoomed, "Move note").track(0).notes == (C5, E5, G4)


def test_without_an_edited_track_nothing_can_be_drawn(zoomed):
    zoomed.view.set_edited_track(99)
    QTest.mouseDClick(zoomed.canvas, LEFT, NONE, at(zoomed, 2, 70))
    assert zoomed.committed == []


# Scores from outside


def test_undo_from_outside_keeps_what_is_still_there_selected(zoomed, score):
    drag(zoomed, at(zoomed, 1.5, 72), at(zoomed, 2.5, 72))
    zoomed.editor.select_all()
    zoomed.view.set_score(score)
    assert zoomed.editor.selection == {E5, G4}
    assert len(zoomed.committed) == 1


def test_a_drag_goes_on_upon_a_score_that_arrives(zoomed, score):
    arrived = Note(9 * BEAT, 60, BEAT, 80)
    press(zoomed, at(zoomed, 1.5, 72))
    move(zoomed, at(zoomed, 2.5, 72))
    zoomed.view.set_score(edits.add_notes(score, 1, [arrived]))
    release(zoomed, at(zoomed, 2.5, 72))
    committed = the_commit(zoomed, "Move note")
    assert arrived in committed.track(1).notes and C5._replace(start_tick=2 * BEAT) in committed.track(0).notes


# Cursors


@pytest.mark.parametrize(
    ("beats", "pitch", "shape"),
    [
        (1.5, 72, Qt.CursorShape.SizeAllCursor),
        (1.98, 72, Qt.CursorShape.SizeHorCursor),
        (5, 60, Qt.CursorShape.PointingHandCursor),
        (2.5, 80, Qt.CursorShape.ArrowCursor),
    ],
)
def test_the_cursor_tells_what_a_press_would_do(zoomed, beats, pitch, shape):
    move(zoomed, at(zoomed, beats, pitch), button=Qt.MouseButton.NoButton)
    assert zoomed.canvas.cursor().shape() == shape


def test_the_pencils_cursor_is_a_cross_in_empty_space(zoomed):
    key(zoomed, Qt.Key.Key_B)
    move(zoomed, at(zoomed, 2.5, 80), button=Qt.MouseButton.NoButton)
    assert zoomed.canvas.cursor().shape() == Qt.CursorShape.CrossCursor


def test_middle_drag_pans(zoomed):
    before = zoomed.geometry
    press(zoomed, QPoint(300, 200), button=MIDDLE)
    move(zoomed, QPoint(260, 170), button=MIDDLE)
    release(zoomed, QPoint(260, 170), button=MIDDLE)
    assert zoomed.geometry.scroll_x - before.scroll_x == 40
    assert zoomed.geometry.scroll_y - before.scroll_y == 30
    assert zoomed.committed == []


def test_a_drag_beyond_the_edge_scrolls(zoomed, qtbot):
    press(zoomed, at(zoomed, 1.5, 72))
    move(zoomed, QPoint(zoomed.canvas.width() + 60, at(zoomed, 1, 72).y()))
    qtbot.waitUntil(lambda: zoomed.geometry.scroll_x > 0)
    key(zoomed, Qt.Key.Key_Escape)
    assert zoomed.notes() == (C5, E5, G4) and zoomed.committed == []


def _with(roll, *notes):
    return edits.exchange_notes(roll.editor.score, 0, roll.notes(), notes)


def test_a_drag_of_thousands_gives_what_a_drag_of_few_would():
    from audiogenesis_desktop.editing import tools
    from audiogenesis_desktop.editing.block import MANY
    from audiogenesis_desktop.editing.snapping import Snap
    from audiogenesis_desktop.score.clock import MeterMap
    from audiogenesis_desktop.score.score import Meter, Score, Track

    notes = [Note(i * 100, 40 + i % 40, 150, 80) for i in range(3000)]
    score = Score(tracks=(Track(0, "Piano").with_notes(notes),))
    chosen = frozenset(notes[: MANY + 200])
    origin = tools.Pointer(0, 0, 0, 60)
    gesture = tools.MoveNotes(0, chosen, notes[0], origin, Snap(MeterMap((Meter(0, 4, 4),)), 240))
    for tick, pitch in ((480, 61), (960, 55), (0, 70)):
        draft = gesture.at(score, tools.Pointer(50, 50, tick, pitch))
        moved = [n._replace(start_tick=n.start_tick + tick, pitch=n.pitch + pitch - 60) for n in chosen]
        assert draft.score == edits.exchange_notes(score, 0, chosen, moved)
        assert draft.selection == frozenset(moved)
