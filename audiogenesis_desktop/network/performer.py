"""The performer's network: an LSTM that tells how each drum of a moment is struck. It knows tensors, not music."""

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class PerformerShape:
    """What the network's size follows from; stored in its file."""

    features: int  # numbers told at a moment
    drums: int
    offsets: int  # classes of how late, and of how loud, a hit is
    velocities: int
    hands: int = 0  # of these, the last tell the drummer's hand
    hidden: int = 64

    def as_dict(self) -> dict[str, int]:
        """Return the fields for JSON."""
        return asdict(self)


class PerformerLSTM(nn.Module):
    """Remembers moments by an LSTM, and answers with the odds of two kinds of classes for each drum."""

    def __init__(self, shape: PerformerShape, *, dropout: float = 0.15, untold: float = 0.05) -> None:
        super().__init__()
        self.shape = shape
        self.lstm = nn.LSTM(shape.features, shape.hidden, batch_first=True)
        self.untold, self.dropout = nn.Dropout(untold), nn.Dropout(dropout)  # ten drummers are soon known by heart
        self.out = nn.Linear(shape.hidden, shape.drums * (shape.offsets + shape.velocities))

    def forward(self, told: Tensor) -> Tensor:
        """Return logits (R, T, drums, offsets + velocities).

        `told` (R, T, features); what follows a row's end changes nothing of it.
        """
        plain = self.shape.features - self.shape.hands
        seen, _ = self.lstm(torch.cat((self.untold(told[..., :plain]), told[..., plain:]), dim=-1))
        return self.out(self.dropout(seen)).unflatten(-1, (self.shape.drums, -1))

    def loss(self, told: Tensor, wanted: Tensor, struck: Tensor) -> Tensor:
        """Return the mean cross-entropy, in nats a hit, of the classes `wanted` (R, T, drums, 2) where `struck`."""
        answer, classes = self(told)[struck], wanted[struck]
        nats = nn.functional.cross_entropy(answer[:, : self.shape.offsets], classes[:, 0])
        return nats + nn.functional.cross_entropy(answer[:, self.shape.offsets :], classes[:, 1])
