"""What suits a corpus, a length of time and a machine: the recipe of `audiogenesis train`."""

import os
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import monotonic

from audiogenesis_desktop.compose.vocabulary import VERSION
from audiogenesis_desktop.network.checkpoint import read_checkpoint
from audiogenesis_desktop.training.dataset import PackedCorpus
from audiogenesis_desktop.training.preparing import note_count
from audiogenesis_desktop.training.processes import Processes
from audiogenesis_desktop.training.recipes import Recipe
from audiogenesis_desktop.training.resuming import saved_recipe
from audiogenesis_desktop.training.trainer import RESUME, Training

FITTED = 0.9  # of the time asked for: the rest is for checks and for a machine that slows down
MOST_ROUNDS = 40  # through a corpus: what has not been learned by then is learned by heart
FEWEST_BATCHES = 20


def choose(
    corpus: PackedCorpus, *, minutes: float, start: Path | None, out: Path, device: str, processes: Processes
) -> Recipe:
    """Return the recipe for training on a corpus for some minutes; of a run that `out` holds, its number of batches."""
    notes = note_count(corpus)
    recipe = replace(_begun_from(start) if start else _from_nothing(notes, minutes, device), minutes=minutes)
    saved = saved_recipe(out / RESUME)
    if saved:  # what was measured then is not measured again; what was asked is compared by whoever resumes
        measured = {name: saved[name] for name in ("batches", "check_every", "threads") if name in saved}
        return replace(recipe, **measured)
    seconds, threads = _fastest(corpus, recipe, device, processes)
    most = MOST_ROUNDS * notes // (recipe.rows * recipe.steps)
    batches = max(FEWEST_BATCHES, min(most, round(FITTED * minutes * 60 / seconds)))
    return replace(recipe, batches=batches, check_every=min(250, max(10, batches // 6)), threads=threads)


def _from_nothing(notes: int, minutes: float, device: str) -> Recipe:
    """Return a recipe with a network that the time and the music suffice for."""
    if device != "cpu":
        return Recipe(rows=64, steps=256, width=768, hidden=768, layers=3)
    # Measured on one core, a width of 192 learns from 9,000 notes a second, 256 from 6,600, 384 from 3,900, and as
    # fast with 8 rows as with 16: in a short time many small batches of a small network come farthest.
    width = 192 if minutes < 20 else 256 if minutes < 60 or notes < 1_000_000 else 384
    rows = 8 if minutes < 20 else 32
    return Recipe(rows=rows, steps=128, width=width, hidden=width, learning_rate=4e-3, warm_up_batches=10)


def _begun_from(checkpoint: Path) -> Recipe:
    shape = read_checkpoint(checkpoint, vocabulary=VERSION)[1]["shape"]
    sizes = {name: shape[name] for name in ("width", "hidden", "layers")}
    return Recipe(rows=16, steps=128, learning_rate=5e-4, final_rate=2e-5, warm_up_batches=10, average=0.99, **sizes)


def _fastest(corpus: PackedCorpus, recipe: Recipe, device: str, processes: Processes) -> tuple[float, int]:
    """Return how many seconds a batch takes, and with how many threads: on shared cores one is often the fastest."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    several = {1, min(8, cores)} if device == "cpu" and processes.size == 1 else {1}
    found = []
    for threads in sorted(several):
        run = Training(corpus, replace(recipe, threads=threads), device=device, processes=processes)
        times = []
        for _ in range(3):
            began = monotonic()
            run.step(next(run.stream))
            times.append(monotonic() - began)
        found.append((median(times[1:]), threads))
    return min(processes.gather(found)[0])
