"""The network of players: an LSTM that writes one part note by note, told at every step what the others play.

Shapes: T steps of R rows; each row goes through parts, or stretches of them, one after another, and forgets where the
next one begins. Of the parts in a batch there are P, of their bars N. A step's input is the sum of what is told of its
part, its bar, and itself; of its bar also what an LSTM that goes backwards makes of bars to come that stand already, so
that what lies on both sides of a gap is known. It knows tensors, not music: what rows and fields mean is the caller's
affair.
"""

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Self

import torch
from torch import Tensor, nn
from torch.nn import functional

State = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class PlayersShape:
    """Everything that the network's size follows from; stored in each checkpoint."""

    vocabulary: str
    table_rows: int  # of the input: what is told of parts, bars and steps
    known_rows: int  # of the heads: what is known once a note's first field is
    flags: int  # numbers a bar
    facts: int  # numbers a part: what holds for its piece
    text: int  # numbers in a sentence embedding
    fields: tuple[int, ...]  # classes of each field of a note, in the order they are written
    styles: tuple[str, ...]  # what the facts name, in order
    width: int = 256
    hidden: int = 384
    layers: int = 2
    head: int = 192
    dropout: float = 0.1
    later: int = 0  # numbers of a bar to come
    backward: int = 0  # numbers that the LSTM that reads those remembers by; 0: they are not read

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Rebuild a shape from `as_dict` by way of JSON, where tuples become lists."""
        fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
        return cls(**fields)

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return asdict(self)


class PlayersBatch(NamedTuple):
    """What T steps of R rows give the network, and the fields that it is to write.

    `part` (P, _) rows of the input table, `facts` (P, facts), `text` (P, text); `bars` (N, _) rows, `flags` (N, flags),
    `later` (N, bars to come, later), the next one first; `part_of_bar` (N,); `steps` (T, R, _) rows, `bar` (T, R) which
    of the N; `goes_on` (T, R) 0 where a row begins anew, else 1; `known` (T, R, _) rows of what is known; `fields`
    (T, R, fields), of which a step that begins with `stop` has no others.
    """

    part: Tensor
    facts: Tensor
    text: Tensor
    bars: Tensor
    flags: Tensor
    later: Tensor
    part_of_bar: Tensor
    steps: Tensor
    bar: Tensor
    goes_on: Tensor
    known: Tensor
    fields: Tensor


class PlayersLSTM(nn.Module):
    """Summed input rows, LSTM layers, and heads in a chain.

    `precision` is what the layers multiply in: bfloat16 is thrice as fast on processors that have units for it, and
    slower on others.
    """

    def __init__(self, shape: PlayersShape) -> None:
        super().__init__()
        self.shape, self.precision = shape, torch.float32
        self.table = nn.EmbeddingBag(shape.table_rows, shape.width, mode="sum")
        self.flags = nn.Linear(shape.flags, shape.width, bias=False)
        self.facts = nn.Linear(shape.facts, shape.width)
        self.text = nn.Linear(shape.text, shape.width, bias=False)
        # nn.LSTM keeps the weights, under the names that they have everywhere; `layer` runs them, twice as fast.
        self.lstm = nn.LSTM(shape.width, shape.hidden, shape.layers)
        self.heads = Heads(shape)
        nn.init.normal_(self.table.weight, std=0.05)
        with torch.no_grad():  # begins by remembering: what a player did bars ago is much of what he does now
            for i in range(shape.layers):
                getattr(self.lstm, f"bias_ih_l{i}")[shape.hidden : 2 * shape.hidden] = 1
        self.later = Later(shape) if shape.backward else None

    def inputs(self, batch: PlayersBatch) -> Tensor:
        """Return the first layer's input at every step, (T, R, width)."""
        parts = self.table(batch.part) + self.facts(batch.facts) + self.text(batch.text)
        bars = self.table(batch.bars) + self.flags(batch.flags) + parts[batch.part_of_bar]
        if self.later is not None:
            bars = bars + self.later(batch.later)
        steps = self.table(batch.steps.flatten(0, 1)) + bars[batch.bar.flatten()]
        return steps.view(*batch.bar.shape, -1)

    def remember(self, batch: PlayersBatch, state: State) -> tuple[Tensor, State]:
        """Return what the heads see at every step, (T, R, hidden + width), and the state, each (layers, R, hidden).

        That is the last layer's output, and the first one's input: what is told can be taken up as it is.
        """
        told = self.inputs(batch)
        seen, last = told, list[State]()
        for i in range(self.shape.layers):
            weights = [getattr(self.lstm, f"{name}_l{i}") for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
            seen, hidden, cell = layer(seen, (state[0][i], state[1][i]), batch.goes_on, weights, self.precision)
            last.append((hidden, cell))
            seen = functional.dropout(seen, self.shape.dropout, self.training)
        hidden, cell = (torch.stack(part) for part in zip(*last, strict=True))
        return torch.cat([seen, told], dim=-1), (hidden, cell)

    def forward(self, batch: PlayersBatch, state: State) -> tuple[Tensor, State]:
        """Return each field's mean loss, in nats, and the state after the last step.

        The first field's mean is over all steps, the others' over those that write a note.
        """
        seen, state = self.remember(batch, state)
        return self.heads.losses(seen.flatten(0, 1), batch.fields.flatten(0, 1), batch.known.flatten(0, 1)), state

    def initial_state(self, rows: int) -> State:
        """Return the state of rows that have not begun."""
        nothing = self.flags.weight.new_zeros(self.shape.layers, rows, self.shape.hidden)
        return nothing, nothing.clone()


class Later(nn.Module):
    """Bars to come that stand already, read from the farthest to the next: a bidirectional LSTM's backward half."""

    def __init__(self, shape: PlayersShape) -> None:
        super().__init__()
        self.lstm = nn.LSTM(shape.later, shape.backward)
        self.out = nn.Linear(shape.backward, shape.width, bias=False)
        nn.init.zeros_(self.out.weight)  # begins by telling nothing, as where no bar to come stands

    def forward(self, later: Tensor) -> Tensor:
        """Return what is added to each bar's input, (N, width): `later` (N, bars to come, later), whose last number
        says whether the bar stands. Where none does it is 0."""
        _, (hidden, _) = self.lstm(later.flip(1).transpose(0, 1))
        told: Tensor = self.out(hidden[0]) * later[..., -1].amax(1, keepdim=True)
        return told


class Heads(nn.Module):
    """Small networks in a chain: each field is told the LSTM's output, the fields before it, and what is known by then.

    The first field, which is told the LSTM's input too, is the place; its last class means
    that there is no note, and no other field.
    """

    def __init__(self, shape: PlayersShape) -> None:
        super().__init__()
        fields = range(len(shape.fields))
        self.stop, self.head, self.remembered = shape.fields[0] - 1, shape.head, shape.hidden
        sizes = [shape.hidden + shape.width] + [shape.hidden] * (len(fields) - 1)
        self.hidden = nn.ModuleList(nn.Linear(size, shape.head) for size in sizes)
        self.out = nn.ModuleList(nn.Linear(shape.head, size) for size in shape.fields)
        self.known = nn.EmbeddingBag(shape.known_rows, (len(fields) - 1) * shape.head, mode="sum")
        # What each field tells all the fields after it.
        self.before = nn.ModuleList(
            nn.Embedding(size, (len(fields) - 1 - i) * shape.head) for i, size in enumerate(shape.fields[:-1])
        )
        for table in (self.known, *self.before):
            nn.init.normal_(table.weight, std=0.05)

    def losses(self, seen: Tensor, fields: Tensor, known: Tensor) -> Tensor:
        """Return each field's mean loss, (fields,), of n steps: `seen` (n, hidden + width), the others (n, _)."""
        found = [functional.cross_entropy(self.first(seen), fields[:, 0])]
        notes = (fields[:, 0] != self.stop).nonzero().squeeze(1)
        seen, fields = seen[notes], fields[notes]
        logits = self.others(seen, fields, known[notes])
        scale = 1.0 if len(notes) else 0.0  # of no notes the mean is 0, not unknown
        found += [
            functional.cross_entropy(each, fields[:, i], reduction="sum") * scale / max(1, len(notes))
            for i, each in enumerate(logits, start=1)
        ]
        return torch.stack(found)

    def first(self, seen: Tensor) -> Tensor:
        """Return the logits of the first field, (n, classes)."""
        return self.out[0](functional.relu(self.hidden[0](seen)))

    def others(self, seen: Tensor, fields: Tensor, known: Tensor) -> list[Tensor]:
        """Return the logits of the other fields, given the true ones before each."""
        told, remembered = self.known(known), seen[:, : self.remembered]
        logits = []
        for i in range(1, len(self.hidden)):
            told = told + functional.pad(self.before[i - 1](fields[:, i - 1]), ((i - 1) * self.head, 0))
            inner = self.hidden[i](remembered) + told[:, (i - 1) * self.head : i * self.head]
            logits.append(self.out[i](functional.relu(inner)))
        return logits


def layer(
    seen: Tensor, state: State, goes_on: Tensor, weights: list[Tensor], precision: torch.dtype = torch.float32
) -> tuple[Tensor, Tensor, Tensor]:
    """Return an LSTM layer's output (T, R, hidden) and its last hidden and cell state (R, hidden).

    `seen` (T, R, inputs); `weights` as `nn.LSTM` has them; where `goes_on` (T, R) is 0 the state is forgotten before
    the step. No gradient reaches `state`. Products are in `precision`, all else is as `seen` is.
    """
    into, again, *biases = weights
    out, cell = _Layer.apply(seen, *state, goes_on, into, again, biases[0] + biases[1], precision)  # type: ignore[no-untyped-call]
    return out, out[-1].detach(), cell


class _Layer(torch.autograd.Function):
    """An LSTM layer as one operation: the input's product for all steps at once, one product and the gates a step,
    and the weights' gradients in one product at the end. Gates as `nn.LSTM` orders them: in, forget, candidate, out.
    """

    @staticmethod
    def forward(
        ctx: Any,
        seen: Tensor,
        hidden: Tensor,
        cell: Tensor,
        goes_on: Tensor,
        into: Tensor,
        again: Tensor,
        bias: Tensor,
        precision: torch.dtype,
    ) -> tuple[Tensor, Tensor]:
        steps, rows, inputs = seen.shape
        size = hidden.shape[1]
        in_precision = _Products.of(precision, seen)
        gates = in_precision(seen.view(-1, inputs), into.T).add_(bias).view(steps, rows, 4 * size)
        shape = (steps, rows, size)
        before, cells_before, out, shown = (seen.new_empty(shape) for _ in range(4))
        turned, keep = again.T.contiguous().to(in_precision.dtype), goes_on[..., None]
        for t in range(steps):
            torch.mul(hidden, keep[t], out=before[t])
            torch.mul(cell, keep[t], out=cells_before[t])
            now = gates[t].add_(in_precision(before[t], turned))
            now[:, : 2 * size].sigmoid_()
            now[:, 2 * size : 3 * size].tanh_()
            now[:, 3 * size :].sigmoid_()
            enter, forget, candidate, leave = now.chunk(4, dim=1)
            cell = torch.addcmul(enter * candidate, forget, cells_before[t])
            torch.tanh(cell, out=shown[t])
            hidden = torch.mul(leave, shown[t], out=out[t])
        ctx.precision = precision
        ctx.save_for_backward(seen, goes_on, into, again, gates, before, cells_before, shown)
        ctx.mark_non_differentiable(cell)
        return out, cell

    @staticmethod
    def backward(ctx: Any, d_out: Tensor, _: Tensor) -> tuple[Tensor | None, ...]:
        seen, goes_on, into, again, gates, before, cells_before, shown = ctx.saved_tensors
        steps, rows, size = shown.shape
        d_gates, keep, in_precision = torch.empty_like(gates), goes_on[..., None], _Products.of(ctx.precision, seen)
        back = again.to(in_precision.dtype)
        d_hidden, d_cell = (shown.new_zeros(rows, size) for _ in range(2))
        for t in reversed(range(steps)):
            enter, forget, candidate, leave = gates[t].chunk(4, dim=1)
            d_enter, d_forget, d_candidate, d_leave = d_gates[t].chunk(4, dim=1)
            d_hidden += d_out[t]
            torch.mul(d_hidden * shown[t], leave * (1 - leave), out=d_leave)
            d_cell += d_hidden * leave * (1 - shown[t] * shown[t])
            torch.mul(d_cell * candidate, enter * (1 - enter), out=d_enter)
            torch.mul(d_cell * cells_before[t], forget * (1 - forget), out=d_forget)
            torch.mul(d_cell * enter, 1 - candidate * candidate, out=d_candidate)
            d_hidden = in_precision(d_gates[t], back).mul_(keep[t])
            d_cell.mul_(forget).mul_(keep[t])
        flat = d_gates.view(-1, 4 * size)
        d_seen = in_precision(flat, into).view(seen.shape)
        d_into = in_precision(flat.T, seen.view(-1, seen.shape[2]))
        d_again = in_precision(flat.T, before.view(-1, size))
        return d_seen, None, None, None, d_into, d_again, flat.sum(0), None


@dataclass(frozen=True)
class _Products:
    """Matrix products in one precision, given and taken in another."""

    dtype: torch.dtype
    outer: torch.dtype

    @classmethod
    def of(cls, precision: torch.dtype, seen: Tensor) -> Self:
        """Return products in bfloat16 if that is wanted, else in what `seen` is in."""
        return cls(precision if precision == torch.bfloat16 else seen.dtype, seen.dtype)

    def __call__(self, a: Tensor, b: Tensor) -> Tensor:
        return torch.mm(a.to(self.dtype), b.to(self.dtype)).to(self.outer)
