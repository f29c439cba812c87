"""What the command line says, so that any terminal, pipe or closed stream takes it and no file's text can steer it."""

import os
import re
import sys
from contextlib import suppress
from typing import TextIO

# What steers a terminal: control characters but line ends and tabs, and those of Latin-1 (0x9b begins a sequence, too).
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def plain(text: object) -> str:
    """Return a text with what would steer a terminal written out, as in \\x1b."""
    return _STEERING.sub(lambda match: match.group().encode("unicode_escape").decode("ascii"), str(text))


def one_line(text: object) -> str:
    """Return a text as one plain line."""
    return " ".join(plain(text).split())


def say(text: object, *, to: TextIO | None = None) -> None:
    """Print plain text on stdout, or on another stream, at once."""
    print(plain(text), file=to, flush=True)


def warn(text: object) -> None:
    """Print one plain line on stderr; a stderr that has gone is no reason to fail."""
    with suppress(OSError, ValueError):
        print(one_line(text), file=sys.stderr, flush=True)


def make_ready() -> None:
    """Let stdout and stderr take any text: what they cannot show is written out; closed ones lead nowhere.

    A closed descriptor is filled, too: the next file to be opened would get its number, and what libraries print.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            _fill(number)
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115  (for good)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def lead_nowhere() -> None:
    """Let stdout lead nowhere from now on: whoever read it has gone, or its disk is full."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def let_go_if_full() -> None:
    """Let stdout lead nowhere if it takes no more, so that nothing is told of it again at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        lead_nowhere()


def _fill(number: int) -> None:
    with suppress(OSError):
        os.fstat(number)
        return
    with suppress(OSError):
        opened = os.open(os.devnull, os.O_RDWR)
        if opened != number:
            os.dup2(opened, number)
            os.close(opened)
