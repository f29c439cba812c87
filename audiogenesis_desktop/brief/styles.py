"""Which styles of the book a prompt means: those named as they are, families and moods by what is nearest to them."""

import math
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from audiogenesis_desktop.brief.implied import Implied
from audiogenesis_desktop.brief.lexicon import Mood, load_lexicon
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.style.families import FAMILIES
from audiogenesis_desktop.style.style import Style

Mixture = tuple[tuple[str, float], ...]

_LEAST_SHARE = 0.08  # of an implied mixture: less is noise
_USUAL = 0.15  # by how much the usual style of a family is nearer than it is
_SADDER_IN_MINOR = 0.55  # a style's valence is for its major mode


def leading(style: Mixture) -> Style:
    """Return the style of the book that leads a mixture; the usual one where it has none of the book."""
    known = [(weight, -i) for i, (name, weight) in enumerate(style) if name in book()]
    if not known:
        return book()[load_lexicon().usual_styles["cinematic"]]
    return book()[style[-max(known)[1]][0]]


def in_the_book(style: Mixture, implied: Implied | None) -> Mixture:
    """Return a mixture with each family replaced by that of its styles which is likeliest by what is implied."""
    weights: dict[str, float] = {}
    for name, weight in style:
        found = name if name in book() else _of_family(name, implied)
        weights[found] = weights.get(found, 0.0) + weight
    return _shares(weights)


def booked(implied: Implied) -> Implied:
    """Return what is implied with its families replaced by styles of the book: where all it has are families."""
    if not all(name in FAMILIES for name, _ in implied.style):
        return implied
    weights: dict[str, float] = {}
    for name, weight in implied.style:
        found = _of_family(name, replace(implied, style=()))
        weights[found] = weights.get(found, 0.0) + weight
    return replace(implied, style=_shares({k: w for k, w in weights.items() if w >= _LEAST_SHARE} or weights))


def _shares(weights: dict[str, float]) -> Mixture:
    total = sum(weights.values())
    return tuple(sorted(((name, weight / total) for name, weight in weights.items()), key=lambda item: -item[1]))


def _of_family(family: str, implied: Implied | None) -> str:
    names = members(family)
    chances = {name: weight for name, weight in (implied.style if implied else ()) if name in names}
    if chances:
        return max(chances, key=lambda name: chances[name])
    usual = load_lexicon().usual_styles.get(family, names[0])
    if implied is None:
        return usual
    mood = Mood(implied.valence, implied.energy, implied.tempo_bpm, implied.minor)
    return min(names, key=lambda name: distance(mood, name) - _USUAL * (name == usual))


@cache
def members(family: str) -> tuple[str, ...]:
    """Return the styles of the book that a family comes first for, or else has at all, or else all of them."""
    first = tuple(name for name, style in book().items() if style.family[0] == family)
    return first or tuple(name for name, style in book().items() if family in style.family) or tuple(book())


@cache
def mood_of(name: str) -> Mood:
    """Return what a style of the book is like when nothing else is known."""
    style = book()[name]
    low, high = style.time.tempo
    minor = style.harmony.minor_share
    return Mood(style.valence - _SADDER_IN_MINOR * minor, style.energy, math.sqrt(low * high), minor)


def mean_mood(style: Mixture) -> Mood:
    """Return the mood of a mixture of the book's styles and of families."""
    moods = [(mood_of(name if name in book() else _of_family(name, None)), weight) for name, weight in style]
    total = sum(weight for _, weight in moods)
    return Mood(*(sum(mood[i] * weight for mood, weight in moods) / total for i in range(4)))


def distance(mood: Mood, name: str) -> float:
    """Return how far a style of the book is from a mood; any tempo of the style's is as near."""
    other, (low, high) = mood_of(name), book()[name].time.tempo
    beside = max(math.log2(low / mood.tempo_bpm), math.log2(mood.tempo_bpm / high), 0.0)
    return (
        0.5 * (mood.valence - other.valence) ** 2
        + 2 * (mood.energy - other.energy) ** 2
        + 2 * beside**2
        + 0.3 * (mood.minor - other.minor) ** 2
    )


def nearest(mood: Mood, names: Iterable[str] | None = None) -> str:
    """Return the style of the book that is nearest to a mood."""
    return min(names or book(), key=lambda name: distance(mood, name))
