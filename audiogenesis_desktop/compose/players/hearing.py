"""What of the others reaches a player: which layers strike where in the bar, and what bass and lead play there.

Whoever had his turn, or is given, is heard as he plays now; the others as they played a corresponding section ago or,
where there is none, a bar ago.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.players.vocabulary import BAR, LONGEST_BAR, Ints
from audiogenesis_desktop.style.drums import KEYS
from audiogenesis_desktop.style.roles import ROLES

Flags = npt.NDArray[np.bool_]

LAYERS = ("kick", "snare", "hat", "other drums", "bass", "chords", "lead", "second voice")
NO_PITCH = 128
PLACES_A_SLOT = 3  # flags tell sixteenths
SLOTS = LONGEST_BAR // PLACES_A_SLOT

_GROUPS = (("kick",), ("snare", "rim", "clap"), ("hat", "pedal", "open", "ride", "bell"))
_LAYER_OF_ROLE = {
    "bass": 4,
    "chords": 5,
    "figure": 5,
    "pad": 5,
    "lead": 6,
    "second voice": 7,
    "effect": 7,
    "drums": 3,
    "percussion": 3,
}
_BASS, _LEAD = ROLES.index("bass"), ROLES.index("lead")


def _layers_of_keys() -> Ints:
    layers = np.full(256, 3, dtype=np.int64)
    for layer, names in enumerate(_GROUPS):
        layers[[KEYS[name] for name in names]] = layer
    layers[[35, 40]] = 0, 1  # General MIDI's second kick and second snare
    return layers


_LAYER_OF_KEY = _layers_of_keys()


class Bars(NamedTuple):
    """What one or several players play, bar by bar: `strikes` (bars, layers, places), and the pitch that `bass` and
    `lead` begin at each place, (bars, places), -1 where none does."""

    strikes: Flags
    bass: npt.NDArray[np.int16]
    lead: npt.NDArray[np.int16]


class Heard(NamedTuple):
    """`Bars` made ready to be looked up by place, where BAR stands for the bar's beginning.

    `next` (bars, layers, places + 1) has the first place from there on where a layer strikes, or BAR; `together`
    (bars, places + 1) which layers strike, a bit each; `bass` and `lead` (bars, places + 1) what they began last.
    """

    strikes: Flags
    next: Ints
    together: Ints
    bass: Ints
    lead: Ints


def played(notes: Ints, *, role: int, is_drums: bool, bars: int, first_bar: int = 0) -> Bars:
    """Return what a player plays in `bars` bars from `first_bar` on, from the rows of `vocabulary.part_notes`."""
    strikes = np.zeros((bars, len(LAYERS), LONGEST_BAR), dtype=bool)
    bass, lead = (np.full((bars, LONGEST_BAR), -1, dtype=np.int16) for _ in range(2))
    inside = notes[(notes[:, 0] >= first_bar) & (notes[:, 0] < first_bar + bars)]
    bar, place, pitch = inside[:, 0] - first_bar, inside[:, 1], inside[:, 2]
    layers = _LAYER_OF_KEY[pitch] if is_drums else _LAYER_OF_ROLE[ROLES[role]]
    strikes[bar, layers, place] = True
    if role == _BASS:
        bass[bar[::-1], place[::-1]] = pitch[::-1]  # of notes together the lowest counts, which is written last
    if role == _LEAD:
        lead[bar, place] = pitch
    return Bars(strikes, bass, lead)


def layers_of(keys: Ints) -> Ints:
    """Return the layer of each drum key; of what is no key, `other drums`."""
    return _LAYER_OF_KEY[keys]


def layers_of_role(role: int, *, is_drums: bool) -> list[int]:
    """Return the layers that a player of this role may strike in."""
    return [0, 1, 2, 3] if is_drums else [_LAYER_OF_ROLE[ROLES[role]]]


def joined(parts: Sequence[Bars], *, bars: int) -> Bars:
    """Return what several players play together; of two basses or leads the first counts."""
    strikes = np.zeros((bars, len(LAYERS), LONGEST_BAR), dtype=bool)
    bass, lead = (np.full((bars, LONGEST_BAR), -1, dtype=np.int16) for _ in range(2))
    for part in parts:
        strikes |= part.strikes
        np.copyto(bass, part.bass, where=bass < 0)
        np.copyto(lead, part.lead, where=lead < 0)
    return Bars(strikes, bass, lead)


def bars_heard(bars: Ints, lags: Ints, *, is_now: bool) -> Ints:
    """Return which bar of another player is heard in each of `bars`, -1 for none; `lags` are bars to the section
    that is taken up again, 0 for none."""
    if is_now:
        return bars
    return bars - np.where((lags > 0) & (lags <= bars), lags, 1)


def at_bars(part: Bars, bars: Ints) -> Bars:
    """Return what a player plays in these bars; nothing where a bar is -1."""
    found = Bars(*(column[np.maximum(bars, 0)] for column in part))
    silent = bars < 0
    found.strikes[silent] = False
    found.bass[silent] = found.lead[silent] = -1
    return found


def heard(bars: Bars) -> Heard:
    """Return what is played made ready to be looked up."""
    weights = 1 << np.arange(len(LAYERS))
    together = np.tensordot(bars.strikes.astype(np.int64), weights, axes=(1, 0))
    return Heard(
        strikes=bars.strikes,
        next=_next(bars.strikes),
        together=np.concatenate([together, np.zeros((len(together), 1), dtype=np.int64)], axis=1),
        bass=_last_begun(bars.bass),
        lead=_last_begun(bars.lead),
    )


def _next(strikes: Flags) -> Ints:
    places = np.where(strikes, np.arange(LONGEST_BAR), BAR)
    found = np.minimum.accumulate(places[..., ::-1], axis=-1)[..., ::-1]
    return np.concatenate([found, np.full((*found.shape[:-1], 1), BAR)], axis=-1)


def _last_begun(pitches: npt.NDArray[np.int16]) -> Ints:
    at = np.maximum.accumulate(np.where(pitches >= 0, np.arange(LONGEST_BAR), -1), axis=1)
    found = np.where(at >= 0, np.take_along_axis(pitches, np.maximum(at, 0), axis=1), NO_PITCH).astype(np.int64)
    return np.concatenate([found, np.full((len(found), 1), NO_PITCH)], axis=1)


def slots(places: Flags) -> npt.NDArray[np.float32]:
    """Return flags by sixteenth of flags by place, (..., SLOTS) for (..., places)."""
    return places.reshape(*places.shape[:-1], SLOTS, PLACES_A_SLOT).any(axis=-1).astype(np.float32)
