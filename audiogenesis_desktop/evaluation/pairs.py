"""Mood, judged by pairs: two prompts that differ in one word; is the music that they bring ordered as the words are?"""

from dataclasses import dataclass

import numpy as np

from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.theory.energy import section_energy
from audiogenesis_desktop.theory.key_finding import key_scores

# Words for less and for more, of energy and of valence.
_WORDS = {
    "energy": (
        ("calm", "energetic"),
        ("gentle", "powerful"),
        ("sleepy", "exciting"),
        ("relaxed", "intense"),
        ("quiet", "driving"),
        ("peaceful", "aggressive"),
    ),
    "valence": (
        ("sad", "happy"),
        ("dark", "bright"),
        ("mournful", "joyful"),
        ("gloomy", "cheerful"),
        ("melancholic", "uplifting"),
        ("ominous", "playful"),
    ),
}
_CARRIERS = (
    "{} music",
    "{} piano music",
    "{} background music for a short film",
    "something {} with strings and piano",
    "{} music for an advert, 20 seconds",
    "a {} piece for guitar, bass and drums",
    "{} electronic music",
    "{} orchestral music for a documentary",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two prompts, the second with more of `quality`, "energy" or "valence"."""

    quality: str
    less: str
    more: str


def mood_pairs() -> list[Pair]:
    """Return every pair of words in every carrier, energy and valence by turns."""
    found = [
        Pair(quality, carrier.format(words[0]), carrier.format(words[1]))
        for carrier in _CARRIERS
        for each in zip(*([(q, w) for w in _WORDS[q]] for q in _WORDS), strict=True)
        for quality, words in each
    ]
    return found


def measured(score: Score) -> dict[str, float]:
    """Return a piece's energy and valence as its notes have them.

    Energy 0..1: half loudness, half notes a second, as training measures it. Valence: how much better the best
    major key fits than the best minor one (correlations with Krumhansl's profiles), and a third of the tempo's
    octaves above 100: mode and tempo are the strongest cues (Hevner 1937; Gabrielsson & Lindström 2010). Both are
    stand-ins for listeners.
    """
    notes = [note for track in score.tracks for note in track.notes]
    if not notes:
        return {"energy": 0.0, "valence": 0.0}
    clock, weights = TempoMap(score.tempi), np.zeros(12)
    for track in score.tracks:
        if not track.is_drums:
            for note in track.notes:
                weights[note.pitch % 12] += note.length_ticks
    fits = key_scores(weights).max(axis=1)
    seconds = max(1.0, clock.seconds(max(note.end_tick for note in notes)))
    loudness = float(np.mean([note.velocity for note in notes]))
    return {
        "energy": section_energy(loudness, len(notes) / seconds),
        "valence": float(fits[0] - fits[1]) + float(np.log2(score.tempi[0].bpm / 100)) / 3,
    }


def ordered(pair: Pair, less: Score, more: Score) -> float:
    """Return 1 if the second piece has more of what was asked for more of, else 0; 0.5 if both have as much."""
    here, there = measured(less)[pair.quality], measured(more)[pair.quality]
    return 0.5 if here == there else float(there > here)
