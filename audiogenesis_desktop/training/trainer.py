"""Training, read from top to bottom: one loop that can stop at any time and resume."""

import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from audiogenesis_desktop.compose.vocabulary import FIELD_NAMES, VERSION
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.atomic import write_bytes
from audiogenesis_desktop.network.checkpoint import as_checkpoint, read_checkpoint
from audiogenesis_desktop.network.lstm import FIELD_WEIGHTS, Batch, NoteLSTM, State, losses
from audiogenesis_desktop.training.dataset import PackedCorpus, Window, held_out
from audiogenesis_desktop.training.processes import ALONE, Processes
from audiogenesis_desktop.training.recipes import Recipe, shape_of
from audiogenesis_desktop.training.resuming import read_run, write_run
from audiogenesis_desktop.training.samples import compose_sample
from audiogenesis_desktop.training.stream import Stream, chances

CHECKPOINT, RESUME = "composer.safetensors", "resume.pt"  # what composes, and what a run goes on from
MEASURED_NOTES, LONGEST_MEASURED = 65_536, 2_048  # about how many held-out notes a check reads, in all and a piece


def to_batch(window: Window, device: torch.device) -> tuple[Batch, Tensor]:
    """Return a window as tensors, and its weights."""
    names = Batch._fields
    tensors = [torch.from_numpy(np.ascontiguousarray(getattr(window, name))).to(device) for name in names]
    return Batch(*tensors), torch.from_numpy(window.weight.astype(np.float32)).to(device)


def carried(network: NoteLSTM, batch: Batch, state: State | None, is_start: Tensor) -> State:
    """Return the state to begin a batch with: a fresh one where a piece begins, else where the row stopped."""
    fresh = network.initial_state(network.conditions(batch))
    if state is None:
        return fresh
    starts = is_start[None, :, None]
    return torch.where(starts, fresh[0], state[0].detach()), torch.where(starts, fresh[1], state[1].detach())


class Training:
    """A run: network, optimiser, averaged weights, data stream, and where it stands."""

    def __init__(
        self,
        corpus: PackedCorpus,
        recipe: Recipe,
        *,
        device: str = "cpu",
        start: Path | None = None,
        processes: Processes = ALONE,
    ) -> None:
        torch.set_num_threads(recipe.threads)
        torch.manual_seed(recipe.seed)
        self.corpus, self.recipe, self.device, self.processes = corpus, recipe, torch.device(device), processes
        self.network = NoteLSTM(shape_of(recipe)).to(self.device)
        if start:
            self._load_weights(start)
        self.averaged = {k: v.detach().clone() for k, v in self.network.state_dict().items()}
        self.optimiser = torch.optim.AdamW(
            self.network.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay
        )
        numbers, rows = corpus.numbers(held_out=False), processes.rows(recipe.rows)
        self.stream = Stream(corpus, numbers, chances(corpus, numbers), rows=rows, steps=recipe.steps, seed=recipe.seed)
        self.batches_done, self.notes_seen, self.history = 0, 0, list[dict[str, float]]()
        self._state: State | None = None
        self._seed_dropout()

    def _load_weights(self, path: Path) -> None:
        weights, _, _ = read_checkpoint(path, vocabulary=VERSION)
        try:
            self.network.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()})
        except RuntimeError as error:
            raise BadInput(f"{path} holds another kind of network than this one; begin without it.") from error

    def _seed_dropout(self) -> None:
        """Let each process drop out other numbers, and other ones after each start."""
        torch.manual_seed(self.recipe.seed + 7_919 * self.processes.rank + 104_729 * self.batches_done)

    def rate(self, batch: int) -> float:
        """Return the learning rate: a short warm-up, then a cosine down to the final rate."""
        recipe = self.recipe
        if batch < recipe.warm_up_batches:
            return recipe.learning_rate * (batch + 1) / recipe.warm_up_batches
        done = min(1.0, (batch - recipe.warm_up_batches) / max(1, recipe.batches - recipe.warm_up_batches))
        span = recipe.learning_rate - recipe.final_rate
        return recipe.final_rate + span * 0.5 * (1 + math.cos(math.pi * done))

    def step(self, window: Window) -> list[float]:
        """Learn from one batch and return its loss by field, in nats a note, over the rows of all processes."""
        self.network.train()
        batch, weight = to_batch(window, self.device)
        is_start = torch.from_numpy(window.is_start).to(self.device)
        logits, self._state = self.network(batch, carried(self.network, batch, self._state, is_start))
        # This process's share of the mean over the notes of all: padding makes shares unequal.
        notes = self.processes.add_up(weight.sum())
        by_field = losses(logits, batch.fields, weight) * (weight.sum() / notes.clamp(min=1))
        loss = (by_field * by_field.new_tensor(FIELD_WEIGHTS)).sum()
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate(self.batches_done)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        self.processes.add_up_gradients(self.network.parameters())
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.recipe.clip)
        self.optimiser.step()
        self._average()
        self.batches_done += 1
        self.notes_seen += int(notes)
        return [float(value) for value in self.processes.add_up(by_field.detach())]

    @torch.no_grad()
    def _average(self) -> None:
        # A young average would drag the first random weights along.
        decay = min(self.recipe.average, (1 + self.batches_done) / (10 + self.batches_done))
        for name, value in self.network.state_dict().items():
            self.averaged[name].lerp_(value, 1 - decay)

    def averaged_network(self) -> NoteLSTM:
        """Return a network with the averaged weights, ready to compose or to be measured."""
        with torch.random.fork_rng():  # measuring must not disturb the run: it would not resume to the bit
            network = NoteLSTM(self.network.shape).to(self.device)
        network.load_state_dict(self.averaged)
        return network.eval()

    def save_checkpoint(self, folder: Path) -> None:
        """Write the averaged weights, which compose; raises BadInput if they cannot be written."""
        about = {
            "recipe": asdict(self.recipe),
            "batches": self.batches_done,
            "notes_seen": self.notes_seen,
            "history": self.history,
        }
        write_bytes(folder / CHECKPOINT, as_checkpoint(self.averaged_network(), about=about))

    def save(self, folder: Path) -> None:
        """Write all that the run goes on from; every process calls it, the first one writes.

        Raises BadInput if it cannot be written; what was there is then as it was.
        """
        own = {
            "random": torch.get_rng_state(),
            "places": json.dumps(self.stream.places()),
            "cuda": torch.cuda.get_rng_state(self.device) if self.device.type == "cuda" else None,
            "state": [part.cpu() for part in self._state] if self._state else [],
        }
        parts = self.processes.gather(own)
        if self.processes.is_first:
            run = {
                "recipe": json.dumps(asdict(self.recipe)),
                "batches": self.batches_done,
                "notes": self.notes_seen,
                "network": self.network.state_dict(),
                "averaged": self.averaged,
                "optimiser": self.optimiser.state_dict(),
                "history": json.dumps(self.history),
                "parts": parts,
            }
            write_run(folder / RESUME, run)

    def resume(self, folder: Path) -> None:
        """Go on from what `save` wrote, to the bit with as many processes; raises BadInput as `read_run` does."""
        saved = read_run(folder / RESUME, asdict(self.recipe))
        self.network.load_state_dict(saved["network"])
        self.optimiser.load_state_dict(saved["optimiser"])
        self.averaged = {name: value.to(self.device) for name, value in saved["averaged"].items()}
        self.batches_done, self.notes_seen = saved["batches"], saved["notes"]
        self.history, parts = json.loads(saved["history"]), saved["parts"]
        rows = self.processes.rows(self.recipe.rows)
        self.stream.take_up([place for part in parts for place in json.loads(part["places"])][rows.start : rows.stop])
        if parts[0]["state"]:
            hidden, cell = (torch.cat([part["state"][k] for part in parts], dim=1) for k in (0, 1))
            mine = slice(rows.start, rows.stop)
            self._state = hidden[:, mine].to(self.device), cell[:, mine].to(self.device)
        if len(parts) != self.processes.size:
            self._seed_dropout()
            return
        torch.set_rng_state(parts[self.processes.rank]["random"])
        if parts[self.processes.rank]["cuda"] is not None and self.device.type == "cuda":
            torch.cuda.set_rng_state(parts[self.processes.rank]["cuda"], self.device)


@torch.no_grad()
def measure(network: NoteLSTM, windows: Iterator[Window], device: torch.device) -> dict[str, float]:
    """Return the mean loss by field, in nats a note, over held-out windows, or nothing if there are none."""
    network.eval()
    total, count = torch.zeros(len(FIELD_NAMES)), 0.0
    for window in windows:
        batch, weight = to_batch(window, device)
        # Padding is known by its weight: held-out rows give no notes, so what is not learned is padding.
        logits, _ = network(batch, network.initial_state(network.conditions(batch)))
        notes = float(weight.sum())
        total += losses(logits, batch.fields, weight).cpu() * notes
        count += notes
    if not count:
        return {}
    means = (total / count).tolist()
    return dict(zip(FIELD_NAMES, means, strict=True))


def train(
    corpus: PackedCorpus,
    recipe: Recipe,
    out: Path,
    *,
    start: Path | None = None,
    seconds: float = math.inf,
    should_stop: Callable[[], bool] = lambda: False,
    report: Callable[[dict[str, Any]], None] = lambda _: None,
    device: str = "cpu",
    processes: Processes = ALONE,
) -> Training:
    """Train until the recipe's batches or the seconds are used up or it is told to stop; resume if `out` holds a run.

    Calls `report` with every batch's figures; a measured batch has "held_out" too, "unsaved" and "unheard",
    which say what could not be written and why no sample was composed, or nothing.
    Raises BadInput if `out` holds another recipe's run or if at the end nothing can be written there.
    """
    run = Training(corpus, recipe, device=device, start=start, processes=processes)
    if processes.any((out / RESUME).exists()):  # asked of all before the first of them writes
        run.resume(out)
    else:
        out.mkdir(parents=True, exist_ok=True)
        _tell(report, {"batch": 0, "notes": 0, **_check(run, out)}, is_last=True)  # a full disk shows at once
    began, batches, notes = time.monotonic(), run.batches_done, run.notes_seen
    while run.batches_done < recipe.batches:
        by_field = run.step(next(run.stream))
        spent = time.monotonic() - began
        pace = _pace(run, spent, batches=run.batches_done - batches, notes=run.notes_seen - notes)
        figures: dict[str, Any] = {"loss": by_field, **pace}
        is_stopped = processes.any(should_stop())
        is_last = run.batches_done == recipe.batches or processes.any(spent > seconds)
        if is_last or (run.batches_done % recipe.check_every == 0 and not is_stopped):
            figures |= _check(run, out)
        elif is_stopped:  # in a hurry
            figures |= _save(run, out, is_best=not (out / CHECKPOINT).exists())
        _tell(report, figures, is_last=is_last or is_stopped)
        if is_last or is_stopped:
            break
    return run


def _pace(run: Training, spent: float, *, batches: int, notes: int) -> dict[str, Any]:
    """Return where a run stands, and how fast it goes by what it did in the seconds spent."""
    return {
        "batch": run.batches_done,
        "notes": run.notes_seen,
        "notes_per_second": notes / max(spent, 1e-6),
        "seconds_left": (run.recipe.batches - run.batches_done) * spent / batches,
    }


def _tell(report: Callable[[dict[str, Any]], None], figures: dict[str, Any], *, is_last: bool) -> None:
    report(figures)
    if is_last and figures.get("unsaved"):
        raise BadInput(figures["unsaved"])


def _check(run: Training, out: Path) -> dict[str, Any]:
    """Measure the averaged weights on held-out pieces, keep them if they are the best yet, and let them be heard."""
    if not run.processes.is_first:
        return _save(run, out, is_best=False)
    network = run.averaged_network()
    found = measure(network, _held_out(run), run.device)
    run.history.append({"batch": run.batches_done, **{name: round(loss, 4) for name, loss in found.items()}})
    best = min(run.history, key=together)
    figures = _save(run, out, is_best=not found or best is run.history[-1])
    if figures["unsaved"]:
        run.history.pop()  # what was not kept is not to be beaten
    unheard = compose_sample(network, out / "samples" / f"{run.batches_done:06}.mid")
    return {"held_out": found, "unheard": unheard, **figures}


def together(check: dict[str, float]) -> float:
    """Return a check's loss of all fields together, in nats a note; of two alike the earlier one counts as the best."""
    return sum(check.get(name, 0.0) for name in FIELD_NAMES)


def _held_out(run: Training) -> Iterator[Window]:
    numbers = run.corpus.numbers(held_out=True)
    numbers = numbers[:: 1 + len(numbers) // 257]  # of many, some of every source
    steps = min(LONGEST_MEASURED, max(run.recipe.steps, MEASURED_NOTES // max(1, len(numbers))))
    return held_out(run.corpus, numbers, steps=steps, rows=max(1, 8_192 // steps))


def _save(run: Training, out: Path, *, is_best: bool) -> dict[str, Any]:
    """Save the run and, if they are the best, its weights; what fails now is tried again at the next check."""
    problems = []
    for save in (run.save, run.save_checkpoint) if is_best else (run.save,):
        try:
            save(out)
        except BadInput as problem:
            problems.append(str(problem))
    return {"unsaved": problems[0] if problems else ""}
