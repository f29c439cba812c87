"""The chords that suit a tune which nobody accompanies: of its key, by half bars, as one path through the piece.

A hidden Markov model, as Simon, Morris and Basu harmonise tunes in "MySong" (CHI 2008), with a few weights in place of
learned tables: chords are to hold what the tune sounds, to change at bar lines, and to lead to each other and home.
"""

from collections.abc import Mapping

import numpy as np

from audiogenesis_desktop.score.table import NoteTable
from audiogenesis_desktop.theory.chord_finding import Floats, Ints
from audiogenesis_desktop.theory.chords import CHORD_COUNT, Chord
from audiogenesis_desktop.theory.keys import Key

# By mode: steps over the tonic and quality of the chords that may come, and how much rarer each is than the tonic's.
_CHORDS: Mapping[str, tuple[tuple[int, str, float], ...]] = {
    "major": ((0, "maj", 0.0), (7, "maj", 0.1), (5, "maj", 0.15), (9, "min", 0.35), (2, "min", 0.35), (4, "min", 0.6)),
    "minor": ((0, "min", 0.0), (7, "maj", 0.1), (5, "min", 0.15), (8, "maj", 0.3), (10, "maj", 0.35), (3, "maj", 0.35)),
}
_DOMINANT, _SUBDOMINANT = 1, 2  # places in `_CHORDS`
_HOLDS = 3.0  # what it is worth that a chord holds all that sounds
_CHANGES_INSIDE, _HELD_OVER = 0.5, 0.1  # a change within a bar, and none at its line
_HOME, _BACK, _BEGINS, _ENDS = 0.3, 0.5, 0.5, 1.0  # V to I; V to IV; the tonic first, and last
_MOST_TOGETHER = 0.05  # of the time in which something sounds: more is no single line


def is_single_line(table: NoteTable) -> bool:
    """Return whether what is pitched is one note at a time nearly everywhere, so that no chord can be heard in it."""
    if not len(table.starts):
        return False
    order = np.argsort(table.starts, kind="stable")
    starts, lengths = table.starts[order], table.lengths[order]
    ends = np.maximum.accumulate(starts + lengths)
    together = np.clip(ends[:-1] - starts[1:], 0, lengths[1:]).sum()
    return bool(together <= _MOST_TOGETHER * lengths.sum())


def harmonised(sounding: Floats, key: Key) -> Ints:
    """Return the chords of half bars' pitch-class weights, (2 bars, 12): (2 bars,), CHORD_COUNT before any note."""
    rows = _CHORDS[key.mode]
    chords = [Chord((key.tonic + step) % 12, quality) for step, quality, _ in rows]
    worth = _worth(sounding, chords) - np.array([rare for *_, rare in rows])
    worth[0, 0] += _BEGINS
    worth[np.flatnonzero(sounding.any(axis=1))[-1] :, 0] += _ENDS
    path = _best_path(worth, _leading(len(rows), inside=True), _leading(len(rows), inside=False))
    numbers = np.array([chord.number for chord in chords])[path]
    numbers[: np.argmax(sounding.any(axis=1))] = CHORD_COUNT
    return numbers


def _worth(sounding: Floats, chords: list[Chord]) -> Floats:
    """Return what share of each half bar the chords hold, (halves, chords), weighed."""
    holds = np.array([[float(pitch in chord.tones) for pitch in range(12)] for chord in chords])
    found: Floats = _HOLDS * (sounding @ holds.T) / np.maximum(1.0, sounding.sum(axis=1, keepdims=True))
    return found


def _leading(count: int, *, inside: bool) -> Floats:
    """Return what it is worth to go from each chord to each other, (from, to), inside a bar or over its line."""
    leads = np.zeros((count, count))
    leads[_DOMINANT, 0] += _HOME
    leads[_DOMINANT, _SUBDOMINANT] -= _BACK
    same = np.eye(count, dtype=bool)
    leads[~same if inside else same] -= _CHANGES_INSIDE if inside else _HELD_OVER
    return leads


def _best_path(worth: Floats, inside: Floats, over: Floats) -> Ints:
    """Return the path of the most worth through (halves, chords): Viterbi's, the first half of a bar at even places."""
    best, came = worth[0].copy(), np.zeros(worth.shape, dtype=np.int64)
    for half in range(1, len(worth)):
        to = best[:, None] + (inside if half % 2 else over)
        came[half] = to.argmax(axis=0)
        best = to.max(axis=0) + worth[half]
    path = np.empty(len(worth), dtype=np.int64)
    path[-1] = best.argmax()
    for half in range(len(worth) - 1, 0, -1):
        path[half - 1] = came[half, path[half]]
    return path
