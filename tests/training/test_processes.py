"""Which process this is, and its share of a batch."""

import pytest

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.training.processes import Processes, started


def test_rows_are_shared_out_so_that_each_is_learned_from_once() -> None:
    for rows, size in ((8, 2), (7, 3), (3, 3)):
        shared = [row for rank in range(size) for row in Processes(rank, size).rows(rows)]
        assert shared == list(range(rows))


def test_more_processes_than_rows_are_refused() -> None:
    with pytest.raises(BadInput, match="start fewer"):
        Processes(0, 5).rows(4)


def test_without_torchrun_a_process_is_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RANK", raising=False)
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    assert started() == Processes(0, 1)
    assert started().is_first
