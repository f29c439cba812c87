"""The video of a piece: opened in the background, looked through, kept with the project, found again or asked for."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from audiogenesis_desktop.delivery.picture import frames
from audiogenesis_desktop.files.project.piece import Video, Workplace
from audiogenesis_desktop.files.project.project_file import read_project
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.studio.notices import DANGER, WARNING, Mend

SCORE = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80),)),), length_ticks=960)
pytestmark = pytest.mark.slow


@pytest.fixture
def told(studio):
    """Return what is told, the latest last."""
    notices = []
    studio.noticed.connect(notices.append)
    return notices


@pytest.fixture
def film(video, tmp_path):
    """Return a copy of the video that nobody has looked at."""
    return shutil.copy(video, tmp_path / "film.mp4")


def opened(studio, qtbot, path):
    with qtbot.waitSignal(studio.screening.looked_through, timeout=20_000):
        studio.screening.open(path)


def test_a_video_is_looked_through_in_the_background_and_known_the_next_time(studio, qtbot, film, told):
    screening, shares = studio.screening, []
    screening.progressed.connect(shares.append)
    opened(studio, qtbot, film)
    assert screening.picture.path == film and len(screening.frames) >= 178 and not screening.is_looking
    assert [cut.seconds for cut in screening.cuts] == pytest.approx([2.0, 4.0], abs=0.04)
    assert shares[-1] == 1 and shares == sorted(shares)
    assert told[-1].text == "film.mp4 lasts 6.006 s, which the next piece will; 2 cuts may be hits."
    assert told[-1].mend is Mend.CHOOSE_HITS
    shares.clear()
    opened(studio, qtbot, film)
    assert not shares and len(screening.cuts) == 2


def test_what_cannot_be_opened_is_told_and_changes_nothing(studio, qtbot, film, told, tmp_path):
    opened(studio, qtbot, film)
    text = tmp_path / "text.mp4"
    text.write_text("no video")
    with qtbot.waitSignal(studio.noticed, check_params_cb=lambda notice: notice.kind == DANGER, timeout=10_000):
        studio.screening.open(text)
    assert "damaged" in told[-1].text
    assert studio.screening.picture.path == film and studio.screening.video.path == str(film)


def test_the_sharp_frame_of_the_last_moment_asked_for_comes(studio, qtbot, film):
    opened(studio, qtbot, film)
    got = []
    studio.screening.sharpened.connect(lambda seconds, jpeg: got.append((seconds, jpeg[:2])))
    for moment in (0.5, 1.0, 1.5, 5.0):
        studio.screening.sharpen(moment, 160)
    qtbot.waitUntil(lambda: len(got) == 2, timeout=20_000)
    assert got == [(0.5, b"\xff\xd8"), (5.0, b"\xff\xd8")]


def test_cancelled_what_was_seen_stays_and_nothing_more_is_told(studio, qtbot, film, monkeypatch, told):
    monkeypatch.setattr(frames.Scan, "run", hold)
    with qtbot.waitSignal(studio.screening.opened, timeout=20_000):
        studio.screening.open(film)
    assert studio.screening.is_looking and told[-1].mend is Mend.CANCEL_PICTURE
    gone, count = [], len(told)
    studio.notice_gone.connect(gone.append)
    studio.screening.cancel()
    qtbot.waitUntil(lambda: not studio.screening._jobs.is_busy, timeout=5000)
    assert not studio.screening.is_looking and studio.screening.picture is not None
    assert "picture" in gone and len(told) == count


def hold(_scan, _progress, stop):
    from audiogenesis_desktop.errors import BadInput

    assert stop.wait(10)
    raise BadInput("stopped")


def test_where_nothing_can_be_kept_the_video_is_shown_all_the_same(studio, qtbot, film, monkeypatch, told, tmp_path):
    full = tmp_path / "no folder"
    full.write_text("in the way")
    monkeypatch.setattr(frames.paths, "user_cache", lambda: full)
    opened(studio, qtbot, film)
    assert told[-1].kind == WARNING and studio.screening.picture.path == film
    with qtbot.waitSignal(studio.screening.sharpened, timeout=10_000):
        studio.screening.sharpen(1.0, 64)


def test_a_window_that_closes_ends_what_looks_through_a_video(studio, qtbot, film, monkeypatch):
    monkeypatch.setattr(frames.Scan, "run", hold)
    with qtbot.waitSignal(studio.screening.opened, timeout=20_000):
        studio.screening.open(film)
    studio.close()  # and would wait for ever


@pytest.fixture
def saved(studio, qtbot, film, tmp_path):
    """Return a project that was saved with a video beside it."""
    studio.document.load(SCORE)
    opened(studio, qtbot, film)
    studio.filing.workplace = lambda: Workplace(video=studio.screening.video)
    path, done = tmp_path / "piece.agproj", []
    studio.filing.save(path, lambda: done.append(path))
    qtbot.waitUntil(lambda: bool(done), timeout=5000)
    return path


def test_a_project_keeps_where_its_video_is(saved, studio, film):
    assert read_project(saved).workplace.video == Video(str(film), 0.0, "film.mp4")
    assert studio.document.is_saved
    studio.screening.take_away()
    assert not studio.document.is_saved and studio.screening.video is None


def test_a_project_keeps_where_in_its_video_the_music_begins(saved, studio, qtbot, film):
    studio.screening.begin_at(2.0)
    assert not studio.document.is_saved
    done = []
    studio.filing.save(saved, lambda: done.append(saved))
    qtbot.waitUntil(lambda: bool(done), timeout=5000)
    studio.screening.take_away()
    with qtbot.waitSignal(studio.screening.looked_through, timeout=20_000):
        studio.filing.open(saved)
    assert studio.screening.starts_at_seconds == read_project(saved).workplace.video.starts_at_seconds
    assert studio.screening.starts_at_seconds == pytest.approx(2.002)  # a whole frame
    studio.screening.begin_at(-3)
    assert studio.screening.starts_at_seconds == 0


def test_a_folder_that_is_moved_takes_its_video_along(saved, studio, qtbot, tmp_path):
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    for name in ("piece.agproj", "film.mp4"):
        shutil.move(tmp_path / name, moved)
    studio.screening.take_away()
    with qtbot.waitSignal(studio.screening.looked_through, timeout=20_000):
        studio.filing.open(moved / "piece.agproj")
    assert studio.screening.picture.path == moved / "film.mp4"
    assert studio.document.is_saved


def test_a_video_is_where_it_was_unless_it_lies_beside_the_project(saved):
    video = read_project(saved).workplace.video
    assert video.found_beside(saved) == video
    for relative in ("no.mp4", "//host/share/b.mp4", str(saved), ""):
        assert Video("/a/b.mp4", 0.0, relative).found_beside(saved).path == "/a/b.mp4"


def test_a_video_that_is_gone_is_asked_for_once_and_still_kept(saved, studio, qtbot, film, told, tmp_path):
    found = film.rename(tmp_path / "renamed.mp4")
    asked = lambda notice: notice.mend is Mend.FIND_VIDEO  # noqa: E731
    with qtbot.waitSignal(studio.noticed, check_params_cb=asked, timeout=10_000):
        studio.filing.open(saved)
    assert told[-1].text == "The video film.mp4 is not where it was: find it, or go on without."
    assert told[-1].kind == WARNING and studio.screening.picture is None
    assert studio.screening.video.path == str(film)  # so that saving does not lose it
    opened(studio, qtbot, found)
    assert studio.screening.video.path == str(found)


def test_another_piece_comes_with_its_own_video_or_none(saved, studio, qtbot, tmp_path):
    other = tmp_path / "other.agproj"
    video, studio.filing.workplace = studio.filing.workplace, Workplace
    done = []
    studio.filing.save(other, lambda: done.append(other))
    qtbot.waitUntil(lambda: bool(done), timeout=5000)
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        studio.filing.open(other)
    assert studio.screening.picture is None and studio.screening.video is None
    studio.filing.workplace = video


@pytest.mark.parametrize("path", ["//host/share/film.mp4", "\\\\host\\share\\film.mp4"])
def test_a_project_that_names_another_machine_calls_nobody(studio, qtbot, path, monkeypatch, told):
    monkeypatch.setattr(Path, "is_file", lambda _: pytest.fail("it was called"))
    with qtbot.waitSignal(studio.noticed, timeout=5000):
        studio.screening.restore(Video(path))
    assert told[-1].text.startswith("The video film.mp4 is not where it was")


def test_the_music_may_begin_later_in_the_video(studio, qtbot, film):
    studio.screening.restore(Video(str(film), 1.5))
    qtbot.waitUntil(lambda: studio.screening.picture is not None, timeout=10_000)
    assert studio.screening.starts_at_seconds == 1.5
    assert replace(studio.screening.video, path="") == Video("", 1.5)
