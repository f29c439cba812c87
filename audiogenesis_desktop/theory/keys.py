"""Keys: their names, their scales, and finding the key that notes are heard in."""

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

MODES = ("major", "minor")
SHARP_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
FLAT_NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
_LETTERS = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
_ACCIDENTALS = {"": 0, "#": 1, "♯": 1, "b": -1, "♭": -1, "-": -1}
_MAJOR_TONICS_WITH_FLATS = {1, 3, 5, 8, 10}
_MINOR_TONICS_WITH_FLATS = {0, 2, 3, 5, 7, 10}

MAJOR_SCALE = frozenset({0, 2, 4, 5, 7, 9, 11})
NATURAL_MINOR_SCALE = frozenset({0, 2, 3, 5, 7, 8, 10})

# Krumhansl & Kessler (1982), probe-tone ratings from the tonic up.
_KRUMHANSL_MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
_KRUMHANSL_MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)


class Key(NamedTuple):
    """A key: `tonic` is a pitch class 0..11 (C is 0), `mode` is "major" or "minor"."""

    tonic: int
    mode: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "D minor", "Eb", "f#m", "A♭ major"; a bare name is major. Raises ValueError otherwise."""
        words = text.strip().split(maxsplit=1)
        name, mode = (words[0], words[1].lower()) if len(words) == 2 else (text.strip(), "major")
        if name.endswith("m") and len(name) > 1:
            name, mode = name[:-1], "minor"
        letter, accidental = name[:1].lower(), name[1:]
        if letter not in _LETTERS or accidental not in _ACCIDENTALS or mode not in ("maj", "major", "min", "minor"):
            raise ValueError(f"not a key: {text!r}")
        tonic = (_LETTERS[letter] + _ACCIDENTALS[accidental]) % 12
        return cls(tonic, "minor" if mode.startswith("min") else "major")

    @property
    def name(self) -> str:
        """Return the usual spelling, such as "Eb major" or "F# minor"."""
        flats = _MAJOR_TONICS_WITH_FLATS if self.mode == "major" else _MINOR_TONICS_WITH_FLATS
        return f"{(FLAT_NAMES if self.tonic in flats else SHARP_NAMES)[self.tonic]} {self.mode}"

    @property
    def scale(self) -> frozenset[int]:
        """Return the pitch classes of the major or natural minor scale."""
        steps = MAJOR_SCALE if self.mode == "major" else NATURAL_MINOR_SCALE
        return frozenset((self.tonic + step) % 12 for step in steps)

    @property
    def profile(self) -> npt.NDArray[np.float64]:
        """Return what share of sounding time each pitch class has, C first, where the key is well established.

        The Krumhansl-Kessler ratings above their lowest, summing to 1.
        """
        ratings = np.array(_KRUMHANSL_MAJOR if self.mode == "major" else _KRUMHANSL_MINOR)
        above = np.roll(ratings - ratings.min(), self.tonic)
        return above / above.sum()

    @property
    def relative(self) -> "Key":
        """Return the relative minor or major: the same notes about another tonic."""
        if self.mode == "major":
            return Key((self.tonic + 9) % 12, "minor")
        return Key((self.tonic + 3) % 12, "major")


def key_scores(histogram: Sequence[float] | npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return how well 12 pitch-class weights fit each key, shape (..., 2, 12) for (..., 12): major, minor, by tonic.

    Pearson correlation with the Krumhansl-Kessler profiles, as in Krumhansl (1990); 0 where all weights are alike.
    """
    weights = np.asarray(histogram, dtype=np.float64)
    spread = weights.std(axis=-1, keepdims=True)
    standard = (weights - weights.mean(axis=-1, keepdims=True)) / np.where(spread > 0, spread, 1)
    standard *= spread > 0
    return (standard @ _STANDARD_PROFILES.T / 12).reshape(*weights.shape[:-1], 2, 12)


def find_key(histogram: Sequence[float] | npt.NDArray[np.float64]) -> Key:
    """Return the key that 12 pitch-class weights (C first) fit best."""
    mode, tonic = divmod(int(np.argmax(key_scores(histogram))), 12)
    return Key(tonic, MODES[mode])


def _standard_profiles() -> npt.NDArray[np.float64]:
    """Return the profile of every key with mean 0 and deviation 1, shape (24, 12)."""
    turned = [np.roll(profile, tonic) for profile in (_KRUMHANSL_MAJOR, _KRUMHANSL_MINOR) for tonic in range(12)]
    profiles = np.array(turned)
    return (profiles - profiles.mean(axis=1, keepdims=True)) / profiles.std(axis=1, keepdims=True)


_STANDARD_PROFILES = _standard_profiles()
