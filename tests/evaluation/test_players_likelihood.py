"""Held-out likelihood of players: by field and role, its notes counted once, and never of the other vocabulary."""

from pathlib import Path

import numpy as np
import pytest
import torch

from audiogenesis_desktop.compose.players.vocabulary import FIELD_NAMES
from audiogenesis_desktop.evaluation.held_out import held_out_likelihood
from audiogenesis_desktop.evaluation.likelihood import load_network
from audiogenesis_desktop.evaluation.players_likelihood import ALL, GAPS, surprise_by_role
from audiogenesis_desktop.evaluation.progress import silent
from audiogenesis_desktop.evaluation.surprise import nats_a_note
from audiogenesis_desktop.network.checkpoint import as_checkpoint
from audiogenesis_desktop.network.players import PlayersLSTM
from audiogenesis_desktop.training.players.measuring import measure
from audiogenesis_desktop.training.players.packing import Packed, packed
from audiogenesis_desktop.training.players.pieces import written_piece
from audiogenesis_desktop.training.players.recipe import Recipe
from audiogenesis_desktop.training.styles import write

STYLES = ("house", "bossa")


@pytest.fixture(scope="module")
def pack() -> Packed:
    pieces = [written_piece(write(style, 3), styles=STYLES) for style in STYLES]
    return packed(pieces, np.zeros((2, 384), dtype=np.float32), styles=STYLES)


@pytest.fixture(scope="module")
def network() -> PlayersLSTM:
    torch.manual_seed(0)
    return PlayersLSTM(Recipe(width=16, hidden=16, head=16).shape(STYLES)).eval()


@pytest.mark.slow
def test_all_parts_are_the_roles_together_and_as_training_measures(network: PlayersLSTM, pack: Packed) -> None:
    found = surprise_by_role(network, pack, pieces=33)
    whole, told = found.pop(ALL), found.pop(GAPS)
    assert told.notes.tolist() == whole.notes.tolist()
    np.testing.assert_allclose(told.losses, whole.losses, rtol=1e-4)  # it has not learned to read bars to come yet
    assert whole.notes.sum() == sum(one.notes.sum() for one in found.values()) > 0
    assert set(found) == set(measure(network, pack)["roles"])
    figures = nats_a_note(whole)
    assert list(figures) == [*FIELD_NAMES, "note"]
    assert figures["note"].mean == pytest.approx(measure(network, pack)["note"], abs=1e-3)
    assert sum(figures[name].mean for name in FIELD_NAMES) == pytest.approx(figures["note"].mean)


def test_a_players_checkpoint_is_measured_on_players_packs(network: PlayersLSTM, pack: Packed, tmp_path: Path) -> None:
    path = tmp_path / "players.safetensors"
    path.write_bytes(as_checkpoint(network, about={}))
    again = load_network(path)
    assert isinstance(again, PlayersLSTM)
    found = held_out_likelihood(lambda: again, {}, {"mine": pack}, silent)
    assert f"mine, held out, {ALL}" in found and "mine, held out, drums" in found
    assert held_out_likelihood(lambda: again, {}, {}, silent) == {}
    assert held_out_likelihood(None, {}, {"mine": pack}, silent) == {}
