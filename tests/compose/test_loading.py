"""A checkpoint that has the right name and the wrong weights is refused in a sentence."""

import json

import numpy as np
import pytest
from safetensors.numpy import save_file

from audiogenesis_desktop.compose.loading import load_composer
from audiogenesis_desktop.compose.players import vocabulary as players
from audiogenesis_desktop.errors import BadInput

SHAPES = [
    {},
    {"layers": 1, "hidden": 4, "head": 4, "fields": [3], "styles": []},
    {"layers": 10**9, "hidden": "many", "head": None, "fields": 3, "styles": [[]]},
]


@pytest.mark.parametrize("shape", SHAPES)
def test_weights_that_are_missing_or_do_not_fit(tmp_path, shape):
    path = tmp_path / "theirs.safetensors"
    told = {"shape": json.dumps({"vocabulary": players.VERSION, **shape}), "about": "{}"}
    save_file({"table.weight": np.zeros((2, 2), np.float32)}, path, metadata=told)
    with pytest.raises(BadInput, match=r"theirs\.safetensors is not a whole Audiogenesis checkpoint"):
        load_composer(path)


@pytest.mark.parametrize("shape", ["[]", "3", "null", '"v1"', "[" * 10_000])
def test_a_shape_that_is_none(tmp_path, shape):
    path = tmp_path / "theirs.safetensors"
    save_file({"table.weight": np.zeros((2, 2), np.float32)}, path, metadata={"shape": shape, "about": "{}"})
    with pytest.raises(BadInput, match=r"theirs\.safetensors (is not a whole|was trained for)"):
        load_composer(path)
