"""Spacing: how far apart the notes lie that one player of chords sounds together, and that the third is among them.

A second between two notes is colour; three notes within a major third are a cluster, a ninth right above its root hides
the third, and thirds far down are mud (Piston, Harmony, 1941: wide intervals at the bottom, narrow ones at the top).
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from audiogenesis_desktop.compose.players.vocabulary import DRUM_PITCHES, FIELD_SIZES
from audiogenesis_desktop.compose.sampling import Floats
from audiogenesis_desktop.theory.chords import CHORD_COUNT, Chord

_SEMITONE, _CLUSTER, _MUD, _HIDES, _LACKING = 2.0, 8.0, 3.0, 5.0, 2.0  # nats
_WITHIN = 4  # semitones in which three notes are a cluster
_LOW, _THIRD, _NINTH = 50, 4, 2  # below this pitch another one less than a major third above is mud
_CLASSES = np.arange(DRUM_PITCHES) % 12


@lru_cache(maxsize=4096)  # chords come again and again
def lean_from(chord: int, *, begun: tuple[int, ...], held: tuple[int, ...] = (), shift: int = 0) -> Floats:
    """Return what is added to the logits of pitches for one more beside those that begin here, or sound on.

    Pitches and the chord's number are in the network's key, `shift` semitones below the piece's. What is returned is
    kept, and read-only.
    """
    lean = np.zeros(FIELD_SIZES[1], dtype=np.float32)
    pitches, sounding = lean[:DRUM_PITCHES], sorted({*begun, *held})
    for pitch in sounding:
        pitches[[max(0, pitch - 1), min(DRUM_PITCHES - 1, pitch + 1)]] -= _SEMITONE
        if pitch + shift < _LOW:
            pitches[pitch + 1 : pitch + _THIRD] -= _MUD
    for low, high in pairwise(sounding):
        if high - low <= _WITHIN:
            pitches[max(0, high - _WITHIN) : low + _WITHIN + 1] -= _CLUSTER
    if begun and chord < CHORD_COUNT:
        _mind_third(pitches, Chord.at(chord), sounding)
    lean.setflags(write=False)
    return lean


def _mind_third(pitches: Floats, chord: Chord, sounding: Sequence[int]) -> None:
    """Lean, in place, to a third that is lacking, and from a ninth right above a root."""
    if chord.tones[1] not in {pitch % 12 for pitch in sounding}:
        pitches[chord.tones[1] == _CLASSES] += _LACKING
    if (chord.root + _NINTH) % 12 not in chord.tones:
        pitches[[pitch + _NINTH for pitch in sounding if pitch % 12 == chord.root]] -= _HIDES
