from pathlib import Path

import pytest

from audiogenesis_desktop.commands.parser import BAD_INPUT, build_parser, run


def test_real_music_may_lie_in_several_folders() -> None:
    line = ["evaluate", "--checkpoint", "c", "--report", "r", "--real", "a", "b", "--pieces", "5"]
    options = build_parser().parse_args(line)
    assert options.real == [Path("a"), Path("b")] and options.pieces == 5
    assert build_parser().parse_args(line[:5]).real == []


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = run(["evaluate", "--checkpoint", "none", "--report", str(tmp_path), "--real", str(tmp_path / "gone")])
    reported = capsys.readouterr().err
    assert status == BAD_INPUT and "gone" in reported and reported.count("\n") == 1
