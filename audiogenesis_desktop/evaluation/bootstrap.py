"""How sure a mean over pieces is."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

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


def figure(
    values: Sequence[float] | npt.NDArray[Any], *, of: Literal["mean", "median"] = "mean", resamples: int = 1000
) -> Figure:
    """Return the figure of some values, by their mean or median; NaN are left out, without any value all is NaN.

    The interval is the percentile bootstrap's (Efron 1979), drawn alike each time.
    """
    known = np.asarray(values, dtype=np.float64)
    known = known[~np.isnan(known)]
    if not len(known):
        return Figure(NAN, NAN, NAN, NAN, 0)
    random = np.random.default_rng(0)
    middle = np.mean if of == "mean" else np.median
    drawn = middle(random.choice(known, size=(resamples, len(known))), axis=1)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Figure(float(middle(known)), float(low), float(high), float(known.std()), len(known))
