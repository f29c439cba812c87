"""Keeping the key heard: players are leaned to the pitch classes that the key asks for and the piece still lacks."""

from collections.abc import Iterable

import numpy as np

from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.vocabulary import DRUM_PITCHES, DURATIONS, FIELD_SIZES, GRID_PER_BEAT
from audiogenesis_desktop.compose.sampling import Floats
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.theory.key_finding import profile
from audiogenesis_desktop.theory.keys import Key

_BEATS_BEFORE = 24  # of sounding time, until which the key is not expected to be complete
_MOST = 2.0  # nats
_CLASSES = np.arange(DRUM_PITCHES) % 12


class KeyKeeping:
    """How long each pitch class has sounded, in the network's C major or A minor; drums have none."""

    def __init__(self, plan: Plan, *, strength: float) -> None:
        """Take the piece, and how many nats a pitch class is leaned to where all of it is lacking."""
        self.sounded: Floats = np.zeros(12, dtype=np.float32)
        self._strength = strength
        self._profile = profile(Key(0, "major") if plan.key.mode == "major" else Key(9, "minor"))

    def hear(self, notes: Iterable[Written]) -> None:
        """Take in pitched notes that stand."""
        self.sounded = self.sounded.copy()  # who kept it to come back to it finds it as it was
        for note in notes:
            self.sounded[note.pitch % 12] += DURATIONS[note.duration]

    def lean(self) -> Floats:
        """Return what is added to the logits of pitches."""
        lean = np.zeros(FIELD_SIZES[1], dtype=np.float32)
        if self._strength:
            total = max(float(self.sounded.sum()), _BEATS_BEFORE * GRID_PER_BEAT)
            lacking = self._profile - self.sounded / total
            lean[:DRUM_PITCHES] = np.clip(self._strength * lacking, -_MOST, _MOST)[_CLASSES]
        return lean
