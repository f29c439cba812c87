"""A track's notes as columns, and those of an edited track made from the former's: only what changed is read anew."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.score.score import Note, Score, Track

Ints = npt.NDArray[np.int64]
_KEY_BITS = 48  # more than any tick has
_NO_END = 1 << 60
_RUN = 1024  # notes compared, or read, at a time: nobody else need wait long for Python's lock


_Basis = tuple[tuple[Any, ...], ...]  # of each track its id and all that the answer follows from


class Columns:
    """Sorted notes by columns, each int64 of shape (n,): `starts`, `pitches`, `lengths`, `velocities`.

    Known by identity: equal columns of other notes are others. `end_tick` is where the last note ends, or 0; `table`
    has all columns, shape (4, n).
    """

    def __init__(self, table: Ints) -> None:
        """Take one row a column, shape (4, n)."""
        self.table = np.ascontiguousarray(table)
        self.starts, self.pitches, self.lengths, self.velocities = self.table
        self.end_tick = int((self.starts + self.lengths).max(initial=0))

    @cached_property
    def by_key(self) -> tuple[Ints, Ints]:
        """Return where notes begin, key by key, and up to where those begun sound; each key has its own stretch."""
        begins = (self.pitches << _KEY_BITS) + self.starts
        order = np.argsort(begins, kind="stable")
        # Two ticks at least, so that ending it a tick early leaves something of it.
        return begins[order], np.maximum.accumulate(begins[order] + np.maximum(self.lengths[order], 2))


def read(notes: Sequence[Note]) -> Ints:
    """Return notes as a table, shape (4, n)."""
    runs = [notes[i : i + _RUN] for i in range(0, len(notes), _RUN)]
    return np.concatenate([np.zeros((4, 0), np.int64), *map(_read, runs)], axis=1)


def _read(notes: Sequence[Note]) -> Ints:
    return np.fromiter(chain.from_iterable(notes), np.int64, 4 * len(notes)).reshape(-1, 4).T


def patched(columns: Columns, before: tuple[Note, ...], after: tuple[Note, ...]) -> Columns:
    """Return the columns of notes, given those of what they were before an edit."""
    head, tail = common_ends(before, after)
    if head == len(before) == len(after):
        return columns
    new, old = read(after[head : len(after) - tail]), columns.table
    return Columns(np.concatenate([old[:, :head], new, old[:, len(before) - tail :]], axis=1))


def common_ends(before: tuple[Note, ...], after: tuple[Note, ...]) -> tuple[int, int]:
    """Return how many notes at the beginning, and how many others at the end, are the same."""
    head = _common_head(before, after)
    return head, min(_common_tail(before, after), min(len(before), len(after)) - head)


def _common_head(before: tuple[Note, ...], after: tuple[Note, ...]) -> int:
    """Return how many notes at the beginning are the same; runs are compared in C."""
    place, shorter = 0, min(len(before), len(after))
    while place < shorter and before[place : place + _RUN] == after[place : place + _RUN]:
        place += _RUN
    place = min(place, shorter)
    while place < shorter and before[place] == after[place]:
        place += 1
    return place


def _common_tail(before: tuple[Note, ...], after: tuple[Note, ...]) -> int:
    count, shorter = 0, min(len(before), len(after))
    b, a = len(before), len(after)
    while count + _RUN <= shorter and before[b - count - _RUN : b - count] == after[a - count - _RUN : a - count]:
        count += _RUN
    while count < shorter and before[b - count - 1] == after[a - count - 1]:
        count += 1
    return count


class EffectiveNotes:
    """Every track's effective notes: transposed, an octave back where MIDI ends, and louder or softer.

    The columns of a track are kept while its notes are the same, and mended where some of them changed.
    """

    def __init__(self) -> None:
        """Begin with no track known."""
        self._written: dict[int, tuple[tuple[Note, ...], Columns]] = {}
        self._effective: dict[int, tuple[Columns, int, int, Columns]] = {}
        self._met: dict[tuple[int, int], tuple[Columns, Columns, bool]] = {}
        self._apart: dict[tuple[int, int], tuple[Columns, Columns, int]] = {}
        self._known: dict[tuple[int, ...], tuple[_Basis, frozenset[int]]] = {}

    def written(self, track: Track) -> Columns:
        """Return a track's notes as they are written."""
        kept = self._written.get(track.id)
        if kept is not None and kept[0] is track.notes:
            return kept[1]
        columns = Columns(read(track.notes)) if kept is None else patched(kept[1], kept[0], track.notes)
        self._written[track.id] = (track.notes, columns)
        return columns

    def of(self, track: Track) -> Columns:
        """Return a track's effective notes, sorted as those that are written."""
        columns = self.written(track)
        semitones, louder = 0 if track.is_drums else track.transposition, track.velocity_offset
        if not semitones and not louder:
            return columns
        kept = self._effective.get(track.id)
        if kept is None or kept[:3] != (columns, semitones, louder):
            kept = self._effective[track.id] = (columns, semitones, louder, _moved(columns, semitones, louder))
        return kept[3]

    def meet(self, one: Track, other: Track) -> bool:
        """Return whether two tracks ever sound one key at once."""
        a, b = self.of(one), self.of(other)
        kept = self._met.get((one.id, other.id))
        if kept is None or kept[0] is not a or kept[1] is not b:
            kept = self._met[one.id, other.id] = (a, b, _runs_into(a, b) or _runs_into(b, a))
        return kept[2]

    def are_apart(self, one: Track, other: Track, rest_ticks: int) -> bool:
        """Return whether two tracks never sound at once, nor either within so many ticks after the other."""
        a, b = self.of(one), self.of(other)
        kept = self._apart.get((one.id, other.id))
        if kept is None or kept[0] is not a or kept[1] is not b:
            kept = self._apart[one.id, other.id] = (a, b, _shortest_rest(a, b))
        return kept[2] >= rest_ticks

    def known(self, basis: _Basis, work_out: Callable[[], frozenset[int]]) -> frozenset[int]:
        """Return what was worked out on the same basis, or else work it out."""
        ids = tuple(track_id for track_id, *_ in basis)
        kept = self._known.get(ids)
        if kept is None or kept[0] != basis:
            kept = self._known[ids] = (basis, work_out())
        return kept[1]

    def end_tick(self, score: Score) -> int:
        """Return the same as `score.end_tick`, without going through notes that were seen before."""
        return max([score.length_ticks, *(self.written(track).end_tick for track in score.tracks)])

    def forget_all_but(self, tracks: Iterable[Track]) -> None:
        """Keep nothing of tracks that are no more."""
        ids = {track.id for track in tracks}
        for known in (self._written, self._effective):
            for track_id in known.keys() - ids:
                del known[track_id]
        for pairs in (self._met, self._apart):
            for pair in [pair for pair in pairs if not ids.issuperset(pair)]:
                del pairs[pair]
        for group in [group for group in self._known if not ids.issuperset(group)]:
            del self._known[group]


def _moved(columns: Columns, semitones: int, louder: int) -> Columns:
    """Return the effective columns, in order."""
    pitches = np.array([within_midi(pitch + semitones) for pitch in range(128)])[columns.pitches]
    velocities = np.clip(columns.velocities + louder, 1, 127)
    order = np.lexsort((velocities, columns.lengths, pitches, columns.starts))
    return Columns(np.stack([columns.starts, pitches, columns.lengths, velocities])[:, order])


def within_midi(pitch: int) -> int:
    """Return a pitch, octaves up or down until MIDI has it."""
    while pitch > 127:
        pitch -= 12
    while pitch < 0:
        pitch += 12
    return pitch


def _runs_into(a: Columns, b: Columns) -> bool:
    """Return whether a note of `b` begins while one of `a` sounds its key, or with it."""
    begins, ends = a.by_key
    if not begins.size:
        return False
    for first in range(0, b.starts.size, _RUN):  # tracks that meet mostly do so soon
        wanted = (b.pitches[first : first + _RUN] << _KEY_BITS) + b.starts[first : first + _RUN]
        before = np.searchsorted(begins, wanted, side="right") - 1
        if (ends[before] > wanted)[before >= 0].any():
            return True
    return False


def _shortest_rest(a: Columns, b: Columns) -> int:
    """Return the fewest ticks between a note of one and a later one of the other; negative if any sound at once."""
    shortest = _NO_END
    for first, then in ((a, b), (b, a)):
        if not first.starts.size or not then.starts.size:
            continue
        sounds_until = np.maximum.accumulate(first.starts + first.lengths)
        before = np.searchsorted(first.starts, then.starts, side="right") - 1
        rests = (then.starts - sounds_until[before])[before >= 0]
        shortest = min(shortest, int(rests.min(initial=shortest)))
    return shortest
