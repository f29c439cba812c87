"""What waits until the window is up."""

import threading
from dataclasses import replace

from PySide6.QtCore import QObject

from audiogenesis_desktop.studio.composing import Composing
from audiogenesis_desktop.studio.settings import Settings
from audiogenesis_desktop.ui import application


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
