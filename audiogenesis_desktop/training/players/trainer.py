"""Training players: what one batch does to the network, and a run's state, which goes on to the bit."""

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from audiogenesis_desktop.compose.players.vocabulary import BAR, FIELD_NAMES, PLACE, VERSION
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.atomic import write_bytes
from audiogenesis_desktop.network.checkpoint import as_checkpoint, read_checkpoint
from audiogenesis_desktop.network.players import PlayersBatch, PlayersLSTM, State
from audiogenesis_desktop.training.players.drawing import Columns, Place, Rows, Source
from audiogenesis_desktop.training.players.measuring import measure
from audiogenesis_desktop.training.players.recipe import FIELD_WEIGHTS, Recipe
from audiogenesis_desktop.training.processes import ALONE, Processes
from audiogenesis_desktop.training.resuming import read_run, saved_recipe, write_run

CHECKPOINT, RESUME = "composer.safetensors", "resume.pt"  # what composes, and what a run goes on from


class Training:
    """A run: network, optimiser, averaged weights, rows, and where it stands."""

    def __init__(
        self,
        sources: Sequence[Source],
        recipe: Recipe,
        *,
        start: Path | None = None,
        device: str = "cpu",
        processes: Processes = ALONE,
    ) -> None:
        """Begin a run on pieces whose packs know the same styles; `start` is a checkpoint to begin with.

        Raises BadInput where that is none of this network's.
        """
        torch.set_num_threads(recipe.threads)
        torch.manual_seed(recipe.seed)
        self.recipe, self.sources, self.device, self.processes = recipe, sources, torch.device(device), processes
        self.network = PlayersLSTM(recipe.shape(sources[0].pack.styles)).to(self.device)
        self.network.precision = getattr(torch, recipe.precision)
        if start:
            self._load(start)
        self.averaged = {name: value.detach().clone() for name, value in self.network.state_dict().items()}
        self.optimiser = torch.optim.AdamW(
            self.network.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay, foreach=True
        )
        mine = processes.rows(recipe.rows)
        self.rows = Rows(
            sources,
            recipe.hiding,
            rows=len(mine),
            steps=recipe.steps,
            longest=recipe.longest,
            seed=recipe.seed,
            first=mine.start,
        )
        self.batches_done, self.history = 0, list[dict[str, Any]]()
        self._state: State = self.network.initial_state(len(mine))
        self._seed_dropout()

    @property
    def steps_seen(self) -> int:
        """Return how many steps were learned from."""
        return self.batches_done * self.recipe.rows * self.recipe.steps

    def _load(self, path: Path) -> None:
        """Begin with a checkpoint's weights; what an older one did not read, bars to come, is read as it is here."""
        weights, _, _ = read_checkpoint(path, vocabulary=VERSION)
        own = {name: value for name, value in self.network.state_dict().items() if name.startswith("later.")}
        try:
            self.network.load_state_dict(own | {name: torch.from_numpy(value) for name, value in weights.items()})
        except RuntimeError as error:
            raise BadInput(f"{path} holds another kind of network than this one; begin without it.") from error

    def _seed_dropout(self) -> None:
        """Let each process drop out other numbers, and other ones after each start."""
        torch.manual_seed(self.recipe.seed + 7_919 * self.processes.rank + 104_729 * self.batches_done)

    def rate(self) -> float:
        """Return the learning rate of the next batch."""
        recipe, done = self.recipe, self.batches_done
        if done < recipe.warm_up:
            return recipe.learning_rate * (done + 1) / recipe.warm_up
        part = min(1.0, (done - recipe.warm_up) / max(1, recipe.batches - recipe.warm_up))
        return recipe.final_rate + (recipe.learning_rate - recipe.final_rate) * 0.5 * (1 + math.cos(math.pi * part))

    def step(self) -> list[float]:
        """Learn from the next batch and return its loss by field, in nats, over the rows of all processes."""
        self.network.train()
        batch = as_batch(next(self.rows), self.device)
        losses, state = self.network(batch, self._state)
        self._state = state[0].detach(), state[1].detach()
        losses = losses * self._shares(batch)
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate()
        self.optimiser.zero_grad(set_to_none=True)
        (losses * losses.new_tensor(FIELD_WEIGHTS)).sum().backward()
        self.processes.add_up_gradients(self.network.parameters())
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.recipe.clip)
        self.optimiser.step()
        self.batches_done += 1
        self._average()
        return [float(loss) for loss in self.processes.add_up(losses.detach())]

    def _shares(self, batch: PlayersBatch) -> Tensor:
        """Return this process's share of what each field's mean over all processes is of, (fields,)."""
        counts = batch.facts.new_ones(len(FIELD_NAMES))
        if self.processes.size > 1:
            counts[:] = (batch.fields[:, :, PLACE] != BAR).sum()
            counts[PLACE] = batch.bar.numel()
            counts = counts / self.processes.add_up(counts.clone()).clamp(min=1)
        return counts

    @torch.no_grad()
    def _average(self) -> None:
        # A young average would drag the first random weights along.
        decay = min(self.recipe.average, self.batches_done / (10 + self.batches_done))
        values = list(self.network.state_dict().values())
        torch._foreach_lerp_(list(self.averaged.values()), values, 1 - decay)

    def averaged_network(self) -> PlayersLSTM:
        """Return a network with the averaged weights, on the processor."""
        with torch.random.fork_rng():  # measuring must not disturb the run: it would not go on to the bit
            network = PlayersLSTM(self.network.shape)
        network.load_state_dict(self.averaged)
        return network.eval()

    def check(self) -> dict[str, Any]:
        """Measure the averaged weights on held-out parts, and add what is found, by source, to the history."""
        network = self.averaged_network()
        found = {source.name: measure(network, source.pack, terms=source.terms) for source in self.sources}
        self.history.append({"batch": self.batches_done, "steps": self.steps_seen, **found})
        return self.history[-1]

    def together(self, check: dict[str, Any]) -> float:
        """Return what a note costs in a check, in nats, sources weighed as they are drawn."""
        whole = sum(source.share for source in self.sources)
        return float(sum(source.share * check[source.name]["note"] for source in self.sources) / whole)

    def best(self) -> dict[str, Any]:
        """Return the check with the least loss; of two alike the earlier one."""
        return min(self.history, key=self.together)

    def save_checkpoint(self, folder: Path) -> None:
        """Write the averaged weights, which compose; raises BadInput if they cannot be written."""
        about = {
            "recipe": self.recipe.as_dict(),
            "batches": self.batches_done,
            "steps_seen": self.steps_seen,
            "history": self.history,
        }
        write_bytes(folder / CHECKPOINT, as_checkpoint(self.averaged_network(), about=about))

    def save(self, folder: Path) -> None:
        """Write all that the run goes on from; every process calls it, the first one writes.

        Raises BadInput if it cannot be written; what was there is then as it was.
        """
        own = {
            "places": json.dumps(self.rows.places),
            "state": [part.cpu() for part in self._state],
            "random": torch.get_rng_state(),
            "cuda": torch.cuda.get_rng_state(self.device) if self.device.type == "cuda" else None,
        }
        parts = self.processes.gather(own)
        if self.processes.is_first:
            run = {
                "recipe": json.dumps(self.recipe.as_dict()),
                "batches": self.batches_done,
                "network": self.network.state_dict(),
                "averaged": self.averaged,
                "optimiser": self.optimiser.state_dict(),
                "history": json.dumps(self.history),
                "parts": parts,
            }
            write_run(folder / RESUME, run)

    def resume(self, folder: Path) -> None:
        """Go on from what `save` wrote, to the bit with as many processes; raises BadInput as `read_run` does."""
        # What a recipe did not know yet when the run began is as it was then.
        is_same = Recipe.from_dict(saved_recipe(folder / RESUME)) == self.recipe
        saved = read_run(folder / RESUME, {} if is_same else self.recipe.as_dict())
        self.network.load_state_dict(saved["network"])
        self.optimiser.load_state_dict(saved["optimiser"])
        self.averaged = {name: value.to(self.device) for name, value in saved["averaged"].items()}
        self.batches_done, self.history = saved["batches"], json.loads(saved["history"])
        self._take_up(saved["parts"])

    def _take_up(self, parts: Sequence[dict[str, Any]]) -> None:
        """Take this process's rows, of all that there were, and its random numbers where they are still its own."""
        rows = self.processes.rows(self.recipe.rows)
        mine = slice(rows.start, rows.stop)
        self.rows.take_up([Place(*place) for part in parts for place in json.loads(part["places"])][mine])
        hidden, cell = (torch.cat([part["state"][k] for part in parts], dim=1)[:, mine] for k in (0, 1))
        self._state = hidden.to(self.device), cell.to(self.device)
        if len(parts) != self.processes.size:
            self._seed_dropout()
            return
        own = parts[self.processes.rank]
        torch.set_rng_state(own["random"])
        if own["cuda"] is not None and self.device.type == "cuda":
            torch.cuda.set_rng_state(own["cuda"], self.device)


def as_batch(columns: Columns, device: torch.device | str = "cpu") -> PlayersBatch:
    """Return a batch as tensors."""
    return PlayersBatch(*(torch.from_numpy(np.ascontiguousarray(column)).to(device) for column in columns))
