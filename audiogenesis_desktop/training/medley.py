"""Several pieces one after another in whole arrays, so that numpy works on many notes at a time.

A piece alone is too short for that: most of the time would go into beginning each operation.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.vocabulary import (
    DURATION,
    DURATIONS,
    GRID_PER_BEAT,
    INSTRUMENT,
    PITCH,
    VELOCITY,
    Classes,
    Onsets,
    encode,
)
from audiogenesis_desktop.theory.instruments import DRUM_CLASS, REST_CLASS
from audiogenesis_desktop.theory.key_finding import key_scores
from audiogenesis_desktop.theory.keys import MODES, Key
from audiogenesis_desktop.training.labels import Label, known_key
from audiogenesis_desktop.training.parsing import Parsed

Ints = npt.NDArray[np.int64]

_LONGEST_COUNTED = 4 * GRID_PER_BEAT  # a longer note says no more about the key
_WRITTEN_PLACES = np.array([0, 6, 8, 12, 16, 18, 24])  # in a beat: sixteenths and triplets
_NEAREST_PLACE = _WRITTEN_PLACES[np.abs(np.arange(GRID_PER_BEAT)[:, None] - _WRITTEN_PLACES).argmin(axis=1)]


@dataclass(frozen=True, slots=True)
class Medley:
    """Pieces in C major or A minor, each beginning where the one before ends.

    `classes`, `onsets` (grid units from the medley's start) of all notes and rests; `rows` (pieces + 1,) where each
    piece's begin; `bar_starts` (bars + 1,) likewise from the start; `bars` (pieces + 1,) each piece's first bar.
    `keys` are the keys that the pieces were in, `shifts` by how many semitones they were moved.
    """

    classes: Classes
    onsets: Onsets
    rows: Ints
    bar_starts: Ints
    bars: Ints
    keys: tuple[Key, ...]
    shifts: Ints

    def notes(self) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        """Return onset, instrument class, pitch, length (grid units) and velocity of all notes without rests."""
        sounding = self.classes[:, INSTRUMENT] != REST_CLASS
        classes, onsets = self.classes, self.onsets
        if not sounding.all():
            classes, onsets = classes[sounding], onsets[sounding]
        kind, pitch = classes[:, INSTRUMENT].astype(np.int64), classes[:, PITCH].astype(np.int64)
        velocity = classes[:, VELOCITY].astype(np.int64) * 4 + 2
        return onsets.astype(np.int64), kind, pitch, DURATIONS[classes[:, DURATION]], velocity


def join(pieces: Sequence[Parsed], labels: Sequence[Label]) -> Medley:
    """Return at least one parsed file as a medley, in the keys that labels know or else the notes tell."""
    counts = np.array([len(piece.onsets) for piece in pieces])
    of = np.repeat(np.arange(len(pieces)), counts)
    per_tick = np.array([piece.grid_per_tick for piece in pieces])[of]
    onset = _grid(np.concatenate([piece.onsets for piece in pieces]), per_tick)
    length = np.maximum(1, _grid(np.concatenate([piece.lengths for piece in pieces]), per_tick))
    pitch = np.concatenate([piece.pitches for piece in pieces]).astype(np.int64)
    kind = np.concatenate([piece.kinds for piece in pieces])
    keys = _keys(of, kind, pitch, length, labels)
    shifts = np.array([((0 if key.mode == "major" else 9) - key.tonic + 6) % 12 - 6 for key in keys])
    pitch = np.where(kind == DRUM_CLASS, pitch, np.clip(pitch + shifts[of], 0, 127))
    written = np.array([label.get("tempo_source") == "written" for label in labels])
    if written.any():  # our own writer means nothing finer than what composing writes
        onset = np.where(written[of], onset - onset % GRID_PER_BEAT + _NEAREST_PLACE[onset % GRID_PER_BEAT], onset)
    ends = np.array([piece.bar_starts[-1] for piece in pieces])
    offsets = np.concatenate(([0], np.cumsum(ends)))
    onset = np.minimum(onset, ends[of] - 1)
    velocity = np.concatenate([piece.velocities for piece in pieces])
    classes, onsets, rows = _encode(onset + offsets[of], kind, pitch, length, velocity, offsets)
    bars = np.concatenate(([0], np.cumsum([len(piece.bar_starts) - 1 for piece in pieces])))
    starts = [piece.bar_starts[:-1] + offset for piece, offset in zip(pieces, offsets, strict=False)]
    bar_starts = np.concatenate([*starts, offsets[-1:]])
    return Medley(classes, onsets, rows, bar_starts, bars, tuple(keys), shifts)


def _grid(ticks: npt.NDArray[np.int32], per_tick: npt.NDArray[np.float64]) -> Ints:
    return np.rint(ticks * per_tick).astype(np.int64)


def _encode(
    onset: Ints, kind: npt.ArrayLike, pitch: Ints, length: Ints, velocity: npt.ArrayLike, offsets: Ints
) -> tuple[Classes, Onsets, Ints]:
    """Encode all pieces at once; return classes, onsets and where each piece's rows begin."""
    # A rest where each piece starts makes silences be counted from there; it is taken out again, and so are those
    # that fill the time from a piece's last note to the next piece.
    starts = offsets[:-1]
    none = np.zeros(len(starts), dtype=np.int64)
    marked, played = (starts, none, none, none, none), (onset, kind, pitch, length, velocity)
    classes, onsets = encode(*(np.concatenate(pair) for pair in zip(marked, played, strict=True)))
    marks = np.searchsorted(onsets, starts)
    sounding = np.flatnonzero(classes[:, INSTRUMENT] != REST_CLASS)
    ends = np.append(marks[1:], len(onsets))
    lasts = sounding[np.searchsorted(sounding, ends) - 1]
    kept = np.ones(len(onsets), dtype=bool)
    kept[marks] = False
    for last, end in zip(lasts.tolist(), ends.tolist(), strict=True):
        kept[last + 1 : end] = False
    return classes[kept], onsets[kept], np.concatenate(([0], np.cumsum(lasts - marks)))


def _keys(of: Ints, kind: npt.NDArray[np.int8], pitch: Ints, length: Ints, labels: Sequence[Label]) -> list[Key]:
    weights = np.where(kind == DRUM_CLASS, 0, np.minimum(length, _LONGEST_COUNTED))
    pitch_weights = np.bincount(of * 12 + pitch % 12, weights=weights, minlength=12 * len(labels))
    best = key_scores(pitch_weights.astype(np.float64).reshape(-1, 12)).reshape(-1, 24).argmax(axis=1).tolist()
    return [known_key(label) or Key(one % 12, MODES[one // 12]) for label, one in zip(labels, best, strict=True)]
