"""Files that crash or hold up their reader, folders that cannot be opened, links in a circle."""

import os
import signal
import time
from pathlib import Path

import pytest

from audiogenesis_desktop.training.reading import CRASHED, midi_files, read_in_processes


def double(numbers: list[int]) -> list[int]:
    for number in numbers:
        if number == 13:
            os.kill(os.getpid(), signal.SIGKILL)
        if number == 17:
            time.sleep(60)
    return [2 * number for number in numbers]


def refuse(numbers: list[int]) -> list[int]:
    raise RuntimeError(f"a fault of ours, not of {numbers}")


def test_everything_is_read_in_order() -> None:
    found = list(read_in_processes(double, [1, 2, 3, 4, 5, 6, 7], processes=2, batch=2))
    assert found == [(n, 2 * n) for n in range(1, 8)]


def test_a_crash_costs_only_the_file_that_made_it() -> None:
    numbers = list(range(9, 40, 4))
    found = dict(read_in_processes(double, numbers, processes=2, batch=3, longest_seconds=0.5))
    assert found == {n: CRASHED if n in (13, 17) else 2 * n for n in numbers}
    assert list(found) == numbers


def test_a_fault_of_ours_is_no_fault_of_a_file() -> None:
    with pytest.raises(RuntimeError):
        list(read_in_processes(refuse, [1, 2], processes=1))


def test_nothing_is_read_from_nothing() -> None:
    assert list(read_in_processes(double, [], processes=2)) == []


def test_files_are_found_in_whatever_case_and_depth(tmp_path: Path) -> None:
    (tmp_path / "b" / "c").mkdir(parents=True)
    for name in ("z.mid", "b/A.MID", "b/c/tune.midi", "b/c/notes.txt", "song.kar"):
        (tmp_path / name).touch()
    files, closed = midi_files(tmp_path)
    assert [str(file.relative_to(tmp_path)) for file in files] == ["b/A.MID", "b/c/tune.midi", "song.kar", "z.mid"]
    assert not closed


def test_links_in_a_circle_come_to_an_end(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "a.mid").touch()
    try:
        (inner / "up").symlink_to(tmp_path, target_is_directory=True)
        (inner / "self").symlink_to(inner / "self")
    except OSError:
        pytest.skip("no links here")
    files, _ = midi_files(tmp_path)
    assert [file.name for file in files] == ["a.mid"]


def test_a_folder_that_cannot_be_opened_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("open", "shut"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.mid").touch()
    scandir = os.scandir

    def refusing(place: str) -> object:
        if str(place).endswith("shut"):
            raise PermissionError(13, "Permission denied", str(place))
        return scandir(place)

    monkeypatch.setattr(os, "scandir", refusing)
    files, closed = midi_files(tmp_path)
    assert files == [tmp_path / "open" / "a.mid"]
    assert closed == [tmp_path / "shut"]
