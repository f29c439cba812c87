"""A drummer: how each hit of a kit is timed and how loud it is, as an LSTM learned it of people drumming."""

from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop import paths
from audiogenesis_desktop.network.performer_step import PerformerStepper, read_performer
from audiogenesis_desktop.perform import chance, kit
from audiogenesis_desktop.perform.classes import COUNT, MIDDLES, STEPS
from audiogenesis_desktop.perform.hand import LATENESS, LEVEL, LOOSENESS, RANGE, Hands, Written

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_SALTS = (101, 102)
_SLOW, _MOMENT, _OWN = range(3)
_SOFTEST, _LOUDEST = 1.0, 127.0
_MOST_KNOWN = 1024  # bars: a piece has far fewer that are told differently
_KEY_BYTES = 16
_BAR_PLACES = 4 * kit.PLACES_PER_BEAT


class Struck(NamedTuple):
    """How hits are struck: milliseconds after the grid and velocity, as floats; `usual` is the velocity that is to be
    expected."""

    offset_ms: Floats
    velocity: Floats
    usual: Floats


class Stretch(NamedTuple):
    """By how much further apart recorded hits lie than those that are drawn, in time and in loudness."""

    time: float = 1.0
    loudness: float = 1.0


class Drummer:
    """Strikes what is written; the same hits, seed and bar always give the same."""

    def __init__(self, path: Path) -> None:
        """Read a performer's file; raises as `read_performer` does."""
        weights, about = read_performer(path, features=kit.FEATURES, classes=COUNT * len(kit.DRUMS))
        self._network = PerformerStepper(weights, drums=len(kit.DRUMS), offsets=STEPS.count)
        self.hands = Hands(
            weights["hands"].astype(np.float64),
            weights["drummer"].astype(np.int64),
            weights["style"].astype(np.int64),
            weights["spreads"].astype(np.float64),
        )
        self.stretch = Stretch(**about["stretch"])
        self._known = dict[tuple[int, bytes], npt.NDArray[np.float32]]()
        # (2, 3) of each drummer: offset and velocity; as numbered above
        self._weights = {int(who): np.sqrt(np.array(shares)) for who, shares in about["shares"].items()}

    def strike(
        self,
        bars: Ints,
        places: Ints,
        drums: Ints,
        accents: Ints,
        written: Written,
        *,
        bpm: Floats,
        drummer: int,
        style: str,
        seed: int,
    ) -> Struck:
        """Return how hits in order are struck by a drummer's number; all but the last three have a value a hit."""
        if not len(bars):
            return Struck(*np.zeros((3, 0)))
        moments = kit.moments(bars, places, drums, accents, written.off)
        first = np.unique(moments.of_hit, return_index=True)[1]
        told = kit.features(moments, bpm=bpm[first], style=style, own=written.own[first], hand=written.hands[first])
        odds = self._network.shares(self._remembered(told, kit.windows(moments.bar))[moments.of_hit], drums)
        late, loud = (
            STEPS.drawn(odds[kind], chance.below(_chance(weights, bars, places, drums, seed + _SALTS[kind])))
            for kind, weights in enumerate(self._weights[drummer])
        )
        hand = written.hands[np.arange(len(drums)), :, drums]
        velocities = np.clip(hand[:, LEVEL, None] + hand[:, RANGE, None] * MIDDLES, _SOFTEST, _LOUDEST)
        # Which places come late is for swing to say; what finding it in recordings left over would be in here.
        late -= odds[0] @ MIDDLES
        usual = (odds[1] * velocities).sum(axis=1)
        middle = kit.mean(usual, bars)
        velocity = middle + self.stretch.loudness * (hand[:, LEVEL] + hand[:, RANGE] * loud - middle)
        return Struck(
            hand[:, LATENESS] + self.stretch.time * hand[:, LOOSENESS] * late,
            np.clip(velocity, _SOFTEST, _LOUDEST),
            usual,
        )

    def _remembered(self, told: kit.Floats, windows: kit.Windows) -> kit.Floats:
        """Return what the network remembers, (M, hidden), of what is told at each moment.

        Bars that are told alike are answered once, and what was answered before is not asked again: most bars of a
        piece are like another one, and an edit changes two of them.
        """
        sizes = windows.own.sum(axis=1).tolist()
        keys = [(n, _key(told[row[row >= 0]])) for n, row in zip(sizes, windows.moment, strict=True)]
        known = {key: self._known[key] for key in set(keys) if key in self._known}
        new = list({key: row for row, key in enumerate(keys) if key not in known}.values())
        if new:
            asked = kit.Windows(windows.moment[new], windows.own[new])
            seen = self._network.run(kit.gathered(told, asked))
            for i, row in enumerate(new):
                known[keys[row]] = seen[i][asked.own[i]]
            if len(self._known) > _MOST_KNOWN:
                self._known = {}
            self._known |= known
        return np.concatenate([known[key] for key in keys])


def _key(told: kit.Floats) -> bytes:
    """Return what stands for all that is told of a bar, which takes some kilobytes itself."""
    return blake2b(told.tobytes(), digest_size=_KEY_BYTES).digest()


def _chance(weights: Floats, bars: Ints, places: Ints, drums: Ints, seed: int) -> Floats:
    """Return standard normal numbers that go together as a drummer's do."""
    # What is slow goes from one bar's number to the next one's; halfway its variance would be half, hence the root.
    share = np.minimum(1, places / _BAR_PLACES)
    slow = chance.normal(seed, 1, bars) * (1 - share) + chance.normal(seed, 1, bars + 1) * share
    slow /= np.sqrt((1 - share) ** 2 + share**2)
    return np.asarray(
        weights[_SLOW] * slow
        + weights[_MOMENT] * chance.normal(seed, 2, bars, places)
        + weights[_OWN] * chance.normal(seed, 3, bars, places, drums)
    )


@cache
def shipped_drummer() -> Drummer:
    """Return the drummer that ships with the app; raises MissingPart or BadInput if there is none."""
    return Drummer(paths.shipped_root() / "models" / "performer.safetensors")
