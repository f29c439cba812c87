"""The composing network: an LSTM that writes one note a step, told at every step what the plan asks for.

Shapes: B rows (pieces), T steps (notes), F index features, N bars. It knows tensors, not music: what the
indices and fields mean is the caller's affair. Design: BachProp's note tuples, Magenta's look-back RNN,
chords at every step as in JamBot, the condition as initial state and at every step as in MusicVAE.
"""

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Self, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

State = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class Shape:
    """Everything that the network's size follows from; stored in each checkpoint."""

    vocabulary: str
    index_rows: int  # rows of the input table: all index features together
    flags: int  # yes-or-no features a step, such as who may play
    bar_features: int  # numbers that sum up one fixed bar
    brief: int  # numbers in the brief vector
    text: int  # numbers in the sentence embedding
    fields: tuple[int, ...]  # classes of each field of a note, in the order they are written
    known: tuple[int, ...]  # classes of what is known once a note's step and instrument are
    width: int = 512
    hidden: int = 512
    layers: int = 2
    head: int = 256
    bar_hidden: int = 64
    condition: int = 128
    dropout: float = 0.1

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Rebuild a Shape from `asdict` by way of JSON, where tuples become lists."""
        fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
        return cls(**fields)

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return asdict(self)


class Batch(NamedTuple):
    """What a stretch of T notes in B pieces gives the network, and the notes that it is to write.

    `indices` (B, T, F) rows of the input table; `flags` (B, T, flags); `bars` (B, N, bar_features) the fixed
    bars; `bar_at` (B, T) which of the N each step is in; `brief` (B, brief); `text` (B, text);
    `known` (B, T, K) what is known of the note once its step and instrument are; `fields` (B, T, 5) the notes to be
    written.
    """

    indices: Tensor
    flags: Tensor
    bars: Tensor
    bar_at: Tensor
    brief: Tensor
    text: Tensor
    known: Tensor
    fields: Tensor


class NoteLSTM(nn.Module):
    """Plan in, next note out: summed input features, an LSTM, and five heads in a chain."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.table = nn.EmbeddingBag(shape.index_rows, shape.width, mode="sum")
        self.flags = nn.Linear(shape.flags, shape.width, bias=False)
        self.bars = nn.LSTM(shape.bar_features, shape.bar_hidden, batch_first=True, bidirectional=True)
        self.bars_now = nn.Linear(4 * shape.bar_hidden, shape.width, bias=False)
        self.condition = nn.Linear(shape.brief + shape.text, shape.condition)
        self.condition_input = nn.Linear(shape.condition, shape.width)
        self.condition_state = nn.Linear(shape.condition, 2 * shape.layers * shape.hidden)
        self.lstm = nn.LSTM(
            shape.width,
            shape.hidden,
            shape.layers,
            batch_first=True,
            dropout=shape.dropout if shape.layers > 1 else 0,
        )
        self.heads = Heads(shape)
        nn.init.normal_(self.table.weight, std=0.05)

    def conditions(self, batch: Batch) -> Tensor:
        """Return what the Brief and its sentence come to, (B, condition)."""
        return torch.tanh(self.condition(torch.cat([batch.brief, batch.text], dim=-1)))

    def initial_state(self, condition: Tensor) -> State:
        """Return the state that a piece begins with, each (layers, B, hidden)."""
        both = torch.tanh(self.condition_state(condition)).view(-1, 2, self.shape.layers, self.shape.hidden)
        hidden, cell = both.permute(1, 2, 0, 3).contiguous()
        return hidden, cell

    def inputs(self, batch: Batch, condition: Tensor) -> Tensor:
        """Return the LSTM's input at every step, (B, T, width)."""
        rows, steps, features = batch.indices.shape
        summed = self.table(batch.indices.reshape(-1, features)).view(rows, steps, -1)
        return summed + self.flags(batch.flags) + self._fixed_bars(batch) + self.condition_input(condition)[:, None]

    def _fixed_bars(self, batch: Batch) -> Tensor:
        seen, _ = self.bars(batch.bars)  # (B, N, 2 * bar_hidden)
        following = torch.cat([seen[:, 1:], torch.zeros_like(seen[:, :1])], dim=1)
        projected = self.bars_now(torch.cat([seen, following], dim=-1))
        place = batch.bar_at[..., None].expand(-1, -1, projected.shape[-1])
        return projected.gather(1, place)

    def forward(self, batch: Batch, state: State) -> tuple[list[Tensor], State]:
        """Return each field's logits, (B, T, classes), and the state after the last step."""
        condition = self.conditions(batch)
        hidden, state = self.lstm(self.inputs(batch, condition), state)
        hidden = functional.dropout(hidden, self.shape.dropout, self.training)
        return self.heads(hidden, batch.fields, batch.known), state


class Heads(nn.Module):
    """Five small networks in a chain: each field sees the state and the fields before it.

    From the third field (pitch) on they also see what is known of the note by then.
    """

    FIRST_WITH_KNOWN = 2

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        fields = range(len(shape.fields))
        self.hidden = nn.ModuleList(nn.Linear(shape.hidden, shape.head) for _ in fields)
        self.out = nn.ModuleList(nn.Linear(shape.head, size) for size in shape.fields)
        before = [[*shape.fields[:i], *(shape.known if i >= self.FIRST_WITH_KNOWN else ())] for i in fields]
        self.before = nn.ModuleList(nn.ModuleList(nn.Embedding(size, shape.head) for size in sizes) for sizes in before)
        for module in self.before.modules():
            if isinstance(module, nn.Embedding):
                nn.init.normal_(module.weight, std=0.05)

    def forward(self, hidden: Tensor, fields: Tensor, known: Tensor) -> list[Tensor]:
        """Return the logits of every field, given the true fields before it."""
        logits = []
        for i, (project, out, tables) in enumerate(zip(self.hidden, self.out, self.before, strict=True)):
            before = fields[..., :i]
            if i >= self.FIRST_WITH_KNOWN:
                before = torch.cat([before, known], dim=-1)
            inner = project(hidden)
            for k, table in enumerate(cast(nn.ModuleList, tables)):
                inner = inner + table(before[..., k])
            logits.append(out(functional.relu(inner)))
        return logits


FIELD_WEIGHTS = (1.0, 1.0, 1.5, 0.7, 0.3)


def losses(logits: list[Tensor], fields: Tensor, weight: Tensor) -> Tensor:
    """Return the mean cross-entropy of each field over the steps that count, (5,), in nats.

    `weight` (B, T) is 1 where a step counts and 0 where the note was given or is padding.
    """
    total = weight.sum().clamp(min=1)
    each = [
        (
            functional.cross_entropy(field.flatten(0, 1), fields[..., i].flatten(), reduction="none") * weight.flatten()
        ).sum()
        for i, field in enumerate(logits)
    ]
    return torch.stack(each) / total
