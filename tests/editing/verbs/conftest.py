"""A short piece, and whoever can work on it: with random weights, as what verbs promise holds whatever is proposed."""

from dataclasses import replace

import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.editing.verbs.work import Work
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.theory.keys import Key
from tests.compose.conftest import untrained_band, untrained_band_knowing  # noqa: F401

BRIEF = Brief(
    instruments=("piano", "fingered bass", "drums", "flute"),
    key=Key(2, "major"),
    tempo_bpm=120.0,
    length_seconds=17.0,
    style=(("pop ballad", 1.0),),
)


@pytest.fixture(scope="session")
def piece(untrained_band):  # noqa: F811
    """Return a piece of eight bars and a last chord."""
    return compose_score(untrained_band, BRIEF, make_plan(BRIEF, 1), seed=1)


@pytest.fixture
def work(untrained_band, piece):  # noqa: F811
    return Work(piece, BRIEF, untrained_band, 3)


@pytest.fixture
def locked(work):
    """Return the work on the piece with its bass locked."""
    tracks = tuple(replace(track, is_locked="bass" in track.name.lower()) for track in work.score.tracks)
    return replace(work, score=replace(work.score, tracks=tracks))
