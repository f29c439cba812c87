"""The performer learns what drummers do, and its file plays; what it leaves unexplained adds up."""

import numpy as np
import pytest

from audiogenesis_desktop.perform import kit
from audiogenesis_desktop.perform.drummer import Drummer
from audiogenesis_desktop.training.drumming import recordings
from audiogenesis_desktop.training.performer import Recipe, heard, main, residuals, shares, train
from tests.evaluation.test_playing import groove

QUICK = Recipe(epochs=30, rows=16, hidden=12)


@pytest.fixture(scope="module")
def pieces(tmp_path_factory):
    folder = groove(tmp_path_factory.mktemp("groove") / "g", ["drummer1"] * 4)
    return [heard(recording) for recording in recordings(folder)]


@pytest.fixture(scope="module")
def network(pieces):
    return train(pieces, QUICK)


@pytest.mark.slow
def test_it_learns_how_loud_ghosts_and_plain_hats_are(pieces, network):
    before = train(pieces, Recipe(epochs=1, rows=64, hidden=12))
    nats = [np.concatenate([residuals(one, piece)[1] for piece in pieces]).mean() for one in (before, network)]
    assert nats[1] < nats[0] - 0.3


@pytest.mark.slow
def test_what_is_unexplained_is_shared_out_wholly(pieces, network):
    for kind in shares(network, pieces):
        assert len(kind) == 5 and sum(kind) == pytest.approx(1, abs=1e-3) and min(kind) >= 0


@pytest.mark.slow
def test_the_command_writes_a_file_that_plays(tmp_path):
    folder = groove(tmp_path / "g", ["drummer1", "drummer2", "drummer7", "drummer3"])
    assert main(["--groove", str(folder), "--out", str(tmp_path / "p.safetensors"), "--epochs", "1"]) == 0
    some = np.arange(8)
    struck = Drummer(tmp_path / "p.safetensors").strike(
        some // 4, some % 4 * 12, some % 3, np.full(8, kit.PLAIN), bpm=np.full(8, 100.0), style="rock", seed=1
    )
    assert np.isfinite(struck.offset_ms).all() and struck.offset_ms.std() > 0


def test_a_folder_that_is_none_costs_a_sentence(tmp_path, capsys):
    assert main(["--groove", str(tmp_path), "--out", str(tmp_path / "p.safetensors")]) == 2
    assert "labels.csv" in capsys.readouterr().err
