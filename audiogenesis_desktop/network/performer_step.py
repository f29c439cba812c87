"""The performer's network in plain numpy, without torch: all bars side by side, moment by moment.

Equal to `PerformerLSTM` to 1e-4, which a test holds it to.
"""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.network.cell import Numbers, cell_step
from audiogenesis_desktop.network.checkpoint import read_weights

Floats = npt.NDArray[np.float32]
Weights = dict[str, Floats]


class PerformerStepper:
    """Holds the weights in the form that they are multiplied in."""

    def __init__(self, weights: Weights, *, drums: int, offsets: int) -> None:
        """Take a file's weights; `offsets` of the classes of each drum are of how late it is."""
        self._into = np.ascontiguousarray(weights["lstm.weight_ih_l0"].T)
        self._again = np.ascontiguousarray(weights["lstm.weight_hh_l0"].T)
        self._bias = weights["lstm.bias_ih_l0"] + weights["lstm.bias_hh_l0"]
        self._out = weights["out.weight"].reshape(drums, -1, self._again.shape[0])
        self._out_bias = weights["out.bias"].reshape(drums, -1)
        self._offsets = offsets

    def run(self, told: Floats) -> Floats:
        """Return what is remembered at each moment, (R, T, hidden), of `told` (R, T, features)."""
        rows, steps, _ = told.shape
        size = self._again.shape[0]
        gates_told = told.reshape(rows * steps, -1) @ self._into + self._bias
        gates_told = gates_told.reshape(rows, steps, -1)
        hidden: Numbers = np.zeros((rows, size), np.float32)
        cell = hidden
        seen = np.empty((rows, steps, size), np.float32)
        for step in range(steps):
            hidden, cell = cell_step(gates_told[:, step] + hidden @ self._again, cell)
            seen[:, step] = hidden
        return seen

    def shares(self, seen: Floats, drums: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Return how likely each class is, of offsets and of velocities, for hits of drums; `seen` (n, hidden)."""
        answer = np.empty((len(seen), self._out.shape[1]), np.float32)
        for drum in np.unique(drums):
            own = drums == drum
            answer[own] = seen[own] @ self._out[drum].T + self._out_bias[drum]
        return _softmax(answer[:, : self._offsets]), _softmax(answer[:, self._offsets :])


def _softmax(logits: Floats) -> Floats:
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def read_performer(path: Path, *, features: int, classes: int) -> tuple[Weights, dict[str, Any]]:
    """Return the weights, with what else the file holds in numbers, and what is known about their training.

    `classes` are those of all drums. Raises MissingPart if there is no file, BadInput if it is truncated or of another
    make.
    """
    broken = f"{path} is not a whole performer; copy or train it again."
    weights, about = read_weights(
        path, absent=f"There is no performer at {path}: drums are played by rule.", broken=broken
    )
    if not {"lstm.weight_ih_l0", "out.bias"} <= set(weights):
        raise BadInput(broken)
    if (weights["lstm.weight_ih_l0"].shape[1], weights["out.bias"].shape[0]) != (features, classes):
        raise BadInput(f"{path} was trained for other drums or features than this app has; train it again.")
    return {name: weight.astype(np.float32) for name, weight in weights.items()}, about["about"]
