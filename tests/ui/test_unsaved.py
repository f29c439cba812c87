"""Closing and opening ask about unsaved work; what ends the window from outside keeps it aside."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.files.project.journal import Journal, read_journal
from audiogenesis_desktop.files.project.piece import Piece
from audiogenesis_desktop.files.project.project_file import read_project
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.ui import closing, unsaved
from audiogenesis_desktop.ui.main_window import MainWindow

SCORE = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 3840, 80),)),), title="Song")
OTHER = Score(tracks=(Track(0, "Cello", notes=(Note(0, 48, 960, 80),)),), title="Other")
SAVE, DISCARD, CANCEL = (
    QMessageBox.StandardButton.Save,
    QMessageBox.StandardButton.Discard,
    QMessageBox.StandardButton.Cancel,
)
real_ask = unsaved.ask


@pytest.fixture
def window(studio, qtbot, fake_composer, monkeypatch, asking_nothing):
    monkeypatch.setattr(closing.Closing, "asks", True)
    monkeypatch.setattr(unsaved, "ask", real_ask)
    made = MainWindow(studio)
    made.show()
    qtbot.waitExposed(made)
    yield made
    fake_composer.released.set()
    made.closing.close_at_once()
    made.deleteLater()


@pytest.fixture
def other_file(tmp_path, monkeypatch):
    path = tmp_path / "other.mid"
    write_midi(OTHER, path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    return path


@pytest.fixture
def kept_file(tmp_path):
    return kept(OTHER, tmp_path / "kept-1.agjournal")


def kept(score, path):
    journal = Journal(path)
    journal.write(Piece(score))
    journal.close()
    return path


def boxes(window):
    return [box for box in window.findChildren(QMessageBox) if box.isVisible()]


def answer(window, qtbot, button):
    (box,) = boxes(window)
    qtbot.mouseClick(box.button(button), Qt.MouseButton.LeftButton)


def name_for_saving(monkeypatch, path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))


def pitches(score):
    return [note.pitch for track in score.tracks for note in track.notes]


def test_with_nothing_unsaved_the_window_closes_at_once(window, studio):
    studio.document.load(SCORE)
    assert window.close()
    assert not window.isVisible()


def test_closing_asks_and_cancel_keeps_all(window, studio, qtbot):
    studio.document.commit(SCORE, "Write")
    window.actions_["quit"].trigger()
    assert window.isVisible() and "Song" in boxes(window)[0].text()
    window.close()
    assert len(boxes(window)) == 1  # asked once, however often it is closed
    answer(window, qtbot, CANCEL)
    assert window.isVisible() and boxes(window) == []
    studio.undo()
    assert not studio.document.score.tracks  # all is as it was
    studio.redo()
    window.close()
    qtbot.keyClick(boxes(window)[0], Qt.Key.Key_Escape)
    assert window.isVisible() and studio.document.score is SCORE


def test_not_saving_closes_and_leaves_nothing_to_offer(window, studio, qtbot):
    studio.document.commit(SCORE, "Write")
    path = studio.recovering.autosave.path
    window.close()
    answer(window, qtbot, DISCARD)
    assert not window.isVisible() and not path.exists()


def test_saving_asks_for_a_name_and_then_closes(window, studio, qtbot, tmp_path, monkeypatch):
    studio.document.commit(SCORE, "Write")
    name_for_saving(monkeypatch, tmp_path / "mine.agproj")
    window.close()
    answer(window, qtbot, SAVE)
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=5000)
    assert pitches(read_project(tmp_path / "mine.agproj").score) == [60]
    assert not studio.recovering.autosave.path.exists()


def test_a_save_dialog_that_is_dismissed_keeps_the_window_open(window, studio, qtbot, monkeypatch):
    studio.document.commit(SCORE, "Write")
    name_for_saving(monkeypatch, "")
    window.close()
    answer(window, qtbot, SAVE)
    assert window.isVisible() and not studio.document.is_saved


def test_a_save_that_fails_keeps_the_window_open(window, studio, qtbot, tmp_path, monkeypatch):
    studio.document.commit(SCORE, "Write")
    name_for_saving(monkeypatch, tmp_path / "nowhere" / "mine.mid")
    window.close()
    answer(window, qtbot, SAVE)
    qtbot.waitUntil(lambda: window.notices.notice is not None, timeout=5000)
    assert window.isVisible() and not studio.document.is_saved


def test_what_is_there_of_a_piece_being_composed_can_be_saved(
    window, studio, qtbot, tmp_path, monkeypatch, fake_composer
):
    fake_composer.hold_at = 12
    name_for_saving(monkeypatch, tmp_path / "mine.agproj")
    window.compose("anything")
    qtbot.waitUntil(lambda: studio.composing.score.note_count == 16, timeout=5000)
    window.close()
    answer(window, qtbot, CANCEL)
    assert studio.composing.is_composing
    window.close()
    fake_composer.released.set()
    answer(window, qtbot, SAVE)
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=5000)
    assert read_project(tmp_path / "mine.agproj").score.note_count >= 16


def test_not_saving_what_is_being_composed_leaves_nothing(window, studio, qtbot, fake_composer):
    fake_composer.hold_at = 12
    window.compose("anything")
    qtbot.waitUntil(lambda: studio.composing.score.note_count == 16, timeout=5000)
    window.close()
    fake_composer.released.set()
    answer(window, qtbot, DISCARD)
    assert not window.isVisible() and not studio.recovering.autosave.path.exists()


def test_opening_asks_and_cancel_opens_nothing(window, studio, qtbot, other_file):
    studio.document.commit(SCORE, "Write")
    window.actions_["open"].trigger()
    answer(window, qtbot, CANCEL)
    qtbot.wait(50)
    assert studio.document.score is SCORE and not studio.jobs.is_busy


def test_opening_without_saving_leaves_the_piece_one_undo_away(window, studio, qtbot, other_file):
    studio.document.commit(SCORE, "Write")
    window.files.open_all([other_file])  # as dropped on the window
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        answer(window, qtbot, DISCARD)
    assert pitches(studio.document.score) == [48]
    studio.undo()
    assert studio.document.score is SCORE


def test_opening_can_save_first(window, studio, qtbot, tmp_path, other_file, monkeypatch):
    studio.document.commit(SCORE, "Write")
    name_for_saving(monkeypatch, tmp_path / "mine.agproj")
    window.actions_["open"].trigger()
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        answer(window, qtbot, SAVE)
    assert pitches(read_project(tmp_path / "mine.agproj").score) == [60]
    assert pitches(studio.document.score) == [48]


def test_a_kept_piece_asks_before_it_takes_the_place_of_another(window, studio, qtbot, kept_file):
    studio.recovering.autosave.kept = [kept_file]
    studio.recovering.offer()
    studio.document.commit(SCORE, "Write")
    qtbot.mouseClick(window.notices._mend, Qt.MouseButton.LeftButton)
    answer(window, qtbot, CANCEL)
    assert studio.document.score is SCORE and window.notices.notice.mend == "recover"  # the offer stands
    qtbot.mouseClick(window.notices._mend, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        answer(window, qtbot, DISCARD)
    assert pitches(studio.document.score) == [48]
    assert window.notices.notice is None


def test_dismissing_the_offer_offers_the_next(window, studio, qtbot, kept_file, tmp_path):
    other = kept(SCORE, tmp_path / "kept-2.agjournal")
    studio.recovering.autosave.kept = [kept_file, other]
    studio.recovering.offer()
    qtbot.mouseClick(window.notices._close, Qt.MouseButton.LeftButton)
    assert not kept_file.exists() and studio.recovering.kept == [other]
    assert window.notices.notice.mend == "recover"
    qtbot.mouseClick(window.notices._close, Qt.MouseButton.LeftButton)
    assert window.notices.notice is None


def test_what_ends_the_window_from_outside_keeps_the_work_aside_and_asks_nothing(window, studio, qtbot):
    studio.document.commit(SCORE, "Write")
    path = studio.recovering.autosave.path
    window.close()  # the question stands: a signal does not wait for its answer
    window.closing.close_at_once()
    assert not window.isVisible() and pitches(read_journal(path)[0].score) == [60]


def test_a_session_that_ends_keeps_the_work_aside_and_asks_nothing(window, studio, qtbot, monkeypatch):
    monkeypatch.setattr(closing, "_SESSION_END_MS", 1)
    studio.document.commit(SCORE, "Write")
    path = studio.recovering.autosave.path
    window.closing.keep_for_session_end()
    assert pitches(read_journal(path)[0].score) == [60]
    qtbot.waitUntil(lambda: window.closing.asks)  # the session went on after all
    monkeypatch.setattr(closing, "_SESSION_END_MS", 60_000)
    window.closing.keep_for_session_end()
    window.close()
    assert not window.isVisible() and path.exists()
