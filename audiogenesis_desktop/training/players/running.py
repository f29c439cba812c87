"""A run from its first batch to its last: when it is measured, what is kept, and what is told of it."""

import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from audiogenesis_desktop.compose.players.vocabulary import FIELD_NAMES
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.training.players.drawing import Source
from audiogenesis_desktop.training.players.recipe import Recipe
from audiogenesis_desktop.training.players.trainer import CHECKPOINT, RESUME, Training
from audiogenesis_desktop.training.processes import ALONE, Processes
from audiogenesis_desktop.training.samples import compose_sample

Report = Callable[[dict[str, Any]], None]


def train(
    sources: Sequence[Source],
    recipe: Recipe,
    out: Path,
    *,
    start: Path | None = None,
    seconds: float = math.inf,
    check_every_seconds: float = 300,
    should_stop: Callable[[], bool] = lambda: False,
    report: Report = lambda _: None,
    device: str = "cpu",
    processes: Processes = ALONE,
) -> Training:
    """Train until the recipe's batches or the seconds are used up or it is told to stop; go on if `out` holds a run.

    Calls `report` with every batch's figures; a measured batch has "held_out" too, "unsaved" and "unheard", which say
    what could not be written and why no sample was composed, or nothing.
    Raises BadInput if `out` holds another recipe's run or if at the end nothing can be written there.
    """
    run = Training(sources, recipe, start=start, device=device, processes=processes)
    if processes.any((out / RESUME).exists()):  # asked of all before the first of them writes
        run.resume(out)
    else:
        out.mkdir(parents=True, exist_ok=True)
        _tell(report, {"batch": 0, **_check(run, out)}, is_last=True)  # a full disk shows at once
    began = checked = time.monotonic()
    first = run.batches_done
    while run.batches_done < recipe.batches:
        losses, now = run.step(), time.monotonic()
        figures = _figures(run, losses, now - began, batches=run.batches_done - first)
        is_stopped = processes.any(should_stop())
        is_last = run.batches_done == recipe.batches or processes.any(now - began > seconds)
        if is_last or (processes.any(now - checked > check_every_seconds) and not is_stopped):
            figures |= _check(run, out)
            checked = time.monotonic()
        elif is_stopped:  # in a hurry
            figures |= _save(run, out, is_best=not (out / CHECKPOINT).exists())
        _tell(report, figures, is_last=is_last or is_stopped)
        if is_last or is_stopped:
            break
    return run


def _figures(run: Training, losses: Sequence[float], spent: float, *, batches: int) -> dict[str, Any]:
    """Return a batch's losses by field, and the run's pace."""
    return {"loss": dict(zip(FIELD_NAMES, losses, strict=True)), **_pace(run, spent, batches=batches)}


def _pace(run: Training, spent: float, *, batches: int) -> dict[str, Any]:
    """Return where a run stands, and how fast it goes by the batches that it did in the seconds spent."""
    return {
        "batch": run.batches_done,
        "steps_per_second": batches * run.recipe.rows * run.recipe.steps / max(spent, 1e-6),
        "seconds_left": (run.recipe.batches - run.batches_done) * spent / batches,
    }


def _tell(report: Report, figures: dict[str, Any], *, is_last: bool) -> None:
    report(figures)
    if is_last and figures.get("unsaved"):
        raise BadInput(figures["unsaved"])


def _check(run: Training, out: Path) -> dict[str, Any]:
    """Measure the averaged weights on held-out pieces, keep them if they are the best yet, and let them be heard."""
    if not run.processes.is_first:
        return _save(run, out, is_best=False)
    found = run.check()
    figures = _save(run, out, is_best=run.best() is found)
    if figures["unsaved"]:
        run.history.pop()  # what was not kept is not to be beaten
    unheard = compose_sample(run.averaged_network(), out / "samples" / f"{run.batches_done:06}.mid")
    return {"held_out": found, "unheard": unheard, **figures}


def _save(run: Training, out: Path, *, is_best: bool) -> dict[str, Any]:
    """Save the run and, if they are the best, its weights; what fails now is tried again at the next check."""
    problems = []
    for save in (run.save, run.save_checkpoint) if is_best else (run.save,):
        try:
            save(out)
        except BadInput as problem:
            problems.append(str(problem))
    return {"unsaved": problems[0] if problems else ""}
