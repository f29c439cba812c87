"""The bars of training pieces: those trained on are kept, those held out are not."""

from pathlib import Path

import numpy as np
import pytest

from audiogenesis_desktop.compose.copies import KnownBars, read_known_bars
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.training.dataset import PackedCorpus
from audiogenesis_desktop.training.known_bars import main, note_tables, write_known_bars
from audiogenesis_desktop.training.players.packing import packed as pack
from audiogenesis_desktop.training.players.real import real_piece
from audiogenesis_desktop.training.styles import write

STYLES = ("house", "bossa")


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


def test_our_own_writers_bars_are_nobodys(packed: PackedCorpus) -> None:
    packed.entries[packed.numbers(held_out=False)[0]]["source"] = "own_writer"
    assert len(list(note_tables(packed))) == len(packed.numbers(held_out=False)) - 1


def test_a_pack_of_players_knows_what_it_learns_and_not_what_our_writer_wrote(tmp_path: Path) -> None:
    score = write("bossa", 2).score
    write_midi(score, tmp_path / "a.mid")
    theirs, ours = (real_piece(tmp_path / "a.mid", {"source": source}, styles=STYLES) for source in ("", "own_writer"))
    for name, piece in (("theirs", theirs), ("ours", ours)):
        pack([piece, piece], np.zeros((2, 384), dtype=np.float32), styles=STYLES).save(tmp_path / f"{name}.npz")
    pieces, known = write_known_bars([tmp_path / "theirs.npz"], tmp_path / "known.safetensors")
    assert pieces == 1 and known.copied(score) > 0.8 * len(known) > 20
    pieces, known = write_known_bars([tmp_path / "ours.npz"], tmp_path / "known.safetensors")
    assert pieces == 0 and not known.copied(score)


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
