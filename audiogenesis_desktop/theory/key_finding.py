"""Finding the key that notes are heard in, by how long each pitch class sounds."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.theory.keys import MODES, Key

Floats = npt.NDArray[np.float64]

# Krumhansl & Kessler (1982), probe-tone ratings from the tonic up.
_KRUMHANSL_MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
_KRUMHANSL_MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)
# Bellman (2005), "About the determination of key of a musical excerpt": how often pitch classes stand in the chords
# that Budge (1943) counted in music of the 18th and 19th centuries, in a hundred.
_BELLMAN_MAJOR = (16.80, 0.86, 12.95, 1.41, 13.49, 11.93, 1.25, 20.28, 1.80, 8.04, 0.62, 10.57)
_BELLMAN_MINOR = (18.16, 0.69, 12.99, 13.34, 1.07, 11.15, 1.38, 21.07, 7.49, 1.53, 0.92, 10.21)


def profile(key: Key) -> Floats:
    """Return what share of sounding time each pitch class has, C first, where a key is well established.

    The Krumhansl-Kessler ratings above their lowest, summing to 1.
    """
    ratings = np.array(_KRUMHANSL_MAJOR if key.mode == "major" else _KRUMHANSL_MINOR)
    above = np.roll(ratings - ratings.min(), key.tonic)
    return above / above.sum()


def sounding_profile(key: Key) -> Floats:
    """Return what share of sounding time each pitch class has, C first, in music of a key: Bellman's, summing to 1."""
    shares = np.array(_BELLMAN_MAJOR if key.mode == "major" else _BELLMAN_MINOR)
    return np.roll(shares / shares.sum(), key.tonic)


def key_scores(histogram: Sequence[float] | Floats) -> Floats:
    """Return how well 12 pitch-class weights fit each key, shape (..., 2, 12) for (..., 12): major, minor, by tonic.

    Pearson correlation with the Krumhansl-Kessler profiles, as in Krumhansl (1990); 0 where all weights are alike.
    """
    return _fits(histogram, _STANDARD_PROFILES)


def clearness(histogram: Sequence[float] | Floats, key: Key, *, is_strict: bool = False) -> float:
    """Return how much better a key fits 12 pitch-class weights than any other, -2..2.

    As `key_scores` has it; what `is_strict` is to fit by Bellman's profiles, too, and the lower of both counts.
    """
    home = 12 * MODES.index(key.mode) + key.tonic
    asked = (_STANDARD_PROFILES, _STANDARD_SOUNDING_PROFILES) if is_strict else (_STANDARD_PROFILES,)
    fits = (_fits(histogram, profiles).reshape(24) for profiles in asked)
    return min(float(each[home] - np.delete(each, home).max()) for each in fits)


def _fits(histogram: Sequence[float] | Floats, profiles: Floats) -> Floats:
    weights = np.asarray(histogram, dtype=np.float64)
    spread = weights.std(axis=-1, keepdims=True)
    standard = (weights - weights.mean(axis=-1, keepdims=True)) / np.where(spread > 0, spread, 1)
    standard *= spread > 0
    return (standard @ profiles.T / 12).reshape(*weights.shape[:-1], 2, 12)


def find_key(histogram: Sequence[float] | Floats) -> Key:
    """Return the key that 12 pitch-class weights (C first) fit best."""
    mode, tonic = divmod(int(np.argmax(key_scores(histogram))), 12)
    return Key(tonic, MODES[mode])


def _standard(major: Sequence[float], minor: Sequence[float]) -> Floats:
    """Return the profile of every key with mean 0 and deviation 1, shape (24, 12)."""
    turned = [np.roll(profile, tonic) for profile in (major, minor) for tonic in range(12)]
    profiles = np.array(turned)
    return (profiles - profiles.mean(axis=1, keepdims=True)) / profiles.std(axis=1, keepdims=True)


_STANDARD_PROFILES = _standard(_KRUMHANSL_MAJOR, _KRUMHANSL_MINOR)
_STANDARD_SOUNDING_PROFILES = _standard(_BELLMAN_MAJOR, _BELLMAN_MINOR)
