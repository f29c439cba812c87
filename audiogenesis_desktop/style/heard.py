"""What is heard of a score by whoever names its style, as numbers: rhythm, lengths, players, scale.

It hears where in the bar drums, bass, chords and tunes strike, how long notes are, tempo, meter and swing, and, unless
it goes by rhythm alone, who plays, which steps of the scale sound, and the mode.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note, Score, Track
from audiogenesis_desktop.style.roles import roles_of
from audiogenesis_desktop.theory.instruments import CLASSES, class_of

Floats = npt.NDArray[np.float64]

PLACES = 24  # a bar in so many parts: sixteenths and triplets of 4/4 both fit
_EARLY_TICKS = 60  # a note that comes so early is of the place that it leads into
_DRUMS = (
    frozenset({35, 36}),
    frozenset({37, 38, 39, 40}),
    frozenset({42, 44, 46}),
    frozenset({49, 51, 52, 53, 55, 57, 59}),
    frozenset({41, 43, 45, 47, 48, 50}),
    frozenset(range(54, 82)) - {55, 57, 59},
)
_PARTS = (("bass",), ("chords", "figure"), ("pad", "lead", "second voice", "percussion", "effect"))


def features(score: Score, *, by_rhythm: bool = False) -> Floats:
    """Return what is heard of a score, one dimension; as many numbers for every score. It has a meter and a tempo."""
    bar = score.meters[0].bar_ticks
    bars = max(1, score.length_ticks // bar)
    columns = [np.array([bar / TICKS_PER_BEAT, score.tempi[0].bpm / 50]), *_placed(score, bar, bars), _lengths(score)]
    if not by_rhythm:
        columns += [_players(score, bars), _steps(score)]
    return np.concatenate(columns)


def _placed(score: Score, bar: int, bars: int) -> list[Floats]:
    """Return how often in a bar each kind of drum and of part strikes at each place."""
    roles = roles_of(score)
    struck = [note for track in score.tracks if track.is_drums for note in track.notes]
    kinds = [[note for note in struck if note.pitch in keys] for keys in _DRUMS]
    pitched = _pitched(score)
    kinds += [[note for track in pitched if roles[track.id] in part for note in track.notes] for part in _PARTS]
    return [_histogram(notes, bar) / bars for notes in kinds]


def _histogram(notes: Sequence[Note], bar: int) -> Floats:
    places = [(note.start_tick + _EARLY_TICKS) % bar * PLACES // bar for note in notes]
    return np.bincount(np.array(places, dtype=np.int64), minlength=PLACES).astype(np.float64)


def _lengths(score: Score) -> Floats:
    """Return the middle and mean length in beats, and where notes between beats and half beats fall."""
    lengths = [note.length_ticks / TICKS_PER_BEAT for track in _pitched(score) for note in track.notes] or [0.0]
    starts = np.array([note.start_tick for track in score.tracks for note in track.notes] or [0])
    return np.array([np.median(lengths), np.mean(lengths), _off(starts, TICKS_PER_BEAT), _off(starts, 480)])


def _off(starts: npt.NDArray[Any], unit: int) -> float:
    within = starts % unit / unit
    middle = within[(within > 0.4) & (within < 0.8)]
    return float(np.median(middle)) if len(middle) else 0.5


def _players(score: Score, bars: int) -> Floats:
    """Return for each class of instruments whether it plays and how many notes a bar, and how many tracks there are."""
    notes = np.zeros(len(CLASSES))
    for track in score.tracks:
        notes[class_of(track.program, track.is_drums)] += len(track.notes) / bars
    return np.concatenate([notes > 0, np.sqrt(notes), [len(score.tracks)]])


def _steps(score: Score) -> Floats:
    """Return what share of the notes is on each semitone above the tonic, and whether the mode is minor."""
    key = score.keys[0] if score.keys else None
    tonic = key.tonic if key else 0
    steps = [(note.pitch - tonic) % 12 for track in _pitched(score) for note in track.notes]
    shares = np.bincount(np.array(steps, dtype=np.int64), minlength=12) / max(1, len(steps))
    return np.append(shares, float(key is not None and key.mode == "minor"))


def _pitched(score: Score) -> list[Track]:
    return [track for track in score.tracks if track.notes and not track.is_drums]
