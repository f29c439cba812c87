"""Backups: the last five versions of a project, in a folder beside it, until newer ones take their places."""

import re
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from audiogenesis_desktop.files.atomic import real_path

FOLDER = "Backup"
MOST_BACKUPS = 5
_LONGEST_STEM_BYTES = 200


class _Backup(NamedTuple):
    """When it was saved, and which of that second's it is."""

    saved: str
    number: int
    path: Path


def keep_backup(path: Path) -> None:
    """Keep what is at a path now, if anything is, under a name of its own; raises OSError, and nothing is lost then."""
    target = real_path(path)
    if not target.is_file():
        return
    saved = f"{datetime.fromtimestamp(target.stat().st_mtime):%Y-%m-%d %H.%M.%S}"
    number = 1 + max((each.number for each in _found(target) if each.saved == saved), default=0)
    folder = target.parent / FOLDER
    folder.mkdir(exist_ok=True)
    more = f"-{number}" if number > 1 else ""
    backup = folder / f"{_stem(target)} {saved}{more}{target.suffix}"
    try:
        backup.hardlink_to(target)
    except OSError:  # a disk without links
        _copy(target, backup)
    for old in backups_of(target)[MOST_BACKUPS:]:
        with suppress(OSError):
            old.unlink()


def backups_of(path: Path) -> list[Path]:
    """Return the backups of a project, the latest first."""
    return [each.path for each in sorted(_found(real_path(path)), reverse=True)]


def _found(target: Path) -> list[_Backup]:
    name = re.compile(re.escape(_stem(target)) + r" ([\d-]{10} [\d.]{8})(?:-(\d+))?" + re.escape(target.suffix))
    found = ((name.fullmatch(each.name), each) for each in (target.parent / FOLDER).glob("*"))
    return [_Backup(match[1], int(match[2] or 1), each) for match, each in found if match is not None]


def _stem(target: Path) -> str:
    """Return the name without its suffix, as much of it as leaves room for a date."""
    return target.stem.encode()[:_LONGEST_STEM_BYTES].decode(errors="ignore")


def _copy(source: Path, target: Path) -> None:
    try:
        shutil.copyfile(source, target)
    except OSError:
        with suppress(OSError):
            target.unlink()
        raise
