"""Mood is heard: what the shipped composer writes follows the energy and valence asked for, step by step."""

from dataclasses import replace

import numpy as np
import pytest

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.compose.loading import load_composer
from audiogenesis_desktop.plan.composer import Composer
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.theory.keys import Key

pytestmark = pytest.mark.slow

ENERGIES, SEEDS = (0.1, 0.5, 0.9), 6
VALENCES = (-0.8, 0.0, 0.8)


@pytest.fixture(scope="module")
def composer() -> Composer:
    return load_composer(paths.shipped_checkpoint())


def measures(composer: Composer, brief: Brief) -> tuple[float, float, float]:
    """Return notes a second, mean velocity and mean length in seconds."""
    pieces = [compose_score(composer, brief, make_plan(brief, seed), seed=seed) for seed in range(SEEDS)]
    notes = [note for piece in pieces for track in piece.tracks if not track.is_drums for note in track.notes]
    every = sum(piece.note_count for piece in pieces)
    return (
        every / SEEDS / brief.length_seconds,
        float(np.mean([n.velocity for n in notes])),
        float(np.mean([n.length_ticks for n in notes])) / 960 * 60 / brief.tempo_bpm,
    )


@pytest.mark.parametrize("players", [("piano",), ("piano", "strings", "fingered bass", "drums")], ids=["solo", "band"])
def test_more_energy_is_busier_louder_and_shorter(composer: Composer, players: tuple[str, ...]) -> None:
    base = Brief(instruments=players, only=True, length_seconds=15.0)
    briefs = [
        replace(base, energy=energy, density=0.15 + 0.65 * energy, tempo_bpm=70 + 80 * energy) for energy in ENERGIES
    ]
    rates, velocities, lengths = zip(*(measures(composer, brief) for brief in briefs), strict=True)
    # Who is there at all follows density, too, and of four players each is in some section whatever is asked.
    assert rates == tuple(sorted(rates)) and rates[-1] > (1.5 if len(players) == 1 else 1.4) * rates[0]
    assert velocities == tuple(sorted(velocities)) and velocities[-1] > velocities[0] + 8
    assert lengths == tuple(sorted(lengths, reverse=True))


def mean_pitch(composer: Composer, brief: Brief) -> float:
    """Return how high the upper tracks lie, each as much as the others."""
    pieces = [compose_score(composer, brief, make_plan(brief, seed), seed=seed) for seed in range(SEEDS)]
    upper = [track for piece in pieces for track in piece.tracks if not track.is_drums and "ass" not in track.name]
    return float(np.mean([np.mean([note.pitch for note in track.notes]) for track in upper]))


@pytest.mark.parametrize("players", [("piano",), ("flute", "harp"), ("piano", "strings", "fingered bass", "drums")])
def test_happier_is_higher(composer: Composer, players: tuple[str, ...]) -> None:
    keys = (Key(0, "major"), Key(2, "minor"))
    heights = []
    for valence in VALENCES:
        briefs = [Brief(instruments=players, only=True, length_seconds=15.0, valence=valence, key=key) for key in keys]
        heights.append(float(np.mean([mean_pitch(composer, brief) for brief in briefs])))
    assert heights == sorted(heights) and heights[-1] > heights[0] + 4
