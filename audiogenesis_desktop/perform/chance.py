"""Chance that hangs on places alone: the same seed and place give the same number, whatever else is played.

A generator that is drawn from note after note would move what is played far away whenever a note comes or goes.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_STEP = np.uint64(0x9E3779B97F4A7C15)


def normal(*keys: npt.ArrayLike) -> Floats:
    """Return standard normal numbers for whole-numbered keys, broadcast against each other; pure.

    Source: splitmix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014) as the hash, and
    the Box-Muller transform.
    """
    hashed = _hash(keys)
    first, second = _unit(hashed), _unit(_mixed(hashed ^ _STEP))
    return np.sqrt(-2 * np.log(first)) * np.cos(2 * np.pi * second)


def uniform(*keys: npt.ArrayLike) -> Floats:
    """Return numbers between 0 and 1 for whole-numbered keys, broadcast against each other; pure."""
    return _unit(_hash(keys))


def below(value: npt.ArrayLike) -> Floats:
    """Return which share of normal numbers is below each value.

    Source: E. Page, "Approximations to the cumulative normal function and its inverse for use on a pocket calculator"
    (1977); at most 2e-4 off.
    """
    found = np.asarray(value, np.float64)
    return np.asarray(0.5 + 0.5 * np.tanh(0.7978845608 * (found + 0.044715 * found**3)))


def _hash(keys: tuple[npt.ArrayLike, ...]) -> npt.NDArray[np.uint64]:
    found: Any = np.zeros((), np.uint64)
    with np.errstate(over="ignore"):
        for key in keys:
            found = _mixed(found * _STEP ^ np.asarray(key, np.int64).astype(np.uint64) + _STEP)
    return found


def _mixed(value: Any) -> Any:
    with np.errstate(over="ignore"):
        value = (value ^ value >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
        value = (value ^ value >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
        return value ^ value >> np.uint64(31)


def _unit(hashed: npt.NDArray[np.uint64]) -> Floats:
    return ((hashed >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53
