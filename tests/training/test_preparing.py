"""A packed corpus is made once, with prompts of its own, and of nothing else."""

from pathlib import Path

import pytest

from audiogenesis_desktop.errors import MissingPart
from audiogenesis_desktop.training import preparing
from audiogenesis_desktop.training.dataset import PackedCorpus
from audiogenesis_desktop.training.preparing import main


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let few notes do, and no text be encoded."""

    def no_encoder() -> None:
        raise MissingPart("There is no encoder here.")

    monkeypatch.setattr(preparing, "load_encoder", no_encoder)
    monkeypatch.setattr(preparing, "FEWEST_NOTES", 500)


def test_folders_become_a_packed_corpus_with_their_prompts(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "prompts.csv").write_text("file,prompt\ntune3.mid,a walk in the snow\n")
    arguments = [str(folder), "--out", str(tmp_path), "--prompts", str(tmp_path / "prompts.csv")]
    assert main(arguments) == 0
    assert "Read 12 pieces." in capsys.readouterr().out
    assert len(PackedCorpus(tmp_path / "packed").entries) == 12
    assert "a walk in the snow" in (tmp_path / "packed" / "captions.txt").read_text()
    assert main(arguments) == 0 and "Read" not in capsys.readouterr().out  # it is there


def test_another_corpus_and_too_little_music_are_told(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(folder), "--out", str(tmp_path)]) == 0
    assert main([str(folder.rename(tmp_path / "other")), "--out", str(tmp_path)]) == 2
    assert "another corpus" in capsys.readouterr().err
    monkeypatch.setattr(preparing, "FEWEST_NOTES", 50_000)
    assert main([str(tmp_path / "other"), "--out", str(tmp_path / "second")]) == 2
    assert "too little to learn from" in capsys.readouterr().err
