from pathlib import Path

import numpy as np
import pytest
import torch

from audiogenesis_desktop.errors import BadInput, MissingPart
from audiogenesis_desktop.network.checkpoint import as_checkpoint, read_checkpoint
from audiogenesis_desktop.network.lstm import NoteLSTM, Shape

SHAPE = Shape(
    vocabulary="v1",
    index_rows=9,
    flags=2,
    bar_features=3,
    brief=2,
    text=2,
    fields=(3, 2, 4, 3, 2),
    known=(4, 5),
    width=4,
    hidden=4,
    layers=1,
    head=4,
    bar_hidden=2,
    condition=3,
)


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    (tmp_path / "c.safetensors").write_bytes(as_checkpoint(NoteLSTM(SHAPE), about={"batches": 3}))
    return tmp_path / "c.safetensors"


def test_a_checkpoint_rebuilds_shape_and_weights(checkpoint: Path) -> None:
    weights, about, model_hash = read_checkpoint(checkpoint, vocabulary="v1")
    assert Shape.from_dict(about["shape"]) == SHAPE
    assert about["about"] == {"batches": 3}
    assert weights["table.weight"].shape == (9, 4)
    assert weights["table.weight"].dtype == np.float32
    assert len(model_hash) == 12


def test_another_vocabulary_is_refused(checkpoint: Path) -> None:
    with pytest.raises(BadInput, match="vocabulary v1"):
        read_checkpoint(checkpoint, vocabulary="v2")


@pytest.mark.parametrize("size", [0, 5, 100, -10])
def test_a_truncated_checkpoint_is_refused(checkpoint: Path, size: int) -> None:
    checkpoint.write_bytes(checkpoint.read_bytes()[:size])
    with pytest.raises(BadInput, match="not a whole"):
        read_checkpoint(checkpoint, vocabulary="v1")


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_no_numbers_are_refused(tmp_path: Path, value: float) -> None:
    network, path = NoteLSTM(SHAPE), tmp_path / "c.safetensors"
    with torch.no_grad():
        next(network.parameters())[0, 0] = value
    path.write_bytes(as_checkpoint(network, about={}))
    with pytest.raises(BadInput, match="not a whole"):
        read_checkpoint(path, vocabulary="v1")


def test_a_missing_checkpoint_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MissingPart, match="audiogenesis train"):
        read_checkpoint(tmp_path / "none", vocabulary="v1")
