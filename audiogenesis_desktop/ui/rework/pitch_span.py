"""A register as people type it: C3–C5."""

import re

_STEPS = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
_PITCH = re.compile(r"([a-g])(#|♯|b|♭)?(-?\d)", re.IGNORECASE)


def span_of(text: str) -> tuple[int, int] | None:
    """Return the lowest and highest pitch that are meant, C4 being 60; None for nothing.

    Raises ValueError with a sentence if it is no register.
    """
    if not text.strip():
        return None
    found = [_pitch(*match.groups()) for match in _PITCH.finditer(text)]
    if len(found) != 2 or not 0 <= found[0] < found[1] <= 127:
        raise ValueError(f"“{text.strip()}” is no register: write the lowest and the highest note, as C3–C5.")
    return found[0], found[1]


def _pitch(letter: str, accidental: str | None, octave: str) -> int:
    sharp = {"#": 1, "♯": 1, "b": -1, "♭": -1}.get(accidental or "", 0)
    return 12 * (int(octave) + 1) + _STEPS[letter.lower()] + sharp
