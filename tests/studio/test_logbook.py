"""What goes wrong is in a file that keeps to a size, and in what may be shown there is nothing of the user's."""

import logging
import threading

import pytest

from audiogenesis_desktop.studio import logbook
from audiogenesis_desktop.studio.diagnostics import diagnostics
from audiogenesis_desktop.studio.logbook import keeping_log
from audiogenesis_desktop.studio.settings import Settings

SECRET = "/home/ada/love song for B.agproj"
log = logging.getLogger("audiogenesis_desktop.studio.filing")


@pytest.fixture(autouse=True)
def _forget():
    logbook.remembered.lines.clear()


def fail():
    try:
        raise ZeroDivisionError(SECRET)
    except ZeroDivisionError:
        log.exception("could not read %s", SECRET)


def test_what_goes_wrong_is_in_the_file_with_its_trace(tmp_path):
    with keeping_log(tmp_path) as path:
        fail()
    text = path.read_text()
    assert SECRET in text and "ZeroDivisionError" in text and "in fail" in text
    fail()
    assert path.read_text() == text  # no more, once the window has closed


def test_the_files_keep_to_a_size(tmp_path, monkeypatch):
    monkeypatch.setattr(logbook, "_MOST_BYTES", 10_000)
    with keeping_log(tmp_path):
        for _ in range(500):
            log.warning("x" * 200)
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert len(sizes) == 4 and max(sizes) <= 10_000


def test_a_thread_that_dies_is_in_the_file(tmp_path):
    with keeping_log(tmp_path) as path:
        thread = threading.Thread(target=lambda: 1 / 0, name="reader")
        thread.start()
        thread.join()
    assert "the thread reader has ended" in path.read_text() and "ZeroDivisionError" in path.read_text()


def test_where_nothing_can_be_written_all_goes_on(tmp_path):
    with keeping_log(tmp_path / "nowhere"):
        fail()
    assert len(logbook.remembered.lines) == 1


def test_diagnostics_tell_where_it_went_wrong_and_nothing_of_the_user(tmp_path):
    settings = Settings(output="midi:Ada's keyboard", soundfont="/home/ada/Her.sf2", recent_folder="/home/ada")
    with keeping_log(tmp_path):
        fail()
    text = diagnostics(settings)
    assert "Audiogenesis" in text and "ZeroDivisionError at test_logbook.py" in text
    for private in ("ada", "Ada", "love", "Her.sf2", "could not"):
        assert private not in text
