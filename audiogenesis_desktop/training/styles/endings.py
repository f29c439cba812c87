"""Endings: what each part plays on the final downbeat, where the last chord is; smaller than what came before it.

One part has the whole chord; beside it the bass has the root, others a note each, and drums what the ending asks for.
"""

from collections.abc import Collection

from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note
from audiogenesis_desktop.style.drums import KEYS
from audiogenesis_desktop.style.registers import CHORDAL
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.instruments import CLASSES, Instrument
from audiogenesis_desktop.training.styles.human import folded
from audiogenesis_desktop.training.styles.voicing import candidates

STRUCK = ("stop", "fill")
"""Endings in which all hit together; in the others the last chord is let ring."""

_LOUD = {"ring": 0.85, "stop": 1.08, "thin": 0.75, "slow": 0.72, "fill": 1.25, "fade": 0.4}
_BESIDE = 0.82  # how loud a note is beside the whole chord
_DRUMS = ("drums", "percussion", "effect")
_CYMBALS = ("ride", "crash", "splash", "triangle")


def final_notes(
    role: str,
    notes: list[Note],
    instrument: Instrument,
    chord: Chord,
    *,
    start: int,
    bar_ticks: int,
    level: float,
    ending: str = "ring",
    carries: bool = True,
) -> list[Note]:
    """Return a part's last notes at `start`, near where it last played; none where it keeps silent.

    `carries` tells of the part that has the whole chord. `level` is the velocity that the part is played at.
    """
    loud = level * _LOUD[ending] * (1.0 if carries or role == "bass" else _BESIDE)
    velocity = max(24, min(118, round(loud)))
    if role in _DRUMS:
        return _last_stroke(role, notes, instrument, chord.root, start=start, velocity=velocity, ending=ending)
    if ending in STRUCK and role == "pad" and not carries:
        return []  # what sustains has no part in a hit
    recent = [note.pitch for note in notes if note.start_tick >= start - 2 * bar_ticks] or [60]
    pitches = _pitches(role, recent, instrument, chord, carries=carries)
    held = _held(ending, bar_ticks)
    return [Note(start, pitch, held, velocity) for pitch in pitches]


def _held(ending: str, bar_ticks: int) -> int:
    if ending == "stop":
        return TICKS_PER_BEAT // 2
    return TICKS_PER_BEAT if ending == "fill" else bar_ticks - TICKS_PER_BEAT // 4


def _pitches(role: str, recent: list[int], instrument: Instrument, chord: Chord, *, carries: bool) -> tuple[int, ...]:
    """Return the whole chord of who carries it, of a second voice a third or a fifth, of all others the root."""
    near = sum(recent) / len(recent)
    if role in CHORDAL and carries:
        return _chord(near, recent, instrument, chord)
    wanted = chord.tones[1:3] if role == "second voice" else (chord.root,)
    pitch = min((_nearest(near, tone) for tone in wanted), key=lambda p: abs(p - near))
    return (folded(pitch, *instrument.pitch_range),)


def _last_stroke(
    role: str, notes: list[Note], instrument: Instrument, tonic: int, *, start: int, velocity: int, ending: str
) -> list[Note]:
    if role == "effect" or ending == "fade":
        return []
    if not instrument.is_drums:
        low = instrument.pitch_range[0]
        return [Note(start, low + (tonic - low) % 12, 480, velocity)]
    if role == "percussion" and ending not in STRUCK:
        return []
    used = {note.pitch for note in notes}
    keys = [KEYS[name] for name in _struck_last(used, ending)]
    if not keys and used:
        keys = [max(used, key=lambda pitch: sum(note.pitch == pitch for note in notes))]
    length = 240 if ending == "stop" else 960
    return [Note(start, key, length, velocity) for key in keys]


def _struck_last(used: Collection[int], ending: str) -> list[str]:
    """Return the drums of the last stroke: all that hits, a kick below a cymbal, or a cymbal alone."""
    has_kick, has_snare = (KEYS[name] in used for name in ("kick", "snare"))
    cymbal = next((name for name in _CYMBALS if KEYS[name] in used), "")
    if ending in STRUCK:
        hit = "crash" if has_snare or cymbal in ("ride", "crash") else cymbal
        return [name for name, is_hit in (("kick", has_kick), ("snare", ending == "stop" and has_snare)) if is_hit] + (
            [hit] if hit else []
        )
    if ending == "slow" and cymbal:
        return [cymbal]
    return [name for name in ("kick" if has_kick else "", cymbal) if name]


def _chord(near: float, recent: list[int], instrument: Instrument, chord: Chord) -> tuple[int, ...]:
    low, high = instrument.pitch_range
    voices = min(CLASSES[instrument.class_index].voices, 4, max(1, len(set(recent))))
    tones = chord.tones if voices > 3 else chord.tones[:3]
    if voices == 1:
        return (folded(_nearest(near, chord.root), low, high),)
    register = (max(low, round(near) - 14), min(high, round(near) + 14))
    options = candidates(tones[:1] + tones[1:2] if voices == 2 else tones, register, voices)
    return min(options, key=lambda v: abs(sum(v) / len(v) - near) + 2 * (v[0] % 12 != chord.root))


def _nearest(pitch: float, pitch_class: int) -> int:
    base = round(pitch)
    return min((p for p in range(base - 6, base + 7) if p % 12 == pitch_class), key=lambda p: abs(p - pitch))
