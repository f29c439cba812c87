"""Phrase ends: the last note of a tune's two bars comes to rest on its chord, and that of a section on the root.

So does one after which the tune that is told waits for a beat and a half or more.
"""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from audiogenesis_desktop.compose.players.setting import Band
from audiogenesis_desktop.compose.players.vocabulary import (
    DRUM_PITCHES,
    FIELD_SIZES,
    GRID_PER_BEAT,
    TICKS_PER_GRID,
)
from audiogenesis_desktop.compose.sampling import Floats
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.theory.chords import CHORD_COUNT, Chord

_PHRASE_BARS = 2  # of our writer's motifs
_WAITS = 3 * GRID_PER_BEAT // 2
_ON_CHORD, _ON_ROOT = 2.5, 1.0  # nats
_CLASSES = np.arange(DRUM_PITCHES) % 12


class PhraseEnds:
    """Where the phrases of one player end that has a tune with a told rhythm."""

    def __init__(self, plan: Plan, band: Band, number: int) -> None:
        """Take the piece, and which of its players it is."""
        self._chords: list[int] = band.form.chords.reshape(-1).tolist()
        self._length = band.bar_length
        self._ends: dict[tuple[int, int], bool] = {}  # by bar and place whether a section ends there, too
        for section in plan.sections if plan.parts[number].role == "lead" else ():
            start, end = (tick // plan.meter.bar_ticks for tick in (section.start_tick, section.end_tick))
            told = _told(plan, plan.parts[number].track_id, range(start, end))
            for (bar, place), following in pairwise([*told, (end, self._length)]):
                closes = following[0] > bar and (bar - start) % _PHRASE_BARS == _PHRASE_BARS - 1
                waits = (following[0] - bar) * self._length + following[1] - place
                if closes or waits >= _WAITS:
                    self._ends[bar, place] = closes and bar == end - 1

    def lean(self, bar: int, place: int) -> Floats | None:
        """Return what is added to the logits of pitches at a place of a bar, None where no phrase ends."""
        closes = self._ends.get((bar, place))
        number = self._chords[2 * bar + (2 * place >= self._length)]
        if closes is None or number >= CHORD_COUNT:
            return None
        chord = Chord.at(number)
        lean = np.zeros(FIELD_SIZES[1], dtype=np.float32)
        lean[:DRUM_PITCHES] = _ON_CHORD * np.isin(_CLASSES, chord.tones) + _ON_ROOT * closes * (chord.root == _CLASSES)
        return lean


def _told(plan: Plan, track_id: int, bars: Iterable[int]) -> list[tuple[int, int]]:
    """Return bar and place of all that a part is told to strike in some bars, in order."""
    return [(bar, s.tick // TICKS_PER_GRID) for bar in bars for s in plan.strikes_in(bar, track_id) or ()]
