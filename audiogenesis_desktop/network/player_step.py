"""The fast step of the players' network, one note of one part at a time, without torch.

What does not change from note to note is summed once: what parts and bars come to. The LSTM is `step_graph.py`'s; the
heads' last, small layers are numpy's, because each field is drawn before the next is asked. Equal to `PlayersLSTM` to
1e-4 at full precision.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.network.cell import Numbers, cell_step
from audiogenesis_desktop.network.step_graph import Floats, Precision, Weights, step_session

Ints = npt.NDArray[np.int64]
State = tuple[Floats, ...]  # hidden and cell of each layer, (1, hidden); whoever plays keeps a state


class PlayerStepper:
    """Holds the weights in the form that it multiplies by; the players' states are the caller's.

    For each note call `advance`, then field by field `logits` and `tell`; what is known of the note once its place is
    drawn is told by `tell_known`.
    """

    def __init__(self, weights: Weights, shape: dict[str, Any], *, precision: Precision = "int8") -> None:
        """Take a checkpoint's weights and shape."""
        self._layers, self._hidden, self._head = int(shape["layers"]), int(shape["hidden"]), int(shape["head"])
        self._fields = len(shape["fields"])
        self._session = step_session(weights, shape, precision)
        self._w, self._table = weights, weights["table.weight"]
        self._flags = np.ascontiguousarray(weights["flags.weight"].T)
        self._backward = Backward(weights) if "later.out.weight" in weights else None
        self._out = [(weights[f"heads.out.{i}.weight"], weights[f"heads.out.{i}.bias"]) for i in range(self._fields)]
        self._before = [weights[f"heads.before.{i}.weight"] for i in range(self._fields - 1)]
        self._known = weights["heads.known.weight"]
        self._names = [f"{kind}_{i}" for i in range(self._layers) for kind in ("hidden", "cell")]
        self._inner: Floats = np.zeros((1, self._fields * self._head), dtype=np.float32)

    def initial_state(self) -> State:
        """Return the state of a player who has not begun."""
        return tuple(np.zeros((1, self._hidden), dtype=np.float32) for _ in self._names)

    def part(self, rows: Ints, facts: Floats, text: Floats) -> Floats:
        """Return what holds for a part: `rows` (P,) of the table, `facts` (facts,) and `text` of its piece."""
        w = self._w
        told: Floats = w["facts.weight"] @ facts + w["facts.bias"] + w["text.weight"] @ text + self._summed(rows)
        return told

    def bar(self, part: Floats, rows: Ints, flags: Floats, later: Floats | None = None) -> Floats:
        """Return what holds for a bar of a part: `rows` (B,) of the table and `flags` beside what `part` returned, and
        `later` (bars to come, later), of which the last number says whether the bar stands; None where none does."""
        told: Floats = part + self._summed(rows) + flags @ self._flags
        if self._backward is not None and later is not None and later[:, -1].any():
            told = told + self._backward(later)
        return told

    def advance(self, bar: Floats, rows: Ints, state: State) -> State:
        """Take a step, told `rows` (S,) in a bar, from a state; return the new one."""
        told = (bar + self._summed(rows))[None]
        self._inner, *new = self._session.run(None, {"told": told, **dict(zip(self._names, state, strict=True))})
        return tuple(new)

    def _summed(self, rows: Ints) -> Floats:
        return self._table.take(rows, axis=0).sum(axis=0)

    def logits(self, field: int) -> Floats:
        """Return a field's logits, (classes,); every field before it has been told."""
        inner = np.maximum(self._inner[0, field * self._head : (field + 1) * self._head], 0)
        weight, bias = self._out[field]
        return weight @ inner + bias

    def tell(self, field: int, value: int) -> None:
        """Let the fields after `field` know which class was drawn for it."""
        if field + 1 < self._fields:
            self._inner[0, (field + 1) * self._head :] += self._before[field][value]

    def tell_known(self, rows: Sequence[int] | Ints) -> None:
        """Let the fields after the place know what is known of the note, `rows` (K,) of its table."""
        self._inner[0, self._head :] += self._known.take(rows, axis=0).sum(axis=0)


class Backward:
    """The LSTM that reads bars to come, as `players.Later` does."""

    def __init__(self, weights: Weights) -> None:
        """Take a checkpoint's weights."""
        self._into = np.ascontiguousarray(weights["later.lstm.weight_ih_l0"].T)
        self._again = np.ascontiguousarray(weights["later.lstm.weight_hh_l0"].T)
        self._bias = weights["later.lstm.bias_ih_l0"] + weights["later.lstm.bias_hh_l0"]
        self._out = weights["later.out.weight"]

    def __call__(self, later: Floats) -> Floats:
        """Return what bars to come, (bars, later), add to the bar's input, (width,)."""
        hidden: Numbers = np.zeros(len(self._again), dtype=np.float32)
        cell = hidden
        for inputs in later[::-1] @ self._into + self._bias:
            hidden, cell = cell_step(inputs + hidden @ self._again, cell)
        return np.asarray(self._out @ hidden, dtype=np.float32)
