"""Memorisation: how many bars running a piece has exactly as a piece that it was learned from."""

from collections.abc import Iterable

import numpy as np

from audiogenesis_desktop.compose.copies import NO_BAR, Lines, is_somebodys, lines_of
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.score.table import Ints, NoteTable


class Library:
    """The bars of many pieces, sorted so that equal ones are found at once."""

    def __init__(self, pieces: Iterable[Score | NoteTable]) -> None:
        """Take in the pieces, numbered from 0 in their order; tables are of pitched notes."""
        bars = [(line.shapes, line.firsts) for line in map(lines_of, pieces)]  # what else lines hold is large
        self._shapes = np.concatenate([np.zeros(0, dtype=np.uint64), *(shapes for shapes, _ in bars)])
        self._firsts = np.concatenate([np.zeros(0, dtype=np.int64), *(firsts for _, firsts in bars)])
        self._owners = np.repeat(np.arange(len(bars)), [len(shapes) for shapes, _ in bars])
        self._order = np.argsort(self._shapes, kind="stable")
        self._sorted = self._shapes[self._order]

    def __len__(self) -> int:
        return len(self._shapes)

    def longest_copy(self, piece: Score | NoteTable, *, but: int = -1) -> int:
        """Return the most bars running in which a track has exactly what a track of a piece has.

        Exactly: the same onsets in the bar on a grid of 12 to the beat and the same intervals, in any key and
        on any instrument; lengths and loudness are free, drums left out. That is an n-gram of (interval, step)
        over whole bars. A run counts if it has four notes a bar and three pitches at least, as scales of one
        chord and single long notes are nobody's. `but` is the number of a piece to pass over: this one itself.
        """
        line = lines_of(piece)
        return max((self._run(line, int(i), but) for i in np.flatnonzero(line.shapes != NO_BAR)), default=0)

    def _run(self, line: Lines, first: int, but: int) -> int:
        low, high = (np.searchsorted(self._sorted, line.shapes[first], side=side) for side in ("left", "right"))
        places = self._order[low:high]
        places = places[self._owners[places] != but]
        longest = length = 0
        while len(places):
            length += 1
            run = slice(first, first + length)
            if is_somebodys(line.counts[run].sum(), line.has_pitch[run].any(axis=0).sum(), bars=length):
                longest = length
            places = self._next(places, line, first, length)
        return longest

    def _next(self, places: Ints, line: Lines, first: int, ahead: int) -> Ints:
        """Return the places whose run goes on, `ahead` bars on, as the line does after its first bar."""
        if line.shapes[first + ahead] == NO_BAR:
            return places[:0]
        above, there = line.firsts[first + ahead] - line.firsts[first], places + ahead
        is_same = self._shapes[there] == line.shapes[first + ahead]
        return places[is_same & (self._firsts[there] - self._firsts[places] == above)]
