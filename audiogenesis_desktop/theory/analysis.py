"""What is heard in notes that nobody labelled: the key of a piece, and its chords by half bar."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.score.maps import merged
from audiogenesis_desktop.score.score import ChordAt, KeyAt, Score
from audiogenesis_desktop.score.table import NoteTable, note_table
from audiogenesis_desktop.theory.chords import CHORD_COUNT, Chord, chord_scores
from audiogenesis_desktop.theory.key_finding import find_key

_LOW_PITCH, _LOW_WEIGHT = 50, 2.5  # what is low is more likely the root
_SERVES = 0.8  # of what fits a half bar best: a chord that fits the whole bar as well as this is kept

Floats = npt.NDArray[np.float64]


def analysed(score: Score) -> Score:
    """Return the score with the key and the chords that are heard in it, where it has none itself."""
    table = note_table(score, drums=False)
    if not len(table.starts):
        return score
    keys = score.keys or (_heard_key(table),)
    return replace(score, keys=keys, chords=score.chords or heard_chords(table))


def _heard_key(table: NoteTable) -> KeyAt:
    key = find_key(np.bincount(table.pitches % 12, weights=table.lengths, minlength=12).astype(np.float64))
    return KeyAt(0, key.tonic, key.mode)


def heard_chords(table: NoteTable) -> tuple[ChordAt, ...]:
    """Return the chords that fit the sounding notes best: one a bar if it serves both halves, else one each.

    Half bars of silence have none. Chords that go on are told once.
    """
    edges = _half_bars(table)
    scores = chord_scores(_sounding(table, edges)).reshape(-1, 2, CHORD_COUNT)
    halves, whole = scores.argmax(axis=2), scores.sum(axis=1).argmax(axis=1)
    fits = np.take_along_axis(scores, whole[:, None, None].repeat(2, axis=1), axis=2)[:, :, 0]
    serves = np.all(fits >= _SERVES * scores.max(axis=2), axis=1, keepdims=True)
    numbers = np.where(serves, whole[:, None], halves).reshape(-1).tolist()
    is_heard = (scores.reshape(-1, CHORD_COUNT).max(axis=1) > 0).tolist()
    starts = edges.tolist()
    spans = zip(starts[:-1], starts[1:], numbers, is_heard, strict=True)
    return tuple(merged(ChordAt(a, b - a, *Chord.at(number)) for a, b, number, heard in spans if heard))


def _half_bars(table: NoteTable) -> npt.NDArray[np.int64]:
    """Return where half bars begin, and where the last ends: shape (2 bars + 1,)."""
    starts = table.bar_starts
    edges = np.empty(2 * len(starts) - 1, dtype=np.int64)
    edges[::2], edges[1::2] = starts, (starts[:-1] + starts[1:]) // 2
    return edges


def _sounding(table: NoteTable, edges: npt.NDArray[np.int64]) -> Floats:
    """Return how long each pitch class sounds between each two edges, shape (n, 12), low ones weighing more."""
    count = len(edges) - 1
    weight = np.where(table.pitches < _LOW_PITCH, _LOW_WEIGHT, 1.0)
    ends = table.starts + table.lengths
    first = np.searchsorted(edges, table.starts, side="right") - 1
    last = np.searchsorted(edges, ends, side="left") - 1
    total = np.zeros((count, 12))
    for ahead in range(int((last - first).max(initial=0)) + 1):
        still = np.flatnonzero((first + ahead <= last) & (first + ahead < count))
        at = first[still] + ahead
        within = np.minimum(ends[still], edges[at + 1]) - np.maximum(table.starts[still], edges[at])
        np.add.at(total, (at, table.pitches[still] % 12), within * weight[still])
    return total
