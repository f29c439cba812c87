import pytest


@pytest.fixture(autouse=True)
def _watch_threads(no_leaked_threads):
    """Every test here must end what it starts."""


@pytest.fixture(autouse=True)
def asking_nothing(monkeypatch):
    """Let windows close with unsaved work and open over it; tests of the question put it back."""
    from audiogenesis_desktop.ui import closing, unsaved

    monkeypatch.setattr(closing.Closing, "asks", False)
    monkeypatch.setattr(unsaved, "ask", lambda _parent, _question, _more, answered: answered(unsaved.Answer.LET_GO))


@pytest.fixture(autouse=True)
def _delete_what_was_closed(qapp):
    """Let Qt delete closed windows at once: else the first test that waits pays for those of all before it."""
    yield
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True, scope="session")
def empty_clipboard_at_exit():
    """Leave nothing of Python's on the clipboard: the offscreen platform frees it too late, and crashes."""
    yield
    from PySide6.QtGui import QGuiApplication

    if QGuiApplication.instance() is not None:
        QGuiApplication.clipboard().clear()
