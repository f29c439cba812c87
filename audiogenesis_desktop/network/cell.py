"""One step of an LSTM cell in numpy, gates as torch orders them: in, forget, candidate, out."""

from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.floating[Any]]


def cell_step(gates: Numbers, cell: Numbers) -> tuple[Numbers, Numbers]:
    """Return hidden state and cell, (..., size) each, after a step from `cell`; `gates` (..., 4 * size)."""
    size = cell.shape[-1]
    opened = 0.5 * (1 + np.tanh(0.5 * gates))  # all sigmoids at once
    take_in, forget, output = opened[..., :size], opened[..., size : 2 * size], opened[..., 3 * size :]
    cell = forget * cell + take_in * np.tanh(gates[..., 2 * size : 3 * size])
    return output * np.tanh(cell), cell
