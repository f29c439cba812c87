"""Two processes match one with twice the batch: real ones, that find each other on this machine."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.training.dataset import PackedCorpus
from audiogenesis_desktop.training.processes import Processes, started
from audiogenesis_desktop.training.baseline_recipe import Recipe
from audiogenesis_desktop.training.baseline_trainer import RESUME, train

pytestmark = pytest.mark.slow

TINY = Recipe(rows=4, steps=32, width=16, hidden=16, layers=1, batches=4, check_every=2, warm_up_batches=1, dropout=0.0)

PROGRAM = """
import sys
from pathlib import Path
from audiogenesis_desktop.training.dataset import PackedCorpus
from audiogenesis_desktop.training.processes import joined, started
from audiogenesis_desktop.training.baseline_recipe import Recipe
from audiogenesis_desktop.training.baseline_trainer import train

corpus, out, recipe, processes = PackedCorpus(Path(sys.argv[1])), Path(sys.argv[2]), {recipe}, started()
with joined(processes, device="cpu"):
    told = []
    # One process is told to stop after the second batch: all of them do. Then they go on together.
    stopped = train(corpus, recipe, out, report=told.append, processes=processes,
                    should_stop=lambda: processes.rank == 1 and len(told) == 2)
    assert stopped.batches_done == 2
    train(corpus, recipe, out, processes=processes)

# What still runs when Python ends can abort it: the group's threads are over.
tasks = Path("/proc/self/task")
running = [(task / "comm").read_text() for task in tasks.iterdir()] if tasks.exists() else []
assert not any("gloo" in name for name in running), running
"""


def train_with_two(packed: Path, out: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    environment = {"WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "OMP_NUM_THREADS": "1"}
    arguments = [sys.executable, "-c", PROGRAM.format(recipe=TINY), str(packed), str(out)]
    both = [subprocess.Popen(arguments, env={**os.environ, **environment, "RANK": str(rank)}) for rank in range(2)]
    assert [process.wait() for process in both] == [0, 0]


@pytest.mark.timeout(300)  # two more Pythons that load torch: long on a busy machine
def test_two_processes_learn_what_one_with_twice_the_rows_learns(packed: PackedCorpus, tmp_path: Path) -> None:
    alone = train(packed, TINY, tmp_path / "alone")
    train_with_two(tmp_path / "packed", tmp_path / "two")
    together = torch.load(tmp_path / "two" / RESUME, weights_only=True)
    assert (together["batches"], together["notes"]) == (alone.batches_done, alone.notes_seen)
    for name, value in alone.network.state_dict().items():
        torch.testing.assert_close(together["network"][name], value, atol=1e-5, rtol=1e-3)
    assert len(together["parts"]) == 2


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
