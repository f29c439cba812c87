"""A told groove made thinner or fuller, straighter or more syncopated.

What falls on strong places stays longest, what is added falls between; what is syncopated falls half a beat away.
"""

import math
from dataclasses import replace

import numpy as np

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.players.leaning import off_beat
from audiogenesis_desktop.compose.players.setting import Band
from audiogenesis_desktop.compose.players.vocabulary import GRID_PER_BEAT, Ints
from audiogenesis_desktop.plan.parts import fullness_of
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.style.roles import ROLES

_IN_PATTERNS = 0.5  # of the fullness
_FILLED = [ROLES.index(role) for role in ("chords", "figure", "lead", "second voice")]
_LEAST, _MOST = 0.15, 2.5  # of the strikes, at the least and the most density
_HALF_BEAT = GRID_PER_BEAT // 2
_CLOSEST = 6  # grid units between two strikes that something is put between


def of_fullness(band: Band, plan: Plan, brief: Brief) -> Band:
    """Return a Band whose tunes and accompaniments strike more or less, where density is far from what its style has.

    What is nearer to it is in the patterns that the Plan has chosen.
    """
    style = book().get(plan.style[0][0]) if plan.style else None
    fullness = fullness_of(brief, style) if style is not None else 0.0
    beyond = math.copysign(max(0.0, abs(fullness) - _IN_PATTERNS), fullness)
    players = (
        replace(player, groove=with_density(player.groove, beyond, bar_length=band.bar_length))
        if beyond and player.role in _FILLED
        else player
        for player in band.players
    )
    return replace(band, players=tuple(players))


def with_density(groove: Ints, density: float, *, bar_length: int) -> Ints:
    """Return the strikes (m, 3) of bar, place and key for a density -1..1; 0 leaves them as they are."""
    if not density or not len(groove):
        return groove
    bars = [groove[groove[:, 0] == bar] for bar in np.unique(groove[:, 0])]
    change = _thinner if density < 0 else _fuller
    changed = np.concatenate([change(bar, abs(density), bar_length) for bar in bars])
    return changed[np.lexsort(changed.T[::-1])]


def _thinner(strikes: Ints, amount: float, bar_length: int) -> Ints:
    places = np.unique(strikes[:, 1])
    kept = max(1, round(len(places) * (1 - (1 - _LEAST) * amount)))
    strongest = places[np.lexsort((places, off_beat(bar_length)[places]))][:kept]
    return strikes[np.isin(strikes[:, 1], strongest)]


def _fuller(strikes: Ints, amount: float, bar_length: int) -> Ints:
    wanted = round(len(np.unique(strikes[:, 1])) * (_MOST - 1) * amount)
    rows = [tuple(row) for row in strikes.tolist()]
    for _ in range(wanted):
        rows.sort()
        ends = [*(row[1] for row in rows[1:]), bar_length]
        gap, at = max((end - row[1], -i) for i, (row, end) in enumerate(zip(rows, ends, strict=True)))
        if gap < _CLOSEST:
            break
        bar, place, key = rows[-at]
        rows.append((bar, place + max(3, gap // 2 // 3 * 3), key))
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def with_syncopation(groove: Ints, syncopation: float, *, bar_length: int) -> Ints:
    """Return the strikes (m, 3) with some of them moved, -1..1: on to beats, or half a beat away from them.

    Of those that could move so many do, evenly over the groove; none onto another, and none from its bar.
    """
    moved, taken = groove.copy(), {(bar, place) for bar, place, _ in groove.tolist()}
    is_on = groove[:, 1] % GRID_PER_BEAT == 0
    can = np.flatnonzero(is_on if syncopation > 0 else ~is_on).tolist()
    for nth, row in enumerate(can):
        if int((nth + 1) * abs(syncopation)) == int(nth * abs(syncopation)):
            continue
        bar, place, _ = groove[row].tolist()
        beat = place // GRID_PER_BEAT * GRID_PER_BEAT
        for to in (place + _HALF_BEAT, place - _HALF_BEAT) if syncopation > 0 else (beat, beat + GRID_PER_BEAT):
            if 0 <= to < bar_length and (bar, to) not in taken:
                taken.add((bar, to))
                moved[row, 1] = to
                break
    return moved[np.lexsort(moved.T[::-1])]
