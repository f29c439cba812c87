"""MusicXML 4.0: parts, voices, chord symbols, tempo, meter and key, for MuseScore, Dorico, Sibelius and others.

W3C, "MusicXML 4.0": score-partwise; 24 divisions to a quarter note, as `engraving` counts them.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from audiogenesis_desktop import __version__
from audiogenesis_desktop.delivery.engraving import PARTS, Chord, Sign, bar_of_signs, voices_of
from audiogenesis_desktop.files.atomic import write_bytes
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, ChordAt, Meter, Score, Track
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.theory.spelling import key_at, names_in

_HEAD = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<!DOCTYPE score-partwise PUBLIC '
    b'"-//Recordare//DTD MusicXML 4.0 Partwise//EN" "http://www.musicxml.org/dtds/partwise.dtd">\n'
)
_KINDS = {
    "maj": "major",
    "min": "minor",
    "dim": "diminished",
    "aug": "augmented",
    "sus4": "suspended-fourth",
    "7": "dominant",
    "maj7": "major-seventh",
    "min7": "minor-seventh",
}
_ALTERS = {"#": "1", "b": "-1"}
_SHARPS = {name: i - 1 for i, name in enumerate(("F", "C", "G", "D", "A", "E", "B", "F#", "C#", "G#", "D#"))}
_FLATS = {name: -i - 2 for i, name in enumerate(("Bb", "Eb", "Ab", "Db", "Gb", "Cb"))}
_MIDDLE_C, _LOW_CLEF_BELOW = 60, 57
# Where drums stand on the staff: cymbals with crosses on top, kick at the foot, as percussion books have it.
_DRUM_PLACES = {35: "F4", 36: "F4", 37: "C5", 38: "C5", 39: "C5", 40: "C5", 41: "G4", 43: "A4", 45: "B4", 47: "D5"}
_DRUM_PLACES |= {48: "E5", 50: "E5", 42: "G5", 44: "D4", 46: "G5", 49: "A5", 51: "F5", 53: "F5", 55: "A5", 57: "B5"}
_CROSSES = (42, 44, 46, 49, 51, 52, 53, 54, 55, 57, 59)


class _Bar(NamedTuple):
    """A bar, in parts, with its meter; `number` counts from 1."""

    number: int
    start: int
    end: int
    meter: Meter


def write_musicxml(score: Score, path: Path) -> None:
    """Write a score as uncompressed MusicXML, without tracks that have no notes; raises BadInput as `write_bytes`."""
    root = Element("score-partwise", version="4.0")
    SubElement(SubElement(root, "work"), "work-title").text = _plain(score.title) or "Untitled"
    SubElement(
        SubElement(SubElement(root, "identification"), "encoding"), "software"
    ).text = f"Audiogenesis {__version__}"
    tracks, listed = [track for track in score.tracks if track.notes], SubElement(root, "part-list")
    for i, track in enumerate(tracks):
        _list_part(listed, track, i)
    bars = _bars(score)
    for i, track in enumerate(tracks):
        _part(root, score, track, bars, i)
    ElementTree.indent(root)
    write_bytes(path, _HEAD + ElementTree.tostring(root) + b"\n")


def _bars(score: Score) -> list[_Bar]:
    meters, end = MeterMap(score.meters), max(1, score.end_tick)
    lines = meters.bar_lines(0, end)
    last = lines[-1] + meters.meter(lines[-1]).bar_ticks
    return [
        _Bar(i, _parts(start), _parts(over), meters.meter(start))
        for i, (start, over) in enumerate(pairwise([*lines, last]), 1)
    ]


def _parts(tick: int) -> int:
    return round(tick * PARTS / TICKS_PER_BEAT)


def _list_part(listed: Element, track: Track, i: int) -> None:
    part = SubElement(listed, "score-part", id=f"P{i + 1}")
    SubElement(part, "part-name").text = _plain(track.name) or f"Part {i + 1}"
    sounds = sorted({note.pitch for note in track.notes}) if track.is_drums else [None]
    for key in sounds:
        instrument = SubElement(part, "score-instrument", id=_instrument(i, key))
        SubElement(instrument, "instrument-name").text = f"Drum {key}" if key else _plain(track.name)
    for key in sounds:
        midi = SubElement(part, "midi-instrument", id=_instrument(i, key))
        SubElement(midi, "midi-channel").text = "10" if track.is_drums else str(i % 15 + 1 + (i % 15 >= 9))
        SubElement(midi, "midi-program").text = str(track.program + 1)
        if key is not None:
            SubElement(midi, "midi-unpitched").text = str(key + 1)
        SubElement(midi, "volume").text = f"{track.mix.volume / 127 * 100:.1f}"
        SubElement(midi, "pan").text = f"{max(-90.0, (track.mix.pan - 64) / 63 * 90):.1f}"


def _instrument(i: int, key: int | None) -> str:
    return f"P{i + 1}-I{1 if key is None else key}"


def _part(root: Element, score: Score, track: Track, bars: Sequence[_Bar], i: int) -> None:
    part, last = SubElement(root, "part", id=f"P{i + 1}"), bars[-1].end
    shift = 0 if track.is_drums else track.transposition
    notes = (n._replace(pitch=min(max(n.pitch + shift, 0), 127)) for n in track.notes)
    voices = [tuple(_ended(voice, last)) for voice in voices_of(notes)]
    before: _Bar | None = None
    for bar in bars:
        measure = SubElement(part, "measure", number=str(bar.number))
        _attributes(measure, score, track, bar, before)
        if i == 0:
            _directions(measure, score, bar)
        for number, voice in enumerate(voices, 1):
            _voice(measure, score, track, bar, number, bar_of_signs(voice, bar.start, bar.end), i)
        before = bar
    SubElement(SubElement(part[-1], "barline", location="right"), "bar-style").text = "light-heavy"


def _ended(voice: Sequence[Chord], last: int) -> list[Chord]:
    return [chord._replace(end=min(chord.end, last)) for chord in voice if chord.start < last]


def _attributes(measure: Element, score: Score, track: Track, bar: _Bar, before: _Bar | None) -> None:
    tick = bar.start * TICKS_PER_BEAT // PARTS
    key = key_at(score.keys, tick)
    is_new_key = before is None or key != key_at(score.keys, before.start * TICKS_PER_BEAT // PARTS)
    is_new_meter = before is None or (bar.meter[1:] != before.meter[1:])
    if not (is_new_key or is_new_meter):
        return
    attributes = SubElement(measure, "attributes")
    if before is None:
        SubElement(attributes, "divisions").text = str(PARTS)
    if is_new_key and not track.is_drums:
        signature = SubElement(attributes, "key")
        SubElement(signature, "fifths").text = str(_fifths(key))
        SubElement(signature, "mode").text = key.mode if key else "major"
    if is_new_meter:
        time = SubElement(attributes, "time")
        SubElement(time, "beats").text = str(bar.meter.numerator)
        SubElement(time, "beat-type").text = str(bar.meter.denominator)
    if before is None:
        _clef(attributes, track)


def _fifths(key: Key | None) -> int:
    """Return how many sharps, or flats below 0, a key's signature has; 0 without one."""
    if key is None:
        return 0
    major = Key((key.tonic + 3) % 12, "major") if key.mode == "minor" else key
    name = names_in(key)[major.tonic]
    return {**_SHARPS, **_FLATS}[name]


def _clef(attributes: Element, track: Track) -> None:
    clef = SubElement(attributes, "clef")
    if track.is_drums:
        SubElement(clef, "sign").text = "percussion"
        return
    mean = sum(note.pitch for note in track.notes) / len(track.notes) + track.transposition
    sign, line = ("F", "4") if mean < _LOW_CLEF_BELOW else ("G", "2")
    SubElement(clef, "sign").text, SubElement(clef, "line").text = sign, line


def _directions(measure: Element, score: Score, bar: _Bar) -> None:
    """Write tempi, section names and chord symbols that begin in a bar."""
    for section in score.sections:
        if bar.start <= _parts(section.start_tick) < bar.end:
            direction = SubElement(measure, "direction", placement="above")
            kind = SubElement(direction, "direction-type")
            SubElement(kind, "rehearsal").text = section.kind[:1].upper() + section.kind[1:]
            _offset(direction, _parts(section.start_tick) - bar.start)
    for tempo in score.tempi:
        if bar.start <= _parts(tempo.tick) < bar.end:
            direction = SubElement(measure, "direction", placement="above")
            metronome = SubElement(SubElement(direction, "direction-type"), "metronome")
            SubElement(metronome, "beat-unit").text = "quarter"
            SubElement(metronome, "per-minute").text = f"{tempo.bpm:.2f}".rstrip("0").rstrip(".")
            _offset(direction, _parts(tempo.tick) - bar.start)
            SubElement(direction, "sound", tempo=f"{tempo.bpm:.6f}".rstrip("0").rstrip("."))
    chords, first = score.chords, bisect_right(score.chords, bar.start, key=lambda chord: _parts(chord.tick) + 1)
    for i in range(first, len(chords)):
        if _parts(chords[i].tick) >= bar.end:
            break
        if i == 0 or chords[i][2:] != chords[i - 1][2:]:
            _harmony(measure, score, chords[i], _parts(chords[i].tick) - bar.start)


def _offset(parent: Element, parts: int) -> None:
    if parts:
        SubElement(parent, "offset").text = str(parts)


def _harmony(measure: Element, score: Score, chord: ChordAt, offset: int) -> None:
    name = names_in(key_at(score.keys, chord.tick))[chord.root]
    harmony = SubElement(measure, "harmony")
    root = SubElement(harmony, "root")
    SubElement(root, "root-step").text = name[0]
    if name[1:]:
        SubElement(root, "root-alter").text = _ALTERS[name[1:]]
    SubElement(harmony, "kind").text = _KINDS[chord.quality]
    _offset(harmony, offset)


def _voice(
    measure: Element, score: Score, track: Track, bar: _Bar, number: int, signs: Sequence[Sign], part: int
) -> None:
    if number > 1:
        if not any(sign.pitches for sign in signs):
            return
        backup = SubElement(measure, "backup")
        SubElement(backup, "duration").text = str(bar.end - bar.start)
    if len(signs) > 0 and not any(sign.pitches for sign in signs):
        note = SubElement(measure, "note")
        SubElement(note, "rest", measure="yes")
        SubElement(note, "duration").text = str(bar.end - bar.start)
        SubElement(note, "voice").text = str(number)
        return
    key = key_at(score.keys, bar.start * TICKS_PER_BEAT // PARTS)
    for sign in signs:
        for nth, pitch in enumerate(sign.pitches or (None,)):
            _note(measure, track, sign, pitch, key=key, voice=number, is_above=nth > 0, part=part)


def _note(
    measure: Element,
    track: Track,
    sign: Sign,
    pitch: int | None,
    *,
    key: Key | None,
    voice: int,
    is_above: bool,
    part: int,
) -> None:
    """Write one note of a chord, or a rest; elements come in the order that the schema has them in."""
    note = SubElement(measure, "note")
    if is_above:
        SubElement(note, "chord")
    if pitch is None:
        SubElement(note, "rest")
    elif track.is_drums:
        place = _DRUM_PLACES.get(pitch, "C5")
        unpitched = SubElement(note, "unpitched")
        SubElement(unpitched, "display-step").text, SubElement(unpitched, "display-octave").text = place[0], place[1]
    else:
        _pitch(note, pitch, key)
    SubElement(note, "duration").text = str(sign.length)
    for kind, is_tied in (("stop", sign.is_tied_before), ("start", sign.is_tied_after)):
        if is_tied:
            SubElement(note, "tie", type=kind)
    if track.is_drums and pitch is not None:
        SubElement(note, "instrument", id=_instrument(part, pitch))
    SubElement(note, "voice").text = str(voice)
    SubElement(note, "type").text = sign.name
    for _ in range(sign.dots):
        SubElement(note, "dot")
    if sign.is_triplet:
        modification = SubElement(note, "time-modification")
        SubElement(modification, "actual-notes").text, SubElement(modification, "normal-notes").text = "3", "2"
    if track.is_drums and pitch in _CROSSES:
        SubElement(note, "notehead").text = "x"
    _notations(note, sign, has_bracket=not is_above)


def _pitch(note: Element, pitch: int, key: Key | None) -> None:
    name, element = names_in(key)[pitch % 12], SubElement(note, "pitch")
    SubElement(element, "step").text = name[0]
    if name[1:]:
        SubElement(element, "alter").text = _ALTERS[name[1:]]
    # Cb lies in the octave above the B that it sounds as.
    octave = pitch // 12 - 1 + (1 if name == "Cb" else -1 if name == "B#" else 0)
    SubElement(element, "octave").text = str(octave)


def _notations(note: Element, sign: Sign, *, has_bracket: bool) -> None:
    ties = [kind for kind, is_tied in (("stop", sign.is_tied_before), ("start", sign.is_tied_after)) if is_tied]
    brackets = [
        kind for kind, is_there in (("start", sign.is_first), ("stop", sign.is_last)) if is_there and has_bracket
    ]
    if not ties and not brackets:
        return
    notations = SubElement(note, "notations")
    for kind in ties:
        SubElement(notations, "tied", type=kind)
    for kind in brackets:
        SubElement(notations, "tuplet", type=kind)


def _plain(text: str) -> str:
    """Return a text without characters that XML does not hold."""
    return "".join(c if c.isprintable() else " " for c in text).strip()
