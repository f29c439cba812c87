"""The frame timer: each frame while music plays, seldom where nothing moves, least where nothing can be seen."""

from types import SimpleNamespace

import pytest

from audiogenesis_desktop.playback.output import NullOutput
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.ui import frame_timer
from audiogenesis_desktop.ui.frame_timer import HIDDEN_MS, IDLE_MS, PLAYING_MS, RESTING_MS
from audiogenesis_desktop.ui.main_window import MainWindow


@pytest.fixture
def clock(monkeypatch):
    """Let the timer's clock stand still, but for what a test adds to it."""
    now = [100.0]
    monkeypatch.setattr(frame_timer, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


@pytest.fixture
def frames(studio, clock):
    studio.edit(Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 96_000, 80),)),)), "Draw")
    studio.player.set_output(NullOutput())
    window = MainWindow(studio)
    window._frames._timer.blockSignals(True)  # its steps are the test's
    yield window._frames
    window.close()
    window.deleteLater()


def test_it_rests_once_nothing_has_moved_for_a_while(frames, clock, studio, monkeypatch):
    frames.step()
    assert frames._timer.interval() == IDLE_MS
    clock[0] += 5
    frames.step()
    assert frames._timer.interval() == RESTING_MS
    with monkeypatch.context() as patch:
        patch.setattr(type(studio.player), "is_playing", True)
        frames.step()
    assert frames._timer.interval() == PLAYING_MS


def test_a_window_that_nobody_sees_is_drawn_least(frames):
    frames.set_visible(False)
    frames.step()
    assert frames._timer.interval() == HIDDEN_MS
