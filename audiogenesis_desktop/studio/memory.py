"""Memory that was freed goes back to the system, where the C library (glibc) would else keep most of it for itself."""

import ctypes
import gc
import sys
from collections.abc import Callable
from contextlib import suppress

# Numbers of glibc's malloc.h. A fixed threshold also ends its growing with whatever large is freed.
_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
_LARGE_BYTES = 256 << 10
_MOST_ARENAS = 2


def keep_little() -> None:
    """Let large blocks go back as soon as they are freed, and threads share what is kept; called before any of them."""
    _call("mallopt", _MMAP_THRESHOLD, _LARGE_BYTES)
    _call("mallopt", _ARENA_MAX, _MOST_ARENAS)


def give_back() -> None:
    """Give back all that is kept and in no use; who asks for memory meanwhile may wait some hundredths of a second."""
    _call("malloc_trim", 0)


def collect() -> None:
    """Free what only holds itself; what is there the first time, libraries for the most part, is not looked at again.

    Python would do so by itself only after some seventy million objects, as it is told to look rarely.
    """
    gc.collect()
    if not gc.get_freeze_count():
        gc.freeze()


def _call(name: str, *arguments: int) -> None:
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):  # another C library has no such function
            function: Callable[..., object] = getattr(ctypes.CDLL(None), name)
            function(*arguments)
