"""How music becomes the network's classes and back: the grid, and five classes a note.

A note is (step, instrument, pitch, duration, velocity): the distance from the previous onset, who plays,
what, how long and how loud. Pieces are moved to C major or A minor first, so the key is never learned.
"""

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.score.score import TICKS_PER_BEAT
from audiogenesis_desktop.theory.instruments import CLASSES, REST_CLASS

VERSION = "notes-2"  # checkpoints carry it; weights of another vocabulary are refused

GRID_PER_BEAT = 24  # sixteenths, triplets and 32nds all lie on it
TICKS_PER_GRID = TICKS_PER_BEAT // GRID_PER_BEAT
LONGEST_STEP = 96  # a longer silence is filled with rests of this step

STEP, INSTRUMENT, PITCH, DURATION, VELOCITY = range(5)
FIELD_NAMES = ("step", "instrument", "pitch", "duration", "velocity")
DURATIONS = np.array(
    [1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 14, 16, 18, 20, 24, 28, 30, 32, 36, 40, 42, 48, 54, 60, 64, 72, 80, 84, 96,
     112, 120, 128, 144, 160, 168, 192, 240, 288, 384, 576]
)  # fmt: skip
FIELD_SIZES = (LONGEST_STEP + 1, len(CLASSES), 128, len(DURATIONS), 32)

Classes = npt.NDArray[np.uint8]  # (n, 5): one row a note
Onsets = npt.NDArray[np.int32]  # (n,): grid units from the start of the piece

_BOUNDS = np.sqrt(DURATIONS[:-1] * DURATIONS[1:])


def duration_class(grid_units: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Return the nearest duration class, by ratio, for lengths in grid units."""
    return np.searchsorted(_BOUNDS, np.asarray(grid_units))


def encode(
    onsets: npt.ArrayLike,
    instruments: npt.ArrayLike,
    pitches: npt.ArrayLike,
    lengths: npt.ArrayLike,
    velocities: npt.ArrayLike,
) -> tuple[Classes, Onsets]:
    """Return the note classes and onsets of a piece, sorted, without doubles, with long silences filled.

    All arguments are arrays of one length: onset and length in grid units, instrument class, pitch 0..127,
    velocity 1..127.
    """
    table = np.stack(
        [np.asarray(a, dtype=np.int64) for a in (onsets, instruments, pitches, lengths, velocities)]
    )
    table = table[:, np.lexsort((-table[3], table[2], table[1], table[0]))]
    key = order_key(table[0], table[1], table[2])
    table = table[:, np.concatenate(([True], key[1:] != key[:-1]))] if table.size else table
    table = _with_rests(table)
    steps = np.diff(table[0], prepend=0)
    rows = np.stack(
        [steps, table[1], table[2], duration_class(table[3]), np.minimum(table[4], 127) // 4], axis=1
    )
    return rows.astype(np.uint8), table[0].astype(np.int32)


def _with_rests(table: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    gaps = np.diff(table[0], prepend=0)
    rests = [
        (start + LONGEST_STEP * k, REST_CLASS, 0, 1, 0)
        for gap, start in zip(gaps[gaps > LONGEST_STEP], (table[0] - gaps)[gaps > LONGEST_STEP], strict=True)
        for k in range(1, (int(gap) - 1) // LONGEST_STEP + 1)
    ]
    if not rests:
        return table
    table = np.concatenate([table, np.array(rests, dtype=np.int64).T], axis=1)
    return table[:, np.lexsort((table[2], table[1], table[0]))]


def order_key(
    onsets: npt.ArrayLike, instruments: npt.ArrayLike, pitches: npt.ArrayLike
) -> npt.NDArray[np.int64]:
    """Return one integer a note that sorts as the network writes: by onset, then instrument, then pitch."""
    onset = np.asarray(onsets, dtype=np.int64)
    return (
        (onset << 12) | (np.asarray(instruments, dtype=np.int64) << 7) | np.asarray(pitches, dtype=np.int64)
    )
