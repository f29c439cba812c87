"""How well a network foretells what players of held-out pieces do, by field and by role."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from audiogenesis_desktop.compose.players.terms import USUAL, Terms
from audiogenesis_desktop.compose.players.vocabulary import BAR, FIELD_NAMES
from audiogenesis_desktop.network.players import PlayersBatch, PlayersLSTM
from audiogenesis_desktop.style.roles import ROLES
from audiogenesis_desktop.training.players.drawing import Columns, Stretch, batch_of, whole_part
from audiogenesis_desktop.training.players.packing import Packed

_PIECES, _LONGEST = 33, 192  # of a pack, and steps of each part
_SIDE_BY_SIDE = 32


class PartLoss(NamedTuple):
    """The loss of a part of a piece by field, summed, (fields,) in nats, and of how many steps each, (fields,)."""

    piece: int
    role: int
    losses: Tensor
    counts: Tensor


def measure(network: PlayersLSTM, pack: Packed, *, pieces: int = _PIECES, terms: Terms = USUAL) -> dict[str, Any]:
    """Return the mean loss by field in nats, of all held-out parts together and by role, and a note's whole loss.

    The place's loss is by step, the others' by note; `note` is what a note costs with all its fields and its share of
    bar lines.
    """
    sums, counts = torch.zeros(len(ROLES), len(FIELD_NAMES)), torch.zeros(len(ROLES), len(FIELD_NAMES))
    for part in part_losses(network, pack, pieces=pieces, terms=terms):
        sums[part.role] += part.losses
        counts[part.role] += part.counts
    by_role = {role: _means(sums[i], counts[i]) for i, role in enumerate(ROLES) if counts[i, 1] > 0}
    return {**_means(sums.sum(0), counts.sum(0)), "roles": by_role}


def part_losses(
    network: PlayersLSTM, pack: Packed, *, pieces: int = _PIECES, gaps: bool = False, terms: Terms = USUAL
) -> Iterator[PartLoss]:
    """Yield the loss of each part of about so many held-out pieces, in no order.

    With `gaps` it is told what stands after gaps of 1 to 8 bars, one gap after another.
    """
    for together in _of_one_length(_held_out(pack, pieces, gaps=gaps, terms=terms)):
        losses, fields = step_losses(network, batch_of([[stretch] for _, stretch in together]))
        is_note = fields[:, :, 0] != BAR
        weights = torch.stack([torch.ones_like(is_note)] + [is_note] * (len(FIELD_NAMES) - 1), dim=2).float()
        sums, counts = (losses * weights).sum(0), weights.sum(0)
        for i, (piece, stretch) in enumerate(together):
            yield PartLoss(piece, stretch.role, sums[i], counts[i])


def _means(sums: Tensor, counts: Tensor) -> dict[str, float]:
    means = (sums / counts.clamp(min=1)).tolist()
    found = {name: round(mean, 4) for name, mean in zip(FIELD_NAMES, means, strict=True)}
    return {**found, "note": round(float(sums.sum() / counts[1].clamp(min=1)), 4)}


def _held_out(pack: Packed, pieces: int, *, gaps: bool, terms: Terms) -> Iterator[tuple[int, Stretch]]:
    numbers = pack.held_out
    for number in numbers[:: 1 + len(numbers) // (pieces + 1)]:
        for part in range(len(pack.step_counts[number])):
            yield number, whole_part(pack, number, part, longest=_LONGEST, gaps=gaps, terms=terms)


def _of_one_length(stretches: Iterator[tuple[int, Stretch]]) -> Iterator[list[tuple[int, Stretch]]]:
    """Yield stretches that have as many steps together: they go through the network side by side."""
    waiting: dict[int, list[tuple[int, Stretch]]] = {}
    for number, stretch in stretches:
        together = waiting.setdefault(stretch.end - stretch.first, [])
        together.append((number, stretch))
        if len(together) == _SIDE_BY_SIDE:
            yield waiting.pop(stretch.end - stretch.first)
    yield from waiting.values()


@torch.no_grad()
def step_losses(network: PlayersLSTM, columns: Columns) -> tuple[Tensor, Tensor]:
    """Return each step's loss by field, (T, R, fields), and the fields; what a bar line does not have is no loss."""
    network.eval()
    batch = PlayersBatch(*(torch.from_numpy(column) for column in columns))
    seen, _ = network.remember(batch, network.initial_state(batch.bar.shape[1]))
    seen, fields, known = (column.flatten(0, 1) for column in (seen, batch.fields, batch.known))
    logits = [network.heads.first(seen), *network.heads.others(seen, fields, known)]
    losses = [functional.cross_entropy(each, fields[:, i], reduction="none") for i, each in enumerate(logits)]
    return torch.stack(losses, dim=1).view(*batch.fields.shape), batch.fields
