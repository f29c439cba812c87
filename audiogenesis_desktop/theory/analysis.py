"""What notes that nobody labelled tell: the key of a piece, and its chords by half bar."""

from dataclasses import replace

import numpy as np

from audiogenesis_desktop.score.maps import merged
from audiogenesis_desktop.score.score import ChordAt, KeyAt, Score
from audiogenesis_desktop.score.table import NoteTable, note_table
from audiogenesis_desktop.theory.chord_finding import detect_chords, half_bars, sounding_ticks
from audiogenesis_desktop.theory.chords import CHORD_COUNT, Chord
from audiogenesis_desktop.theory.key_finding import find_key
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.theory.tune_harmony import harmonised, is_single_line


def analysed(score: Score) -> Score:
    """Return the score with the key and the chords that are detected in it, where it has none itself."""
    table = note_table(score, drums=False)
    if not len(table.starts):
        return score
    keys = score.keys or (_detected_key(table),)
    return replace(score, keys=keys, chords=score.chords or _detected_chords(table, Key(*keys[0][1:])))


def _detected_key(table: NoteTable) -> KeyAt:
    key = find_key(np.bincount(table.pitches % 12, weights=table.lengths, minlength=12).astype(np.float64))
    return KeyAt(0, key.tonic, key.mode)


def _detected_chords(table: NoteTable, key: Key) -> tuple[ChordAt, ...]:
    """Return the chords of the half bars in which something sounds; one that goes on is one span.

    A tune alone makes no chords: it has those that suit it.
    """
    edges = half_bars(table)
    if is_single_line(table):
        numbers = harmonised(sounding_ticks(table, edges, low_weight=1.0), key).tolist()
    else:
        numbers = detect_chords(sounding_ticks(table, edges)).reshape(-1).tolist()
    starts = edges.tolist()
    spans = zip(starts[:-1], starts[1:], numbers, strict=True)
    return tuple(merged(ChordAt(a, b - a, *Chord.at(number)) for a, b, number in spans if number < CHORD_COUNT))
