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
_MOST_KNOWN = 4096  # bars
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
        self._known = dict[tuple[int, bytes], Floats]()
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
        means, spreads = self._answers(told, kit.windows(moments.bar))
        usual, off = means[moments.of_hit, drums], spreads[moments.of_hit, drums]
        usual[:, 1] += off[:, 1] * self._balance * chance.normal(seed + _SALTS[1], 4, drums)
        strays = [self._chance(kind, bars, places, drums, seed) for kind in range(2)]
        offset, loud = (usual + off * np.stack(strays, axis=1)).T
        return Struck(
            OFFSET_MS * offset, USUAL_VELOCITY + VELOCITY_SPREAD * loud, USUAL_VELOCITY + VELOCITY_SPREAD * usual[:, 1]
        )

    def _answers(self, told: kit.Floats, windows: kit.Windows) -> Floats:
        """Return means and spreads, (2, M, drums, 2), of what is told at each moment.

        Bars that are told alike are answered once, and what was answered before is not asked again: most bars of a
        piece are like another one, and an edit changes two of them.
        """
        sizes = windows.own.sum(axis=1).tolist()
        keys = [(n, told[row[row >= 0]].tobytes()) for n, row in zip(sizes, windows.moment, strict=True)]
        known = {key: self._known[key] for key in set(keys) if key in self._known}
        new = list({key: row for row, key in enumerate(keys) if key not in known}.values())
        if new:
            asked = kit.Windows(windows.moment[new], windows.own[new])
            mean, spread = self._network.run(kit.gathered(told, asked))
            for i, row in enumerate(new):
                known[keys[row]] = np.stack([mean[i][asked.own[i]], spread[i][asked.own[i]]]).astype(np.float64)
            if len(self._known) > _MOST_KNOWN:
                self._known = {}
            self._known |= known
        return np.concatenate([known[key] for key in keys], axis=1)

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
