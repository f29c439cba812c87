"""On what terms the network plays: what it is told of the band, how players hear each other, and what is forbidden."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from audiogenesis_desktop.compose.players.flags import Hearing, usual_hearing
from audiogenesis_desktop.compose.players.masks import Masks
from audiogenesis_desktop.compose.players.setting import Band
from audiogenesis_desktop.plan.plan import Plan


def _as_it_is(band: Band, styles: Sequence[str]) -> Band:
    return band


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms, the usual ones unless an experiment withholds something.

    `told` gives the Band as the network is told of it, from the Band and the names of its styles; `hearing` how a
    player hears each other one; `masks` makes those of a player, as `Masks` does; `reads_later` whether given bars to
    come are told.
    """

    told: Callable[[Band, Sequence[str]], Band] = _as_it_is
    hearing: Callable[[Band, int], Sequence[Hearing]] = usual_hearing
    masks: Callable[[Plan, Band, int], Masks] = Masks
    reads_later: bool = True


USUAL = Terms()
"""As the app composes, and as players learn."""
