"""Trains the performer on recordings of drummers: `python -m audiogenesis_desktop.training.performer`.

Some drummers are held out whole. What the network leaves unexplained is told apart by how it goes together: what a
drummer does for a whole piece, over some beats, at one moment with all limbs, and with one limb alone.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch

from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.network.performer import PerformerLSTM, PerformerShape, loss
from audiogenesis_desktop.network.performer_step import PerformerStepper, write_performer
from audiogenesis_desktop.perform import kit
from audiogenesis_desktop.perform.drummer import OFFSET_MS, USUAL_VELOCITY, VELOCITY_SPREAD
from audiogenesis_desktop.training.drumming import HELD_OUT, Recording, recordings

Floats = npt.NDArray[np.float32]

_FARTHEST_MS = 50.0  # what lies further off is another note: a flam, a slip
_UNTOLD_LEVELS, _UNTOLD_STYLE = 0.35, 0.1
_STRANGE = ("drummer7", "drummer8")
_FEWEST_OF_DRUM = 6  # hits of a drum, from which on its mean in a piece says something
_SLOW_MOMENTS = 4  # residuals so far apart share what is slow


@dataclass(frozen=True, slots=True)
class Recipe:
    """How long and how the performer trains."""

    epochs: int = 5  # by a drummer left out of those learned from
    rows: int = 128
    rate: float = 3e-3
    hidden: int = 48
    seed: int = 1


class Heard(NamedTuple):
    """One recording as the network meets it: what is told at each moment (M, FEATURES), what is wanted of each drum
    (M, drums, 2), which count (M, drums), and its windows."""

    told: Floats
    wanted: Floats
    counts: Floats
    windows: kit.Windows


def heard(recording: Recording) -> Heard:
    """Return a recording as the network meets it."""
    moments = kit.moments(recording.bar, recording.place, recording.drum, recording.level)
    told = kit.features(moments, bpm=recording.bpm, style=recording.style, is_fill=recording.is_fill)
    wanted = np.zeros((len(told), len(kit.DRUMS), 2), np.float32)
    wanted[moments.of_hit, recording.drum, 0] = recording.offset_ms / OFFSET_MS
    wanted[moments.of_hit, recording.drum, 1] = (recording.velocity - USUAL_VELOCITY) / VELOCITY_SPREAD
    counts = moments.struck.max(axis=2) * (np.abs(wanted[..., 0]) <= _FARTHEST_MS / OFFSET_MS)
    return Heard(told, wanted, counts, kit.windows(moments.bar))


def train(pieces: Sequence[Heard], recipe: Recipe) -> PerformerLSTM:
    """Return a performer trained on windows of two bars."""
    torch.manual_seed(recipe.seed)
    random = np.random.default_rng(recipe.seed)
    network = PerformerLSTM(PerformerShape(kit.FEATURES, len(kit.DRUMS), recipe.hidden))
    rows = [(piece, row) for piece in pieces for row in range(len(piece.windows.moment))]
    steps = recipe.epochs * (len(rows) // recipe.rows + 1)
    optimiser = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.rate, total_steps=steps)
    for epoch in range(recipe.epochs):
        total = 0.0
        order = random.permutation(len(rows))
        for first in range(0, len(rows), recipe.rows):
            told, wanted, counts = batch([rows[i] for i in order[first : first + recipe.rows]], random)
            nats = loss(network(told), wanted, counts)
            optimiser.zero_grad(set_to_none=True)
            nats.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += float(nats.detach()) * min(recipe.rows, len(rows) - first)
        print(f"epoch {epoch + 1}/{recipe.epochs}: {total / len(rows):.3f}", file=sys.stderr, flush=True)
    return network.eval()


def batch(rows: Sequence[tuple[Heard, int]], random: np.random.Generator | None) -> tuple[torch.Tensor, ...]:
    """Return told, wanted and what counts of some windows; with `random` accents and styles are now and then untold."""
    longest = max(piece.windows.moment.shape[1] for piece, _ in rows)
    told = np.zeros((len(rows), longest, kit.FEATURES), np.float32)
    wanted = np.zeros((len(rows), longest, len(kit.DRUMS), 2), np.float32)
    counts = np.zeros((len(rows), longest, len(kit.DRUMS)), np.float32)
    for i, (piece, row) in enumerate(rows):
        places = piece.windows.moment[row]
        places, own = places[places >= 0], piece.windows.own[row][places >= 0]
        told[i, : len(places)], wanted[i, : len(places)] = piece.told[places], piece.wanted[places]
        counts[i, : len(places)] = piece.counts[places] * own[:, None]
    if random is not None:
        levels, style = random.random((2, len(rows)))
        kit.untell(told, levels=levels < _UNTOLD_LEVELS, style=style < _UNTOLD_STYLE)
    return torch.from_numpy(told), torch.from_numpy(wanted), torch.from_numpy(counts)


def residuals(network: PerformerLSTM, piece: Heard) -> tuple[Floats, Floats]:
    """Return how many spreads each moment's drums were off the mean, (M, drums, 2), nan where not struck; and nats."""
    weights = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    mean, spread = PerformerStepper(weights, drums=len(kit.DRUMS)).run(kit.gathered(piece.told, piece.windows))
    own = piece.windows.own
    off = (piece.wanted[piece.windows.moment[own]] - mean[own]) / spread[own]
    nats = (0.5 * off**2 + np.log(spread[own])).sum(axis=-1)
    is_struck = piece.counts[piece.windows.moment[own]] > 0
    off[~is_struck] = np.nan
    return off, nats[is_struck]


def shares(network: PerformerLSTM, pieces: Sequence[Heard]) -> list[list[float]]:
    """Return shares of the variance, of offset and of velocity.

    They are a piece's, a drum's in a piece, what is slow, a moment's, and each hit's own.
    """
    of_pieces = [residuals(network, piece)[0] for piece in pieces if len(piece.told) > 8 * _SLOW_MOMENTS]
    return [_shares([off[..., kind] for off in of_pieces]) for kind in range(2)]


def _shares(of_pieces: Sequence[Floats]) -> list[float]:
    means, drums, slow, moment, own = [], list[float](), [], [], []
    for z in of_pieces:
        middle = np.nanmean(z)
        known = (~np.isnan(z)).sum(axis=0) >= _FEWEST_OF_DRUM
        of_drum = np.nanmean(z[:, known], axis=0) if known.any() else np.zeros(0)
        means.append(middle)
        drums += (of_drum - middle).tolist()
        left = z[:, known] - of_drum
        left = left[~np.isnan(left).all(axis=1)]
        if len(left) <= _SLOW_MOMENTS:
            continue
        by_moment = np.nanmean(left, axis=1)
        slow.append(np.mean(by_moment[:-_SLOW_MOMENTS] * by_moment[_SLOW_MOMENTS:]))
        moment.append(_together(np.asarray(left, np.float32)))
        own.append(np.nanmean(left**2))
    parts = [float(np.var(means)), float(np.var(drums)), max(0.0, float(np.mean(slow)))]
    parts.append(max(0.0, float(np.nanmean(moment)) - parts[2]))
    parts.append(max(0.0, float(np.mean(own)) - parts[2] - parts[3]))
    return [round(part / sum(parts), 4) for part in parts]


def _together(z: Floats) -> float:
    """Return the mean product of different drums' residuals at one moment."""
    count = (~np.isnan(z)).sum(axis=1)
    total, squares = np.nansum(z, axis=1), np.nansum(z**2, axis=1)
    several = count >= 2
    pairs = (count * (count - 1))[several]
    return float(((total**2 - squares)[several]).sum() / pairs.sum()) if several.any() else float("nan")


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, print the figures and write the network; return 0, or 2 if the input cannot be used."""
    parser = argparse.ArgumentParser(description="Train the performer on the Groove recordings.")
    parser.add_argument("--groove", type=Path, required=True, help="the folder with labels.csv")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    parser.add_argument("--epochs", type=int, default=Recipe().epochs)
    options = parser.parse_args(arguments)
    try:
        about = _run(options.groove, options.out, Recipe(epochs=options.epochs))
    except AudiogenesisError as error:
        print(error, file=sys.stderr)
        return 2
    print(", ".join(f"{name}: {value}" for name, value in about.items()))
    return 0


def _run(folder: Path, out: Path, recipe: Recipe) -> dict[str, Any]:
    torch.set_num_threads(1)
    found = list(recordings(folder))
    known, unknown = ([heard(r) for r in found if r.is_held_out == held] for held in (False, True))
    network = train(known, recipe)
    # What a network has learned by heart leaves too little unexplained: shares are of drummers that one never heard.
    strange = [heard(r) for r in found if r.drummer in _STRANGE]
    stranger = train([heard(r) for r in found if not r.is_held_out and r.drummer not in _STRANGE], recipe)
    about = {
        "recordings": len(known),
        "hits": int(sum(piece.counts.sum() for piece in known)),
        "held_out": list(HELD_OUT),
        "nats_a_hit": _nats(network, known[::5]),
        "held_out_nats_a_hit": _nats(network, unknown),
        "plain_nats_a_hit": _plain_nats(known, unknown),
        "shares": shares(stranger, strange),
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    write_performer({name: v.detach().numpy() for name, v in network.state_dict().items()}, out, about=about)
    return about


def _nats(network: PerformerLSTM, pieces: Sequence[Heard]) -> float:
    return round(float(np.concatenate([residuals(network, piece)[1] for piece in pieces]).mean()), 4)


def _plain_nats(known: Sequence[Heard], unknown: Sequence[Heard]) -> float:
    """Return the held-out loss of one mean and spread for each drum, whatever its place."""
    nats = []
    wanted, counts = (np.concatenate([getattr(piece, name) for piece in known]) for name in ("wanted", "counts"))
    for drum in np.flatnonzero(counts.sum(axis=0) > 1):
        own = wanted[:, drum][counts[:, drum] > 0]
        other = np.concatenate([piece.wanted[:, drum][piece.counts[:, drum] > 0] for piece in unknown])
        nats.append((0.5 * ((other - own.mean(axis=0)) / own.std(axis=0)) ** 2 + np.log(own.std(axis=0))).sum(axis=1))
    return round(float(np.concatenate(nats).mean()), 4)


if __name__ == "__main__":
    sys.exit(main())
