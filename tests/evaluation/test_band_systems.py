"""The band's ablations: each takes away what it says, and no more."""

from pathlib import Path

import numpy as np
import pytest
import torch

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.compose.copies import NOTHING_KNOWN
from audiogenesis_desktop.compose.loading import checked_hash
from audiogenesis_desktop.compose.players.flags import Hearing
from audiogenesis_desktop.compose.players.rows import FLAGS_SIZE, KNOWN_ROWS, TABLE_ROWS
from audiogenesis_desktop.compose.players.setting import TEXT_SIZE, Band, band_of, brief_facts, facts_size
from audiogenesis_desktop.compose.players.vocabulary import FIELD_SIZES, VERSION
from audiogenesis_desktop.errors import BadInput, MissingPart
from audiogenesis_desktop.evaluation.band_systems import (
    TERMS,
    groove_hidden,
    load_bands,
    nobody_heard,
    style_hidden,
)
from audiogenesis_desktop.evaluation.systems import BAND_ABLATIONS, FULL, ablations, load_composers
from audiogenesis_desktop.network.checkpoint import as_checkpoint
from audiogenesis_desktop.network.players import PlayersLSTM, PlayersShape
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.theory.keys import Key

STYLES = ("house", "waltz")
BRIEF = Brief("", key=Key(3, "major"), length_seconds=20.0, tempo_bpm=124.0, style=(("house", 1.0),))


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("band") / "tiny.safetensors"
    torch.manual_seed(1)
    shape = PlayersShape(
        VERSION,
        table_rows=TABLE_ROWS,
        known_rows=KNOWN_ROWS,
        flags=FLAGS_SIZE,
        facts=facts_size(STYLES),
        text=TEXT_SIZE,
        fields=FIELD_SIZES,
        styles=STYLES,
        width=16,
        hidden=24,
        head=16,
    )
    path.write_bytes(as_checkpoint(PlayersLSTM(shape), about={}))
    return path


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(BRIEF, 1)


@pytest.fixture(scope="module")
def composed(checkpoint: Path, plan: Plan) -> dict[str, Score]:
    bands = load_bands(checkpoint, known=NOTHING_KNOWN)
    return {name: compose_score(band, BRIEF, plan, seed=1) for name, band in bands.items()}


def band(plan: Plan) -> Band:
    return band_of(plan, facts=brief_facts(BRIEF, plan, styles=STYLES))


def _pitched(score: Score, plan: Plan) -> list[int]:
    end = plan.last_downbeat_tick
    return [n.pitch for t in score.tracks if not t.is_drums for n in t.notes if n.start_tick < end]


def test_a_players_checkpoint_serves_every_system(checkpoint: Path) -> None:
    composers = load_composers(checkpoint)
    assert ablations(checkpoint) == BAND_ABLATIONS
    assert set(composers) == {FULL, *BAND_ABLATIONS} - {"parser off", "text shuffled"}  # those are other Briefs
    assert len({composer.model_hash for composer in composers.values()}) == 1


def test_a_checkpoint_of_either_vocabulary_is_named_by_its_hash(checkpoint: Path, tmp_path: Path) -> None:
    assert checked_hash(checkpoint) == load_composers(checkpoint)[FULL].model_hash
    (tmp_path / "broken.safetensors").write_bytes(b"nothing")
    with pytest.raises(BadInput):
        checked_hash(tmp_path / "broken.safetensors")
    with pytest.raises(MissingPart):
        checked_hash(tmp_path / "gone.safetensors")


def test_the_style_alone_is_hidden(plan: Plan) -> None:
    told = band(plan)
    facts = style_hidden(told, STYLES).facts
    changed = np.flatnonzero(facts != told.facts)
    assert told.facts[12] == 1.0 and changed.tolist() == [12]


def test_the_groove_alone_is_hidden(plan: Plan) -> None:
    told = band(plan)
    hidden = groove_hidden(told, STYLES)
    assert any(len(player.groove) for player in told.players)
    assert not any(len(player.groove) for player in hidden.players)
    assert [p.playing.tolist() for p in hidden.players] == [p.playing.tolist() for p in told.players]


def test_nobody_is_heard(plan: Plan) -> None:
    told = band(plan)
    assert set(nobody_heard(told, 1)) == {Hearing.NOT} and len(nobody_heard(told, 1)) == len(told.players)


def test_what_is_withheld_changes_the_music(composed: dict[str, Score]) -> None:
    for name in TERMS:
        assert composed[name].tracks != composed[FULL].tracks, name


def test_without_masks_players_leave_the_scale_but_not_the_piece(composed: dict[str, Score], plan: Plan) -> None:
    scale = Key(3, "major").scale

    def outside(score: Score) -> float:
        return float(np.mean([pitch % 12 not in scale for pitch in _pitched(score, plan)]))

    free = composed["masks off"]
    assert outside(free) > 0.2 > outside(composed[FULL])
    notes = [note for track in free.tracks for note in track.notes]
    assert max(note.end_tick for note in notes) <= plan.length_ticks
    assert all(0 <= note.pitch <= 127 for note in notes)


def test_a_network_that_knows_nothing_keeps_plan_and_masks(composed: dict[str, Score], plan: Plan) -> None:
    noise = composed["no network"]
    assert all(track.notes for track in noise.tracks)
    assert noise.length_ticks == plan.length_ticks
