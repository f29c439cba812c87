"""A machine without FluidSynth: one sentence with the mend, from wherever it is asked for."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from audiogenesis_desktop.errors import MissingPart
from audiogenesis_desktop.playback import libfluidsynth
from audiogenesis_desktop.playback.fluid import FluidOutput, fluidsynth_version


@pytest.fixture
def no_fluidsynth(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    libfluidsynth.library.cache_clear()
    monkeypatch.setitem(sys.modules, "fluidsynth", None)
    yield
    libfluidsynth.library.cache_clear()


@pytest.mark.usefixtures("no_fluidsynth")
@pytest.mark.parametrize(
    ("platform", "mend"),
    [("linux", "sudo apt install libfluidsynth3"), ("darwin", "brew install fluid-synth"), ("win32", "C:.tools")],
)
def test_without_the_library_the_mend_is_reported(platform: str, mend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libfluidsynth.sys, "platform", platform)
    assert fluidsynth_version() is None
    with pytest.raises(MissingPart, match=f"FluidSynth 2.2 or later is not installed here: .*{mend}"):
        FluidOutput(Path("any.sf2"))


_TWO_THREADS = """
import sys, threading, time
from audiogenesis_desktop.playback.libfluidsynth import library

class Slow:
    def find_spec(self, name, path=None, target=None):
        time.sleep(0.3 * (name == "fluidsynth"))

sys.meta_path.insert(0, Slow())
threads = [threading.Thread(target=library) for _ in range(2)]
for thread in threads:
    thread.start()
    time.sleep(0.1)
for thread in threads:
    thread.join()
print("said")
"""


def test_stdout_is_there_after_two_threads_loaded_it_at_once() -> None:
    environment = {**os.environ, "CI": "true", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", _TWO_THREADS]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout == "said\n"


def test_nothing_is_written_where_answers_go_whatever_the_environment_sets() -> None:
    """What stands on stdout may be JSON that a program reads; pyfluidsynth speaks there where CI is set."""
    script = "from audiogenesis_desktop.playback.libfluidsynth import library; library()"
    environment = {**os.environ, "CI": "true", "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout == ""
