"""The harmony network: a small LSTM that writes one chord a half bar. It knows indices, not chords."""

from dataclasses import asdict, dataclass

from torch import Tensor, nn

State = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class HarmonyShape:
    """What the network's size follows from; stored in its file."""

    index_rows: int  # rows of the input table: all index features together
    style: int  # numbers that tell the style
    words: int  # chords to choose from
    width: int = 96
    hidden: int = 128

    def as_dict(self) -> dict[str, int]:
        """Return the fields for JSON."""
        return asdict(self)


class HarmonyLSTM(nn.Module):
    """Embeds what is known before a chord, remembers by an LSTM, and answers with logits over the words."""

    def __init__(self, shape: HarmonyShape, *, dropout: float = 0.25) -> None:
        super().__init__()
        self.shape = shape
        self.table = nn.Embedding(shape.index_rows, shape.width)
        self.style = nn.Linear(shape.style, shape.width)
        self.lstm = nn.LSTM(shape.width, shape.hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.out = nn.Linear(shape.hidden, shape.words)
        nn.init.normal_(self.table.weight, std=0.1)

    def forward(self, indices: Tensor, style: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Return logits (B, T, words) and the state, for `indices` (B, T, F) and `style` (B, style)."""
        inputs = self.table(indices).sum(dim=2) + self.style(style)[:, None]
        hidden, state = self.lstm(self.dropout(inputs), state)
        return self.out(self.dropout(hidden)), state
