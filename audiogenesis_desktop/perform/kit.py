"""What a drummer is told of the hits that are written: drums, places, accents, and what is struck before and next.

A moment is a place of the grid at which something is struck. Training and performing share this.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

DRUMS = ("kick", "snare", "hat", "open", "ride", "crash", "low", "mid", "high")
PLACES_PER_BEAT = 12  # sixteenths and triplets, as players are told them
STYLES = (
    "afrobeat", "afrocuban", "blues", "country", "dance", "funk", "gospel", "highlife", "hiphop", "jazz", "latin",
    "middleeastern", "neworleans", "pop", "punk", "reggae", "rock", "soul",
)  # fmt: skip
"""The styles of the Groove recordings, as a drummer is told them."""
GHOST, PLAIN, ACCENT = range(3)

_OF_KEY = {
    "kick": (35, 36),
    "snare": (37, 38, 39, 40),
    "hat": (42, 44, 54, 69, 70, 73, 82),
    "open": (46,),
    "ride": (51, 53, 56, 59),
    "crash": (49, 52, 55, 57),
    "low": (41, 43, 64, 66),
    "mid": (45, 47, 60, 61, 63),
}
_HIGH = DRUMS.index("high")
_CLASS = np.full(128, _HIGH)
for _name, _keys in _OF_KEY.items():
    _CLASS[list(_keys)] = DRUMS.index(_name)
_TOMS = [DRUMS.index(name) for name in ("low", "mid", "high")]
_FILL_TOMS = 3  # hits on toms, from which on a bar is a fill
_GHOST, _ACCENT = 0.68, 1.18  # of what a drum is usually struck with
_BEATS = 4
_USUAL_BPM = 110.0

_PLACE, _BEAT = 0, PLACES_PER_BEAT
_STRUCK = _BEAT + _BEATS
_NEXT = _STRUCK + 3 * len(DRUMS)
_GAPS = _NEXT + len(DRUMS)
_STYLE = _GAPS + 2
_TEMPO = _STYLE + len(STYLES)
_WRITTEN = _TEMPO + 3
_OWN = _WRITTEN + len(DRUMS)
_ACCENTED = _OWN + 1
_HAND = _ACCENTED + 1
_MOST_WRITTEN = 4.0  # ranges
_HAND_MEANS, _HAND_SPREADS = np.array([[[64], [20], [12], [0], [10]], [[32], [10], [8], [10], [5]]], np.float64)
HAND_FIELDS = len(_HAND_MEANS)
FEATURES = _HAND + HAND_FIELDS * len(DRUMS)


def drum_of(keys: npt.ArrayLike) -> Ints:
    """Return the index in `DRUMS` of keys 0..127 of General MIDI's map; hand drums are like toms, shakers like hats."""
    return np.asarray(_CLASS[np.asarray(keys, np.int64)])


def usual(values: npt.ArrayLike, groups: Ints) -> npt.NDArray[np.float64]:
    """Return for each value the median of its group, of two middle ones the lower; (n,)."""
    found = np.asarray(values, np.float64)
    numbers, which = np.unique(groups, return_inverse=True)
    order = np.lexsort((found, which))
    first = np.searchsorted(which[order], np.arange(len(numbers)))
    return np.asarray(found[order][first + (np.bincount(which) - 1) // 2][which]) if len(found) else found


def mean(values: npt.ArrayLike, groups: Ints) -> npt.NDArray[np.float64]:
    """Return for each value the mean of its group; (n,)."""
    _, which = np.unique(groups, return_inverse=True)
    return np.asarray((np.bincount(which, np.asarray(values)) / np.maximum(1, np.bincount(which)))[which])


def levels(drums: Ints, velocities: Ints, groups: Ints) -> Ints:
    """Return whether hits are ghosts, plain or accents beside what is usual for their drum in their group; (n,)."""
    share = velocities / usual(velocities, groups * len(DRUMS) + drums)
    return np.where(share < _GHOST, GHOST, np.where(share > _ACCENT, ACCENT, PLAIN))


class Moments(NamedTuple):
    """The moments of hits in order: `bar` and `place` (M,), what is `struck` (M, drums, levels), how far from what is
    usual it is `written` (M, drums); each hit's moment."""

    bar: Ints
    place: Ints
    struck: Floats
    written: Floats
    of_hit: Ints


def moments(bars: Ints, places: Ints, drums: Ints, accents: Ints, written: npt.NDArray[np.float64]) -> Moments:
    """Return the moments of hits; `places` count grid units from the bar line, `written` is how loud they are beside
    what is usual, in a hand's ranges."""
    longest = int(places.max(initial=0)) + 1
    at, of_hit = np.unique(bars * longest + places, return_inverse=True)
    struck = np.zeros((len(at), len(DRUMS), 3), np.float32)
    struck[of_hit, drums, accents] = 1
    loud = np.zeros((len(at), len(DRUMS)), np.float32)
    loud[of_hit, drums] = np.clip(written, -_MOST_WRITTEN, _MOST_WRITTEN)
    return Moments(at // longest, at % longest, struck, loud, of_hit)


def features(
    of: Moments, *, bpm: npt.ArrayLike, style: str, own: npt.ArrayLike, hand: npt.ArrayLike, is_fill: bool | None = None
) -> Floats:
    """Return what the network is told at each moment, (M, FEATURES).

    `bpm` is a number, or one a moment; `style` one of `STYLES`, or "" for none; `own` is how far drums are written at
    levels of their own; `hand` is (HAND_FIELDS, drums), or one a moment. Whether a bar is a fill is heard by its toms
    where nobody tells.
    """
    count = len(of.bar)
    told = np.zeros((count, FEATURES), np.float32)
    rows, beat = np.arange(count), of.place // PLACES_PER_BEAT
    told[rows, _PLACE + of.place % PLACES_PER_BEAT] = 1
    told[rows, _BEAT + np.where(beat == 0, 0, 1 + (beat - 1) % (_BEATS - 1))] = 1
    told[:, _STRUCK:_NEXT] = of.struck.reshape(count, -1)
    gap = np.diff(of.bar * 1000 + of.place)
    is_near = np.append(np.diff(of.bar) == 0, False) if count else np.zeros(0, bool)
    told[:-1, _NEXT:_GAPS] = of.struck[1:].max(axis=2, initial=0) * is_near[:-1, None]
    told[:-1, _GAPS] = np.where(is_near[:-1], np.minimum(gap, 12) / 12, 1)
    told[-1:, _GAPS], told[:1, _GAPS + 1] = 1, 1
    told[1:, _GAPS + 1] = np.where(is_near[:-1], np.minimum(gap, 12) / 12, 1)
    if style in STYLES:
        told[:, _STYLE + STYLES.index(style)] = 1
    told[:, _TEMPO] = np.log(np.asarray(bpm, np.float64) / _USUAL_BPM)
    told[:, _TEMPO + 1] = _fills(of) if is_fill is None else float(is_fill)
    told[:, _TEMPO + 2] = 1
    told[:, _WRITTEN:_OWN], told[:, _OWN], told[:, _ACCENTED] = of.written, own, _accented(of)
    told[:, _HAND:] = ((np.asarray(hand) - _HAND_MEANS) / _HAND_SPREADS).reshape(*np.shape(hand)[:-2], -1)
    return told


def _fills(of: Moments) -> Floats:
    if not len(of.bar):
        return np.zeros(0, np.float32)
    _, where = np.unique(of.bar, return_inverse=True)
    toms = np.bincount(where, of.struck[:, _TOMS].sum(axis=(1, 2)))
    return np.asarray(toms[where] >= _FILL_TOMS, np.float32)


def _accented(of: Moments) -> Floats:
    """Return whether ghosts or accents are written in a moment's bar; without, they may be played all the same."""
    if not len(of.bar):
        return np.zeros(0, np.float32)
    _, where = np.unique(of.bar, return_inverse=True)
    marked = np.bincount(where, of.struck[..., (GHOST, ACCENT)].sum(axis=(1, 2)))
    return np.asarray(marked[where] > 0, np.float32)


class Windows(NamedTuple):
    """A row a bar, with the bar before it as far as it is there: `moment` (R, T), -1 where there is none; `own` (R, T)
    tells which belong to the bar itself."""

    moment: Ints
    own: npt.NDArray[np.bool_]


def windows(bar: Ints) -> Windows:
    """Return the windows of moments in order: what a drummer does in a bar follows from it and the bar before alone."""
    numbers, first = np.unique(bar, return_index=True)
    last = np.append(first[1:], len(bar))
    has_before = np.append(False, np.diff(numbers) == 1) if len(numbers) else np.zeros(0, bool)
    begin = np.where(has_before, np.append(0, first[:-1])[: len(first)], first)
    longest = int((last - begin).max(initial=0))
    # Rows begin together: what comes after a row's end changes nothing of it.
    place = begin[:, None] + np.arange(longest)
    is_there = place < last[:, None]
    return Windows(np.where(is_there, place, -1), is_there & (place >= first[:, None]))


def gathered(told: Floats, of: Windows) -> Floats:
    """Return what is told in each window, (R, T, features); noughts where there is none."""
    rows: Floats = told[np.maximum(of.moment, 0)]
    rows[of.moment < 0] = 0
    return rows


def untell(told: Floats, *, levels: npt.NDArray[np.bool_], style: npt.NDArray[np.bool_]) -> None:
    """Make some windows of `told` (R, T, features), in place, plain throughout, or of no style; both (R,)."""
    struck = told[levels, :, _STRUCK:_NEXT].reshape(int(levels.sum()), told.shape[1], len(DRUMS), 3)
    plain = np.zeros_like(struck)
    plain[..., PLAIN] = struck.max(axis=-1)
    told[levels, :, _STRUCK:_NEXT] = plain.reshape(len(struck), told.shape[1], _NEXT - _STRUCK)
    told[levels, :, _WRITTEN:_HAND] = 0
    told[style, :, _STYLE:_TEMPO] = 0


def jolt(told: Floats, random: np.random.Generator, *, by: float) -> None:
    """Make the hands of windows of `told` (R, T, features) a little wrong, in place, each window's alike throughout."""
    told[:, :, _HAND:] += by * random.standard_normal((len(told), 1, FEATURES - _HAND)).astype(np.float32)
