"""The fast step: the network of `lstm.py` one note at a time, without torch.

Whatever does not change from note to note is multiplied out beforehand: the input table already holds what
the first LSTM layer makes of each row, and each bar what its flags, its fixed notes and the condition come to,
so a step's input is a sum of rows. The LSTM itself is `step_graph.py`'s; the heads' last, small layers are
numpy's, because each field is drawn before the next is asked. Equal to `NoteLSTM` to 1e-4 at full precision,
and within 1 % of its loss at eight bits: tests hold it to both.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.network.step_graph import Floats, Precision, Weights, lstm_bias, step_session

Ints = npt.NDArray[np.int64]


class Stepper:
    """Holds the weights in the form that it multiplies by, and the state of one piece in R rows.

    For each note call `advance`, then field by field `logits` and `tell`; what else is known of the note is told by
    `tell_known` once its step and instrument are drawn.
    """

    def __init__(self, weights: Weights, shape: dict[str, Any], *, precision: Precision = "int8") -> None:
        self._w = weights
        self._layers, self._hidden, self._head = int(shape["layers"]), int(shape["hidden"]), int(shape["head"])
        self._session = step_session(weights, shape, precision)
        self._into = _turned(weights["lstm.weight_ih_l0"])  # (width, 4 * hidden)
        self._table = weights["table.weight"] @ self._into
        self._flags = _turned(weights["flags.weight"]) @ self._into
        fields = len(shape["fields"])
        self._out = [(weights[f"heads.out.{i}.weight"], weights[f"heads.out.{i}.bias"]) for i in range(fields)]
        self._fields_known = [_added_by(weights, field, range(field + 1, fields)) for field in range(fields)]
        with_known = [i for i in range(fields) if f"heads.before.{i}.{i}.weight" in weights]
        self._known = [_added_by(weights, j, with_known, after_fields=True) for j in range(len(shape["known"]))]
        self._known_from = with_known[0] * self._head
        self._shares = np.ones(1, dtype=np.float32)
        self._bars: Floats = np.zeros((1, 1, 4 * self._hidden), dtype=np.float32)
        self._state: dict[str, Floats] = {}
        self._inner: Floats = np.zeros((1, fields * self._head), dtype=np.float32)

    def begin(self, brief: Floats, text: Floats, bars: Floats, flags: Floats, *, shares: Floats) -> None:
        """Begin a piece in R rows.

        `brief` (R, brief) and `text` (R, text) tell the rows apart; `bars` (N, bar_features) fixed bars and
        `flags` (N, flags) are bar by bar. `shares` (R,), which sum to 1, say how the rows' logits are mixed.
        """
        w = self._w
        joined = np.concatenate([brief, text], axis=1)
        condition = np.tanh(joined @ w["condition.weight"].T + w["condition.bias"])
        conditioned = condition @ w["condition_input.weight"].T + w["condition_input.bias"]
        constant = conditioned @ self._into + lstm_bias(w, 0)
        self._bars = (self._fixed_bars(bars) + flags @ self._flags)[:, None] + constant  # (N, R, 4 * hidden)
        both = np.tanh(condition @ w["condition_state.weight"].T + w["condition_state.bias"])
        both = both.reshape(len(brief), 2, self._layers, self._hidden).astype(np.float32)
        self._state = {
            f"{part}_{i}": both[:, j, i].copy()
            for i in range(self._layers)
            for j, part in enumerate(("hidden", "cell"))
        }
        self._shares = np.asarray(shares, dtype=np.float32)

    def _fixed_bars(self, bars: Floats) -> Floats:
        forward = self._bar_lstm(bars, "")
        backward = self._bar_lstm(bars[::-1], "_reverse")[::-1]
        seen = np.concatenate([forward, backward], axis=1)
        following = np.concatenate([seen[1:], np.zeros_like(seen[:1])])
        joined = np.concatenate([seen, following], axis=1)
        projected: Floats = joined @ self._w["bars_now.weight"].T @ self._into
        return projected

    def _bar_lstm(self, bars: Floats, suffix: str) -> Floats:
        w = self._w
        into, again = w[f"bars.weight_ih_l0{suffix}"].T, w[f"bars.weight_hh_l0{suffix}"].T
        bias = w[f"bars.bias_ih_l0{suffix}"] + w[f"bars.bias_hh_l0{suffix}"]
        hidden = np.zeros((1, again.shape[0]), dtype=np.float32)
        cell, out = hidden, []
        for row in bars @ into + bias:
            hidden, cell = _cell(row[None] + hidden @ again, cell)
            out.append(hidden[0])
        return np.stack(out)

    def advance(self, indices: Ints, bar: int) -> None:
        """Take in the note before: `indices` (F,) input rows, `bar` the bar it is in."""
        gates = self._bars[bar] + self._table.take(indices, axis=0).sum(axis=0)
        self._inner, *state = self._session.run(None, {"gates": gates, **self._state})
        self._state = dict(zip(self._state, state, strict=True))

    def logits(self, field: int) -> Floats:
        """Return one field's logits, (classes,), the rows mixed; every field before it has been told."""
        inner = np.maximum(self._inner[:, field * self._head : (field + 1) * self._head], 0)
        weight, bias = self._out[field]
        return weight @ (self._shares @ inner) + bias  # the last layer is linear, so it may come after the mixing

    def tell(self, field: int, value: int) -> None:
        """Let the fields after `field` know which class was drawn for it."""
        if field + 1 < len(self._out):
            self._inner[:, (field + 1) * self._head :] += self._fields_known[field][value]

    def tell_known(self, known: Sequence[int]) -> None:
        """Let the fields from pitch on know what is known of the note by then, (K,)."""
        for table, value in zip(self._known, known, strict=True):
            self._inner[:, self._known_from :] += table[value]


def _added_by(weights: Weights, known: int, heads: Any, *, after_fields: bool = False) -> Floats:
    """Return what one thing known adds to each of these heads, side by side, (values, len(heads) * head)."""
    columns = [weights[f"heads.before.{i}.{known + i * after_fields}.weight"] for i in heads]
    return np.concatenate(columns, axis=1) if columns else np.zeros((0, 0), dtype=np.float32)


def _turned(weight: Floats) -> Floats:
    return np.ascontiguousarray(weight.T)


def _cell(gates: Floats, cell: Floats) -> tuple[Floats, Floats]:
    """Return the new hidden and cell state; gates as torch orders them: in, forget, candidate, out."""
    n = cell.shape[-1]
    opened = 0.5 * np.tanh(0.5 * gates) + 0.5  # the logistic function without overflow
    cell = opened[:, n : 2 * n] * cell + opened[:, :n] * np.tanh(gates[:, 2 * n : 3 * n])
    return opened[:, 3 * n :] * np.tanh(cell), cell
