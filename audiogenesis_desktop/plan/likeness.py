"""How much each bar of a finished piece repeats the bars that the network looks back to."""

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.plan.plan import Likeness, Recall

Keys = npt.NDArray[np.int64] | npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int64]

PLACES_PER_BEAT = 24
_EDGES = (0.15, 0.5, 0.85)
_SLOT = PLACES_PER_BEAT // 4  # a sixteenth: a player's freedom does not make another bar of it
_PLACES, _KIND_BITS, _PITCH_BITS = 64, 5, 7
_WHAT_BITS = 6 + _KIND_BITS + _PITCH_BITS


def find_likeness(*, bar: Ints, place: Ints, kind: Ints, pitch: Ints, lags: Ints, firsts: Ints | None = None) -> Ints:
    """Return `Likeness` to the bars one, four and `lags` bars back, shape (bars, 3): the fields of `Recall`.

    `bar`, `place` (in the bar, 24 a beat), `kind` (instrument class) and `pitch`, one a note; `lags` (bars,) with 0 for
    none; `firsts` (bars,) the first bar of the piece that each bar belongs to, where there are several. Drums are not
    to be among the notes: a groove goes round whatever the tune does. Free where there is nothing to compare.
    """
    bars = len(lags)
    slot = np.minimum((place + _SLOT // 2) // _SLOT, _PLACES - 1)
    what = ((slot << _KIND_BITS) | kind) << _PITCH_BITS | pitch
    # Sorted by what sounds first and then by bar, so that what comes again in the next bars stands next to itself.
    bar_bits = int(bars).bit_length()
    wide = (what << bar_bits) | bar
    keys = _distinct(wide.astype(np.uint32) if bar_bits <= 32 - _WHAT_BITS else wide)  # sorted in half the time
    bar = (keys & ((1 << bar_bits) - 1)).astype(np.int64)
    counts = np.bincount(bar, minlength=bars)
    every, first = np.arange(bars), 0 if firsts is None else firsts
    again = (_near(keys, 1), _near(keys, 4), _in_section_before(keys, bar, lags))
    earlier = (every - 1, every - 4, every - lags)
    columns = [
        _levels(np.bincount(bar[places], minlength=bars), counts, back, first)
        for places, back in zip(again, earlier, strict=True)
    ]
    assert len(columns) == len(Recall._fields)
    return np.stack(columns, axis=1)


def _distinct(keys: Keys) -> Keys:
    keys.sort()
    return keys[np.concatenate(([True], keys[1:] != keys[:-1]))] if len(keys) else keys


def _near(keys: Keys, lag: int) -> Ints:
    """Return the places of keys that were there `lag` bars before too: at most `lag` places before, as they differ."""
    found = [np.flatnonzero(keys[places:] - keys[:-places] == lag) + places for places in range(1, lag + 1)]
    return np.concatenate(found)


def _in_section_before(keys: Keys, bar: Ints, lags: Ints) -> Ints:
    places = np.flatnonzero((lags[bar] > 0) & (lags[bar] <= bar))
    wanted = keys[places] - lags[bar[places]].astype(keys.dtype)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return places[keys[at] == wanted]


def _levels(common: Ints, counts: Ints, earlier: Ints, firsts: Ints | int) -> Ints:
    """Return how like every bar is to the `earlier` one, (bars,), by the share of what both have."""
    other = counts[np.maximum(earlier, 0)]
    dice = 2 * common / np.maximum(1, counts + other)
    levels = np.searchsorted(_EDGES, dice, side="right")
    comparable = (earlier >= firsts) & (earlier < np.arange(len(counts))) & (counts + other > 0)
    return np.where(comparable, levels, Likeness.FREE)
