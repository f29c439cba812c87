"""`python -m audiogenesis_desktop.training.players`: train players on pieces of our own writer's and on MIDI files."""

import argparse
import math
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from audiogenesis_desktop.errors import AudiogenesisError, BadInput
from audiogenesis_desktop.training.players.drawing import Source
from audiogenesis_desktop.training.players.fitting import fitted
from audiogenesis_desktop.training.players.packing import Packed
from audiogenesis_desktop.training.players.preparing import read_pack, write_pack
from audiogenesis_desktop.training.players.recipe import Recipe
from audiogenesis_desktop.training.players.running import train
from audiogenesis_desktop.training.players.trainer import RESUME
from audiogenesis_desktop.training.resuming import saved_recipe

_TELL_EVERY = 50  # batches


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="training.players", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder of the run; one that is there is gone on with")
    parser.add_argument("--pack", type=Path, nargs="*", default=[], help="packed pieces to learn from")
    parser.add_argument("--write", type=int, default=0, metavar="N", help="write and pack so many pieces first")
    parser.add_argument("--write-seed", type=int, default=1, help="seed of the pieces that are written")
    parser.add_argument("--corpus", type=Path, nargs="*", default=[], help="read and pack these folders of MIDI first")
    parser.add_argument("--real", type=Path, nargs="*", default=[], help="packed pieces of other people's music")
    parser.add_argument("--real-share", type=float, default=0.3, help="how large a share of the steps those are")
    parser.add_argument("--start", type=Path, help="checkpoint to begin with")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop after this long")
    parser.add_argument("--check-minutes", type=float, default=5, help="measure and save this often")
    parser.add_argument("--batches", type=int, help="after how many the rate has fallen; else as the minutes allow")
    parser.add_argument("--rate", type=float, default=Recipe.learning_rate, help="highest learning rate")
    parser.add_argument("--final-rate", type=float, default=Recipe.final_rate, help="learning rate in the end")
    parser.add_argument("--hidden", type=int, default=Recipe.hidden)
    parser.add_argument("--seed", type=int, default=Recipe.seed)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    asked = _parser().parse_args(arguments)
    try:
        _train(asked)
    except AudiogenesisError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _train(asked: argparse.Namespace) -> None:
    packs = [Packed.load(file) for file in asked.pack]
    asked.out.mkdir(parents=True, exist_ok=True)
    if asked.write:
        file = asked.out / f"written-{asked.write_seed}-{asked.write}.npz"
        packs.append(Packed.load(file) if file.exists() else write_pack(file, count=asked.write, seed=asked.write_seed))
    if asked.corpus:
        file = asked.out / "read.npz"
        packs.append(Packed.load(file) if file.exists() else read_pack(file, asked.corpus, leave_out=_tell_left_out))
    share = asked.real_share if asked.real else 0.0
    sources = [Source("written", Packed.joined(packs), 1 - share)] if packs else []
    if asked.real:
        sources.append(Source("real", Packed.joined([Packed.load(file) for file in asked.real]), share or 1.0))
    if not sources:
        raise BadInput("There is nothing to learn from: give --corpus, --write, --pack or --real.")
    recipe = _recipe(asked, sources)
    with _stoppable() as should_stop:
        train(
            sources,
            recipe,
            asked.out,
            start=asked.start,
            seconds=60 * asked.minutes,
            check_every_seconds=60 * asked.check_minutes,
            should_stop=should_stop,
            report=_tell,
        )


@contextmanager
def _stoppable() -> Iterator[Callable[[], bool]]:
    """Yield what tells whether the user wants the run to end: it is saved first; a second signal ends it at once."""
    told = list[int]()

    def tell(number: int, _: object) -> None:
        told.append(number)
        signal.signal(number, signal.SIG_DFL)

    before = {each: signal.signal(each, tell) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(told)
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _recipe(asked: argparse.Namespace, sources: Sequence[Source]) -> Recipe:
    """Return the recipe of the run that is there, or one that suits what is asked and this machine."""
    if saved := saved_recipe(asked.out / RESUME):
        return Recipe.from_dict(saved)
    recipe = Recipe(hidden=asked.hidden, seed=asked.seed, learning_rate=asked.rate, final_rate=asked.final_rate)
    if asked.batches:
        return fitted(replace(recipe, batches=asked.batches), sources)
    return fitted(recipe, sources, seconds=60 * asked.minutes if math.isfinite(asked.minutes) else None)


def _tell_left_out(file: Path, why: str) -> None:
    print(f"{file.name} is left out: {why}")


def _tell(figures: dict[str, Any]) -> None:
    if figures["batch"] % _TELL_EVERY and "held_out" not in figures:
        return
    clock = time.strftime("%H:%M:%S")
    losses = " ".join(f"{name} {loss:.3f}" for name, loss in figures.get("loss", {}).items())
    print(f"{clock} batch {figures['batch']} {figures.get('steps_per_second', 0):.0f} steps/s: {losses}", flush=True)
    for source, whole in figures.get("held_out", {}).items():
        if isinstance(whole, dict):
            for role, found in {"all": whole, **whole["roles"]}.items():
                told = " ".join(f"{name} {value:.3f}" for name, value in found.items() if isinstance(value, float))
                print(f"    held out, {source}, {role}: {told}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
