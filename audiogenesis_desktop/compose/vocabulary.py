"""How music becomes the network's classes and back: the grid, and five classes a note.

A note is (step, instrument, pitch, duration, velocity): the distance from the previous onset, who plays,
what, how long and how loud. Pieces are moved to C major or A minor first, so the key is never learned.
"""

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.score.score import TICKS_PER_BEAT
from audiogenesis_desktop.theory.instruments import CLASSES, REST_CLASS

VERSION = "notes-3"  # checkpoints carry it; weights of another vocabulary are refused

GRID_PER_BEAT = 24  # sixteenths, triplets and 32nds all lie on it
TICKS_PER_GRID = TICKS_PER_BEAT // GRID_PER_BEAT
LONGEST_STEP = 96  # a longer silence is filled with rests of this step

STEP, INSTRUMENT, PITCH, DURATION, VELOCITY = range(5)
FIELD_NAMES = ("step", "instrument", "pitch", "duration", "velocity")
DURATIONS = np.array(
    [
        1,
        2,
        3,
        4,
        5,
        6,
        8,
        9,
        10,
        12,
        14,
        16,
        18,
        20,
        24,
        28,
        30,
        32,
        36,
        40,
        42,
        48,
        54,
        60,
        64,
        72,
        80,
        84,
        96,
        112,
        120,
        128,
        144,
        160,
        168,
        192,
        240,
        288,
        384,
        576,
    ]
)
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
    columns = [np.asarray(a, dtype=np.int64) for a in (onsets, instruments, pitches, lengths, velocities)]
    rows = _sorted_rows(order_key(*columns[:3]), columns[3], columns[4])
    key = rows >> _AFTER_KEY
    rows = rows[np.concatenate(([True], key[1:] != key[:-1]))] if len(rows) else rows
    rows = _with_rests(rows)
    at = rows >> (_AFTER_KEY + 12)
    classes = np.empty((len(rows), len(FIELD_SIZES)), dtype=np.uint8)
    classes[:, STEP] = np.diff(at, prepend=0)
    classes[:, INSTRUMENT] = (rows >> (_AFTER_KEY + 7)) & 31
    classes[:, PITCH] = (rows >> _AFTER_KEY) & 127
    classes[:, DURATION] = _CLASS_OF_LENGTH[_LONGEST - ((rows >> 7) & _LONGEST)]
    classes[:, VELOCITY] = (rows & 127) >> 2
    return classes, at.astype(np.int32)


_LONGEST = 1023  # longer than the longest class: nothing beyond it makes a difference
_AFTER_KEY = 17  # bits below the order key: ten of (inverted) length, seven of velocity
_CLASS_OF_LENGTH = duration_class(np.arange(_LONGEST + 1)).astype(np.uint8)


def _sorted_rows(
    keys: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64], velocities: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Return one integer a note, sorted: the order key, then the longest of doubles first, then velocity.

    Sorting whole numbers is many times as fast as sorting by columns, and a stable sort merges what is in order
    already, as the notes of each track are.
    """
    shortness = _LONGEST - np.minimum(lengths, _LONGEST)
    return np.sort((keys << _AFTER_KEY) | (shortness << 7) | np.minimum(velocities, 127), kind="stable")


def _with_rests(rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    at = rows >> (_AFTER_KEY + 12)
    gaps = np.diff(at, prepend=0)
    wide = np.flatnonzero(gaps > LONGEST_STEP)
    if not len(wide):
        return rows
    counts = (gaps[wide] - 1) // LONGEST_STEP
    nth = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + 1
    rests = np.repeat(at[wide] - gaps[wide], counts) + LONGEST_STEP * nth
    rest = order_key(rests, np.full(len(rests), REST_CLASS), np.zeros(len(rests)))
    return np.sort(np.concatenate([rows, _sorted_rows(rest, np.ones_like(rests), np.zeros_like(rests))]), kind="stable")


def order_key(onsets: npt.ArrayLike, instruments: npt.ArrayLike, pitches: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Return one integer a note that sorts as the network writes: by onset, then instrument, then pitch."""
    onset = np.asarray(onsets, dtype=np.int64)
    return (onset << 12) | (np.asarray(instruments, dtype=np.int64) << 7) | np.asarray(pitches, dtype=np.int64)
