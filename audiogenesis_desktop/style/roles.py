"""Roles: what a part is for, and which role each track of a score seems to have where nobody told."""

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from statistics import mean, median

from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Score, Track
from audiogenesis_desktop.style.drums import KEYS
from audiogenesis_desktop.theory.instruments import CLASSES, class_of

ROLES = ("drums", "percussion", "bass", "chords", "figure", "pad", "lead", "second voice", "effect")
"""Drums keep the time, percussion adds to it; chords are struck, a figure breaks them, a pad holds them; an effect is
what no line is: rolls, risers."""

_BASS_CLASSES = ("acoustic bass", "electric bass", "synth bass")
_LOW = 50  # below this mean pitch a line is a bass
_TOGETHER = 1.7  # notes an onset from which a part plays chords
_HELD_TICKS = 1.8 * TICKS_PER_BEAT
_STEPWISE = 0.35  # share of steps from which a quick line is a tune
_TIME_KEYS = (KEYS["kick"], KEYS["snare"])
_MOVING_A_BEAT = 1.6  # notes a beat, while it plays, from which a line is a figure


def roles_of(score: Score) -> Mapping[int, str]:
    """Return a role for each track that has notes, by its id: a guess by instrument, register, texture and pace."""
    playing = [track for track in score.tracks if track.notes]
    roles = {track.id: _role(track) for track in playing}
    _tell_drums_apart([track for track in playing if roles[track.id] == "drums"], roles)
    lines = [track for track in playing if roles[track.id] == "lead"]
    if not lines:  # a quick tune moves by steps, a figure by leaps
        lines = [t for t in playing if roles[t.id] == "figure" and _share_of_steps(t) > _STEPWISE]
    if lines:
        highest = max(lines, key=lambda track: mean(note.pitch for note in track.notes))
        roles.update({track.id: "second voice" for track in lines if track is not highest})
        roles[highest.id] = "lead"
    return roles


def _tell_drums_apart(drums: list[Track], roles: dict[int, str]) -> None:
    """Let one kit keep the time, the one with kick and snare; the others add to it."""
    for track in drums:
        if any(_beats_time(other) for other in drums) and not _beats_time(track):
            roles[track.id] = "percussion"


def _beats_time(track: Track) -> bool:
    return any(note.pitch in _TIME_KEYS for note in track.notes)


def _share_of_steps(track: Track) -> float:
    moves = [abs(b.pitch - a.pitch) for a, b in pairwise(track.notes)]
    return sum(0 < move <= 2 for move in moves) / max(1, len(moves))


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
