"""What waits until the window is up."""

import threading
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from audiogenesis_desktop.studio.composing import Composing
from audiogenesis_desktop.studio.settings import Settings
from audiogenesis_desktop.ui import application
from audiogenesis_desktop.ui.application import make_studio


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

    def exec(self):
        self._qtbot.waitUntil(lambda: len(self._events) >= 3, timeout=5000)
        for window in QApplication.topLevelWidgets():
            window.close()
        return 0
