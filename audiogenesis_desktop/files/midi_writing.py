"""A Score becomes a Standard MIDI File of type 1, from the same events that are played."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import mido

from audiogenesis_desktop.files.atomic import write_bytes
from audiogenesis_desktop.files.file_maps import END_MARK
from audiogenesis_desktop.files.texts import encode_text
from audiogenesis_desktop.files.track_reading import META, SYSEX
from audiogenesis_desktop.score.events import Channel, Event, assign_channels, flatten
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Kept, KeyAt, Meter, Score, Track
from audiogenesis_desktop.theory.keys import Key

_META_OF_KIND = {"marker": "marker", "text": "text", "lyric": "lyrics", "cue": "cue_marker"}
_SLOWEST = 0xFFFFFF  # microseconds a beat: all that the file format can hold
_LONGEST_WAIT = 0x0FFFFFFF  # ticks, as well


def write_midi(score: Score, path: Path) -> None:
    """Write the score as a type 1 file, in one step; the same score gives the same bytes.

    A track keeps one channel, drums channel 10; ports beyond the first are named by port events. Raises
    BadInput if the place cannot be written.
    """
    write_bytes(path, midi_bytes(score))


def midi_bytes(score: Score) -> bytes:
    """Return the file that `write_midi` writes."""
    file = mido.MidiFile(type=1, ticks_per_beat=TICKS_PER_BEAT)
    channels = assign_channels(score)
    has_ports = any(channel.port for channel in channels.values())
    by_track: dict[int, list[Event]] = {track.id: [] for track in score.tracks}
    for event in flatten(score):
        by_track[event.track_id].append(event)
    end_tick = score.end_tick
    file.tracks.append(_conductor(score, end_tick=end_tick))
    for track in score.tracks:
        part = _part(track, by_track[track.id], channels[track.id], has_ports=has_ports, end_tick=end_tick)
        file.tracks.append(part)
    buffer = BytesIO()
    file.save(file=buffer)
    return buffer.getvalue()


def _conductor(score: Score, *, end_tick: int) -> mido.MidiTrack:
    timed: list[tuple[int, mido.MetaMessage]] = [(0, _text("track_name", "name", score.title))]
    timed += [
        (t.tick, mido.MetaMessage("set_tempo", tempo=min(t.microseconds_per_beat, _SLOWEST))) for t in score.tempi
    ]
    timed += [(meter.tick, _time_signature(meter)) for meter in score.meters]
    timed += [(key.tick, _key_signature(key)) for key in score.keys]
    timed += [(section.start_tick, _text("marker", "text", section.kind)) for section in score.sections]
    timed += [(m.tick, _text(_META_OF_KIND.get(m.kind, "text"), "text", m.text)) for m in score.markers]
    if score.length_ticks:
        timed.append((score.length_ticks, mido.MetaMessage("sequencer_specific", data=END_MARK)))
    timed += [(kept.tick, _kept(kept, channel=0)) for kept in score.kept]
    return _track(timed, end_tick=end_tick)


def _part(track: Track, events: Iterable[Event], channel: Channel, *, has_ports: bool, end_tick: int) -> mido.MidiTrack:
    timed = [(0, _text("track_name", "name", track.name))]
    if has_ports:
        timed.append((0, mido.MetaMessage("midi_port", port=channel.port)))
    timed += [(kept.tick, _kept(kept, channel=channel.number)) for kept in track.kept]
    timed += [(event.tick, mido.Message.from_bytes(event.data)) for event in events]
    return _track(timed, end_tick=end_tick)


def _kept(kept: Kept, *, channel: int) -> mido.Message | mido.MetaMessage:
    """Return what a file said as it said it; aftertouch goes along with its track's channel."""
    data = kept.data
    if data[0] == META:
        return mido.UnknownMetaMessage(data[1], data=data[2:])
    if data[0] == SYSEX:
        return mido.Message("sysex", data=data[1:-1])
    return mido.Message.from_bytes((data[0] | channel, *data[1:]))


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
