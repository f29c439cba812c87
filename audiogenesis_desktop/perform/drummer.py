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

_SALTS = (101, 102)
_PIECE, _DRUM, _SLOW, _MOMENT, _OWN = range(5)
_BALANCE = 1.3  # likewise for how drums differ: what they have in common is taken from each
_BAR_PLACES = 4 * kit.PLACES_PER_BEAT


class Struck(NamedTuple):
    """How hits are struck: milliseconds after the grid and velocity, as floats; `usual` is the velocity that a drum has
    at that place in this piece."""

    offset_ms: Floats
    velocity: Floats
    usual: Floats


class Drummer:
    """Strikes what is written; the same hits, seed and bar always give the same."""

    def __init__(self, path: Path) -> None:
        """Read a performer's file; raises as `read_performer` does."""
        weights, about = read_performer(path, features=kit.FEATURES, drums=len(kit.DRUMS))
        self._network = PerformerStepper(weights, drums=len(kit.DRUMS))
        self._weights = np.sqrt(np.array(about["shares"]))  # (2, 5): offset and velocity; as numbered above
        self._balance = _BALANCE * self._weights[1, _DRUM]
        self._weights[1, [_PIECE, _DRUM]] = 0.0  # how loud a whole piece is, is written; the drums' balance is usual

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
        usual, off = means[moments.of_hit, drums], spreads[moments.of_hit, drums]
        usual[:, 1] += off[:, 1] * self._balance * chance.normal(seed + _SALTS[1], 4, drums)
        strays = [self._chance(kind, bars, places, drums, seed) for kind in range(2)]
        offset, loud = (usual + off * np.stack(strays, axis=1)).T
        return Struck(
            OFFSET_MS * offset, USUAL_VELOCITY + VELOCITY_SPREAD * loud, USUAL_VELOCITY + VELOCITY_SPREAD * usual[:, 1]
        )

    def _chance(self, kind: int, bars: Ints, places: Ints, drums: Ints, seed: int) -> Floats:
        """Return standard normal numbers that go together as a drummer's do."""
        weights, seed = self._weights[kind], seed + _SALTS[kind]
        # What is slow goes from one bar's number to the next one's; halfway its variance would be half, hence the root.
        share = np.minimum(1, places / _BAR_PLACES)
        slow = chance.normal(seed, 1, bars) * (1 - share) + chance.normal(seed, 1, bars + 1) * share
        slow /= np.sqrt((1 - share) ** 2 + share**2)
        return (
            weights[_PIECE] * chance.normal(seed, 0)
            + weights[_DRUM] * chance.normal(seed, 4, drums)
            + weights[_SLOW] * slow
            + weights[_MOMENT] * chance.normal(seed, 2, bars, places)
            + weights[_OWN] * chance.normal(seed, 3, bars, places, drums)
        )


@cache
def shipped_drummer() -> Drummer:
    """Return the drummer that ships with the app; raises MissingPart or BadInput if there is none."""
    return Drummer(paths.shipped_root() / "models" / "performer.safetensors")
