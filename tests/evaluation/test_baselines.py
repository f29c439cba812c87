"""Baselines on tiny data: what is withheld is withheld, each learns from the same, and a run goes on."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from audiogenesis_desktop.compose.features import INDEX_SIZES
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.evaluation.baselines import (
    VARIANTS,
    BaselineTraining,
    Variant,
    compare,
    drawn,
    main,
)
from audiogenesis_desktop.evaluation.blinding import blind
from audiogenesis_desktop.evaluation.likelihood import (
    is_real,
    open_corpus,
    real_numbers,
    spread,
    surprise,
)
from audiogenesis_desktop.evaluation.surprise import Surprise, nats_a_note
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.training.baseline_recipe import Recipe
from audiogenesis_desktop.training.baseline_trainer import to_batch
from audiogenesis_desktop.training.corpus import read_corpus
from audiogenesis_desktop.training.dataset import PackedCorpus, Window, pack
from audiogenesis_desktop.training.known_bars import note_tables

TINY = Recipe(rows=3, steps=16, width=16, hidden=16, layers=1, batches=4, check_every=2, warm_up_batches=1)


def tune(seed: int) -> Score:
    random = np.random.default_rng(seed)
    line = random.choice([60, 62, 64, 65, 67, 69, 71], size=16)
    notes = [Note(i * 480, int(line[i % 16]), 460, 80) for i in range(90)]
    bass = [Note(i * 3840, 36 + 7 * (i % 2), 3800, 70) for i in range(12)]
    return Score(tracks=(Track(0, "").with_notes(notes), Track(1, "", program=32).with_notes(bass)))


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    pieces = []
    for source, first in (("people", 0), ("own_writer", 100)):
        (folder / source).mkdir()
        for seed in range(first, first + 30):
            write_midi(tune(seed), folder / source / f"{seed}.mid")
        pieces += [piece for _, piece in read_corpus(folder / source) if not isinstance(piece, str)]
    pack((replace(piece, source=piece.source) for piece in pieces), folder / "packed")
    texts = np.random.default_rng(0).normal(size=(len(PackedCorpus(folder / "packed").entries), 2, 384))
    np.save(folder / "packed" / "texts.npy", texts.astype(np.float16))
    return folder / "packed"


@pytest.fixture
def window(packed: Path) -> Window:
    batches = drawn(PackedCorpus(packed), TINY)
    return [next(batches)[0] for _ in range(4)][-1]


def differing(window: Window, other: Window) -> set[int]:
    return set(np.flatnonzero((window.indices != other.indices).any(axis=(0, 1))).tolist())


def test_without_look_back_just_the_echoes_are_gone(window: Window) -> None:
    blinded = blind(window, frozenset(("look-back",)))
    back = blinded.indices[..., len(INDEX_SIZES) - 12 :]
    assert differing(window, blinded) and not differing(window, blinded) & set(range(len(INDEX_SIZES) - 12))
    assert len(np.unique(back.reshape(-1, 12), axis=0)) == 1
    assert (blinded.flags == window.flags).all() and (blinded.fields == window.fields).all()


def test_without_the_plan_place_in_bar_and_look_back_are_left(window: Window) -> None:
    blinded = blind(window, frozenset(("plan",)))
    kept = {*range(7), *range(len(INDEX_SIZES) - 12, len(INDEX_SIZES))}
    assert differing(window, blinded) and not differing(window, blinded) & kept
    assert not blinded.flags.any() and not blinded.known[..., 1].any()
    assert (blinded.known[..., 0] == window.known[..., 0]).all()
    plan = blinded.indices[..., 7 : len(INDEX_SIZES) - 12]
    assert len(np.unique(plan.reshape(-1, plan.shape[-1]), axis=0)) == 1


def test_without_text_the_network_is_conditioned_on_nothing_of_the_prompt(window: Window) -> None:
    blinded = blind(window, frozenset(("text",)))
    assert window.text.any() and not blinded.text.any() and not blinded.brief.any()
    assert (blinded.indices == window.indices).all() and blind(window, frozenset()).text.any()


@pytest.mark.slow
def test_the_notebooks_network_sees_twenty_five_notes_and_no_more(packed: Path) -> None:
    corpus = PackedCorpus(packed)
    network = BaselineTraining(corpus, TINY, Variant("notebook", is_notebook=True)).averaged_network()
    batch, _ = to_batch(next(drawn(corpus, replace(TINY, steps=64)))[0], torch.device("cpu"))
    state = network.initial_state(network.conditions(batch))
    whole, _ = network(batch, state)
    changed = batch._replace(indices=batch.indices.clone())
    changed.indices[:, 20, :5] = changed.indices[:, 3, :5]
    other, _ = network(changed, state)
    moved = (whole[2] - other[2]).abs().amax(dim=(0, 2)) > 0
    assert not moved[:20].any() and moved[20:45].all() and not moved[45:].any()


def test_windows_of_the_notebook_go_on_over_batches(packed: Path) -> None:
    network = BaselineTraining(PackedCorpus(packed), TINY, Variant("notebook", is_notebook=True)).averaged_network()
    batch, _ = to_batch(next(drawn(PackedCorpus(packed), replace(TINY, steps=64)))[0], torch.device("cpu"))
    state = network.initial_state(network.conditions(batch))
    whole, _ = network(batch, state)
    _, state = network(batch._replace(indices=batch.indices[:, :40]), state)
    second, _ = network(batch._replace(indices=batch.indices[:, 40:]), state)
    torch.testing.assert_close(second[0], whole[0][:, 40:])


def test_learning_answers_after_every_note_of_a_stretch(packed: Path) -> None:
    network = BaselineTraining(PackedCorpus(packed), TINY, Variant("notebook", is_notebook=True)).network.train()
    batch, _ = to_batch(next(drawn(PackedCorpus(packed), replace(TINY, steps=64)))[0], torch.device("cpu"))
    logits, _ = network(batch, network.initial_state(network.conditions(batch)))
    assert logits[0].shape[:2] == (3, 64)
    logits[2][:, 30].sum().backward()
    assert network.table.weight.grad.abs().sum() > 0


def test_a_network_that_knows_nothing_is_as_surprised_as_chance(packed: Path) -> None:
    class Even:
        def eval(self):
            return self

        def conditions(self, batch):
            return batch.brief

        def initial_state(self, condition):
            return torch.zeros(1, len(condition), 1), torch.zeros(1, len(condition), 1)

        def __call__(self, batch, state):
            return [torch.zeros(*batch.fields.shape[:2], 8)] * 5, state

    corpus = PackedCorpus(packed)
    numbers = list(range(5))
    # Eight classes alone, so that the chance is 1 in 8: the fields are cut to them.
    cut = lambda window: replace(window, fields=window.fields % 8)  # noqa: E731
    found = surprise(Even(), corpus, numbers, seen=cut)
    nats = nats_a_note(found)
    assert nats["pitch"].mean == pytest.approx(np.log(8)) and nats["note"].mean == pytest.approx(5 * np.log(8))
    lengths = [end - start for start, end in (corpus.entries[i]["notes"] for i in numbers)]
    assert found.notes.tolist() == lengths and nats["note"].spread == pytest.approx(0, abs=1e-6)


def test_a_difference_is_paired_by_piece() -> None:
    notes = np.array([10.0, 30.0])
    one, other = (Surprise(np.full((2, 5), each) * notes[:, None], notes) for each in (1.0, 1.5))
    more = nats_a_note(other, than=one)
    assert more["note"].mean == pytest.approx(2.5) and more["note"].low == pytest.approx(more["note"].high)


@pytest.mark.slow
def test_all_variants_are_trained_measured_and_written(packed: Path, tmp_path: Path) -> None:
    found = compare(packed, tmp_path, TINY, without_source="own_writer", unseen=packed)
    assert json.loads((tmp_path / "baselines.json").read_text()) == found
    assert list(found["variants"]) == [*(v.name for v in VARIANTS), "without own_writer"]
    assert all(run["loss"]["held out"]["note"]["mean"] > 0 for run in found["variants"].values())
    assert found["variants"]["full"]["more_than_full"]["held out"]["note"]["mean"] == 0
    full, without = found["variants"]["full"], found["variants"]["without own_writer"]
    assert without["notes"] == without["real_notes"] and full["real_notes"] < full["notes"]
    assert without["batches"] < TINY.batches


@pytest.mark.slow
def test_a_stopped_run_goes_on_as_if_it_had_not_been(packed: Path, tmp_path: Path) -> None:
    from audiogenesis_desktop.evaluation.baselines import train_variant

    corpus = PackedCorpus(packed)

    class Stopped(Exception):
        pass

    def stop(done: int) -> None:
        if done == 3:
            raise Stopped

    for variant in (VARIANTS[1], VARIANTS[4]):
        folder = tmp_path / variant.name
        with pytest.raises(Stopped):
            train_variant(corpus, TINY, variant, folder, report=stop)
        went_on = train_variant(corpus, TINY, variant, folder, report=lambda done: None)
        straight = train_variant(corpus, TINY, variant, tmp_path / f"{variant.name} 2", report=lambda done: None)
        assert went_on["notes"] == straight["notes"] and went_on["real_notes"] == straight["real_notes"]
        for name, value in straight["network"].state_dict().items():
            torch.testing.assert_close(went_on["network"].state_dict()[name], value, rtol=0, atol=0)


@pytest.mark.slow
def test_another_recipe_in_the_same_folder_is_refused(packed: Path, tmp_path: Path) -> None:
    compare(packed, tmp_path, replace(TINY, batches=1))
    with pytest.raises(BadInput, match="another recipe"):
        compare(packed, tmp_path, replace(TINY, batches=2))


def test_what_cannot_be_measured_is_reported_in_a_sentence(packed: Path, tmp_path: Path, capsys) -> None:
    with pytest.raises(BadInput, match="no packed corpus"):
        open_corpus(tmp_path)
    with pytest.raises(SystemExit) as left:
        main(["--packed", str(packed), "--out", str(tmp_path), "--without-source", "nobody"])
    assert left.value.code == 2 and "own_writer, people" in capsys.readouterr().err


def test_real_music_is_what_no_program_wrote(packed: Path) -> None:
    assert is_real("mutopia_pd") and not is_real("own_writer") and not is_real("synthetic_midisketch")
    corpus = PackedCorpus(packed)
    assert {corpus.entries[i]["source"] for i in real_numbers(corpus)} == {"people"}
    assert spread(list(range(10)), 3) == [0, 4, 9] and spread([1], 3) == [1]


def test_the_training_pieces_are_searched_for_copies(packed: Path) -> None:
    from audiogenesis_desktop.evaluation.copying import Library

    library = Library(note_tables(PackedCorpus(packed)))
    # The tune comes round every two bars, so all of it is a copy of the one in another key.
    taught = next(int(e["file"][:-4]) for e in PackedCorpus(packed).entries if not e["held_out"])
    up = tune(taught).tracks[0]
    moved = Score(tracks=(up.with_notes(note._replace(pitch=note.pitch + 3) for note in up.notes),))
    assert library.longest_copy(moved) >= 11
    assert library.longest_copy(tune(999)) <= 1
