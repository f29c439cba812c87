"""Endings: what each part plays on the final downbeat, where the last chord is."""

from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note
from audiogenesis_desktop.style.drums import KEYS
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.instruments import CLASSES, Instrument
from audiogenesis_desktop.training.styles.human import folded
from audiogenesis_desktop.training.styles.voicing import candidates


def final_notes(
    role: str,
    notes: list[Note],
    instrument: Instrument,
    chord: Chord,
    *,
    start: int,
    bar_ticks: int,
    level: float,
    is_stopped: bool = False,
) -> list[Note]:
    """Return a part's last notes at `start`, near where it last played: the root of the last chord, its triad or a
    last stroke. They ring for the bar, or are stopped at once.
    """
    velocity = max(30, min(112, round(level)))
    held = TICKS_PER_BEAT // 2 if is_stopped else bar_ticks - TICKS_PER_BEAT // 4
    if role == "drums":
        return _last_stroke(notes, instrument, chord.root, start=start, velocity=velocity)
    recent = [note.pitch for note in notes if note.start_tick >= start - 2 * bar_ticks] or [60]
    near = sum(recent) / len(recent)
    if role in ("bass", "melody"):
        pitch = folded(_nearest(near, chord.root), *instrument.pitch_range)
        return [Note(start, pitch, held, velocity)]
    return [Note(start, pitch, held, velocity) for pitch in _chord(near, recent, instrument, chord)]


def _last_stroke(notes: list[Note], instrument: Instrument, tonic: int, *, start: int, velocity: int) -> list[Note]:
    if not instrument.is_drums:
        low = instrument.pitch_range[0]
        return [Note(start, low + (tonic - low) % 12, 480, velocity)]
    used = {note.pitch for note in notes}
    keys = [KEYS["kick"]] if KEYS["kick"] in used else []
    if KEYS["crash"] in used or KEYS["ride"] in used:
        keys.append(KEYS["crash"])
    if not keys and used:
        keys = [max(used, key=lambda pitch: sum(note.pitch == pitch for note in notes))]
    return [Note(start, pitch, 960, velocity) for pitch in keys]


def _chord(near: float, recent: list[int], instrument: Instrument, chord: Chord) -> tuple[int, ...]:
    low, high = instrument.pitch_range
    voices = min(CLASSES[instrument.class_index].voices, 4, max(1, len(set(recent))))
    tones = chord.tones[:3]
    if voices == 1:
        return (folded(_nearest(near, chord.root), low, high),)
    register = (max(low, round(near) - 14), min(high, round(near) + 14))
    options = candidates(tones[:1] + tones[1:2] if voices == 2 else tones, register, voices)
    return min(options, key=lambda v: abs(sum(v) / len(v) - near) + 2 * (v[0] % 12 != chord.root))


def _nearest(pitch: float, pitch_class: int) -> int:
    base = round(pitch)
    return min((p for p in range(base - 6, base + 7) if p % 12 == pitch_class), key=lambda p: abs(p - pitch))
