"""Roles: what a part is for, and which role each track of a score seems to have where nobody told."""

from collections.abc import Mapping
from itertools import pairwise
from statistics import fmean, median

from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Score, Track
from audiogenesis_desktop.style.drums import KEYS
from audiogenesis_desktop.theory.instruments import CLASSES, class_of

ROLES = ("drums", "percussion", "bass", "chords", "figure", "pad", "lead", "second voice", "effect")
"""Drums keep the time, percussion adds to it; chords are struck, a figure breaks them, a pad holds them; an effect is
what no line is: rolls, risers."""

TUNES = ("lead", "second voice")

_BASS_CLASSES = ("acoustic bass", "electric bass", "synth bass")
_LOW = 50  # below this mean pitch a line is a bass
_TOGETHER = 1.7  # notes an onset from which a part plays chords
_HELD_TICKS = 2.2 * TICKS_PER_BEAT
_STEPWISE = 0.3  # share of steps from which a quick line is a tune
_MOMENT_TICKS = 60  # what begins within so much begins together
_LONG_TICKS = 3 * TICKS_PER_BEAT  # a line beside the lead whose notes are so long is a pad
_WITH_LEAD = 0.7  # share of a quick line's moments that the lead has, from which it is its second voice
_APART = 0.4  # and share of a slow line's moments
_SELDOM = 0.125  # of the beats that the kit plays
_TIME_KEYS = (KEYS["kick"], KEYS["snare"])
_BUSY = 4  # strokes a beat
_CYMBAL_KEYS = tuple(KEYS[name] for name in ("hat", "pedal", "open", "ride"))
_MOVING_A_BEAT = 1.6  # notes a beat, while it plays, from which a line is a figure


def roles_of(score: Score) -> Mapping[int, str]:
    """Return a role for each track that has notes, by its id: a guess by instrument, register, texture and pace."""
    playing = [track for track in score.tracks if track.notes]
    roles = {track.id: _role(track) for track in playing}
    _tell_drums_apart([track for track in playing if roles[track.id] == "drums"], roles)
    _tell_lines_apart([track for track in playing if roles[track.id] in ("lead", "figure")], roles)
    return roles


def _tell_drums_apart(drums: list[Track], roles: dict[int, str]) -> None:
    """Let one kit keep the time, the one with kick and snare, or else the loudest; the others add to it."""
    if not drums:
        return
    main = max(drums, key=lambda track: (_time_strokes(track), _mean(track, "velocity")))
    for track in drums:
        if not _time_strokes(track) and (track is not main or not _keeps_time(track)):
            roles[track.id] = "percussion"
        elif track is not main and _is_seldom(track, main):
            roles[track.id] = "effect"


def _time_strokes(track: Track) -> int:
    return sum(note.pitch in _TIME_KEYS for note in track.notes)


def _keeps_time(track: Track) -> bool:
    """Return whether drums without kick and snare keep the time alone: on cymbals, or with many hands."""
    is_busy = len(track.notes) >= _BUSY * len(_beats(track))
    return is_busy or any(note.pitch in _CYMBAL_KEYS for note in track.notes)


def _is_seldom(track: Track, main: Track) -> bool:
    """Return whether drums play a few rolls of what another kit has all the time."""
    own, others = {note.pitch for note in track.notes}, {note.pitch for note in main.notes}
    return own <= others and len(_beats(track)) < _SELDOM * len(_beats(main))


def _tell_lines_apart(lines: list[Track], roles: dict[int, str]) -> None:
    """Let the highest and loudest tune lead: a quick tune moves by steps, a figure by leaps."""
    tunes = [track for track in lines if roles[track.id] == "lead" or _share_of_steps(track) > _STEPWISE]
    if not tunes:
        return
    lead = max(tunes, key=lambda track: _mean(track, "pitch") + _mean(track, "velocity"))
    struck = _moments(lead)
    for track in lines:
        roles[track.id] = "lead" if track is lead else _beside(track, struck, roles[track.id])


def _beside(track: Track, struck: set[int], role: str) -> str:
    """Return the role of a line beside the lead: held, together with it, or with a pulse of its own."""
    if median(note.length_ticks for note in track.notes) >= _LONG_TICKS:
        return "pad"
    together = len(struck & _moments(track)) / len(_moments(track))
    return "second voice" if together > (_WITH_LEAD if role == "figure" else _APART) else "figure"


def _moments(track: Track) -> set[int]:
    return {round(note.start_tick / _MOMENT_TICKS) for note in track.notes}


def _beats(track: Track) -> set[int]:
    return {note.start_tick // TICKS_PER_BEAT for note in track.notes}


def _mean(track: Track, field: str) -> float:
    return fmean(getattr(note, field) for note in track.notes)


def _share_of_steps(track: Track) -> float:
    moves = [abs(b.pitch - a.pitch) for a, b in pairwise(track.notes)]
    return sum(0 < move <= 2 for move in moves) / max(1, len(moves))


def _role(track: Track) -> str:
    name = CLASSES[class_of(track.program, track.is_drums)].name
    if name == "drums":
        return "drums"
    if name == "percussion":
        return "percussion"
    moments = len(_moments(track))
    is_chordal = len(track.notes) / moments >= _TOGETHER
    if name in _BASS_CLASSES or (_mean(track, "pitch") < _LOW and not is_chordal):
        return "bass"
    if is_chordal:
        return "pad" if median(note.length_ticks for note in track.notes) >= _HELD_TICKS else "chords"
    return "figure" if moments / len(_beats(track)) >= _MOVING_A_BEAT else "lead"
