"""How likely the network finds notes that are there: what a candidate makes of what comes after it."""

from typing import NamedTuple

import numpy as np

from audiogenesis_desktop.compose.players.telling import Teller, Written
from audiogenesis_desktop.compose.players.vocabulary import BAR, DRUM_PITCHES, DURATION, PITCH, PLACE, VELOCITY
from audiogenesis_desktop.compose.sampling import Floats
from audiogenesis_desktop.network.player_step import PlayerStepper


class Likely(NamedTuple):
    """How likely notes are: `nats` of surprise in all, bar lines with them, and how many `notes` they are."""

    nats: float = 0.0
    notes: int = 0

    @property
    def a_note(self) -> float:
        """Return nats a note, or all of them where there is no note."""
        return self.nats / max(1, self.notes)


def surprise(stepper: PlayerStepper, teller: Teller, note: Written | None, *, is_drums: bool) -> float:
    """Return the nats of surprise at the next note, or the bar line, once the network has advanced to it."""
    if note is None:
        return _of(stepper.logits(PLACE), BAR)
    nats = _of(stepper.logits(PLACE), note.place)
    stepper.tell(PLACE, note.place)
    stepper.tell_known(teller.known_rows(note.place))
    pitch = note.pitch + DRUM_PITCHES * is_drums
    for field, value in ((PITCH, pitch), (DURATION, note.duration), (VELOCITY, note.velocity)):
        nats += _of(stepper.logits(field), value)
        stepper.tell(field, value)
    return nats


def _of(logits: Floats, value: int) -> float:
    top = float(logits.max())
    return top + float(np.log(np.exp(logits - top).sum())) - float(logits[value])
