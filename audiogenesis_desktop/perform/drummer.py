"""A drummer: how each hit of a kit is timed and how loud it is, as an LSTM learned it of people drumming."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop import paths
from audiogenesis_desktop.network.performer_step import PerformerStepper, read_performer
from audiogenesis_desktop.perform import chance, kit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

OFFSET_MS = 15.0
USUAL_VELOCITY, VELOCITY_SPREAD = 64.0, 24.0
"""What the network's numbers stand for."""

_SALT_OFFSET, _SALT_VELOCITY = 101, 102
_PIECE, _SLOW, _MOMENT, _OWN = range(4)
_BAR_PLACES = 4 * kit.PLACES_PER_BEAT


class Struck(NamedTuple):
    """How hits are struck: milliseconds after the grid and velocity, as floats; `usual` velocity without chance."""

    offset_ms: Floats
    velocity: Floats
    usual: Floats


class Drummer:
    """Strikes what is written; the same hits, seed and bar always give the same."""

    def __init__(self, path: Path) -> None:
        """Read a performer's file; raises as `read_performer` does."""
        weights, about = read_performer(path, features=kit.FEATURES, drums=len(kit.DRUMS))
        self._network = PerformerStepper(weights, drums=len(kit.DRUMS))
        self._weights = np.sqrt(np.array(about["shares"]))  # (2, 4): offset and velocity; piece, slow, moment, own
        self._weights[1, _PIECE] = 0.0  # how loud a whole piece is, is written

    def strike(
        self, bars: Ints, places: Ints, drums: Ints, levels: Ints, *, bpm: Floats, style: str, seed: int
    ) -> Struck:
        """Return how hits in order are struck; each argument but the last two has one value a hit."""
        if not len(bars):
            return Struck(*np.zeros((3, 0)))
        moments = kit.moments(bars, places, drums, levels)
        first = np.unique(moments.of_hit, return_index=True)[1]
        told = kit.features(moments, bpm=bpm[first], style=style)
        windows = kit.windows(moments.bar)
        mean, spread = self._network.run(kit.gathered(told, windows))
        means, spreads = np.empty((2, len(told), len(kit.DRUMS), 2))
        own = windows.moment[windows.own]
        means[own], spreads[own] = mean[windows.own], spread[windows.own]
        mean, spread = means[moments.of_hit, drums], spreads[moments.of_hit, drums]
        offset = mean[:, 0] + spread[:, 0] * self._chance(0, bars, places, drums, seed + _SALT_OFFSET)
        loud = mean[:, 1] + spread[:, 1] * self._chance(1, bars, places, drums, seed + _SALT_VELOCITY)
        usual = USUAL_VELOCITY + VELOCITY_SPREAD * mean[:, 1]
        return Struck(OFFSET_MS * offset, USUAL_VELOCITY + VELOCITY_SPREAD * loud, usual)

    def _chance(self, kind: int, bars: Ints, places: Ints, drums: Ints, seed: int) -> Floats:
        """Return standard normal numbers that go together as a drummer's do."""
        weights = self._weights[kind]
        # What is slow goes from one bar's number to the next one's; halfway its variance would be half, hence the root.
        share = np.minimum(1, places / _BAR_PLACES)
        slow = chance.normal(seed, 1, bars) * (1 - share) + chance.normal(seed, 1, bars + 1) * share
        slow /= np.sqrt((1 - share) ** 2 + share**2)
        return (
            weights[_PIECE] * chance.normal(seed, 0)
            + weights[_SLOW] * slow
            + weights[_MOMENT] * chance.normal(seed, 2, bars, places)
            + weights[_OWN] * chance.normal(seed, 3, bars, places, drums)
        )


@cache
def shipped_drummer() -> Drummer:
    """Return the drummer that ships with the app; raises MissingPart or BadInput if there is none."""
    return Drummer(paths.shipped_root() / "models" / "performer.safetensors")
