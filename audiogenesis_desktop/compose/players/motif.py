"""Motifs: who has the tune or strikes chords is leaned to the rhythm that the plan tells, where a contrast begins.

Looking back is what players learned most of, so that without it B goes on with the rhythm of A.
"""

import numpy as np

from audiogenesis_desktop.compose.players.setting import Band
from audiogenesis_desktop.compose.players.vocabulary import BAR, TICKS_PER_GRID
from audiogenesis_desktop.compose.sampling import Floats
from audiogenesis_desktop.plan.phrases import letter_of
from audiogenesis_desktop.plan.plan import Plan

_BARS = 4  # after which looking back finds it
_STRUCK, _NOT_STRUCK = 2.0, -2.0  # nats
_ROLES = ("lead", "chords", "figure")


class Motif:
    """The leaning of one player over places."""

    def __init__(self, plan: Plan, band: Band, number: int) -> None:
        """Take the piece, and which of its players it is."""
        self._bars: dict[int, Floats] = {}
        bar_ticks, part = plan.meter.bar_ticks, plan.parts[number]
        for section, taken_up in zip(plan.sections, plan.repeats, strict=True):
            if part.role not in _ROLES or taken_up >= 0 or letter_of(section.kind) == "A":
                continue
            first = section.start_tick // bar_ticks
            for bar in range(first, min(first + _BARS, section.end_tick // bar_ticks, band.bars)):
                strikes = plan.strikes_in(bar, part.track_id)
                if strikes:
                    self._bars[bar] = _lean([strike.tick // TICKS_PER_GRID for strike in strikes])

    def lean(self, bar: int) -> Floats | None:
        """Return what is added to the logits of places in a bar, (BAR + 1,), None for nothing."""
        return self._bars.get(bar)


def _lean(places: list[int]) -> Floats:
    lean = np.full(BAR + 1, _NOT_STRUCK, dtype=np.float32)
    lean[places], lean[BAR] = _STRUCK, 0.0
    return lean
