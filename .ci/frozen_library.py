"""Runs first in the built app: pyfluidsynth, which asks the system for FluidSynth, finds the one that ships."""

import ctypes.util
import sys
from pathlib import Path

_ask_the_system = ctypes.util.find_library


def _shipped_first(name: str) -> str | None:
    if name.removeprefix("lib").startswith("fluidsynth"):
        for path in sorted(Path(sys._MEIPASS).glob("*fluidsynth*")):  # type: ignore[attr-defined]
            return str(path)
    return _ask_the_system(name)


ctypes.util.find_library = _shipped_first
