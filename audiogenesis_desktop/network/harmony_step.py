"""The harmony network's step in plain numpy, without torch: several pieces side by side, one chord each.

Double precision, so that a chord drawn on one machine is the chord drawn on another. Equal to `HarmonyLSTM`
to 1e-4, which a test holds it to.
"""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.network.checkpoint import read_weights

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Weights = dict[str, Floats]


class HarmonyState(NamedTuple):
    """What R pieces have behind them: `condition` by their style, `hidden` and `cell`, each a row a piece."""

    condition: Floats
    hidden: Floats
    cell: Floats


class HarmonyStepper:
    """Holds the weights in the form that they are multiplied in; states are the caller's."""

    def __init__(self, weights: Weights) -> None:
        into = weights["lstm.weight_ih_l0"].T
        bias = weights["lstm.bias_ih_l0"] + weights["lstm.bias_hh_l0"] + weights["style.bias"] @ into
        self._table = _for_one_tanh(weights["table.weight"] @ into)
        self._style = _for_one_tanh(weights["style.weight"].T @ into)
        self._bias, self._again = _for_one_tanh(bias), _for_one_tanh(weights["lstm.weight_hh_l0"].T)
        self._out, self._out_bias = weights["out.weight"].T.copy(), weights["out.bias"]

    def begin(self, style: Floats) -> HarmonyState:
        """Return the state of R pieces that begin, of these styles, shape (R, style)."""
        nothing = np.zeros((len(style), self._again.shape[0]))
        return HarmonyState(style @ self._style + self._bias, nothing, nothing)

    def step(self, state: HarmonyState, indices: Ints) -> tuple[Floats, HarmonyState]:
        """Take in the input rows (R, F) of the next half bar; return its chord's logits, (R, words), and the state."""
        # What all pieces see alike is looked up once.
        is_shared = (indices == indices[0]).all(axis=0)
        gates = self._table[indices[:, ~is_shared]].sum(axis=1)
        gates += self._table[indices[0, is_shared]].sum(axis=0)
        gates += state.condition
        gates += state.hidden @ self._again
        np.tanh(gates, out=gates)
        size = state.hidden.shape[1]
        opened = 0.5 * (1 + gates[:, size:])  # the sigmoids of forget, output and input gate
        forget, output, take_in = opened[:, :size], opened[:, size : 2 * size], opened[:, 2 * size :]
        cell = forget * state.cell + take_in * gates[:, :size]
        hidden = output * np.tanh(cell)
        return hidden @ self._out + self._out_bias, HarmonyState(state.condition, hidden, cell)


def _for_one_tanh(gates: Floats) -> Floats:
    """Return input, forget, cell and output gates, side by side, as cell, forget, output and input, (..., 4 * hidden).

    All but the cell's are halved, as sigmoid(x) is (1 + tanh(x / 2)) / 2.
    """
    i, f, g, o = np.split(gates, 4, axis=-1)
    return np.ascontiguousarray(np.concatenate([g, 0.5 * f, 0.5 * o, 0.5 * i], axis=-1))


def read_harmony(path: Path, *, index_rows: int, words: int) -> tuple[Weights, dict[str, Any]]:
    """Return the weights and what is known about their training.

    Raises MissingPart if there is no file, BadInput if it is truncated or of another make.
    """
    broken = f"{path} is not a whole harmony network; copy or train it again."
    weights, about = read_weights(
        path, absent=f"There is no harmony network at {path}: plans use the table of progressions.", broken=broken
    )
    if not {"table.weight", "out.bias"} <= set(weights):
        raise BadInput(broken)
    if (weights["table.weight"].shape[0], weights["out.bias"].shape[0]) != (index_rows, words):
        raise BadInput(f"{path} was trained for other chords or features than this app has; train it again.")
    return {name: weight.astype(np.float64) for name, weight in weights.items()}, about["about"]
