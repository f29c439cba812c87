"""Ties: a pad goes on with the notes that two chords share, and takes the others where its voices have the least way.

How long it holds a note the masks say (`Masks.duration`); here it is leaned to what its chord still lacks.
"""

from collections.abc import Sequence

import numpy as np

from audiogenesis_desktop.compose.players.vocabulary import DRUM_PITCHES, FIELD_SIZES
from audiogenesis_desktop.compose.sampling import FORBIDDEN, Floats
from audiogenesis_desktop.theory.chords import CHORD_COUNT, Chord

_LACKING = 2.0  # nats for a tone that the chord has and nobody of the pad
_A_SEMITONE, _FARTHEST = 0.35, 12  # nats by which a voice's way costs, and from which on it costs no more
_PITCHES = np.arange(DRUM_PITCHES)


def lean_from(chord: int, *, held: Sequence[int], let_go: Sequence[int]) -> Floats:
    """Return what is added to the logits of pitches where a pad moves to a chord.

    `held` are the pitches that sound on, `let_go` those that have just ended.
    """
    lean = np.zeros(FIELD_SIZES[1], dtype=np.float32)
    tones = Chord.at(chord).tones if chord < CHORD_COUNT else ()
    lacking = {*tones} - {pitch % 12 for pitch in held}
    lean[:DRUM_PITCHES][np.isin(_PITCHES % 12, [*lacking])] = _LACKING
    if let_go:
        ways = np.abs(_PITCHES[:, None] - np.array(let_go)).min(axis=1)
        lean[:DRUM_PITCHES] -= _A_SEMITONE * np.minimum(ways, _FARTHEST)
    lean[list(held)] = FORBIDDEN
    return lean
