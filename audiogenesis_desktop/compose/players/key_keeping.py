"""Keeping the key heard: players are leaned to the pitch classes that the key asks for and the piece still lacks."""

from collections.abc import Iterable

import numpy as np

from audiogenesis_desktop.compose.players.masks import scale_of
from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.vocabulary import DRUM_PITCHES, DURATIONS, FIELD_SIZES, GRID_PER_BEAT
from audiogenesis_desktop.compose.sampling import Floats
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.theory.chords import CHORD_COUNT, Chord
from audiogenesis_desktop.theory.key_finding import clearness, profile, sounding_profile
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.theory.scales import SCALES

_BEATS_BEFORE = 24  # of sounding time, until which the key is not expected to be complete
_MOST = 2.0  # nats
_CLEAR = 0.12  # by how much the key is to fit better than any other; what is clearer is not leaned to
_LEAST_THIRD = 0.06  # of sounding time: without its third a key that is asked for is neither major nor minor
_MOST_OF_THIRD = 6.0  # nats; bands of bare fifths play it for nothing less
_CLASSES = np.arange(DRUM_PITCHES) % 12


class KeyKeeping:
    """How long each pitch class has sounded, in the network's C major or A minor; drums have none."""

    def __init__(self, plan: Plan, *, strength: float, is_asked: bool = False) -> None:
        """Take the piece, and how many nats a pitch class is leaned to where all of it is lacking.

        A key that `is_asked` for by the user is to be clear by two sets of profiles, and its third to be heard.
        """
        self.sounded: Floats = np.zeros(12, dtype=np.float32)
        self._key = Key(0, "major") if plan.key.mode == "major" else Key(9, "minor")
        self._third = (self._key.tonic + (4 if self._key.mode == "major" else 3)) % 12
        self._is_asked, scale = is_asked, scale_of(plan)
        self._profile = _asked_profile(self._key, scale) if is_asked else profile(self._key)
        self._strength = 0.0 if scale and not is_asked else strength  # its own scale has another tonic's weights

    def hear(self, notes: Iterable[Written]) -> None:
        """Take in pitched notes that stand."""
        self.sounded = self.sounded.copy()  # who kept it to come back to it finds it as it was
        for note in notes:
            self.sounded[note.pitch % 12] += DURATIONS[note.duration]

    def lean(self, chords: Iterable[int] = ()) -> Floats:
        """Return what is added to the logits of pitches in a bar that has these chords, by number."""
        lean = np.zeros(FIELD_SIZES[1], dtype=np.float32)
        strength = self._strength * self._need() if self._strength else 0.0
        if strength:
            total = max(float(self.sounded.sum()), _BEATS_BEFORE * GRID_PER_BEAT)
            lacking = self._profile - self.sounded / total
            leans = np.clip(strength * lacking, -_MOST, _MOST)
            if self._is_asked and all(self._third in Chord.at(chord).tones for chord in chords if chord < CHORD_COUNT):
                lacks = max(0.0, 1 - self.sounded[self._third] / total / _LEAST_THIRD)
                leans[self._third] += (_MOST_OF_THIRD - _MOST) * lacks
            lean[:DRUM_PITCHES] = leans[_CLASSES]
        return lean

    def _need(self) -> float:
        """Return how much leaning the key needs, 0..1: none where it fits clearly better than all others."""
        if not self.sounded.any():
            return 1.0
        clear = clearness(self.sounded.astype(np.float64), self._key, is_strict=self._is_asked)
        return min(1.0, max(0.0, 1 - clear / _CLEAR))


def _asked_profile(key: Key, scale: str) -> Floats:
    """Return what share of sounding time each pitch class is to have, as listeners and chords have it, of its scale."""
    wanted = profile(key) + sounding_profile(key)
    if scale:
        wanted *= np.isin((np.arange(12) - key.tonic) % 12, list(SCALES[scale]))
    return np.asarray(wanted / wanted.sum())
