"""The harmony LSTM learns what it is shown, its numpy step equals it, and its figures are of held-out pieces."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from audiogenesis_desktop.compose.features import BRIEF_GROUPS, BRIEF_SIZE
from audiogenesis_desktop.network.harmony_lstm import HarmonyLSTM, HarmonyShape
from audiogenesis_desktop.network.harmony_step import HarmonyStepper, read_harmony
from audiogenesis_desktop.plan.harmony_input import INDEX_SIZES, STYLE_SIZE
from audiogenesis_desktop.plan.numerals import WORD_COUNT, WORDS, parse
from audiogenesis_desktop.theory.chords import CHORD_COUNT, Chord
from audiogenesis_desktop.training import harmony
from audiogenesis_desktop.training.dataset import PackedCorpus
from audiogenesis_desktop.training.harmony import Recipe, draw_chances, figures, main, sequences, train, word_losses
from audiogenesis_desktop.training.harmony_baselines import bigram_loss, table_loss

COLUMNS = 12  # more than the columns that chords are read from
LOOP = {"major": "I V vi IV", "minor": "i VI iv V"}


def packed(folder: Path, pieces: list[tuple[str, str, bool]], *, bars: int = 16, odd: bool = False) -> Path:
    """Write a packed corpus of loops: (source, mode, is held out) a piece."""
    folder.mkdir()
    rows, entries, briefs = [], [], []
    for source, mode, is_held_out in pieces:
        home = 0 if mode == "major" else 9
        loop = [parse(word, mode) for word in LOOP[mode].split()]
        table = np.zeros((bars + 1, COLUMNS), dtype=np.int32)
        table[:, 0] = np.arange(bars + 1) * (72 if odd else 96)
        for i in range(bars):
            numeral = loop[i % 4]
            chord = Chord((numeral.step + home) % 12, numeral.quality)
            table[i, 1:3] = chord.number, Chord(2, "sus4").number if odd else chord.number
            table[i, 3:8] = 2, 0, i % 4, 3 - i % 4, 0
        entries.append(
            {
                "file": f"{len(entries)}.mid",
                "source": source,
                "notes": [0, 1],
                "held_out": is_held_out,
                "bars": [sum(map(len, rows)), sum(map(len, rows)) + bars + 1],
                "captions": [],
            }
        )
        rows.append(table)
        brief = np.zeros(BRIEF_SIZE, dtype=np.float32)
        brief[BRIEF_GROUPS[1]] = (1, 0) if mode == "major" else (0, 1)
        briefs.append(brief)
    np.save(folder / "notes.npy", np.zeros((1, 5), dtype=np.uint8))
    np.save(folder / "onsets.npy", np.zeros(1, dtype=np.int32))
    np.save(folder / "bars.npy", np.concatenate(rows))
    np.save(folder / "briefs.npy", np.stack(briefs))
    np.save(folder / "held_out.npy", np.array([entry.pop("held_out") for entry in entries]))
    (folder / "pieces.jsonl").write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    (folder / "pieces.json").write_text(json.dumps({"vocabulary": "any", "pieces": len(entries)}))
    return folder


@pytest.fixture
def corpus(tmp_path: Path) -> PackedCorpus:
    pieces = [("own_writer", mode, held) for mode in ("major", "minor") for held in (False, False, False, True)]
    return PackedCorpus(packed(tmp_path / "packed", pieces))


def test_chords_are_told_from_the_tonic_of_either_mode(corpus) -> None:
    major, *_, minor = sequences(corpus)
    assert [WORDS[w] for w in major.words[:8:2]] == [parse(word, "major") for word in LOOP["major"].split()]
    assert [WORDS[w] for w in minor.words[:8:2]] == [parse(word, "minor") for word in LOOP["minor"].split()]


def test_silence_keeps_the_chord_before_and_bars_of_three_have_one(tmp_path) -> None:
    folder = packed(tmp_path / "odd", [("mutopia_pd", "major", False)], odd=True)
    bars = np.load(folder / "bars.npy")
    bars[5, 1] = CHORD_COUNT
    np.save(folder / "bars.npy", bars)
    (piece,) = sequences(PackedCorpus(folder))
    assert (piece.words[::2] == piece.words[1::2]).all()
    assert piece.words[10] == piece.words[9]


def test_pieces_that_never_touch_their_tonic_are_left_out(tmp_path) -> None:
    folder = packed(tmp_path / "far", [("mutopia_pd", "major", False)])
    bars = np.load(folder / "bars.npy")
    bars[:, 1:3] = Chord(6, "maj").number
    np.save(folder / "bars.npy", bars)
    assert sequences(PackedCorpus(folder)) == []


@pytest.mark.slow
def test_it_learns_a_loop_better_than_a_bigram_and_the_table(corpus) -> None:
    pieces = sequences(corpus)
    known = [piece for piece in pieces if not piece.is_held_out]
    network = train(known, Recipe(batches=60, rows=6, steps=32, rate=2e-2))
    found = figures(network, pieces)["our own writer"]
    assert found["pieces"] == 2
    assert found["LSTM"] < 0.2
    assert found["LSTM"] < found["bigram"] < found["table"]


def test_the_step_equals_the_network(corpus) -> None:
    torch.manual_seed(0)
    network = HarmonyLSTM(HarmonyShape(sum(INDEX_SIZES), STYLE_SIZE, WORD_COUNT)).eval()
    pieces = sequences(corpus)[:3]
    stepper = HarmonyStepper({k: v.detach().numpy().astype(np.float64) for k, v in network.state_dict().items()})
    rows, styles = np.stack([p.rows for p in pieces]), np.stack([p.style for p in pieces])
    with torch.no_grad():
        expected, _ = network(torch.from_numpy(rows), torch.from_numpy(styles))
    state = stepper.begin(styles.astype(np.float64))
    for at in range(rows.shape[1]):
        logits, state = stepper.step(state, rows[:, at])
        assert np.allclose(logits, expected[:, at].numpy(), atol=1e-4)


def test_the_losses_of_a_piece_do_not_depend_on_its_neighbours(corpus) -> None:
    network = HarmonyLSTM(HarmonyShape(sum(INDEX_SIZES), STYLE_SIZE, WORD_COUNT)).eval()
    pieces = sequences(corpus)
    together, alone = word_losses(network, pieces), word_losses(network, pieces[1:2])
    assert np.allclose(together[1], alone[0], atol=1e-5)
    assert [len(loss) for loss in together] == [len(piece.words) for piece in pieces]


def test_the_baselines_give_every_chord_a_chance_that_sums_to_one(corpus) -> None:
    pieces = sequences(corpus)
    chances = draw_chances(pieces)
    for loss in (bigram_loss, table_loss):
        total = 0.0
        for word in range(WORD_COUNT):
            words = pieces[0].words.copy()
            words[5] = word
            changed = harmony.ChordLine(
                words[:6], pieces[0].rows, pieces[0].style, "own_writer", False, False, pieces[0].kinds
            )
            total += float(np.exp(-loss(pieces, [changed], chances=chances)[0][5]))
        assert total == pytest.approx(1.0, abs=1e-6)


def test_sources_are_drawn_by_their_shares(tmp_path) -> None:
    pieces = sequences(
        PackedCorpus(packed(tmp_path / "two", [("own_writer", "major", False)] + [("freedoom", "minor", False)] * 9))
    )
    chances = draw_chances(pieces)
    assert chances.sum() == pytest.approx(1)
    assert chances[0] / chances[1:].sum() == pytest.approx(harmony.SHARES["own_writer"] / harmony.SHARES["freedoom"])


def test_the_command_trains_writes_and_refuses_what_is_no_corpus(corpus, tmp_path, capsys) -> None:
    out = tmp_path / "models" / "harmony.safetensors"
    assert main(["--packed", str(tmp_path / "packed"), "--out", str(out), "--batches", "3"]) == 0
    assert "our own writer" in capsys.readouterr().out
    weights, about = read_harmony(out, index_rows=sum(INDEX_SIZES), words=WORD_COUNT)
    assert about["pieces"] == 6 and weights["out.bias"].shape == (WORD_COUNT,)
    assert main(["--packed", str(tmp_path / "nowhere"), "--out", str(out)]) == 2
    assert "packed corpus" in capsys.readouterr().err


def test_a_whole_run_is_the_recipes(tmp_path, monkeypatch) -> None:
    recipes: list[Recipe] = []
    monkeypatch.setattr(harmony, "_run", lambda packed, out, recipe: recipes.append(recipe) or {})
    assert main(["--packed", str(tmp_path), "--out", str(tmp_path / "x")]) == 0
    assert recipes == [Recipe()]
