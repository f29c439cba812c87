"""Manners for JACK's client library, and word of a server that dies.

A client of a dead server tells nothing: its ports seem to be there, what it sends vanishes, and closing it may wait
for ever. So one client of our own listens for the server's end, and clients that outlive it are let be.
"""

import ctypes
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from audiogenesis_desktop.paths import APP_NAME

_NO_START_SERVER = 1
_Ended = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


def quiet_jack() -> None:
    """Keep JACK clients of this process from starting a server and from printing their failures.

    It reaches the libraries loaded so far: call it after importing what links to JACK, and before using that.
    """
    os.environ.setdefault("JACK_NO_START_SERVER", "1")
    # The handler is given one string. C's own strlen takes that, prints nothing, and needs no Python.
    for library in _loaded():
        ignore = ctypes.CDLL(None).strlen
        for name in ("jack_set_error_function", "jack_set_info_function"):
            if hasattr(library, name):
                getattr(library, name)(ignore)


def _loaded() -> list[Any]:
    """Return the JACK libraries that are loaded in this process; packages may bring their own."""
    if sys.platform != "linux":
        return []
    maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace")
    return [
        ctypes.CDLL(path)
        for path in sorted({line.split(maxsplit=5)[-1] for line in maps.splitlines() if "libjack" in line})
    ]


class _Watch:
    """A client that does nothing but hear of its server's end."""

    def __init__(self, library: Any) -> None:
        self.is_alive = True
        self._ended = _Ended(self._end)  # kept: libjack calls it
        library.jack_client_open.restype = ctypes.c_void_p
        status = ctypes.c_int(0)
        self._client = library.jack_client_open(f"{APP_NAME} watch".encode(), _NO_START_SERVER, ctypes.byref(status))
        if self._client:
            library.jack_on_shutdown(ctypes.c_void_p(self._client), self._ended, None)
            library.jack_activate(ctypes.c_void_p(self._client))

    def _end(self, _argument: object) -> None:
        self.is_alive = False


_watches = list[_Watch]()  # the last one watches; those before have seen their server die
_lock = threading.Lock()


def watch_server() -> Callable[[], bool]:
    """Return what tells whether the JACK server that runs now still does; without libjack it always seems to."""
    libraries = [library for library in _loaded() if hasattr(library, "jack_on_shutdown")]
    if not libraries:
        return lambda: True
    with _lock:
        if not _watches or not _watches[-1].is_alive:
            _watches.append(_Watch(libraries[0]))
        watch = _watches[-1]
    return lambda: watch.is_alive


def let_be(client: object) -> None:
    """Keep an object for good, so that nothing ever tries to close it."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(client))
