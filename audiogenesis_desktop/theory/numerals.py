"""Roman numerals: chords as steps of a key."""

import re

from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.keys import Key

_STEPS = {
    "major": dict(zip(("I", "II", "III", "IV", "V", "VI", "VII"), (0, 2, 4, 5, 7, 9, 11), strict=True)),
    "minor": dict(zip(("I", "II", "III", "IV", "V", "VI", "VII"), (0, 2, 3, 5, 7, 8, 10), strict=True)),
}
_NUMERAL = re.compile(r"([b#]?)([IV]+|[iv]+)(|7|maj7|0|\+|sus4)(?:/(b?[IV]+|b?[iv]+))?")
_SUFFIXES = {
    "7": ("7", "min7"),
    "maj7": ("maj7", "maj7"),
    "0": ("dim", "dim"),
    "+": ("aug", "aug"),
    "sus4": ("sus4", "sus4"),
    "": ("maj", "min"),
}


def chord_of(numeral: str, key: Key) -> Chord:
    """Return the chord of a numeral such as "I", "vi7", "bVII", "ii0", "Vsus4", "V7/vi"; ValueError if it is none.

    Small letters are minor. In minor keys III, VI and VII stand on the natural scale. After a stroke stands the
    chord that is a tonic for the moment.
    """
    match = _NUMERAL.fullmatch(numeral)
    if match is None or match[2].upper() not in _STEPS["major"]:
        raise ValueError(f"not a numeral: {numeral!r}")
    accidental, roman, suffix, home = match.groups()
    if home:
        key = Key(chord_of(home, key).root, "major")
    step = _STEPS[key.mode][roman.upper()] + {"b": -1, "#": 1, "": 0}[accidental]
    return Chord((key.tonic + step) % 12, _SUFFIXES[suffix][roman.islower()])
