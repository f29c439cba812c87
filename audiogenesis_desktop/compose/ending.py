"""The last chord: planned, not cut. Every instrument comes to rest on the tonic at the last downbeat."""

from collections.abc import Mapping

from audiogenesis_desktop.plan.plan import Part, Plan
from audiogenesis_desktop.score.score import Note
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.instruments import CLASSES

_KICK, _CRASH = 36, 49


def last_chord(plan: Plan, last_pitches: Mapping[int, int], *, velocity: int) -> list[tuple[int, Note]]:
    """Return (track id, note) of the last chord, held from the last downbeat to the release.

    `last_pitches` gives the pitch that each track ended on, so that its line goes on from there; the lowest
    voice has the root, the highest line the root too, so that the key is beyond doubt.
    """
    final = plan.chords[-1]
    chord = Chord(final.root, final.quality)
    playing = [part for part in plan.parts if part.track_id in plan.active[-1]]
    notes = []
    for part in playing:
        for pitch in _voicing(part, chord, last_pitches.get(part.track_id), is_alone=len(playing) == 1):
            length = plan.release_tick - plan.last_downbeat_tick
            notes.append((part.track_id, Note(plan.last_downbeat_tick, pitch, length, velocity)))
    return sorted(notes, key=lambda entry: entry[1])


def _voicing(part: Part, chord: Chord, near: int | None, *, is_alone: bool) -> list[int]:
    if part.instrument.is_drums:
        return [_KICK, _CRASH]
    low, high = part.instrument.pitch_range
    voices = CLASSES[part.instrument.class_index].voices
    near = near if near is not None else (low + high) // 2
    if voices <= 2:
        return [_nearest((chord.root,), near, low, high)]
    bottom = _nearest((chord.root,), min(near - 7, 57), low, high)
    tones = sorted(p for p in range(bottom, min(high, bottom + 25) + 1) if p % 12 in chord.tones)
    close = [bottom, *(p for p in tones if p >= bottom + 7)][: min(voices, 4)]
    return close if len(close) > 2 or not is_alone else tones[:4]


def _nearest(classes: tuple[int, ...], pitch: int, low: int, high: int) -> int:
    fitting = [p for p in range(low, high + 1) if p % 12 in classes]
    return min(fitting, key=lambda p: abs(p - pitch))
