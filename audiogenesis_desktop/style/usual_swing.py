"""How far players swing at a tempo, where a style leaves it to that: the data of `resources/swing.toml`."""

from functools import cache
from itertools import pairwise
from random import Random
from typing import Annotated

from msgspec import Meta, Struct

from audiogenesis_desktop import paths
from audiogenesis_desktop.score.score import TICKS_PER_BEAT
from audiogenesis_desktop.style.reading import read_table
from audiogenesis_desktop.style.style import Time

Bpm = Annotated[float, Meta(ge=20, le=400)]
Ratio = Annotated[float, Meta(ge=1, le=4)]


class Swing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file `resources/swing.toml`: points of tempo and of how many times as long a first note is."""

    by_tempo: Annotated[tuple[tuple[Bpm, Ratio], ...], Meta(min_length=2)]

    def __post_init__(self) -> None:
        """Raise ValueError where tempi do not rise."""
        if any(late <= early for (early, _), (late, _) in pairwise(self.by_tempo)):
            raise ValueError("tempi have to rise from point to point")


@cache
def swing_data() -> Swing:
    """Return what ships with the app; raises BadInput, with file and line, if it is broken."""
    return read_table(paths.resource("swing.toml"), Swing)


def swing_at(bpm: float) -> float:
    """Return where the second of two eighths falls with players at a tempo in quarter notes a minute, 0.5 for even."""
    points = swing_data().by_tempo
    ratio = points[-1][1]
    for (early, before), (late, after) in pairwise(points):
        if bpm < late:
            ratio = before + (after - before) * max(0.0, bpm - early) / (late - early)
            break
    return ratio / (1 + ratio)


def usual_swing(time: Time, bpm: float, random: Random) -> float:
    """Return the swing that a style has at a tempo, within the range that its file tells; if that is a number, this."""
    low, high = time.swing
    if low == high:
        return low
    if not time.swing_by_tempo:
        return random.uniform(low, high)
    pairs = TICKS_PER_BEAT // (2 * time.swing_ticks)  # sixteenths are eighths at twice the tempo
    return min(max(swing_at(bpm * pairs), low), high)
