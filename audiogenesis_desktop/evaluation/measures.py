"""All measures of coherence at once, what each is called, and when a piece has failed."""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields

from audiogenesis_desktop.evaluation import coherence
from audiogenesis_desktop.evaluation.bootstrap import Figure, figure
from audiogenesis_desktop.evaluation.patterns import compression_ratio
from audiogenesis_desktop.evaluation.structure import structure_indicators
from audiogenesis_desktop.score.score import Score

_STUCK_BARS, _LOOP_BARS, _HELD_BARS, _COPIED_BARS = 8, 4, 8, 3


@dataclass(frozen=True, slots=True)
class Coherence:
    """What one piece measures; NaN where it has nothing to measure. Each field is told in its function."""

    notes: float
    compression_ratio: float
    structure_short: float
    structure_mid: float
    structure_long: float
    grooving_similarity: float
    pitch_class_entropy_1_bar: float
    pitch_class_entropy_4_bars: float
    scale_consistency: float
    chord_tones_planned: float
    chord_tones_heard: float
    empty_bar_rate: float
    stuck_pitch_bars: float
    one_pitch_bars: float
    longest_note_bars: float
    copied_bars: float


# Beside each figure in the report, for a reader who meets it for the first time.
MEANINGS = {
    "notes": "how many, drums too; the compression ratio grows with them",
    "compression_ratio": "how far repeated patterns tell the piece (COSIATEC); 1 is none",
    "structure_short": "how well 3 to 8 seconds of it recur, 0 to 1",
    "structure_mid": "the same for 8 to 15 seconds",
    "structure_long": "the same for 15 seconds and more",
    "grooving_similarity": "how alike the bars' rhythms are, 0 to 1",
    "pitch_class_entropy_1_bar": "bits; how many pitch classes a bar spreads over",
    "pitch_class_entropy_4_bars": "the same for four bars",
    "scale_consistency": "share of notes in the scale that fits best",
    "chord_tones_planned": "share of notes on strong beats that are tones of the planned chord",
    "chord_tones_heard": "the same for the chord that the notes make",
    "empty_bar_rate": "share of bars in which nothing sounds",
    "stuck_pitch_bars": "longest stretch in which a track repeats one key alone",
    "one_pitch_bars": "longest stretch in which the whole piece does",
    "longest_note_bars": "how long the longest note sounds",
    "copied_bars": "longest exact copy, in any key, of another piece in the folder of real music",
}


def measure(score: Score, *, copied_bars: float = math.nan) -> Coherence:
    """Return all measures of a piece; planned chords are judged if the Score has chords."""
    short, mid, long = structure_indicators(score)
    return Coherence(
        notes=score.note_count,
        compression_ratio=compression_ratio(score),
        structure_short=short,
        structure_mid=mid,
        structure_long=long,
        grooving_similarity=coherence.grooving_similarity(score),
        pitch_class_entropy_1_bar=coherence.pitch_class_entropy(score, bars=1),
        pitch_class_entropy_4_bars=coherence.pitch_class_entropy(score, bars=4),
        scale_consistency=coherence.scale_consistency(score),
        chord_tones_planned=coherence.chord_tone_ratio(score, score.chords),
        chord_tones_heard=coherence.chord_tone_ratio(score, coherence.half_bar_chords(score)),
        empty_bar_rate=coherence.empty_bar_rate(score),
        stuck_pitch_bars=coherence.stuck_pitch_bars(score),
        one_pitch_bars=coherence.one_pitch_bars(score),
        longest_note_bars=coherence.longest_note_bars(score),
        copied_bars=copied_bars,
    )


def figures(measured: Sequence[Coherence]) -> dict[str, Figure]:
    """Return the mean of each measure over pieces, by name, with its interval and spread."""
    columns = zip(*map(astuple, measured), strict=True)
    return {field.name: figure(column) for field, column in zip(fields(Coherence), columns, strict=False)}


def faults(one: Coherence) -> list[str]:
    """Return in words how a piece fails, by limits of our own; a good piece has none."""
    checks = {
        "it has bars in which nothing sounds": one.empty_bar_rate > 0,
        f"a track repeats one key alone for {one.stuck_pitch_bars:.0f} bars": one.stuck_pitch_bars >= _STUCK_BARS,
        f"it loops on one pitch for {one.one_pitch_bars:.0f} bars": one.one_pitch_bars >= _LOOP_BARS,
        f"a note sounds for {one.longest_note_bars:.0f} bars": one.longest_note_bars > _HELD_BARS,
        f"{one.copied_bars:.0f} bars are copied exactly": one.copied_bars >= _COPIED_BARS,
    }
    return [words for words, is_so in checks.items() if is_so]
