"""Phrases: a stretch of chords for each letter of the form, drawn from the harmony network within a style's taste.

Several versions are written side by side, so that whoever asks can take the first that serves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.network.harmony_step import HarmonyStepper
from audiogenesis_desktop.plan.form import Form
from audiogenesis_desktop.plan.harmony_input import SOURCES, Place, input_row, places, style_vector
from audiogenesis_desktop.plan.numerals import WORD_COUNT, WORDS, Numeral
from audiogenesis_desktop.plan.taste import Taste, leanings, leanings_at, stands_on, taste_of
from audiogenesis_desktop.style.book import book

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bars = tuple[tuple[Numeral, Numeral], ...]

_TEMPERATURE, _NUCLEUS = 1.05, 0.95
_STAYS = -1.2  # how little a chord likes to go on over a bar line
_OPENS_AT_HOME = -2.0  # and a contrasting phrase to begin on the tonic, or on the dominant that led to it
_NEVER = -np.inf
_STEPS = np.array([word.step for word in WORDS])


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How the chords of a phrase move: its bars, which bars have two chords, and whether a chord fills two."""

    bars: int
    split: tuple[bool, ...]
    is_slow: bool

    def may_change(self, bar: int, half: int) -> bool:
        """Return whether a new chord may begin here."""
        if half:
            return self.split[bar]
        return not (self.is_slow and bar % 2 and bar < self.settled)

    def changes_after(self, bar: int, half: int) -> int:
        """Return how often a new chord may begin after this place."""
        places = ((later, part) for later in range(bar, self.bars) for part in range(2) if (later, part) > (bar, half))
        return sum(self.may_change(*place) for place in places)

    @property
    def settled(self) -> int:
        """Return the bar from which even slow phrases move bar by bar: short ones would have two chords only."""
        return self.bars if self.bars > 4 else self.bars - 1


def letter_of(kind: str) -> str:
    """Return whose chords a section has: what frames the piece and A' take A's."""
    return kind if kind in ("B", "C", "bridge") else "A"


def write_phrases(
    stepper: HarmonyStepper, form: Form, *, mode: str, style: str, random: Random, versions: int, can_split: bool
) -> list[dict[str, Bars]]:
    """Return so many versions of every letter's phrase, each a chord by half bar.

    A begins on the tonic; in minor a phrase of four bars and more holds the dominant. `can_split` is False
    where bars have no middle to change on.
    """
    kind_of_source = [i % len(SOURCES) for i in range(versions)]
    random.shuffle(kind_of_source)
    writer = _Writer(stepper, np.array(kind_of_source), mode=mode, style=style, random=random)
    found: list[dict[str, Bars]] = [{} for _ in range(versions)]
    taste = taste_of(style, mode)
    for letter, (start, end, longest) in first_sections(form).items():
        rhythm = _draw_rhythm(taste, letter, longest, random=random, can_split=can_split)
        place = places([Place(letter, i, end - start - 1 - i, form.ends[-1] - start - i) for i in range(rhythm.bars)])
        words = writer.phrase(letter, place, rhythm)
        for version, row in zip(found, words, strict=True):
            version[letter] = tuple((WORDS[a], WORDS[b]) for a, b in row.reshape(-1, 2))
    return found


def first_sections(form: Form) -> dict[str, tuple[int, int, int]]:
    """Return where each letter's first section lies, and how long its longest is, frames only where nothing else."""
    found: dict[str, tuple[int, int, int]] = {}
    sections = sorted(zip(form.kinds, form.starts, form.ends, strict=True), key=lambda s: s[0] in ("intro", "outro"))
    for kind, start, end in sections:
        letter = letter_of(kind)
        if letter not in found:
            found[letter] = start, end, end - start
        elif kind not in ("intro", "outro"):
            found[letter] = (*found[letter][:2], max(found[letter][2], end - start))
    return found


def _draw_rhythm(taste: Taste, letter: str, longest: int, *, random: Random, can_split: bool) -> Rhythm:
    bars = random.choice(taste.phrase_bars(letter, longest))
    is_slow = bars >= 4 and random.random() < taste.slow
    # Chords that come at twice the pace belong before a downbeat that counts, not after it.
    split = [can_split and not is_slow and i % 2 == 1 and random.random() < taste.split for i in range(bars)]
    split[-1] &= taste.uses_dominants
    return Rhythm(bars, tuple(split), is_slow)


class _Writer:
    """Writes phrase after phrase in R versions, each going on from its own last one."""

    def __init__(self, stepper: HarmonyStepper, sources: Ints, *, mode: str, style: str, random: Random) -> None:
        self._stepper, self._sources, self._random = stepper, sources, random
        self._mode, self._style, self._lean = mode, style, leanings(style, mode)
        self._needs_dominant = mode == "minor" and taste_of(style, mode).uses_dominants
        self._history = np.zeros((len(sources), 0), dtype=np.int64)
        self._state = stepper.begin(np.tile(style_vector(book()[style].family), (len(sources), 1)))

    def phrase(self, letter: str, place: Ints, rhythm: Rhythm) -> Ints:
        """Return the words of one phrase, (R, 2 * bars)."""
        start = self._history.shape[1]
        here = leanings_at(self._style, self._mode, letter, rhythm.bars)
        for at in range(2 * rhythm.bars):
            bar, half = divmod(at, 2)
            rows = input_row(self._history, place[bar], half, is_minor=self._mode == "minor", sources=self._sources)
            logits, self._state = self._stepper.step(self._state, rows)
            if rhythm.may_change(bar, half):
                words = self._draw(logits + self._bounds(self._history[:, start:], bar, half, letter, rhythm, here[at]))
            else:
                words = self._history[:, -1]
            self._history = np.concatenate([self._history, words[:, None]], axis=1)
        return self._history[:, start:]

    def _bounds(self, phrase: Ints, bar: int, half: int, letter: str, rhythm: Rhythm, here: Floats) -> Floats:
        """Return what is added to the logits at this place, (R, words); `here` (words,) is the style's own."""
        if np.isneginf(here).any():
            return self._in_scheme(phrase, here)
        if not phrase.shape[1]:
            bounds = np.tile(self._lean[-1] + here, (len(phrase), 1))
            if letter == "A":
                return np.where(stands_on(0), bounds, _NEVER)
            return bounds + _OPENS_AT_HOME * stands_on(0, 7)
        last = phrase[:, -1]
        bounds = self._lean[last] + here
        alike = _STEPS[last][:, None] == _STEPS
        bounds[np.arange(len(last)), last] += _STAYS
        if half or rhythm.is_slow or (bar > 0 and rhythm.split[bar - 1]):
            bounds[alike] = _NEVER  # a chord that comes late in a bar is not held over the next
        longest = 4  # half bars on one root; two bars
        if phrase.shape[1] >= longest and not half:
            stuck = (_STEPS[phrase[:, -longest:]] == _STEPS[last][:, None]).all(axis=1)
            bounds[stuck[:, None] & alike] = _NEVER
        if rhythm.bars < 4:
            bounds[:, stands_on(7)] = _NEVER  # a vamp is lifted off by its section's cadence
        left = rhythm.changes_after(bar, half)
        if left == 1:
            bounds = self._leading_to(bounds, stands_on(7) if rhythm.split[-1] else _CAN_CLOSE)
        elif left == 2 and rhythm.split[-1]:
            bounds = self._leading_to(bounds, ~stands_on(7) & _CAN_CLOSE)
        if not any(rhythm.may_change(later, 0) for later in range(bar + 1, rhythm.bars)):
            bounds = self._closing(bounds, phrase, rhythm, half)
        nowhere = np.isneginf(bounds).all(axis=1)
        bounds[nowhere] = np.where(_IS_DOMINANT, self._lean[-1], _NEVER)
        return bounds

    def _in_scheme(self, phrase: Ints, here: Floats) -> Floats:
        """Return what is added where each bar has its own chords: of those the ones that may follow, if any may."""
        bounds = np.tile(here, (len(phrase), 1))
        if phrase.shape[1]:
            led = bounds + self._lean[phrase[:, -1]]
            bounds = np.where(np.isneginf(led).all(axis=1, keepdims=True), bounds, led)
        return bounds

    def _leading_to(self, bounds: Floats, wanted: npt.NDArray[np.bool_]) -> Floats:
        """Forbid chords from which none of those that are wanted next can follow, where any other is left."""
        leads = np.isfinite(self._lean[:-1][:, np.flatnonzero(wanted)]).any(axis=1)
        led = np.where(leads, bounds, _NEVER)
        return np.where(np.isneginf(led).all(axis=1, keepdims=True), bounds, led)

    def _closing(self, bounds: Floats, phrase: Ints, rhythm: Rhythm, half: int) -> Floats:
        """Forbid the last chord to lead beyond the phrase, and ask for the dominant where minor lacks it."""
        if rhythm.split[-1]:  # the last half bar is the dominant's: home so late would be held over the bar line
            bounds[:, ~stands_on(7) if half else stands_on(7) | ~_CAN_CLOSE] = _NEVER
            return bounds
        bounds[:, ~_CAN_CLOSE] = _NEVER
        if self._needs_dominant and rhythm.bars >= 4:
            lacks = ~_IS_DOMINANT[phrase].any(axis=1)
            bounds[lacks] = np.where(_IS_DOMINANT, self._lean[-1], _NEVER)
        return bounds

    def _draw(self, logits: Floats) -> Ints:
        """Draw a word for each version from the nucleus of its chances."""
        scaled = logits / _TEMPERATURE
        chances = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        order = np.argsort(-chances, axis=1, kind="stable")
        ranked = np.take_along_axis(chances, order, axis=1)
        before = np.cumsum(ranked, axis=1) - ranked
        ranked[before >= _NUCLEUS] = 0.0
        upto = np.cumsum(ranked, axis=1)
        draws = np.array([self._random.random() for _ in order]) * upto[:, -1]
        picks = (upto <= draws[:, None]).sum(axis=1)
        return np.asarray(order[np.arange(len(order)), np.minimum(picks, WORD_COUNT - 1)])


_IS_DOMINANT = np.array([word.step == 7 and word.quality in ("maj", "7", "sus4") for word in WORDS])
# What a phrase may end on: chords that ask for one certain chord would lose it where the phrase begins again.
_CAN_CLOSE = np.array(
    [word.quality not in ("dim", "sus4") and not (word.quality == "7" and word.step in (2, 4, 8, 9)) for word in WORDS]
)


def distinct_roots(phrase: Sequence[tuple[Numeral, Numeral]]) -> int:
    """Return on how many steps the chords of a phrase stand."""
    return len({numeral.step for bar in phrase for numeral in bar})
