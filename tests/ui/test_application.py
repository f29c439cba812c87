"""What waits until the window is up."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from audiogenesis_desktop.files.project.journal import read_journal
from audiogenesis_desktop.playback.midi_clock import CLOCK, CONTINUE, START, STOP
from audiogenesis_desktop.studio.composing import Composing
from audiogenesis_desktop.studio.settings import Settings
from audiogenesis_desktop.ui import application
from audiogenesis_desktop.ui.application import make_studio
from tests.playback.midi_ear import Ear


def test_what_composing_needs_is_loaded_by_itself_off_the_main_thread(qtbot, user_folders, fake_parts, monkeypatch):
    monkeypatch.setattr(application, "PREPARE_AFTER_MS", 1)
    threads = []
    parts = replace(fake_parts, prepare=lambda: threads.append(threading.current_thread()))
    studio, window = application.make_studio(Settings(), composing=Composing(parts)), QObject()
    try:
        application.prepare_soon(studio, window)
        assert threads == []
        qtbot.waitUntil(lambda: len(threads) == 1)
        assert threads[0] is not threading.main_thread()
    finally:
        studio.close()


def test_the_quick_reader_is_loaded_before_the_first_key_press_and_not_on_the_main_thread(
    qtbot, user_folders, fake_parts
):
    threads = []
    parts = replace(fake_parts, read_said=lambda prompt: threads.append(threading.current_thread()))
    studio = application.make_studio(Settings(), composing=Composing(parts))
    try:
        studio.prepare_reading()
        qtbot.waitUntil(lambda: len(threads) == 1)
        assert threads[0] is not threading.main_thread()
    finally:
        studio.close()


def test_nothing_is_loaded_before_the_window_has_been_painted(qtbot, user_folders, fake_parts, monkeypatch):
    events = []
    parts = replace(fake_parts, prepare=lambda: events.append("prepare"), read_said=lambda _: events.append("read"))
    monkeypatch.setattr(application, "PREPARE_AFTER_MS", 1)
    monkeypatch.setattr(application.signal, "signal", lambda *_: None)
    settings = Settings(output="none")
    monkeypatch.setattr(application, "make_studio", lambda **_: make_studio(settings, composing=Composing(parts)))
    monkeypatch.setattr(application, "make_application", lambda: Loop(events, qtbot))
    application.open_studio(painted=lambda: events.append("painted"))
    assert events[0] == "painted" and set(events[1:]) == {"prepare", "read"}


class Loop:
    """Stands in for the application: runs until everything has happened, then closes the window."""

    def __init__(self, events, qtbot):
        self._events, self._qtbot = events, qtbot
        self.commitDataRequest = QApplication.instance().commitDataRequest

    def exec(self):
        self._qtbot.waitUntil(lambda: len(self._events) >= 3, timeout=5000)
        for window in QApplication.topLevelWidgets():
            window.close()
        return 0


SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP] if os.name == "posix" else []
STAGES = ["making", "made", "painted", "loading", "reading", "asking", "composing"]
posix = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")


def start(stage, number, folder):
    """Start the window in a process of its own, with folders of its own; it gets the signal at the stage."""
    folders = {name: str(folder / name) for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    script = str(Path(__file__).with_name("ended_window.py"))
    environment = {**os.environ, **folders, "PYTHONPATH": os.pathsep.join(sys.path)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, script, stage, str(number)], env=environment, text=True, **pipes)


@posix
@pytest.mark.slow
@pytest.mark.parametrize(("stage", "number"), [*zip(STAGES, cycle(SIGNALS), strict=False)])
def test_a_signal_at_whatever_stage_the_window_ends_in_order(tmp_path, stage, number):
    process = start(stage, number, tmp_path)
    _, err = process.communicate(timeout=100)
    assert process.returncode == 128 + number, err
    assert "Traceback" not in err and "QThread" not in err
    assert (tmp_path / "XDG_CONFIG_HOME/Audiogenesis/studio.json").is_file()
    kept = list((tmp_path / "XDG_DATA_HOME/Audiogenesis").glob("recovery-*.agjournal"))
    assert len(kept) == (stage == "composing")  # unsaved work, without a question
    assert all(read_journal(file)[0].score.note_count for file in kept)


@posix
@pytest.mark.slow
@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_a_signal_while_it_plays_the_window_leaves_no_note_hanging(jack_server, tmp_path, number):
    ear = Ear("ear")
    process = start("playing", number, tmp_path)
    try:
        assert process.stdout.readline() == "plays\n"
        deadline = time.monotonic() + 30
        while len(ear.sounding()) < 4:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.send_signal(number)
        assert process.wait(60) == 128 + number
        assert ear.falls_silent(), f"{ear.sounding()} hang"
        sync = [message[0] for _, message in ear.ask("all")["all"] if message[0] in (START, CONTINUE, CLOCK, STOP)]
        assert CLOCK in sync and sync[-1] == STOP
    finally:
        process.kill()
        process.communicate()
        ear.close()


def test_the_program_has_an_icon_of_its_own_at_every_size(qapp):
    from audiogenesis_desktop.ui.app_icon import app_icon

    icon = app_icon()
    assert {size.width() for size in icon.availableSizes()} == {16, 24, 32, 48, 64, 128, 256}
    painted = icon.pixmap(64, 64).toImage()
    assert len({painted.pixel(x, y) for x in range(64) for y in range(64)}) > 5
    assert painted.pixelColor(0, 0).alpha() == 0  # its corners are round
