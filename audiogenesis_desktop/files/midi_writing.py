"""A Score becomes a Standard MIDI File of type 1, from the same events that are played."""

from collections import defaultdict
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import mido
import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.files.atomic import write_bytes
from audiogenesis_desktop.files.chunks import whole
from audiogenesis_desktop.files.feel_marks import feel_mark
from audiogenesis_desktop.files.file_maps import END_MARK, level_mark
from audiogenesis_desktop.files.own_mixes import mix_mark, tells_mix
from audiogenesis_desktop.files.texts import encode_text
from audiogenesis_desktop.files.track_reading import META, SYSEX
from audiogenesis_desktop.score.columns import Ints
from audiogenesis_desktop.score.events import Channel
from audiogenesis_desktop.score.flattening import Flattening, Part
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Kept, KeyAt, Meter, Score, Track
from audiogenesis_desktop.score.streams import Messages, pressed
from audiogenesis_desktop.theory.keys import Key

_META_OF_KIND = {"marker": "marker", "text": "text", "lyric": "lyrics", "cue": "cue_marker"}
_SLOWEST = 0xFFFFFF  # microseconds a beat: all that the file format can hold
_LONGEST_WAIT = 0x0FFFFFFF  # ticks, as well
_BEFORE_BODY = 22  # bytes of a file's header and of its first track's


def write_midi(score: Score, path: Path) -> None:
    """Write the score as a type 1 file, in one step; the same score gives the same bytes.

    Notes are as they are written; how they are played is told beside them. A track keeps one channel, drums channel
    10; ports beyond the first are named by port events. Raises BadInput if the place cannot be written.
    """
    write_bytes(path, midi_bytes(score))


def midi_bytes(score: Score) -> bytes:
    """Return the file that `write_midi` writes."""
    return MidiWriter().file_of(score)


class _Body(NamedTuple):
    """A track's bytes, and all that they follow from; its end is among them only where `end_tick` tells which."""

    source: tuple[object, ...]
    data: bytes
    last_tick: int
    end_tick: int | None = None

    def whole(self, end_tick: int) -> bytes:
        """Return the bytes with the track's end."""
        return self.data if self.end_tick is not None else self.data + _end(max(0, end_tick - self.last_tick))


class MidiWriter:
    """Makes the file of one score after another: a track that is as it was before is not written anew.

    Made for one thread at a time.
    """

    def __init__(self) -> None:
        """Begin with nothing written."""
        self._flattening, self._bodies = Flattening(), dict[int, _Body]()

    def file_of(self, score: Score) -> bytes:
        """Return a score as a file of type 1."""
        flat, end_tick = self._flattening.of(score), self._flattening.end_tick(score)
        has_ports, mixed = any(channel.port for channel in flat.channels.values()), _mixed(score, flat.channels)
        self._bodies = {
            track.id: self._body(track, flat.part(track.id), metas, end_tick=end_tick)
            for track in score.tracks
            if (metas := _metas(track, flat.channels[track.id], has_ports=has_ports, tells_mix=track.id in mixed))
        }
        bodies = [body.whole(end_tick) for body in self._bodies.values()]
        return whole(TICKS_PER_BEAT, [_conductor(score, end_tick=end_tick), *bodies])

    def _body(self, track: Track, part: Part, metas: list[mido.MetaMessage], *, end_tick: int) -> _Body:
        source, before = (track.kept, part, metas), self._bodies.get(track.id)
        is_plain = not track.kept and end_tick <= _LONGEST_WAIT
        if before is not None and before.source == source and before.end_tick == (None if is_plain else end_tick):
            return before
        messages = part.messages()
        last_tick = int(messages.ticks[-1]) if messages.ticks.size else 0
        if not is_plain or last_tick > _LONGEST_WAIT:
            data = _one_by_one(track, metas, messages, part.channel.number, end_tick=end_tick)
            return _Body(source, data, last_tick, end_tick)
        return _Body(source, b"".join(bytes([0, *meta.bytes()]) for meta in metas) + _encoded(messages), last_tick)


def _mixed(score: Score, channels: Mapping[int, Channel]) -> set[int]:
    """Return the ids of the tracks that share a channel with others of another mix."""
    sharing: dict[Channel, list[Track]] = defaultdict(list)
    for track in score.tracks:
        sharing[channels[track.id]].append(track)
    return {track.id for tracks in sharing.values() if tells_mix(tracks) for track in tracks}


def _metas(track: Track, channel: Channel, *, has_ports: bool, tells_mix: bool) -> list[mido.MetaMessage]:
    metas = [_text("track_name", "name", track.name)]
    if has_ports:
        metas.append(mido.MetaMessage("midi_port", port=channel.port))
    if tells_mix:
        metas.append(mido.MetaMessage("sequencer_specific", data=mix_mark(track.mix)))
    return metas


def _one_by_one(
    track: Track, metas: list[mido.MetaMessage], messages: Messages, channel: int, *, end_tick: int
) -> bytes:
    """Return a track with what a file said besides, or with waits that are too long to be told at once."""
    timed: list[tuple[int, mido.Message]] = [(0, meta) for meta in metas]
    timed += [
        (kept.tick, mido.Message.from_bytes(pressed(track, kept, channel)) if kept.is_touch else _kept(kept))
        for kept in track.kept
    ]
    rows = zip(messages.ticks.tolist(), messages.data.tolist(), messages.sizes.tolist(), strict=True)
    timed += [(tick, mido.Message.from_bytes(data[:size])) for tick, data, size in rows]
    return _by_mido(timed, end_tick=end_tick)


def _end(ticks: int) -> bytes:
    return _variable(np.array([ticks])) + bytes(mido.MetaMessage("end_of_track").bytes())


def _variable(numbers: Ints) -> bytes:
    values, counts = _sevens(numbers)
    return bytes(values[counts])


_SHIFTS = np.array([21, 14, 7, 0])


def _sevens(numbers: Ints) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.bool_]]:
    """Return numbers as MIDI files have them, seven bits a byte, and which of the bytes are written: shape (n, 4)."""
    more = numbers[:, None] >> _SHIFTS
    is_written = more > 0
    is_written[:, -1] = True
    values = (more & 0x7F).astype(np.uint8)
    values[:, :-1] |= 0x80
    return values, is_written


def _encoded(messages: Messages) -> bytes:
    """Return messages with the ticks between them; a status that is the one before is left out."""
    deltas, is_written = _sevens(np.diff(messages.ticks, prepend=0))
    counts = np.arange(3) < messages.sizes[:, None]
    counts[1:, 0] = messages.data[1:, 0] != messages.data[:-1, 0]
    data = np.concatenate([deltas, messages.data], axis=1)
    return data[np.concatenate([is_written, counts], axis=1)].tobytes()


def _conductor(score: Score, *, end_tick: int) -> bytes:
    timed: list[tuple[int, mido.MetaMessage]] = [(0, _text("track_name", "name", score.title))]
    timed += [
        (t.tick, mido.MetaMessage("set_tempo", tempo=min(t.microseconds_per_beat, _SLOWEST))) for t in score.tempi
    ]
    timed += [(meter.tick, _time_signature(meter)) for meter in score.meters]
    timed += [(key.tick, _key_signature(key)) for key in score.keys]
    timed += [(section.start_tick, _text("marker", "text", section.label)) for section in score.sections]
    timed += [(m.tick, _text(_META_OF_KIND.get(m.kind, "text"), "text", m.text)) for m in score.markers]
    if score.length_ticks:
        timed.append((score.length_ticks, mido.MetaMessage("sequencer_specific", data=END_MARK)))
    if score.level_db:
        timed.append((0, mido.MetaMessage("sequencer_specific", data=level_mark(score.level_db))))
    if (mark := feel_mark(score)) is not None:
        timed.append((0, mido.MetaMessage("sequencer_specific", data=mark)))
    timed += [(kept.tick, _kept(kept)) for kept in score.kept]
    return _by_mido(timed, end_tick=end_tick)


def _by_mido(timed: list[tuple[int, mido.Message]], *, end_tick: int) -> bytes:
    """Return a track's bytes, its end included, message by message."""
    file, buffer = mido.MidiFile(type=1, ticks_per_beat=TICKS_PER_BEAT), BytesIO()
    file.tracks.append(_track(timed, end_tick=end_tick))
    file.save(file=buffer)
    return buffer.getvalue()[_BEFORE_BODY:]


def _kept(kept: Kept) -> mido.Message | mido.MetaMessage:
    """Return what a file said as it said it."""
    data = kept.data
    if data[0] == META:
        return mido.UnknownMetaMessage(data[1], data=data[2:])
    if data[0] == SYSEX:
        return mido.Message("sysex", data=data[1:-1])
    return mido.Message.from_bytes(data)


def _track(timed: list[tuple[int, mido.Message]], *, end_tick: int) -> mido.MidiTrack:
    timed.sort(key=lambda pair: pair[0])
    timed.append((max(end_tick, timed[-1][0]), mido.MetaMessage("end_of_track")))
    track, now = mido.MidiTrack(), 0
    for tick, message in timed:
        while tick - now > _LONGEST_WAIT:  # by way of a text that says nothing
            track.append(mido.MetaMessage("text", time=_LONGEST_WAIT))
            now += _LONGEST_WAIT
        message.time = tick - now
        track.append(message)
        now = tick
    return track


def _text(kind: str, attribute: str, text: str) -> mido.MetaMessage:
    return mido.MetaMessage(kind, **{attribute: encode_text(text)})


def _time_signature(meter: Meter) -> mido.MetaMessage:
    # A beat of 6/8, 9/8 or 12/8 is three eighths, elsewhere one denominator; a quarter is 24 clocks.
    is_compound = meter.denominator >= 8 and meter.numerator % 3 == 0 and meter.numerator > 3
    clocks = 96 // meter.denominator * (3 if is_compound else 1)
    return mido.MetaMessage(
        "time_signature",
        numerator=meter.numerator,
        denominator=meter.denominator,
        clocks_per_click=max(1, clocks),
        notated_32nd_notes_per_beat=8,
    )


def _key_signature(key: KeyAt) -> mido.MetaMessage:
    name = Key(key.tonic, key.mode).name.removesuffix(" major").replace(" minor", "m")
    return mido.MetaMessage("key_signature", key=name)
