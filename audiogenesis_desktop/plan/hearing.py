"""Hearing: in which key a progression is heard, and whether it wears its key well enough to be written."""

from collections.abc import Mapping, Sequence

import numpy as np

from audiogenesis_desktop.plan.numerals import Numeral
from audiogenesis_desktop.plan.phrases import Bars, distinct_roots
from audiogenesis_desktop.plan.taste import Taste
from audiogenesis_desktop.theory.chords import QUALITIES
from audiogenesis_desktop.theory.key_finding import Floats, clearness, key_scores
from audiogenesis_desktop.theory.keys import Key

_ROOT_WEIGHT = 2.0  # the bass doubles the root
_LEAST_MARGIN = 0.1  # in correlation, over the next likeliest key
_LEAST_TONIC = 0.22  # of the time
# What pulls the key a fourth up, the nearest to be mistaken for it, and must not outweigh the dominant.
_PULLS = {"major": (5, 10), "minor": (5,)}
_PULL_OF_SEVENTH, _OF_ITS_OWN = 0.3, 0.8
_LEAST_DOMINANT = {"major": 0.14, "minor": 0.16}


def margin(bars: Sequence[tuple[Numeral, Numeral]], mode: str, *, is_asked: bool = False) -> float:
    """Return how much better the bass and chords fit their key than any other, in correlation, -2..2.

    A key that `is_asked` for by the user is judged by two sets of profiles, of which the lower counts.
    """
    return clearness(_weights(bars), Key(0, mode), is_strict=is_asked)


def brightness(bars: Sequence[tuple[Numeral, Numeral]]) -> float:
    """Return how much better the best major key fits the bass and chords than the best minor one, -2..2."""
    major, minor = key_scores(_weights(bars)).max(axis=1)
    return float(major - minor)


def _weights(bars: Sequence[tuple[Numeral, Numeral]]) -> Floats:
    """Return how long each pitch class above the tonic sounds, (12,), in half bars; the bass doubles the root."""
    weights = np.zeros(12)
    for numeral in (numeral for bar in bars for numeral in bar):
        for i, interval in enumerate(QUALITIES[numeral.quality]):
            weights[(numeral.step + interval) % 12] += _ROOT_WEIGHT if i == 0 else 1.0
    return weights


def serves(bars: Sequence[tuple[Numeral, Numeral]], phrases: Mapping[str, Bars], taste: Taste) -> bool:
    """Return whether a piece's chords are heard in their key, hold its pillars in balance, and move enough.

    Of the dominant there need be no more than the style has, nor of roots; in a scale of its own it is heard as that
    scale is, unless somebody asks for the key.
    """
    is_heard = margin(bars, taste.mode, is_asked=taste.is_asked) >= _LEAST_MARGIN
    if taste.is_modal:
        return is_heard or not taste.is_asked
    mode, wanted = taste.mode, min(_LEAST_DOMINANT[taste.mode], _OF_ITS_OWN * taste.dominant_share)
    steps = [numeral.step for bar in bars for numeral in bar]
    tonic, dominant = steps.count(0) / len(steps), steps.count(7) / len(steps)
    pull = sum(steps.count(step) for step in _PULLS[mode]) / len(steps)
    # I7 is the dominant of IV.
    pull += _PULL_OF_SEVENTH * sum(bar.count(Numeral(0, "7")) for bar in bars) / len(steps)
    return (
        is_heard
        and tonic >= _LEAST_TONIC
        and dominant >= wanted
        and (dominant >= pull or not taste.leans_on_dominants)
        and all(distinct_roots(phrase) >= min(taste.least_roots, len(phrase)) for phrase in phrases.values())
        and len({_opening(phrase) for phrase in phrases.values()}) == len(phrases)
    )


def _opening(phrase: Bars) -> tuple[int, ...]:
    """Return the steps of a phrase's first two bars: what it is told from others by."""
    return tuple(numeral.step for bar in phrase[:2] for numeral in bar)
