"""Manners for JACK's client library, which starts servers and prints to stderr unless it is told not to."""

import ctypes
import os
import sys
from pathlib import Path


def quiet_jack() -> None:
    """Keep JACK clients of this process from starting a server and from printing their failures.

    It reaches the libraries loaded so far: call it after importing what links to JACK, and before using that.
    """
    os.environ.setdefault("JACK_NO_START_SERVER", "1")
    if sys.platform != "linux":
        return
    maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace")
    # The handler is given one string. C's own strlen takes that, prints nothing, and needs no Python.
    ignore = ctypes.CDLL(None).strlen
    for path in {line.split(maxsplit=5)[-1] for line in maps.splitlines() if "libjack" in line}:
        library = ctypes.CDLL(path)
        for name in ("jack_set_error_function", "jack_set_info_function"):
            if hasattr(library, name):
                getattr(library, name)(ignore)
