"""From a few written files to a checkpoint that composes; all on tiny data."""

from pathlib import Path

import numpy as np
import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.composer import load_composer
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.score import Meter, Note, Score, Tempo, Track
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.training.corpus import read_corpus, read_piece
from audiogenesis_desktop.training.dataset import PackedCorpus, Row, Window, pack, stack
from audiogenesis_desktop.training.recipes import Recipe
from audiogenesis_desktop.training.stream import Stream
from audiogenesis_desktop.training.trainer import Training, measure, train

TINY = Recipe(rows=4, steps=32, width=32, hidden=32, layers=1, batches=6, check_every=3, warm_up_batches=2)
SCALE = (2, 4, 5, 7, 9, 10, 13)  # D minor with its leading note


def tune(seed: int, bars: int = 16, meter: Meter | None = None) -> Score:
    """A melody in D minor over a bass, the same four bars again and again."""
    random = np.random.default_rng(seed)
    meter = meter or Meter(0, 4, 4)
    beats = meter.bar_ticks // 960
    line = [62 + SCALE[i] - 2 for i in random.integers(0, 7, size=4 * beats)]
    line[0] = 62
    melody = [Note(i * 960, line[i % len(line)], 900, 80) for i in range(bars * beats)]
    bass = [Note(bar * meter.bar_ticks, (38, 43, 45, 38)[bar % 4], meter.bar_ticks, 70) for bar in range(bars)]
    tracks = (Track(0, "Flute", program=73).with_notes(melody), Track(1, "Bass", program=32).with_notes(bass))
    return Score(tracks=tracks, tempi=(Tempo.from_bpm(0, 90),), meters=(meter,))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "midi"
    folder.mkdir()
    for seed in range(12):
        write_midi(tune(seed), folder / f"tune{seed}.mid")
    return folder


@pytest.fixture
def packed(folder: Path, tmp_path: Path) -> PackedCorpus:
    pack((piece for _, piece in read_corpus(folder) if not isinstance(piece, str)), tmp_path / "packed")
    return PackedCorpus(tmp_path / "packed")


def test_a_piece_is_read_in_a_minor_with_its_tempo_meter_and_parts(tmp_path: Path) -> None:
    write_midi(tune(1, meter=Meter(0, 3, 4)), tmp_path / "waltz.mid")
    piece = read_piece(tmp_path / "waltz.mid")
    assert piece.key == Key(2, "minor")
    assert piece.tempo_bpm == pytest.approx(90, rel=1e-3)
    assert np.diff(piece.setting.bar_starts).tolist() == [72] * 16
    assert piece.classes[(piece.classes[:, 1] == 2), 2].min() % 12 == 9  # the bass's tonic is now A
    assert piece.setting.lags[-1] > 0  # the form goes round, and the piece says so


def test_broken_files_are_told_of_and_the_rest_is_read(folder: Path) -> None:
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


def test_rows_go_on_where_they_stopped_and_say_where_a_piece_begins(packed: PackedCorpus) -> None:
    numbers = packed.numbers(held_out=False)
    batches = Stream(packed, numbers, [1 / len(numbers)] * len(numbers), rows=range(3), steps=16, seed=5)
    first, second = next(batches), next(batches)
    assert first.is_start.all()
    assert second.indices.shape == (3, 16, first.indices.shape[2])
    assert not second.is_start.any()  # each piece has more than one window


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


def test_one_piece_can_be_learned_by_heart(packed: PackedCorpus) -> None:
    recipe = Recipe(
        rows=2, steps=80, width=64, hidden=64, layers=1, batches=10**6, warm_up_batches=5, learning_rate=2e-3
    )
    run = Training(packed, recipe)
    number = packed.numbers(held_out=False)[0]

    def window() -> Window:
        rows = [Row(packed, steps=80, random=np.random.default_rng(0), hide=False) for _ in range(2)]
        for row in rows:
            row.begin(number, longest=1)
        return stack(rows, np.ones(2, dtype=bool))

    before = measure(run.network, iter([window()]), run.device)
    for _ in range(150):
        run.step(window())
    after = measure(run.network, iter([window()]), run.device)
    assert sum(before.values()) > 10
    assert sum(after.values()) < 0.1


def test_a_resumed_run_equals_one_that_was_never_stopped(packed: PackedCorpus, tmp_path: Path) -> None:
    whole = train(packed, TINY, tmp_path / "whole")
    train(packed, TINY, tmp_path / "parts", seconds=0)  # stops after the first batch
    parts = train(packed, TINY, tmp_path / "parts")
    for name, value in whole.network.state_dict().items():
        assert (value == parts.network.state_dict()[name]).all(), name
    assert parts.notes_seen == whole.notes_seen


def test_the_checkpoint_of_a_run_composes(packed: PackedCorpus, tmp_path: Path) -> None:
    train(packed, TINY, tmp_path / "run")
    composer = load_composer(tmp_path / "run" / "composer.safetensors")
    brief = Brief(length_seconds=8)
    plan = make_plan(brief, 1)
    assert list(composer.compose(brief, plan, plan.empty_score(), seed=1))
