"""The loop of players: it goes on to the bit, keeps what was best, tells what it does, and loses nothing."""

import json
import math
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.loading import load_composer
from audiogenesis_desktop.compose.players.vocabulary import VERSION
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.network.checkpoint import read_checkpoint
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.training.players import fitting, trainer
from audiogenesis_desktop.training.players.drawing import Source
from audiogenesis_desktop.training.players.fitting import choose
from audiogenesis_desktop.training.players.recipe import Recipe
from audiogenesis_desktop.training.players.running import train
from audiogenesis_desktop.training.players.trainer import CHECKPOINT, RESUME, Training
from audiogenesis_desktop.training.processes import ALONE

TINY = Recipe(width=16, hidden=16, head=16, dropout=0.2, rows=4, steps=32, longest=96, batches=6, warm_up=2)


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


def about(folder: Path) -> dict[str, Any]:
    return dict(read_checkpoint(folder / CHECKPOINT, vocabulary=VERSION)[1]["about"])


@pytest.mark.slow
@pytest.mark.parametrize("batches_before", [1, 4])
def test_a_resumed_run_equals_one_that_was_never_stopped(
    sources: list[Source], tmp_path: Path, batches_before: int
) -> None:
    whole = train(sources, TINY, tmp_path / "whole")
    reported: list[dict[str, Any]] = []
    stopped = train(
        sources, TINY, tmp_path / "parts", report=reported.append, should_stop=lambda: len(reported) >= batches_before
    )
    assert stopped.batches_done == batches_before
    parts = train(sources, TINY, tmp_path / "parts")
    assert parts.batches_done == 6
    assert same_weights(whole, parts)
    assert (tmp_path / "parts" / CHECKPOINT).exists()


def test_a_run_that_is_out_of_time_is_measured_and_saved(sources: list[Source], tmp_path: Path) -> None:
    run = train(sources, TINY, tmp_path, seconds=0)
    assert [check["batch"] for check in run.history] == [0, 1]
    assert (tmp_path / RESUME).exists()


@pytest.mark.slow
def test_neither_measuring_nor_composing_changes_what_is_learned(sources: list[Source], tmp_path: Path) -> None:
    often = train(sources, TINY, tmp_path, check_every_seconds=0)
    assert len(often.history) == 7
    seldom = Training(sources, TINY)
    for _ in range(TINY.batches):
        seldom.step()
    assert same_weights(often, seldom)


def test_another_recipe_is_refused_in_a_sentence_that_names_the_difference(
    sources: list[Source], tmp_path: Path
) -> None:
    Training(sources, TINY).save(tmp_path)
    with pytest.raises(BadInput, match=r"another recipe \(rows 4 there, 8 here\)"):
        train(sources, replace(TINY, rows=8), tmp_path)


@pytest.mark.parametrize("kept", [0, 100, 5_000])
def test_a_broken_run_is_reported_in_a_sentence(sources: list[Source], tmp_path: Path, kept: int) -> None:
    Training(sources, TINY).save(tmp_path)
    whole = (tmp_path / RESUME).read_bytes()
    (tmp_path / RESUME).write_bytes(whole[:kept])
    with pytest.raises(BadInput, match="no whole training run"):
        train(sources, TINY, tmp_path)


def test_the_checkpoint_of_a_run_composes_and_tells_how_it_was_made(sources: list[Source], tmp_path: Path) -> None:
    train(sources, TINY, tmp_path)
    composer = load_composer(tmp_path / CHECKPOINT)
    brief = Brief(length_seconds=8)
    plan = make_plan(brief, 1)
    assert list(composer.compose(brief, plan, plan.empty_score(), seed=1))
    told = about(tmp_path)
    assert Recipe.from_dict(told["recipe"]) == TINY
    assert told["steps_seen"] == told["batches"] * 4 * 32
    assert [check["batch"] for check in told["history"]] == [0, 6]
    assert read_checkpoint(tmp_path / CHECKPOINT, vocabulary=VERSION)[1]["shape"]["styles"] == ["house", "bossa"]


def test_a_sample_is_written_at_every_check(sources: list[Source], tmp_path: Path) -> None:
    train(sources, TINY, tmp_path)
    assert sorted(file.name for file in (tmp_path / "samples").iterdir()) == ["000000.mid", "000006.mid"]


def test_a_training_that_cannot_compose_a_sample_goes_on(
    sources: list[Source], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("no plan today")

    monkeypatch.setattr("audiogenesis_desktop.training.samples.make_plan", fail)
    reported: list[dict[str, Any]] = []
    assert train(sources, TINY, tmp_path, report=reported.append).batches_done == TINY.batches
    assert "no plan today" in reported[0]["unheard"]


def measured_as(losses: Iterator[float]) -> Any:
    return lambda *_, **__: {"note": next(losses), "roles": {}}


def test_the_weights_that_were_best_on_held_out_music_are_kept(
    sources: list[Source], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer, "measure", measured_as(iter([5.0, 4.5, 3.0, 4.0, 4.0, 4.0, 4.0])))
    train(sources, TINY, tmp_path, check_every_seconds=0)
    assert about(tmp_path)["batches"] == 2


def test_sources_weigh_as_they_are_drawn(
    sources: list[Source], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = [replace(sources[0], name="written", share=0.7), replace(sources[0], name="real", share=0.3)]
    run = Training(two, TINY)
    assert run.together({"written": {"note": 2.0}, "real": {"note": 4.0}}) == pytest.approx(2.6)


def test_fine_tuning_that_does_not_help_leaves_the_weights_it_began_with(
    sources: list[Source], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(sources, TINY, tmp_path / "first", seconds=0)
    monkeypatch.setattr(trainer, "measure", measured_as(iter([1.0, 3.0])))
    train(sources, TINY, tmp_path / "second", start=tmp_path / "first" / CHECKPOINT)
    files = [tmp_path / name / CHECKPOINT for name in ("first", "second")]
    first, second = (read_checkpoint(file, vocabulary=VERSION)[0] for file in files)
    assert all((first[name] == second[name]).all() for name in first)


def test_weights_of_another_size_are_refused(sources: list[Source], tmp_path: Path) -> None:
    Training(sources, TINY).save_checkpoint(tmp_path)
    with pytest.raises(BadInput, match="another kind of network"):
        Training(sources, replace(TINY, width=32), start=tmp_path / CHECKPOINT)


@pytest.mark.slow
def test_a_disk_that_is_full_for_a_while_costs_nothing(sources: list[Source], tmp_path: Path) -> None:
    whole = train(sources, TINY, tmp_path / "whole")
    reported: list[dict[str, Any]] = []

    def fill(figures: dict[str, Any]) -> None:
        reported.append(figures)
        # From the first batch to the check after the third, files may not grow beyond 1 kB.
        limit = 1_000 if 1 <= figures["batch"] < 3 else resource.RLIM_INFINITY
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    run = train(sources, TINY, tmp_path / "run", report=fill, check_every_seconds=0)
    assert "cannot be written" in reported[3]["unsaved"]
    assert reported[6]["unsaved"] == ""
    assert same_weights(run, whole)
    assert [file.name for file in (tmp_path / "run").iterdir() if file.name.startswith(".")] == []


@pytest.mark.slow
def test_a_disk_that_is_full_at_the_end_leaves_what_was_saved_before(sources: list[Source], tmp_path: Path) -> None:
    train(sources, TINY, tmp_path, seconds=0)
    before = {name: (tmp_path / name).read_bytes() for name in (CHECKPOINT, RESUME)}
    with full_disk(1_000), pytest.raises(BadInput, match="cannot be written"):
        train(sources, TINY, tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
    assert train(sources, TINY, tmp_path).batches_done == TINY.batches


def test_progress_tells_loss_speed_and_time_left(sources: list[Source], tmp_path: Path) -> None:
    reported: list[dict[str, Any]] = []
    train(sources, TINY, tmp_path, report=reported.append)
    assert [figures["batch"] for figures in reported] == list(range(7))
    assert all(len(one["loss"]) == 4 and all(map(math.isfinite, one["loss"].values())) for one in reported[1:])
    assert all(figures["steps_per_second"] > 0 for figures in reported[1:])
    assert reported[-1]["seconds_left"] == 0
    json.dumps(reported)


def test_a_recipe_suits_the_time_and_the_run_that_is_there(
    sources: list[Source], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting, "MOST_ROUNDS", 10**6)
    monkeypatch.setattr(fitting, "_batch_seconds", lambda recipe, *_: 1.0 if recipe.precision == "float32" else 0.5)
    short, long = (
        choose(sources, minutes=minutes, start=None, out=tmp_path, device="cpu", processes=ALONE)
        for minutes in (2, 120)
    )
    assert short.hidden < long.hidden and short.batches < long.batches and short.precision == "bfloat16"
    assert short.minutes == 2 and short.batches == pytest.approx(0.9 * 120 / 0.5, abs=1)
    Training(sources, replace(short, batches=77, precision="float32")).save(tmp_path)
    again = choose(sources, minutes=2, start=None, out=tmp_path, device="cpu", processes=ALONE)
    assert (again.batches, again.precision, again.hidden) == (77, "float32", short.hidden)


def test_a_recipe_begun_from_a_checkpoint_has_its_size(
    sources: list[Source], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting, "_batch_seconds", lambda *_: 1.0)
    Training(sources, TINY).save_checkpoint(tmp_path)
    start = tmp_path / CHECKPOINT
    recipe = choose(sources, minutes=2, start=start, out=tmp_path / "out", device="cpu", processes=ALONE)
    mine, theirs = (one.shape(("house", "bossa")) for one in (recipe, TINY))
    assert replace(mine, dropout=0) == replace(theirs, dropout=0)
    assert recipe.learning_rate < TINY.learning_rate


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_a_cuda_device_trains_and_its_checkpoint_composes_without_one(sources: list[Source], tmp_path: Path) -> None:
    run = train(sources, TINY, tmp_path, device="cuda")
    assert all(value.is_cuda for value in run.network.parameters())
    on_cpu = train(sources, TINY, tmp_path / "cpu")
    notes = [one.history[-1]["music"]["note"] for one in (run, on_cpu)]
    assert notes[0] == pytest.approx(notes[1], abs=0.1)
    brief = Brief(length_seconds=4)
    plan = make_plan(brief, 1)
    assert list(load_composer(tmp_path / CHECKPOINT).compose(brief, plan, plan.empty_score(), seed=1))
