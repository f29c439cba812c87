"""What is read of a file from outside: so much and no more, and never what might not end."""

import os
from pathlib import Path

import pytest

from audiogenesis_desktop.bounded import read_bounded, read_bounded_text
from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.files.midi import read_midi
from audiogenesis_desktop.files.project.journal import read_journal
from audiogenesis_desktop.files.project.project_file import read_project
from audiogenesis_desktop.network.checkpoint import read_checkpoint, vocabulary_of
from audiogenesis_desktop.playback.soundfont import is_soundfont
from audiogenesis_desktop.studio.prompt_history import PromptHistory
from audiogenesis_desktop.studio.settings import Settings
from audiogenesis_desktop.style.reading import read_style

DEEP = b"[" * 200_000


def checkpoint(path):
    vocabulary_of(path)
    return read_checkpoint(path, vocabulary="v1")


def refuses(read):
    """Return a reader that is to raise an error of ours."""

    def refused(path):
        with pytest.raises(AudiogenesisError, match=path.name):
            read(path)

    return pytest.param(refused, id=read.__name__)


def settings(path):
    assert Settings.load(path) == Settings()


def prompts(path):
    assert PromptHistory(path).recent == []


def soundfont(path):
    assert not is_soundfont(path)


READERS = [settings, prompts, soundfont, *map(refuses, (read_midi, read_project, read_journal, read_style, checkpoint))]


def test_a_file_is_read_whole_up_to_its_bound(tmp_path):
    path = tmp_path / "some"
    path.write_bytes("é23".encode())
    assert read_bounded(path, 4) == path.read_bytes() and read_bounded_text(path, 4) == "é23"
    with pytest.raises(OSError, match="too large"):
        read_bounded(path, 3)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with names")
@pytest.mark.timeout(20)
@pytest.mark.parametrize("read", READERS)
def test_a_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path, read):
    os.mkfifo(tmp_path / "pipe")
    read(tmp_path / "pipe")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="the system has no such device")
@pytest.mark.parametrize("read", READERS)
def test_a_device_without_end_is_not_read(tmp_path, read):
    (tmp_path / "zero").symlink_to("/dev/zero")
    read(tmp_path / "zero")


@pytest.mark.parametrize("read", READERS)
def test_a_folder_is_no_file(tmp_path, read):
    (tmp_path / "folder").mkdir()
    read(tmp_path / "folder")


@pytest.mark.parametrize("read", READERS)
def test_a_file_of_six_gigabytes_is_refused_by_its_size(tmp_path, read):
    with (tmp_path / "large").open("wb") as file:
        file.truncate(6 << 30)  # no disk has to hold it
    read(tmp_path / "large")


@pytest.mark.parametrize("data", [DEEP, b"a = " + DEEP, b'{"a":' * 100_000, b"a = " + b"9" * 6000, b"9" * 6000])
@pytest.mark.parametrize("read", READERS)
def test_nesting_and_digits_without_end_are_refused_in_a_sentence(tmp_path, read, data):
    (tmp_path / "deep").write_bytes(data)
    read(tmp_path / "deep")
