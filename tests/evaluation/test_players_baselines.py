"""Variants of the players' network on tiny data: each is told and hears what its name says, and all are set beside."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from audiogenesis_desktop.compose.players.flags import Hearing, usual_hearing
from audiogenesis_desktop.compose.players.playing import BandComposer
from audiogenesis_desktop.compose.players.terms import USUAL
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.evaluation import players_baselines
from audiogenesis_desktop.evaluation.band_variants import (
    FULL,
    MEANINGS,
    NOTES_ALONE,
    VARIANTS,
    NotesAlone,
    network_of,
)
from audiogenesis_desktop.evaluation.baselines_section import baselines
from audiogenesis_desktop.evaluation.bootstrap import Figure, figure
from audiogenesis_desktop.evaluation.players_baselines import Asked, VariantTraining, compare, main, recipe
from audiogenesis_desktop.network.players import PlayersBatch, PlayersLSTM
from audiogenesis_desktop.training.players.drawing import NOTHING_HIDDEN, Source, batch_of, draw_stretch, whole_part
from audiogenesis_desktop.training.players.packing import Packed, packed
from audiogenesis_desktop.training.players.pieces import written_piece
from audiogenesis_desktop.training.players.trainer import as_batch
from audiogenesis_desktop.training.styles import write

STYLES = ("house", "bossa")
SMALL = {name: replace(VARIANTS[name], hidden=16) for name in (FULL, "turns reversed", NOTES_ALONE)}


@pytest.fixture(scope="module")
def pack() -> Packed:
    pieces = [written_piece(write(style, 3), styles=STYLES) for style in STYLES]
    return packed(pieces, np.ones((2, 384), dtype=np.float32), styles=STYLES)


@pytest.fixture(scope="module")
def batch(pack: Packed) -> PlayersBatch:
    return as_batch(batch_of([[whole_part(pack, 0, part, longest=40)] for part in (0, 1)]))


def sources(pack: Packed, name: str) -> list[Source]:
    """Return the pieces as they are learned from by the full network and by a variant."""
    runs = (VariantTraining(pack, replace(VARIANTS[each], hidden=8), batches=4) for each in (FULL, name))
    return [run.sources[0] for run in runs]


def told(network: PlayersLSTM, batch: PlayersBatch) -> torch.Tensor:
    with torch.no_grad():
        return network(batch, network.initial_state(2))[0]


def test_turns_the_other_way_round_change_who_is_heard_now(pack: Packed) -> None:
    band = pack.piece(0).band
    reversed_band = VARIANTS["turns reversed"].terms.told(band, pack.styles)
    first, last = band.turns()[0], band.turns()[-1]
    assert reversed_band.turns() == band.turns()[::-1]
    assert reversed_band.players == band.players
    assert usual_hearing(band, last)[first] == Hearing.NOW
    assert usual_hearing(reversed_band, last)[first] == Hearing.THEN


def test_turns_are_drawn_alike_for_a_piece(pack: Packed) -> None:
    orders = {VARIANTS["turns drawn"].terms.told(pack.piece(1).band, pack.styles).turns() for _ in range(3)}
    assert len(orders) == 1
    assert sorted(orders.pop()) == list(range(len(pack.piece(1).band.players)))


@pytest.mark.parametrize("name", ["turns reversed", "all at once", "others not heard", "groove not told"])
def test_what_is_learned_and_measured_is_told_on_a_variants_terms(pack: Packed, name: str) -> None:
    terms = VARIANTS[name].terms
    band = pack.piece(0).band
    part = band.turns()[-1]
    usual, own = (whole_part(pack, 0, part, longest=60, terms=each) for each in (USUAL, terms))
    assert (usual.encoded.fields == own.encoded.fields).all()
    assert (usual.encoded.flags != own.encoded.flags).any()
    drawn = [draw_stretch([source], NOTHING_HIDDEN, seed=(1, 1), longest=60) for source in sources(pack, name)]
    assert (drawn[0].encoded.fields == drawn[1].encoded.fields).all()
    assert (drawn[0].encoded.flags != drawn[1].encoded.flags).any()


def test_the_notebooks_network_is_told_the_notes_before_alone(batch: PlayersBatch, pack: Packed) -> None:
    torch.manual_seed(0)
    shape = recipe(SMALL[NOTES_ALONE], batches=4).shape(STYLES)
    network, whole = network_of(SMALL[NOTES_ALONE], shape).eval(), network_of(SMALL[FULL], shape).eval()
    assert isinstance(network, NotesAlone) and not isinstance(whole, NotesAlone)
    steps = batch.steps.clone()
    steps[..., 4:] = steps[..., 4:].flip(0)
    other = batch._replace(
        part=batch.part.flip(0), facts=1 - batch.facts, flags=1 - batch.flags, text=-batch.text, steps=steps
    )
    other = other._replace(known=batch.known.flip(0))
    assert told(network, other).tolist() == told(network, batch).tolist()
    assert told(whole, other).tolist() != told(whole, batch).tolist()
    earlier = batch._replace(steps=batch.steps.flip(0))
    assert told(network, earlier).tolist() != told(network, batch).tolist()


def test_its_weights_unfolded_are_those_of_any_players_network(batch: PlayersBatch) -> None:
    torch.manual_seed(0)
    network = NotesAlone(recipe(SMALL[NOTES_ALONE], batches=4).shape(STYLES)).eval()
    plain = PlayersLSTM(network.shape).eval()
    before = told(network, batch)
    network.unfold()
    plain.load_state_dict(network.state_dict())
    torch.testing.assert_close(told(plain, batch), before)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(players_baselines, "VARIANTS", SMALL)


@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_all_learn_from_as_many_notes_and_are_reported(pack: Packed, tmp_path: Path) -> None:
    judged = list[BandComposer]()

    def judge(composer: BandComposer) -> dict[str, Figure]:
        judged.append(composer)
        return {"style": figure([1.0, 0.0])}

    asked = Asked({"writer": pack, "again": pack}, 2, judge)
    found = compare(asked, tmp_path, tuple(SMALL))
    runs = found["variants"]
    assert list(runs) == list(SMALL)
    assert len({run["notes"] for run in runs.values()}) == 1 and runs[FULL]["notes"] > 1_000
    assert runs[FULL]["more_than_full"]["writer"]["note"]["mean"] == 0
    assert runs[NOTES_ALONE]["parameters"] < runs[FULL]["parameters"]
    assert runs[FULL]["styles"]["style"]["mean"] == 0.5
    assert json.loads((tmp_path / "baselines.json").read_text()) == json.loads(json.dumps(found))
    page = baselines(found)
    assert "notebook: one LSTM of 128" in page and "a piece a style" in page and "again" in page
    again = compare(asked, tmp_path, tuple(SMALL))
    assert again == found and len(judged) == len(SMALL)


def test_every_variant_is_explained() -> None:
    assert set(MEANINGS) == set(VARIANTS)
    assert baselines({}) == ""


def test_a_file_that_is_no_pack_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "no.npz").write_text("nothing")
    with pytest.raises(SystemExit):
        main(["--pack", str(tmp_path / "no.npz"), "--out", str(tmp_path)])
    assert "holds no packed pieces" in capsys.readouterr().err
    with pytest.raises(BadInput):
        Packed.load(tmp_path / "no.npz")
