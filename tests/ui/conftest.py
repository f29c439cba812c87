import pytest


@pytest.fixture(autouse=True)
def _watch_threads(no_leaked_threads):
    """Every test here must end what it starts."""


@pytest.fixture(autouse=True, scope="session")
def empty_clipboard_at_exit():
    """Leave nothing of Python's on the clipboard: the offscreen platform frees it too late, and crashes."""
    yield
    from PySide6.QtGui import QGuiApplication

    if QGuiApplication.instance() is not None:
        QGuiApplication.clipboard().clear()
