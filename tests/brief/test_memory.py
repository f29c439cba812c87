"""What was encoded once is known again, and a broken memory stops nothing."""

from pathlib import Path

import numpy as np
import pytest

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.encoder import EMBEDDING_SIZE, Encoder, load_encoder
from audiogenesis_desktop.brief.memory import Memory

CALM = np.linspace(-1, 1, EMBEDDING_SIZE, dtype=np.float32)


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "embeddings.sqlite", encoder="one")


def test_a_vector_comes_back_to_the_bit(memory: Memory) -> None:
    memory.keep({"calm": CALM, "half a pair \ud800": -CALM})
    found = memory.recall(["calm", "never seen", "half a pair \ud800"])
    assert sorted(found) == ["calm", "half a pair \ud800"]
    assert (found["calm"] == CALM).all()


def test_vectors_of_another_network_are_not_found(memory: Memory, tmp_path: Path) -> None:
    memory.keep({"calm": CALM})
    assert Memory(tmp_path / "embeddings.sqlite", encoder="another").recall(["calm"]) == {}


def test_the_oldest_are_forgotten(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audiogenesis_desktop.brief.memory._MOST", 3)
    for text in "abcde":
        memory.keep({text: CALM})
    assert sorted(memory.recall("abcde")) == ["c", "d", "e"]


def test_a_broken_file_is_begun_anew(memory: Memory, tmp_path: Path) -> None:
    (tmp_path / "embeddings.sqlite").write_bytes(b"no database at all, but long enough to be read as one" * 50)
    assert memory.recall(["calm"]) == {}
    memory.keep({"calm": CALM})
    memory.keep({"calm": CALM})
    assert "calm" in memory.recall(["calm"])


def test_where_nothing_can_be_written_nothing_is_remembered(tmp_path: Path) -> None:
    nowhere = Memory(tmp_path / "no such folder" / "embeddings.sqlite", encoder="one")
    nowhere.keep({"calm": CALM})
    assert nowhere.recall(["calm"]) == {}


def test_what_is_remembered_needs_no_weights(memory: Memory, tmp_path: Path) -> None:
    memory.keep({"calm": CALM})
    without_weights = Encoder(tmp_path, memory)
    assert (without_weights.encode(["calm", "calm"]) == CALM).all()


def test_an_encoder_keeps_what_is_new(encoder: Encoder, user_folders: Path) -> None:
    first = load_encoder(remembers=True).encode(["a walk by the sea", "a walk by the sea"])
    again = load_encoder(remembers=True)
    again.load = lambda: pytest.fail("the weights were loaded")  # type: ignore[method-assign]
    assert (again.encode(["a walk by the sea"]) == first[0]).all()


def test_without_a_folder_for_it_nothing_is_remembered_and_all_is_read(tmp_path, monkeypatch) -> None:
    def refuse():
        raise PermissionError(13, "Permission denied", str(tmp_path))

    monkeypatch.setattr(paths, "user_cache", refuse)
    assert load_encoder(remembers=True).encode(["a walk by the sea"]).shape == (1, EMBEDDING_SIZE)


def test_vectors_of_the_network_before_are_not_mixed_with_ours(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(paths, "user_cache", lambda: tmp_path)
    before = Memory(tmp_path / "embeddings.sqlite", encoder="model")  # as torch's were kept
    before.keep({"calm": np.zeros(EMBEDDING_SIZE, dtype=np.float32)})
    assert np.abs(load_encoder(remembers=True).encode(["calm"])).max() > 0
