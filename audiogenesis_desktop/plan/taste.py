"""Taste: which chords a style allows, how they may follow one another, and how fast and how long they run.

These bound what the harmony network may write: minus infinity forbids a chord, other numbers lean on its logits.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.plan.numerals import WORD_COUNT, WORDS, parse

Floats = npt.NDArray[np.float64]

# Colours: numerals by mode, and how much they are leaned on. Every style has "home"; the rest is its own.
_COLOURS: dict[str, dict[str, tuple[str, float]]] = {
    "home": {"major": ("I ii IV V vi", 0.0), "minor": ("i iv V VI", 0.0)},
    "mediant": {"major": ("iii", 0.0), "minor": ("III", -1.0)},
    "subtonic": {"major": ("bVII", 0.0), "minor": ("VII", -0.5)},
    "dominant": {"major": ("V7", 0.0), "minor": ("V7", 0.0)},
    "suspended": {"major": ("Vsus4", 0.0), "minor": ("Vsus4", 0.0)},
    "touches": {"major": ("Imaj7 ii7 IVmaj7 vi7", -0.7), "minor": ("i7 iv7 VImaj7", -0.7)},
    "soft": {"major": ("Imaj7 ii7 IVmaj7 vi7", 0.5), "minor": ("i7 iv7 VImaj7", 0.3)},
    "sevenths": {"major": ("Imaj7 ii7 iii7 IVmaj7 V7 vi7", 1.5), "minor": ("i7 iv7 VImaj7 V7", 1.5)},
    "groove": {"major": ("I7 IV7 V7 ii7 vi7", 1.5), "minor": ("i7 iv7 IV7 V7 VImaj7", 1.5)},
    "halved": {"major": ("", 0.0), "minor": ("ii0", 0.8)},
    "secondary": {"major": ("VI7 II7 III7", 3.0), "minor": ("VI7", 2.5)},
    "tonicised": {"major": ("II7 III7", 1.5), "minor": ("", 0.0)},
    "lament": {"major": ("iv", 1.0), "minor": ("", 0.0)},
    "blue lament": {"major": ("iv7", 3.0), "minor": ("", 0.0)},
    "heroic": {"major": ("bVI bVII", 2.0), "minor": ("VII", 0.5)},
    "leading": {"major": ("", 0.0), "minor": ("#vii0", 0.0)},
    "neapolitan": {"major": ("", 0.0), "minor": ("bII", 0.3)},
    "dorian": {"major": ("", 0.0), "minor": ("IV", -0.5)},
}


@dataclass(frozen=True, slots=True)
class Taste:
    """One style's ways: `colours` beside "home", how many bars a phrase may have, and how fast chords change.

    `split` is the chance that an even bar has two chords, `slow` that a phrase gives each chord two bars.
    `is_strict` forbids the dominant to fall back to the subdominant. `has_periods`: a section that closes A answers
    the one before it with a full cadence.
    """

    colours: tuple[str, ...]
    phrase_bars: tuple[int, ...] = (4,)
    split: float = 0.05
    slow: float = 0.0
    is_strict: bool = False
    has_periods: bool = False

    @property
    def loves_sevenths(self) -> bool:
        """Return whether plain triads are the exception."""
        return "sevenths" in self.colours or "groove" in self.colours


_SONG = ("mediant", "dominant")
_FILM = ("mediant", "subtonic", "suspended", "lament", "heroic", "neapolitan", "halved")
_CONCERT = ("mediant", "dominant", "halved", "tonicised", "leading", "neapolitan")
_JAZZ = ("sevenths", "secondary", "blue lament", "halved")
TASTES: dict[str, Taste] = {
    "ambient": Taste(("mediant", "suspended", "soft"), (8, 4), split=0.0, slow=0.6),
    "cinematic": Taste(_FILM, (8, 4), slow=0.25, has_periods=True),
    "classical": Taste(_CONCERT, (8,), split=0.45, is_strict=True, has_periods=True),
    "corporate": Taste(("mediant", "suspended", "touches"), slow=0.1),
    "children": Taste(_SONG, (4, 8), split=0.2, has_periods=True),
    "electronic": Taste(("mediant", "suspended", "subtonic", "soft"), slow=0.2),
    "folk": Taste((*_SONG, "subtonic"), (4, 8), split=0.15, has_periods=True),
    "funk": Taste(("groove", "subtonic"), (2, 4), split=0.12),
    "game": Taste((*_SONG, "subtonic", "heroic", "neapolitan"), (4, 8), split=0.1),
    "jazz": Taste(_JAZZ, (8, 8, 4), split=0.4, is_strict=True, has_periods=True),
    "latin": Taste(("sevenths", "dominant", "secondary", "halved"), (4, 8), split=0.1, is_strict=True),
    "lo-fi": Taste(("sevenths", "blue lament", "tonicised"), split=0.08),
    "pop": Taste((*_SONG, "suspended", "touches", "lament"), (4, 4, 8), split=0.08),
    "rock": Taste((*_SONG, "suspended", "subtonic"), (4, 4, 8)),
    "trailer": Taste(("subtonic", "suspended", "heroic", "neapolitan"), slow=0.25),
    "world": Taste((*_SONG, "subtonic", "dorian"), (4, 2, 4)),
}
_EVERYDAY = Taste(_SONG)
_NEVER = -np.inf


def taste_of(style: str) -> Taste:
    """Return a style's ways; an unknown style has plain ones."""
    return TASTES.get(style, _EVERYDAY)


@cache
def leanings(style: str, mode: str) -> Floats:
    """Return what is added to the logits of each chord after each, shape (WORD_COUNT + 1, WORD_COUNT).

    The last row is for the beginning. Minus infinity where a chord may not follow.
    """
    taste = taste_of(style)
    table = np.tile(_chord_leanings(taste, mode), (WORD_COUNT + 1, 1))
    table[:-1] += _moves(mode)
    if taste.is_strict:
        table[:-1][np.outer(stands_on(7), stands_on(2, 5))] = _NEVER
    return table


@cache
def _moves(mode: str) -> Floats:
    """Return how each chord is led to each, whatever the style, shape (WORD_COUNT, WORD_COUNT)."""
    by_step = np.array([[_SHUNNED.get((mode, a, b), 0.0) for b in range(12)] for a in range(12)])
    steps = np.array([word.step for word in WORDS])
    table = by_step[np.ix_(steps, steps)]
    table[steps[:, None] == steps] = _REDRESSED
    for number, word in enumerate(WORDS):
        goals = _goals(word.step, word.quality, mode)
        if goals is not None:
            table[number] = np.where(np.isin(steps, goals), 0.0, _NEVER)
    np.fill_diagonal(table, 0.0)
    return np.asarray(table)


def _chord_leanings(taste: Taste, mode: str) -> Floats:
    lean = np.full(WORD_COUNT, _NEVER)
    for colour in ("home", *taste.colours):
        names, weight = _COLOURS[colour][mode]
        for name in names.split():
            number = parse(name, mode).number
            plain = -3.0 if taste.loves_sevenths and colour == "home" else weight
            lean[number] = max(lean[number], plain)
    return lean


def _goals(step: int, quality: str, mode: str) -> tuple[int, ...] | None:
    """Return the steps that a chord must lead to, or None if it is free."""
    if quality == "dim":
        return {2: (7,), 11: (0,)}.get(step, ())
    if quality == "sus4":
        return 7, 0
    return _RESOLVES.get((mode, step)) if quality == "7" else None


# Where dominants beside V lead: V/ii, V/V by itself or through ii, V/vi by itself or deceived; VI7 to V.
_RESOLVES = {
    ("major", 9): (2,),
    ("major", 2): (7, 2),
    ("major", 4): (9, 5),
    ("minor", 8): (7,),
}
_REDRESSED = -2.0  # another dress of the same chord is hardly a change
_SHUNNED = {
    ("minor", 10, 3): _NEVER,  # VII to III is V to I of the relative major
    ("minor", 3, 10): -2.0,
    ("minor", 8, 3): -1.0,
    ("minor", 7, 10): -2.0,
    ("minor", 7, 3): -3.0,
    ("minor", 7, 5): -1.0,
    ("minor", 1, 5): -3.0,
    ("minor", 1, 8): -3.0,
    ("minor", 1, 3): -3.0,
    ("minor", 1, 10): -3.0,
    ("major", 7, 2): -1.0,
    ("major", 8, 2): -3.0,
    ("major", 10, 2): -2.0,
    ("major", 5, 8): -1.0,
    ("major", 10, 4): -3.0,
    ("major", 8, 4): -3.0,
    ("major", 0, 8): -0.5,
    ("major", 8, 7): -0.5,
    ("major", 8, 9): -3.0,
    ("major", 9, 8): -3.0,
    ("major", 10, 9): -2.0,
    ("major", 9, 10): -2.0,
}


def stands_on(*steps: int) -> npt.NDArray[np.bool_]:
    """Return which words stand on one of these steps above the tonic, (WORD_COUNT,)."""
    return np.array([word.step in steps for word in WORDS])
