"""The bars of training pieces: those trained on are kept, those held out are not."""

from pathlib import Path

import pytest

from audiogenesis_desktop.compose.copies import KnownBars, read_known_bars
from audiogenesis_desktop.training.dataset import PackedCorpus
from audiogenesis_desktop.training.known_bars import main, note_tables, write_known_bars


def is_held_out(corpus: PackedCorpus, seed: int) -> bool:
    return next(bool(entry["held_out"]) for entry in corpus.entries if entry["file"] == f"tune{seed}.mid")


def test_training_pieces_are_known_by_their_files_and_held_out_ones_are_not(
    packed: PackedCorpus, tune, tmp_path: Path
) -> None:
    pieces, known = write_known_bars([tmp_path / "packed"], tmp_path / "known.safetensors")
    assert pieces == len(packed.numbers(held_out=False)) == len(list(note_tables(packed))) < 12
    assert len(known) == len(read_known_bars(tmp_path / "known.safetensors"))
    for seed in range(12):
        assert (known.copied(tune(seed)) == 0) == is_held_out(packed, seed)


def test_the_command_writes_what_it_says_and_refuses_what_is_no_corpus(
    packed: PackedCorpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "known.safetensors"
    folder = str(tmp_path / "packed")
    assert main(["--packed", folder, folder, "--out", str(out)]) == 0
    once: KnownBars = read_known_bars(out)
    assert capsys.readouterr().out.startswith(f"{len(once)} runs of three bars of ")
    assert main(["--packed", str(tmp_path / "nowhere"), "--out", str(out)]) == 2
    assert "packed corpus" in capsys.readouterr().err
    assert len(read_known_bars(out)) == len(once) > 0
