"""The one flattening of a Score into ordered channel events: what is heard is what is exported.

Live play, WAV rendering and MIDI files all take their events from here, so none can differ from another. What a Score
shares with the one before it is not flattened again: each channel's notes stay columns until they are due.
"""

from collections.abc import Mapping, Sequence
from itertools import chain
from math import ceil, floor
from typing import NamedTuple

import numpy as np

from audiogenesis_desktop.score.columns import EffectiveNotes
from audiogenesis_desktop.score.events import (
    PROGRAM,
    RANK_ON,
    Channel,
    Event,
    assign_channels,
)
from audiogenesis_desktop.score.score import Score, Track
from audiogenesis_desktop.score.streams import (
    NEVER,
    Lane,
    Messages,
    MoveStream,
    NoteStream,
    SetUp,
    Strokes,
    TouchStream,
    move_source,
    touch_source,
)


class Part(NamedTuple):
    """What one track's events are made from; parts that are equal give the same events."""

    track_id: int
    set_up: SetUp
    notes: NoteStream
    moves: MoveStream | None

    @property
    def channel(self) -> Channel:
        """Return where they go."""
        return self.set_up.channel

    def messages(self) -> Messages:
        """Return all of the track's messages but its aftertouch, which files write with what else they kept."""
        rows = [stream.rows_of(self.track_id) for stream in (self.set_up, self.moves, self.notes) if stream is not None]
        every = np.concatenate(rows)
        every = every[np.lexsort((every[:, 1], every[:, 0]))]
        is_short = every[:, 2] >> 4 == PROGRAM >> 4
        return Messages(every[:, 0], every[:, 2:].astype(np.uint8), np.where(is_short, 2, 3))


class Flat:
    """A Score flattened: its events lie ready to be made, in streams for each channel's set-up, moves and notes."""

    def __init__(
        self,
        channels: dict[int, Channel],
        set_ups: Mapping[Channel, SetUp],
        notes: Mapping[Channel, NoteStream],
        moves: Mapping[Channel, MoveStream],
        touches: Mapping[Channel, TouchStream],
    ) -> None:
        self.channels, self.set_ups = channels, list(set_ups.values())
        self.notes, self.moves, self.touches = list(notes.values()), list(moves.values()), list(touches.values())
        self._of_channel = set_ups, notes, moves
        streams = chain[SetUp | MoveStream | TouchStream | NoteStream](
            self.set_ups, self.moves, self.touches, self.notes
        )
        self.lanes = [lane for stream in streams for lane in stream.lanes]

    def part(self, track_id: int) -> Part:
        """Return what a track's events are made from; raises KeyError for one that is not heard."""
        channel, (set_ups, notes, moves) = self.channels[track_id], self._of_channel
        return Part(track_id, set_ups[channel], notes[channel], moves.get(channel))

    def all(self) -> list[Event]:
        """Return every event in playing order."""
        return Reader(self, -1).until(NEVER)

    def strokes(self, tick: float) -> dict[tuple[int, int], Strokes]:
        """Return how often each track strikes each pitch, before a tick and in all."""
        return {key: strokes for stream in self.notes for key, strokes in stream.strokes(tick).items()}

    def last_strokes(self, track_id: int, pitch: int, tick: float, count: int) -> list[tuple[Event, int]]:
        """Return the last note-ons of a track's pitch before a tick, with the ticks where they end."""
        return self._of_channel[1][self.channels[track_id]].last_strokes(track_id, pitch, tick, count)

    def sounding(self, tick: float) -> dict[tuple[Channel, int], int]:
        """Return whose note sounds on each channel and pitch at a tick, begun before it."""
        return {
            (stream.channel, pitch): owner for stream in self.notes for pitch, owner in stream.sounding(tick).items()
        }


class Reader:
    """Reads a flattened Score from a tick on: first the notes that begin there, all else only after it."""

    def __init__(self, flat: Flat, tick: float) -> None:
        self._lanes = flat.lanes
        on, other = ceil(tick), floor(tick) + 1
        self._places = [int(lane.ticks.searchsorted(on if lane.rank == RANK_ON else other)) for lane in self._lanes]
        self._next = [_tick_at(lane, place) for lane, place in zip(self._lanes, self._places, strict=True)]

    def until(self, tick: float) -> list[Event]:
        """Return what comes before a tick, in playing order: at one tick by rank, then channel by channel."""
        end, found = ceil(tick), list[Event]()
        for i, next_tick in enumerate(self._next):
            if next_tick < end:
                found += self._take(i, end)
        # A stable sort keeps the set-up in its order: bank before program.
        found.sort(key=lambda event: (event.tick, event.rank))
        return found

    def _take(self, i: int, end_tick: int) -> list[Event]:
        lane, place = self._lanes[i], self._places[i]
        self._places[i] = int(lane.ticks.searchsorted(end_tick))
        self._next[i] = _tick_at(lane, self._places[i])
        return lane.make(place, self._places[i])


def _tick_at(lane: Lane, place: int) -> int:
    return int(lane.ticks[place]) if place < len(lane.ticks) else NEVER


class Flattening:
    """Flattens one Score after another; what a Score has in common with the one before is taken from there.

    With `audible_only` muted tracks, or those not soloed, are left out; `by_output` tracks play to the ports that they
    name. Made for one thread at a time.
    """

    def __init__(self, *, audible_only: bool = False, by_output: bool = False) -> None:
        """Begin with nothing known."""
        self._audible_only, self._by_output = audible_only, by_output
        self._effective = EffectiveNotes()
        self._notes: dict[Channel, NoteStream] = {}
        self._moves: dict[Channel, MoveStream] = {}
        self._touches: dict[Channel, TouchStream] = {}
        self._set_ups: dict[Channel, SetUp] = {}

    def of(self, score: Score) -> Flat:
        """Return a Score flattened."""
        self._effective.forget_all_but(score.tracks)
        channels = assign_channels(score, by_output=self._by_output, effective=self._effective)
        by_channel: dict[Channel, list[Track]] = {}
        for track in score.audible_tracks() if self._audible_only else score.tracks:
            by_channel.setdefault(channels[track.id], []).append(track)
        self._notes = {channel: self._note_stream(channel, tracks) for channel, tracks in by_channel.items()}
        self._moves = {
            channel: self._move_stream(channel, tracks)
            for channel, tracks in by_channel.items()
            if any(track.controls or track.bends for track in tracks)
        }
        self._touches = {
            channel: self._touch_stream(channel, tracks)
            for channel, tracks in by_channel.items()
            if any(one.is_touch for track in tracks for one in track.kept)
        }
        self._set_ups = {channel: self._set_up(channel, tracks) for channel, tracks in by_channel.items()}
        return Flat(channels, self._set_ups, self._notes, self._moves, self._touches)

    def end_tick(self, score: Score) -> int:
        """Return where a Score ends."""
        return self._effective.end_tick(score)

    def _note_stream(self, channel: Channel, tracks: Sequence[Track]) -> NoteStream:
        kept, parts = self._notes.get(channel), {track.id: self._effective.of(track) for track in tracks}
        return kept if kept is not None and kept.parts == parts else NoteStream(channel, parts)

    def _move_stream(self, channel: Channel, tracks: Sequence[Track]) -> MoveStream:
        kept = self._moves.get(channel)
        return kept if kept is not None and kept.source == move_source(tracks) else MoveStream(channel, tracks)

    def _touch_stream(self, channel: Channel, tracks: Sequence[Track]) -> TouchStream:
        kept = self._touches.get(channel)
        return kept if kept is not None and kept.source == touch_source(tracks) else TouchStream(channel, tracks)

    def _set_up(self, channel: Channel, tracks: Sequence[Track]) -> SetUp:
        kept, notes = self._set_ups.get(channel), self._notes[channel]
        return kept if kept is not None and kept.holds_for(channel, tracks, notes) else SetUp(channel, tracks, notes)


def flatten(score: Score, *, audible_only: bool = False, by_output: bool = False) -> list[Event]:
    """Return every event of the score in playing order.

    Order at one tick: note-offs, set-up, controllers and bends, note-ons. With `audible_only` muted tracks, or those
    not soloed, are left out; `by_output` tracks play to the ports that they name.
    """
    return Flattening(audible_only=audible_only, by_output=by_output).of(score).all()
