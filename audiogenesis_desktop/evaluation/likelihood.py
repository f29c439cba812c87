"""Held-out likelihood: how surprised a network is by each note of music that it has not learned from."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from audiogenesis_desktop.compose.players import vocabulary as players
from audiogenesis_desktop.compose.vocabulary import FIELD_NAMES, VERSION
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.evaluation.players_likelihood import load_players
from audiogenesis_desktop.evaluation.surprise import Floats, Surprise
from audiogenesis_desktop.network.checkpoint import read_checkpoint, vocabulary_of
from audiogenesis_desktop.network.lstm import NoteLSTM, Shape
from audiogenesis_desktop.network.players import PlayersLSTM
from audiogenesis_desktop.training.baseline_trainer import to_batch
from audiogenesis_desktop.training.dataset import PackedCorpus, Row, Window, stack

WRITTEN_SOURCES = ("own_writer", "midi")  # and "synthetic_..."; all others are real music
STEPS, LONGEST = 128, 8
_ROWS = 16


def open_corpus(folder: Path) -> PackedCorpus:
    """Return a packed corpus; raises BadInput if there is none or it was packed for another vocabulary."""
    if not (folder / "pieces.json").is_file():
        raise BadInput(
            f"There is no packed corpus in {folder}: `python -m audiogenesis_desktop.training.preparing` writes one."
        )
    corpus = PackedCorpus(folder)
    if corpus.vocabulary != VERSION:
        raise BadInput(f"{folder} was packed for vocabulary {corpus.vocabulary}, this app reads {VERSION}.")
    return corpus


def load_network(checkpoint: Path) -> NoteLSTM | PlayersLSTM:
    """Return the network of a checkpoint, the stream's or the players'; raises MissingPart or BadInput."""
    if vocabulary_of(checkpoint) == players.VERSION:
        return load_players(checkpoint)
    weights, about, _ = read_checkpoint(checkpoint, vocabulary=VERSION)
    network = NoteLSTM(Shape.from_dict(about["shape"]))
    network.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()})
    return network.eval()


def spread(numbers: Sequence[int], most: int) -> list[int]:
    """Return at most `most` of the numbers, evenly over all."""
    if len(numbers) <= most:
        return list(numbers)
    return [numbers[i] for i in np.linspace(0, len(numbers) - 1, most).astype(int)]


def is_real(source: str) -> bool:
    """Return whether a source of a packed corpus holds music that people made, not a program."""
    return source not in WRITTEN_SOURCES and not source.startswith("synthetic")


def real_numbers(corpus: PackedCorpus, *, held_out: bool = True) -> list[int]:
    """Return the numbers of the real pieces that are held out, or of all real ones."""
    numbers = corpus.numbers(held_out=True) if held_out else range(len(corpus.entries))
    return [i for i in numbers if is_real(corpus.entries[i]["source"])]


@torch.no_grad()
def surprise(
    network: Any,
    corpus: PackedCorpus,
    numbers: Sequence[int],
    *,
    seen: Callable[[Window], Window] = lambda window: window,
    progress: Callable[[Iterable[Any]], Iterable[Any]] = lambda items: items,
) -> Surprise:
    """Return a network's surprise at the first 1,024 notes of pieces, its state carried through each.

    `network` is called as `network.lstm.NoteLSTM`; `seen` gives what it may see of a batch.
    """
    network.eval()
    losses, notes = np.zeros((len(numbers), len(FIELD_NAMES))), np.zeros(len(numbers))
    random = np.random.default_rng(0)
    for first in progress(range(0, len(numbers), _ROWS)):
        lanes = [Row(corpus, steps=STEPS, random=random, hide=False) for _ in numbers[first : first + _ROWS]]
        for lane, number in zip(lanes, numbers[first : first + _ROWS], strict=True):
            lane.begin(number, longest=LONGEST)
        state = None
        while left := [i for i, lane in enumerate(lanes) if not lane.is_done]:
            window = seen(stack([lanes[i] for i in left], np.zeros(len(left), dtype=np.bool_)))
            batch, weight = to_batch(window, torch.device("cpu"))
            if state is None:
                state = network.initial_state(network.conditions(batch))
            logits, now = network(batch, tuple(part[:, left] for part in state))
            state = tuple(_placed(part, new, left) for part, new in zip(state, now, strict=True))
            here = first + np.array(left)
            losses[here] += _by_piece(logits, batch.fields, weight)
            notes[here] += weight.sum(dim=1).numpy()
    return Surprise(losses, notes)


def _placed(whole: torch.Tensor, new: torch.Tensor, rows: list[int]) -> torch.Tensor:
    whole = whole.clone()
    whole[:, rows] = new
    return whole


def _by_piece(logits: list[torch.Tensor], fields: torch.Tensor, weight: torch.Tensor) -> Floats:
    each = [
        (functional.cross_entropy(field.transpose(1, 2), fields[..., i], reduction="none") * weight).sum(dim=1)
        for i, field in enumerate(logits)
    ]
    return torch.stack(each, dim=1).double().numpy()
