"""Keys: their names and their scales."""

from typing import NamedTuple, Self

MODES = ("major", "minor")
SHARP_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
FLAT_NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
_LETTERS = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
_ACCIDENTALS = {"": 0, "#": 1, "♯": 1, "b": -1, "♭": -1, "-": -1}
_MAJOR_TONICS_WITH_FLATS = {1, 3, 5, 8, 10}
_MINOR_TONICS_WITH_FLATS = {0, 2, 3, 5, 7, 10}

MAJOR_SCALE = frozenset({0, 2, 4, 5, 7, 9, 11})
NATURAL_MINOR_SCALE = frozenset({0, 2, 3, 5, 7, 8, 10})


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
    def relative(self) -> "Key":
        """Return the relative minor or major: the same notes about another tonic."""
        if self.mode == "major":
            return Key((self.tonic + 9) % 12, "minor")
        return Key((self.tonic + 3) % 12, "major")
