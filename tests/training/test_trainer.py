"""The loop on tiny data: it learns, it resumes to the bit, it keeps what was best and loses nothing."""

import json
import math
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.loading import load_composer
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.network.checkpoint import read_checkpoint
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.training import samples, trainer
from audiogenesis_desktop.training.dataset import PackedCorpus, Row, Window, stack
from audiogenesis_desktop.training.recipes import Recipe
from audiogenesis_desktop.training.trainer import CHECKPOINT, RESUME, Training, measure, train

pytestmark = pytest.mark.slow

TINY = Recipe(rows=4, steps=32, width=32, hidden=32, layers=2, batches=6, check_every=3, warm_up_batches=2, dropout=0.2)


@pytest.fixture(autouse=True)
def short_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "BRIEF", replace(samples.BRIEF, length_seconds=2))


@contextmanager
def full_disk(allowed_bytes: int) -> Iterator[None]:
    """Let the system refuse to write files beyond a size, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (allowed_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def same_weights(a: Training, b: Training) -> bool:
    pairs = [(a.network.state_dict(), b.network.state_dict()), (a.averaged, b.averaged)]
    return all(torch.equal(one[name], other[name]) for one, other in pairs for name in one)


def beginning(packed: PackedCorpus, steps: int) -> Window:
    """The first notes of one piece, twice, with nothing hidden."""
    rows = [Row(packed, steps=steps, random=np.random.default_rng(0), hide=False) for _ in range(2)]
    for row in rows:
        row.begin(packed.numbers(held_out=False)[0], longest=1)
    return stack(rows, np.ones(2, dtype=bool))


def test_a_bar_can_be_learned_by_heart(packed: PackedCorpus) -> None:
    recipe = replace(TINY, rows=2, width=64, hidden=64, layers=1, batches=10**6, dropout=0.0, learning_rate=5e-3)
    run, bar = Training(packed, recipe), beginning(packed, steps=5)
    before = measure(run.network, iter([bar]), run.device)
    for _ in range(60):
        run.step(bar)
    after = measure(run.network, iter([bar]), run.device)
    assert sum(before.values()) > 10
    assert sum(after.values()) < 0.05


def test_one_piece_can_be_learned_by_heart(packed: PackedCorpus) -> None:
    recipe = replace(TINY, rows=2, width=64, hidden=64, layers=1, batches=10**6, warm_up_batches=5)
    run, piece = Training(packed, recipe), beginning(packed, steps=80)
    for _ in range(120):
        run.step(piece)
    assert sum(measure(run.network, iter([piece]), run.device).values()) < 0.1


def test_what_is_given_adds_nothing_to_what_is_learned(packed: PackedCorpus) -> None:
    given = beginning(packed, steps=20)
    given.weight[:, 5:] = 0
    runs = [Training(packed, replace(TINY, rows=2, dropout=0.0)) for _ in range(2)]
    runs[0].step(given)
    given.fields[:, 5:] = 1
    runs[1].step(given)
    assert same_weights(*runs)


@pytest.mark.parametrize("batches_before", [1, 4])
def test_a_resumed_run_equals_one_that_was_never_stopped(
    packed: PackedCorpus, tmp_path: Path, batches_before: int
) -> None:
    whole = train(packed, TINY, tmp_path / "whole")
    reported: list[dict[str, Any]] = []
    stopped = train(
        packed, TINY, tmp_path / "parts", report=reported.append, should_stop=lambda: len(reported) >= batches_before
    )
    assert stopped.batches_done == batches_before
    parts = train(packed, TINY, tmp_path / "parts")
    assert same_weights(whole, parts)
    assert parts.notes_seen == whole.notes_seen
    assert (tmp_path / "parts" / CHECKPOINT).exists()


def test_a_run_that_is_out_of_time_is_measured_and_saved(packed: PackedCorpus, tmp_path: Path) -> None:
    run = train(packed, TINY, tmp_path, seconds=0)
    assert [check["batch"] for check in run.history] == [0, 1]
    assert (tmp_path / RESUME).exists()


def test_neither_measuring_nor_composing_changes_what_is_learned(packed: PackedCorpus, tmp_path: Path) -> None:
    often = train(packed, TINY, tmp_path / "often")
    seldom = Training(packed, TINY)
    for _ in range(TINY.batches):
        seldom.step(next(seldom.stream))
    assert same_weights(often, seldom)


def test_another_recipe_is_refused_in_a_sentence_that_names_the_difference(
    packed: PackedCorpus, tmp_path: Path
) -> None:
    train(packed, TINY, tmp_path, seconds=0)
    with pytest.raises(BadInput, match=r"another recipe \(rows 4 there, 8 here\)"):
        train(packed, replace(TINY, rows=8), tmp_path)


@pytest.mark.parametrize("kept", [0, 100, 5_000])
def test_a_broken_run_is_reported_in_a_sentence(packed: PackedCorpus, tmp_path: Path, kept: int) -> None:
    train(packed, TINY, tmp_path, seconds=0)
    whole = (tmp_path / RESUME).read_bytes()
    (tmp_path / RESUME).write_bytes(whole[:kept])
    with pytest.raises(BadInput, match="no whole training run"):
        train(packed, TINY, tmp_path)


def test_the_checkpoint_of_a_run_composes_and_tells_how_it_was_made(packed: PackedCorpus, tmp_path: Path) -> None:
    train(packed, TINY, tmp_path)
    composer = load_composer(tmp_path / CHECKPOINT)
    brief = Brief(length_seconds=8)
    plan = make_plan(brief, 1)
    assert list(composer.compose(brief, plan, plan.empty_score(), seed=1))
    about = read_checkpoint(tmp_path / CHECKPOINT, vocabulary=trainer.VERSION)[1]["about"]
    assert Recipe(**about["recipe"]) == TINY
    assert [check["batch"] for check in about["history"]] == [0, 3, 6]


def test_a_sample_is_written_at_every_check(packed: PackedCorpus, tmp_path: Path) -> None:
    train(packed, TINY, tmp_path)
    assert sorted(file.name for file in (tmp_path / "samples").iterdir()) == ["000000.mid", "000003.mid", "000006.mid"]


def test_a_training_that_cannot_compose_a_sample_goes_on(
    packed: PackedCorpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("no plan today")

    monkeypatch.setattr("audiogenesis_desktop.training.samples.make_plan", fail)
    reported: list[dict[str, Any]] = []
    assert train(packed, TINY, tmp_path, report=reported.append).batches_done == TINY.batches
    assert "no plan today" in reported[0]["unheard"]


def test_the_weights_that_were_best_on_held_out_music_are_kept(
    packed: PackedCorpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    losses = iter([5.0, 3.0, 4.0])
    monkeypatch.setattr(trainer, "measure", lambda *_: {"pitch": next(losses)})
    train(packed, TINY, tmp_path)
    assert read_checkpoint(tmp_path / CHECKPOINT, vocabulary=trainer.VERSION)[1]["about"]["batches"] == 3


def test_fine_tuning_that_does_not_help_leaves_the_weights_it_began_with(
    packed: PackedCorpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(packed, TINY, tmp_path / "first")
    losses = iter([1.0, 3.0, 4.0])
    monkeypatch.setattr(trainer, "measure", lambda *_: {"pitch": next(losses)})
    train(packed, TINY, tmp_path / "second", start=tmp_path / "first" / CHECKPOINT)
    files = [tmp_path / name / CHECKPOINT for name in ("first", "second")]
    first, second = (read_checkpoint(file, vocabulary=trainer.VERSION)[0] for file in files)
    assert all((first[name] == second[name]).all() for name in first)


def test_weights_of_another_size_are_refused(packed: PackedCorpus, tmp_path: Path) -> None:
    train(packed, TINY, tmp_path, seconds=0)
    with pytest.raises(BadInput, match="another kind of network"):
        Training(packed, replace(TINY, width=16), start=tmp_path / CHECKPOINT)


def test_a_disk_that_is_full_for_a_while_costs_nothing(packed: PackedCorpus, tmp_path: Path) -> None:
    whole = train(packed, TINY, tmp_path / "whole")
    reported: list[dict[str, Any]] = []

    def fill(figures: dict[str, Any]) -> None:
        reported.append(figures)
        # From the first batch to the check after the third, files may not grow beyond 1 kB.
        limit = 1_000 if 1 <= figures["batch"] < 3 else resource.RLIM_INFINITY
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    run = train(packed, TINY, tmp_path / "run", report=fill)
    assert "cannot be written" in reported[3]["unsaved"]
    assert reported[6]["unsaved"] == ""
    assert same_weights(run, whole)
    assert [file.name for file in (tmp_path / "run").iterdir() if file.name.startswith(".")] == []


def test_a_disk_that_is_full_at_the_end_leaves_what_was_saved_before(packed: PackedCorpus, tmp_path: Path) -> None:
    train(packed, TINY, tmp_path, seconds=0)
    before = {name: (tmp_path / name).read_bytes() for name in (CHECKPOINT, RESUME)}
    with full_disk(1_000), pytest.raises(BadInput, match="cannot be written"):
        train(packed, TINY, tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
    assert train(packed, TINY, tmp_path).batches_done == TINY.batches


def test_a_corpus_without_held_out_pieces_trains_and_keeps_its_last_weights(
    packed: PackedCorpus, tmp_path: Path
) -> None:
    for entry in packed.entries:
        entry["held_out"] = False
    reported: list[dict[str, Any]] = []
    train(packed, TINY, tmp_path, report=reported.append)
    assert reported[-1]["held_out"] == {}
    assert read_checkpoint(tmp_path / CHECKPOINT, vocabulary=trainer.VERSION)[1]["about"]["batches"] == 6


def test_progress_tells_loss_speed_and_time_left(packed: PackedCorpus, tmp_path: Path) -> None:
    reported: list[dict[str, Any]] = []
    train(packed, TINY, tmp_path, report=reported.append)
    assert [figures["batch"] for figures in reported] == list(range(7))
    assert all(len(figures["loss"]) == 5 and all(map(math.isfinite, figures["loss"])) for figures in reported[1:])
    assert all(figures["notes_per_second"] > 0 for figures in reported[1:])
    assert reported[-1]["seconds_left"] == 0
    json.dumps(reported)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_a_cuda_device_trains_and_its_checkpoint_composes_without_one(packed: PackedCorpus, tmp_path: Path) -> None:
    run = train(packed, TINY, tmp_path, device="cuda")
    assert all(value.is_cuda for value in run.network.parameters())
    on_cpu = train(packed, TINY, tmp_path / "cpu")
    assert run.history[-1]["pitch"] == pytest.approx(on_cpu.history[-1]["pitch"], abs=0.1)
    brief = Brief(length_seconds=4)
    plan = make_plan(brief, 1)
    assert list(load_composer(tmp_path / CHECKPOINT).compose(brief, plan, plan.empty_score(), seed=1))
