"""One MIDI file's notes and bars, as they stand in it, or the reason why it cannot be learned from."""

import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.features import LONGEST_BAR
from audiogenesis_desktop.compose.vocabulary import GRID_PER_BEAT
from audiogenesis_desktop.theory.instruments import class_of

Ints = npt.NDArray[np.int64]

MIN_NOTES, MAX_NOTES, MAX_BARS = 24, 60_000, 2_000
LARGEST_BYTES = 8_000_000
SHORTEST_BAR = 12  # grid units: half a beat
_VOICE_PROGRAMS = (52, 53)
# Sung lines become instrumental ones: background music seldom sings, and a tune is a tune.
_VOICE_STANDS_FOR = (73, 71, 40, 42, 66, 80, 52)
_FIELDS = ("time", "duration", "pitch", "velocity")
_TYPE_2 = 2  # sequences that are to be played one by one
_FILM_FRAMES = 0x8000  # set where time is counted in film frames


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file's notes as whole columns (n,), times in ticks, and its bars in grid units.

    `kinds` are instrument classes. Ticks times `grid_per_tick` are grid units, 24 to the beat; where minims are
    beats, `beats_per_quarter` is 0.5. `marked_bpm`, in quarters, is inf for tempo 0 and 0 for no mark.
    """

    onsets: npt.NDArray[np.int32]
    lengths: npt.NDArray[np.int32]
    pitches: npt.NDArray[np.int8]
    velocities: npt.NDArray[np.int8]
    kinds: npt.NDArray[np.int8]
    bar_starts: Ints
    grid_per_tick: float
    beats_per_quarter: float
    marked_bpm: float


def parse(path: Path) -> Parsed:
    """Return what a file holds; raises ValueError with the reason, a clause about "it", if that is no music."""
    import symusic

    try:
        score = symusic.Score.from_midi(_midi_bytes(path))
    except RuntimeError as error:
        raise ValueError("it is broken or cut short") from error
    onsets, lengths, pitches, velocities, kinds = _columns(score, path.name)
    if not MIN_NOTES <= len(onsets) <= MAX_NOTES:
        raise ValueError(f"it has {len(onsets)} notes: {MIN_NOTES} to {MAX_NOTES} are learned from")
    ends = onsets.astype(np.int64) + lengths
    if onsets.min() < 0 or lengths.min() < 0:  # more ticks than the reader can count
        raise ValueError("it is broken or cut short")
    if (pitches == pitches[0]).all():
        raise ValueError("it has one pitch and no other")
    grid_per_tick = GRID_PER_BEAT / score.ticks_per_quarter
    meters = [(m.time * grid_per_tick, m.numerator, m.denominator) for m in score.time_signatures]
    bar_starts, scale = bars_of(meters, float(ends.max()) * grid_per_tick)
    tempi = score.tempos
    marked_bpm = tempi[0].qpm if len(tempi) else 0.0
    return Parsed(onsets, lengths, pitches, velocities, kinds, bar_starts, grid_per_tick * scale, scale, marked_bpm)


def _midi_bytes(path: Path) -> bytes:
    """Return a file's bytes from "MThd" on; raises ValueError if they are none or would be misread."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - Path.open takes thrice as long
            data = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise ValueError("it cannot be opened") from error
    if len(data) > LARGEST_BYTES:
        raise ValueError(f"it is larger than {LARGEST_BYTES // 1_000_000} MB")
    if data[:4] == b"RIFF" and data[8:12] == b"RMID":
        data = data[20:]
    if not data:
        raise ValueError("it is empty")
    if data[:4] != b"MThd":
        raise ValueError("it is not a MIDI file")
    if len(data) < 14:
        raise ValueError("it is broken or cut short")
    kind, _, division = struct.unpack(">HHH", data[8:14])
    if kind == _TYPE_2:
        raise ValueError("it is of type 2, which holds separate sequences and not one piece")
    if not division:
        raise ValueError("it has 0 ticks a beat")
    if division & _FILM_FRAMES:
        raise ValueError("its time is in film frames and not in beats")
    return data


def _columns(score: Any, name: str) -> list[npt.NDArray[Any]]:
    """Return onset, length (ticks), pitch, velocity and instrument class of all notes, track by track."""
    stand_in = _VOICE_STANDS_FOR[hashlib.sha256(name.encode()).digest()[0] % len(_VOICE_STANDS_FOR)]
    tracks, kinds = [], []
    for track in score.tracks:
        notes = track.notes.numpy()
        if len(notes["time"]):
            tracks.append(notes)
            program = stand_in if track.program in _VOICE_PROGRAMS else track.program
            kinds.append(class_of(program, track.is_drum))
    if not tracks:
        raise ValueError("it has no notes")
    counts = [len(notes["time"]) for notes in tracks]
    columns = [np.concatenate([notes[field] for notes in tracks]) for field in _FIELDS]
    return [*columns, np.repeat(np.array(kinds, dtype=np.int8), counts)]


def bars_of(meters: list[tuple[float, int, int]], end: float) -> tuple[Ints, float]:
    """Return the bars' starts and the last one's end, in grid units, and what all times are to be scaled by.

    `meters` are (start, numerator, denominator), start and `end` in grid units. Where minims count as beats, times
    are halved. Raises ValueError for bars that the network cannot hold.
    """
    meters = sorted(meters)
    if not meters or meters[0][0] > 0:
        meters.insert(0, (0.0, 4, 4))
    scale = 0.5 if 0 < meters[0][2] <= 2 and meters[0][1] * 4 / meters[0][2] > 4 else 1.0
    starts: list[npt.NDArray[Any]] = []
    count, length = 0, 0.0
    for i, (start, numerator, denominator) in enumerate(meters):
        if start >= end and starts:
            break
        until = min(meters[i + 1][0], end) if i + 1 < len(meters) else end
        length = GRID_PER_BEAT * 4 * numerator / denominator if denominator else 0.0
        if not SHORTEST_BAR <= length * scale <= LONGEST_BAR:
            raise ValueError(f"its bars of {numerator}/{denominator} are too short or too long")
        here = max(0, int(np.ceil((until - start) / length - 1e-9)))
        count += here
        if count > MAX_BARS:  # known before they are made: one note of ten hours has very many
            raise ValueError(f"it has more than {MAX_BARS} bars")
        starts.append(start + length * np.arange(here + 1))
    edges = np.concatenate([part[:-1] for part in starts] + [starts[-1][-1:]])
    edges = np.round(edges * scale).astype(np.int64)
    return edges[np.concatenate(([True], edges[1:] > edges[:-1]))], scale
