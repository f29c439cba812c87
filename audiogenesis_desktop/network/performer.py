"""The performer's network: an LSTM that tells how each drum of a moment is struck. It knows tensors, not music."""

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class PerformerShape:
    """What the network's size follows from; stored in its file."""

    features: int  # numbers told at a moment
    drums: int
    hidden: int = 48

    def as_dict(self) -> dict[str, int]:
        """Return the fields for JSON."""
        return asdict(self)


class PerformerLSTM(nn.Module):
    """Remembers moments by an LSTM, and answers with mean and log of spread of two numbers for each drum."""

    def __init__(self, shape: PerformerShape, *, dropout: float = 0.3, untold: float = 0.2) -> None:
        super().__init__()
        self.shape = shape
        self.lstm = nn.LSTM(shape.features, shape.hidden, batch_first=True)
        self.untold, self.dropout = nn.Dropout(untold), nn.Dropout(dropout)  # ten drummers are soon known by heart
        self.out = nn.Linear(shape.hidden, shape.drums * 4)

    def forward(self, told: Tensor) -> Tensor:
        """Return (R, T, drums, 4): mean offset, log of its spread, mean loudness, log of its spread.

        `told` (R, T, features); what follows a row's end changes nothing of it.
        """
        seen, _ = self.lstm(self.untold(told))
        return self.out(self.dropout(seen)).unflatten(-1, (self.shape.drums, 4))


def loss(answer: Tensor, wanted: Tensor, struck: Tensor) -> Tensor:
    """Return the mean negative log-likelihood, in nats a hit, of `wanted` (R, T, drums, 2) where `struck`."""
    mean, log_spread = answer[..., 0::2], answer[..., 1::2].clamp(min=-3.0, max=1.5)
    off = (wanted - mean) * torch.exp(-log_spread)
    nats = (0.5 * off.square() + log_spread).sum(dim=-1)
    return (nats * struck).sum() / struck.sum().clamp(min=1)
