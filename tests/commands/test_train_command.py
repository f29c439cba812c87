"""`audiogenesis train` on folders that hold too little; training itself is tested in tests/training."""

from pathlib import Path

import pytest

from audiogenesis_desktop.commands.parser import run
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.score.score import Note, Score, Track


def told(capsys: pytest.CaptureFixture[str]) -> str:
    lines = capsys.readouterr().err.strip().splitlines()
    return lines[-1]


def train(folder: Path, out: Path) -> int:
    return run(["train", "--corpus", str(folder), "--out", str(out)])


def test_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train(tmp_path / "none", tmp_path / "out") == 2
    assert "no folder" in told(capsys)


def test_an_empty_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "midi").mkdir()
    assert train(tmp_path / "midi", tmp_path / "out") == 2
    assert "no music" in told(capsys)


def test_a_folder_with_too_little_music(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "midi").mkdir()
    track = Track(0, "Piano").with_notes(Note(480 * i, 60 + i % 12, 400, 80) for i in range(64))
    write_midi(Score(tracks=(track,)), tmp_path / "midi" / "one.mid")
    (tmp_path / "midi" / "broken.mid").write_bytes(b"MThd")
    assert train(tmp_path / "midi", tmp_path / "out") == 2
    assert "64 notes are too little" in told(capsys)


def test_prompts_that_are_no_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "midi").mkdir()
    (tmp_path / "prompts.csv").write_text("just words\n")
    out, prompts = str(tmp_path / "out"), str(tmp_path / "prompts.csv")
    assert run(["train", "--corpus", str(tmp_path / "midi"), "--out", out, "--prompts", prompts]) in (2,)
    assert told(capsys)
