"""MIDI files dragged over the window and dropped, by the events that the system sends."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.ui.drop_zones import Target
from audiogenesis_desktop.ui.main_window import MainWindow

BAR = 3840
SCORE = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 8 * BAR, 80),)),), length_ticks=8 * BAR)
COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(studio, qtbot):
    made = MainWindow(studio)
    made.resize(1280, 720)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def with_piece(window, studio, qtbot):
    studio.document.load(SCORE)
    qtbot.wait(10)
    return window


@pytest.fixture
def song(tmp_path):
    path = tmp_path / "song.mid"
    write_midi(Score(tracks=(Track(0, "Flute", program=73, notes=(Note(480, 72, 480, 90),)),)), path)
    return path


def dragged(*paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def enter(window, data):
    event = QDragEnterEvent(QPoint(20, 60), COPY, data, LEFT, NONE)
    event.ignore()
    QApplication.sendEvent(window, event)
    zones = window.drops.zones
    if zones.isVisible():
        QApplication.sendEvent(zones, QDragEnterEvent(QPoint(20, 60), COPY, data, LEFT, NONE))
    return event.isAccepted()


def over(window, widget, at):
    return window.drops.zones.mapFromGlobal(widget.mapToGlobal(at))


def hover(window, data, at):
    QApplication.sendEvent(window.drops.zones, QDragMoveEvent(at, COPY, data, LEFT, NONE))
    return window.drops.zones.target


def drop(widget, data, at):
    QApplication.sendEvent(widget, QDropEvent(QPointF(at), COPY, data, LEFT, NONE))


def test_without_a_piece_a_dropped_file_opens(window, studio, qtbot, song):
    data = dragged(song)
    assert enter(window, data) and not window.drops.zones.isVisible()
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        drop(window, data, QPoint(20, 60))
    assert studio.document.score.tracks[0].name == "Flute" and studio.filing.path is None
    assert window.windowTitle().startswith("song") and not window.isWindowModified()
    assert studio.settings.recent_folder == str(song.parent)


def test_over_the_prompt_a_drop_opens_a_new_piece(with_piece, studio, qtbot, song):
    data = dragged(song)
    assert enter(with_piece, data) and with_piece.drops.zones.isVisible()
    at = over(with_piece, with_piece.prompt_bar, QPoint(30, 10))
    assert hover(with_piece, data, at) == Target(opens=True)
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        drop(with_piece.drops.zones, data, at)
    assert [track.name for track in studio.document.score.tracks] == ["Flute"]
    assert not with_piece.drops.zones.isVisible()


def test_opening_over_unsaved_work_leaves_it_one_undo_away(with_piece, studio, qtbot, song):
    studio.document.commit(replace(SCORE, title="Mine"), "Name")
    data = dragged(song)
    enter(with_piece, data)
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        drop(with_piece.drops.zones, data, over(with_piece, with_piece.prompt_bar, QPoint(30, 10)))
    assert studio.filing.path is None
    studio.document.undo()
    assert studio.document.score.title == "Mine"


@pytest.mark.parametrize("pixels_per_bar", [100, 160])
def test_over_the_roll_a_drop_adds_at_the_bar_under_the_pointer(with_piece, studio, qtbot, song, pixels_per_bar):
    roll = with_piece.roll
    roll.viewport.set_geometry(replace(roll.viewport.geometry, pixels_per_tick=pixels_per_bar / BAR, scroll_x=0))
    data, at = dragged(song), over(with_piece, roll.canvas, QPoint(round(2.6 * pixels_per_bar), 50))
    enter(with_piece, data)
    assert hover(with_piece, data, at) == Target(opens=False, tick=2 * BAR)
    with qtbot.waitSignal(studio.document.changed, timeout=5000):
        drop(with_piece.drops.zones, data, at)
    assert [track.name for track in studio.document.score.tracks] == ["Piano", "Flute"]
    assert studio.document.score.tracks[1].notes[0].start_tick == 2 * BAR + 480
    assert studio.document.undo_label == "Import song.mid"


def test_over_the_tracks_a_drop_adds_at_the_playhead(with_piece, studio, qtbot, song):
    studio.player.seek(BAR)
    data, at = dragged(song), over(with_piece, with_piece.track_list, QPoint(30, 100))
    enter(with_piece, data)
    assert hover(with_piece, data, at) == Target(opens=False)
    with qtbot.waitSignal(studio.document.changed, timeout=5000):
        drop(with_piece.drops.zones, data, at)
    assert studio.document.score.tracks[1].notes[0].start_tick == BAR + 480


def test_several_files_are_all_added_as_one_step(with_piece, studio, qtbot, song):
    data, at = dragged(song, song, song.with_suffix(".txt")), over(with_piece, with_piece.roll.canvas, QPoint(1, 50))
    enter(with_piece, data)
    with qtbot.waitSignal(studio.document.changed, timeout=5000):
        drop(with_piece.drops.zones, data, at)
    assert [track.name for track in studio.document.score.tracks] == ["Piano", "Flute", "Flute"]
    assert len({track.id for track in studio.document.score.tracks}) == 3
    assert studio.document.undo_label == "Import 2 files"


def test_several_files_opened_are_one_unsaved_piece(window, studio, qtbot, song):
    data = dragged(song, song)
    enter(window, data)
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        drop(window, data, QPoint(20, 60))
    assert len(studio.document.score.tracks) == 2
    assert studio.filing.path is None and not studio.document.is_saved


def test_a_broken_file_changes_nothing_and_is_reported(with_piece, studio, qtbot, tmp_path):
    broken = tmp_path / "broken.mid"
    broken.write_bytes(b"MThd and no more")
    data = dragged(broken)
    enter(with_piece, data)
    with qtbot.waitSignal(studio.noticed, timeout=5000):
        drop(with_piece.drops.zones, data, over(with_piece, with_piece.roll.canvas, QPoint(50, 50)))
    assert "broken.mid" in with_piece.notices.notice.text
    assert studio.document.score is SCORE


def test_other_files_are_not_taken_and_leaving_hides_the_zones(with_piece, qtbot, song):
    assert not enter(with_piece, dragged("/tmp/picture.png"))
    assert enter(with_piece, dragged(song))
    QApplication.sendEvent(with_piece.drops.zones, QDragLeaveEvent())
    assert not with_piece.drops.zones.isVisible()


def test_a_drag_that_leaves_before_the_zones_have_it_hides_them(with_piece, qtbot, song):
    data = dragged(song)  # the event does not keep it alive
    QApplication.sendEvent(with_piece, QDragEnterEvent(QPoint(20, 60), COPY, data, LEFT, NONE))
    assert with_piece.drops.zones.isVisible()
    QApplication.sendEvent(with_piece, QDragLeaveEvent())
    qtbot.waitUntil(lambda: not with_piece.drops.zones.isVisible(), timeout=2000)


def test_the_zone_aimed_at_stands_out(with_piece, song):
    data, zones = dragged(song), with_piece.drops.zones
    enter(with_piece, data)
    pictures = []
    for target in (with_piece.prompt_bar, with_piece.track_list, with_piece.roll.canvas):
        hover(with_piece, data, over(with_piece, target, QPoint(30, 10)))
        pictures.append(zones.grab().toImage())
    assert len({bytes(picture.constBits()) for picture in pictures}) == 3
