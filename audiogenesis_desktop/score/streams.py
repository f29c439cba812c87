"""What a channel plays, as columns: notes, moves and set-up of its tracks, made into events when they are due.

Each stream tells what it was made from, so that it can be kept for as long as that is the same.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from math import ceil, floor
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.score.columns import Columns, Ints, within_midi
from audiogenesis_desktop.score.events import (
    BEND,
    CONTROL,
    KEY_PRESSURE,
    NOTE_OFF,
    NOTE_ON,
    RANK_CONTROL,
    RANK_OFF,
    RANK_ON,
    RANK_SETUP,
    Channel,
    Event,
    setup,
)
from audiogenesis_desktop.score.score import Kept, Track

NEVER = 1 << 60
_OFF_VELOCITY = 64
_BEND_CODE = 128  # where controllers have their numbers, 0..127

Bytes = npt.NDArray[np.uint8]
Make = Callable[[int, int], list[Event]]


class Messages(NamedTuple):
    """Messages of one track in playing order: `ticks` int64 of shape (n,), `data` uint8 of (n, 3), `sizes` of (n,).

    Of a message only its first so many bytes count.
    """

    ticks: Ints
    data: Bytes
    sizes: Ints


class Lane(NamedTuple):
    """Events of one rank in order: `ticks` of shape (n,), and what makes those from one place to another."""

    rank: int
    ticks: Ints
    make: Make


class Strokes(NamedTuple):
    """How many notes of a key begin before a tick, and in all."""

    before: int
    in_all: int


class NoteStream:
    """The notes of one channel, of which no key sounds twice at once.

    A later note of a key ends the earlier where it begins (a tick before, if they belong to different tracks), and of
    notes of one key that begin together the longest stays. `owners` are track ids; columns are int64, shape (n,).
    """

    def __init__(self, channel: Channel, parts: Mapping[int, Columns]) -> None:
        """Take the notes of each track that plays on the channel, by its id."""
        self.channel, self.parts = channel, parts
        starts, pitches, lengths, self._velocities, self._owners = _joined(parts)
        free_from = _free_from(starts, pitches, self._owners if len(parts) > 1 else None)
        self._starts, self._pitches, self._ends = starts, pitches, np.minimum(starts + lengths, free_from)
        is_kept = starts < free_from
        if not is_kept.all():
            self._keep(is_kept)
        self._by_end = _order(self._ends)
        self.lanes = (
            Lane(RANK_OFF, self._ends[self._by_end], self._offs),
            Lane(RANK_ON, self._starts, self._ons),
        )

    def _keep(self, is_kept: npt.NDArray[np.bool_]) -> None:
        self._starts, self._pitches, self._ends = self._starts[is_kept], self._pitches[is_kept], self._ends[is_kept]
        self._velocities, self._owners = self._velocities[is_kept], self._owners[is_kept]

    def sounding(self, tick: float) -> dict[int, int]:
        """Return whose note sounds on each pitch at a tick, begun before it."""
        begun = int(self._starts.searchsorted(ceil(tick)))
        on = (self._ends[:begun] > tick).nonzero()[0]
        return dict(zip(self._pitches[on].tolist(), self._owners[on].tolist(), strict=True))

    def strokes(self, tick: float) -> dict[tuple[int, int], Strokes]:
        """Return how often each track strikes each pitch, before a tick and in all."""
        begun, keys = int(self._starts.searchsorted(ceil(tick))), self._owners * 128 + self._pitches
        numbers, which = np.unique(keys, return_inverse=True)
        before = np.bincount(which[:begun], minlength=len(numbers))
        counts = zip(numbers.tolist(), before.tolist(), np.bincount(which).tolist(), strict=True)
        return {divmod(number, 128): Strokes(early, all_) for number, early, all_ in counts}

    def last_strokes(self, track_id: int, pitch: int, tick: float, count: int) -> list[tuple[Event, int]]:
        """Return the last note-ons of a track's pitch before a tick, with the ticks where they end."""
        begun = int(self._starts.searchsorted(ceil(tick)))
        of_key = (self._owners[:begun] == track_id) & (self._pitches[:begun] == pitch)
        last = of_key.nonzero()[0][-count:].tolist()
        return [(self._ons(i, i + 1)[0], int(self._ends[i])) for i in last]

    def rows_of(self, track_id: int) -> Ints:
        """Return a track's note-offs and note-ons: tick, rank and three bytes, shape (n, 5)."""
        on = np.flatnonzero(self._owners == track_id)
        off = self._by_end[self._owners[self._by_end] == track_id]
        offs = _numbered(self._ends[off], RANK_OFF, NOTE_OFF | self.channel.number, self._pitches[off], _OFF_VELOCITY)
        ons = _numbered(
            self._starts[on], RANK_ON, NOTE_ON | self.channel.number, self._pitches[on], self._velocities[on]
        )
        return np.concatenate([offs, ons])

    def _ons(self, first: int, last: int) -> list[Event]:
        channel, status = self.channel, NOTE_ON | self.channel.number
        columns = (self._starts, self._pitches, self._velocities, self._owners)
        rows = zip(*(column[first:last].tolist() for column in columns), strict=True)
        return [
            Event(tick, RANK_ON, channel, (status, pitch, velocity), owner) for tick, pitch, velocity, owner in rows
        ]

    def _offs(self, first: int, last: int) -> list[Event]:
        channel, status, which = self.channel, NOTE_OFF | self.channel.number, self._by_end[first:last]
        rows = zip(*(column[which].tolist() for column in (self._ends, self._pitches, self._owners)), strict=True)
        return [Event(tick, RANK_OFF, channel, (status, pitch, _OFF_VELOCITY), owner) for tick, pitch, owner in rows]


def _numbered(ticks: Ints, *others: Ints | int) -> Ints:
    return np.stack(np.broadcast_arrays(ticks, *others), axis=1)


def _joined(parts: Mapping[int, Columns]) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Return starts, pitches, lengths, velocities and track ids of all tracks, sorted as notes are."""
    tables = [(c.starts, c.pitches, c.lengths, c.velocities, np.full_like(c.starts, i)) for i, c in parts.items()]
    if len(tables) == 1:
        return tables[0]
    starts, pitches, lengths, velocities, owners = (np.concatenate(columns) for columns in zip(*tables, strict=True))
    order = np.lexsort((owners, velocities, lengths, pitches, starts))
    return starts[order], pitches[order], lengths[order], velocities[order], owners[order]


def _free_from(starts: Ints, pitches: Ints, owners: Ints | None) -> Ints:
    """Return from where on each note's key is needed for the next one; `owners` if there are several."""
    order = np.argsort(pitches.astype(np.uint8), kind="stable")
    by_pitch, until_next = pitches[order], starts[order[1:]]
    if owners is not None:
        # In a MIDI file, tracks that share a channel may be read in any order at one tick: keep them apart.
        until_next -= owners[order[:-1]] != owners[order[1:]]
    until_next[by_pitch[:-1] != by_pitch[1:]] = NEVER
    free_from = np.full_like(starts, NEVER)
    free_from[order[:-1]] = until_next
    return free_from


def _order(ticks: Ints) -> Ints:
    """Return the places of ticks in their order; of equal ones the first first."""
    bits = len(ticks).bit_length()
    return np.sort(ticks << bits | np.arange(len(ticks))) & (1 << bits) - 1  # sooner than sorting places by ticks


class MoveStream:
    """The controllers and bends of the tracks of one channel; what several of them have in common comes once."""

    def __init__(self, channel: Channel, tracks: Sequence[Track]) -> None:
        self.channel, self.source = channel, move_source(tracks)
        rows = _moved_once([_moves_of(track) for track in tracks])
        rows = rows[np.argsort(rows[:, 0], kind="stable")]
        self._ticks, self._codes, self._values, self._owners = np.ascontiguousarray(rows.T)
        self.lanes = (Lane(RANK_CONTROL, self._ticks, self._make),)
        self._places = {code: np.flatnonzero(self._codes == code) for code in np.unique(self._codes).tolist()}

    def latest(self, tick: float, *, all_of: frozenset[int]) -> list[Event]:
        """Return the last event of each kind up to a tick, in order; of some controllers, every one."""
        end = int(self._ticks.searchsorted(floor(tick) + 1))
        found = [
            places[: places.searchsorted(end)][0 if code in all_of else -1 :] for code, places in self._places.items()
        ]
        return [event for i in sorted(chain.from_iterable(p.tolist() for p in found)) for event in self._make(i, i + 1)]

    def rows_of(self, track_id: int) -> Ints:
        """Return a track's: tick, rank and three bytes, shape (n, 5)."""
        own = self._owners == track_id
        ticks, codes, values = self._ticks[own], self._codes[own], self._values[own]
        is_bend, bent = codes == _BEND_CODE, values + 8192
        status = np.where(is_bend, BEND, CONTROL) | self.channel.number
        first, second = np.where(is_bend, bent & 0x7F, codes), np.where(is_bend, bent >> 7, values)
        return _numbered(ticks, RANK_CONTROL, status, first, second)

    def _make(self, first: int, last: int) -> list[Event]:
        columns = (self._ticks, self._codes, self._values, self._owners)
        rows = zip(*(column[first:last].tolist() for column in columns), strict=True)
        return [Event(tick, RANK_CONTROL, self.channel, self._data(code, v), owner) for tick, code, v, owner in rows]

    def _data(self, code: int, value: int) -> tuple[int, ...]:
        if code != _BEND_CODE:
            return CONTROL | self.channel.number, code, value
        return BEND | self.channel.number, value + 8192 & 0x7F, value + 8192 >> 7


def move_source(tracks: Sequence[Track]) -> tuple[object, ...]:
    """Return what moves are made from, by identity where that is quick to compare."""
    return tuple((track.id, _Same(track.controls), _Same(track.bends)) for track in tracks)


class _Same:
    """A value that equals only itself."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.value is self.value

    __hash__ = None  # type: ignore[assignment]


def _moves_of(track: Track) -> Ints:
    """Return a track's moves as rows of tick, code, value and track id."""
    controls = _rows(track.controls, 3)
    bends = np.insert(_rows(track.bends, 2), 1, _BEND_CODE, axis=1)
    return np.insert(np.concatenate([controls, bends]), 3, track.id, axis=1)


def _moved_once(of_tracks: Sequence[Ints]) -> Ints:
    if len(of_tracks) == 1:
        return of_tracks[0]
    seen, found = set[tuple[int, ...]](), list[list[int]]()
    for rows in of_tracks:
        new = [row for row in rows.tolist() if tuple(row[:3]) not in seen]
        seen |= {tuple(row[:3]) for row in new}
        found += new
    return np.array(found, np.int64).reshape(-1, 4)


def _rows(items: Iterable[tuple[int, ...]], width: int) -> Ints:
    return np.fromiter(chain.from_iterable(items), np.int64).reshape(-1, width)


class TouchStream:
    """The aftertouch of the tracks of one channel; what several of them have in common comes once."""

    def __init__(self, channel: Channel, tracks: Sequence[Track]) -> None:
        self.channel, self.source = channel, touch_source(tracks)
        events: dict[tuple[int, tuple[int, ...]], Event] = {}
        for track in tracks:
            for touch in track.kept:
                if touch.is_touch:
                    data = pressed(track, touch, channel.number)
                    events.setdefault((touch.tick, data), Event(touch.tick, RANK_CONTROL, channel, data, track.id))
        self._events = sorted(events.values(), key=lambda event: event.tick)
        ticks = np.array([event.tick for event in self._events], np.int64)
        self.lanes = (Lane(RANK_CONTROL, ticks, lambda first, last: self._events[first:last]),)

    def latest(self, tick: float) -> list[Event]:
        """Return the last event of each kind, the channel's and each key's, up to a tick."""
        end = int(self.lanes[0].ticks.searchsorted(floor(tick) + 1))
        return list({event.data[:-1]: event for event in self._events[:end]}.values())


def touch_source(tracks: Sequence[Track]) -> tuple[object, ...]:
    """Return what aftertouch is made from, by identity where that is quick to compare."""
    return tuple((track.id, _Same(track.kept), _semitones(track)) for track in tracks)


def pressed(track: Track, touch: Kept, number: int) -> tuple[int, ...]:
    """Return aftertouch of a track as a message on a channel; that of a key goes where the key is effective."""
    status, *data = touch.data
    if status & 0xF0 == KEY_PRESSURE:
        data[0] = within_midi(data[0] + _semitones(track))
    return (status & 0xF0 | number, *data)


def _semitones(track: Track) -> int:
    return 0 if track.is_drums else track.transposition


class SetUp:
    """What sets the tracks of one channel up: at the start or, if they take turns there, what is new at each turn."""

    def __init__(self, channel: Channel, tracks: Sequence[Track], notes: NoteStream) -> None:
        self.channel, self.tracks, self.notes = channel, [_sounding(track) for track in tracks], notes
        set_ups = {track.id: setup(track, channel) for track in tracks}
        if len({tuple(event.data for event in events) for events in set_ups.values()}) < 2:
            self.events = list(chain.from_iterable(set_ups.values()))
            self.takes_turns = False
        else:
            self.events, self.takes_turns = _at_each_turn(set_ups, notes.parts), True
        ticks = np.array([event.tick for event in self.events], np.int64)
        self.lanes = (Lane(RANK_SETUP, ticks, lambda first, last: self.events[first:last]),)

    def holds_for(self, channel: Channel, tracks: Sequence[Track], notes: NoteStream) -> bool:
        """Return whether it is what sets these tracks up."""
        is_same = self.channel == channel and self.tracks == [_sounding(track) for track in tracks]
        return is_same and (self.notes is notes or not self.takes_turns)

    def rows_of(self, track_id: int) -> Ints:
        """Return a track's part of it: tick, rank and three bytes, shape (n, 5)."""
        own = [(e.tick, e.rank, *e.data, 0)[:5] for e in self.events if e.track_id == track_id]
        return np.array(own, np.int64).reshape(-1, 5)


def _sounding(track: Track) -> tuple[object, ...]:
    return track.id, track.program, track.bank, track.mix


def _at_each_turn(set_ups: Mapping[int, list[Event]], parts: Mapping[int, Columns]) -> list[Event]:
    ids = np.concatenate([np.full_like(columns.starts, track_id) for track_id, columns in parts.items()])
    starts = np.concatenate([columns.starts for columns in parts.values()])
    order = np.lexsort((ids, starts))
    starts, ids = starts[order], ids[order]
    changes = np.flatnonzero(np.diff(ids, prepend=ids[:1] - 1))
    now: dict[tuple[int, ...], tuple[int, ...]] = {}  # the last message of each kind
    events, begun = list[Event](), set[int]()
    for tick, track_id in zip(starts[changes].tolist(), ids[changes].tolist(), strict=True):
        events += _news(set_ups[track_id], now, tick if now else 0, is_first=track_id not in begun)
        begun.add(track_id)
    return events


def _news(
    events: list[Event], now: dict[tuple[int, ...], tuple[int, ...]], tick: int, *, is_first: bool
) -> list[Event]:
    """Return those events that change what holds, at a tick; bank and program always go together.

    At a track's first turn they come in any case, as some readers of files look for a track's sound in it alone.
    """
    voice, rest = events[:3], events[3:]
    is_new = is_first or any(now.get(event.data[:-1]) != event.data for event in voice)
    news = [*(voice if is_new else ()), *(event for event in rest if now.get(event.data[:-1]) != event.data)]
    now.update({event.data[:-1]: event.data for event in events})
    return [event._replace(tick=tick) for event in news]
