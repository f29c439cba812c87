"""The band with one thing taken away at a time, so that it is seen what each earns: network, style, groove, hearing."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from audiogenesis_desktop.compose.copies import KnownBars
from audiogenesis_desktop.compose.players.flags import Hearing
from audiogenesis_desktop.compose.players.manner import Manner
from audiogenesis_desktop.compose.players.masks import MOST_A_BAR, Floats, Masks
from audiogenesis_desktop.compose.players.playing import BandComposer
from audiogenesis_desktop.compose.players.setting import Band, facts_groups
from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.terms import Terms
from audiogenesis_desktop.compose.players.vocabulary import BAR, DRUM_PITCHES, DURATIONS, FIELD_SIZES, VERSION
from audiogenesis_desktop.compose.sampling import FORBIDDEN
from audiogenesis_desktop.compose.setting import key_shift
from audiogenesis_desktop.network.checkpoint import Weights, read_checkpoint
from audiogenesis_desktop.plan.plan import Plan

_STYLE = -2  # of `facts_groups`


class FreeMasks(Masks):
    """Order, time and voices alone: a note has a place in the bar and the piece, and a pitch that MIDI has."""

    def __init__(self, plan: Plan, band: Band, number: int) -> None:
        """Take the piece and which of its players it is."""
        super().__init__(plan, band, number)
        self._exists = np.full(FIELD_SIZES[1], FORBIDDEN)
        shift = key_shift(plan)
        lowest, end = max(0, -shift), DRUM_PITCHES - max(0, shift)
        if band.players[number].is_drums:
            lowest, end = DRUM_PITCHES, 2 * DRUM_PITCHES
        self._exists[lowest:end] = 0
        self._in_bar = np.where((np.arange(BAR + 1) < band.bar_length) | (np.arange(BAR + 1) == BAR), 0, FORBIDDEN)
        self.velocity = np.zeros(FIELD_SIZES[3], dtype=np.float32)

    def place(self, bar: int, notes: Sequence[Written], *, hits: Sequence[int], reach: int = -1) -> Floats:
        """Return the mask over places: any from the last note's on; nobody must play, nor strike the hits."""
        mask = self._in_bar.astype(np.float32)
        mask[max(0, self._end - bar * self._band.bar_length) : BAR] = FORBIDDEN
        mask[: max(0, notes[-1].place if notes else 0)] = FORBIDDEN
        if notes and not self._may_join(bar, notes):
            mask[notes[-1].place] = FORBIDDEN
        if len(notes) >= MOST_A_BAR:
            mask[:BAR] = FORBIDDEN
        return mask

    def pitch(self, bar: int, place: int, *, above: int = -1) -> Floats:
        """Return the mask over pitches: those that there are above one that begins here already."""
        mask = self._exists.copy()
        mask[: above + 1 + (DRUM_PITCHES if self._player.is_drums else 0)] = FORBIDDEN
        return mask

    def duration(self, bar: int, place: int, pitch: int, *, ties: bool = False) -> Floats:
        """Return the mask over durations: over by the last chord."""
        left = self._end - bar * self._band.bar_length - place
        mask = np.where(left >= DURATIONS, 0, FORBIDDEN).astype(np.float32)
        mask[0] = 0
        return mask


def style_hidden(band: Band, styles: Sequence[str]) -> Band:
    """Return a Band whose facts tell no style."""
    facts = band.facts.copy()
    facts[facts_groups(styles)[_STYLE]] = 0
    return replace(band, facts=facts)


def groove_hidden(band: Band, styles: Sequence[str]) -> Band:
    """Return a Band in which no player is told a groove."""
    return replace(band, players=tuple(replace(player, groove=player.groove[:0]) for player in band.players))


def nobody_heard(band: Band, number: int) -> tuple[Hearing, ...]:
    """Return how a player hears the others who hears nobody."""
    return (Hearing.NOT,) * len(band.players)


TERMS = {
    "style hidden": Terms(told=style_hidden),
    "groove hidden": Terms(told=groove_hidden),
    "others not heard": Terms(hearing=nobody_heard),
    "masks off": Terms(masks=FreeMasks),
}


def load_bands(checkpoint: Path, *, known: KnownBars | None = None) -> dict[str, BandComposer]:
    """Return the bands of the systems, "full" among them; raises MissingPart or BadInput."""
    weights, about, model_hash = read_checkpoint(checkpoint, vocabulary=VERSION)
    nothing = {name: np.zeros_like(value) for name, value in weights.items()}
    every = {"full": Terms(), **TERMS}
    free = Manner(key_lean=0.0)  # what the app leans to is no part of what masks earn

    def band(of: Weights, name: str, terms: Terms) -> BandComposer:
        manner = free if name == "masks off" else None
        shape = about["shape"]
        return BandComposer(of, shape, name=name, model_hash=model_hash, terms=terms, manner=manner, known=known)

    bands = {name: band(weights, name, terms) for name, terms in every.items()}
    bands["full"].name = checkpoint.stem
    return {**bands, "no network": band(nothing, "no network", Terms())}
