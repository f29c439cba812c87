"""What each wish is measured by, in one track and some bars."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note, Score
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.energy import section_energy

_SIXTEENTH = TICKS_PER_BEAT // 4
_OFF_BEAT, _WEAK_BEAT = 0.25, 0.1


def measured(score: Score, track_id: int, plan: Plan, bars: range) -> dict[str, float]:
    """Return the measure of each of `plan.wishes.DEGREES`, nan where there is too little to measure."""
    bar_ticks = plan.meter.bar_ticks
    start, end = bars.start * bar_ticks, bars.stop * bar_ticks
    notes = [note for note in score.track(track_id).notes if start <= note.start_tick < end]
    beats = (end - start) / TICKS_PER_BEAT
    onsets = sorted({note.start_tick for note in notes})
    if not notes:
        return {"density": 0.0, **dict.fromkeys(_OTHERS, float("nan"))}
    clock = TempoMap(score.tempi)
    seconds = max(1e-6, clock.seconds(end) - clock.seconds(start))
    loudness = float(np.mean([note.velocity for note in notes]))
    return {
        "density": len(onsets) / beats,
        "height": float(np.mean([note.pitch for note in notes])),
        "syncopation": _syncopation(onsets, bar_ticks),
        "leaps": _leaps(notes),
        "voices": len(notes) / len(onsets),
        "loudness": loudness,
        "repetition": _repetition(notes, bar_ticks, bars),
        "strictness": _chord_tones(notes, plan),
        "energy": section_energy(loudness, len(notes) / seconds),
    }


_OTHERS = ("height", "syncopation", "leaps", "voices", "loudness", "repetition", "strictness", "energy")


def _syncopation(onsets: Sequence[int], bar_ticks: int) -> float:
    """Return how syncopated onsets are, 0..1: fully where they lie off the beat and leave the next beat empty.

    That is syncopation (Longuet-Higgins and Lee 1984); what runs on over the beat counts a quarter, weak beats a tenth.
    """
    following = [*onsets[1:], onsets[-1] + 2 * TICKS_PER_BEAT]
    return float(np.mean([_weight(a, b, bar_ticks) for a, b in zip(onsets, following, strict=True)]))


def _weight(tick: int, following: int, bar_ticks: int) -> float:
    beat = -(-tick // TICKS_PER_BEAT) * TICKS_PER_BEAT
    if beat == tick:
        return 0.0 if tick % bar_ticks in (0, bar_ticks // 2) else _WEAK_BEAT
    return 1.0 if following > beat else _OFF_BEAT


def _leaps(notes: Sequence[Note]) -> float:
    tops: dict[int, int] = {}
    for note in notes:
        tops[note.start_tick] = max(note.pitch, tops.get(note.start_tick, 0))
    line = [tops[tick] for tick in sorted(tops)]
    return float(np.mean([abs(b - a) for a, b in pairwise(line)])) if len(line) > 1 else float("nan")


def _repetition(notes: Sequence[Note], bar_ticks: int, bars: range) -> float:
    """Return the mean of Dice's coefficient of each bar and the one before, by sixteenth and pitch."""
    by_bar: dict[int, set[tuple[int, int]]] = {bar: set() for bar in bars}
    for note in notes:
        bar, within = divmod(note.start_tick, bar_ticks)
        by_bar[bar].add((round(within / _SIXTEENTH), note.pitch))
    found = [
        2 * len(by_bar[a] & by_bar[b]) / (len(by_bar[a]) + len(by_bar[b]))
        for a, b in pairwise(bars)
        if by_bar[a] or by_bar[b]
    ]
    return float(np.mean(found)) if found else float("nan")


def _chord_tones(notes: Sequence[Note], plan: Plan) -> float:
    inside = total = 0
    for note in notes:
        chord = next((c for c in plan.chords if c.tick <= note.start_tick < c.tick + c.length_ticks), None)
        if chord is not None:
            total += 1
            inside += note.pitch % 12 in Chord(chord.root, chord.quality).tones
    return inside / total if total else float("nan")
