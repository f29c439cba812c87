"""Echo: the second two bars of a tune's four move as the first two did, so that a motif is heard again.

A tune is told the rhythm of its motif and draws each pitch by itself: the rhythm came again and the shape did not.
Where it strikes as it did two bars ago, it is leaned to the same step from the same note before (Schoenberg,
Fundamentals of Musical Composition, 1967: sentence and sequence); the chord still has its say.
"""

from collections.abc import Sequence

import numpy as np

from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.vocabulary import DRUM_PITCHES, FIELD_SIZES
from audiogenesis_desktop.compose.sampling import Floats
from audiogenesis_desktop.plan.plan import Plan

MOTIF_BARS = 2
_SAME_STEP, _SAME_WAY = 2.0, 2.0  # nats
_PHRASE_BARS = 4
_REACH = 7  # semitones: what leaps farther than that went the same way, too, but need not
_PITCHES = np.arange(DRUM_PITCHES)


class Echo:
    """In which bars of a piece one part takes up what it played two bars before; none but tunes do."""

    def __init__(self, plan: Plan, number: int) -> None:
        """Take the piece, and which of its parts it is about."""
        self._bars = set[int]()
        for section in plan.sections if plan.parts[number].role == "lead" else ():
            start, end = (tick // plan.meter.bar_ticks for tick in (section.start_tick, section.end_tick))
            self._bars |= {bar for bar in range(start, end) if (bar - start) % _PHRASE_BARS >= MOTIF_BARS}

    def lean(self, bar: int, place: int, notes: Sequence[Written], before: Sequence[Written]) -> Floats | None:
        """Return what is added to the logits of pitches at a place, None where nothing is taken up.

        `notes` are those of the bar so far, `before` those of the bar two bars ago.
        """
        if bar not in self._bars or not notes:
            return None
        at = next((i for i, note in enumerate(before) if note.place == place), 0)
        if not at or before[at - 1].place != notes[-1].place:
            return None
        step, last = before[at].pitch - before[at - 1].pitch, notes[-1].pitch
        lean = np.zeros(FIELD_SIZES[1], dtype=np.float32)
        is_same_way = (np.sign(_PITCHES - last) == np.sign(step)) & (np.abs(_PITCHES - last) <= _REACH)
        lean[:DRUM_PITCHES] = _SAME_WAY * is_same_way + _SAME_STEP * (last + step == _PITCHES)
        return lean
