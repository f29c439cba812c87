"""Tessitura: where in its register a line mostly lies, and the room that players leave each other.

Our writer begins each phrase of a tune about the middle of its register, a little higher in what contrasts, and lays
chords out below the tune. Players know their register's ends alone, and a tune that wanders from note to note sinks
among the chords; so pitches are leaned from the farther they lie from that middle, and from those that chords have.
"""

from collections.abc import Sequence

import numpy as np

from audiogenesis_desktop.compose.players.setting import Band, Player
from audiogenesis_desktop.compose.players.telling import Teller
from audiogenesis_desktop.compose.players.vocabulary import DRUM_PITCHES, FIELD_SIZES
from audiogenesis_desktop.compose.sampling import Floats
from audiogenesis_desktop.plan.phrases import letter_of
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.styling import own_part
from audiogenesis_desktop.style.plays import Walking
from audiogenesis_desktop.style.registers import CHORDAL
from audiogenesis_desktop.style.roles import ROLES

_MIDDLE, _CONTRASTING = 0.5, 0.62  # of a register, from its lowest pitch, where tunes have their phrases begin
_WALKED = 0.4  # and where a bass that walks has its roots
_FREE, _FREE_TUNE = 0.25, 0.35  # of a register to either side of it, where no pitch costs anything
_A_SEMITONE = 0.2  # nats beyond
_BURIED, _DOUBLED = 1.5, 2.5  # nats: of a tune under the chords that it is to lie above, of chords in unison
_PITCHES = np.arange(DRUM_PITCHES)
_CHORDAL = tuple(ROLES.index(role) for role in CHORDAL)
_LEAD, _BASS = ROLES.index("lead"), ROLES.index("bass")


class Tessitura:
    """What one player is leaned to; who has neither a tune nor chords is leaned to nothing."""

    def __init__(self, plan: Plan, band: Band, number: int) -> None:
        """Take the piece, and which of its players it is."""
        self._player = player = band.players[number]
        self._is_lead = player.role == _LEAD
        self.is_told = not player.is_drums and (self._is_lead or player.role in _CHORDAL or _walks(plan, number))
        self._heard = _heard(band, number)
        letters = [letter_of(section.kind) for section in plan.sections]
        self._contrasts = [letters[plan.section_index(bar * plan.meter.bar_ticks)] != "A" for bar in range(band.bars)]
        self._about = {is_contrast: self._lean_about(is_contrast) for is_contrast in (False, True)}

    def lean(self, bar: int, place: int, teller: Teller) -> Floats:
        """Return what is added to the logits of pitches at a place of a bar."""
        about = self._about[self._contrasts[bar]]
        others = teller.others(self._heard, place)
        if not others:
            return about
        lean = about.copy()
        if self._is_lead:
            lean[: max(others) + 1] -= _BURIED
        else:
            lean[[*{*others}]] -= _DOUBLED
        return lean

    def _lean_about(self, is_contrast: bool) -> Floats:
        low, high = self._player.low, self._player.high
        at = _CONTRASTING if is_contrast and self._is_lead else _WALKED if self._player.role == _BASS else _MIDDLE
        free = _FREE_TUNE if self._is_lead else _FREE
        beyond = np.abs(_PITCHES - (low + at * (high - low))) - free * (high - low)
        lean = np.zeros(FIELD_SIZES[1], dtype=np.float32)
        lean[:DRUM_PITCHES] = -_A_SEMITONE * np.maximum(0, beyond)
        return lean


def _walks(plan: Plan, number: int) -> bool:
    own = own_part(plan, plan.parts[number])
    return own is not None and any(isinstance(play, Walking) for play in own.plays)


def _heard(band: Band, number: int) -> Sequence[int]:
    """Return whose notes count for a player: the chords that a lead is to lie above, for chords those before them."""
    own, turns = band.players[number], band.turns()
    others = [n for n in turns[: turns.index(number)] if band.players[n].role in _CHORDAL]
    if own.role in _CHORDAL:
        return others
    if own.role != _LEAD:
        return []
    return [n for n in others if _middle(band.players[n]) < _middle(own)]


def _middle(player: Player) -> float:
    return (player.low + player.high) / 2
