"""Training of the stream, the network of all instruments that came before the band: a baseline of evaluation's."""

import json
import math
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from audiogenesis_desktop.network.lstm import FIELD_WEIGHTS, Batch, NoteLSTM, State, losses
from audiogenesis_desktop.training.baseline_recipe import Recipe, shape_of
from audiogenesis_desktop.training.dataset import PackedCorpus, Window
from audiogenesis_desktop.training.resuming import read_run, write_run

RESUME = "resume.pt"  # what a run goes on from


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
    """A run: network, optimiser, averaged weights, and where it stands; the batches are the caller's."""

    def __init__(self, corpus: PackedCorpus, recipe: Recipe) -> None:
        torch.set_num_threads(recipe.threads)
        torch.manual_seed(recipe.seed)
        self.corpus, self.recipe, self.device = corpus, recipe, torch.device("cpu")
        self.network = NoteLSTM(shape_of(recipe)).to(self.device)
        self.averaged = {k: v.detach().clone() for k, v in self.network.state_dict().items()}
        self.optimiser = torch.optim.AdamW(
            self.network.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay
        )
        self.batches_done, self.notes_seen = 0, 0
        self._state: State | None = None

    def rate(self, batch: int) -> float:
        """Return the learning rate: a short warm-up, then a cosine down to the final rate."""
        recipe = self.recipe
        if batch < recipe.warm_up_batches:
            return recipe.learning_rate * (batch + 1) / recipe.warm_up_batches
        done = min(1.0, (batch - recipe.warm_up_batches) / max(1, recipe.batches - recipe.warm_up_batches))
        span = recipe.learning_rate - recipe.final_rate
        return recipe.final_rate + span * 0.5 * (1 + math.cos(math.pi * done))

    def step(self, window: Window) -> list[float]:
        """Learn from one batch and return its loss by field, in nats a note."""
        self.network.train()
        batch, weight = to_batch(window, self.device)
        is_start = torch.from_numpy(window.is_start).to(self.device)
        logits, self._state = self.network(batch, carried(self.network, batch, self._state, is_start))
        by_field = losses(logits, batch.fields, weight)
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate(self.batches_done)
        self.optimiser.zero_grad(set_to_none=True)
        (by_field * by_field.new_tensor(FIELD_WEIGHTS)).sum().backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.recipe.clip)
        self.optimiser.step()
        self._average()
        self.batches_done += 1
        self.notes_seen += int(weight.sum())
        return [float(value) for value in by_field.detach()]

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

    def save(self, folder: Path) -> None:
        """Write all that the run goes on from; raises BadInput if it cannot be written."""
        run = {
            "recipe": json.dumps(asdict(self.recipe)),
            "batches": self.batches_done,
            "notes": self.notes_seen,
            "network": self.network.state_dict(),
            "averaged": self.averaged,
            "optimiser": self.optimiser.state_dict(),
            "state": list(self._state) if self._state else [],
            "random": torch.get_rng_state(),
        }
        write_run(folder / RESUME, run)

    def resume(self, folder: Path) -> None:
        """Go on from what `save` wrote, to the bit; raises BadInput as `read_run` does."""
        saved = read_run(folder / RESUME, asdict(self.recipe))
        self.network.load_state_dict(saved["network"])
        self.optimiser.load_state_dict(saved["optimiser"])
        self.averaged, self.batches_done, self.notes_seen = saved["averaged"], saved["batches"], saved["notes"]
        if saved["state"]:
            hidden, cell = saved["state"]
            self._state = hidden, cell
        torch.set_rng_state(saved["random"])
