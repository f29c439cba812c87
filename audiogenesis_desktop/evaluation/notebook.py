"""The network of the AudioGenesis notebook, fed with our data: what the design is to be better than."""

import torch
from torch import Tensor, nn

from audiogenesis_desktop.compose.features import INDEX_SIZES
from audiogenesis_desktop.network.lstm import Batch, Shape, State

NOTES_SEEN, HIDDEN = 25, 128
_FIELDS = 5
_NONE = torch.tensor(INDEX_SIZES[:_FIELDS]).cumsum(0) - 1


class NotebookLSTM(nn.Module):
    """One LSTM of 128 over the last 25 notes and a dense head a field, told nothing else.

    The notebook reads three numbers a note and writes pitch, step and duration. So that its loss can be compared,
    this one reads and writes our classes of all five fields, which is kinder to it. While learning it reads
    stretches of 25 notes and answers after each note, not after the last alone: 25 times as much for the effort.
    Measured, it always sees 25 notes. Called as `network.lstm.NoteLSTM`.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.table = nn.EmbeddingBag(sum(INDEX_SIZES[:_FIELDS]), HIDDEN, mode="sum")
        self.lstm = nn.LSTM(HIDDEN, HIDDEN, batch_first=True)
        self.heads = nn.ModuleList(nn.Linear(HIDDEN, size) for size in shape.fields)

    def conditions(self, batch: Batch) -> Tensor:
        """Return nothing but how many rows there are, (B, 1)."""
        return torch.zeros(len(batch.brief), 1)

    def initial_state(self, condition: Tensor) -> State:
        """Return the notes before a piece's first: none, (24, B, 5); and nothing, as a state has two parts."""
        return _NONE.expand(NOTES_SEEN - 1, len(condition), _FIELDS), torch.zeros(1, len(condition), 1)

    def forward(self, batch: Batch, state: State) -> tuple[list[Tensor], State]:
        """Return each field's logits, (B, T, classes), and the last notes."""
        notes = torch.cat([state[0].transpose(0, 1), batch.indices[..., :_FIELDS]], dim=1)
        hidden = self._by_stretches(notes) if self.training else self._by_windows(notes)
        return [head(hidden) for head in self.heads], (notes[:, 1 - NOTES_SEEN :].transpose(0, 1), state[1])

    def _read(self, notes: Tensor) -> Tensor:
        rows, steps, _ = notes.shape
        summed = self.table(notes.reshape(-1, _FIELDS)).view(rows, steps, HIDDEN)
        hidden: Tensor = self.lstm(summed)[0]
        return hidden

    def _by_stretches(self, notes: Tensor) -> Tensor:
        rows, length, _ = notes.shape
        filling = _NONE.expand(rows, -length % NOTES_SEEN, _FIELDS)
        stretches = torch.cat([notes, filling], dim=1).reshape(-1, NOTES_SEEN, _FIELDS)
        return self._read(stretches).reshape(rows, -1, HIDDEN)[:, NOTES_SEEN - 1 : length]

    def _by_windows(self, notes: Tensor) -> Tensor:
        windows = notes.unfold(1, NOTES_SEEN, 1).transpose(2, 3)  # (B, T, 25, 5)
        hidden = self._read(windows.reshape(-1, NOTES_SEEN, _FIELDS))[:, -1]
        return hidden.view(*windows.shape[:2], HIDDEN)
