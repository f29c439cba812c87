"""What a player writes: places in the bar or the bar line; then pitch, duration and velocity, as the network's classes.

Swung music is put straight first, so that a place means the same in every style. Music is moved to C major or A minor.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note
from audiogenesis_desktop.style.swing import swung

Ints = npt.NDArray[np.int64]

VERSION = "players-1"  # checkpoints carry it; weights of another vocabulary are refused

GRID_PER_BEAT = 12  # sixteenths and triplets
TICKS_PER_GRID = TICKS_PER_BEAT // GRID_PER_BEAT
LONGEST_BAR = 96  # grid units: eight beats
BAR = LONGEST_BAR  # as a place: on to the next bar. As the place before: nothing yet in this bar
DRUM_PITCHES = 128  # added to the pitch of drums: they have classes of their own
DURATIONS = np.array(
    (1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 18, 20, 21, 24, 28, 30, 33, 36, 42, 48, 54, 60, 72, 84, 96, 120, 144, 192)
)
VELOCITY_STEP = 8

PLACE, PITCH, DURATION, VELOCITY = range(4)
FIELD_NAMES = ("place", "pitch", "duration", "velocity")
FIELD_SIZES = (LONGEST_BAR + 1, 2 * DRUM_PITCHES, len(DURATIONS), 128 // VELOCITY_STEP)

NOTE_COLUMNS = 5  # bar, place in it, pitch 0..127, duration class, velocity class

_BOUNDS = np.sqrt(DURATIONS[:-1] * DURATIONS[1:])


def part_notes(
    notes: Iterable[Note], *, bar_ticks: int, bars: int, shift: int = 0, swing: float = 0.5, swing_ticks: int = 480
) -> Ints:
    """Return a part's notes in the network's terms, (n, NOTE_COLUMNS), sorted and without doubles.

    `shift` is how far the piece lies above C major or A minor in semitones (0 for drums). What does not begin within
    `bars` bars, or lies off the keyboard when moved, is left out.
    """
    columns = np.array([note[:4] for note in notes], dtype=np.int64).reshape(-1, 4)
    ends = straight(columns[:, 0] + columns[:, 2], unit=swing_ticks, ratio=swing)
    starts = straight(columns[:, 0], unit=swing_ticks, ratio=swing)
    at = np.maximum(0, np.round(starts / TICKS_PER_GRID)).astype(np.int64)
    bar, place = np.divmod(at, bar_ticks // TICKS_PER_GRID)
    lengths = np.maximum(1, (ends - starts) / TICKS_PER_GRID)
    rows = np.stack(
        [
            bar,
            place,
            columns[:, 1] - shift,
            np.searchsorted(_BOUNDS, lengths),
            np.clip(columns[:, 3], 0, 127) // VELOCITY_STEP,
        ],
        axis=1,
    )
    rows = rows[(bar < bars) & (rows[:, 2] >= 0) & (rows[:, 2] < DRUM_PITCHES)]
    rows = rows[np.lexsort((-rows[:, 3], rows[:, 2], rows[:, 1], rows[:, 0]))]  # of doubles the longest comes first
    keys = note_keys(rows[:, 0], rows[:, 1], rows[:, 2])
    return rows[np.concatenate(([True], keys[1:] != keys[:-1]))] if len(rows) else rows


def note_keys(bar: npt.ArrayLike, place: npt.ArrayLike, pitch: npt.ArrayLike) -> Ints:
    """Return one integer a note that sorts as a player writes: by bar, place, pitch (-1: before any pitch there)."""
    at = (np.asarray(bar, dtype=np.int64) << 7) | np.asarray(place, dtype=np.int64)
    return (at << 8) | (np.asarray(pitch, dtype=np.int64) + 1)


def straight(ticks: npt.ArrayLike, *, unit: int, ratio: float) -> npt.NDArray[np.float64]:
    """Return where ticks would fall without swing: undoes `style.swing.swung`, but for its rounding."""
    at = np.asarray(ticks, dtype=np.float64)
    if ratio == 0.5:
        return at
    pair = 2 * unit
    start, within, first = at - at % pair, at % pair, pair * ratio
    return start + np.where(
        within < first, within / first * unit, unit + (within - first) / (pair - first) * (pair - unit)
    )


def score_note(
    row: npt.ArrayLike, *, bar_ticks: int, shift: int = 0, swing: float = 0.5, swing_ticks: int = 480
) -> Note:
    """Return the Note that a row of `part_notes` stands for, its swing put back."""
    bar, place, pitch, duration, velocity = (int(value) for value in np.asarray(row))
    start = bar * bar_ticks + place * TICKS_PER_GRID
    end = start + int(DURATIONS[duration]) * TICKS_PER_GRID
    if swing != 0.5:
        start, end = (swung(tick, unit=swing_ticks, ratio=swing) for tick in (start, end))
    return Note(start, pitch + shift, max(1, end - start), velocity * VELOCITY_STEP + VELOCITY_STEP // 2)
