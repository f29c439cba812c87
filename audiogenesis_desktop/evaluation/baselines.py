"""`python -m audiogenesis_desktop.evaluation.baselines`: networks to set beside ours, each trained alike.

Ours as it is, without the plan, without look-back, without Brief and text, the notebook's, and ours without the
pieces of our own writer: the same recipe, the same batches in the same order, one thread. What has been done is
kept, so that a run may be stopped and gone on with.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from tqdm import tqdm

from audiogenesis_desktop.errors import AudiogenesisError, BadInput
from audiogenesis_desktop.evaluation.blinding import Withheld, blind
from audiogenesis_desktop.evaluation.likelihood import (
    is_real,
    open_corpus,
    real_numbers,
    spread,
    surprise,
)
from audiogenesis_desktop.evaluation.notebook import NotebookLSTM
from audiogenesis_desktop.evaluation.surprise import Surprise, nats_a_note
from audiogenesis_desktop.training.baseline_recipe import Recipe
from audiogenesis_desktop.training.baseline_trainer import Training
from audiogenesis_desktop.training.dataset import PackedCorpus, Row, Window, stack
from audiogenesis_desktop.training.shares import chances

FIGURES = "baselines.json"
_DRY_BATCHES = 40  # to learn how many real notes a batch has


@dataclass(frozen=True, slots=True)
class Variant:
    """One network to train: what is withheld from it, and the source that it does not learn from."""

    name: str
    withheld: frozenset[Withheld] = frozenset()
    without_source: str = ""
    is_notebook: bool = False


VARIANTS = (
    Variant("full"),
    Variant("no plan", frozenset(("plan",))),
    Variant("no look-back", frozenset(("look-back",))),
    Variant("no text", frozenset(("text",))),
    Variant("notebook", is_notebook=True),
)


class BaselineTraining(Training):
    """A run of the common loop for any network that is called as ours is."""

    def __init__(self, corpus: PackedCorpus, recipe: Recipe, variant: Variant) -> None:
        super().__init__(corpus, recipe)
        if variant.is_notebook:
            self.network: Any = NotebookLSTM(self.network.shape)
            self.averaged = {name: value.detach().clone() for name, value in self.network.state_dict().items()}
            self.optimiser = torch.optim.AdamW(
                self.network.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay
            )

    def averaged_network(self) -> Any:
        """Return a network of the same kind with the averaged weights."""
        with torch.random.fork_rng():
            network: nn.Module = type(self.network)(self.network.shape)
        network.load_state_dict(self.averaged)
        return network.eval()


def drawn(corpus: PackedCorpus, recipe: Recipe, *, without_source: str = "") -> Iterator[tuple[Window, int]]:
    """Yield the batches that training draws and how many notes of real music there are to learn in each."""
    numbers = [i for i in corpus.numbers(held_out=False) if corpus.entries[i]["source"] != without_source]
    chance, random = np.asarray(chances(corpus, numbers)), np.random.default_rng(recipe.seed)
    lanes = [Row(corpus, steps=recipe.steps, random=random) for _ in range(recipe.rows)]
    while True:
        is_start = np.zeros(recipe.rows, dtype=np.bool_)
        for r, lane in enumerate(lanes):
            if lane.is_done:
                lane.begin(int(random.choice(numbers, p=chance)))
                is_start[r] = True
        real = [is_real(corpus.entries[lane.number]["source"]) for lane in lanes]
        window = stack(lanes, is_start)
        yield window, int(window.weight[real].sum())


def train_variant(
    corpus: PackedCorpus, recipe: Recipe, variant: Variant, folder: Path, *, report: Callable[[int], object]
) -> dict[str, Any]:
    """Train one network, or go on with it, and return what it took; `report` is called with the batches done."""
    _same_recipe(folder, recipe, variant)
    run, finished = BaselineTraining(corpus, recipe, variant), folder / "run.json"
    if (folder / "resume.pt").exists():
        run.resume(folder)
    if finished.exists():
        return {**json.loads(finished.read_text()), "network": run.averaged_network()}
    done, real_notes, began = run.batches_done, 0, time.monotonic()
    for i, (window, real) in enumerate(
        islice(drawn(corpus, recipe, without_source=variant.without_source), recipe.batches)
    ):
        real_notes += real
        if i >= done:
            run.step(blind(window, variant.withheld))
            if run.batches_done % recipe.check_every == 0:
                run.save(folder)
        report(i + 1)
    run.save(folder)
    figures = {
        "batches": run.batches_done,
        "notes": run.notes_seen,
        "real_notes": real_notes,
        "parameters": sum(p.numel() for p in run.network.parameters()),
        "minutes": round((time.monotonic() - began) / 60, 2),
    }
    finished.write_text(json.dumps(figures))
    return {**figures, "network": run.averaged_network()}


def _trained(corpus: PackedCorpus, recipe: Recipe, variant: Variant, folder: Path) -> dict[str, Any]:
    with tqdm(total=recipe.batches, desc=variant.name, unit=" batches", disable=None) as bar:
        return train_variant(corpus, recipe, variant, folder, report=lambda done: bar.update(done - bar.n))


def _same_recipe(folder: Path, recipe: Recipe, variant: Variant) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    recipe_json = json.dumps([asdict(recipe), variant.without_source])
    file = folder / "recipe.json"
    if file.exists() and file.read_text() != recipe_json:
        raise BadInput(f"{folder} holds a run of another recipe: choose another folder with --out.")
    file.write_text(recipe_json)


def measured(
    network: Any, variant: Variant, packed: Mapping[str, tuple[PackedCorpus, Sequence[int]]]
) -> dict[str, Surprise]:
    """Return a network's surprise at each set of pieces, seeing what it was trained with."""
    return {
        name: surprise(network, corpus, numbers, seen=lambda window: blind(window, variant.withheld))
        for name, (corpus, numbers) in packed.items()
    }


def compare(
    packed: Path, out: Path, recipe: Recipe, *, without_source: str = "", unseen: Path | None = None, pieces: int = 256
) -> dict[str, Any]:
    """Train and measure every variant, write `baselines.json` after each, and return it.

    `unseen` is a packed corpus of sources that are never trained on. Raises BadInput if the corpus is of
    another vocabulary or lacks `without_source` or real pieces to measure by.
    """
    corpus = open_corpus(packed)
    sets = {"held out": (corpus, spread(real_numbers(corpus), pieces))}
    if unseen:
        other = open_corpus(unseen)
        sets["unseen sources"] = (other, spread(real_numbers(other, held_out=False), pieces))
    if any(not numbers for _, numbers in sets.values()):
        raise BadInput(f"{unseen or packed} has no real music held out to measure by.")
    figures: dict[str, Any] = {"recipe": asdict(recipe), "pieces": {n: len(s[1]) for n, s in sets.items()}}
    figures["variants"], full = {}, dict[str, Surprise]()
    for variant in _variants(corpus, without_source):
        sized = _real_budget(corpus, recipe, variant, figures["variants"].get("full"))
        run = _trained(corpus, sized, variant, out / variant.name.replace(" ", "_"))
        found = measured(run.pop("network"), variant, sets)
        full = full or found
        run["loss"] = {name: _plain(nats_a_note(one)) for name, one in found.items()}
        run["more_than_full"] = {name: _plain(nats_a_note(one, than=full[name])) for name, one in found.items()}
        figures["variants"][variant.name] = run
        (out / FIGURES).write_text(json.dumps(figures, indent=1), encoding="utf-8")
        _tell(variant.name, run)
    return figures


def _variants(corpus: PackedCorpus, without_source: str) -> tuple[Variant, ...]:
    if not without_source:
        return VARIANTS
    sources = {entry["source"] for entry in corpus.entries}
    if without_source not in sources:
        raise BadInput(f"No piece comes from {without_source!r}; the sources are {', '.join(sorted(sources))}.")
    return (*VARIANTS, Variant(f"without {without_source}", without_source=without_source))


def _real_budget(corpus: PackedCorpus, recipe: Recipe, variant: Variant, full: dict[str, Any] | None) -> Recipe:
    """Return the recipe; without a source, as many batches as hold the real notes that the full network saw."""
    if not variant.without_source or not full:
        return recipe
    dry = islice(drawn(corpus, recipe, without_source=variant.without_source), _DRY_BATCHES)
    a_batch = np.mean([real for _, real in dry])
    return Recipe(**{**asdict(recipe), "batches": max(1, round(full["real_notes"] / max(1.0, float(a_batch))))})


def _plain(figures: dict[str, Any]) -> dict[str, dict[str, float]]:
    return {name: {key: round(value, 4) for key, value in one._asdict().items()} for name, one in figures.items()}


def _tell(name: str, run: dict[str, Any]) -> None:
    for pieces, loss in run["loss"].items():
        note, more = loss["note"], run["more_than_full"][pieces]["note"]
        tqdm.write(
            f"{name:24} {pieces}: {note['mean']:.3f} nats a note, {more['mean']:+.3f} "
            f"({more['low']:+.3f} to {more['high']:+.3f}) beside full, {run['minutes']} min"
        )


def main(arguments: list[str] | None = None) -> None:
    """Train the networks one after another; the same command goes on with what was stopped."""
    parser = argparse.ArgumentParser(
        prog="python -m audiogenesis_desktop.evaluation.baselines", description=main.__doc__
    )
    parser.add_argument("--packed", type=Path, required=True, help="a corpus packed by `training.preparing`")
    parser.add_argument("--out", type=Path, required=True, help="where the networks and baselines.json go")
    parser.add_argument("--batches", type=int, default=1000, help="how many batches each learns from (default 1000)")
    parser.add_argument("--hidden", type=int, default=192, help="width of our networks (default 192)")
    parser.add_argument("--rows", type=int, default=32, help="pieces a batch (default 32)")
    parser.add_argument("--steps", type=int, default=128, help="notes of each piece a batch (default 128)")
    parser.add_argument("--pieces", type=int, default=256, help="held-out pieces to measure by (default 256)")
    parser.add_argument("--without-source", default="", metavar="NAME", help="train one more without this source")
    parser.add_argument("--unseen", type=Path, help="a packed corpus of sources never trained on, to measure by too")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    recipe = Recipe(
        rows=options.rows,
        steps=options.steps,
        batches=options.batches,
        width=options.hidden,
        hidden=options.hidden,
        check_every=max(1, min(200, options.batches // 4)),
    )
    try:
        compare(
            options.packed,
            options.out,
            recipe,
            without_source=options.without_source,
            unseen=options.unseen,
            pieces=options.pieces,
        )
    except AudiogenesisError as error:
        parser.exit(2, f"{error}\n")


if __name__ == "__main__":
    main()
