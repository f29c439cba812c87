"""A track's notes as columns, so that the visible ones among many are found and placed at once. No Qt."""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import chain
from typing import Self

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.editing.folding import Rows, places
from audiogenesis_desktop.editing.geometry import ROWS, Geometry
from audiogenesis_desktop.score.score import Note, Score

Indices = npt.NDArray[np.int64]


@lru_cache(maxsize=64)
def _place_table(rows: Rows) -> Indices:
    """Return the same as `places`, to be looked up by columns of pitches."""
    return np.array(places(rows), dtype=np.int64)


@lru_cache(maxsize=64)
def _shown_table(rows: Rows) -> npt.NDArray[np.bool_]:
    shown = np.zeros(ROWS, dtype=bool)
    shown[list(rows)] = True
    return shown


class NoteTable:
    """Columns of sorted notes, each an int64 array: `starts`, `pitches`, `ends`, `velocities`."""

    def __init__(self, notes: tuple[Note, ...]) -> None:
        """Take a track's notes, sorted as a track keeps them."""
        flat = np.fromiter(chain.from_iterable(notes), dtype=np.int64, count=4 * len(notes)).reshape(-1, 4)
        self._fill(notes, *np.ascontiguousarray(flat.T))

    @classmethod
    def of_columns(
        cls, notes: tuple[Note, ...], starts: Indices, pitches: Indices, lengths: Indices, velocities: Indices
    ) -> Self:
        """Return the table of notes whose columns are known already."""
        table = cls(())
        table._fill(notes, starts, pitches, lengths, velocities)
        return table

    def _fill(
        self, notes: tuple[Note, ...], starts: Indices, pitches: Indices, lengths: Indices, velocities: Indices
    ) -> None:
        self.notes = notes
        self.starts, self.pitches, self.ends, self.velocities = starts, pitches, starts + lengths, velocities
        self.longest = int(lengths.max(initial=0))
        self.end_tick = int(self.ends.max(initial=0))
        self.chosen: frozenset[Note] = frozenset()
        self._is_chosen: npt.NDArray[np.bool_] | None = None

    @cached_property
    def used_pitches(self) -> tuple[int, ...]:
        """Return every pitch that a note has, from the lowest up."""
        return tuple(np.flatnonzero(np.bincount(self.pitches, minlength=ROWS)).tolist())

    def choose(self, chosen: frozenset[Note], is_chosen: npt.NDArray[np.bool_]) -> None:
        """Keep in mind which of the notes some are, so that `only` need not look for them."""
        self.chosen, self._is_chosen = chosen, is_chosen

    def only(self, chosen: frozenset[Note]) -> "Selected":
        """Return the table of those notes alone."""
        table = Selected(())
        if chosen:
            is_in = self._is_chosen if chosen is self.chosen else None
            if is_in is None:
                is_in = np.fromiter(map(chosen.__contains__, self.notes), dtype=np.bool_, count=len(self.notes))
            table.of, table.is_in = self.notes, is_in
            table.starts, table.pitches, table.ends, table.velocities = (
                column[is_in] for column in (self.starts, self.pitches, self.ends, self.velocities)
            )
            table.longest = int((table.ends - table.starts).max(initial=0))
            table.end_tick = int(table.ends.max(initial=0))
        return table

    def between(self, start_tick: float, end_tick: float) -> Indices:
        """Return the indices of notes that sound in a span: only those within the longest note's reach are tried."""
        first = int(np.searchsorted(self.starts, start_tick - self.longest, side="left"))
        last = int(np.searchsorted(self.starts, end_tick, side="left"))
        return first + np.flatnonzero(self.ends[first:last] > start_tick)

    def visible(self, geometry: Geometry) -> Indices:
        """Return the indices of the notes that a view shows at least in part."""
        found = self.between(*geometry.visible_ticks())
        low, high = geometry.visible_pitches()
        pitches = self.pitches[found]
        is_in = (pitches >= low) & (pitches <= high)
        return found[is_in & _shown_table(geometry.rows)[pitches] if geometry.rows else is_in]

    def rects(self, indices: Indices, geometry: Geometry) -> npt.NDArray[np.int64]:
        """Return left, top, width, height in pixels of these notes, shape (4, n); widths at least 1."""
        # The same rounding as Geometry.note_rect: what is drawn is what is hit.
        left = np.rint(self.starts[indices] * geometry.pixels_per_tick - geometry.scroll_x).astype(np.int64)
        right = np.rint(self.ends[indices] * geometry.pixels_per_tick - geometry.scroll_x).astype(np.int64)
        top = _place_table(geometry.rows)[self.pitches[indices]] * geometry.row_height - geometry.scroll_y
        width = np.maximum(1, right - left)
        return np.stack([left, top, width, np.full_like(left, geometry.row_height)])

    def near(self, geometry: Geometry, x: float, y: float) -> list[Note]:
        """Return the notes, in order, that might lie under a point of a view."""
        found = self.between(geometry.tick_at(x - 4), geometry.tick_at(x + 4))
        found = found[self.pitches[found] == geometry.pitch_at(y)]
        return [self.notes[i] for i in found.tolist()]


class Selected(NoteTable):
    """Some notes of a track, without their tuples: `is_in` tells which of the track's notes `of` they are."""

    of: tuple[Note, ...] | None = None
    is_in: npt.NDArray[np.bool_]

    def rest(self, notes: tuple[Note, ...], indices: Indices) -> Indices:
        """Return those indices of notes that are not selected; all if they are other notes than it was made for."""
        return indices[~self.is_in[indices]] if self.of is notes else indices


class JoinedTable(NoteTable):
    """Several tracks' notes in one table, so that all are found and placed in one go; `owners` tells whose."""

    def __init__(self, tables: Sequence[NoteTable]) -> None:
        """Join tables; a note's owner is its table's place among them."""
        super().__init__(())
        if not tables:
            self.owners = self.starts
            return
        starts = np.concatenate([table.starts for table in tables])
        order = np.argsort(starts, kind="stable")
        self.starts = starts[order]
        self.pitches = np.concatenate([table.pitches for table in tables])[order]
        self.ends = np.concatenate([table.ends for table in tables])[order]
        self.velocities = np.concatenate([table.velocities for table in tables])[order]
        self.owners = np.repeat(np.arange(len(tables)), [table.starts.size for table in tables])[order]
        self.longest = max(table.longest for table in tables)
        self.end_tick = max(table.end_tick for table in tables)

    def by_owner(self, indices: Indices) -> Indices:
        """Return the indices ordered by owner, each owner's in their order."""
        return indices[np.argsort(self.owners[indices], kind="stable")]


class NoteTables:
    """The tables of a score's tracks, made when first asked for and kept while the notes are the same.

    Each track's last two are kept: while notes fade in, the roll shows both those with and those without them.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._tables: dict[int, tuple[NoteTable, ...]] = {}

    def of(self, track_id: int, notes: tuple[Note, ...]) -> NoteTable:
        """Return the table of a track's notes."""
        kept = self._tables.get(track_id, ())
        for table in kept:
            if table.notes is notes:
                return table
        return self.keep(track_id, NoteTable(notes))

    def keep(self, track_id: int, table: NoteTable) -> NoteTable:
        """Keep a table that is made already, and return it."""
        self._tables[track_id] = (table, *self._tables.get(track_id, ())[:1])
        return table

    def end_tick(self, score: Score) -> int:
        """Return the same as `score.end_tick`, without going through notes that were seen before."""
        return max([score.length_ticks, *(self.of(track.id, track.notes).end_tick for track in score.tracks)])
