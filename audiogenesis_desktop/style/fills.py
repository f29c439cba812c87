"""Fills: what a drummer plays before a new section, the usual ones as `resources/fills.toml` has them."""

import tomllib
from collections.abc import Sequence
from functools import cache

from audiogenesis_desktop import paths


@cache
def _usual() -> dict[str, tuple[str, ...]]:
    found = tomllib.loads(paths.resource("fills.toml").read_text(encoding="utf-8"))
    return {steps: tuple(grids) for steps, grids in found.items()}


def fills_of(fills: bool | Sequence[str], *, beats: int) -> tuple[str, ...]:
    """Return the grids that a kit's `fills` stand for in bars of so many beats: true for the usual ones."""
    if isinstance(fills, bool):
        return _usual()["16" if beats == 4 else "12"] if fills else ()
    return tuple(fills)
