"""The long runs of benchmarks/ in the short: use at random, readers fed with what nobody writes, pieces out and in."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]  # a busy machine is no reason to fail
BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def run(folder, name, *arguments):
    command = [sys.executable, str(BENCHMARKS / name), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=280, check=False, cwd=folder)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at the process as Linux shows it")
def test_use_at_random_goes_wrong_nowhere_and_leaves_nothing(tmp_path):
    done = run(tmp_path, "soak.py", "--small", "--actions", "40", "--minutes", "0.4")
    assert done.returncode == 0 and "threads of Python left: none" in done.stdout, done.stdout + done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="measures memory as Unix does")
def test_what_nobody_would_write_is_read_or_refused(tmp_path):
    done = run(tmp_path, "fuzz.py", "all", "--executions", "120", "--seconds", "2")
    assert done.returncode == 0 and done.stdout.count(" 0 wrong") == 12, done.stdout + done.stderr


def test_pieces_go_out_and_come_in_equal_and_other_readers_see_them_alike(tmp_path):
    done = run(tmp_path, "round_trips.py", "--pieces", "6", "--others", "1", "--seed", "5")
    assert done.returncode == 0 and "6 pieces, 0 refused, 1 seen by others: none differs" in done.stdout, done
