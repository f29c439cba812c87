"""Which styles of the book a prompt means: those named as they are, families and moods by what is nearest to them."""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cache, lru_cache

from audiogenesis_desktop.brief.implied import Implied
from audiogenesis_desktop.brief.lexicon import Mood, load_lexicon
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.style.casting import cast, lacking
from audiogenesis_desktop.style.style import Style

Mixture = tuple[tuple[str, float], ...]

# By topics held out: styles come out nearer to those meant, and a little oftener right; valence is nearer by 1 %, and
# modes are right in 1 % more.
_TEMPO_TELLS, _STRANGE, _PLAYERS_TELL, _STRANGERS = 2.0, 0.3, 0.15, 0.1
_FAR_OCTAVES = 0.25  # of tempo outside a style's range, from which a tempo that is said speaks against it
_AT_HOME = 0.2  # by how much a style is nearer whose line-ups all have those who are named
_OWN_MOOD = 0.2  # of the styles' own valence and mode in what is implied
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


def agreeing(implied: Implied) -> Implied:
    """Return what is implied, led by the style that is likely, has the tempo and players and is akin to others.

    Where a prompt is vague many styles are nearly as likely as the first, and one that is far from all others is the
    costliest to be wrong with: 170 beats a minute are not for two old friends at chess. Valence and mode are drawn a
    little to what the styles have.
    """
    chances = dict(implied.instruments)

    def fit(name: str, weight: float) -> float:
        off = sum(share * _apart(name, other) for other, share in implied.style)
        off += _TEMPO_TELLS * off_tempo(implied.tempo_bpm, name) ** 2
        likeliest = max(lineup_fits(book()[name], chances))
        return math.log(weight) + _PLAYERS_TELL * math.log(_STRANGERS + likeliest) - off

    own = mean_mood(implied.style)
    found = max(implied.style, key=lambda item: fit(*item))[0]
    return replace(
        implied,
        style=led_by(found, implied.style),
        valence=implied.valence + _OWN_MOOD * (own.valence - implied.valence),
        minor=implied.minor + _OWN_MOOD * (own.minor - implied.minor),
    )


def at_tempo(implied: Implied, tempo_bpm: float) -> Implied:
    """Return what is implied beside a tempo that is said: without the styles that are never played near it.

    All styles stay where none is.
    """
    near = {name: weight for name, weight in implied.style if off_tempo(tempo_bpm, _known(name)) <= _FAR_OCTAVES}
    style = _shares(near) if near and len(near) < len(implied.style) else implied.style
    return replace(implied, tempo_bpm=tempo_bpm, style=style)


def _known(name: str) -> str:
    return name if name in book() else _of_family(name, None)


def lineup_fits(style: Style, chances: Mapping[str, float]) -> tuple[float, ...]:
    """Return for each line-up of a style how likely its players are, by the chances of instruments."""
    return tuple(
        sum(chances.get(name, 0.0) for name in names) / math.sqrt(len(names))
        for names in (set(lineup.parts.values()) for lineup in style.lineups)
    )


@cache
def _apart(name: str, other: str) -> float:
    """Return how far two styles of the book are from each other: in mood, tempo and family."""
    one, two = mood_of(name), mood_of(other)
    octaves = math.log2(one.tempo_bpm / two.tempo_bpm)
    strange = _STRANGE * (not set(book()[name].family) & set(book()[other].family))
    return _mood_gap(one, two) + 2 * octaves**2 + strange


def led_by(name: str, style: Mixture) -> Mixture:
    """Return a mixture in which a style takes the leading one's weight."""
    order = sorted(style, key=lambda item: -item[1])
    if order[0][0] == name:
        return style
    others = [other for other, _ in order if other != name]
    weights = dict(zip([name, *others], [weight for _, weight in order], strict=False))
    total = sum(weights.values())
    return tuple((other, weight / total) for other, weight in weights.items())


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
    return _mood_gap(mood, mood_of(name)) + 2 * off_tempo(mood.tempo_bpm, name) ** 2


def _mood_gap(one: Mood, other: Mood) -> float:
    """Return how far two moods are apart, their tempi aside."""
    return (
        0.5 * (one.valence - other.valence) ** 2
        + 2 * (one.energy - other.energy) ** 2
        + 0.3 * (one.minor - other.minor) ** 2
    )


def off_tempo(tempo_bpm: float, name: str) -> float:
    """Return how far a tempo lies outside a style's range, in octaves of tempo."""
    low, high = book()[name].time.tempo
    return max(math.log2(low / tempo_bpm), math.log2(tempo_bpm / high), 0.0)


def nearest(mood: Mood, names: Iterable[str] | None = None) -> str:
    """Return the style of the book that is nearest to a mood."""
    return min(names or book(), key=lambda name: distance(mood, name))


@lru_cache(maxsize=256)
def suited(instruments: tuple[str, ...]) -> tuple[str, ...]:
    """Return the styles of the book that these instruments can play alone; all of them where none is like that."""
    found = [
        name
        for name, style in book().items()
        if not lacking(style, cast(style, meter=style.time.meters[0], wanted=instruments, is_complete=True))
    ]
    return tuple(found or book())


def nearest_at_home(mood: Mood, instruments: tuple[str, ...]) -> str:
    """Return the style that is nearest to a mood, of those that some instruments can play, the oftener they do so."""
    shares = {name: _share_of_lineups(style, instruments) for name, style in book().items()}
    usual = [name for name, share in shares.items() if share and share >= max(shares.values()) / 2]
    able = suited(instruments)
    names = [name for name in able if name in usual] or usual or able
    return min(names, key=lambda name: distance(mood, name) - _AT_HOME * shares[name])


def _share_of_lineups(style: Style, instruments: Collection[str]) -> float:
    """Return in how many of a style's line-ups, 0..1, all of some instruments play."""
    return sum(set(instruments) <= set(lineup.parts.values()) for lineup in style.lineups) / len(style.lineups)
