"""From a few written files to a packed corpus and its windows."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.score.score import Meter, Score
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.training.corpus import read_corpus, read_piece
from audiogenesis_desktop.training.dataset import PackedCorpus, Row, pack


def test_a_piece_is_read_in_a_minor_with_its_tempo_meter_and_parts(tune: Callable[..., Score], tmp_path: Path) -> None:
    write_midi(tune(1, meter=Meter(0, 3, 4)), tmp_path / "waltz.mid")
    piece = read_piece(tmp_path / "waltz.mid")
    assert piece.key == Key(2, "minor")
    assert piece.tempo_bpm == pytest.approx(90, rel=1e-3)
    assert np.diff(piece.setting.bar_starts).tolist() == [72] * 16
    assert piece.classes[(piece.classes[:, 1] == 2), 2].min() % 12 == 9  # the bass's tonic is now A
    assert piece.setting.lags[-1] > 0  # the form goes round, and the piece says so


def test_broken_files_are_reported_and_the_rest_is_read(folder: Path) -> None:
    (folder / "broken.mid").write_bytes(b"MThd nonsense")
    (folder / "empty.mid").write_bytes(b"")
    found = dict(read_corpus(folder))
    assert sum(isinstance(piece, str) for piece in found.values()) == 2
    assert len(found) == 14


def test_doubles_are_packed_once(folder: Path, tmp_path: Path) -> None:
    pieces = [piece for _, piece in read_corpus(folder) if not isinstance(piece, str)]
    assert pack([*pieces, *pieces], tmp_path / "twice") == len(pieces)


def test_a_packed_piece_comes_back_as_it_was(folder: Path, packed: PackedCorpus) -> None:
    for number, entry in enumerate(packed.entries):
        piece = read_piece(folder / entry["file"])
        classes, onsets, setting = packed.notes(number)
        np.testing.assert_array_equal(classes, piece.classes)
        np.testing.assert_array_equal(onsets, piece.onsets)
        np.testing.assert_array_equal(setting.active, piece.setting.active)
        np.testing.assert_array_equal(setting.lags, piece.setting.lags)


def test_notes_that_are_given_are_summed_up_and_not_learned_and_hidden_ones_never_seen(packed: PackedCorpus) -> None:
    random = np.random.default_rng(3)
    shares = []
    for _ in range(60):
        row = Row(packed, steps=64, random=random)
        row.begin(packed.numbers(held_out=False)[0])
        window = row.window()
        given = 1 - window["weight"][: len(window["fields"])]
        shares.append(given.mean())
        if not given.any():
            assert window["bars"].sum() == 0
        else:
            assert window["bars"].sum() > 0
            classes = np.unique(window["fields"][:, 1])
            hidden = [c for c in classes if not given[window["fields"][:, 1] == c].any()]
            everywhere = [c for c in hidden if given.any() and (window["fields"][:, 1] == c).any()]
            if len(hidden) < len(classes) and everywhere and set(given[window["fields"][:, 1] == hidden[0]]) == {0}:
                whole_tracks = all(len(set(given[window["fields"][:, 1] == c])) == 1 for c in classes)
                if whole_tracks:
                    assert window["bars"][:, everywhere].sum() == 0
    assert 0 < np.mean(np.array(shares) > 0) < 1


@pytest.mark.parametrize(("pieces", "held_out"), [(12, 2), (7, 1), (3, 0)])
def test_of_few_pieces_some_are_held_out_and_most_are_learned_from(
    folder: Path, tmp_path: Path, pieces: int, held_out: int
) -> None:
    found = [piece for _, piece in read_corpus(folder) if not isinstance(piece, str)][:pieces]
    pack(found, tmp_path / "few")
    corpus = PackedCorpus(tmp_path / "few")
    assert len(corpus.numbers(held_out=True)) == held_out
    assert len(corpus.numbers(held_out=False)) == pieces - held_out


def test_variants_of_a_piece_are_never_on_both_sides(folder: Path, tmp_path: Path) -> None:
    found = [piece for _, piece in read_corpus(folder) if not isinstance(piece, str)]
    pack([replace(piece, group=f"song {i % 6}") for i, piece in enumerate(found)], tmp_path / "variants")
    corpus = PackedCorpus(tmp_path / "variants")
    sides = [{corpus.entries[i]["group"] for i in corpus.numbers(held_out=side)} for side in (True, False)]
    assert all(sides)
    assert not sides[0] & sides[1]
