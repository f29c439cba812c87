"""Swing changed: what is written with one swing warped to fall as with another."""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def straight(ticks: npt.ArrayLike, *, unit: int, ratio: float) -> Floats:
    """Return where ticks would fall without swing; `swung` undone. Pairs of `unit`s are counted from tick 0."""
    return _bent(ticks, unit=unit, was=ratio, becomes=0.5)


def swung(ticks: npt.ArrayLike, *, unit: int, ratio: float) -> Floats:
    """Return where even ticks fall if the second of each two `unit`s begins at `ratio` of both."""
    return _bent(ticks, unit=unit, was=0.5, becomes=ratio)


def _bent(ticks: npt.ArrayLike, *, unit: int, was: float, becomes: float) -> Floats:
    place = np.asarray(ticks, np.float64)
    if was == becomes:
        return place
    pair = 2 * unit
    share = place % pair / pair
    bent: Any = np.where(share < was, share / was * becomes, becomes + (share - was) / (1 - was) * (1 - becomes))
    return place - place % pair + bent * pair
