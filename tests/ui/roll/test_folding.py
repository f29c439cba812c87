"""Which rows are shown, and what gestures then mean by a row up."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from audiogenesis_desktop.editing.folding import ALL_ROWS, octave_edges, pitches_moved, places, rows_of
from audiogenesis_desktop.editing.geometry import Geometry, hit_note
from audiogenesis_desktop.editing.note_table import NoteTable
from audiogenesis_desktop.score import edits
from audiogenesis_desktop.score.score import KeyAt, Note
from audiogenesis_desktop.ui.theme import DARK

BEAT = 960
D_MINOR = frozenset({2, 4, 5, 7, 9, 10, 0})
LEFT, RIGHT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier
ROWS = st.frozensets(st.integers(0, 127), min_size=1, max_size=40).map(lambda rows: tuple(sorted(rows)))
NOTE = st.builds(Note, st.integers(0, 5000), st.integers(0, 127), st.integers(1, 900), st.just(80))


# Pure


def test_a_scale_keeps_the_rows_of_notes_outside_it():
    rows = rows_of("scale", used=(61, 62), scale=D_MINOR)
    assert 61 in rows and 62 in rows and 63 not in rows
    assert len(rows_of("scale", used=(), scale=D_MINOR)) == sum(pitch % 12 in D_MINOR for pitch in range(128))


def test_without_a_key_or_a_note_nothing_is_hidden():
    assert rows_of("scale", used=(61,), scale=frozenset()) == ()
    assert rows_of("used", used=(), scale=D_MINOR) == ()
    assert rows_of("used", used=(72, 36), scale=D_MINOR) == (36, 72)
    assert rows_of("all", used=(72,), scale=D_MINOR) == ()


@given(ROWS)
def test_each_row_has_its_place_from_the_top(rows):
    assert [places(rows)[pitch] for pitch in reversed(rows)] == list(range(len(rows)))
    assert places(())[127] == 0 and places(())[0] == 127


def test_octaves_meet_wherever_the_fold_lets_them():
    assert octave_edges((48, 50, 62, 64, 77)) == {62, 77}
    assert octave_edges(()) == {pitch for pitch in ALL_ROWS if pitch % 12 == 0 and pitch}


@given(ROWS, st.integers(-200, 200))
def test_a_block_moves_by_rows_and_stops_at_the_edge_together(rows, by):
    block = rows[: max(1, len(rows) // 2)]
    moved = pitches_moved(block, by, rows)
    assert set(moved.values()) <= set(rows)
    steps = {rows.index(to) - rows.index(pitch) for pitch, to in moved.items()}
    assert len(steps) == 1 and abs(steps.pop()) <= abs(by)


def test_with_all_rows_a_row_is_a_semitone():
    assert pitches_moved([60, 64], 3, ()) == {60: 63, 64: 67}
    assert pitches_moved([60, 126], 3, ()) == {60: 61, 126: 127}
    assert pitches_moved([60, 61], 1, (60, 62)) == {60: 61, 61: 62}  # one of them has no row: semitones


@given(ROWS, st.integers(0, 4000), st.floats(0, 0.99))
def test_every_pixel_of_a_shown_row_gives_its_pitch(rows, scroll, share):
    geometry = Geometry(rows=rows, scroll_y=scroll, row_height=14, height=400)
    for pitch in rows:
        assert geometry.pitch_at(geometry.y_of(pitch) + share * 14) == pitch


@given(ROWS, st.integers(0, 500), st.integers(1, 400))
def test_the_rows_in_view_are_those_that_reach_into_it(rows, scroll, height):
    geometry = Geometry(rows=rows, scroll_y=scroll, row_height=14, height=height)
    reaching = tuple(p for p in rows if geometry.y_of(p) < height and geometry.y_of(p) + 14 > 0)
    assert geometry.visible_rows() == reaching


@given(st.lists(NOTE, max_size=30).map(lambda notes: tuple(sorted(set(notes)))), ROWS)
def test_folded_notes_are_drawn_where_they_are_hit_and_hidden_ones_are_neither(notes, rows):
    geometry = Geometry(rows=rows, width=600, height=300, scroll_y=20)
    table = NoteTable(notes)
    rects = table.rects(np.arange(len(notes)), geometry)
    for note, rect in zip(notes, rects.T.tolist(), strict=True):
        assert rect[:3] == list(geometry.note_rect(note)[:3])
        hit = hit_note(geometry, [note], rect[0] + rect[2] / 2, rect[1] + 5)
        assert (hit is not None) == (note.pitch in rows)
    assert {notes[i].pitch for i in table.visible(geometry)} <= set(rows)


def test_the_pitch_in_the_middle_stays_there_when_rows_fold():
    geometry = Geometry(height=280, row_height=14, scroll_y=(127 - 70) * 14)
    pitch = geometry.pitch_at(140)
    folded = geometry.folded(rows_of("scale", used=(pitch,), scale=D_MINOR))
    assert folded.y_of(pitch) == geometry.y_of(pitch)
    assert folded.folded(()).y_of(pitch) == geometry.y_of(pitch)


def test_fitting_uses_the_height_that_the_fold_has_freed():
    fitted = Geometry(width=500, height=360, rows=tuple(range(60, 80))).fitted({60: 1, 79: 1})
    assert fitted.row_height == 18 and fitted.scroll_y == 0


# In the roll


def at(roll, beats, pitch):
    geometry = roll.geometry
    return QPoint(round(geometry.x_of(beats * BEAT)), geometry.y_of(pitch) + geometry.row_height // 2)


def move(roll, point, *, button=LEFT):
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(point),
        QPointF(roll.canvas.mapToGlobal(point)),
        Qt.MouseButton.NoButton,
        button,
        NONE,
    )
    QApplication.sendEvent(roll.canvas, event)


def drag(roll, start, end, *, button=LEFT):
    QTest.mousePress(roll.canvas, button, NONE, start)
    move(roll, (start + end) / 2, button=button)
    move(roll, end, button=button)
    QTest.mouseRelease(roll.canvas, button, NONE, end)


@pytest.fixture
def folded(zoomed):
    zoomed.view.set_fold("scale")
    return zoomed


def test_a_note_dragged_a_row_up_goes_to_the_next_of_the_scale(folded):
    start = at(folded, 1.5, 72)  # C: the next row is D, two semitones up
    drag(folded, start, start - QPoint(0, folded.geometry.row_height))
    assert folded.committed[0][0].track(0).notes[0] == Note(BEAT, 74, BEAT, 80)


def test_selected_notes_each_move_within_the_scale(folded):
    folded.editor.select_all()
    start = at(folded, 1.5, 72)
    drag(folded, start, start - QPoint(0, 2 * folded.geometry.row_height))
    assert [note.pitch for note in folded.notes()] == [76, 79, 70]  # C E G, two steps up in D minor


def test_a_note_outside_the_scale_keeps_a_row(folded):
    assert 73 not in folded.geometry.rows
    folded.view.set_score(edits.add_notes(folded.editor.score, 0, [Note(8 * BEAT, 73, BEAT, 80)]))
    assert 73 in folded.geometry.rows
    QTest.mouseClick(folded.canvas, LEFT, NONE, at(folded, 8.5, 73))
    assert {note.pitch for note in folded.editor.selection} == {73}


def test_rows_stay_as_they_are_while_a_gesture_is_at_work(folded, score):
    rows = folded.geometry.rows
    start = at(folded, 1.5, 72)
    QTest.mousePress(folded.canvas, LEFT, NONE, start)
    move(folded, start - QPoint(0, 60))
    folded.view.set_score(edits.add_notes(score, 0, [Note(8 * BEAT, 73, BEAT, 80)]))
    folded.view.set_fold("used")
    assert folded.geometry.rows == rows
    QTest.keyClick(folded.canvas, Qt.Key.Key_Escape)
    assert folded.geometry.rows != rows


def test_only_used_pitches_are_shown_and_a_box_selects_among_them(zoomed):
    zoomed.view.set_fold("used")
    assert zoomed.geometry.rows == (67, 72, 76)
    drag(zoomed, at(zoomed, 0.5, 76), at(zoomed, 9, 72))
    assert {note.pitch for note in zoomed.editor.selection} == {72, 76}
    zoomed.view.set_edited_track(2)
    assert zoomed.geometry.rows == (36,)


def test_nothing_is_drawn_or_auditioned_below_the_last_row(zoomed):
    zoomed.view.set_fold("used")
    below = QPoint(300, zoomed.geometry.content_height + 30)
    QTest.mouseDClick(zoomed.canvas, LEFT, NONE, below)
    QTest.mouseRelease(zoomed.canvas, LEFT, NONE, below)
    QTest.mouseClick(zoomed.view.keyboard, LEFT, NONE, QPoint(20, below.y()))
    assert zoomed.committed == [] and zoomed.auditioned == []


def test_a_stroke_of_the_eraser_follows_the_rows_as_shown(zoomed):
    zoomed.view.set_fold("used")
    zoomed.view.corner.pencil.click()
    drag(zoomed, at(zoomed, 3.5, 76), at(zoomed, 6.5, 67), button=RIGHT)
    assert [note.pitch for note in zoomed.notes()] == [72]  # the straight line crosses 72 where no note is


def test_the_rows_follow_the_key_at_the_views_left_edge(folded):
    score = replace(folded.editor.score, keys=(KeyAt(0, 2, "minor"), KeyAt(8 * BEAT, 0, "major")))
    folded.view.set_score(score)
    assert 70 in folded.geometry.rows and 71 not in folded.geometry.rows
    later = round(9 * BEAT * folded.geometry.pixels_per_tick)
    folded.view.viewport.set_geometry(replace(folded.geometry, scroll_x=later))
    assert 71 in folded.geometry.rows and 70 not in folded.geometry.rows


def test_the_scale_is_shaded_instead_of_black_keys(zoomed):
    def ground(pitch):
        image = zoomed.canvas.grab().toImage()
        return image.pixelColor(3, zoomed.geometry.y_of(pitch) + 3)

    plain = ground(81)  # A, in the scale and a white key
    assert ground(70) != plain and ground(71) == plain  # Bb is black
    zoomed.canvas.shade_scale(True)
    assert ground(70) == plain and ground(71) != plain  # and in the scale, where B is not


@pytest.mark.parametrize("is_selected", [False, True])
def test_a_note_outside_the_scale_bears_a_mark(folded, is_selected):
    note = Note(8 * BEAT, 73 + 2, BEAT, 80)  # Eb in D minor
    folded.view.set_score(edits.add_notes(folded.editor.score, 0, [note]))
    folded.editor.select(frozenset({note} if is_selected else ()))
    rect = folded.geometry.note_rect(note)
    image = folded.canvas.grab().toImage()
    assert image.pixelColor(rect.left + 5, rect.bottom - 4) == DARK.warning
    assert image.pixelColor(rect.left + 5, rect.top + 3) != DARK.warning


def test_what_is_painted_straight_and_from_tiles_is_the_same_when_folded(folded):
    folded.canvas.shade_scale(True)
    folded.view.set_playhead(-100.0)
    straight = folded.canvas.grab().toImage()
    assert folded.canvas.grab().toImage() == straight
