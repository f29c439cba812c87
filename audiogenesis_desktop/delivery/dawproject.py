"""DAWproject 1.0: tracks, notes, controllers, tempo, meter, markers, mixer and stems, for Bitwig, Studio One, Cubase.

github.com/bitwig/dawproject: a zip with project.xml and metadata.xml; times are in beats, which are quarter notes.
"""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from audiogenesis_desktop import __version__
from audiogenesis_desktop.files.atomic import write_bytes
from audiogenesis_desktop.files.loop_marks import without_loop
from audiogenesis_desktop.score.clock import length_seconds
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note, Score, Track
from audiogenesis_desktop.theory.instruments import of_program

_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip can tell: the same piece is the same bytes
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_COLOURS = ("#5b8def", "#e0704f", "#59b36b", "#c9a227", "#9a6fd0", "#3fb0ac", "#d3628f", "#8a8f98")


class StemFile(NamedTuple):
    """An audio file beside the project, as long as the piece: its path from there, and its rate in Hz."""

    name: str
    path: str
    rate: int


def write_dawproject(score: Score, path: Path, stems: Sequence[StemFile] = ()) -> None:
    """Write a score as a DAWproject file, with tracks that play its stems; raises BadInput if it cannot be written.

    Stems stay files beside the project, which names them.
    """
    score, _ = without_loop(score)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, root in (("project.xml", _project(score, stems)), ("metadata.xml", _metadata(score))):
            ElementTree.indent(root)
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _HEAD + ElementTree.tostring(root))
    write_bytes(path, data.getvalue())


def _metadata(score: Score) -> Element:
    root = Element("MetaData")
    SubElement(root, "Title").text = _plain(score.title)
    SubElement(root, "Comment").text = f"Audiogenesis {__version__}"
    return root


def _project(score: Score, stems: Sequence[StemFile]) -> Element:
    root = Element("Project", version="1.0")
    SubElement(root, "Application", name="Audiogenesis", version=__version__)
    transport = SubElement(root, "Transport")
    meter = score.meters[0]
    SubElement(transport, "Tempo", id="tempo", unit="bpm", value=_number(score.tempi[0].bpm), min="1", max="999")
    SubElement(
        transport, "TimeSignature", id="meter", numerator=str(meter.numerator), denominator=str(meter.denominator)
    )
    structure = SubElement(root, "Structure")
    for i, track in enumerate(score.tracks):
        _track(structure, track, i)
    if stems:
        _stem_tracks(structure, stems)
    master = SubElement(structure, "Track", id="master", name="Master", contentType="audio notes", loaded="true")
    _channel(master, "master-channel", role="master")
    _arrangement(root, score, stems)
    return root


def _stem_tracks(structure: Element, stems: Sequence[StemFile]) -> None:
    """Add a group of tracks, one for each stem; they lead to the master as they are."""
    group = SubElement(structure, "Track", id="stems", name="Stems", contentType="tracks", loaded="true")
    _channel(group, "stems-channel", destination="master-channel", role="submix")
    for n, stem in enumerate(stems):
        name = _plain(stem.name)
        track = SubElement(group, "Track", id=f"stem{n}", name=name, contentType="audio", loaded="true")
        _channel(track, f"stem-channel{n}", destination="stems-channel")


def _track(structure: Element, track: Track, i: int) -> None:
    sound = "Drums" if track.is_drums else of_program(track.program).name
    about = {"name": _plain(track.name), "color": _COLOURS[(track.colour or i) % len(_COLOURS)]}
    about["comment"] = f"General MIDI: {sound}, program {track.program + 1}, bank {track.bank}"
    element = SubElement(structure, "Track", about, id=f"track{track.id}", contentType="notes", loaded="true")
    channel = _channel(element, f"channel{track.id}", destination="master-channel", mute=track.mix.mute)
    channel.set("solo", str(track.mix.solo).lower())
    # CC 7 by General MIDI 2: 40 log10 (value / 127) decibels, which is the square of its share.
    pan, volume = (
        track.mix.pan / 128 if track.mix.pan <= 64 else (track.mix.pan - 1) / 126,
        (track.mix.volume / 127) ** 2,
    )
    channel.find("Pan").set("value", _number(pan))  # type: ignore[union-attr]
    channel.find("Volume").set("value", _number(volume))  # type: ignore[union-attr]


def _channel(track: Element, name: str, *, role: str = "regular", destination: str = "", mute: bool = False) -> Element:
    leads_to = {"destination": destination} if destination else {}
    channel = SubElement(track, "Channel", leads_to, id=name, role=role, audioChannels="2")
    SubElement(channel, "Mute", id=f"{name}-mute", value=str(mute).lower(), name="Mute")
    SubElement(channel, "Pan", id=f"{name}-pan", unit="normalized", value="0.5", min="0", max="1", name="Pan")
    SubElement(channel, "Volume", id=f"{name}-volume", unit="linear", value="1", min="0", max="2", name="Volume")
    return channel


def _arrangement(root: Element, score: Score, stems: Sequence[StemFile]) -> None:
    arrangement = SubElement(root, "Arrangement", id="arrangement")
    lanes = SubElement(arrangement, "Lanes", id="lanes", timeUnit="beats")
    for track in score.tracks:
        _lane(lanes, track, score.end_tick)
    for n, stem in enumerate(stems):
        _stem_lane(lanes, n, stem, score)
    named = [(s.start_tick, s.kind[:1].upper() + s.kind[1:]) for s in score.sections]
    named += [(m.tick, m.text) for m in score.markers if m.kind in ("marker", "cue")]
    if named:
        markers = SubElement(arrangement, "Markers", id="markers", timeUnit="beats")
        for tick, name in sorted(named):
            SubElement(markers, "Marker", time=_beats(tick), name=_plain(name))
    tempi = _points(arrangement, "TempoAutomation", "tempo-points", {"parameter": "tempo"}, unit="bpm")
    for tempo in score.tempi:
        SubElement(tempi, "RealPoint", time=_beats(tempo.tick), value=_number(tempo.bpm), interpolation="hold")
    meters = _points(arrangement, "TimeSignatureAutomation", "meter-points", {"parameter": "meter"})
    for meter in score.meters:
        above, below = str(meter.numerator), str(meter.denominator)
        SubElement(meters, "TimeSignaturePoint", time=_beats(meter.tick), numerator=above, denominator=below)


def _lane(lanes: Element, track: Track, end_tick: int) -> None:
    lane = SubElement(lanes, "Lanes", id=f"lane{track.id}", track=f"track{track.id}", timeUnit="beats")
    clips = SubElement(lane, "Clips", id=f"clips{track.id}")
    clip = SubElement(clips, "Clip", time="0", duration=_beats(end_tick), playStart="0", name=_plain(track.name))
    notes = SubElement(clip, "Notes", id=f"notes{track.id}")
    for note in track.notes:
        pitch, velocity = _effective(track, note)
        times = {"time": _beats(note.start_tick), "duration": _beats(note.length_ticks), "channel": "0"}
        SubElement(notes, "Note", times, key=str(pitch), vel=_number(velocity / 127), rel=_number(velocity / 127))
    for controller in dict.fromkeys(control.controller for control in track.controls):
        target = {"expression": "channelController", "channel": "0", "controller": str(controller)}
        values = [(c.tick, c.value / 127) for c in track.controls if c.controller == controller]
        _curve(lane, f"cc{track.id}-{controller}", target, values)
    if track.bends:
        bends = [(bend.tick, (bend.value + 8192) / 16383) for bend in track.bends]
        _curve(lane, f"bend{track.id}", {"expression": "pitchBend", "channel": "0"}, bends)


def _stem_lane(lanes: Element, n: int, stem: StemFile, score: Score) -> None:
    """Add a stem from the beginning to the end, in seconds of its own so that no tempo stretches it."""
    lane = SubElement(lanes, "Lanes", id=f"stem-lane{n}", track=f"stem{n}", timeUnit="beats")
    clips = SubElement(lane, "Clips", id=f"stem-clips{n}")
    lasts = {"duration": _beats(score.end_tick), "contentTimeUnit": "seconds", "playStart": "0"}
    clip = SubElement(clips, "Clip", lasts, time="0", name=_plain(stem.name))
    sound = {"channels": "2", "sampleRate": str(stem.rate), "duration": _number(length_seconds(score))}
    audio = SubElement(clip, "Audio", sound, id=f"stem-audio{n}", timeUnit="seconds")
    SubElement(audio, "File", path=stem.path, external="true")


def _effective(track: Track, note: Note) -> tuple[int, int]:
    """Return pitch and velocity as they are heard."""
    pitch = note.pitch + (0 if track.is_drums else track.transposition)
    return min(max(pitch, 0), 127), min(max(note.velocity + track.velocity_offset, 1), 127)


def _curve(lane: Element, name: str, target: dict[str, str], values: Sequence[tuple[int, float]]) -> None:
    points = _points(lane, "Points", name, target, unit="normalized")
    for tick, value in values:
        SubElement(points, "RealPoint", time=_beats(tick), value=_number(value), interpolation="hold")


def _points(parent: Element, kind: str, name: str, target: dict[str, str], *, unit: str = "") -> Element:
    points = SubElement(parent, kind, {"unit": unit} if unit else {}, id=name, timeUnit="beats")
    SubElement(points, "Target", target)
    return points


def _beats(ticks: int) -> str:
    return _number(ticks / TICKS_PER_BEAT)


def _number(value: float) -> str:
    return f"{value:.9f}".rstrip("0").rstrip(".")


def _plain(text: str) -> str:
    """Return a text without characters that XML does not hold."""
    return "".join(c if c.isprintable() else " " for c in text).strip()
