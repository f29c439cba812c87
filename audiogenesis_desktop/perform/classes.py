"""The classes that a drummer answers with: how far a hit is off what is usual, and numbers drawn of them.

Odds of classes hold what a mean and a spread cannot, such as ghosts and strokes side by side. They are counted from a
hand's own middle and in its own spreads, of time and of loudness.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Classes:
    """The classes of a number: from each of `edges` to the next."""

    edges: Floats

    @property
    def count(self) -> int:
        """Return how many there are."""
        return len(self.edges) - 1

    def of(self, values: npt.ArrayLike) -> Ints:
        """Return the class of each value; what lies outside is of the first or the last."""
        found = np.searchsorted(self.edges, np.asarray(values, np.float64), side="right") - 1
        return np.asarray(np.clip(found, 0, self.count - 1), np.int64)

    def drawn(self, odds: npt.ArrayLike, share: Floats) -> Floats:
        """Return the value below which each `share`, 0 to 1, of its row of odds, (n, count), lies."""
        below = np.cumsum(np.asarray(odds, np.float64), axis=1)
        share = share * below[:, -1]
        found = np.minimum((below < share[:, None]).sum(axis=1), self.count - 1)
        rows = np.arange(len(found))
        before = np.where(found, below[rows, found - 1], 0.0)
        part = (share - before) / np.maximum(1e-12, below[rows, found] - before)
        return np.asarray(self.edges[found] + part * (self.edges[found + 1] - self.edges[found]))

    def share(self, odds: npt.ArrayLike, values: Floats) -> Floats:
        """Return which share of each row of odds lies below its value; `drawn` undone."""
        odds, found = np.asarray(odds, np.float64), self.of(values)
        rows = np.arange(len(found))
        part = (values - self.edges[found]) / (self.edges[found + 1] - self.edges[found])
        return np.asarray(np.cumsum(odds, axis=1)[rows, found] - odds[rows, found] * (1 - np.clip(part, 0, 1)))


STEPS = Classes(np.append(-5.0, np.append(np.arange(-3.0, 3.01, 0.2), 5.0)))
"""Of both kinds."""
MIDDLES = (STEPS.edges[1:] + STEPS.edges[:-1]) / 2
COUNT = 2 * STEPS.count
