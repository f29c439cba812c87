"""Training players, read from top to bottom: one loop that can stop at any time and goes on to the bit."""

import json
import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from audiogenesis_desktop.compose.players.vocabulary import FIELD_NAMES, VERSION
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.atomic import write_bytes
from audiogenesis_desktop.network.checkpoint import as_checkpoint, read_checkpoint
from audiogenesis_desktop.network.players import PlayersBatch, PlayersLSTM, State
from audiogenesis_desktop.training.players.drawing import Columns, Place, Rows, Source
from audiogenesis_desktop.training.players.measuring import measure
from audiogenesis_desktop.training.players.recipe import FIELD_WEIGHTS, Recipe
from audiogenesis_desktop.training.resuming import read_run, saved_recipe, write_run

CHECKPOINT, RESUME = "players.safetensors", "resume.pt"  # what composes, and what a run goes on from


class Training:
    """A run: network, optimiser, averaged weights, rows, and where it stands."""

    def __init__(self, sources: Sequence[Source], recipe: Recipe, *, start: Path | None = None) -> None:
        """Begin a run on pieces whose packs know the same styles; `start` is a checkpoint to begin with.

        Raises BadInput where that is none of this network's.
        """
        torch.manual_seed(recipe.seed)
        self.recipe, self.sources = recipe, sources
        self.network = PlayersLSTM(recipe.shape(sources[0].pack.styles))
        self.network.precision = getattr(torch, recipe.precision)
        if start:
            self._load(start)
        self.averaged = {name: value.detach().clone() for name, value in self.network.state_dict().items()}
        self.optimiser = torch.optim.AdamW(
            self.network.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay, foreach=True
        )
        self.rows = Rows(
            sources, recipe.hiding, rows=recipe.rows, steps=recipe.steps, longest=recipe.longest, seed=recipe.seed
        )
        self.batches_done, self.history = 0, list[dict[str, Any]]()
        self._state: State = self.network.initial_state(recipe.rows)

    @property
    def steps_seen(self) -> int:
        """Return how many steps were learned from."""
        return self.batches_done * self.recipe.rows * self.recipe.steps

    def _load(self, path: Path) -> None:
        weights, _, _ = read_checkpoint(path, vocabulary=VERSION)
        try:
            self.network.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()})
        except RuntimeError as error:
            raise BadInput(f"{path} holds another kind of network than this one; begin without it.") from error

    def rate(self) -> float:
        """Return the learning rate of the next batch."""
        recipe, done = self.recipe, self.batches_done
        if done < recipe.warm_up:
            return recipe.learning_rate * (done + 1) / recipe.warm_up
        part = min(1.0, (done - recipe.warm_up) / max(1, recipe.batches - recipe.warm_up))
        return recipe.final_rate + (recipe.learning_rate - recipe.final_rate) * 0.5 * (1 + math.cos(math.pi * part))

    def step(self) -> list[float]:
        """Learn from the next batch and return its loss by field, in nats."""
        self.network.train()
        losses, state = self.network(as_batch(next(self.rows)), self._state)
        self._state = state[0].detach(), state[1].detach()
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate()
        self.optimiser.zero_grad(set_to_none=True)
        (losses * losses.new_tensor(FIELD_WEIGHTS)).sum().backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.recipe.clip)
        self.optimiser.step()
        self.batches_done += 1
        self._average()
        return [float(loss) for loss in losses.detach()]

    @torch.no_grad()
    def _average(self) -> None:
        # A young average would drag the first random weights along.
        decay = min(self.recipe.average, self.batches_done / (10 + self.batches_done))
        values = list(self.network.state_dict().values())
        torch._foreach_lerp_(list(self.averaged.values()), values, 1 - decay)

    def averaged_network(self) -> PlayersLSTM:
        """Return a network with the averaged weights."""
        with torch.random.fork_rng():  # measuring must not disturb the run: it would not go on to the bit
            network = PlayersLSTM(self.network.shape)
        network.load_state_dict(self.averaged)
        return network.eval()

    def check(self) -> dict[str, Any]:
        """Measure the averaged weights on held-out parts, and add what is found, by source, to the history."""
        network = self.averaged_network()
        found = {source.name: measure(network, source.pack) for source in self.sources}
        self.history.append({"batch": self.batches_done, "steps": self.steps_seen, **found})
        return self.history[-1]

    def save(self, folder: Path) -> None:
        """Write what composes and what the run goes on from; raises BadInput if that cannot be written."""
        folder.mkdir(parents=True, exist_ok=True)
        about = {"recipe": self.recipe.as_dict(), "batches": self.batches_done, "history": self.history}
        write_bytes(folder / CHECKPOINT, as_checkpoint(self.averaged_network(), about=about))
        run = {
            "recipe": json.dumps(self.recipe.as_dict()),
            "batches": self.batches_done,
            "network": self.network.state_dict(),
            "averaged": self.averaged,
            "optimiser": self.optimiser.state_dict(),
            "history": json.dumps(self.history),
            "places": json.dumps(self.rows.places),
            "state": list(self._state),
            "random": torch.get_rng_state(),
        }
        write_run(folder / RESUME, run)

    def resume(self, folder: Path) -> None:
        """Go on from what `save` wrote, to the bit; raises BadInput as `read_run` does."""
        # What a recipe did not know yet when the run began is as it was then.
        is_same = Recipe.from_dict(saved_recipe(folder / RESUME)) == self.recipe
        saved = read_run(folder / RESUME, {} if is_same else self.recipe.as_dict())
        self.network.load_state_dict(saved["network"])
        self.optimiser.load_state_dict(saved["optimiser"])
        self.averaged = saved["averaged"]
        self.batches_done, self.history = saved["batches"], json.loads(saved["history"])
        self.rows.take_up([Place(*place) for place in json.loads(saved["places"])])
        hidden, cell = saved["state"]
        self._state = hidden, cell
        torch.set_rng_state(saved["random"])


def as_batch(columns: Columns) -> PlayersBatch:
    """Return a batch as tensors."""
    return PlayersBatch(*(torch.from_numpy(np.ascontiguousarray(column)) for column in columns))


def train(
    sources: Sequence[Source],
    recipe: Recipe,
    out: Path,
    *,
    start: Path | None = None,
    seconds: float = math.inf,
    check_every_seconds: float = 300,
    should_stop: Callable[[], bool] = lambda: False,
    report: Callable[[dict[str, Any]], None] = lambda _: None,
) -> Training:
    """Train until the recipe's batches or the seconds are used up or it is told to stop; go on if `out` holds a run.

    Calls `report` with each batch's figures, and those of a check with "held_out". Raises BadInput if `out` holds
    another recipe's run or cannot be written to.
    """
    run = Training(sources, recipe, start=start)
    if (out / RESUME).exists():
        run.resume(out)
    began = checked = time.monotonic()
    first = run.steps_seen
    while run.batches_done < recipe.batches:
        losses = run.step()
        now = time.monotonic()
        pace = (run.steps_seen - first) / (now - began)
        figures: dict[str, Any] = {
            "batch": run.batches_done,
            "loss": dict(zip(FIELD_NAMES, losses, strict=True)),
            "steps_per_second": pace,
        }
        is_stopped, is_last = should_stop(), run.batches_done == recipe.batches or now - began > seconds
        if not is_stopped and (is_last or now - checked > check_every_seconds):
            figures["held_out"] = run.check()
        if is_stopped or "held_out" in figures:
            run.save(out)
            checked = time.monotonic()
        report(figures)
        if is_last or is_stopped:
            break
    return run
