"""Players learn: from packed pieces, to the bit where they left off, and what they learn is what was played."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from audiogenesis_desktop.compose.players.later import AHEAD_BARS
from audiogenesis_desktop.compose.players.vocabulary import VERSION
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.network.checkpoint import read_checkpoint
from audiogenesis_desktop.training.players.__main__ import main
from audiogenesis_desktop.training.players.drawing import (
    NOTHING_HIDDEN,
    Hiding,
    Rows,
    Source,
    batch_of,
    draw_later,
    draw_stretch,
    whole_part,
)
from audiogenesis_desktop.training.players.fitting import fitted
from audiogenesis_desktop.training.players.measuring import measure
from audiogenesis_desktop.training.players.packing import Packed, packed
from audiogenesis_desktop.training.players.pieces import Piece
from audiogenesis_desktop.training.players.recipe import Recipe
from audiogenesis_desktop.training.players.samples import as_score, play
from audiogenesis_desktop.training.players.trainer import CHECKPOINT, Training
from audiogenesis_desktop.training.styles import write

STYLES = ("house", "bossa")
SMALL = Recipe(
    width=48, hidden=48, head=48, dropout=0.1, rows=4, steps=32, longest=96, batches=6, learning_rate=4e-3, warm_up=2
)


def test_a_pack_gives_back_what_it_was_given(pieces: list[Piece], pack: Packed, tmp_path: Path) -> None:
    pack.save(tmp_path / "pack.npz")
    found = Packed.load(tmp_path / "pack.npz")
    assert len(found) == 4 and found.styles == STYLES
    for number, piece in enumerate(pieces):
        again = found.piece(number)
        assert again.prompt == piece.prompt
        for mine, theirs in zip(again.notes, piece.notes, strict=True):
            np.testing.assert_array_equal(mine, theirs)
        for part in range(len(piece.notes)):
            mine, theirs = (batch_of([[_part(each, part)]]) for each in (again, piece))
            for column in ("part", "facts", "bars", "flags", "steps", "known", "fields"):
                np.testing.assert_array_equal(getattr(mine, column), getattr(theirs, column))


def _part(piece: Piece, part: int) -> object:
    one = packed([piece, piece], np.zeros((2, 384), dtype=np.float32), styles=STYLES)
    return whole_part(one, 0, part, longest=10_000)


def test_a_file_that_is_no_pack_is_told(tmp_path: Path) -> None:
    (tmp_path / "pack.npz").write_bytes(b"no such thing")
    with pytest.raises(BadInput, match="holds no packed pieces"):
        Packed.load(tmp_path / "pack.npz")


def test_nothing_to_learn_from_is_told() -> None:
    with pytest.raises(BadInput, match="no piece to learn from"):
        packed([], np.zeros((0, 384), dtype=np.float32), styles=STYLES)


def test_a_held_out_piece_is_never_drawn(pack: Packed) -> None:
    learned, held_out = pack.learned, pack.held_out
    assert held_out and not set(learned) & set(held_out) and len(learned) + len(held_out) == len(pack)


def test_pieces_of_a_group_are_all_held_out_or_none(pieces: list[Piece]) -> None:
    tunes = [pieces[0]._replace(group=f"tune {i % 60}") for i in range(120)]
    found = packed(tunes, np.zeros((120, 384), dtype=np.float32), styles=STYLES)
    assert 0 < len(found.held_out) < 30
    assert not {tunes[i].group for i in found.held_out} & {tunes[i].group for i in found.learned}


def test_what_is_hidden_is_not_told(pack: Packed) -> None:
    all_hidden = Hiding(fact=1, text=1, likeness=1, groove=1, free_groove=1, register=1, hearing=0)
    told, blind = (
        draw_stretch([Source("", pack)], hiding, seed=(1, 2), longest=10_000) for hiding in (NOTHING_HIDDEN, all_hidden)
    )
    assert told.facts.any() and told.text.any()
    assert not blind.facts.any() and not blind.text.any() and not blind.encoded.flags[:, -1].any()


def test_bars_after_a_gap_are_told_as_they_are_and_those_of_the_gap_are_not(pack: Packed) -> None:
    piece = pack.piece(0)
    for number, (player, notes) in enumerate(zip(piece.band.players, piece.notes, strict=True)):
        bars = np.flatnonzero(player.playing)
        later = draw_later(piece.band, notes, number, np.random.default_rng(number))
        counts = np.bincount(notes[:, 0], minlength=piece.band.bars)
        assert len(later) == len(bars)
        for bar, told in zip(bars, later, strict=True):
            stands = np.flatnonzero(told[:, -1])
            np.testing.assert_allclose(16 * told[stands, -3], counts[bar + 1 + stands])
            assert not np.delete(told, stands, axis=0).any()
            # It is one gap, of eight bars at most, beyond which all stands in which the player plays.
            after = bar + 1 + np.arange(AHEAD_BARS)
            plays = np.array([b < piece.band.bars and bool(player.playing[b]) for b in after])
            first = stands[0] if len(stands) else AHEAD_BARS - 1
            assert told[first:, -1].astype(bool).tolist() == plays[first:].tolist()


def test_bars_to_come_are_hidden_as_often_as_wanted(pack: Packed) -> None:
    shown, hidden = (
        draw_stretch([Source("", pack)], replace(NOTHING_HIDDEN, later=chance), seed=(1, 2), longest=500)
        for chance in (0, 1)
    )
    assert shown.later is not None and hidden.later is None


def test_rows_go_on_where_they_stopped(pack: Packed) -> None:
    rows = Rows([Source("", pack)], Hiding(), rows=3, steps=16, longest=64, seed=5)
    for _ in range(5):
        next(rows)
    again = Rows([Source("", pack)], Hiding(), rows=3, steps=16, longest=64, seed=5)
    again.take_up(rows.places)
    for mine, theirs in zip(next(again), next(rows), strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_rows_shared_out_are_the_same_rows(pack: Packed) -> None:
    """Whoever else there is: several processes learn from what one would."""
    whole = Rows([Source("", pack)], Hiding(), rows=4, steps=16, longest=64, seed=5)
    shared = Rows([Source("", pack)], Hiding(), rows=2, steps=16, longest=64, seed=5, first=2)
    for _ in range(8):  # each row has turned to other parts by then
        mine, theirs = next(shared), next(whole)
        np.testing.assert_array_equal(mine.fields, theirs.fields[:, 2:])
        np.testing.assert_array_equal(mine.goes_on, theirs.goes_on[:, 2:])


def test_rows_go_through_whole_stretches_and_begin_the_next_anew(pack: Packed) -> None:
    rows = Rows([Source("", pack)], NOTHING_HIDDEN, rows=1, steps=16, longest=40, seed=5)
    batches = [next(rows) for _ in range(5)]
    fields = np.concatenate([batch.fields[:, 0] for batch in batches])
    begins = np.flatnonzero(np.concatenate([batch.goes_on[:, 0] for batch in batches]) == 0)
    first = draw_stretch([Source("", pack)], NOTHING_HIDDEN, seed=(5, 0, 0), longest=40)
    np.testing.assert_array_equal(fields[: begins[1]], first.encoded.fields[first.first : first.end])
    assert begins[0] == 0 and 1 < len(begins) < 12


@pytest.mark.slow
def test_a_small_network_learns_two_pieces(pack: Packed) -> None:
    """Where, what, how long: nothing but learning tells it."""
    torch.set_num_threads(1)
    recipe = replace(SMALL, hidden=96, width=64, head=64, rows=8, steps=48, dropout=0, batches=120, average=0.9)
    run = Training([Source("", pack)], replace(recipe, hiding=NOTHING_HIDDEN))
    before = measure(run.averaged_network(), pack)
    for _ in range(recipe.batches):
        run.step()
    found = measure(run.averaged_network(), pack)
    assert before["place"] > 4 and before["pitch"] > 5
    assert found["place"] < 1 and found["pitch"] < 1.2 and found["duration"] < 0.6


@pytest.mark.slow
def test_a_network_plays_what_it_learned(pieces: list[Piece], pack: Packed) -> None:
    """A drummer who learned one piece and is told its grooves strikes where that piece does."""
    torch.set_num_threads(1)
    drums = _drums_alone(pieces[0])
    recipe = replace(SMALL, hidden=64, width=64, head=64, steps=48, dropout=0, batches=110, average=0.9)
    alone = packed([drums, drums], np.zeros((2, 384), dtype=np.float32), styles=STYLES)
    run = Training([Source("", alone)], replace(recipe, hiding=NOTHING_HIDDEN, learning_rate=6e-3))
    for _ in range(recipe.batches):
        run.step()
    (played,) = play(run.averaged_network(), alone.piece(0).band, seed=1, nucleus=0.5)
    mine, theirs = ({tuple(row[:3]) for row in rows.tolist()} for rows in (played, drums.notes[0]))
    assert len(mine & theirs) / len(mine | theirs) > 0.75
    assert as_score(drums.band, [played]).note_count == len(played)


def _drums_alone(piece: Piece) -> Piece:
    number = next(i for i, player in enumerate(piece.band.players) if player.is_drums)
    band = replace(piece.band, players=(piece.band.players[number],))
    return Piece(band, (piece.notes[number],), piece.prompt)


def test_a_fitted_recipe_ends_when_time_does(pack: Packed) -> None:
    torch.set_num_threads(1)
    short, long = (fitted(SMALL, [Source("", pack)], seconds=seconds) for seconds in (0, 100_000))
    assert short.batches < 100 < long.batches
    assert short.precision in ("float32", "bfloat16") and short.threads >= 1
    assert replace(short, precision="", batches=0, threads=0) == replace(SMALL, precision="", batches=0, threads=0)


@pytest.mark.slow
def test_the_command_trains_on_a_folder_of_midi(tmp_path: Path) -> None:
    """And goes on with the run that is there."""
    (tmp_path / "music").mkdir()
    for seed in (1, 2, 3):
        write_midi(write("house", seed).score, tmp_path / "music" / f"{seed}.mid")
    arguments = ["--out", str(tmp_path / "run"), "--corpus", str(tmp_path / "music"), "--hidden", "16"]
    assert main([*arguments, "--batches", "1"]) == 0
    assert main([*arguments, "--batches", "9"]) == 0
    _, about, _ = read_checkpoint(tmp_path / "run" / CHECKPOINT, vocabulary=VERSION)
    assert about["shape"]["hidden"] == 16 and about["about"]["batches"] == 1
    assert "house" in about["shape"]["styles"]


def test_nothing_asked_to_learn_from_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--out", str(tmp_path)]) == 1
    assert "nothing to learn from" in capsys.readouterr().err
