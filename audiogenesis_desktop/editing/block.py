"""Thousands of notes dragged as one: what stays is kept between frames, what moves is moved by columns. No Qt."""

from collections.abc import Mapping
from functools import partial
from operator import itemgetter

import numpy as np

from audiogenesis_desktop.editing.note_table import Indices, NoteTable
from audiogenesis_desktop.score.score import Note

MANY = 1_000  # notes: below that, columns cost more than they save


class Block:
    """Some of a track's notes, at least one, to be moved any number of times among the rest."""

    def __init__(self, notes: tuple[Note, ...], chosen: frozenset[Note]) -> None:
        """Take a track's notes, sorted, and which of them move: two at least."""
        self.notes = notes
        self._rest = NoteTable(tuple(note for note in notes if note not in chosen))
        self._moving = NoteTable(tuple(note for note in notes if note in chosen))
        self._lengths = self._moving.ends - self._moving.starts
        self._rest_keys = _keys(self._rest.starts, self._rest.pitches)

    def at(self, ticks: int, to: Mapping[int, int]) -> NoteTable | None:
        """Return the track's notes with the block moved, `to` telling each of its pitches where it goes.

        The table knows its moved notes as chosen. None if notes of one pitch begin together: their order takes
        more than is kept here.
        """
        moving, rest = self._moving, self._rest
        starts, pitches = moving.starts + ticks, _along(to)[moving.pitches]
        keys = np.concatenate([self._rest_keys, _keys(starts, pitches)])
        order = np.argsort(keys, kind="stable")
        if not np.diff(keys[order]).all():
            return None
        columns = (starts, pitches, self._lengths, moving.velocities)
        new = list(map(partial(tuple.__new__, Note), zip(*(c.tolist() for c in columns), strict=True)))
        notes = itemgetter(*order.tolist())([*rest.notes, *new])
        kept = (rest.starts, rest.pitches, rest.ends - rest.starts, rest.velocities)
        joined = (np.concatenate(pair)[order] for pair in zip(kept, columns, strict=True))
        table = NoteTable.of_columns(notes, *joined)
        table.choose(frozenset(new), order >= len(rest.notes))
        return table


def _keys(starts: Indices, pitches: Indices) -> Indices:
    """Return numbers in the order of the notes: their starts, then their pitches."""
    return (starts << 7) + pitches


def _along(to: Mapping[int, int]) -> Indices:
    places = np.zeros(128, dtype=np.int64)
    places[list(to)] = list(to.values())
    return places
