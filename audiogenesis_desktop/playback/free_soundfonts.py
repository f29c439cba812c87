"""Larger free SoundFonts that a user may install: which they are, how large, their licence, and the command."""

import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from audiogenesis_desktop.paths import resource


class FreeSoundFont(NamedTuple):
    """One that the system ships: sizes in megabytes, `file` is how its file's name begins, in lower case."""

    name: str
    file: str
    package: str
    fetched_mb: int
    installed_mb: int
    licence: str

    @property
    def offer(self) -> str:
        """Return what it is, and how to get it."""
        how = f"sudo apt install {self.package}" if sys.platform == "linux" else "from musescore.org or your system"
        return f"{self.name} ({self.fetched_mb} MB to fetch, {self.installed_mb} MB on disk, {self.licence}): {how}"


@cache
def free_soundfonts() -> tuple[FreeSoundFont, ...]:
    """Return those that are known, the best first."""
    rows = tomllib.loads(resource("soundfonts.toml").read_text(encoding="utf-8"))["soundfont"]
    return tuple(FreeSoundFont(**row) for row in rows)


def better_than(soundfont: Path | None) -> tuple[FreeSoundFont, ...]:
    """Return those that are better than what plays now, the best first; all where nothing does."""
    name = soundfont.name.lower() if soundfont is not None else ""
    known = free_soundfonts()
    ranks = [i for i, one in enumerate(known) if name.startswith(one.file)]
    return known[: ranks[0]] if ranks else known
