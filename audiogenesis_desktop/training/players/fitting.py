"""What suits a corpus, a length of time and a machine, some of it found by a short trial: the recipe of a run."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from audiogenesis_desktop.compose.players.vocabulary import VERSION
from audiogenesis_desktop.network.checkpoint import read_checkpoint
from audiogenesis_desktop.training.players.drawing import Source
from audiogenesis_desktop.training.players.recipe import Recipe
from audiogenesis_desktop.training.players.trainer import RESUME, Training
from audiogenesis_desktop.training.processes import ALONE, Processes
from audiogenesis_desktop.training.resuming import saved_recipe

FEWEST_BATCHES = 20
MOST_ROUNDS = 40  # through a corpus: what has not been learned by then is learned by heart
_FITTED = 0.9  # of the time asked for: the rest is for checks and for a machine that slows down
_TRIED = 2  # batches, after one that warms up
_CLEARLY = 0.9  # of the time: else another precision or more threads are not worth it
_SHORT, _LONG = 20, 60  # minutes
_MUCH = 1_000_000  # notes


def choose(
    sources: Sequence[Source], *, minutes: float, start: Path | None, out: Path, device: str, processes: Processes
) -> Recipe:
    """Return the recipe for training on pieces for some minutes; of a run that `out` holds, what was measured then."""
    notes = sum(source.pack.note_count(number) for source in sources for number in source.pack.learned)
    recipe = replace(_begun_from(start) if start else _from_nothing(notes, minutes, device), minutes=minutes)
    saved = saved_recipe(out / RESUME)
    if saved:  # what was asked is compared by whoever goes on
        return replace(recipe, **{name: saved[name] for name in ("batches", "precision", "threads")})
    most = MOST_ROUNDS * notes // (recipe.rows * recipe.steps)
    return fitted(recipe, sources, seconds=minutes * 60, most=most, device=device, processes=processes)


def _from_nothing(notes: int, minutes: float, device: str) -> Recipe:
    """Return a recipe with a network that the time and the music suffice for."""
    if device == "cpu" and minutes < _SHORT:  # in a short time many small batches of a small network come farthest
        return Recipe(width=128, hidden=160, head=96, rows=16, learning_rate=4e-3, warm_up=20, average=0.99)
    if device == "cpu" and (minutes < _LONG or notes < _MUCH):
        return Recipe(width=192, hidden=256, head=128, learning_rate=3e-3, warm_up=50, average=0.998)
    return Recipe()


def _begun_from(checkpoint: Path) -> Recipe:
    shape = read_checkpoint(checkpoint, vocabulary=VERSION)[1]["shape"]
    sizes = {name: shape[name] for name in ("width", "hidden", "layers", "head")}
    return Recipe(rows=16, learning_rate=5e-4, final_rate=2e-5, warm_up=10, average=0.99, **sizes)


def fitted(
    recipe: Recipe,
    sources: Sequence[Source],
    *,
    seconds: float | None = None,
    most: int | None = None,
    device: str = "cpu",
    processes: Processes = ALONE,
) -> Recipe:
    """Return the recipe in the quickest precision and with the quickest number of threads.

    Where there are `seconds`, it has as many batches as they allow, at most so many: the learning rate then comes to
    its end when time does. Takes a few seconds.
    """
    chosen, spent = _quickest(recipe, sources, device, processes)
    if seconds is None:
        return chosen
    batches = int(_FITTED * seconds / spent)
    return replace(chosen, batches=max(FEWEST_BATCHES, batches if most is None else min(batches, most)))


def _quickest(recipe: Recipe, sources: Sequence[Source], device: str, processes: Processes) -> tuple[Recipe, float]:
    """Return the recipe as it is quickest, by its first process, and how many seconds a batch then takes."""
    best, least = recipe, float("inf")
    for threads in _threads(recipe, device, processes):
        for precision in ("float32", "bfloat16"):
            tried = replace(recipe, precision=precision, threads=threads)
            spent = _batch_seconds(tried, sources, device, processes)
            if spent < _CLEARLY * least:
                best, least = tried, spent
    return processes.gather((best, least))[0]


def _threads(recipe: Recipe, device: str, processes: Processes) -> Sequence[int]:
    """Return the numbers of threads to try; on busy cores one alone, since each step waits for the slowest thread."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    if device != "cpu" or processes.size > 1 or busy > cores / 2:
        return (recipe.threads,)
    return sorted({recipe.threads, min(8, cores)})


def _batch_seconds(recipe: Recipe, sources: Sequence[Source], device: str, processes: Processes) -> float:
    run = Training(sources, recipe, device=device, processes=processes)
    run.step()
    began = perf_counter()
    for _ in range(_TRIED):
        run.step()
    return (perf_counter() - began) / _TRIED
