"""What suits this machine and the time there is, found by a short trial: precision, and how many batches."""

import time
from collections.abc import Sequence
from dataclasses import replace

from audiogenesis_desktop.training.players.drawing import Source
from audiogenesis_desktop.training.players.recipe import Recipe
from audiogenesis_desktop.training.players.trainer import Training

_TRIED = 2  # batches, after one that warms up
_CLEARLY = 0.9  # half the precision has to be worth it
_FEWEST_BATCHES = 50


def fitted(recipe: Recipe, sources: Sequence[Source], *, seconds: float | None = None) -> Recipe:
    """Return the recipe in the quicker precision and, where there are `seconds`, with as many batches as they allow.

    The learning rate so comes to its end when time does. Takes a few seconds.
    """
    spent = {
        precision: _batch_seconds(replace(recipe, precision=precision), sources)
        for precision in ("float32", "bfloat16")
    }
    is_worth_it = spent["bfloat16"] < _CLEARLY * spent["float32"]
    chosen = replace(recipe, precision="bfloat16" if is_worth_it else "float32")
    if seconds is None:
        return chosen
    return replace(chosen, batches=max(_FEWEST_BATCHES, int(seconds / spent[chosen.precision])))


def _batch_seconds(recipe: Recipe, sources: Sequence[Source]) -> float:
    run = Training(sources, recipe)
    run.step()
    began = time.perf_counter()
    for _ in range(_TRIED):
        run.step()
    return (time.perf_counter() - began) / _TRIED
