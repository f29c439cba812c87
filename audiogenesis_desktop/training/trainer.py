"""Training, read from top to bottom: one loop that can stop at any time and resume."""

import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from audiogenesis_desktop.compose.features import BAR_SUMMARY_SIZE, BRIEF_SIZE, INDEX_SIZES, ONSET_SIZES
from audiogenesis_desktop.compose.vocabulary import FIELD_NAMES, FIELD_SIZES, VERSION
from audiogenesis_desktop.network.checkpoint import save_checkpoint
from audiogenesis_desktop.network.lstm import FIELD_WEIGHTS, Batch, NoteLSTM, Shape, State, losses
from audiogenesis_desktop.theory.instruments import CLASSES
from audiogenesis_desktop.training.dataset import TEXT_SIZE, PackedCorpus, Window, held_out, stream

# How often each source is drawn, relative to the others; one not named here counts 1. The corpus leans to church
# and concert music, background music does not.
SOURCE_SHARES = {
    "own_writer": 1.0, "mutopia_pd": 0.066, "mutopia_ccby": 0.018, "nifc_chopin_first_editions": 0.018,
    "openscore_quartets": 0.042, "openscore_orchestra": 0.048, "openscore_lieder": 0.036, "openewld_pd": 0.048,
    "freedoom": 0.09, "blasphemer": 0.006, "groove_midi_dataset": 0.018, "mei_samples": 0.006, "lmms_demos": 0.002,
    "nifc_polish_scores": 0.024, "synthetic_midisketch": 0.102, "synthetic_progressions": 0.078,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides how a run goes."""

    rows: int = 64
    steps: int = 256
    learning_rate: float = 2e-3
    final_rate: float = 1e-4
    warm_up_batches: int = 50
    batches: int = 4_000
    clip: float = 1.0
    average: float = 0.998  # decay of the averaged weights, which are what is shipped
    weight_decay: float = 0.01
    check_every: int = 250
    seed: int = 1
    width: int = 512
    hidden: int = 512
    layers: int = 2


def shape_of(recipe: Recipe) -> Shape:
    """Return the network's shape for a recipe and this app's features."""
    return Shape(
        vocabulary=VERSION,
        index_rows=sum(INDEX_SIZES),
        flags=len(CLASSES),
        bar_features=BAR_SUMMARY_SIZE,
        brief=BRIEF_SIZE,
        text=TEXT_SIZE,
        fields=FIELD_SIZES,
        onset=ONSET_SIZES,
        width=recipe.width,
        hidden=recipe.hidden,
        layers=recipe.layers,
    )


def chances(corpus: PackedCorpus, numbers: list[int]) -> list[float]:
    """Return how likely each piece is to be drawn: by its source's share, longer pieces more often."""
    sources = [str(corpus.entries[i]["source"]) for i in numbers]
    lengths = []
    for i in numbers:
        start, end = corpus.entries[i]["notes"]
        lengths.append(min(end - start, 20 * 256) ** 0.5)
    total: dict[str, float] = {}
    for source, length in zip(sources, lengths, strict=True):
        total[source] = total.get(source, 0.0) + length
    raw = [
        SOURCE_SHARES.get(source, 1.0) * length / total[source]
        for source, length in zip(sources, lengths, strict=True)
    ]
    return [value / sum(raw) for value in raw]


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
    """A run: network, optimiser, averaged weights and where it stands; `state_file` resumes it."""

    def __init__(
        self, corpus: PackedCorpus, recipe: Recipe, *, device: str = "cpu", start: Path | None = None
    ) -> None:
        torch.manual_seed(recipe.seed)
        self.corpus, self.recipe, self.device = corpus, recipe, torch.device(device)
        self.network = NoteLSTM(shape_of(recipe)).to(self.device)
        if start:
            self._load_weights(start)
        self.averaged = {k: v.detach().clone() for k, v in self.network.state_dict().items()}
        self.optimiser = torch.optim.AdamW(
            self.network.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay
        )
        self.batches_done, self.notes_seen, self.history = 0, 0, list[dict[str, float]]()
        self._state: State | None = None

    def _load_weights(self, path: Path) -> None:
        from audiogenesis_desktop.network.checkpoint import read_checkpoint

        weights, _, _ = read_checkpoint(path, vocabulary=VERSION)
        self.network.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()})

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
        loss = (by_field * by_field.new_tensor(FIELD_WEIGHTS)).sum()
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate(self.batches_done)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.recipe.clip)
        self.optimiser.step()
        self._average()
        self.batches_done += 1
        self.notes_seen += int(window.weight.sum())
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
        """Write the checkpoint that composes, and the state that resumes, each whole or not at all."""
        folder.mkdir(parents=True, exist_ok=True)
        about = {
            "recipe": asdict(self.recipe), "batches": self.batches_done, "notes_seen": self.notes_seen,
            "history": self.history,
        }  # fmt: skip
        save_checkpoint(self.averaged_network(), folder / "composer.safetensors", about=about)
        beside = folder / "resume.tmp"
        torch.save(
            {
                "network": self.network.state_dict(), "averaged": self.averaged,
                "optimiser": self.optimiser.state_dict(), "batches": self.batches_done, "notes": self.notes_seen,
                "history": json.dumps(self.history), "random": torch.get_rng_state(), "state": self._state,
            },
            beside,
        )  # fmt: skip
        beside.replace(folder / "resume.pt")

    def resume(self, folder: Path) -> None:
        """Go on from `resume.pt` of an earlier run of the same recipe."""
        saved = torch.load(folder / "resume.pt", map_location=self.device, weights_only=True)
        self.network.load_state_dict(saved["network"])
        self.averaged = saved["averaged"]
        self.optimiser.load_state_dict(saved["optimiser"])
        self.batches_done, self.notes_seen = saved["batches"], saved["notes"]
        self.history, self._state = json.loads(saved["history"]), saved["state"]
        torch.set_rng_state(saved["random"])


@torch.no_grad()
def measure(network: NoteLSTM, windows: Iterator[Window], device: torch.device) -> dict[str, float]:
    """Return the mean loss by field, in nats a note, over held-out windows."""
    network.eval()
    total, count = torch.zeros(len(FIELD_NAMES)), 0.0
    for window in windows:
        batch, weight = to_batch(window, device)
        # Padding is known by its weight: held-out rows give no notes, so what is not learned is padding.
        logits, _ = network(batch, network.initial_state(network.conditions(batch)))
        notes = float(weight.sum())
        total += losses(logits, batch.fields, weight).cpu() * notes
        count += notes
    means = (total / max(1.0, count)).tolist()
    return dict(zip(FIELD_NAMES, means, strict=True))


def train(
    corpus: PackedCorpus,
    recipe: Recipe,
    out: Path,
    *,
    start: Path | None = None,
    seconds: float = math.inf,
    report: Callable[[dict[str, Any]], None] = lambda _: None,
    device: str = "cpu",
) -> Training:
    """Train until the recipe's batches or the seconds are used up; resume if `out` holds a run.

    Calls `report` with every batch's figures; a measured batch has "held_out" too.
    """
    run = Training(corpus, recipe, device=device, start=start)
    if (out / "resume.pt").exists():
        run.resume(out)
    numbers = corpus.numbers(held_out=False)
    windows = stream(
        corpus, numbers, chances(corpus, numbers), rows=recipe.rows, steps=recipe.steps, seed=recipe.seed
    )
    began = time.monotonic()
    for window in islice(windows, run.batches_done, recipe.batches):
        by_field = run.step(window)
        figures: dict[str, Any] = {"batch": run.batches_done, "notes": run.notes_seen, "loss": by_field}
        out_of_time = time.monotonic() - began > seconds
        if run.batches_done % recipe.check_every == 0 or run.batches_done == recipe.batches or out_of_time:
            figures["held_out"] = _check(run)
            run.save(out)
        report(figures)
        if out_of_time:
            break
    return run


def _check(run: Training) -> dict[str, float]:
    numbers = run.corpus.numbers(held_out=True)[:256]
    found = measure(
        run.averaged_network(), held_out(run.corpus, numbers, steps=run.recipe.steps, rows=32), run.device
    )
    run.history.append({"batch": run.batches_done, **{k: round(v, 4) for k, v in found.items()}})
    return found
