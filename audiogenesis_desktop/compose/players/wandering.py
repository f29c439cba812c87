"""Wandering: who has a tune is leaned from the pitches that it has stayed on, so that it does not hang on two notes."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.vocabulary import FIELD_SIZES
from audiogenesis_desktop.compose.sampling import Floats

LOOKED_BACK = 8  # notes; of our writer's tunes a quarter of the notes are the commonest
_AS_OFTEN = 2  # of them may be the same
_FROM, _MOST = 0.8, 8.0  # nats for the first that is more, twice as many for the second and so on, and at most


def lean_from(recent: Sequence[Written]) -> Floats:
    """Return what is added to the logits of pitches after the last notes of a tune, at most `LOOKED_BACK` of them."""
    lean = np.zeros(FIELD_SIZES[1], dtype=np.float32)
    for pitch, count in Counter(note.pitch for note in recent[-LOOKED_BACK:]).items():
        more = max(0, count - _AS_OFTEN)
        lean[pitch] = -min(_MOST, _FROM * more * (more + 1) / 2)
    return lean
