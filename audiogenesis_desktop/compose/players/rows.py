"""How the network's tables are laid out: rows of one input table, flags, and rows that are known once a place is drawn.

What is told is of three kinds: what holds for a part, for a bar, and for a step. A step's input is the sum of all.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.features import ENERGY_BINS, FARTHEST_BAR, SECTION_KINDS
from audiogenesis_desktop.compose.players.hearing import LAYERS, NO_PITCH, SLOTS
from audiogenesis_desktop.compose.players.setting import (
    FREE_KEY,
    LAST,
    LEVEL_STEP,
    LEVELS,
    REGISTER_STEP,
    REGISTERS,
    Band,
)
from audiogenesis_desktop.compose.players.vocabulary import DRUM_PITCHES, FIELD_SIZES, LONGEST_BAR, Ints
from audiogenesis_desktop.plan.plan import Likeness
from audiogenesis_desktop.style.roles import ROLES
from audiogenesis_desktop.theory.chords import CHORD_COUNT
from audiogenesis_desktop.theory.instruments import CLASSES

LAGS = 4  # one bar, two, four, and the corresponding section
TOLD_IN_FULL = (0, 3)  # lags whose durations and velocities are told too
MOST_TOGETHER, MOST_PLAYERS = 7, 15
NO_BAR = LONGEST_BAR + 1  # as a place looked back to: there is no such bar; LONGEST_BAR: nothing more in it
NO_OWN_PITCH, NO_KEY = 2 * DRUM_PITCHES, FREE_KEY + 1
NO_DURATION, NO_VELOCITY = FIELD_SIZES[2], FIELD_SIZES[3]
HIDDEN_REGISTER, HIDDEN_LEVEL = REGISTERS, LEVELS

_CHORDS = CHORD_COUNT + 1
_LIKENESS = len(Likeness)
PART_SIZES = {
    "role": len(ROLES),
    "kind": len(CLASSES),
    "low": REGISTERS + 1,
    "high": REGISTERS + 1,
    "level": LEVELS + 1,
    "bar length": LONGEST_BAR // 3 + 1,
    "players": MOST_PLAYERS + 1,
}
BAR_SIZES = {
    "section": len(SECTION_KINDS) * ENERGY_BINS,
    "slope": LAST + 1,
    "since": FARTHEST_BAR + 1,
    "left": FARTHEST_BAR + 1,
    "to end": FARTHEST_BAR + 1,
    "chord": _CHORDS,
    "second chord": _CHORDS,
    "next chord": _CHORDS,
    **{f"{when} like {lag}": _LIKENESS for when in ("now", "next") for lag in ("one", "four", "section")},
}
STEP_SIZES = {
    "place": LONGEST_BAR + 1,
    "pitch": NO_OWN_PITCH + 1,
    "duration": NO_DURATION + 1,
    "velocity": NO_VELOCITY + 1,
    "together": MOST_TOGETHER + 1,
    "chord now": _CHORDS,
    "chord then": _CHORDS,
    **{
        f"{what} {lag}": size
        for lag in range(LAGS)
        for what, size in (("place", NO_BAR + 1), ("pitch", NO_OWN_PITCH + 1))
    },
    **{
        f"{what} {lag}": size
        for lag in TOLD_IN_FULL
        for what, size in (("duration", NO_DURATION + 1), ("velocity", NO_VELOCITY + 1))
    },
    "groove place": NO_BAR + 1,
    "groove key": NO_KEY + 1,
    "others": 1 << len(LAYERS),
    **{f"next {layer}": LONGEST_BAR + 1 for layer in LAYERS},
    "bass": NO_PITCH + 1,
    "lead": NO_PITCH + 1,
}
KNOWN_SIZES = {
    "chord": _CHORDS,
    "next chord": _CHORDS,
    "others": 1 << len(LAYERS),
    "bass": NO_PITCH + 1,
    "lead": NO_PITCH + 1,
    "last pitch": NO_OWN_PITCH + 1,
    "pitch before": NO_OWN_PITCH + 1,
    **{f"pitch {lag}": NO_OWN_PITCH + 1 for lag in range(LAGS)},
    **{f"duration {lag}": NO_DURATION + 1 for lag in TOLD_IN_FULL},
    "velocity 0": NO_VELOCITY + 1,
    "groove key": NO_KEY + 1,
    "is together": 2,
}
GROOVE_LAYERS = 5  # kick, snare, hat, other drums, and strikes of free pitch
FLAGS_SIZE = (len(LAYERS) + GROOVE_LAYERS + LAGS) * SLOTS + 2 * len(LAYERS) + 1


def _offsets(sizes: Mapping[str, int], first: int) -> Ints:
    return first + np.concatenate(([0], np.cumsum(list(sizes.values()))[:-1])).astype(np.int64)


PART_OFFSETS = _offsets(PART_SIZES, 0)
BAR_OFFSETS = _offsets(BAR_SIZES, sum(PART_SIZES.values()))
STEP_OFFSETS = _offsets(STEP_SIZES, sum(PART_SIZES.values()) + sum(BAR_SIZES.values()))
KNOWN_OFFSETS = _offsets(KNOWN_SIZES, 0)
TABLE_ROWS = sum(PART_SIZES.values()) + sum(BAR_SIZES.values()) + sum(STEP_SIZES.values())
KNOWN_ROWS = sum(KNOWN_SIZES.values())


def part_rows(band: Band, number: int) -> Ints:
    """Return what holds for a player throughout, (len(PART_SIZES),); a negative level or register is hidden."""
    player = band.players[number]
    values = (
        player.role,
        player.kind,
        player.low // REGISTER_STEP if player.low >= 0 else HIDDEN_REGISTER,
        player.high // REGISTER_STEP if player.high >= 0 else HIDDEN_REGISTER,
        player.level // LEVEL_STEP if player.level >= 0 else HIDDEN_LEVEL,
        band.bar_length // 3,
        min(len(band.players), MOST_PLAYERS),
    )
    return np.array(values, dtype=np.int64) + PART_OFFSETS


def bar_rows(band: Band, bars: Ints) -> Ints:
    """Return what holds for bars, (n, len(BAR_SIZES)) for (n,)."""
    form = band.form
    following = np.minimum(bars + 1, band.bars - 1)
    columns = (
        form.kinds[bars] * ENERGY_BINS + form.energies[bars],
        band.slopes[bars],
        np.minimum(form.since[bars], FARTHEST_BAR),
        np.minimum(form.left[bars], FARTHEST_BAR),
        np.minimum(band.bars - 1 - bars, FARTHEST_BAR),
        form.chords[bars, 0],
        form.chords[bars, 1],
        form.chords[following, 0],
        *form.likeness[bars].T,
        *form.likeness[following].T,
    )
    return np.stack(columns, axis=1) + BAR_OFFSETS


def lag_bars(band: Band, bars: Ints) -> Ints:
    """Return which bars are looked back to from each of `bars`, (n, LAGS), -1 where there is none."""
    distances = np.stack([np.full_like(bars, n) for n in (1, 2, 4)] + [band.form.lags[bars]], axis=1)
    found = bars[:, None] - distances
    return np.where((distances > 0) & (found >= 0), found, -1)


def own_pitch(pitch: npt.ArrayLike, *, is_drums: bool) -> Ints:
    """Return a player's pitches as the network counts them."""
    return np.asarray(pitch, dtype=np.int64) + (DRUM_PITCHES if is_drums else 0)
