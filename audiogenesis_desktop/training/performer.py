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
from scipy.special import ndtri

from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.network.checkpoint import write_halves
from audiogenesis_desktop.network.performer import PerformerLSTM, PerformerShape
from audiogenesis_desktop.network.performer_step import PerformerStepper
from audiogenesis_desktop.perform import kit
from audiogenesis_desktop.perform.classes import STEPS
from audiogenesis_desktop.perform.drummer import Drummer, Stretch
from audiogenesis_desktop.perform.hand import (
    LATENESS,
    LEVEL,
    LOOSENESS,
    RANGE,
    Hands,
    as_written,
    filled,
    hand_of,
    spreads_of,
)
from audiogenesis_desktop.training.drumming import FARTHEST_MS, HELD_OUT, Recording, recordings, typed
from audiogenesis_desktop.training.stretching import stretched

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_LONGEST = 10_000  # places in a bar
_JOLT = 0.1  # by which hands are told wrongly, so that none is known by heart
_RAREST = 1e-4
_FEWEST_OF_HAND = 100  # hits, from which on a recording shows a hand
_UNTOLD_LEVELS, _UNTOLD_STYLE = 0.25, 0.1
_FEWEST_OF_DRUM = 6  # hits of a drum, from which on its mean in a piece says something
_SLOW_MOMENTS = 2  # residuals so far apart share what is slow


@dataclass(frozen=True, slots=True)
class Recipe:
    """How long and how the performer trains."""

    epochs: int = 20
    rows: int = 128
    rate: float = 3e-3
    hidden: int = 64
    seed: int = 1


class Heard(NamedTuple):
    """One recording as the network meets it, by the ways to type it: what is told at each moment, (ways, M, FEATURES),
    and how far each drum is off its hand's middle, in time and loudness, (ways, M, drums, 2); which hits count,
    (M, drums), and the windows."""

    told: Floats
    wanted: Floats
    counts: npt.NDArray[np.bool_]
    windows: kit.Windows


def hands_of(found: Sequence[Recording], spreads: npt.NDArray[np.float64] | None = None) -> Hands:
    """Return the hand that each recording shows; without `spreads` these are found in them, too."""
    shown = np.array([hand_of(r.drum, r.level, r.velocity, r.offset_ms, counts=_counts(r)) for r in found])
    drummer = np.array([int(r.drummer.removeprefix("drummer")) for r in found])
    style = np.array([kit.STYLES.index(r.style) if r.style in kit.STYLES else -1 for r in found])
    return Hands(filled(shown, drummer), drummer, style, spreads_of(shown) if spreads is None else spreads)


def all_heard(found: Sequence[Recording], spreads: npt.NDArray[np.float64]) -> list[Heard]:
    """Return recordings as the network meets them, each with the hand that it shows."""
    hands = hands_of(found, spreads)
    return [heard(recording, hands, own) for recording, own in zip(found, hands.fields, strict=True)]


def heard(recording: Recording, hands: Hands, own: npt.NDArray[np.float64]) -> Heard:
    """Return a recording as the network meets it, `own` its drummer's hand: typed, and told as performing tells it."""
    ways = [_as_typed(recording, hands, own, own_levels=own_levels) for own_levels in (False, True)]
    told, wanted = (np.stack(column) for column in zip(*ways, strict=True))
    _, moment = np.unique(recording.bar * _LONGEST + recording.place, return_inverse=True)
    counts = np.zeros(wanted.shape[1:3], bool)
    counts[moment, recording.drum] = _counts(recording)
    bar = np.zeros(len(counts), np.int64)
    bar[moment] = recording.bar
    return Heard(told, wanted, counts, kit.windows(bar))


def _counts(recording: Recording) -> npt.NDArray[np.bool_]:
    return np.asarray(np.abs(recording.offset_ms) <= FARTHEST_MS)


def _as_typed(
    recording: Recording, hands: Hands, own: npt.NDArray[np.float64], *, own_levels: bool
) -> tuple[Floats, Floats]:
    """Return what is told at each moment, and what is wanted of each drum."""
    bar, drum, velocities = recording.bar, recording.drum, typed(recording, own_levels=own_levels)
    written = as_written(hands, own, velocities, drum, bar)
    if not own_levels:  # the hand is known, and with it how loud it was
        written = written._replace(hands=np.repeat(own[None], len(drum), axis=0))
    moments = kit.moments(bar, recording.place, drum, kit.levels(drum, velocities, bar), written.off)
    first = np.unique(moments.of_hit, return_index=True)[1]
    told = kit.features(
        moments,
        bpm=recording.bpm,
        style=recording.style,
        own=written.own[first],
        hand=written.hands[first],
        is_fill=recording.is_fill,
    )
    hand = written.hands[np.arange(len(drum)), :, drum]
    wanted = np.zeros((len(told), len(kit.DRUMS), 2), np.float32)
    wanted[moments.of_hit, drum, 0] = (recording.offset_ms - hand[:, LATENESS]) / hand[:, LOOSENESS]
    wanted[moments.of_hit, drum, 1] = (recording.velocity - hand[:, LEVEL]) / hand[:, RANGE]
    return told, wanted


def train(pieces: Sequence[Heard], recipe: Recipe) -> PerformerLSTM:
    """Return a performer trained on windows of two bars."""
    torch.manual_seed(recipe.seed)
    random = np.random.default_rng(recipe.seed)
    hands = kit.HAND_FIELDS * len(kit.DRUMS)
    shape = PerformerShape(kit.FEATURES, len(kit.DRUMS), STEPS.count, STEPS.count, hands, recipe.hidden)
    network = PerformerLSTM(shape)
    rows = [(piece, row) for piece in pieces for row in range(len(piece.windows.moment))]
    steps = recipe.epochs * (len(rows) // recipe.rows + 1)
    optimiser = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.rate, total_steps=steps)
    for epoch in range(recipe.epochs):
        total = 0.0
        order = random.permutation(len(rows))
        for first in range(0, len(rows), recipe.rows):
            told, wanted, counts = batch([rows[i] for i in order[first : first + recipe.rows]], random)
            nats = network.loss(told, wanted, counts)
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
    counts = np.zeros((len(rows), longest, len(kit.DRUMS)), bool)
    ways = np.zeros(len(rows), int) if random is None else random.integers(0, 2, len(rows))
    for i, (way, (piece, row)) in enumerate(zip(ways, rows, strict=True)):
        places = piece.windows.moment[row]
        places, own = places[places >= 0], piece.windows.own[row][places >= 0]
        told[i, : len(places)], wanted[i, : len(places)] = piece.told[way, places], piece.wanted[way, places]
        counts[i, : len(places)] = piece.counts[places] & own[:, None]
    if random is not None:
        kit.jolt(told, random, by=_JOLT)
        levels, style = random.random((2, len(rows)))
        kit.untell(told, levels=levels < _UNTOLD_LEVELS, style=style < _UNTOLD_STYLE)
    return torch.from_numpy(told), torch.from_numpy(STEPS.of(wanted)), torch.from_numpy(counts)


def residuals(network: PerformerLSTM, piece: Heard) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return by how many deviations each hit is off what was to be expected, (M, drums, 2), nan where not struck; and
    nats a hit, (n, 2)."""
    stepper = PerformerStepper(
        {name: value.detach().numpy() for name, value in network.state_dict().items()},
        drums=len(kit.DRUMS),
        offsets=STEPS.count,
    )
    own = piece.windows.own
    seen = np.zeros((len(piece.counts), network.shape.hidden), np.float32)
    seen[piece.windows.moment[own]] = stepper.run(kit.gathered(piece.told[-1], piece.windows))[own]
    moment, drum = np.nonzero(piece.counts)
    wanted = piece.wanted[-1]
    off, nats = np.full(wanted.shape, np.nan), np.empty((len(moment), 2))
    for kind, odds in enumerate(stepper.shares(seen[moment], drum)):
        values = wanted[moment, drum, kind].astype(np.float64)
        off[moment, drum, kind] = ndtri(np.clip(STEPS.share(odds, values), _RAREST, 1 - _RAREST))
        nats[:, kind] = -np.log(np.maximum(1e-9, odds[np.arange(len(odds)), STEPS.of(values)]))
    return off, nats


def shares(network: PerformerLSTM, pieces: Sequence[Heard]) -> list[list[float]]:
    """Return shares of the variance, of offset and of velocity: what is slow, a moment's, and each hit's own.

    What a drummer does throughout a piece is left out: his hand tells it.
    """
    of_pieces = [residuals(network, piece)[0] for piece in pieces if len(piece.counts) > 8 * _SLOW_MOMENTS]
    return [_shares([off[..., kind] for off in of_pieces]) for kind in range(2)]


def _shares(of_pieces: Sequence[npt.NDArray[np.float64]]) -> list[float]:
    parts = np.zeros(3)
    for z in of_pieces:
        known = (~np.isnan(z)).sum(axis=0) >= _FEWEST_OF_DRUM
        left = z[:, known] - np.nanmean(z[:, known], axis=0)
        left = left[~np.isnan(left).all(axis=1)]
        if len(left) <= 2 * _SLOW_MOMENTS:
            continue
        by_moment = np.nanmean(left, axis=1)
        slow = float(np.mean(by_moment[:-_SLOW_MOMENTS] * by_moment[_SLOW_MOMENTS:]))
        together = _together(left)
        own = float(np.nanmean(left**2)) - (slow if np.isnan(together) else together)
        parts += len(left) * np.array([slow, 0.0 if np.isnan(together) else together - slow, own])
    parts = np.maximum(0, parts)
    return [round(float(part), 4) for part in parts / parts.sum()]


def _together(z: npt.NDArray[np.float64]) -> float:
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
    known, unknown = ([r for r in found if r.is_held_out == held] for held in (False, True))
    hands = hands_of([r for r in known if len(r.bar) >= _FEWEST_OF_HAND] or known)
    pieces, unheard = all_heard(known, hands.spreads), all_heard(unknown, hands.spreads)
    network = train(pieces, recipe)
    about = {
        "recordings": len(known),
        "hits": int(sum(piece.counts.sum() for piece in pieces)),
        "held_out": list(HELD_OUT),
        "nats_a_hit": _nats(network, pieces[::5]),
        "held_out_nats_a_hit": _nats(network, unheard),
        "plain_nats_a_hit": _plain_nats(pieces, unheard),
        "shares": {
            str(who): shares(network, [p for p, r in zip(pieces, known, strict=True) if r.drummer == f"drummer{who}"])
            for who in np.unique(hands.drummer)
        },
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    weights = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    kept = {"hands": hands.fields, "drummer": hands.drummer, "style": hands.style, "spreads": hands.spreads}
    about["stretch"] = Stretch()._asdict()
    write_halves(weights | kept, out, about=about)
    about["stretch"] = stretched(Drummer(out), known)._asdict()  # as it plays, at half precision
    write_halves(weights | kept, out, about=about)
    return about


def _nats(network: PerformerLSTM, pieces: Sequence[Heard]) -> list[float]:
    """Return the loss, of offset and of velocity."""
    nats = np.concatenate([residuals(network, piece)[1] for piece in pieces])
    return [round(float(value), 4) for value in nats.mean(axis=0)]


def _plain_nats(known: Sequence[Heard], unknown: Sequence[Heard]) -> list[float]:
    """Return the held-out loss of one set of odds for each drum, whatever its place and hand."""
    nats = []
    for kind in range(2):
        tally = np.ones((len(kit.DRUMS), STEPS.count))
        for piece in known:
            np.add.at(tally, (np.nonzero(piece.counts)[1], STEPS.of(piece.wanted[-1, ..., kind][piece.counts])), 1)
        odds = tally / tally.sum(axis=1, keepdims=True)
        heard_of = [odds[np.nonzero(p.counts)[1], STEPS.of(p.wanted[-1, ..., kind][p.counts])] for p in unknown]
        nats.append(round(float(-np.log(np.concatenate(heard_of)).mean()), 4))
    return nats


if __name__ == "__main__":
    sys.exit(main())
