"""The performer learns what drummers do, and its file plays; what it leaves unexplained adds up."""

import numpy as np
import pytest

from audiogenesis_desktop.perform import kit
from audiogenesis_desktop.perform.drummer import Drummer
from audiogenesis_desktop.perform.hand import as_written
from audiogenesis_desktop.training.drumming import recordings
from audiogenesis_desktop.training.performer import Recipe, all_heard, hands_of, main, residuals, shares, train
from tests.evaluation.test_playing import groove

QUICK = Recipe(epochs=30, rows=16, hidden=12)


@pytest.fixture(scope="module")
def pieces(tmp_path_factory):
    folder = groove(tmp_path_factory.mktemp("groove") / "g", ["drummer1"] * 4)
    found = list(recordings(folder))
    return all_heard(found, hands_of(found).spreads)


@pytest.fixture(scope="module")
def network(pieces):
    return train(pieces, QUICK)


@pytest.mark.slow
def test_it_learns_how_loud_ghosts_and_plain_hats_are(pieces, network):
    before = train(pieces, Recipe(epochs=1, rows=64, hidden=12))
    nats = [
        np.concatenate([residuals(one, piece)[1] for piece in pieces]).sum(axis=1).mean() for one in (before, network)
    ]
    assert nats[1] < nats[0] - 0.3


def test_a_recording_is_told_as_performing_tells_what_is_typed(pieces):
    piece = pieces[0]
    assert piece.told.shape[0] == piece.wanted.shape[0] == 2 and piece.told.shape[2] == kit.FEATURES
    assert piece.wanted.shape[1:] == (*piece.counts.shape, 2)
    alike, own = (piece.wanted[way][piece.counts][:, 1] for way in (0, 1))
    # Hats are ghosts or plain, and both lie as far off their own middle as their hand's range tells.
    assert abs(np.median(alike)) < 0.3 and 0.5 < alike.std() < 1.5
    assert not np.array_equal(alike, own)


@pytest.mark.slow
def test_what_is_unexplained_is_shared_out_wholly(pieces, network):
    for kind in shares(network, pieces):
        assert len(kind) == 3 and sum(kind) == pytest.approx(1, abs=1e-3) and min(kind) >= 0


@pytest.mark.slow
def test_the_command_writes_a_file_that_plays(tmp_path):
    folder = groove(tmp_path / "g", ["drummer1", "drummer2", "drummer7", "drummer3"])
    assert main(["--groove", str(folder), "--out", str(tmp_path / "p.safetensors"), "--epochs", "1"]) == 0
    drummer, some = Drummer(tmp_path / "p.safetensors"), np.arange(8)
    hand = drummer.hands.drawn("rock", 1)
    written = as_written(drummer.hands, hand.fields, np.full(8, 80), some % 3, some // 4)
    struck = drummer.strike(
        *(some // 4, some % 4 * 12, some % 3, np.full(8, kit.PLAIN)),
        written,
        bpm=np.full(8, 100.0),
        drummer=hand.drummer,
        style="rock",
        seed=1,
    )
    assert np.isfinite(struck.offset_ms).all() and struck.offset_ms.std() > 0


def test_a_folder_that_is_none_costs_a_sentence(tmp_path, capsys):
    assert main(["--groove", str(tmp_path), "--out", str(tmp_path / "p.safetensors")]) == 2
    assert "labels.csv" in capsys.readouterr().err
