"""`audiogenesis train` from folders to a checkpoint, and the sentences for what it cannot use."""

import json
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tqdm import tqdm

from audiogenesis_desktop.commands.parser import run
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.training.players import folders
from audiogenesis_desktop.training.players.folders import PACK
from audiogenesis_desktop.training.players.packing import Packed

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("quick")]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tiny networks, few notes asked for, and no text encoder."""
    from audiogenesis_desktop.errors import MissingPart
    from audiogenesis_desktop.training import samples
    from audiogenesis_desktop.training.players import fitting, folders, preparing
    from audiogenesis_desktop.training.players.recipe import Recipe

    def no_encoder() -> None:
        raise MissingPart("There is no encoder here.")

    tiny = Recipe(rows=4, steps=32, longest=96, width=16, hidden=16, head=16, layers=1, learning_rate=5e-3, warm_up=2)
    monkeypatch.setattr(preparing, "load_encoder", no_encoder)
    monkeypatch.setattr(folders, "FEWEST_NOTES", 500)
    monkeypatch.setattr(fitting, "MOST_ROUNDS", 3)
    monkeypatch.setattr(fitting, "FEWEST_BATCHES", 4)
    monkeypatch.setattr(fitting, "_batch_seconds", lambda *_: 0.1)
    monkeypatch.setattr(fitting, "_from_nothing", lambda *_: tiny)
    brief = samples.BRIEF
    monkeypatch.setattr(samples, "BRIEF", brief.with_fields(brief.origin("length_seconds"), length_seconds=2.0))


@pytest.fixture
def midi(tmp_path: Path) -> Path:
    folder = tmp_path / "midi"
    folder.mkdir()
    random = np.random.default_rng(1)
    for i in range(12):
        notes = [Note(480 * k, 48 + int(p), 400, 80) for k, p in enumerate(random.integers(0, 24, size=64))]
        write_midi(Score(tracks=(Track(0, "Piano").with_notes(notes),)), folder / f"piece{i}.mid")
    return folder


def reported(capsys: pytest.CaptureFixture[str]) -> str:
    lines = capsys.readouterr().err.strip().splitlines()
    return lines[-1]


def train(folder: Path, out: Path, *more: str) -> int:
    return run(["train", str(folder), "--out", str(out), *more])


def test_a_folder_becomes_a_checkpoint_that_composes(
    midi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(midi, tmp_path / "out") == 0
    said = capsys.readouterr().out
    assert "Learning from 11 pieces" in said
    assert "before" in said and "after" in said
    piece, checkpoint = str(tmp_path / "piece.mid"), str(tmp_path / "out" / "composer.safetensors")
    assert run(["compose", "calm piano, 4 s", "--checkpoint", checkpoint, "-o", piece]) == 0


def test_names_of_folders_cannot_steer_the_terminal(
    midi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    titles: list[str] = []

    def recorded(*items: Any, desc: str, **options: Any) -> Any:
        titles.append(desc)
        return tqdm(*items, desc=desc, **options)

    monkeypatch.setattr(folders, "tqdm", recorded)
    (midi / "broken.mid").write_bytes(b"no music")
    assert train(midi.rename(tmp_path / "\x1b[2Jmidi"), tmp_path / "\x9b2Jout") == 0
    said = capsys.readouterr().out
    assert "Reading \\x1b[2Jmidi" in titles
    assert "\\x9b2Jout" in said and "left-out.csv" in said and not {"\x1b", "\x9b"} & set(said)


def test_fine_tuning_goes_on_with_a_checkpoint_of_its_size(
    midi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(midi, tmp_path / "first") == 0
    checkpoint = tmp_path / "first" / "composer.safetensors"
    assert train(midi, tmp_path / "second", "--from", str(checkpoint)) == 0
    lines = capsys.readouterr().out.splitlines()
    ends = [float(line.split()[-1]) for line in lines if line.startswith("after")]
    begins = [float(line.split()[-1]) for line in lines if line.startswith("before")]
    assert begins[1] == pytest.approx(ends[0], abs=0.01)
    assert ends[1] <= begins[1]


def test_the_same_command_goes_on_with_a_run_that_was_stopped(
    midi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from audiogenesis_desktop.training.progress import Progress

    tell = Progress.tell

    def interrupt(progress: Progress, figures: dict[str, Any]) -> None:
        tell(progress, figures)
        if figures["batch"] == 2:
            os.kill(os.getpid(), signal.SIGINT)

    with monkeypatch.context() as patched:
        patched.setattr(Progress, "tell", interrupt)
        assert train(midi, tmp_path / "out") == 130  # interrupted
    assert "Stopped after 3 of" in capsys.readouterr().out
    assert train(midi, tmp_path / "out") == 0
    assert "batches are done" in capsys.readouterr().out
    assert train(midi, tmp_path / "whole") == 0
    assert weights(tmp_path / "out") == weights(tmp_path / "whole")


def weights(out: Path) -> dict[str, bytes]:
    from safetensors.numpy import load_file

    return {name: value.tobytes() for name, value in load_file(out / "composer.safetensors").items()}


def test_the_same_music_twice_is_learned_from_once(
    midi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(midi / "piece3.mid", midi / "the same.mid")
    assert train(midi, tmp_path / "out") == 0
    assert "1 times: it has the same notes" in capsys.readouterr().out
    assert "the same.mid,it has the same notes as piece3.mid" in (tmp_path / "out" / "left-out.csv").read_text()
    assert len(Packed.load(tmp_path / "out" / PACK)) == 12


def test_another_recipe_for_a_run_that_is_there(midi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train(midi, tmp_path / "out") == 0
    assert train(midi, tmp_path / "out", "--minutes", "7") == 2
    assert "another recipe (minutes 60.0 there, 7.0 here)" in reported(capsys)


def test_another_corpus_for_a_run_that_is_there(midi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train(midi, tmp_path / "out") == 0
    other = midi.rename(tmp_path / "other")
    assert train(other, tmp_path / "out") == 2
    assert "another corpus" in reported(capsys)


def test_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train(tmp_path / "none", tmp_path / "out") == 2
    assert "no folder" in reported(capsys)


def test_an_empty_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "midi").mkdir()
    assert train(tmp_path / "midi", tmp_path / "out") == 2
    assert "no piece to learn from" in reported(capsys)


def test_a_folder_with_too_little_music(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "midi").mkdir()
    track = Track(0, "Piano").with_notes(Note(480 * i, 60 + i % 12, 400, 80) for i in range(64))
    write_midi(Score(tracks=(track,)), tmp_path / "midi" / "one.mid")
    (tmp_path / "midi" / "broken.mid").write_bytes(b"MThd")
    assert train(tmp_path / "midi", tmp_path / "out") == 2
    assert "64 notes are too little" in reported(capsys)


def test_a_folder_with_one_piece_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "midi").mkdir()
    track = Track(0, "Piano").with_notes(Note(240 * i, 60 + i % 12, 200, 80) for i in range(900))
    write_midi(Score(tracks=(track,)), tmp_path / "midi" / "one.mid")
    assert train(tmp_path / "midi", tmp_path / "out") == 2
    assert "One piece alone is too little" in reported(capsys)


def test_an_out_that_is_a_file(midi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").write_text("mine")
    assert train(midi, tmp_path / "out") == 2
    assert "is a file" in reported(capsys)
    assert train(midi, tmp_path / "out" / "below") == 2
    assert "cannot be written" in reported(capsys)
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that nobody may write to")
def test_an_out_that_may_not_be_written(midi: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train(midi, Path("/proc/self/out")) == 2
    assert "cannot be written" in reported(capsys)


def spoil(change: Callable[[dict[str, Any]], object], file: Path, *, keep: int | None = None) -> None:
    """Write an untrained checkpoint with its shape changed, or only its first bytes."""
    from safetensors.numpy import save

    from audiogenesis_desktop.training.players.recipe import Recipe

    shape = Recipe(width=16, hidden=16, head=16, layers=1).shape(("house",)).as_dict()
    change(shape)
    about = {"shape": json.dumps(shape), "about": json.dumps({})}
    file.write_bytes(save({"weight": np.zeros(3, dtype=np.float32)}, metadata=about)[:keep])


def test_a_start_of_another_vocabulary(midi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(lambda shape: shape.update(vocabulary="notes-0"), tmp_path / "c.safetensors")
    assert train(midi, tmp_path / "out", "--from", str(tmp_path / "c.safetensors")) == 2
    assert "vocabulary notes-0" in reported(capsys)
    assert not (tmp_path / "out").exists()


def test_a_start_that_is_truncated_or_lacks_weights_or_is_not_there(
    midi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(lambda shape: None, tmp_path / "truncated.safetensors", keep=-5)
    assert train(midi, tmp_path / "out", "--from", str(tmp_path / "truncated.safetensors")) == 2
    assert "not a whole Audiogenesis checkpoint" in reported(capsys)
    spoil(lambda shape: None, tmp_path / "lacking.safetensors")
    assert train(midi, tmp_path / "out", "--from", str(tmp_path / "lacking.safetensors")) == 2
    assert "another kind of network" in reported(capsys)
    assert train(midi, tmp_path / "out", "--from", str(tmp_path / "none.safetensors")) == 2
    assert "no checkpoint" in reported(capsys)


@pytest.mark.parametrize("table", [b"just words\n", b"file,prompt\n\xff\xfe", b"file\nx.mid\n"])
def test_prompts_that_are_no_table(
    midi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], table: bytes
) -> None:
    (tmp_path / "prompts.csv").write_bytes(table)
    assert train(midi, tmp_path / "out", "--prompts", str(tmp_path / "prompts.csv")) == 2
    assert "no table with the columns" in reported(capsys)


def test_prompts_become_captions_and_those_for_other_files_are_reported(
    midi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prompts = tmp_path / "prompts.csv"
    prompts.write_text("file,prompt\npiece3.mid,a walk in the snow\n")
    assert train(midi, tmp_path / "out", "--prompts", str(prompts)) == 0
    assert "a walk in the snow" in Packed.load(tmp_path / "out" / PACK).prompts
    assert "None of the prompts" not in capsys.readouterr().out
    prompts.write_text("file,prompt\nelsewhere.mid,a walk in the snow\n")
    assert train(midi, tmp_path / "other", "--prompts", str(prompts)) == 0
    assert "None of the prompts" in capsys.readouterr().out
