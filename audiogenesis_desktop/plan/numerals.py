"""Numerals: the harmony LSTM's words, a chord told from the tonic, with no key in it.

Every step above the tonic with six qualities, and the suspensions that lead home. They are read and written as
roman numerals: small letters are minor, and in minor keys III, VI and VII stand on the natural scale.
"""

import re
from typing import NamedTuple

from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.keys import Key

QUALITIES = ("maj", "min", "7", "maj7", "min7", "dim")
_SUSPENDED_STEPS = (0, 5, 7)


class Numeral(NamedTuple):
    """A chord told from the tonic: `step` is semitones above it, 0..11, `quality` as in `theory.chords`."""

    step: int
    quality: str

    def chord(self, key: Key) -> Chord:
        """Return the chord that it is in a key."""
        return Chord((key.tonic + self.step) % 12, self.quality)

    @property
    def number(self) -> int:
        """Return its place 0..WORD_COUNT-1 among all words."""
        return _NUMBERS[self]


WORDS = (
    *(Numeral(step, quality) for step in range(12) for quality in QUALITIES),
    *(Numeral(step, "sus4") for step in _SUSPENDED_STEPS),
)
WORD_COUNT = len(WORDS)
_NUMBERS = {word: number for number, word in enumerate(WORDS)}

_MAJOR_NAMES = ("I", "bII", "II", "bIII", "III", "IV", "#IV", "V", "bVI", "VI", "bVII", "VII")
_MINOR_NAMES = ("I", "bII", "II", "III", "#III", "IV", "#IV", "V", "VI", "#VI", "VII", "#VII")
_STEPS = {
    "major": {**{name: step for step, name in enumerate(_MAJOR_NAMES)}, "bV": 6},
    "minor": {**{name: step for step, name in enumerate(_MINOR_NAMES)}, "bV": 6},
}
_WRITTEN = re.compile(r"([b#]?[IV]+|[b#]?[iv]+)(|7|maj7|0|sus4)")
_SUFFIXES = {
    "maj": "",
    "min": "",
    "7": "7",
    "maj7": "maj7",
    "min7": "7",
    "dim": "0",
    "sus4": "sus4",
}
_LARGE = {"": "maj", "7": "7", "maj7": "maj7", "sus4": "sus4"}
_SMALL = {"": "min", "7": "min7", "0": "dim"}


def parse(text: str, mode: str) -> Numeral:
    """Return the numeral that "ii7", "bVII", "ii0" or "Vsus4" names; ValueError if it names none."""
    match = _WRITTEN.fullmatch(text)
    qualities = _SMALL if text.lower() == text else _LARGE
    if match is None or match[2] not in qualities:
        raise ValueError(f"not a numeral: {text!r}")
    roman = match[1][0] + match[1][1:].upper() if match[1][0] in "b#" else match[1].upper()
    if roman not in _STEPS[mode]:
        raise ValueError(f"not a numeral of a {mode} key: {text!r}")
    return Numeral(_STEPS[mode][roman], qualities[match[2]])


def written(numeral: Numeral, mode: str) -> str:
    """Return a numeral as text, such as "ii7"; the inverse of `parse`."""
    name = (_MAJOR_NAMES if mode == "major" else _MINOR_NAMES)[numeral.step]
    if numeral.quality in ("min", "min7", "dim"):
        name = name[0] + name[1:].lower() if name[0] in "b#" else name.lower()
    return name + _SUFFIXES[numeral.quality]


def nearest(step: int, quality: str, mode: str) -> Numeral:
    """Return the word for any chord of `theory.chords`: augmented ones count as major, odd suspensions as plain."""
    if quality == "aug":
        return Numeral(step, "maj")
    if quality == "sus4" and step not in _SUSPENDED_STEPS:
        minor = {2, 4, 9, 11} if mode == "major" else {0, 2, 5, 7}
        return Numeral(step, "min" if step in minor else "maj")
    return Numeral(step, quality)
