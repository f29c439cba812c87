"""Channel messages: what they are made of, which channel each track has, and what sets a channel up."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from audiogenesis_desktop.score.columns import EffectiveNotes, within_midi
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note, Score, Track

DRUM_CHANNEL = 9
PITCHED_CHANNELS = tuple(channel for channel in range(16) if channel != DRUM_CHANNEL)

NOTE_OFF, NOTE_ON, CONTROL, PROGRAM, BEND = 0x80, 0x90, 0xB0, 0xC0, 0xE0
KEY_PRESSURE, CHANNEL_PRESSURE = 0xA0, 0xD0
BANK_MSB, BANK_LSB, VOLUME, PAN, SUSTAIN, REVERB, CHORUS = 0, 32, 7, 10, 64, 91, 93

# At one tick: old notes end, then set-up, then controllers and bends, then new notes begin.
RANK_OFF, RANK_SETUP, RANK_CONTROL, RANK_ON = range(4)


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
        """Return the status without its channel: NOTE_ON, NOTE_OFF, CONTROL, PROGRAM, BEND or one of the pressures."""
        return self.data[0] & 0xF0


def assign_channels(
    score: Score, *, by_output: bool = False, effective: EffectiveNotes | None = None
) -> dict[int, Channel]:
    """Return a channel for every track id: one each while they last, then shared, then further ports.

    Tracks share a channel only if they sound alike in every way (program, bank, mix, no controllers, bends
    or aftertouch) and never sound one key at once or, where that does not do, if one is over before the other begins,
    so that running out of channels neither gives a wrong sound nor costs a note. Drums keep channel 10. A track that
    asks for a channel has it, if drums and pitches stay apart by that, and tracks that ask for the same one if they
    can take turns there (`in_turn`); `by_output` each MIDI port that tracks name has channels of its own, and tracks
    there what they ask for. `effective` is what is known of the notes from before.
    """
    effective = effective or EffectiveNotes()
    channels: dict[int, Channel] = {}
    for output in dict.fromkeys(track.port if by_output else "" for track in score.tracks):
        tracks = [track for track in score.tracks if not by_output or track.port == output]
        channels |= _assigned(tracks, output, effective)
    return channels


def _assigned(tracks: list[Track], output: str, effective: EffectiveNotes) -> dict[int, Channel]:
    requested = _requested(tracks, output, effective)
    taken, channels = {channel.number for channel in requested.values()}, dict[int, Channel](requested)
    for is_drums, all_numbers in ((False, PITCHED_CHANNELS), (True, (DRUM_CHANNEL,))):
        free = [number for number in all_numbers if number not in taken]
        numbers, first_port = (free, 0) if free else (list(all_numbers), 1)
        others = [track for track in tracks if track.is_drums == is_drums and track.id not in requested]
        groups = _one_after_another(_shared(others, effective, fewest=len(numbers)), effective, fewest=len(numbers))
        for i, group in enumerate(groups):
            port, slot = divmod(i, len(numbers))
            channels |= {track.id: Channel(first_port + port, numbers[slot], output) for track in group}
    return channels


def _requested(tracks: list[Track], output: str, effective: EffectiveNotes) -> dict[int, Channel]:
    """Return the channels of the tracks that get what they ask for; once a kit asks for channel 10, all kits do."""
    requested: dict[int, list[Track]] = defaultdict(list)
    for track in tracks:
        if track.channel is not None and _may_have(track, output):
            requested[track.channel].append(track)
    if not output and requested[DRUM_CHANNEL]:
        requested[DRUM_CHANNEL] = [track for track in tracks if track.is_drums]
    return {
        track.id: Channel(0, number, output)
        for number, group in requested.items()
        for track in (group if output else _in_turn(group, effective))
    }


def _may_have(track: Track, output: str) -> bool:
    """Return whether a track can have the channel that it asks for: General MIDI plays drums on 10 and nowhere else."""
    return bool(output) or track.is_drums == (track.channel == DRUM_CHANNEL)


def _shared(tracks: list[Track], effective: EffectiveNotes, *, fewest: int) -> list[list[Track]]:
    """Return the tracks in groups, joined from the last one back until there are only `fewest`."""
    groups = [[track] for track in tracks]
    for track in reversed(tracks):
        if len(groups) <= fewest:
            break
        place = next(i for i, group in enumerate(groups) if group[0] is track)
        moving = groups[place]
        alike = (group for group in groups[:place] if _sound(group[0]) == _sound(track))
        host = next((group for group in alike if not any(effective.meet(a, b) for a in group for b in moving)), None)
        if host is not None:
            host += groups.pop(place)
    return groups


def _one_after_another(groups: list[list[Track]], effective: EffectiveNotes, *, fewest: int) -> list[list[Track]]:
    """Return the groups joined further, from the last one back, where one is silent whenever another sounds.

    So tracks that a piece no longer plays give their channels to those that came later. A rest of a beat between
    lets the former die away in its own mix, where there is such.
    """
    for rest_ticks in (TICKS_PER_BEAT, 0):
        for moving in groups[::-1]:
            if len(groups) <= fewest:
                return groups
            before = groups[: next(i for i, group in enumerate(groups) if group is moving)]
            host = next((group for group in before if _are_apart(group, moving, effective, rest_ticks)), None)
            if host is not None:
                host += moving
                groups = [group for group in groups if group is not moving]
    return groups


def _are_apart(group: list[Track], other: list[Track], effective: EffectiveNotes, rest_ticks: int) -> bool:
    """Return whether two groups of tracks can take turns: what moves a channel's controllers or bend stays there."""
    if any(_moves(track) or not track.notes for track in (*group, *other)):
        return False
    return all(effective.are_apart(a, b, rest_ticks) for a in group for b in other)


def _sound(track: Track) -> tuple[object, ...]:
    mix = track.mix
    alone = track.id if _moves(track) else None  # like no other
    sound = (track.program, track.bank, mix.volume, mix.pan, mix.reverb, mix.chorus)
    return (*sound, track.transposition, track.velocity_offset, alone)


def _moves(track: Track) -> bool:
    """Return whether a track moves its channel's controllers, bend or pressure."""
    return bool(track.controls or track.bends) or any(one.is_touch for one in track.kept)


def in_turn(tracks: Sequence[Track]) -> list[Track]:
    """Return those of the tracks that can sound on one channel, with what sets each up sent before its turn.

    None begins a note while another sounds that key, nor at one tick with one of another sound, nor while one of
    another mix sounds. Where two collide, the later one is left out.
    """
    if len(tracks) < 2:
        return list(tracks)
    by_id, refused, turns = {track.id: track for track in tracks}, set[int](), _Turns()
    for note, track_id in sorted((note, track.id) for track in tracks for note in effective_notes(track)):
        if track_id not in refused and not turns.take(note, by_id[track_id]):
            refused.add(track_id)
    return [track for track in tracks if track.id not in refused]


def _in_turn(tracks: list[Track], effective: EffectiveNotes) -> list[Track]:
    """Return the same as `in_turn`, worked out again only when one of the tracks is another."""
    if len(tracks) < 2:
        return tracks
    basis = tuple((track.id, effective.of(track), track.program, track.bank, _channel_mix(track)) for track in tracks)
    ids = effective.known(basis, lambda: frozenset(track.id for track in in_turn(tracks)))
    return [track for track in tracks if track.id in ids]


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


def effective_notes(track: Track) -> Sequence[Note]:
    """Return a track's effective notes: transposed, an octave back where MIDI ends, and louder or softer."""
    semitones, louder = 0 if track.is_drums else track.transposition, track.velocity_offset
    if not semitones and not louder:
        return track.notes
    return [
        Note(start, within_midi(pitch + semitones), length, min(127, max(1, velocity + louder)))
        for start, pitch, length, velocity in track.notes
    ]


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
    return [Event(tick, RANK_SETUP, channel, data, track.id) for data in messages]
