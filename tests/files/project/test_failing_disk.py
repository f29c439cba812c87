"""A save that fails at any step, for whatever reason, leaves the old file whole and nothing half written beside it."""

import errno
import os
import pathlib
import shutil
from contextlib import contextmanager

import pytest

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.project.backups import backups_of
from audiogenesis_desktop.files.project.journal import Journal, read_journal
from audiogenesis_desktop.files.project.piece import Piece
from audiogenesis_desktop.files.project.project_file import project_bytes, read_project, write_project
from audiogenesis_desktop.score.score import Note, Score, Track
from tests.files.project.evening import evening

OLD = Piece(Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80),)),), title="Old"))
NEW = evening()
resource = pytest.importorskip("resource")  # limits that the system sets
STEPS = [
    (pathlib.Path, "touch"),
    (pathlib.Path, "write_bytes"),
    (pathlib.Path, "read_bytes"),
    (pathlib.Path, "open"),
    (pathlib.Path, "exists"),
    (pathlib.Path, "is_file"),
    (pathlib.Path, "stat"),
    (pathlib.Path, "mkdir"),
    (pathlib.Path, "hardlink_to"),
    (pathlib.Path, "replace"),
    (pathlib.Path, "unlink"),
    (os, "fsync"),
    (os, "open"),
    (os, "close"),
    (shutil, "copymode"),
]


@pytest.fixture
def song(tmp_path):
    path = tmp_path / "song.agproj"
    write_project(OLD, path)
    write_project(OLD, path)  # so that there is a backup, too
    return path


@contextmanager
def failing(owner, name, at, code):
    """Let the call of this number of a function fail; yields the calls that were made."""
    real, calls = getattr(owner, name), []

    def fail_once(*args, **kwargs):
        calls.append(args)
        if len(calls) == at:
            raise OSError(code, os.strerror(code), str(args[0]))
        return real(*args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, fail_once)
        yield calls


def assert_whole(path, was_saved, *, may_leave=False):
    """One of the two is there, whole, and what has been saved is the new one; nothing lies about."""
    assert path.read_bytes() == project_bytes(NEW if was_saved else OLD)
    left = {each.name for each in path.parent.iterdir()} - {"song.agproj", "Backup"}
    assert not left or may_leave
    for backup in backups_of(path):
        assert read_project(backup) == OLD


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EIO])
@pytest.mark.parametrize(("owner", "name"), STEPS, ids=lambda value: getattr(value, "__name__", value))
def test_each_step_of_a_save_may_fail(song, owner, name, code):
    reached = 0
    for at in range(1, 30):
        shutil.rmtree(song.parent)
        song.parent.mkdir()
        write_project(OLD, song)
        saved = False
        with failing(owner, name, at, code) as calls:
            try:
                write_project(NEW, song)
                saved = True
            except BadInput as error:
                assert str(song) in str(error) and "\n" not in str(error)
        assert_whole(song, saved, may_leave=name == "unlink")
        if len(calls) < at:
            break
        reached += 1
    assert reached > 0 or name == "hardlink_to"  # what is looked for is met


def test_a_disk_that_is_full_after_so_many_bytes(song):
    """By the kernel's own word: no file may grow past a limit, whatever its number of bytes."""
    size = len(project_bytes(NEW))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for limit in range(0, size, 97):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
        try:
            with pytest.raises(BadInput, match="cannot be written"):
                write_project(NEW, song)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert_whole(song, False)


def test_each_short_read_of_a_project_is_refused(song):
    write_project(NEW, song)
    data = song.read_bytes()
    for size in range(0, len(data), 13):
        song.write_bytes(data[:size])
        with pytest.raises(BadInput):
            read_project(song)


def test_what_is_read_back_short_is_not_taken_for_saved(song, monkeypatch):
    real = pathlib.Path.read_bytes
    with monkeypatch.context() as patch:
        patch.setattr(pathlib.Path, "read_bytes", lambda path: real(path)[:-1])
        with pytest.raises(BadInput, match="not written whole"):
            write_project(NEW, song)
    assert_whole(song, False)


def test_a_journal_on_a_full_disk_keeps_what_it_had(tmp_path):
    journal = Journal(tmp_path / "recovery-0.agjournal")
    journal.write(OLD)
    size = journal.path.stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for limit in range(size, size + 400, 19):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
        try:
            with pytest.raises(BadInput, match="cannot be written"):
                journal.write(NEW)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert read_journal(journal.path)[0] == OLD
    journal.write(NEW)
    assert read_journal(journal.path)[0] == NEW
    journal.close()
