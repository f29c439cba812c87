"""The ablations: each takes away what it says, and nothing that a file needs."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.evaluation.systems import (
    ABLATIONS,
    BAND_ABLATIONS,
    FULL,
    MEANINGS,
    ONE_TAKE,
    ablations,
    load_composers,
    plain,
    shuffled,
)
from audiogenesis_desktop.network.checkpoint import save_checkpoint
from audiogenesis_desktop.network.lstm import NoteLSTM
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.training.baseline_recipe import Recipe, shape_of

BRIEF = Brief("", key=Key(3, "major"), length_seconds=12.0, instruments=("piano", "flute", "drums"), tempo_bpm=110.0)


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "tiny.safetensors"
    torch.manual_seed(1)
    save_checkpoint(NoteLSTM(shape_of(Recipe(width=16, hidden=16, layers=1))), path, about={})
    return path


def test_without_masks_notes_leave_the_scale_but_not_the_piece(checkpoint: Path) -> None:
    plan = make_plan(replace(BRIEF, length_seconds=40.0), 1)
    composers = load_composers(checkpoint)
    held, free = (compose_score(composers[name], BRIEF, plan, seed=1) for name in (FULL, "masks off"))

    def outside(score) -> float:
        pitches = [
            n.pitch % 12
            for t in score.tracks
            if not t.is_drums
            for n in t.notes
            if n.start_tick < plan.last_downbeat_tick
        ]
        return float(np.mean([p not in BRIEF.key.scale for p in pitches]))

    assert outside(free) > 0.2 > outside(held)
    notes = [note for track in free.tracks for note in track.notes]
    assert len(notes) > 5 and max(note.end_tick for note in notes) <= plan.length_ticks
    assert all(0 <= note.pitch <= 127 for note in notes)


def test_a_network_that_knows_nothing_keeps_the_plan_all_the_same(checkpoint: Path) -> None:
    plan = make_plan(BRIEF, 1)
    score = compose_score(load_composers(checkpoint)["no network"], BRIEF, plan, seed=1)
    assert all(track.notes for track in score.tracks)


def test_every_system_is_reported() -> None:
    assert set(MEANINGS) == {FULL, ONE_TAKE, *ABLATIONS, *BAND_ABLATIONS}


def test_what_can_be_taken_away_depends_on_the_checkpoint(checkpoint: Path) -> None:
    assert ablations(checkpoint) == ABLATIONS


def test_shuffled_briefs_are_all_anothers() -> None:
    briefs = [Brief(str(i)) for i in range(9)]
    others = shuffled(briefs)
    assert sorted(b.prompt for b in others) == sorted(b.prompt for b in briefs)
    assert all(a.prompt != b.prompt for a, b in zip(briefs, others, strict=True))


def test_a_brief_can_go_to_another_process() -> None:
    import pickle

    brief = BRIEF.with_fields("said", tempo_bpm=90.0)
    assert pickle.loads(pickle.dumps(plain(brief))).origin("tempo_bpm") == "said"
    assert plain(brief) == replace(brief, origins=dict(brief.origins), spans={})
