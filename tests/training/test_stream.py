"""The endless batches: rows that go on, that can be shared out, and whose place can be kept."""

import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from audiogenesis_desktop.training.dataset import PackedCorpus, Window
from audiogenesis_desktop.training.stream import SOURCE_SHARES, Stream, chances


def stream(packed: PackedCorpus, rows: Sequence[int] = range(3), steps: int = 16) -> Stream:
    numbers = packed.numbers(held_out=False)
    chance = [1 / len(numbers)] * len(numbers)
    return Stream(packed, numbers, chance, rows=range(rows[0], rows[-1] + 1), steps=steps, seed=5)


def equal(a: Window, b: Window, rows: Any = slice(None)) -> bool:
    return all(np.array_equal(getattr(a, field.name)[rows], getattr(b, field.name)) for field in fields(Window))


def test_rows_go_on_where_they_stopped_and_say_where_a_piece_begins(packed: PackedCorpus) -> None:
    batches = stream(packed)
    first, second = next(batches), next(batches)
    assert first.is_start.all()
    assert second.indices.shape == (3, 16, first.indices.shape[2])
    assert not second.is_start.any()  # each piece has more than one window


def test_rows_shared_out_are_the_same_rows(packed: PackedCorpus) -> None:
    whole, shared = stream(packed, range(4)), stream(packed, range(2, 4))
    for _ in range(20):  # each row has turned to other pieces by then
        assert equal(next(whole), next(shared), rows=slice(2, 4))


def test_a_place_that_is_taken_up_brings_the_same_batches(packed: PackedCorpus) -> None:
    for batches_before in (0, 1, 9):
        gone_on, taken_up = stream(packed), stream(packed)
        for _ in range(batches_before):
            next(gone_on)
        taken_up.take_up(json.loads(json.dumps(gone_on.places())))
        for _ in range(12):
            assert equal(next(gone_on), next(taken_up))


def test_each_source_is_drawn_by_its_share_however_many_pieces_it_has(packed: PackedCorpus) -> None:
    numbers = packed.numbers(held_out=False)
    for number in numbers:
        packed.entries[number]["source"] = "mutopia_pd" if number == numbers[0] else "own_writer"
    chance = chances(packed, numbers)
    assert abs(sum(chance) - 1) < 1e-9
    one, other = SOURCE_SHARES["mutopia_pd"], SOURCE_SHARES["own_writer"]
    assert abs(chance[0] - one / (one + other)) < 1e-9
