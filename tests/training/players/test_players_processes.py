"""Two processes match one with twice the batch: real ones, that find each other on this machine."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from audiogenesis_desktop.training.players.drawing import Source
from audiogenesis_desktop.training.players.recipe import Recipe
from audiogenesis_desktop.training.players.running import train
from audiogenesis_desktop.training.players.trainer import RESUME

pytestmark = pytest.mark.slow

TINY = Recipe(width=16, hidden=16, head=16, dropout=0.0, rows=4, steps=32, longest=96, batches=4, warm_up=1)

PROGRAM = """
import sys
from pathlib import Path
from audiogenesis_desktop.training.players.drawing import Hiding, Source
from audiogenesis_desktop.training.players.packing import Packed
from audiogenesis_desktop.training.players.recipe import Recipe
from audiogenesis_desktop.training.players.running import train
from audiogenesis_desktop.training.processes import joined, started

sources, out = [Source("music", Packed.load(Path(sys.argv[1])))], Path(sys.argv[2])
recipe, processes = {recipe}, started()
with joined(processes, device="cpu"):
    told = []
    # One process is told to stop after the second batch: all of them do. Then they go on together.
    stopped = train(sources, recipe, out, report=told.append, processes=processes,
                    should_stop=lambda: processes.rank == 1 and len(told) == 2)
    assert stopped.batches_done == 2
    train(sources, recipe, out, processes=processes)

# What still runs when Python ends can abort it: the group's threads are over.
tasks = Path("/proc/self/task")
running = [(task / "comm").read_text() for task in tasks.iterdir()] if tasks.exists() else []
assert not any("gloo" in name for name in running), running
"""


def train_with_two(pack: Path, out: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    environment = {"WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "OMP_NUM_THREADS": "1"}
    arguments = [sys.executable, "-c", PROGRAM.format(recipe=TINY), str(pack), str(out)]
    both = [subprocess.Popen(arguments, env={**os.environ, **environment, "RANK": str(rank)}) for rank in range(2)]
    assert [process.wait() for process in both] == [0, 0]


@pytest.mark.timeout(300)  # two more Pythons that load torch: long on a busy machine
def test_two_processes_learn_what_one_with_all_the_rows_learns(
    sources: list[Source], pack_file: Path, tmp_path: Path
) -> None:
    alone = train(sources, TINY, tmp_path / "alone")
    train_with_two(pack_file, tmp_path / "two")
    together = torch.load(tmp_path / "two" / RESUME, weights_only=True)
    assert together["batches"] == alone.batches_done
    for name, value in alone.network.state_dict().items():
        torch.testing.assert_close(together["network"][name], value, atol=1e-5, rtol=1e-3)
    assert len(together["parts"]) == 2
