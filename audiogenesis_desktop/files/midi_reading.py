"""A Standard MIDI File of type 0 or 1 becomes a Score, whatever its resolution and however it is laid out."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import mido

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files import chunks
from audiogenesis_desktop.files.atomic import cannot_read
from audiogenesis_desktop.files.chunks import BrokenFile
from audiogenesis_desktop.files.meta import decode_text, make_patient
from audiogenesis_desktop.files.midi_writing import END_MARK
from audiogenesis_desktop.score.events import (
    BANK_LSB,
    BANK_MSB,
    CHORUS,
    DRUM_CHANNEL,
    PAN,
    REVERB,
    VOLUME,
    Channel,
)
from audiogenesis_desktop.score.score import (
    TICKS_PER_BEAT,
    Bend,
    Control,
    KeyAt,
    Marker,
    Meter,
    Mix,
    Note,
    Score,
    Tempo,
    Track,
)
from audiogenesis_desktop.theory.instruments import GM_NAMES
from audiogenesis_desktop.theory.keys import Key

_MIX_FIELDS = {VOLUME: "volume", PAN: "pan", REVERB: "reverb", CHORUS: "chorus"}
_ALL_SOUND_OFF, _ALL_NOTES_OFF, _FIRST_CHANNEL_MODE = 120, 123, 120
_KIND_OF_META = {
    "marker": "marker",
    "text": "text",
    "lyrics": "lyric",
    "cue_marker": "cue",
    "copyright": "text",
}


def read_midi(path: Path) -> Score:
    """Return the music of a MIDI file of type 0 or 1.

    Each file track gives one Track for every channel and program that it plays notes with, and every Track
    has all controllers and bends of its channel. Volume, pan and sends that are set before the first note
    become the mix. Only a planned end that this program wrote becomes `length_ticks`.
    Raises BadInput naming the file and what is wrong with it.
    """
    try:
        return parse_midi(path.read_bytes())
    except BrokenFile as error:
        raise BadInput(f"{path} {error}.") from error
    except OSError as error:
        raise cannot_read(path, error) from error


def parse_midi(data: bytes) -> Score:
    """Return the music in the bytes of a MIDI file; raises BrokenFile telling what is wrong."""
    shell = chunks.open_shell(data)
    make_patient()
    song = _Song()
    for number, body in enumerate(shell.tracks):
        _read_track(song, number, _decode(shell, number, body))
    return song.score(is_type_0=shell.kind == 0)


def _decode(shell: chunks.Shell, number: int, body: bytes) -> Iterator[tuple[int, Any]]:
    """Yield (tick at 960 a beat, mido message) of one track."""
    try:
        file = mido.MidiFile(file=BytesIO(chunks.alone(shell.ticks_per_beat, body)), clip=True)
    except EOFError as error:
        raise BrokenFile(f"is broken: track {number + 1} stops inside an event") from error
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise BrokenFile(f"is broken in track {number + 1} ({error})") from error
    now = 0
    for message in file.tracks[0]:
        now += message.time
        # Each absolute time is rounded by itself, so that errors never add up to drift.
        yield (now * 2 * TICKS_PER_BEAT + shell.ticks_per_beat) // (2 * shell.ticks_per_beat), message


class _ChannelEvent(NamedTuple):
    tick: int
    file_track: int
    message: Any


class _Lane(NamedTuple):
    """What becomes one Track: the notes of one file track on one channel with one sound."""

    file_track: int
    channel: Channel
    program: int
    bank: int


@dataclass
class _Song:
    """What has been read so far, still sorted by file track and channel."""

    tempi: dict[int, int] = field(default_factory=dict)
    meters: dict[int, Meter] = field(default_factory=dict)
    keys: dict[int, KeyAt] = field(default_factory=dict)
    markers: list[Marker] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)
    planned_end: int = 0
    channels: dict[Channel, list[_ChannelEvent]] = field(default_factory=lambda: defaultdict(list))

    def score(self, *, is_type_0: bool) -> Score:
        """Return all of it as a Score."""
        tracks = _tracks(self, is_type_0=is_type_0)
        first_plays = any(event.file_track == 0 for events in self.channels.values() for event in events)
        self.tempi.setdefault(0, 500_000)
        self.meters.setdefault(0, Meter(0, 4, 4))
        return Score(
            tracks=tracks,
            tempi=tuple(Tempo(*pair) for pair in sorted(self.tempi.items())),
            meters=tuple(meter for _, meter in sorted(self.meters.items())),
            keys=tuple(key for _, key in sorted(self.keys.items())),
            markers=tuple(sorted(self.markers, key=lambda marker: marker.tick)),
            length_ticks=self.planned_end,
            title=self.names.get(0, "") if is_type_0 or not first_plays else "",
        )


def _read_track(song: _Song, number: int, messages: Iterable[tuple[int, Any]]) -> None:
    port = tick = 0
    for tick, message in messages:
        if message.type == "midi_port":
            port = message.port
        elif message.is_meta:
            _read_meta(song, number, tick, message)
        elif hasattr(message, "channel"):
            event = _ChannelEvent(tick, number, message)
            song.channels[Channel(port, message.channel)].append(event)
    song.ends[number] = tick


def _read_meta(song: _Song, number: int, tick: int, message: Any) -> None:
    match message.type:
        case "set_tempo":
            if message.tempo == 0:
                raise BrokenFile(f"sets a tempo of 0 in track {number + 1}, so that time would stand still")
            song.tempi[tick] = message.tempo
        case "time_signature":
            if message.numerator >= 1 and message.denominator <= 64:
                song.meters[tick] = Meter(tick, message.numerator, message.denominator)
        case "key_signature":
            song.keys[tick] = KeyAt(tick, *Key.parse(message.key))
        case "track_name" | "instrument_name":
            if text := decode_text(message.name):
                song.names.setdefault(number, text)
        case "sequencer_specific" if tuple(message.data) == END_MARK:
            song.planned_end = tick
        case kind if kind in _KIND_OF_META:
            if text := decode_text(message.text):
                song.markers.append(Marker(tick, text, _KIND_OF_META[kind]))


def _tracks(song: _Song, *, is_type_0: bool) -> tuple[Track, ...]:
    notes: dict[_Lane, list[Note]] = {}
    movements: dict[Channel, _Movements] = {}
    for channel, events in song.channels.items():
        events.sort(key=lambda event: event.tick)  # stable: file order stays within one tick
        sounds = _Sounds(events)
        lanes = _pair(events, channel=channel, sounds=sounds, ends=song.ends)
        notes.update(lanes or _silent_lane(events, channel, sounds))
        first = min((note.start_tick for lane in lanes.values() for note in lane), default=None)
        movements[channel] = _movements(events, first_note_tick=first)
    order = sorted(notes, key=lambda lane: (lane.file_track, lane.channel, min(notes[lane], default=())))
    counts: dict[int, int] = defaultdict(int)
    for lane in order:
        counts[lane.file_track] += 1
    return tuple(
        _track(
            i,
            lane,
            notes[lane],
            movements[lane.channel],
            name="" if is_type_0 else song.names.get(lane.file_track, ""),
            is_alone=counts[lane.file_track] == 1,
        )
        for i, lane in enumerate(order)
    )


def _track(track_id: int, lane: _Lane, notes: list[Note], moves: "_Movements", *, name: str, is_alone: bool) -> Track:
    is_drums = lane.channel.number == DRUM_CHANNEL
    sound = "Drums" if is_drums else GM_NAMES[lane.program].capitalize()
    if not name:
        name = sound
    elif not is_alone:
        name = f"{name} ({sound.lower()})"
    track = Track(
        id=track_id,
        name=name,
        program=lane.program,
        bank=lane.bank,
        is_drums=is_drums,
        mix=moves.mix,
        controls=moves.controls,
        bends=moves.bends,
    )
    return track.with_notes(notes)


class _Sounds:
    """Which program and bank a channel has at a tick."""

    def __init__(self, events: Iterable[_ChannelEvent]) -> None:
        self._ticks, self._sounds = [-1], [(0, 0)]
        bank = 0
        for event in events:
            message = event.message
            if message.type == "control_change" and message.control == BANK_MSB:
                bank = message.value << 7 | bank & 0x7F
            elif message.type == "control_change" and message.control == BANK_LSB:
                bank = bank & ~0x7F | message.value
            elif message.type == "program_change":  # only now does a bank that was chosen before take effect
                self._ticks.append(event.tick)
                self._sounds.append((message.program, bank))

    def at(self, tick: int) -> tuple[int, int]:
        """Return (program, bank) for a note that begins at `tick`."""
        return self._sounds[bisect_right(self._ticks, tick) - 1]

    @property
    def last(self) -> tuple[int, int]:
        """Return the (program, bank) that the channel ends with."""
        return self._sounds[-1]


def _silent_lane(events: list[_ChannelEvent], channel: Channel, sounds: _Sounds) -> dict[_Lane, list[Note]]:
    """A channel that plays nothing is a track all the same, if a program was chosen for it."""
    for event in events:
        if event.message.type == "program_change":
            return {_Lane(event.file_track, channel, *sounds.last): []}
    return {}


def _pair(
    events: Iterable[_ChannelEvent], *, channel: Channel, sounds: _Sounds, ends: dict[int, int]
) -> dict[_Lane, list[Note]]:
    """Join note-ons to note-offs, first in first out; notes left hanging end where their file track does."""
    lanes: dict[_Lane, list[Note]] = defaultdict(list)
    held: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)

    def close(file_track: int, pitch: int, tick: int) -> None:
        start, velocity = held[file_track, pitch].pop(0)
        lane = _Lane(file_track, channel, *sounds.at(start))
        lanes[lane].append(Note(start, pitch, max(1, tick - start), velocity))

    def close_all(tick: int | None) -> None:
        for (file_track, pitch), starts in held.items():
            while starts:
                close(file_track, pitch, ends[file_track] if tick is None else tick)

    for tick, file_track, message in events:
        if message.type == "note_on" and message.velocity > 0:
            held[file_track, message.note].append((tick, message.velocity))
        elif message.type in ("note_on", "note_off"):
            if held[file_track, message.note]:
                close(file_track, message.note, tick)
        elif message.type == "control_change" and message.control in (_ALL_SOUND_OFF, _ALL_NOTES_OFF):
            close_all(tick)
    close_all(None)
    return dict(lanes)


class _Movements(NamedTuple):
    mix: Mix
    controls: tuple[Control, ...]
    bends: tuple[Bend, ...]


def _movements(events: Iterable[_ChannelEvent], *, first_note_tick: int | None) -> _Movements:
    mix: dict[str, Any] = {}
    controls, bends = [], []
    for tick, _, message in events:
        if message.type == "pitchwheel":
            bends.append(Bend(tick, message.pitch))
        if message.type != "control_change" or message.control >= _FIRST_CHANNEL_MODE:
            continue
        if message.control in _MIX_FIELDS and (first_note_tick is None or tick <= first_note_tick):
            mix[_MIX_FIELDS[message.control]] = message.value
        elif message.control not in (BANK_MSB, BANK_LSB):
            controls.append(Control(tick, message.control, message.value))
    return _Movements(replace(Mix(), **mix), tuple(controls), tuple(bends))
