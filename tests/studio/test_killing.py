"""Killed while it edits, saves or composes, a studio damages nothing; the long form is benchmarks/killing.py."""

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "killing.py"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs a system that can fork")
@pytest.mark.parametrize("given", [("4", "7"), ("3", "7", "--composing")], ids=["editing", "composing"])
def test_a_studio_that_is_killed_damages_no_project(given):
    command = [sys.executable, str(BENCHMARK), *given]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0 and ": 0 damaged" in done.stdout, done.stdout + done.stderr
