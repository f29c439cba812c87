"""Topics that music is asked for: what each implies, and what a style of the book implies by itself."""

import csv
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.implied import Implied
from audiogenesis_desktop.style.book import shipped
from audiogenesis_desktop.style.style import Style

METERS = ((4, 4), (3, 4), (6, 8))
Meters = tuple[tuple[tuple[int, int], float], ...]

_SAID_CHANCE = (0.9, 0.8, 0.72, 0.64, 0.56, 0.5, 0.45, 0.4)  # instruments of a scene, the most fitting first
_OTHER_LINE_UP = 0.45  # of the chance that the first line-up's have
_MINOR_FALLS = 0.35  # by which valence lies lower in minor than in major
_NUMBERS = {"valence": "valence", "energy": "energy", "density": "density", "minor": "minor", "bpm": "tempo_bpm"}


class Topic(NamedTuple):
    """What a topic implies; `subjects` are what music may be for, `prompts` whole prompts about it."""

    name: str
    implied: Implied
    subjects: tuple[str, ...]
    prompts: tuple[str, ...]


@cache
def topics() -> tuple[Topic, ...]:
    """Return the topics of `intent_prompts.csv`; where a cell is empty the row's styles tell what is usual."""
    with paths.resource("intent_prompts.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_topic(row) for row in csv.DictReader(file))


def _topic(row: Mapping[str, str]) -> Topic:
    return Topic(row["topic"], _implied_of(row), _parted(row["subjects"], "|"), _parted(row["prompts"], "|"))


def _parted(cell: str, separator: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(separator) if part.strip())


def _implied_of(row: Mapping[str, str]) -> Implied:
    weights = [part.rsplit(":", 1) for part in _parted(row["style"], "+")]
    usual = blend([(usual_of(name), float(weight)) for name, weight in weights])
    names = _parted(row["instruments"], "+")
    numbers: dict[str, Any] = {field: float(row[cell]) for cell, field in _NUMBERS.items() if row[cell]}
    said = replace(
        usual,
        meters=_sure_of(row["meter"]) if row["meter"] else usual.meters,
        instruments=tuple(zip(names, _SAID_CHANCE, strict=False)) or usual.instruments,
        arc=tuple((name, 1.0) for name in _parted(row["arc"], "+")),
        **numbers,
    )
    return said if row["bpm"] else within_style(said, tempo_bpm=usual_tempo(said))


def _sure_of(words: str) -> Meters:
    above, below = (int(n) for n in words.split("/"))
    sure = 0.94 if (above, below) == (4, 4) else 0.8
    return tuple((meter, sure if meter == (above, below) else (1 - sure) / 2) for meter in METERS)


@cache
def usual_of(name: str) -> Implied:
    """Return what a style that ships implies by itself."""
    style = shipped()[name]
    minor = style.harmony.minor_share
    usual = Implied(
        valence=max(style.valence - _MINOR_FALLS * minor, -0.9),
        energy=style.energy,
        tempo_bpm=100.0,
        minor=minor,
        density=style.density,
        meters=_meters_of(style),
        style=((name, 1.0),),
        instruments=_instruments_of(style),
    )
    return replace(usual, tempo_bpm=usual_tempo(usual))


def _meters_of(style: Style) -> Meters:
    """Return the chances of METERS, of which the style's first is a little likelier than the others."""
    counts = Counter(dict.fromkeys(style.time.meters[:1], 0.5))
    counts.update(style.time.meters)
    known = {meter: counts["{}/{}".format(*meter)] for meter in METERS}
    return tuple((meter, count / sum(known.values())) for meter, count in known.items())


def _instruments_of(style: Style) -> tuple[tuple[str, float], ...]:
    chances: dict[str, float] = {}
    for i, lineup in enumerate(style.lineups):
        share = _OTHER_LINE_UP if i else 1.0
        for name, chance in zip(dict.fromkeys(lineup.parts.values()), _SAID_CHANCE, strict=False):
            chances[name] = max(chances.get(name, 0.0), share * chance)
    return tuple(sorted(chances.items(), key=lambda item: -item[1]))


def blend(weighted: Sequence[tuple[Implied, float]]) -> Implied:
    """Return a mixture by weights above 0: means of mood, a meter and a tempo of what weighs most."""
    total = sum(weight for _, weight in weighted)
    first = max(weighted, key=lambda item: item[1])[0]
    names: dict[str, float] = {}
    styles: dict[str, float] = {}
    for implied, weight in weighted:
        for name, chance in implied.instruments:
            names[name] = names.get(name, 0.0) + weight / total * chance
        for name, share in implied.style:
            styles[name] = styles.get(name, 0.0) + weight / total * share

    def mean(field: str) -> float:
        return sum(getattr(implied, field) * weight for implied, weight in weighted) / total

    return replace(
        first,
        valence=mean("valence"),
        energy=mean("energy"),
        density=mean("density"),
        minor=mean("minor"),
        style=tuple(sorted(styles.items(), key=lambda item: -item[1])),
        instruments=tuple(sorted(names.items(), key=lambda item: -item[1])),
    )


def usual_tempo(implied: Implied) -> float:
    """Return the middle of the tempi that the leading style has in the likeliest meter."""
    return math.sqrt(math.prod(tempo_range(implied)))


def within_style(implied: Implied, *, tempo_bpm: float) -> Implied:
    """Return the same at another tempo, or at the nearest to it that the leading style has."""
    low, high = tempo_range(implied)
    return replace(implied, tempo_bpm=min(max(tempo_bpm, float(low)), float(high)))


def tempo_range(implied: Implied) -> tuple[int, int]:
    """Return the tempi that the leading style, which ships, has in the likeliest meter."""
    meter = max(implied.meters, key=lambda item: item[1])[0]
    return shipped()[max(implied.style, key=lambda item: item[1])[0]].time.tempo_of("{}/{}".format(*meter))
