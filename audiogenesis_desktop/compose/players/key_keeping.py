"""Keeping the key heard: players are leaned to the pitch classes that the key asks for and the piece still lacks."""

from collections.abc import Iterable

import numpy as np

from audiogenesis_desktop.compose.players.masks import scale_of
from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.vocabulary import DRUM_PITCHES, DURATIONS, FIELD_SIZES, GRID_PER_BEAT
from audiogenesis_desktop.compose.sampling import Floats
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.theory.key_finding import key_scores, profile
from audiogenesis_desktop.theory.keys import MODES, Key

_BEATS_BEFORE = 24  # of sounding time, until which the key is not expected to be complete
_MOST = 2.0  # nats
_CLEAR = 0.12  # by how much the key is to fit better than any other; what is clearer is not leaned to
_CLASSES = np.arange(DRUM_PITCHES) % 12


class KeyKeeping:
    """How long each pitch class has sounded, in the network's C major or A minor; drums have none."""

    def __init__(self, plan: Plan, *, strength: float) -> None:
        """Take the piece, and how many nats a pitch class is leaned to where all of it is lacking."""
        self.sounded: Floats = np.zeros(12, dtype=np.float32)
        self._strength = 0.0 if scale_of(plan) else strength  # a mode of its own has another tonic's weights
        key = Key(0, "major") if plan.key.mode == "major" else Key(9, "minor")
        self._profile = profile(key)
        self._mode, self._tonic = MODES.index(key.mode), key.tonic

    def hear(self, notes: Iterable[Written]) -> None:
        """Take in pitched notes that stand."""
        self.sounded = self.sounded.copy()  # who kept it to come back to it finds it as it was
        for note in notes:
            self.sounded[note.pitch % 12] += DURATIONS[note.duration]

    def lean(self) -> Floats:
        """Return what is added to the logits of pitches."""
        lean = np.zeros(FIELD_SIZES[1], dtype=np.float32)
        strength = self._strength * self._need() if self._strength else 0.0
        if strength:
            total = max(float(self.sounded.sum()), _BEATS_BEFORE * GRID_PER_BEAT)
            lacking = self._profile - self.sounded / total
            lean[:DRUM_PITCHES] = np.clip(strength * lacking, -_MOST, _MOST)[_CLASSES]
        return lean

    def _need(self) -> float:
        """Return how much leaning the key needs, 0..1: none where it fits clearly better than all others."""
        if not self.sounded.any():
            return 1.0
        fits = key_scores(self.sounded.astype(np.float64))
        own = float(fits[self._mode, self._tonic])
        fits[self._mode, self._tonic] = -1.0
        return min(1.0, max(0.0, 1 - (own - float(fits.max())) / _CLEAR))
