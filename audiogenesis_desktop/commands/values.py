"""What options of the command line may be given: numbers in a range, keys, meters, words between commas."""

import argparse
import math
from collections.abc import Callable, Sequence
from typing import Any

from audiogenesis_desktop.brief.brief import HIT_KINDS


def _number(low: float, high: float, what: str) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is not {what}")
        return value

    return read


def _whole(low: int, high: int, what: str) -> Callable[[str], int]:
    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is not {what}")
        return value

    return read


positive = _number(0.001, 1e6, "a number above 0")
moment = _number(0, 1e6, "a moment in seconds")


def hit(text: str) -> tuple[float, str]:
    """Return a second and what is to happen there, "" where it is not said: "12.5" or "12.5:stop"."""
    seconds, _, kind = text.partition(":")
    if kind not in ("", *HIT_KINDS):
        raise argparse.ArgumentTypeError(f"{kind!r} is none of {', '.join(HIT_KINDS)}")
    return moment(seconds), kind


def wanted_hits(given: Sequence[tuple[float, str]]) -> dict[str, Any]:
    """Return the fields of a Brief for hits of the command line."""
    kinds = dict(given)
    chosen = tuple(sorted((second, kind) for second, kind in kinds.items() if kind))
    return {"hits": tuple(sorted(kinds)), "missed": (), "hit_kinds": chosen}


tempo = _number(10, 400, "a tempo from 10 to 400 beats a minute")
feel = _number(0, 100, "a share from 0 to 100")
swing = _number(50, 75, "a share from 50 to 75")
seed = _whole(0, 2**63 - 1, "a whole number from 0 on")
count = _whole(1, 99, "a whole number from 1 to 99")
pieces = _whole(1, 10_000, "a whole number from 1 to 10000")
some = _whole(0, 10_000, "a whole number from 0 to 10000")
rate = _whole(8_000, 192_000, "a sample rate from 8000 to 192000 Hz")


def names(text: str) -> list[str]:
    """Return the words between commas."""
    return [name.strip() for name in text.split(",") if name.strip()]


def key(text: str) -> str:
    """Return a key as it was typed, such as "D minor" or Eb."""
    # Checked here with the letters alone: theory.keys loads numpy, which `--help` must not wait for.
    name, _, mode = text.strip().replace("♯", "#").replace("♭", "b").partition(" ")
    is_name = name[:1].upper() in set("ABCDEFG") and name[1:] in ("", "#", "b", "m", "#m", "bm")
    if not is_name or mode.strip().lower() not in ("", "maj", "major", "min", "minor"):
        raise argparse.ArgumentTypeError(f'{text!r} is not a key such as "D minor" or Eb')
    return text.strip()


def meter(text: str) -> tuple[int, int]:
    """Return a meter such as 6/8 as its two numbers."""
    above, slash, below = text.partition("/")
    if not (slash and above.strip().isdecimal() and below.strip().isdecimal()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a meter such as 3/4")
    numerator, denominator = int(above), int(below)
    if not 1 <= numerator <= 32 or denominator not in (1, 2, 4, 8, 16, 32):
        raise argparse.ArgumentTypeError(f"{text!r} is not a meter such as 3/4")
    return numerator, denominator
