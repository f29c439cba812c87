"""Taste: which chords a style uses, how they follow one another, and how fast and how long its phrases run.

All of it is read off the style's own progressions. It bounds what the harmony network may write: minus infinity
forbids a chord, other numbers lean on its logits.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import log

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.plan.numerals import WORD_COUNT, WORDS, Numeral, nearest, parse
from audiogenesis_desktop.plan.styling import harmony_of
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.theory.numerals import chord_of

Floats = npt.NDArray[np.float64]
Bar = tuple[Numeral, Numeral]
Bars = tuple[Bar, ...]

_NEVER = -np.inf
_OTHER_MOVE = -2.5  # a move that the style's progressions never make
_MOST, _LEAST = 1.0, -1.5  # what a chord is leaned by that the style uses most, and least
_AT_ITS_BAR = 0.8  # and one that stands at this bar in a phrase of its own
SCHEME_BARS = 12
"""From so many bars on a phrase is a scheme, in which each bar has its own chords."""
_LEAST_OF_A_SCHEME, _CLOSING_BARS = 6, 4  # bars in which a scheme is known again, and which of them are its last
_DOMINANT_STYLES = 0.04  # share of dominants from which a style is one that uses them
_SEVENTHS = ("7", "maj7", "min7")


@dataclass(frozen=True, slots=True)
class Taste:
    """One style's ways in one mode.

    `progressions` and `contrasts` are its own, for A and for what is set against it; of them come the rest: the words
    that it uses with how often, and its moves. `split` is the chance that an even bar has two chords, `slow` that a
    phrase gives each chord two bars. `turn` leads back to A: () leaves a phrase as it is, None is the usual V.
    `cadence` ends a piece, () in the usual way. `is_modal`: it moves in a scale of its own, or may do so;
    `is_asked`: its key is asked for.
    """

    mode: str
    progressions: tuple[Bars, ...]
    contrasts: tuple[Bars, ...]
    words: Counter[Numeral]
    moves: frozenset[tuple[Numeral, Numeral]]
    split: float
    slow: float
    turn: Bars | None
    cadence: Bars
    is_modal: bool
    is_asked: bool = False

    @property
    def loves_sevenths(self) -> bool:
        """Return whether plain triads are the exception."""
        return self._share(n for n in self.words if n.quality in _SEVENTHS) > 0.5

    @property
    def is_strict(self) -> bool:
        """Return whether a dominant never falls back to the subdominant."""
        return self.uses_dominants and not any(a.step == 7 and b.step in (2, 5) for a, b in self.moves)

    @property
    def has_periods(self) -> bool:
        """Return whether a section that closes A answers the one before it with a full cadence."""
        return self.turn is None and any(len(phrase) >= 8 for phrase in self.progressions)

    @property
    def uses_dominants(self) -> bool:
        """Return whether the style leads home by V at all."""
        return self.dominant_share >= _DOMINANT_STYLES

    @property
    def leans_on_dominants(self) -> bool:
        """Return whether the dominant outweighs the subdominant."""
        return self.dominant_share >= self._share(n for n in self.words if n.step == 5)

    @property
    def dominant_share(self) -> float:
        """Return how much of the style's chords stand on the dominant and have its leading note, 0..1."""
        return self._share(n for n in self.words if n.step == 7 and n.quality in ("maj", "7", "sus4"))

    @property
    def dominant(self) -> Numeral:
        """Return the dominant that the style uses most; V where it uses none."""
        return max((Numeral(7, "maj"), Numeral(7, "7")), key=lambda word: self.words[word])

    @property
    def least_roots(self) -> int:
        """Return on how few steps a phrase may stand, 1..3."""
        own = (len({n.step for bar in phrase for n in bar}) for phrase in (*self.progressions, *self.contrasts))
        return min(3, *own)

    def _share(self, words: Iterable[Numeral]) -> float:
        return sum(self.words[word] for word in words) / max(1, self.words.total())

    def phrases(self, letter: str) -> tuple[Bars, ...]:
        """Return the style's own progressions for a letter of the form."""
        return self.contrasts if letter in ("B", "C") else self.progressions

    def phrase_bars(self, letter: str, longest: int) -> tuple[int, ...]:
        """Return how long the style's phrases are, likelier lengths more often; none longer than `longest` bars.

        Of schemes alone, which have no room, there is as much as has.
        """
        own = [len(phrase) for phrase in self.phrases(letter)]
        is_cut = min(own) >= SCHEME_BARS and longest >= _LEAST_OF_A_SCHEME
        return tuple(bars for bars in own if bars <= longest) or (longest if is_cut else min(4, longest),)

    def schemes(self, letter: str, bars: int) -> tuple[Bars, ...]:
        """Return the style's schemes of so many bars, or of longer ones, where it has no other phrases, a part."""
        phrases = self.phrases(letter)
        exact = tuple(phrase for phrase in phrases if len(phrase) == bars >= SCHEME_BARS)
        if exact or bars < _LEAST_OF_A_SCHEME or min(map(len, phrases)) < SCHEME_BARS:
            return exact
        return tuple(abridged(phrase, bars) for phrase in phrases)


@cache
def taste_of(style: str, mode: str, *, is_asked: bool = False) -> Taste:
    """Return the ways of a style of the book in "major" or "minor"; in a mode that it lacks those of one like it.

    Where somebody asks for the key they are its plain ones, if its scale is not that of the key.
    """
    own = harmony_of(style, mode)
    harmony = own.plain if is_asked and own.plain else own
    progressions, contrasts = ([read_progression(text, mode) for text in texts] for texts in (harmony.a, harmony.b))
    phrases = (*progressions, *contrasts)
    turn = None if harmony.turn is None else read_progression(harmony.turn, mode)
    cadence = read_progression(harmony.cadence, mode)
    lines = [[numeral for bar in phrase for numeral in bar] for phrase in (*phrases, turn or (), cadence)]
    bars = [bar for phrase in phrases for bar in phrase]
    return Taste(
        mode=mode,
        progressions=tuple(progressions),
        contrasts=tuple(contrasts),
        words=Counter(_word(numeral, mode) for line in lines for numeral in line),
        moves=frozenset(move for phrase in phrases for move in _moves_of(phrase, mode)),
        split=min(1.0, 2 * sum(a != b for a, b in bars) / len(bars)),
        slow=sum(_is_slow(phrase) for phrase in phrases) / len(phrases),
        turn=turn,
        cadence=cadence,
        is_modal=bool(own.scale),
        is_asked=is_asked,
    )


def read_progression(text: str, mode: str) -> Bars:
    """Return a progression of the book, a word a bar, as two numerals for each bar."""
    home, bars = Key(0, mode), list[Bar]()
    for word in text.split():
        chords = [chord_of(name, home) for name in word.split(",")]
        numerals = [Numeral(chord.root, chord.quality) for chord in chords]
        bars.append((numerals[0], numerals[len(numerals) // 2]))
    return tuple(bars)


def abridged(phrase: Bars, bars: int) -> Bars:
    """Return a phrase without so many bars before its last four that it has no more than `bars`, four or more."""
    if len(phrase) <= bars:
        return phrase
    return (*phrase[: bars - _CLOSING_BARS], *phrase[len(phrase) - _CLOSING_BARS :])


def _word(numeral: Numeral, mode: str) -> Numeral:
    return nearest(numeral.step, numeral.quality, mode)


def _moves_of(phrase: Bars, mode: str) -> list[tuple[Numeral, Numeral]]:
    """Return the moves from chord to chord of a phrase that goes round."""
    line = [_word(numeral, mode) for bar in phrase for numeral in bar]
    return [(a, b) for a, b in pairwise([*line, line[0]]) if a != b]


def _is_slow(phrase: Bars) -> bool:
    return len(phrase) >= 4 and all(a == b for a, b in zip(phrase[::2], phrase[1::2], strict=False))


@cache
def leanings(style: str, mode: str) -> Floats:
    """Return what is added to the logits of each chord after each, shape (WORD_COUNT + 1, WORD_COUNT).

    The last row is for the beginning. Minus infinity where a chord may not follow.
    """
    taste = taste_of(style, mode)
    table = np.tile(_chord_leanings(taste), (WORD_COUNT + 1, 1))
    moves = np.full((WORD_COUNT, WORD_COUNT), _OTHER_MOVE)
    for one, following in taste.moves:
        moves[one.number, following.number] = 0.0
    np.fill_diagonal(moves, 0.0)
    table[:-1] += moves + _moves(mode)
    if taste.is_strict:
        table[:-1][np.outer(stands_on(7), stands_on(2, 5))] = _NEVER
    leads_on = np.isfinite(np.where(np.eye(WORD_COUNT, dtype=bool), _NEVER, table[:-1])).any(axis=1)
    table[:, ~leads_on] = _NEVER  # a chord that must lead where the style never goes
    return table


@cache
def leanings_at(style: str, mode: str, letter: str, bars: int) -> Floats:
    """Return what is added to the logits at each half bar of a phrase of so many bars, shape (2 * bars, WORD_COUNT).

    Chords are leaned to that stand there in the style's own phrases; in a scheme, such as twelve bars, others are
    forbidden.
    """
    taste = taste_of(style, mode)
    schemes = taste.schemes(letter, bars)
    phrases = schemes or [phrase for phrase in taste.phrases(letter) if len(phrase) == bars]
    if not phrases:
        return np.zeros((2 * bars, WORD_COUNT))
    is_scheme = bool(schemes)
    table = np.full((2 * bars, WORD_COUNT), _NEVER if is_scheme else 0.0)
    for phrase in phrases:
        for at, numeral in enumerate(numeral for bar in phrase for numeral in bar):
            table[at, _word(numeral, mode).number] = 0.0 if is_scheme else _AT_ITS_BAR
    return _leading_on(table, leanings(style, mode)) if is_scheme else table


def _leading_on(table: Floats, leans: Floats) -> Floats:
    """Return a scheme without the chords from which none of the next half bar's may follow."""
    may_follow: npt.NDArray[np.bool_] = np.isfinite(leans[:-1])
    np.fill_diagonal(may_follow, True)
    for at in range(len(table) - 2, -1, -1):
        led = may_follow[:, np.flatnonzero(table[at + 1] > _NEVER)].any(axis=1)
        if (led & np.isfinite(table[at])).any():
            table[at, ~led] = _NEVER
    return table


def _chord_leanings(taste: Taste) -> Floats:
    """Return how each word is leaned to by how often the style uses it; V is always there, to come home by."""
    lean = np.full(WORD_COUNT, _NEVER)
    usual = taste.words.total() / max(1, len(taste.words))
    for word, count in taste.words.items():
        lean[word.number] = min(_MOST, max(_LEAST, 0.5 * log(count / usual)))
    tonic = parse("I" if taste.mode == "major" else "i", taste.mode)
    for word in (tonic, taste.dominant):
        lean[word.number] = max(lean[word.number], _LEAST)
    return lean


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
