import pickle
import threading

import pytest

from audiogenesis_desktop.errors import BadInput, Kind, MissingPart
from audiogenesis_desktop.studio.jobs import Failure, Jobs, failure_of


@pytest.fixture
def jobs(qapp):
    made = Jobs()
    yield made
    made.close()


def test_the_result_comes_home_to_the_main_thread(jobs, qtbot):
    reported = []

    def work(progress):
        progress(0.5)
        return threading.current_thread().name

    job = jobs.start(
        work,
        done=lambda result: reported.append((result, threading.current_thread() is threading.main_thread())),
        progress=reported.append,
    )
    with qtbot.waitSignal(job.ended, timeout=2000):
        pass
    assert reported[0] == 0.5
    assert reported[1][0].startswith("job") and reported[1][1]
    assert not jobs.is_busy


def test_errors_become_sentences(jobs, qtbot):
    reported = []

    def broken(_progress):
        raise BadInput("song.mid is no MIDI file.")

    def refused(_progress):
        raise PermissionError(13, "Permission denied", "/a.wav")

    for work in (broken, refused):
        with qtbot.waitSignal(jobs.start(work, failed=reported.append).ended, timeout=2000):
            pass
    assert [failure.sentence for failure in reported] == ["song.mid is no MIDI file.", "/a.wav: Permission denied."]


def test_a_failure_keeps_what_it_is_about(jobs, qtbot):
    def silent(_progress):
        raise MissingPart("Here is none.", kind=Kind.SOUNDFONT)

    with qtbot.waitSignal(jobs.start(silent).failed, timeout=2000) as reported:
        pass
    assert reported.args == [Failure("Here is none.", Kind.SOUNDFONT)]


def test_an_error_from_another_process_keeps_what_it_is_about():
    error = pickle.loads(pickle.dumps(MissingPart("Here is none.", kind=Kind.SOUNDFONT)))
    assert failure_of(error) == Failure("Here is none.", Kind.SOUNDFONT)


def test_a_cancelled_job_tells_nothing_but_its_end(jobs, qtbot):
    reported, started, go_on = [], threading.Event(), threading.Event()

    def work(progress):
        started.set()
        go_on.wait(5)
        progress(0.5)
        reported.append("not stopped")

    job = jobs.start(work, done=reported.append, failed=reported.append, progress=reported.append)
    assert started.wait(5)
    job.cancel()
    with qtbot.waitSignal(job.ended, timeout=2000):
        go_on.set()
    assert reported == []


def test_once_closed_nothing_is_started_and_nothing_fails(jobs):
    done = []
    jobs.close()
    jobs.start(lambda _progress: done.append(1))
    assert done == [] and not jobs.is_busy
