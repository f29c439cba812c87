"""The one flattening of a Score into ordered channel events: what is heard is what is exported.

Live play, WAV rendering and MIDI files all consume `flatten`, so none can differ from another.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from audiogenesis_desktop.score.score import Note, Score, Track

DRUM_CHANNEL = 9
PITCHED_CHANNELS = tuple(channel for channel in range(16) if channel != DRUM_CHANNEL)

NOTE_OFF, NOTE_ON, CONTROL, PROGRAM, BEND = 0x80, 0x90, 0xB0, 0xC0, 0xE0
BANK_MSB, BANK_LSB, VOLUME, PAN, SUSTAIN, REVERB, CHORUS = 0, 32, 7, 10, 64, 91, 93

# At one tick: old notes end, then set-up, then controllers and bends, then new notes begin.
_RANK_OFF, _RANK_SETUP, _RANK_CONTROL, _RANK_ON = range(4)


class Channel(NamedTuple):
    """Where a track sounds: `port` counts from 0, `number` 0..15 (9 is drums); `output` names its own MIDI port."""

    port: int
    number: int
    output: str = ""


class Event(NamedTuple):
    """One MIDI channel message at a tick; `data` is its status byte and data bytes, ready to send."""

    tick: int
    rank: int
    channel: Channel
    data: tuple[int, ...]
    track_id: int

    @property
    def kind(self) -> int:
        """Return the status without its channel: NOTE_ON, NOTE_OFF, CONTROL, PROGRAM or BEND."""
        return self.data[0] & 0xF0


def assign_channels(score: Score, *, by_output: bool = False) -> dict[int, Channel]:
    """Return a channel for every track id: one each while they last, then shared, then further ports.

    Tracks share a channel only if they sound alike in every way (program, bank, mix, no controllers or
    bends) and never sound one key at once, so that running out of channels neither gives a wrong sound nor
    costs a note. Drums keep channel 10. A track that asks for a channel has it, if drums and pitches stay apart by
    that, and tracks that ask for the same one if they can take turns there (`in_turn`); `by_output` each MIDI port
    that tracks name has channels of its own, and tracks there what they ask for.
    """
    channels: dict[int, Channel] = {}
    for output in dict.fromkeys(track.port if by_output else "" for track in score.tracks):
        tracks = [track for track in score.tracks if not by_output or track.port == output]
        channels |= _assigned(tracks, output)
    return channels


def _assigned(tracks: list[Track], output: str) -> dict[int, Channel]:
    asked = _asked(tracks, output)
    taken, channels = {channel.number for channel in asked.values()}, dict[int, Channel](asked)
    for is_drums, all_numbers in ((False, PITCHED_CHANNELS), (True, (DRUM_CHANNEL,))):
        free = [number for number in all_numbers if number not in taken]
        numbers, first_port = (free, 0) if free else (list(all_numbers), 1)
        groups = _shared([t for t in tracks if t.is_drums == is_drums and t.id not in asked], fewest=len(numbers))
        for i, group in enumerate(groups):
            port, slot = divmod(i, len(numbers))
            channels |= {track.id: Channel(first_port + port, numbers[slot], output) for track in group}
    return channels


def _asked(tracks: list[Track], output: str) -> dict[int, Channel]:
    """Return the channels of the tracks that get what they ask for; once a kit asks for channel 10, all kits do."""
    wanted: dict[int, list[Track]] = defaultdict(list)
    for track in tracks:
        if track.channel is not None and _may_have(track, output):
            wanted[track.channel].append(track)
    if not output and wanted[DRUM_CHANNEL]:
        wanted[DRUM_CHANNEL] = [track for track in tracks if track.is_drums]
    return {
        track.id: Channel(0, number, output)
        for number, group in wanted.items()
        for track in (group if output else in_turn(group))
    }


def _may_have(track: Track, output: str) -> bool:
    """Return whether a track can have the channel that it asks for: General MIDI plays drums on 10 and nowhere else."""
    return bool(output) or track.is_drums == (track.channel == DRUM_CHANNEL)


def _shared(tracks: list[Track], *, fewest: int) -> list[list[Track]]:
    """Return the tracks in groups, joined from the last one back until there are only `fewest`."""
    groups = [[track] for track in tracks]
    for track in reversed(tracks):
        if len(groups) <= fewest:
            break
        place = next(i for i, group in enumerate(groups) if group[0] is track)
        moving = groups[place]
        alike = (group for group in groups[:place] if _sound(group[0]) == _sound(track))
        host = next((group for group in alike if not _meet([*group, *moving])), None)
        if host is not None:
            host += groups.pop(place)
    return groups


def _sound(track: Track) -> tuple[object, ...]:
    mix = track.mix
    # A track that moves its channel's controllers or bend is like no other.
    alone = track.id if track.controls or track.bends else None
    sound = (track.program, track.bank, mix.volume, mix.pan, mix.reverb, mix.chorus)
    return (*sound, track.transposition, track.velocity_offset, alone)


def _meet(tracks: Iterable[Track]) -> bool:
    """Return whether two of the tracks ever sound one key at once."""
    ends: dict[int, dict[int, int]] = defaultdict(dict)
    for note, track_id in sorted((note, track.id) for track in tracks for note in heard_notes(track)):
        sounding = ends[note.pitch]
        if any(end > note.start_tick for other, end in sounding.items() if other != track_id):
            return True
        # Two ticks at least, so that ending it a tick early leaves something of it.
        sounding[track_id] = max(note.end_tick, note.start_tick + 2, sounding.get(track_id, 0))
    return False


def in_turn(tracks: Sequence[Track]) -> list[Track]:
    """Return those of the tracks that can sound on one channel, with what sets each up sent before its turn.

    None begins a note while another sounds that key, nor at one tick with one of another sound, nor while one of
    another mix sounds. Where two collide, the later one is left out.
    """
    if len(tracks) < 2:
        return list(tracks)
    by_id, refused, turns = {track.id: track for track in tracks}, set[int](), _Turns()
    for note, track_id in sorted((note, track.id) for track in tracks for note in heard_notes(track)):
        if track_id not in refused and not turns.take(note, by_id[track_id]):
            refused.add(track_id)
    return [track for track in tracks if track.id not in refused]


class _Turns:
    """What sounds on a channel that tracks share, note by note."""

    def __init__(self) -> None:
        self._by_pitch: dict[int, tuple[int, int]] = {}  # the end of what sounds, and its track
        self._begun: tuple[int, tuple[int, int]] = (-1, (0, 0))  # the last tick at which a note began, and its voice
        self._mix_ends: dict[object, int] = {}

    def take(self, note: Note, track: Track) -> bool:
        """Let a note sound, and return True; False if it collides with what does."""
        voice, mix = (track.program, track.bank), _channel_mix(track)
        end, other = self._by_pitch.get(note.pitch, (0, track.id))
        if other != track.id and end > note.start_tick:
            return False
        if self._begun[0] == note.start_tick and self._begun[1] != voice:
            return False
        if any(end > note.start_tick for other_mix, end in self._mix_ends.items() if other_mix != mix):
            return False
        self._begun = (note.start_tick, voice)
        self._mix_ends[mix] = max(note.end_tick, self._mix_ends.get(mix, 0))
        # Two ticks at least, so that ending it a tick early leaves something of it.
        self._by_pitch[note.pitch] = (max(note.end_tick, note.start_tick + 2), track.id)
        return True


def _channel_mix(track: Track) -> tuple[int, int, int, int]:
    mix = track.mix
    return mix.volume, mix.pan, mix.reverb, mix.chorus


def heard_notes(track: Track) -> Sequence[Note]:
    """Return a track's notes as they are heard: transposed, an octave back where MIDI ends, and louder or softer."""
    semitones, louder = 0 if track.is_drums else track.transposition, track.velocity_offset
    if not semitones and not louder:
        return track.notes
    return [
        Note(start, _within_midi(pitch + semitones), length, min(127, max(1, velocity + louder)))
        for start, pitch, length, velocity in track.notes
    ]


def _within_midi(pitch: int) -> int:
    while pitch > 127:
        pitch -= 12
    while pitch < 0:
        pitch += 12
    return pitch


def setup(track: Track, channel: Channel, tick: int = 0) -> list[Event]:
    """Return what a channel needs before a track's first note: bank, program, volume, pan, sends."""
    status, mix = CONTROL | channel.number, track.mix
    messages = [
        (status, BANK_MSB, track.bank >> 7),
        (status, BANK_LSB, track.bank & 0x7F),
        (PROGRAM | channel.number, track.program),
        (status, VOLUME, mix.volume),
        (status, PAN, mix.pan),
        (status, REVERB, mix.reverb),
        (status, CHORUS, mix.chorus),
    ]
    return [Event(tick, _RANK_SETUP, channel, data, track.id) for data in messages]


def flatten(score: Score, *, audible_only: bool = False, by_output: bool = False) -> list[Event]:
    """Return every event of the score in playing order.

    Order at one tick: note-offs, set-up, controllers and bends, note-ons. On one channel a key never
    begins while it sounds: the earlier note is ended where the later begins (a tick before, if they belong
    to different tracks), and of notes of one key that begin together the longest stays. With `audible_only`
    muted tracks, or those not soloed, are left out; `by_output` tracks play to the ports that they name.
    """
    channels = assign_channels(score, by_output=by_output)
    tracks = score.audible_tracks() if audible_only else score.tracks
    by_channel: dict[Channel, list[Track]] = defaultdict(list)
    for track in tracks:
        by_channel[channels[track.id]].append(track)
    events: list[Event] = []
    for channel, group in by_channel.items():
        events += _set_up(group, channel)
        events += _moved_once(group, channel)
    events += _sounding(tracks, channels)
    # A stable sort on time and rank keeps the set-up in its order: bank before program.
    events.sort(key=lambda event: (event.tick, event.rank))
    return events


def _set_up(tracks: list[Track], channel: Channel) -> Iterator[Event]:
    """Yield what sets tracks up at the start or, if they take turns on a channel, what is new at each turn."""
    set_ups = {track.id: setup(track, channel) for track in tracks}
    if len({tuple(event.data for event in events) for events in set_ups.values()}) < 2:
        for events in set_ups.values():
            yield from events
        return
    turns = sorted({(note.start_tick, track.id) for track in tracks for note in track.notes})
    now: dict[tuple[int, ...], tuple[int, ...]] = {}  # the last message of each kind
    last_id = None
    for tick, track_id in turns:
        if track_id != last_id:
            yield from _news(set_ups[track_id], now, tick if now else 0)
            last_id = track_id


def _news(events: list[Event], now: dict[tuple[int, ...], tuple[int, ...]], tick: int) -> Iterator[Event]:
    """Yield those events that change what holds, at a tick; bank and program always go together."""
    voice, rest = events[:3], events[3:]
    if any(now.get(event.data[:-1]) != event.data for event in voice):
        yield from (event._replace(tick=tick) for event in voice)
    yield from (event._replace(tick=tick) for event in rest if now.get(event.data[:-1]) != event.data)
    now.update({event.data[:-1]: event.data for event in events})


def _moved_once(tracks: list[Track], channel: Channel) -> Iterator[Event]:
    """Yield controllers and bends of tracks on one channel; what several of them have in common comes once."""
    if len(tracks) == 1:
        yield from _movements(tracks[0], channel)
        return
    seen = set[tuple[int, tuple[int, ...]]]()
    for track in tracks:
        moves = [event for event in _movements(track, channel) if (event.tick, event.data) not in seen]
        seen |= {(event.tick, event.data) for event in moves}
        yield from moves


def _movements(track: Track, channel: Channel) -> Iterator[Event]:
    for control in track.controls:
        data = (CONTROL | channel.number, control.controller, control.value)
        yield Event(control.tick, _RANK_CONTROL, channel, data, track.id)
    for bend in track.bends:
        value = bend.value + 8192
        data = (BEND | channel.number, value & 0x7F, value >> 7)
        yield Event(bend.tick, _RANK_CONTROL, channel, data, track.id)


def _sounding(tracks: Iterable[Track], channels: dict[int, Channel]) -> Iterator[Event]:
    by_channel: dict[Channel, list[tuple[Note, int]]] = defaultdict(list)
    for track in tracks:
        by_channel[channels[track.id]] += [(note, track.id) for note in heard_notes(track)]
    for channel, notes in by_channel.items():
        for note, end_tick, track_id in _one_per_key(notes):
            on = (NOTE_ON | channel.number, note.pitch, note.velocity)
            off = (NOTE_OFF | channel.number, note.pitch, 64)
            yield Event(note.start_tick, _RANK_ON, channel, on, track_id)
            yield Event(end_tick, _RANK_OFF, channel, off, track_id)


def _one_per_key(notes: list[tuple[Note, int]]) -> Iterator[tuple[Note, int, int]]:
    """Yield (note, end tick, track id) so that no key of the channel sounds twice at once."""
    held: dict[int, tuple[Note, int]] = {}
    for note, track_id in sorted(notes):
        before = held.get(note.pitch)
        # Notes are sorted by length within one start and key: the last of them is the longest.
        if before is not None and before[0].start_tick < note.start_tick:
            # In a MIDI file, tracks that share a channel may be read in any order at one tick: keep them apart.
            free_from = note.start_tick - (before[1] != track_id)
            if before[0].start_tick < free_from:
                yield before[0], min(before[0].end_tick, free_from), before[1]
        held[note.pitch] = (note, track_id)
    for note, track_id in held.values():
        yield note, note.end_tick, track_id
