"""What the README says of a fresh clone: a band is trained from the pieces that come with it, and composes."""

import shutil
from pathlib import Path

import pytest

from audiogenesis_desktop.commands.parser import run
from audiogenesis_desktop.files.midi import read_midi

CORPUS = Path(__file__).parents[2] / "resources" / "corpus"
STYLES = ("house", "bossa", "waltz")


@pytest.mark.slow
@pytest.mark.timeout(300)  # reads a dozen pieces: long on a busy machine
def test_the_pieces_that_come_along_train_a_band_that_composes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    shutil.copy(CORPUS / "labels.csv", corpus)
    for style in STYLES:
        for file in CORPUS.glob(f"{style}-*.mid"):
            shutil.copy(file, corpus)
    assert run(["train", "corpus", "--minutes", "0.05"]) == 0
    said = capsys.readouterr().out
    assert "Learning from" in said and "left out" not in said.lower()
    before, after = (float(line.split()[-1]) for line in said.splitlines() if line.startswith(("before", "after")))
    assert after < before
    checkpoint = str(Path("runs", "corpus", "composer.safetensors"))
    assert run(["compose", "house, 8 seconds", "--checkpoint", checkpoint, "-o", "piece.mid"]) == 0
    assert read_midi(tmp_path / "piece.mid").note_count > 0
