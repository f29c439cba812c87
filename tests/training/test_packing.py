"""Packing writes as it reads, keeps variants together, begins anew when it was stopped, and is read back as it was."""

import json
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audiogenesis_desktop.compose.vocabulary import encode
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.training.corpus import Piece, read_corpus
from audiogenesis_desktop.training.dataset import PackedCorpus
from audiogenesis_desktop.training.growing import GrowingArray
from audiogenesis_desktop.training.packing import CAPTIONS_A_PIECE, TEXT_SIZE, embed_captions, pack


@pytest.fixture
def pieces(folder: Path) -> list[Piece]:
    return [piece for _, piece in read_corpus(folder, processes=1) if isinstance(piece, Piece)]


def with_melody(piece: Piece, seed: int, *, up: int = 0, kind: int = 8) -> Piece:
    """The piece with 200 other notes, the same for one seed but for key and instrument."""
    random = np.random.default_rng(seed)
    line = 60 + up + np.abs(np.cumsum(random.integers(-4, 5, size=200)) % 24 - 12)
    onsets = np.cumsum(random.choice([6, 12, 24], size=200))
    rows = encode(onsets, np.full(200, kind), line, np.full(200, 12), np.full(200, 80))
    return replace(piece, classes=rows[0], onsets=rows[1], file=f"{seed}-{up}-{kind}.mid", group=f"{seed} {up} {kind}")


def fake_vectors(texts: Sequence[str]) -> np.ndarray:
    return np.stack([np.random.default_rng(len(text)).random(TEXT_SIZE) for text in texts]).astype(np.float32)


def test_an_array_grows_and_goes_on_where_a_run_was_cut_off(tmp_path: Path) -> None:
    rows = np.arange(30, dtype=np.int32).reshape(10, 3)
    with GrowingArray(tmp_path / "a.npy", np.int32, (3,)) as array:
        array.append(rows[:4])
        array.append(rows[4:7])
        np.testing.assert_array_equal(array.rows(np.array([6, 0])), rows[[6, 0]])
    np.testing.assert_array_equal(np.load(tmp_path / "a.npy"), rows[:7])
    with (tmp_path / "a.npy").open("ab") as file:
        file.write(b"half")
    with GrowingArray(tmp_path / "a.npy", np.int32, (3,), go_on=True) as array:
        assert array.count == 7
        array.append(rows[7:])
    np.testing.assert_array_equal(np.load(tmp_path / "a.npy", mmap_mode="r"), rows)


@pytest.mark.slow
def test_no_more_memory_is_held_for_more_pieces(pieces: list[Piece], tmp_path: Path) -> None:
    base = replace(pieces[0], setting=pieces[0].setting)

    def stream(count: int) -> Iterator[Piece]:
        return (with_melody(base, seed) for seed in range(count))

    def peak(count: int) -> int:
        tracemalloc.start()
        assert pack(stream(count), tmp_path / str(count)) == count
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    pack(stream(2), tmp_path / "warm")
    small, large = peak(40), peak(440)
    packed = sum(len(with_melody(base, 0).classes) * 5 + base.setting.bar_count * 48 for _ in range(400))
    assert large - small < 400 * 1_200  # a sketch, a digest and some names a piece
    assert large - small < packed * 0.7


def test_what_is_left_out_as_a_double_is_reported(pieces: list[Piece], tmp_path: Path) -> None:
    left_out: list[tuple[str, str]] = []
    copy = replace(pieces[0], file="copy.mid")
    count = pack([*pieces, copy], tmp_path / "p", leave_out=lambda file, why: left_out.append((file, why)))
    assert count == len(pieces)
    assert left_out == [("copy.mid", f"it has the same notes as {pieces[0].file}")]


def test_versions_of_one_piece_are_never_on_both_sides(pieces: list[Piece], tmp_path: Path) -> None:
    versions = [
        with_melody(pieces[0], seed, up=up, kind=kind) for seed in range(40) for up, kind in ((0, 8), (5, 8), (2, 23))
    ]
    assert pack(versions, tmp_path / "p") == 120
    corpus = PackedCorpus(tmp_path / "p")
    sides = [{corpus.entries[i]["file"].split("-")[0] for i in corpus.numbers(held_out=side)} for side in (True, False)]
    assert all(sides)
    assert not sides[0] & sides[1]


def test_every_source_of_some_size_is_measured(pieces: list[Piece], tmp_path: Path) -> None:
    many = [
        replace(with_melody(pieces[0], seed), source=source)
        for source, seeds in (("a", range(20)), ("b", range(20, 300)), ("c", range(300, 305)))
        for seed in seeds
    ]
    pack(many, tmp_path / "p")
    corpus = PackedCorpus(tmp_path / "p")
    assert {"a", "b"} <= {corpus.entries[i]["source"] for i in corpus.numbers(held_out=True)}
    assert len(corpus.numbers(held_out=True)) < 30


def test_a_folder_left_half_written_is_refused_and_packed_anew(pieces: list[Piece], tmp_path: Path) -> None:
    def broken_off() -> Iterator[Piece]:
        yield from pieces[:3]
        raise KeyboardInterrupt

    folder = tmp_path / "p"
    pack(pieces, folder)
    with pytest.raises(KeyboardInterrupt):
        pack(broken_off(), folder)
    with pytest.raises(BadInput, match="no whole packed corpus"):
        PackedCorpus(folder)
    assert pack(pieces, folder) == len(pieces)
    assert len(PackedCorpus(folder).entries) == len(pieces)


def test_nothing_to_pack_is_reported(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no music to learn from"):
        pack([], tmp_path / "p")


def test_each_wording_is_encoded_once_and_lands_with_its_piece(pieces: list[Piece], tmp_path: Path) -> None:
    pack(pieces, tmp_path)
    encoded: list[str] = []

    def encode_once(texts: Sequence[str]) -> np.ndarray:
        encoded.extend(texts)
        return fake_vectors(texts)

    reported: list[tuple[int, int]] = []
    embed_captions(tmp_path, encode_once, report=lambda done, pieces: reported.append((done, pieces)))
    wordings = (tmp_path / "captions.txt").read_text().splitlines()
    assert sorted(encoded) == sorted(set(wordings))
    texts = PackedCorpus(tmp_path).texts
    assert texts is not None
    assert texts.shape == (len(pieces), CAPTIONS_A_PIECE, TEXT_SIZE)
    np.testing.assert_array_equal(texts.reshape(-1, TEXT_SIZE), fake_vectors(wordings).astype(np.float16))
    assert reported == [(len(pieces), len(pieces))]


def test_encoding_goes_on_where_it_was_stopped(
    pieces: list[Piece], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audiogenesis_desktop.training.packing._TEXT_BATCH", 5)
    pack(pieces, tmp_path / "a")
    pack(pieces, tmp_path / "b")
    embed_captions(tmp_path / "a", fake_vectors)
    calls: list[int] = []

    def stopping(texts: Sequence[str]) -> np.ndarray:
        calls.append(len(texts))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return fake_vectors(texts)

    with pytest.raises(KeyboardInterrupt):
        embed_captions(tmp_path / "b", stopping)
    assert PackedCorpus(tmp_path / "b").texts is None
    embed_captions(tmp_path / "b", stopping)
    np.testing.assert_array_equal(np.load(tmp_path / "a" / "texts.npy"), np.load(tmp_path / "b" / "texts.npy"))
    distinct = set((tmp_path / "a" / "captions.txt").read_text().splitlines())
    assert sum(calls) - calls[1] <= len(distinct)


def test_a_caption_of_several_lines_stays_one(pieces: list[Piece], tmp_path: Path) -> None:
    pack([replace(piece, text="two\nlines\r\n and odd \udcff bytes") for piece in pieces], tmp_path)
    assert len((tmp_path / "captions.txt").read_text().splitlines()) == len(pieces) * CAPTIONS_A_PIECE
    embed_captions(tmp_path, fake_vectors)
    assert json.loads((tmp_path / "pieces.json").read_text())["pieces"] == len(pieces)
