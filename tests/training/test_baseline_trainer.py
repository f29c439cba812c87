"""The stream's loop on tiny data, as evaluation runs it: it learns, and goes on to the bit."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.training.baseline_recipe import Recipe
from audiogenesis_desktop.training.baseline_trainer import RESUME, Training
from audiogenesis_desktop.training.dataset import PackedCorpus, Row, Window, stack

pytestmark = pytest.mark.slow

TINY = Recipe(rows=4, steps=32, width=32, hidden=32, layers=2, batches=6, check_every=3, warm_up_batches=2, dropout=0.2)


def same_weights(a: Training, b: Training) -> bool:
    pairs = [(a.network.state_dict(), b.network.state_dict()), (a.averaged, b.averaged)]
    return all(torch.equal(one[name], other[name]) for one, other in pairs for name in one)


def beginning(packed: PackedCorpus, steps: int, rows: int = 2) -> Window:
    """The first notes of one piece, twice, with nothing hidden."""
    lanes = [Row(packed, steps=steps, random=np.random.default_rng(0), hide=False) for _ in range(rows)]
    for lane in lanes:
        lane.begin(packed.numbers(held_out=False)[0], longest=1)
    return stack(lanes, np.ones(rows, dtype=bool))


def test_a_bar_can_be_learned_by_heart(packed: PackedCorpus) -> None:
    recipe = replace(TINY, rows=2, width=64, hidden=64, layers=1, batches=10**6, dropout=0.0, learning_rate=5e-3)
    run, bar = Training(packed, recipe), beginning(packed, steps=5)
    losses = [sum(run.step(bar)) for _ in range(60)]
    assert losses[0] > 10
    assert losses[-1] < 0.05


def test_one_piece_can_be_learned_by_heart(packed: PackedCorpus) -> None:
    recipe = replace(
        TINY, rows=2, width=64, hidden=64, layers=1, batches=10**6, warm_up_batches=5, dropout=0.0, learning_rate=4e-3
    )
    run, piece = Training(packed, recipe), beginning(packed, steps=80)
    assert [sum(run.step(piece)) for _ in range(120)][-1] < 0.1


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
    window = beginning(packed, steps=32, rows=4)
    whole = Training(packed, TINY)
    for _ in range(TINY.batches):
        whole.step(window)
    stopped = Training(packed, TINY)
    for _ in range(batches_before):
        stopped.step(window)
    stopped.save(tmp_path)
    gone_on = Training(packed, TINY)
    gone_on.resume(tmp_path)
    assert gone_on.batches_done == batches_before
    for _ in range(TINY.batches - batches_before):
        gone_on.step(window)
    assert same_weights(whole, gone_on)
    assert gone_on.notes_seen == whole.notes_seen


def test_another_recipe_is_refused_in_a_sentence_that_names_the_difference(
    packed: PackedCorpus, tmp_path: Path
) -> None:
    Training(packed, TINY).save(tmp_path)
    with pytest.raises(BadInput, match=r"another recipe \(rows 4 there, 8 here\)"):
        Training(packed, replace(TINY, rows=8)).resume(tmp_path)


@pytest.mark.parametrize("kept", [0, 100, 5_000])
def test_a_broken_run_is_reported_in_a_sentence(packed: PackedCorpus, tmp_path: Path, kept: int) -> None:
    Training(packed, TINY).save(tmp_path)
    whole = (tmp_path / RESUME).read_bytes()
    (tmp_path / RESUME).write_bytes(whole[:kept])
    with pytest.raises(BadInput, match="no whole training run"):
        Training(packed, TINY).resume(tmp_path)
