"""Chords: a root and a quality, their tones, and finding the chord that sounding notes make."""

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.theory.keys import FLAT_NAMES, Key

QUALITIES: dict[str, tuple[int, ...]] = {
    "maj": (0, 4, 7),
    "min": (0, 3, 7),
    "dim": (0, 3, 6),
    "aug": (0, 4, 8),
    "sus4": (0, 5, 7),
    "7": (0, 4, 7, 10),
    "maj7": (0, 4, 7, 11),
    "min7": (0, 3, 7, 10),
}
QUALITY_NAMES = tuple(QUALITIES)
_SUFFIXES = {
    "maj": "",
    "min": "m",
    "dim": "dim",
    "aug": "aug",
    "sus4": "sus4",
    "7": "7",
    "maj7": "maj7",
    "min7": "m7",
}
_SPELLINGS = {  # how else people write a quality, in lower case but for M and m
    "M": "maj",
    "maj": "maj",
    "major": "maj",
    "-": "min",
    "min": "min",
    "minor": "min",
    "o": "dim",
    "°": "dim",
    "+": "aug",
    "sus": "sus4",
    "dom7": "7",
    "M7": "maj7",
    "Δ": "maj7",
    "Δ7": "maj7",
    "-7": "min7",
    "min7": "min7",
}
CHORD_COUNT = 12 * len(QUALITIES)  # chords by index, root first; CHORD_COUNT itself stands for "no chord"


class Chord(NamedTuple):
    """A chord: `root` is a pitch class 0..11, `quality` a key of `QUALITIES`."""

    root: int
    quality: str

    @property
    def tones(self) -> tuple[int, ...]:
        """Return its pitch classes, root first."""
        return tuple((self.root + step) % 12 for step in QUALITIES[self.quality])

    @property
    def name(self) -> str:
        """Return its symbol, such as "Bbmaj7"."""
        return FLAT_NAMES[self.root] + _SUFFIXES[self.quality]

    @property
    def number(self) -> int:
        """Return its place 0..CHORD_COUNT-1 in the list of all chords."""
        return self.root * len(QUALITIES) + QUALITY_NAMES.index(self.quality)

    @classmethod
    def at(cls, number: int) -> "Chord":
        """Return the chord of a number, the inverse of `number`."""
        root, quality = divmod(number, len(QUALITIES))
        return cls(root, QUALITY_NAMES[quality])

    @classmethod
    def parse(cls, text: str) -> "Chord":
        """Read "Am7", "F#", "Bb maj7", "Gsus4" or "E minor"; raises ValueError with a sentence for the user."""
        found = re.fullmatch(r"\s*([A-Ga-g][#♯b♭]?)\s*(\S*)\s*", text)
        qualities = {suffix: quality for quality, suffix in _SUFFIXES.items()} | _SPELLINGS
        quality = qualities.get(found[2]) if found else None
        if found is None or quality is None:
            raise ValueError("Write a chord such as C, Am, F#7, Bbmaj7, Gsus4 or Bdim.")
        return cls(Key.parse(found[1]).tonic, quality)

    def transposed(self, semitones: int) -> "Chord":
        """Return the chord moved by any number of semitones."""
        return Chord((self.root + semitones) % 12, self.quality)


_FIRST_BY = 1e-5  # of chords that fit alike the first is taken, whichever way rounding goes


def _templates() -> npt.NDArray[np.float32]:
    """Return what each chord is expected to weigh by pitch class, shape (12, CHORD_COUNT)."""
    table = np.full((CHORD_COUNT, 12), -0.6)
    for index in range(CHORD_COUNT):
        tones = Chord.at(index).tones
        for tone in tones:
            table[index, tone] = 1.0
        table[index, tones[0]] = 1.2  # the root is doubled more often than not
        # A larger chord explains more notes by chance: it must earn its seventh.
        table[index] -= 0.06 * (len(tones) - 3)
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    table *= 1 - _FIRST_BY * np.arange(CHORD_COUNT)[:, None]
    return np.ascontiguousarray(table.T, dtype=np.float32)


_TEMPLATES = _templates()


def chord_scores(histograms: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """Return how well each chord fits each row of pitch-class weights, shape (n, CHORD_COUNT) for (n, 12)."""
    return histograms.astype(np.float32) @ _TEMPLATES  # a fifth of the time of double precision


def find_chords(histograms: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Return the number of the chord that fits each row of pitch-class weights best, shape (n,) for (n, 12).

    Empty rows give CHORD_COUNT: no chord. Add weight to the lowest note beforehand to favour it as root.
    """
    best = np.argmax(chord_scores(histograms), axis=1)
    best[histograms.sum(axis=1) <= 0] = CHORD_COUNT
    return best
