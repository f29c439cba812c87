"""Spacing: how far apart the notes lie that one player of chords sounds together.

A second between two notes is colour; three notes within a major third are a cluster, and thirds far down are mud
(Piston, Harmony, 1941: wide intervals at the bottom, narrow ones at the top).
"""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from audiogenesis_desktop.compose.players.vocabulary import DRUM_PITCHES, FIELD_SIZES
from audiogenesis_desktop.compose.sampling import Floats

_SEMITONE, _CLUSTER, _MUD = 1.5, 8.0, 3.0  # nats
_WITHIN = 4  # semitones in which three notes are a cluster
_LOW, _THIRD = 50, 4  # below this pitch another one less than a major third above is mud


def lean_from(sounding: Iterable[int], *, shift: int) -> Floats:
    """Return what is added to the logits of pitches for one more beside those that sound, in the network's key.

    `shift` is how many semitones the piece's key lies above that.
    """
    lean = np.zeros(FIELD_SIZES[1], dtype=np.float32)
    pitches, tones = lean[:DRUM_PITCHES], sorted({*sounding})
    for pitch in tones:
        pitches[[max(0, pitch - 1), min(DRUM_PITCHES - 1, pitch + 1)]] -= _SEMITONE
        if pitch + shift < _LOW:
            pitches[pitch + 1 : pitch + _THIRD] -= _MUD
    for low, high in pairwise(tones):
        if high - low <= _WITHIN:
            pitches[max(0, high - _WITHIN) : low + _WITHIN + 1] -= _CLUSTER
    return lean
