"""Targets of loudness: the presets of `resources/loudness.toml`, or a number."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated

from msgspec import Meta, Struct

from audiogenesis_desktop import paths
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.style.reading import parse

_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)\s*(?:lufs|lkfs)?", re.IGNORECASE)
_LOUDEST_LUFS, _SOFTEST_LUFS = -5.0, -60.0

Level = Annotated[float, Meta(ge=_SOFTEST_LUFS, le=_LOUDEST_LUFS)]


class Target(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How loud a file is to be: LUFS of the whole and of its loudest 3 s, None for any; the highest peak in dBTP."""

    name: str
    integrated_lufs: Level | None = None
    short_term_lufs: Level | None = None
    true_peak_db: Annotated[float, Meta(ge=-20, le=0)] = -1.0


class _Targets(Struct, frozen=True, forbid_unknown_fields=True):
    targets: Mapping[str, Target]


PLAIN = "plain"
TARGET_LUFS = -16.0  # of what leaves without anybody having asked for a loudness


@cache
def targets() -> Mapping[str, Target]:
    """Return the presets by their short names; raises BadInput, with file and line, if the file is not right."""
    path = paths.resource("loudness.toml")
    return parse(path.read_text(encoding="utf-8"), _Targets, name=str(path)).targets


def of_lufs(lufs: float | None) -> Target:
    """Return the target of so many LUFS; None leaves sound as it is, but for what would clip."""
    return targets()[PLAIN] if lufs is None else Target(name=f"{lufs:g} LUFS", integrated_lufs=lufs)


def target_of(text: str) -> Target:
    """Return the preset of a short name, or what a number of LUFS such as -18 stands for; else raises BadInput."""
    if (found := targets().get(text.strip().lower())) is not None:
        return found
    number = _NUMBER.fullmatch(text.strip())
    if number and _SOFTEST_LUFS <= float(number[1]) <= _LOUDEST_LUFS:
        return of_lufs(float(number[1]))
    known = ", ".join(targets())
    raise BadInput(
        f"{text!r} is no loudness known here: choose one of {known}, or a number from {_SOFTEST_LUFS:g} to "
        f"{_LOUDEST_LUFS:g} LUFS."
    )
