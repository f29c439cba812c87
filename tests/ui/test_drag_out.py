"""Dragging tracks and notes out of the window, up to where the system would take over."""

from pathlib import Path

import mido
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from audiogenesis_desktop.score.score import KeyAt, Meter, Note, Score, Tempo, Track
from audiogenesis_desktop.ui.drag_out import midi_mime
from audiogenesis_desktop.ui.main_window import MainWindow

BAR = 2880
NOTES = (Note(0, 60, 960, 80), Note(BAR + 960, 64, 960, 80))
SCORE = Score(
    tracks=(Track(0, "Lead/1", program=40, notes=NOTES), Track(1, "Bass", notes=(Note(0, 36, 960, 90),))),
    tempi=(Tempo(0, 600_000),),
    meters=(Meter(0, 3, 4),),
    keys=(KeyAt(0, 9, "minor"),),
)
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(studio, qtbot):
    made = MainWindow(studio)
    made.show()
    qtbot.waitExposed(made)
    studio.document.load(SCORE)
    qtbot.wait(10)
    made.dragged = []
    made.drag_out.begin = lambda source, data, picture: made.dragged.append((source, data, picture))
    yield made
    made.close()
    made.deleteLater()


def move(widget, point):
    where, glob = QPointF(point), QPointF(widget.mapToGlobal(point))
    QApplication.sendEvent(widget, QMouseEvent(QEvent.Type.MouseMove, where, glob, Qt.MouseButton.NoButton, LEFT, NONE))


def the_file(window):
    """Return the one file that was dragged, read as another program would."""
    ((_, data, picture),) = window.dragged
    (url,) = data.urls()
    path = Path(url.toLocalFile())
    assert data.data("audio/midi").data() == path.read_bytes() and not picture.isNull()
    return path, mido.MidiFile(path)


def messages(file, kind):
    """Return the messages of a kind with the ticks where they lie."""
    found = []
    for track in file.tracks:
        now = 0
        for message in track:
            now += message.time
            if message.type == kind:
                found.append((now, message))
    return found


@pytest.mark.parametrize("part", ["row", "name"])
def test_a_track_dragged_out_of_the_list_is_a_file(window, part):
    row = window.track_list.rows[0]
    pressed = row if part == "row" else row.name
    QTest.mousePress(pressed, LEFT, NONE, QPoint(4, 4))
    move(pressed, QPoint(8, 30))
    assert window.dragged == []  # still in the list
    move(pressed, QPoint(window.track_list.width() + 20, 30))
    move(pressed, QPoint(window.track_list.width() + 40, 30))
    path, file = the_file(window)
    assert path.name == "Lead-1.mid"
    assert [(tick, m.note) for tick, m in messages(file, "note_on") if m.velocity] == [(0, 60), (BAR + 960, 64)]
    assert messages(file, "set_tempo")[0][1].tempo == 600_000
    assert messages(file, "key_signature")[0][1].key == "Am"
    assert (messages(file, "time_signature")[0][1].numerator) == 3
    assert messages(file, "program_change")[0][1].program == 40
    assert not row.name.hasSelectedText()


@pytest.mark.parametrize("scale", [0.05, 0.1])
def test_notes_dragged_out_of_the_window_are_a_file_and_stay_in_the_piece(window, studio, scale):
    roll = window.roll
    roll.viewport.set_geometry(roll.viewport.geometry.zoomed_time(scale / roll.viewport.geometry.pixels_per_tick, 0))
    roll.editor.select(frozenset(NOTES[1:]))
    geometry = roll.viewport.geometry
    start = QPoint(round(geometry.x_of(BAR + 1400)), geometry.y_of(64) + geometry.row_height // 2)
    QTest.mousePress(roll.canvas, LEFT, NONE, start)
    move(roll.canvas, start + QPoint(30, 0))
    assert roll.editor.is_busy and window.dragged == []
    roll.viewport.set_geometry(roll.viewport.geometry.scrolled(20, 0))  # as it does at the edge
    outside = roll.canvas.mapFromGlobal(window.frameGeometry().bottomRight() + QPoint(100, 0))
    move(roll.canvas, outside)
    path, file = the_file(window)
    assert path.name == "Lead-1.mid"
    assert [(tick, m.note) for tick, m in messages(file, "note_on") if m.velocity] == [(960, 64)]
    assert not roll.editor.is_busy and roll.editor.selection == set(NOTES[1:])
    assert roll.viewport.geometry == geometry
    assert studio.document.score.tracks[0].notes == NOTES and not studio.document.can_undo


def test_just_beyond_the_windows_edge_the_roll_still_scrolls(window):
    roll, geometry = window.roll, window.roll.viewport.geometry
    start = QPoint(round(geometry.x_of(400)), geometry.y_of(60) + geometry.row_height // 2)
    QTest.mousePress(roll.canvas, LEFT, NONE, start)
    move(roll.canvas, roll.canvas.mapFromGlobal(window.frameGeometry().bottomRight() + QPoint(60, 0)))
    assert window.dragged == [] and roll.editor.is_busy
    QTest.keyClick(roll.canvas, Qt.Key.Key_Escape)


def test_a_box_dragged_out_of_the_window_is_no_file(window):
    QTest.mousePress(window.roll.canvas, LEFT, NONE, QPoint(300, 20))
    move(window.roll.canvas, QPoint(5000, 20))
    assert window.dragged == []
    QTest.keyClick(window.roll.canvas, Qt.Key.Key_Escape)


def test_a_file_that_cannot_be_written_is_reported(window, studio, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(studio.dragged, "write", fail)
    window.track_list.dragged_out.emit(0)
    assert "No space left" in window.notices.notice.text and window.dragged == []


def test_a_key_copies_the_edited_track_as_a_file(window, qtbot):
    window.activateWindow()
    window.track_list.set_edited_track(1)
    window.roll.set_edited_track(1)
    window.roll.setFocus()
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(window.roll.canvas, Qt.Key.Key_C, held)
    (url,) = QGuiApplication.clipboard().mimeData().urls()
    assert Path(url.toLocalFile()).name == "Bass.mid"
    assert len(messages(mido.MidiFile(url.toLocalFile()), "note_on")) == 1


def test_the_data_is_offered_in_every_way_that_programs_ask_for(tmp_path):
    path = tmp_path / "a b.mid"
    path.write_bytes(b"MThd")
    data = midi_mime(path)
    assert data.hasUrls() and data.urls()[0].toLocalFile() == str(path)
    assert all(data.data(kind).data() == b"MThd" for kind in ("audio/midi", "audio/x-midi", "audio/mid"))
