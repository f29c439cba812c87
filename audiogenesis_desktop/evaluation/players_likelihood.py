"""How surprised the players' network is by held-out pieces, all parts of a piece together and role by role."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch

from audiogenesis_desktop.compose.players.terms import USUAL, Terms
from audiogenesis_desktop.compose.players.vocabulary import FIELD_NAMES, PITCH, VERSION
from audiogenesis_desktop.evaluation.surprise import Surprise
from audiogenesis_desktop.network.checkpoint import read_checkpoint
from audiogenesis_desktop.network.players import PlayersLSTM, PlayersShape
from audiogenesis_desktop.style.roles import ROLES
from audiogenesis_desktop.training.players.measuring import PartLoss, part_losses
from audiogenesis_desktop.training.players.packing import Packed

ALL = "all parts"
GAPS = "all parts, told what stands after gaps of 1 to 8 bars"


def load_players(checkpoint: Path) -> PlayersLSTM:
    """Return the network of a players' checkpoint; raises MissingPart or BadInput."""
    weights, about, _ = read_checkpoint(checkpoint, vocabulary=VERSION)
    network = PlayersLSTM(PlayersShape.from_dict(about["shape"]))
    network.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()})
    return network.eval()


def surprise(network: PlayersLSTM, pack: Packed, *, pieces: int, terms: Terms = USUAL) -> Surprise:
    """Return the surprise at all parts of about so many held-out pieces, told on these terms."""
    return _by_piece(list(part_losses(network, pack, pieces=pieces, terms=terms)))


def surprise_by_role(network: PlayersLSTM, pack: Packed, *, pieces: int) -> Mapping[str, Surprise]:
    """Return the surprise at about so many held-out pieces: at `ALL`, at `GAPS` where the network reads bars to
    come, and at each role that is played."""
    parts = list(part_losses(network, pack, pieces=pieces))
    told = {GAPS: list(part_losses(network, pack, pieces=pieces, gaps=True))} if network.later is not None else {}
    by_role = {role: [part for part in parts if part.role == i] for i, role in enumerate(ROLES)}
    return {
        name: _by_piece(own) for name, own in {ALL: parts, **told, **by_role}.items() if any(_notes(p) for p in own)
    }


def _by_piece(parts: list[PartLoss]) -> Surprise:
    """Return the parts' losses added up piece by piece; those without a note are left out with their bar lines."""
    numbers = sorted({part.piece for part in parts})
    losses, notes = np.zeros((len(numbers), len(FIELD_NAMES))), np.zeros(len(numbers))
    for part in parts:
        at = numbers.index(part.piece)
        losses[at] += part.losses.numpy()
        notes[at] += _notes(part)
    return Surprise(losses[notes > 0], notes[notes > 0], FIELD_NAMES)


def _notes(part: PartLoss) -> float:
    return float(part.counts[PITCH])
