"""The fast step: the network of `lstm.py` in plain numpy, one note at a time, without torch.

Whatever does not change from note to note is multiplied out beforehand: the input table already holds what
the first LSTM layer makes of each row, so a step's input is a sum of rows. Several rows (the conditioned and
the unconditioned one of guidance, say) share the weights, so a second row costs little. Equal to `NoteLSTM`
to 1e-4, which a test holds it to.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Weights = dict[str, Floats]
State = tuple[list[Floats], list[Floats]]


class Stepper:
    """Holds the weights in the form that it multiplies by, and the state of one piece in R rows."""

    def __init__(self, weights: Weights, shape: dict[str, Any]) -> None:
        self._w = weights
        self._layers, self._hidden = int(shape["layers"]), int(shape["hidden"])
        self._fields, self._head = list(shape["fields"]), int(shape["head"])
        into = _turned(weights["lstm.weight_ih_l0"])  # (width, 4 * hidden)
        self._into = into
        self._table = weights["table.weight"] @ into
        self._flags = _turned(weights["flags.weight"]) @ into
        self._upper = [weights[f"lstm.weight_ih_l{i}"] for i in range(1, self._layers)]
        self._recurrent = [weights[f"lstm.weight_hh_l{i}"] for i in range(self._layers)]
        self._bias = [weights[f"lstm.bias_ih_l{i}"] + weights[f"lstm.bias_hh_l{i}"] for i in range(self._layers)]
        fields = range(len(self._fields))
        self._to_heads = np.concatenate([weights[f"heads.hidden.{i}.weight"] for i in fields])
        self._heads_bias = np.concatenate([weights[f"heads.hidden.{i}.bias"] for i in fields])
        self._out = [(weights[f"heads.out.{i}.weight"], weights[f"heads.out.{i}.bias"]) for i in fields]
        self._known = [_numbered(weights, f"heads.before.{i}") for i in fields]
        self._constant = np.zeros((1, 4 * self._hidden), dtype=np.float32)
        self._bars = np.zeros((1, 1, 4 * self._hidden), dtype=np.float32)
        self._state: State = ([], [])
        self._inner = np.zeros((1, 1), dtype=np.float32)

    def begin(self, brief: Floats, text: Floats, bars: Floats) -> None:
        """Begin a piece in R rows: `brief` (R, brief), `text` (R, text), `bars` (N, bar_features) fixed bars."""
        w = self._w
        joined = np.concatenate([brief, text], axis=1)
        condition = np.tanh(joined @ w["condition.weight"].T + w["condition.bias"])
        told = condition @ w["condition_input.weight"].T + w["condition_input.bias"]
        self._constant = told @ self._into + self._bias[0]
        both = np.tanh(condition @ w["condition_state.weight"].T + w["condition_state.bias"])
        both = both.reshape(len(brief), 2, self._layers, self._hidden).astype(np.float32)
        self._state = (
            [both[:, 0, i].copy() for i in range(self._layers)],
            [both[:, 1, i].copy() for i in range(self._layers)],
        )
        self._bars = self._fixed_bars(bars)

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

    def advance(self, indices: Ints, flags: Floats, bar: int) -> None:
        """Take in the note before: `indices` (F,) input rows, `flags` (flags,), `bar` the fixed bar it is in."""
        gates = self._table[indices].sum(axis=0) + flags @ self._flags + self._bars[bar] + self._constant
        hidden, cell = self._state
        for i in range(self._layers):
            if i:
                gates = _each(self._upper[i - 1], hidden[i - 1]) + self._bias[i]
            gates = gates + _each(self._recurrent[i], hidden[i])
            hidden[i], cell[i] = _cell(gates, cell[i])
        self._inner = _each(self._to_heads, hidden[-1]) + self._heads_bias

    def logits(self, field: int, known: Ints) -> Floats:
        """Return one field's logits, (R, classes), given the fields before it and, if it sees them, the onset's."""
        inner = self._inner[:, field * self._head : (field + 1) * self._head]
        for table, value in zip(self._known[field], known, strict=True):
            inner = inner + table[value]
        weight, bias = self._out[field]
        return _each(weight, np.maximum(inner, 0)) + bias


def _each(weight: Floats, rows: Floats) -> Floats:
    """Return `rows @ weight.T`, row by row.

    For so few rows BLAS's matrix product spends its time repacking the weights (measured at three of
    384 x 1536, two rows: 1,890 us against 460).
    """
    return np.stack([weight @ row for row in rows])


def _turned(weight: Floats) -> Floats:
    return np.ascontiguousarray(weight.T)


def _numbered(weights: Weights, prefix: str) -> list[Floats]:
    tables: list[Floats] = []
    while (name := f"{prefix}.{len(tables)}.weight") in weights:
        tables.append(weights[name])
    return tables


def _cell(gates: Floats, cell: Floats) -> tuple[Floats, Floats]:
    """Return the new hidden and cell state; gates as torch orders them: in, forget, candidate, out."""
    n = cell.shape[-1]
    opened = 0.5 * np.tanh(0.5 * gates) + 0.5  # the logistic function without overflow
    cell = opened[:, n : 2 * n] * cell + opened[:, :n] * np.tanh(gates[:, 2 * n : 3 * n])
    return opened[:, 3 * n :] * np.tanh(cell), cell
