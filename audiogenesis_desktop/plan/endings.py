"""Endings: how a piece ends, by its style and by what a prompt says of it."""

from collections.abc import Collection
from random import Random

from audiogenesis_desktop.plan.plan import Ending
from audiogenesis_desktop.style.casting import Seat
from audiogenesis_desktop.style.plays import Kit
from audiogenesis_desktop.style.style import Style

_SLOWS_FROM = 0.04  # of the tempo: who slows down less does not
_FILLS = 0.5  # of the pieces that could end by a fill
_ASKED = {"loop": Ending.LOOP, "fade out": Ending.FADE, "sudden end": Ending.STOP}
_GROUND = ("bass", "pad")


def ending_of(style: Style, last: Collection[Seat], *, arc: Collection[str], random: Random) -> Ending:
    """Return how a piece ends in whose last section these play; the same `random` gives the same."""
    chance = random.random()
    asked = next((ending for name, ending in _ASKED.items() if name in arc), None)
    if asked is not None:
        return asked
    own, can_fill = Ending(style.form.ending), any(_can_fill(seat) for seat in last)
    if own == Ending.THIN and "no outro" in arc:  # to leave one after another is one
        own = Ending.RING
    if "big ending" in arc or "builds" in arc:
        return Ending.FILL if can_fill else Ending.RING if own == Ending.THIN else own
    is_soft = "soft ending" in arc and own in (Ending.STOP, Ending.FILL)
    if is_soft or (own == Ending.FILL and not can_fill):
        return Ending.RING
    if own == Ending.THIN:
        return own if any(seat.role in _GROUND for seat in last) and len(last) > 1 else Ending.RING
    if own == Ending.RING and style.time.ritard >= _SLOWS_FROM:
        return Ending.SLOW
    if own == Ending.RING and can_fill and chance < _FILLS and "soft ending" not in arc:
        return Ending.FILL
    return own


def slows_by(style: Style, *, arc: Collection[str]) -> float:
    """Return which share of its tempo a piece of a style loses in its last bar, 0 where it does not slow down."""
    return style.time.ritard if ending_of(style, (), arc=arc, random=Random(0)) == Ending.SLOW else 0.0


def _can_fill(seat: Seat) -> bool:
    return seat.part is not None and any(isinstance(play, Kit) and bool(play.fills) for play in seat.part.plays)
