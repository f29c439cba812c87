"""Memorisation: how many bars running a piece has exactly as a piece that it was learned from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.evaluation.table import Ints, NoteTable, note_table
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Score

_GRID_TICKS = TICKS_PER_BEAT // 12  # sixteenths and triplets
_FEWEST_NOTES, _FEWEST_PITCHES = 4, 3  # a bar on average, in all: with less, everything is a copy of everything
_NO_BAR, _FAR = 0, 1 << 20


@dataclass(frozen=True, slots=True)
class _Lines:
    """Bars of melodic or chordal lines, one track after another, each line closed by a bar that matches none.

    `shapes` names a bar's rhythm and its intervals from its first note; `links` the interval from the bar before's
    first note; `owners` counts pieces.
    """

    shapes: Ints
    links: Ints
    owners: Ints
    notes: tuple[tuple[int, ...], ...]


class Library:
    """The bars of many pieces, sorted so that equal ones are found at once."""

    def __init__(self, pieces: Iterable[Score | NoteTable]) -> None:
        """Take in the pieces, numbered from 0 in their order; tables are of pitched notes."""
        columns = [np.zeros((3, 0), dtype=np.int64)]
        for owner, piece in enumerate(pieces):
            line = _lines(piece if isinstance(piece, NoteTable) else note_table(piece, drums=False), owner=owner)
            columns.append(np.stack([line.shapes, line.links, line.owners]))
        self._shapes, self._links, self._owners = np.concatenate(columns, axis=1)
        self._order = np.argsort(self._shapes, kind="stable")
        self._sorted = self._shapes[self._order]

    def __len__(self) -> int:
        return len(self._shapes)

    def longest_copy(self, score: Score, *, but: int = -1) -> int:
        """Return the most bars running in which a track of the score has exactly what a track of a piece has.

        Exactly: the same onsets in the bar on a grid of 12 to the beat and the same intervals, in any key and
        on any instrument; lengths and loudness are free, drums left out. That is an n-gram of (interval, step)
        over whole bars. A run counts if it has four notes a bar and three pitches at least, as scales of one
        chord and single long notes are nobody's. `but` is the number of a piece to pass over: the score itself.
        """
        line = _lines(note_table(score, drums=False), owner=0)
        return max((self._run(line, int(i), but) for i in np.flatnonzero(line.shapes != _NO_BAR)), default=0)

    def _run(self, line: _Lines, first: int, but: int) -> int:
        low, high = np.searchsorted(self._sorted, (line.shapes[first], line.shapes[first] + 1))
        places = self._order[low:high]
        places = places[self._owners[places] != but]
        longest = length = 0
        heard: list[int] = []
        while len(places):
            above = int(line.links[first + 1 : first + length + 1].sum())  # the run's first note
            heard += (above + pitch for pitch in line.notes[first + length])
            length += 1
            if len(heard) >= _FEWEST_NOTES * length and len(set(heard)) >= _FEWEST_PITCHES:
                longest = length
            places = self._next(places, line, first + length, length)
        return longest

    def _next(self, places: Ints, line: _Lines, wanted: int, ahead: int) -> Ints:
        """Return the places whose run goes on, `ahead` bars on, with the wanted bar of a line."""
        if line.shapes[wanted] == _NO_BAR:
            return places[:0]
        there = places + ahead
        return places[(self._shapes[there] == line.shapes[wanted]) & (self._links[there] == line.links[wanted])]


def _lines(table: NoteTable, *, owner: int) -> _Lines:
    end = (_NO_BAR, 0, ())
    bars = [bar for track in np.unique(table.tracks) for bar in (*_bars(table, table.tracks == track), end)]
    shapes, links, notes = zip(*bars, strict=True) if bars else ((), (), ())
    return _Lines(
        np.array(shapes, dtype=np.int64), np.array(links, dtype=np.int64), np.full(len(bars), owner), tuple(notes)
    )


def _bars(table: NoteTable, chosen: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """Yield (shape, link, pitches above the bar's first note) of each bar of a track."""
    onsets = (table.starts[chosen] + _GRID_TICKS // 2) // _GRID_TICKS * _GRID_TICKS
    onsets = np.minimum(onsets, table.bar_starts[-1] - 1)
    bar = table.bar_of(onsets)
    places = (onsets - table.bar_starts[bar]) // _GRID_TICKS
    content: list[list[tuple[int, int]]] = [[] for _ in range(table.bars)]
    for number, place, pitch in zip(bar.tolist(), places.tolist(), table.pitches[chosen].tolist(), strict=True):
        content[number].append((place, pitch))
    before = _FAR
    for struck in content:
        struck.sort()
        first = struck[0][1] if struck else _FAR
        shape = tuple((place, pitch - first) for place, pitch in struck)
        # Numbers hash alike in every run of Python, so names of shapes may be compared between pieces.
        yield (hash(shape) >> 2 or 1) if shape else _NO_BAR, first - before, tuple(pitch for _, pitch in shape)
        before = first
