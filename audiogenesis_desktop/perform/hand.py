"""A drummer's hand: what stays the same through a piece, drum by drum. It is drawn by seed of recorded ones."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.perform import chance, kit
from audiogenesis_desktop.perform.kit import DRUMS, STYLES

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEVEL, RANGE, EVENNESS, LATENESS, LOOSENESS = range(kit.HAND_FIELDS)
"""What a hand has of each drum: the velocity it is usually struck with; how far its velocities lie apart, and those of
one accent; how late it is, and how far apart in time, in milliseconds."""

_USUAL = np.array([0.0, 20.0, 12.0, 0.0, 10.0])
_AS_MUCH = 8  # hits weigh as much as what is usual
_SALT = 103
_OWN_LEVELS = 10.0  # from this deviation of the drums' levels on each keeps its own; where all are alike, the kit's
_SOFTEST, _LOUDEST = 8.0, 127.0
_LEAST_SPREAD = 1.0


class Drawn(NamedTuple):
    """A hand, `fields` (FIELDS, drums), and the number of the drummer whose it is."""

    fields: Floats
    drummer: int


class Hands(NamedTuple):
    """Recorded hands, `fields` (n, FIELDS, drums), with the number of each one's drummer and style (n,).

    `spreads` (2, 3) are polynomials of how far velocities lie apart, as logarithm, by level: range and evenness.
    """

    fields: Floats
    drummer: Ints
    style: Ints
    spreads: Floats

    def drawn(self, style: str, seed: int) -> Drawn:
        """Return the hand of a seed: of the drummers of a style each is as likely, of all if none is of it."""
        number = STYLES.index(style) if style in STYLES else -1
        able = np.flatnonzero(self.style == number)
        able = able if len(able) else np.arange(len(self.style))
        who = np.unique(self.drummer[able])
        chosen = int(who[int(chance.uniform(seed + _SALT, 0) * len(who))])
        own = able[self.drummer[able] == chosen]
        return Drawn(self.fields[own[int(chance.uniform(seed + _SALT, 1) * len(own))]], chosen)

    def at_levels(self, hand: Floats, levels: Floats) -> Floats:
        """Return a hand, (FIELDS, drums), once for each of `levels`, (n, drums): what is struck softly, or as hard as a
        pad can tell, spreads less."""
        levels = np.clip(levels, _SOFTEST, _LOUDEST)
        found = np.repeat(hand[None], len(levels), axis=0)
        found[:, LEVEL] = levels
        for i, field in enumerate((RANGE, EVENNESS)):
            more = np.polyval(self.spreads[i], levels / 127) - np.polyval(self.spreads[i], hand[LEVEL] / 127)
            found[:, field] *= np.exp(more)
        return found


class Written(NamedTuple):
    """What is written, as a hand has it: for each hit its whole hand, (n, FIELDS, drums), by how many ranges it is off
    what is usual, and how far its bar's drums are written at levels of their own, 0 to 1, (n,) each."""

    hands: Floats
    off: Floats
    own: Floats


def as_written(hands: Hands, hand: Floats, written: Ints, drums: Ints, bar: Ints) -> Written:
    """Return a hand, (FIELDS, drums), as loud on the whole as each bar is written.

    Where a bar's drums are written at levels of their own, these are the hand's; where all are alike, the hand tells
    how loud drums are beside each other.
    """
    of_hit = kit.usual(written, bar * len(DRUMS) + drums)
    middle = kit.mean(of_hit, bar)
    own = np.minimum(1, np.sqrt(kit.mean((of_hit - middle) ** 2, bar)) / _OWN_LEVELS)
    own *= kit.mean(_is_own(written, drums, bar), bar)
    kits = hand[LEVEL] + (middle - kit.mean(hand[LEVEL, drums], bar))[:, None]
    _, which = np.unique(bar, return_inverse=True)
    by_bar = np.full((int(which.max(initial=-1)) + 1, len(DRUMS)), np.nan)
    by_bar[which, drums] = of_hit
    levels = np.where(np.isnan(by_bar[which]), kits, own[:, None] * by_bar[which] + (1 - own[:, None]) * kits)
    found = hands.at_levels(hand, levels)
    return Written(found, (written - of_hit) / found[np.arange(len(drums)), RANGE, drums], own)


def _is_own(written: Ints, drums: Ints, bar: Ints) -> npt.NDArray[np.bool_]:
    """Return for each hit whether no other drum of its bar is written at its velocity.

    Who types all drums at the same three velocities tells accents, not how loud drums are.
    """
    at = bar * 128 + written
    values, several = np.unique(np.unique(at * len(DRUMS) + drums) // len(DRUMS), return_counts=True)
    return np.asarray(several[np.searchsorted(values, at)] == 1)


def hand_of(drum: Ints, accent: Ints, velocity: Ints, offset_ms: Floats, *, counts: npt.NDArray[np.bool_]) -> Floats:
    """Return the hand, (FIELDS, drums), that hits show, nan for a drum that is not struck; `counts` tells whose timing
    does.

    Spreads and lateness of few hits say little, and lie nearer to what is usual.
    """
    hand = np.full((kit.HAND_FIELDS, len(DRUMS)), np.nan)
    for i in np.unique(drum):
        own = drum == i
        late = offset_ms[own & counts]
        hand[LEVEL, i] = np.median(velocity[own])
        hand[RANGE, i] = _shrunk([velocity[own]], _USUAL[RANGE])
        hand[EVENNESS, i] = _shrunk([velocity[own & (accent == a)] for a in range(3)], _USUAL[EVENNESS])
        hand[LATENESS, i] = late.sum() / (len(late) + _AS_MUCH)
        hand[LOOSENESS, i] = _shrunk([late], _USUAL[LOOSENESS])
    return hand


def _shrunk(groups: Sequence[npt.ArrayLike], usual: float) -> float:
    values = [np.asarray(group, np.float64) for group in groups]
    off = np.concatenate([np.zeros(0), *(group - float(group.mean()) for group in values if len(group))])
    return float(np.sqrt((np.sum(off**2) + _AS_MUCH * usual**2) / (len(off) + _AS_MUCH)))


def filled(hands: Floats, drummer: Ints) -> Floats:
    """Return hands, (n, FIELDS, drums), in which what a recording does not show is as it is usual for its drummer.

    How loud a drum is, is taken beside the other drums of the recording.
    """
    whole = hands.copy()
    loud = np.nanmean(hands[:, LEVEL], axis=1)
    whole[:, LEVEL] -= loud[:, None]
    usual = _mean(whole)
    usual = np.where(np.isnan(usual), _USUAL[:, None], usual)
    of_drummer = {who: _mean(whole[drummer == who]) for who in np.unique(drummer)}
    own = np.stack([of_drummer[who] for who in drummer])
    whole = np.where(np.isnan(whole), np.where(np.isnan(own), usual, own), whole)
    whole[:, LEVEL] = np.clip(whole[:, LEVEL] + loud[:, None], 1, 127)
    return whole


def spreads_of(hands: Floats) -> Floats:
    """Return the polynomials, (2, 3), by which velocities spread at a level; `hands` may hold nan."""
    level = hands[:, LEVEL].ravel()
    known = ~np.isnan(level)
    fields = (np.log(np.maximum(_LEAST_SPREAD, hands[:, field].ravel()[known])) for field in (RANGE, EVENNESS))
    return np.stack([np.polyfit(level[known] / 127, field, 2) for field in fields])


def _mean(values: Floats) -> Floats:
    known = ~np.isnan(values)
    count = known.sum(axis=0)
    total = np.where(known, values, 0).sum(axis=0)
    return np.asarray(np.where(count, total / np.maximum(1, count), np.nan))
