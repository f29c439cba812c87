"""`python -m audiogenesis_desktop.evaluation.players_baselines`: networks of players to set beside ours.

All learn from the same pieces in the same order, the same number of steps at a time, on one thread; each is measured
on held-out pieces and, if asked, composes one piece of every style, judged as `evaluate --styles` judges. What has
been trained is kept, so that a run may be stopped and gone on with.
"""

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.players.playing import BandComposer
from audiogenesis_desktop.compose.players.vocabulary import BAR, PLACE, VERSION
from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.evaluation.band_variants import (
    BASELINES,
    FULL,
    MEANINGS,
    VARIANTS,
    NotesAlone,
    Variant,
    network_of,
)
from audiogenesis_desktop.evaluation.bootstrap import Figure, figure
from audiogenesis_desktop.evaluation.players_likelihood import load_players, surprise
from audiogenesis_desktop.evaluation.style_cases import StyleCase, cases_to_compose
from audiogenesis_desktop.evaluation.style_pieces import StyleForests, judge_composer, learn_styles
from audiogenesis_desktop.evaluation.style_results import DETECTED
from audiogenesis_desktop.evaluation.surprise import Surprise, nats_a_note
from audiogenesis_desktop.files.atomic import write_bytes
from audiogenesis_desktop.network.checkpoint import as_checkpoint, read_checkpoint
from audiogenesis_desktop.network.players import PlayersLSTM
from audiogenesis_desktop.training.players.drawing import Hiding, Source
from audiogenesis_desktop.training.players.packing import Packed
from audiogenesis_desktop.training.players.recipe import Recipe
from audiogenesis_desktop.training.players.trainer import Training

FIGURES = "baselines.json"
_PIECES = 33  # held out, of each pack
_NARROW, _WIDE = 256, 384
Judge = Callable[[BandComposer], Mapping[str, Figure]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What all variants learn from and how long: packs by name, the first one learned from, and batches."""

    packs: Mapping[str, Packed]
    batches: int
    judge: Judge | None = None

    @property
    def learned(self) -> Packed:
        """Return the pieces that are learned from."""
        return next(iter(self.packs.values()))


class VariantTraining(Training):
    """A run of the common loop for a variant's network; `notes_seen` counts what it learned from."""

    def __init__(self, pack: Packed, variant: Variant, *, batches: int) -> None:
        super().__init__([Source("written", pack, terms=variant.terms)], recipe(variant, batches=batches))
        self.variant, self.notes_seen = variant, 0
        if variant.notes_alone:
            self.network = network_of(variant, self.network.shape)
            self.averaged = {name: value.detach().clone() for name, value in self.network.state_dict().items()}
            learned = [each for each in self.network.parameters() if each.requires_grad]
            self.optimiser = torch.optim.AdamW(learned, lr=self.recipe.learning_rate, foreach=True)
        self.network.register_forward_pre_hook(self._count)

    def _count(self, _: object, given: tuple[Any, ...]) -> None:
        self.notes_seen += int((given[0].fields[..., PLACE] != BAR).sum())

    def averaged_network(self) -> PlayersLSTM:
        """Return a network of the same kind with the averaged weights."""
        with torch.random.fork_rng():
            network = network_of(self.variant, self.network.shape)
        network.load_state_dict(self.averaged)
        if isinstance(network, NotesAlone):
            network.unfold()
        return network.eval()


def recipe(variant: Variant, *, batches: int) -> Recipe:
    """Return how a variant is trained: small batches, since the runs are short, and nothing told of bars to come."""
    hidden, is_wide = variant.hidden, variant.hidden >= _WIDE
    return Recipe(
        width=min(_NARROW, max(128, hidden)),
        hidden=hidden,
        layers=variant.layers,
        head=192 if is_wide else 128,
        backward=0,
        rows=16,
        batches=batches,
        learning_rate=variant.rate,
        precision="bfloat16" if is_wide else "float32",
        warm_up=min(30, batches // 4),
        average=0.99,
        seed=variant.seed,
        hiding=Hiding(hearing=0, later=1),
    )


def train_variant(asked: Asked, name: str, folder: Path) -> dict[str, Any]:
    """Train one network and keep it, or find it trained, and return what it took and what it is measured to be."""
    variant, checkpoint, told = VARIANTS[name], folder / "composer.safetensors", folder / "run.json"
    if not told.exists():
        folder.mkdir(parents=True, exist_ok=True)
        run = VariantTraining(asked.learned, variant, batches=asked.batches)
        for _ in tqdm(range(asked.batches), desc=name, unit=" batches", disable=None):
            run.step()
        network = run.averaged_network()
        write_bytes(checkpoint, as_checkpoint(network, about={"variant": name, "steps_seen": run.steps_seen}))
        figures = {
            "batches": asked.batches,
            "notes": run.notes_seen,
            "real_notes": 0,
            "parameters": sum(each.numel() for each in network.parameters()),
        }
        told.write_text(json.dumps(figures))
    found: dict[str, Any] = json.loads(told.read_text())
    if asked.judge and "styles" not in found:
        found["styles"] = {key: one._asdict() for key, one in asked.judge(composer_of(checkpoint, variant)).items()}
        told.write_text(json.dumps(found))
    return found


def composer_of(checkpoint: Path, variant: Variant) -> BandComposer:
    """Return what composes with a variant's weights, on its terms."""
    weights, about, model_hash = read_checkpoint(checkpoint, vocabulary=VERSION)
    return BandComposer(weights, about["shape"], name=checkpoint.stem, model_hash=model_hash, terms=variant.terms)


def judge_styles(cases: Sequence[StyleCase], briefs: Sequence[Brief], forests: StyleForests, folder: Path) -> Judge:
    """Return what composes one piece a case with a composer and tells what styles they are heard as."""

    def judge(composer: BandComposer) -> Mapping[str, Figure]:
        pieces = judge_composer(composer, cases, briefs, folder, forests=forests)
        return {name: figure([measure(piece) for piece in pieces]) for name, measure in DETECTED.items()}

    return judge


def compare(asked: Asked, out: Path, names: Sequence[str] = BASELINES) -> dict[str, Any]:
    """Train and measure variants, `FULL` first, write `baselines.json` after each, as `evaluate --baselines` reads it.

    What a variant costs beyond `FULL` is over the same held-out pieces.
    """
    meanings = {name: MEANINGS[name] for name in (FULL, *names)}
    figures: dict[str, Any] = {"batches": asked.batches, "meanings": meanings, "variants": {}}
    full = dict[str, Surprise]()
    for name in (FULL, *(name for name in names if name != FULL)):
        folder = out / name.replace(" ", "_")
        run = train_variant(asked, name, folder)
        network, terms = load_players(folder / "composer.safetensors"), VARIANTS[name].terms
        found = {key: surprise(network, pack, pieces=_PIECES, terms=terms) for key, pack in asked.packs.items()}
        full = full or found
        run["loss"] = {key: _plain(nats_a_note(one)) for key, one in found.items()}
        run["more_than_full"] = {key: _plain(nats_a_note(one, than=full[key])) for key, one in found.items()}
        figures["variants"][name] = run
        write_bytes(out / FIGURES, json.dumps(figures, indent=1).encode())
        tqdm.write(_told(name, run))
    return figures


def _plain(figures: Mapping[str, Figure]) -> dict[str, dict[str, float]]:
    return {name: {key: round(value, 4) for key, value in one._asdict().items()} for name, one in figures.items()}


def _told(name: str, run: Mapping[str, Any]) -> str:
    nats = ", ".join(f"{key} {found['note']['mean']:.3f} nats a note" for key, found in run["loss"].items())
    styles = ", ".join(f"{key} {one['mean']:.0%}" for key, one in run.get("styles", {}).items())
    return f"{name}: {nats}" + (f"; {styles}" if styles else "")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="evaluation.players_baselines", description=__doc__)
    parser.add_argument("--pack", type=Path, required=True, help="packed pieces, as `training.players` writes them")
    parser.add_argument("--beside", type=Path, nargs="*", default=[], help="other packs to measure by")
    parser.add_argument("--out", type=Path, required=True, help="where the networks and baselines.json go")
    parser.add_argument("--batches", type=int, default=390, help="of 1,536 steps, that each learns from (default 390)")
    parser.add_argument(
        "--variants",
        nargs="*",
        default=BASELINES,
        choices=tuple(VARIANTS),
        metavar="NAME",
        help=f"which to set beside the full one (default {', '.join(BASELINES)}); there are {', '.join(VARIANTS)}",
    )
    parser.add_argument("--styles", action="store_true", help="compose one piece a style with each, and judge them")
    return parser


def _styles(out: Path) -> Judge:
    from audiogenesis_desktop.brief.encoder import load_encoder
    from audiogenesis_desktop.brief.reading import read
    from audiogenesis_desktop.evaluation.style_pieces import brief_of

    encoder = load_encoder(remembers=True)
    encoder.load()
    cases = cases_to_compose(1)
    briefs = [brief_of(case, partial(read, encoder=encoder)) for case in cases]
    return judge_styles(cases, briefs, learn_styles(), out / "style_pieces")


def main(arguments: Sequence[str] | None = None) -> None:
    """Train the networks one after another; the same command goes on with what was stopped."""
    parser = _parser()
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    try:
        packs = {"held out": Packed.load(options.pack), **{file.stem: Packed.load(file) for file in options.beside}}
        judge = _styles(options.out) if options.styles else None
        compare(Asked(packs, options.batches, judge), options.out, options.variants)
    except AudiogenesisError as error:
        parser.exit(2, f"{error}\n")


if __name__ == "__main__":
    main()
