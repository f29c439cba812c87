"""Roles: what a part is for, and which role each track of a score seems to have where nobody told."""

from collections import Counter
from collections.abc import Mapping
from statistics import mean, median

from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Score, Track
from audiogenesis_desktop.theory.instruments import CLASSES, class_of

ROLES = ("drums", "percussion", "bass", "chords", "figure", "pad", "lead", "second voice", "effect")
"""Drums keep the time, percussion adds to it; chords are struck, a figure breaks them, a pad holds them; an effect is
what no line is: rolls, risers."""

_BASS_CLASSES = ("acoustic bass", "electric bass", "synth bass")
_LOW = 50  # below this mean pitch a line is a bass
_TOGETHER = 1.7  # notes an onset from which a part plays chords
_HELD_TICKS = 1.8 * TICKS_PER_BEAT
_MOVING_A_BEAT = 1.6  # notes a beat, while it plays, from which a line is a figure


def roles_of(score: Score) -> Mapping[int, str]:
    """Return a role for each track that has notes, by its id: a guess by instrument, register, texture and pace."""
    playing = [track for track in score.tracks if track.notes]
    roles = {track.id: _role(track) for track in playing}
    lines = [track for track in playing if roles[track.id] == "lead"]
    if lines:
        highest = max(lines, key=lambda track: mean(note.pitch for note in track.notes))
        roles.update({track.id: "second voice" for track in lines if track is not highest})
    return roles


def _role(track: Track) -> str:
    name = CLASSES[class_of(track.program, track.is_drums)].name
    if name == "drums":
        return "drums"
    if name == "percussion":
        return "percussion"
    if name in _BASS_CLASSES or mean(note.pitch for note in track.notes) < _LOW:
        return "bass"
    onsets = Counter(round(note.start_tick / 60) for note in track.notes)
    if len(track.notes) / len(onsets) >= _TOGETHER:
        return "pad" if median(note.length_ticks for note in track.notes) >= _HELD_TICKS else "chords"
    beats = {note.start_tick // TICKS_PER_BEAT for note in track.notes}
    return "figure" if len(onsets) / len(beats) >= _MOVING_A_BEAT else "lead"
