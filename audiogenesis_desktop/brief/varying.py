"""Other readings of one prompt: what it implies is uncertain, and takes may make different things of it."""

import math
from dataclasses import replace
from random import Random

from audiogenesis_desktop.brief.implied import Implied

_BOLDNESS = 0.6  # of the usual error: other readings are to be as likely as the first, not as far off
_FARTHEST = 1.5  # standard deviations
_OPEN_MODE, _OPEN_METER = 0.25, 0.2  # the other mode or meter is drawn from this chance on
_SURE_INSTRUMENTS, _SHUFFLE = 2, 0.5
_DRAWN_STYLE = 0.5


def vary(implied: Implied, *, seed: int) -> Implied:
    """Return another likely reading, always the same for a seed; seed 0 is the likeliest one itself."""
    if seed == 0:
        return implied
    random, spread = Random(f"reading/{seed}"), implied.spread

    def moved(usual_error: float) -> float:
        return min(max(random.gauss(0, 1), -_FARTHEST), _FARTHEST) * _BOLDNESS * usual_error

    return replace(
        implied,
        tempo_bpm=implied.tempo_bpm * math.exp(moved(spread.log_tempo)),
        valence=min(max(implied.valence + moved(spread.valence), -1.0), 1.0),
        energy=min(max(implied.energy + moved(spread.energy), 0.0), 1.0),
        density=min(max(implied.density + moved(spread.density), 0.0), 1.0),
        minor=_mode(implied.minor, random),
        meters=_meters(implied.meters, random),
        style=_style(implied.style, random),
        instruments=_instruments(implied.instruments, random),
    )


def _mode(minor: float, random: Random) -> float:
    drawn = float(random.random() < minor)
    return drawn if _OPEN_MODE <= minor <= 1 - _OPEN_MODE else minor


def _meters(
    meters: tuple[tuple[tuple[int, int], float], ...], random: Random
) -> tuple[tuple[tuple[int, int], float], ...]:
    """Return the meters with one that is likely enough in front."""
    likeliest = max(chance for _, chance in meters)
    likely = [(meter, chance) for meter, chance in meters if chance >= min(_OPEN_METER, likeliest)]
    chosen = random.choices(likely, [chance for _, chance in likely])[0][0]
    return tuple((meter, 1.0 if meter == chosen else 0.0) for meter, _ in meters)


def _style(style: tuple[tuple[str, float], ...], random: Random) -> tuple[tuple[str, float], ...]:
    """Return the mixture drawn half way to one of its styles, which are drawn by their weights."""
    drawn = random.choices([name for name, _ in style], [weight for _, weight in style])[0]
    mixed = [(name, (1 - _DRAWN_STYLE) * weight + _DRAWN_STYLE * (name == drawn)) for name, weight in style]
    return tuple(sorted(mixed, key=lambda item: -item[1]))


def _instruments(instruments: tuple[tuple[str, float], ...], random: Random) -> tuple[tuple[str, float], ...]:
    """Return the likeliest two as they are, and the others in another likely order (Gumbel's, on their chances)."""
    sure, others = instruments[:_SURE_INSTRUMENTS], instruments[_SURE_INSTRUMENTS:]
    keyed = [
        (math.log(max(chance, 1e-3)) - _SHUFFLE * math.log(-math.log(random.uniform(1e-9, 1 - 1e-9))), name)
        for name, chance in others
    ]
    order = [name for _, name in sorted(keyed, reverse=True)]
    return (*sure, *((name, chance) for name, (_, chance) in zip(order, others, strict=True)))
