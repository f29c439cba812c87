"""The flags of a bar: which places the others strike, which the groove tells, and which a player struck before."""

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.players.hearing import (
    LAYERS,
    Bars,
    Flags,
    Heard,
    at_bars,
    bars_heard,
    heard,
    joined,
    layers_of,
    layers_of_role,
    slots,
)
from audiogenesis_desktop.compose.players.rows import GROOVE_LAYERS, lag_bars
from audiogenesis_desktop.compose.players.setting import FREE_KEY, Band
from audiogenesis_desktop.compose.players.vocabulary import LONGEST_BAR, Ints

Floats = npt.NDArray[np.float32]


class Hearing(IntEnum):
    """How a player hears another one."""

    NOW = 0  # what is played in this bar: who had his turn, or is given
    THEN = 1  # what was played a section or a bar ago
    NOT = 2


def usual_hearing(band: Band, number: int) -> tuple[Hearing, ...]:
    """Return how a player hears each other one where all take turns; itself it does not hear."""
    turns = band.turns()
    mine = turns.index(number)
    order = [turns.index(other) for other in range(len(turns))]
    return tuple(Hearing.NOT if at == mine else Hearing.NOW if at < mine else Hearing.THEN for at in order)


def with_given(usual: Sequence[Hearing], is_given: Sequence[bool] | Flags) -> list[Hearing]:
    """Return how others are heard where some are given throughout: these as they play now, if they are heard at all."""
    return [Hearing.NOW if given and how == Hearing.THEN else how for how, given in zip(usual, is_given, strict=True)]


def heard_by(band: Band, parts: Sequence[Bars], bars: Ints, *, hearing: Sequence[Hearing]) -> Heard:
    """Return what a player hears in `bars`; `parts` holds what every player plays in all bars of the piece."""
    lags = band.form.lags[bars]
    found = [
        at_bars(part, bars_heard(bars, lags, is_now=how == Hearing.NOW))
        for part, how in zip(parts, hearing, strict=True)
        if how != Hearing.NOT
    ]
    return heard(joined(found, bars=len(bars)))


def bar_flags(band: Band, number: int, bars: Ints, *, others: Heard, own: Bars, hearing: Sequence[Hearing]) -> Floats:
    """Return the flags of bars, (n, FLAGS_SIZE): the others, the groove, looking back, who plays, is a groove told."""
    back = lag_bars(band, bars)
    struck = np.asarray(own.strikes.any(axis=1))[np.maximum(back, 0)] & (back >= 0)[..., None]
    groove = _groove_flags(band.players[number].groove, bars, total=band.bars)
    is_told = np.asarray(groove.any(axis=(1, 2)), dtype=np.float32)
    columns = (
        slots(others.strikes).reshape(len(bars), -1),
        slots(groove).reshape(len(bars), -1),
        slots(struck).reshape(len(bars), -1),
        *(_present(band, bars, hearing, how) for how in (Hearing.NOW, Hearing.THEN)),
        is_told[:, None],
    )
    return np.concatenate(columns, axis=1)


def _groove_flags(groove: Ints, bars: Ints, *, total: int) -> Flags:
    flags = np.zeros((total, GROOVE_LAYERS, LONGEST_BAR), dtype=bool)
    layers = np.where(groove[:, 2] == FREE_KEY, GROOVE_LAYERS - 1, layers_of(groove[:, 2]))
    flags[groove[:, 0], layers, groove[:, 1]] = True
    return flags[bars]


def _present(band: Band, bars: Ints, hearing: Sequence[Hearing], how: Hearing) -> Floats:
    """Return in which layers somebody plays who is heard like this, (n, layers)."""
    found = np.zeros((len(bars), len(LAYERS)), dtype=np.float32)
    for player, theirs in zip(band.players, hearing, strict=True):
        if theirs == how:
            layers = np.array(layers_of_role(player.role, is_drums=player.is_drums))
            found[np.flatnonzero(player.playing[bars])[:, None], layers] = 1
    return found
