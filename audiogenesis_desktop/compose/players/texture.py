"""Texture: how many notes a part that plays chords begins together, as its style's book has it.

A groove tells a player where to strike and not what: whole chords, chords above a bass, or one note of them. The book
tells that of each of its patterns, which is found again by what is told of a bar.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from audiogenesis_desktop.compose.players.vocabulary import TICKS_PER_GRID
from audiogenesis_desktop.plan.drawn_grooves import struck
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.styling import own_part
from audiogenesis_desktop.score.score import Meter
from audiogenesis_desktop.style.patterns import cells_of
from audiogenesis_desktop.style.plays import Figure, GuideLine, Pad
from audiogenesis_desktop.style.registers import CHORDAL
from audiogenesis_desktop.theory.instruments import CLASSES

_POWER_VOICES = 3  # root, fifth and octave
_FREE = 1  # voices that a player may leave out of a chord of three or more


class Voices(NamedTuple):
    """How many notes begin, or with `is_held` sound, together: the fewest and the most."""

    fewest: int
    most: int
    is_held: bool = False

    def and_also(self, other: "Voices") -> "Voices":
        """Return what is right by either; who may hold what it strikes there does."""
        return Voices(min(self.fewest, other.fewest), max(self.most, other.most), self.is_held or other.is_held)


_Struck = tuple[int, ...]  # the places of a bar, in grid units, in order


class Texture:
    """The texture of one part; where its style tells none, nothing is wanted of it."""

    def __init__(self, plan: Plan, number: int) -> None:
        """Take the piece, and which of its parts it is about."""
        self._plan, self._part = plan, plan.parts[number]
        self._known = _known(plan, number)
        self._bars: dict[int, dict[int, Voices]] = {}

    def at(self, bar: int, place: int) -> Voices | None:
        """Return what is wanted at a place of a bar, in grid units; None where the book does not tell."""
        if not self._known:
            return None
        if bar not in self._bars:
            strikes = self._plan.strikes_in(bar, self._part.track_id) or ()
            places = tuple(strike.tick // TICKS_PER_GRID for strike in strikes)
            self._bars[bar] = self._known.get(places, {})
        return self._bars[bar].get(place)


def _known(plan: Plan, number: int) -> dict[_Struck, dict[int, Voices]]:
    """Return by the places that a bar strikes what is wanted at each, of all patterns that strike these."""
    part, own = plan.parts[number], own_part(plan, plan.parts[number])
    found: dict[_Struck, dict[int, Voices]] = {}
    if own is None or part.role not in CHORDAL or part.instrument.is_drums:
        return found
    at_most = CLASSES[part.instrument.class_index].voices
    for play in own.plays:
        for bar in _bars(play, plan, at_most):
            here = found.setdefault(tuple(sorted(bar)), {})
            for place, voices in bar.items():
                here[place] = voices.and_also(here.get(place, voices))
    return found


def _bars(play: object, plan: Plan, at_most: int) -> Iterator[dict[int, Voices]]:
    """Yield for each bar of what a play has what is wanted at its places."""
    if isinstance(play, Pad):
        yield {0: _chord(min(play.voices, at_most), is_held=True)}
    elif isinstance(play, GuideLine):
        yield {0: Voices(1, 1)}
    elif isinstance(play, Figure):
        most = min(play.voices, at_most, _POWER_VOICES if play.colour == "fifths" else at_most)
        for cell in cells_struck(play.patterns, plan.meter):
            yield {place: _of(symbol, most) for place, symbol in cell.items()}


def cells_struck(patterns: Sequence[str], meter: Meter) -> Iterator[dict[int, str]]:
    """Yield for each bar of some patterns its symbols by their places, in order; of bars that fit a meter."""
    for cell in (cell for pattern in patterns for cell in cells_of(pattern)):
        if meter.bar_ticks % len(cell) == 0:
            symbols = [symbol for symbol in cell if symbol not in ".-"]
            yield {tick // TICKS_PER_GRID: symbol for tick, symbol in zip(struck(cell, meter), symbols, strict=True)}


def _of(symbol: str, voices: int) -> Voices:
    """Return what a symbol of `style.plays.Figure` means for chords of so many voices."""
    if symbol in "xXo":
        return _chord(voices)
    return _chord(max(1, voices - 1)) if symbol == "u" else Voices(1, 1)


def _chord(voices: int, *, is_held: bool = False) -> Voices:
    return Voices(max(min(voices, 2), voices - _FREE), voices, is_held)
