from pathlib import Path

import pytest

from audiogenesis_desktop.commands import evaluate
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


def test_styles_and_prompts_are_judged_one_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    line = ["evaluate", "--checkpoint", "c", "--report", "r", "--styles"]
    options = build_parser().parse_args([*line, "--a-style", "3", "--before", "old"])
    assert options.styles and options.a_style == 3 and options.before == Path("old")
    with pytest.raises(SystemExit):
        build_parser().parse_args([*line, "--prompts"])
    assert "not allowed with" in capsys.readouterr().err


def test_a_name_cannot_steer_the_terminal_through_a_progress_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(evaluate, "tqdm", lambda items, *, desc, **_: shown.append(desc) or items)
    assert list(evaluate._progress([1], "Reading \x1b[2J\nevil", 1)) == [1]
    assert shown == ["Reading \\x1b[2J evil"]
