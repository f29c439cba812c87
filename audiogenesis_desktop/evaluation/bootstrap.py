"""How sure a mean over pieces is."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

NAN = float("nan")


class Figure(NamedTuple):
    """A mean over `pieces` pieces, its 95 % bootstrap interval, and the standard deviation between pieces."""

    mean: float
    low: float
    high: float
    spread: float
    pieces: int


def figure(values: Sequence[float] | npt.NDArray[np.float64], *, resamples: int = 1000) -> Figure:
    """Return the figure of some values; NaN are left out, and without any value all is NaN.

    The interval is the percentile bootstrap's (Efron 1979), drawn alike each time.
    """
    known = np.asarray(values, dtype=np.float64)
    known = known[~np.isnan(known)]
    if not len(known):
        return Figure(NAN, NAN, NAN, NAN, 0)
    random = np.random.default_rng(0)
    means = random.choice(known, size=(resamples, len(known))).mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return Figure(float(known.mean()), float(low), float(high), float(known.std()), len(known))
