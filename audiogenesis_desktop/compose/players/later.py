"""What stands in bars to come, as a player is told of it: given bars after a gap, read from the farthest to the next.

Nothing is told of bars that are yet to be written. Where no bar to come stands, there is nothing to tell.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.players.hearing import SLOTS, slots
from audiogenesis_desktop.compose.players.setting import Band
from audiogenesis_desktop.compose.players.vocabulary import LONGEST_BAR, Ints

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

AHEAD_BARS = 8
_TONES, _MIDDLE, _SPAN = 12, 60, 32
LATER_SIZE = SLOTS + _TONES + 6  # sixteenths struck, pitch classes, first, lowest, highest, how many, any, is it told


def contents(notes: Ints, *, bars: int) -> Floats:
    """Return what a player has in each of `bars`, (bars, LATER_SIZE), from rows of `vocabulary.part_notes`.

    Pitches lie about 0, an octave being 0.375; the last number, whether the bar is told at all, is 0 still.
    """
    inside = notes[notes[:, 0] < bars]
    bar, place, pitch = inside[:, 0], inside[:, 1], inside[:, 2]
    struck = np.zeros((bars, LONGEST_BAR), dtype=bool)
    struck[bar, place] = True
    found = np.zeros((bars, LATER_SIZE), dtype=np.float32)
    found[:, :SLOTS] = slots(struck)
    found[bar, SLOTS + pitch % _TONES] = 1
    heights = (pitch - _MIDDLE) / _SPAN
    first, low, high, count, any_ = range(SLOTS + _TONES, LATER_SIZE - 1)
    found[bar[::-1], first] = heights[::-1]
    found[:, low], found[:, high] = np.inf, -np.inf
    np.minimum.at(found[:, low], bar, heights)
    np.maximum.at(found[:, high], bar, heights)
    counts = np.bincount(bar, minlength=bars)
    found[:, count], found[:, any_] = counts / 16, counts > 0
    found[counts == 0, low] = found[counts == 0, high] = 0
    return found


def ahead(whole: Floats, bars: Ints, stands: Flags) -> Floats:
    """Return what stands in the bars after each of `bars`, the next one first, (n, AHEAD_BARS, LATER_SIZE).

    `whole` is `contents`; `stands` (n, AHEAD_BARS) says which of them are there already. The others are all 0.
    """
    at = bars[:, None] + 1 + np.arange(AHEAD_BARS)
    told = stands & (at < len(whole))
    found: Floats = whole[np.minimum(at, len(whole) - 1)] * told[..., None]
    found[..., -1] = told
    return found


class Standing:
    """What stands in bars to come while others are written: `writes` (players, bars) says which are."""

    def __init__(self, band: Band, given: Sequence[Ints], writes: Flags) -> None:
        """Take the band and for each player the rows of `part_notes` that are given."""
        self._stands = [player.playing & ~own for player, own in zip(band.players, writes, strict=True)]
        self._contents = [contents(rows, bars=band.bars) for rows in given]

    def after(self, number: int, bar: int) -> Floats | None:
        """Return what a player has in the bars after one, (AHEAD_BARS, LATER_SIZE); None where none of them stands."""
        stands = self._stands[number][bar + 1 : bar + 1 + AHEAD_BARS]
        if not stands.any():
            return None
        stands = np.pad(stands, (0, AHEAD_BARS - len(stands)))
        return ahead(self._contents[number], np.array([bar]), stands[None])[0]
