"""The harmony network's step in plain numpy, without torch: several pieces side by side, one chord each.

Double precision, so that a chord drawn on one machine is the chord drawn on another. Equal to `HarmonyLSTM`
to 1e-4, which a test holds it to.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.errors import BadInput, MissingPart

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
        self._table = weights["table.weight"] @ into
        self._style = weights["style.weight"].T @ into
        self._bias = weights["lstm.bias_ih_l0"] + weights["lstm.bias_hh_l0"] + weights["style.bias"] @ into
        self._again = weights["lstm.weight_hh_l0"].T.copy()
        self._out, self._out_bias = weights["out.weight"].T.copy(), weights["out.bias"]

    def begin(self, style: Floats) -> HarmonyState:
        """Return the state of R pieces that begin, of these styles, shape (R, style)."""
        nothing = np.zeros((len(style), self._again.shape[0]))
        return HarmonyState(style @ self._style + self._bias, nothing, nothing)

    def step(self, state: HarmonyState, indices: Ints) -> tuple[Floats, HarmonyState]:
        """Take in the input rows (R, F) of the next half bar; return its chord's logits, (R, words), and the state."""
        gates = self._table[indices].sum(axis=1) + state.condition + state.hidden @ self._again
        # Input, forget, cell and output gate, in the order that the training network keeps them.
        i, f, g, o = np.split(gates, 4, axis=1)
        cell = _sigmoid(f) * state.cell + _sigmoid(i) * np.tanh(g)
        hidden = _sigmoid(o) * np.tanh(cell)
        return hidden @ self._out + self._out_bias, HarmonyState(state.condition, hidden, cell)


def _sigmoid(x: Floats) -> Floats:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * x)))


def read_harmony(path: Path, *, index_rows: int, words: int) -> tuple[Weights, dict[str, Any]]:
    """Return the weights and what is known about their training.

    Raises MissingPart if there is no file, BadInput if it is truncated or of another make.
    """
    from safetensors import SafetensorError, safe_open

    if not path.is_file():
        raise MissingPart(f"There is no harmony network at {path}: plans use the table of progressions.")
    try:
        with safe_open(path, framework="numpy") as file:
            weights = {name: file.get_tensor(name).astype(np.float64) for name in file.keys()}  # noqa: SIM118
            about = json.loads((file.metadata() or {})["about"])
        sizes = weights["table.weight"].shape[0], weights["out.bias"].shape[0]
    except (SafetensorError, KeyError, ValueError) as error:
        raise BadInput(f"{path} is not a whole harmony network; copy or train it again.") from error
    if sizes != (index_rows, words):
        raise BadInput(f"{path} was trained for other chords or features than this app has; train it again.")
    return weights, about


def write_harmony_weights(weights: dict[str, npt.NDArray[Any]], path: Path, *, about: dict[str, Any]) -> None:
    """Write weights at half precision, whole or not at all."""
    from safetensors.numpy import save

    halves = {name: np.ascontiguousarray(value.astype(np.float16)) for name, value in weights.items()}
    beside = path.with_suffix(".tmp")
    beside.write_bytes(save(halves, metadata={"about": json.dumps(about)}))
    beside.replace(path)
