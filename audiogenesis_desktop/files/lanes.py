"""The notes of a file become tracks: one for each sound that one track of the file plays on one channel."""

from bisect import bisect_right
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from operator import attrgetter
from typing import NamedTuple

from audiogenesis_desktop.files.dialects import Voice, Voices, by_channel, chooses_voice
from audiogenesis_desktop.files.file_maps import FileMaps
from audiogenesis_desktop.files.findings import BrokenFile, Findings, Loss
from audiogenesis_desktop.files.limits import MOST_TRACKS
from audiogenesis_desktop.files.movements import Movements, movements
from audiogenesis_desktop.files.own_mixes import without_turns
from audiogenesis_desktop.files.track_reading import SILENCES, FileTrack, Move, Part
from audiogenesis_desktop.score.events import CONTROL, Channel, assign_channels
from audiogenesis_desktop.score.score import Kept, Mix, Note, Score, Track
from audiogenesis_desktop.theory.instruments import GM_NAMES

Parts = dict[int, Part]  # by the number of the file's track


class Lane(NamedTuple):
    """What becomes one Track: the notes of one track of the file on one channel with one voice."""

    file_track: int
    channel: Channel
    voice: Voice


def read_lanes(tracks: list[FileTrack], maps: FileMaps, findings: Findings, *, is_type_0: bool) -> tuple[Track, ...]:
    """Return the Tracks of a file; those of a type 0 file are named after their sounds.

    A file that keeps to one port goes on doing so: its Tracks ask for the channels that they had, if they would not
    find room otherwise, or if SysEx that is kept speaks to channels by their numbers.
    """
    notes: dict[Lane, list[Note]] = {}
    moved: dict[Channel, Movements] = {}
    own_mixes: dict[Lane, Mix] = {}
    rhythms = by_channel(maps.rhythms)
    for channel, parts in _by_channel(tracks).items():
        moves = sorted((move for part in parts.values() for move in part.moves), key=attrgetter("tick"))
        _settle(parts, moves, [track.end_tick for track in tracks])
        voices = partial(Voices, channel.number, rhythms=rhythms.get(channel, ()), modes=maps.modes)
        lanes = _lanes(channel, parts, voices)
        first = min((note.start_tick for lane in lanes.values() for note in lane), default=None)
        notes.update(lanes)
        if (own := _own_mixes(channel, lanes, moves, maps.mixes)) is not None:
            moves, mixes = own
            own_mixes |= mixes
        moved[channel] = movements(moves, first_note_tick=first)
    if any(move.has_modes for move in moved.values()):
        findings.lose(Loss.MONO)
    if len(notes) > MOST_TRACKS:
        raise BrokenFile(f"has {len(notes):,} tracks of notes, more than the {MOST_TRACKS} that can be shown")
    order = sorted(notes, key=lambda lane: (lane.file_track, lane.channel, min(notes[lane], default=())))
    made = list(_made(order, notes, moved, {} if is_type_0 else maps.names))
    made = [replace(track, mix=own_mixes.get(lane, track.mix)) for track, lane in zip(made, order, strict=True)]
    if any(len(track.notes) < len(notes[lane]) for track, lane in zip(made, order, strict=True)):
        findings.lose(Loss.DOUBLES)
    return _on_channels(_with_kept(made, order, maps), order, maps, findings)


def _own_mixes(
    channel: Channel, lanes: dict[Lane, list[Note]], moves: list[Move], told: dict[int, Mix]
) -> tuple[list[Move], dict[Lane, Mix]] | None:
    """Return the messages of a channel that are not of its tracks' own mixes, and these; None where none are told."""
    if len(lanes) < 2 or not {lane.file_track for lane in lanes} <= told.keys():
        return None
    mixes = {lane: told[lane.file_track] for lane in lanes}
    tracks = [Track(i, "", *lane.voice, mix=mixes[lane]).with_joined((), lanes[lane]) for i, lane in enumerate(lanes)]
    left = without_turns(moves, tracks, channel)
    return (left, mixes) if left is not None else None


def _by_channel(tracks: list[FileTrack]) -> dict[Channel, Parts]:
    channels: dict[Channel, Parts] = defaultdict(dict)
    for number, track in enumerate(tracks):
        for channel, part in track.parts.items():
            channels[channel][number] = part
    return channels


def _settle(parts: Parts, moves: list[Move], ends: list[int]) -> None:
    """End the notes that their own tracks leave hanging, and those that another track silences.

    A note ends where another track lets go of its key on its channel, or else where its own track ends.
    """
    strays: dict[int, deque[int]] = defaultdict(deque)
    for tick, pitch in sorted(stray for part in parts.values() for stray in part.strays):
        strays[pitch].append(tick)
    for start, number, pitch, velocity in sorted(_hanging(parts)):
        while strays[pitch] and strays[pitch][0] <= start:
            strays[pitch].popleft()
        end = strays[pitch].popleft() if strays[pitch] else max(ends[number], start + 1)
        parts[number].notes.append(Note(start, pitch, end - start, velocity))
    silences = [move.tick for move in moves if move.kind == CONTROL and move.first in SILENCES]
    if silences and len(parts) > 1:
        for part in parts.values():
            part.notes = [_silenced(note, silences) for note in part.notes]


def _hanging(parts: Parts) -> Iterator[tuple[int, int, int, int]]:
    """Yield (start tick, number of the track, pitch, velocity) of notes without an end, and let go of them."""
    for number, part in parts.items():
        for pitch, starts in part.held.items():
            yield from ((start, number, pitch, velocity) for start, velocity in starts)
        part.held.clear()


def _silenced(note: Note, silences: list[int]) -> Note:
    place = bisect_right(silences, note.start_tick)
    if place < len(silences) and silences[place] < note.end_tick:
        return note._replace(length_ticks=silences[place] - note.start_tick)
    return note


def _lanes(channel: Channel, parts: Parts, voices: Callable[[Iterable[Move]], Voices]) -> dict[Lane, list[Note]]:
    chosen = [(i, move) for i, part in sorted(parts.items()) for move in part.moves if chooses_voice(move)]
    lanes: dict[Lane, list[Note]] = {}
    for number, part in parts.items():
        for voice, notes in _by_voice(part.notes, voices(_in_order_for(number, chosen))).items():
            lanes[Lane(number, channel, voice)] = notes
    if not lanes:  # a channel that plays nothing is a track all the same, if it was set up
        of_all = voices(_in_order_for(-1, chosen))
        if of_all.has_program:
            lanes[Lane(chosen[0][0], channel, of_all.last)] = []
    return lanes


def _in_order_for(number: int, chosen: list[tuple[int, Move]]) -> list[Move]:
    """Return what chooses a channel's voice, in order; at one tick a track's own comes last: it is meant."""
    return [move for _, move in sorted(chosen, key=lambda pair: (pair[1].tick, pair[0] == number))]


def _by_voice(notes: list[Note], voices: Voices) -> dict[Voice, list[Note]]:
    if not notes:
        return {}
    first, last = min(notes).start_tick, max(notes).start_tick
    if not voices.changes_between(first, last):
        return {voices.at(first): notes}
    found: dict[Voice, list[Note]] = defaultdict(list)
    for note in notes:
        found[voices.at(note.start_tick)].append(note)
    return found


def _made(
    order: list[Lane], notes: dict[Lane, list[Note]], moved: dict[Channel, Movements], names: dict[int, str]
) -> Iterator[Track]:
    counts = Counter(lane.file_track for lane in order)
    for i, lane in enumerate(order):
        mix, controls, bends, kept, _ = moved[lane.channel]
        program, bank, is_drums = lane.voice
        name = _name(names.get(lane.file_track, ""), lane.voice, is_alone=counts[lane.file_track] == 1)
        track = Track(i, name, program, bank, is_drums, mix, controls=controls, bends=bends, kept=kept)
        yield track.with_joined((), notes[lane])


def _name(name: str, voice: Voice, *, is_alone: bool) -> str:
    sound = "Drums" if voice.is_drums else GM_NAMES[voice.program].capitalize()
    if not name:
        return sound
    return name if is_alone else f"{name} ({sound.lower()})"


def _with_kept(tracks: list[Track], order: list[Lane], maps: FileMaps) -> list[Track]:
    """Return the tracks with what the file's tracks keep, each on the first that it became; the rest is the piece's."""
    for i, lane in enumerate(order):
        own = maps.kept_by_track.pop(lane.file_track, ())
        if own:
            tracks[i] = replace(tracks[i], kept=_in_order((*tracks[i].kept, *own)))
    left = [kept for all_of_one in maps.kept_by_track.values() for kept in all_of_one]
    maps.kept = _in_order((*maps.kept, *left))
    return tracks


def _in_order(kept: Iterable[Kept]) -> tuple[Kept, ...]:
    return tuple(sorted(kept, key=attrgetter("tick")))


def _on_channels(tracks: list[Track], order: list[Lane], maps: FileMaps, findings: Findings) -> tuple[Track, ...]:
    had = [lane.channel for lane in order]
    given = _given(tracks)
    if len({channel.port for channel in had}) < 2 and (maps.is_addressed or _ports(given) > 1):
        asking = [replace(track, channel=channel.number) for track, channel in zip(tracks, had, strict=True)]
        if maps.is_addressed or _ports(_given(asking)) < _ports(given):
            tracks, given = asking, _given(asking)
    if given != had:
        findings.lose(Loss.CHANNELS)
    return tuple(tracks)


def _given(tracks: list[Track]) -> list[Channel]:
    channels = assign_channels(Score(tuple(tracks)))
    return [channels[track.id] for track in tracks]


def _ports(channels: list[Channel]) -> int:
    return len({channel.port for channel in channels})
