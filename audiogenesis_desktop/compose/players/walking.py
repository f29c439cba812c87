"""Walking: a bass that walks steps into each chord's root, does not stay on a note, and leaps an octave at most.

Levine, The Jazz Theory Book (1995): the root on the first beat of a chord, a semitone or a step into the next one.
"""

from collections.abc import Sequence

import numpy as np

from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.vocabulary import DRUM_PITCHES, FIELD_SIZES
from audiogenesis_desktop.compose.sampling import Floats
from audiogenesis_desktop.theory.chords import CHORD_COUNT, Chord

_STAYS, _LEADS, _ROOT, _TURNS_BACK = 2.0, 3.0, 1.0, 1.0  # nats
_LEAPS_FROM, _A_SEMITONE = 5, 0.25  # semitones, and nats for each that is more
_STEPS = (-2, -1, 1, 2)
_PITCHES = np.arange(DRUM_PITCHES)


def lean_from(now: int, after: int, *, known: Sequence[Written], is_first: bool, is_last: bool) -> Floats:
    """Return what is added to the logits of pitches on a beat of a walk.

    `now` and `after` are the chord of this beat and of the next one, `known` the notes before, one at least; `is_first`
    and `is_last` of its bar.
    """
    lean = np.zeros(FIELD_SIZES[1], dtype=np.float32)
    pitches, last = lean[:DRUM_PITCHES], known[-1].pitch
    pitches -= _A_SEMITONE * np.maximum(0, np.minimum(np.abs(_PITCHES - last), 12) - _LEAPS_FROM)
    pitches[last] -= _STAYS
    if len(known) > 1:
        pitches[known[-2].pitch] -= _TURNS_BACK
    if is_first and now < CHORD_COUNT:
        pitches[Chord.at(now).root == _PITCHES % 12] += _ROOT
    if (is_last or after != now) and after < CHORD_COUNT:
        goal = _nearest(Chord.at(after).root, last)
        pitches[[goal + step for step in _STEPS]] += _LEADS
    return lean


def _nearest(pitch_class: int, pitch: int) -> int:
    return pitch + (pitch_class - pitch + 6) % 12 - 6
