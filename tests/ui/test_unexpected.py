"""An error that nobody foresaw: the piece is kept first, it is told once, and the window goes on."""

import sys
import threading

import pytest
from PySide6.QtGui import QGuiApplication

from audiogenesis_desktop.files.project.journal import read_journal
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.studio.notices import Mend
from audiogenesis_desktop.ui.actions.helping import Helping
from audiogenesis_desktop.ui.unexpected import Unexpected, hearing_of_the_unexpected

SCORE = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80),)),), title="Song")


@pytest.fixture
def told(studio):
    found = []
    studio.noticed.connect(found.append)
    return found


def raise_in(unexpected):
    try:
        raise ValueError("love song")
    except ValueError as error:
        unexpected.hear(type(error), error, error.__traceback__)


def test_the_piece_is_kept_and_it_is_told_once(studio, told):
    studio.document.commit(SCORE, "Write")
    unexpected = Unexpected(studio)
    for _ in range(3):
        raise_in(unexpected)
    assert read_journal(studio.recovering.autosave.path)[0].score == SCORE
    (notice,) = told
    assert "ValueError" in notice.text and "love" not in notice.text and notice.mend == Mend.COPY_DIAGNOSTICS


def test_an_error_while_one_is_told_does_not_begin_it_anew(studio, told, monkeypatch):
    unexpected = Unexpected(studio)
    monkeypatch.setattr(studio, "keep_aside", lambda: raise_in(unexpected))
    raise_in(unexpected)
    assert len(told) == 1


def test_it_is_heard_of_in_the_block_alone(studio):
    before = sys.excepthook, threading.excepthook
    with hearing_of_the_unexpected(studio):
        assert sys.excepthook is not before[0] and threading.excepthook is not before[1]
    assert (sys.excepthook, threading.excepthook) == before


def test_an_error_that_ends_another_thread_is_told_and_the_piece_is_kept(studio, told, qtbot, monkeypatch):
    logged = []
    monkeypatch.setattr(threading, "excepthook", lambda told: logged.append(told.exc_type))
    studio.document.commit(SCORE, "Write")
    with hearing_of_the_unexpected(studio):
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: bool(told), timeout=5000)
    assert logged == [ZeroDivisionError] and "ZeroDivisionError" in told[0].text
    assert read_journal(studio.recovering.autosave.path)[0].score == SCORE


def test_diagnostics_are_copied(studio, told):
    Helping(studio).copy_diagnostics()
    assert QGuiApplication.clipboard().text().startswith("Audiogenesis")
    assert "Copied" in told[0].text
