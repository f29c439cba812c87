"""Pieces kept from earlier runs: each has a file of its own, which nothing overwrites, until it is opened or let go."""

import logging
from datetime import datetime
from pathlib import Path

SUFFIX = ".agjournal"  # as in `files.project.journal`, which is read only when it is needed
_KEPT, _LET_GO = "kept-", "dismissed-"
_MOST_LET_GO = 20  # still to be found in the folder by somebody who dismissed one by mistake

_log = logging.getLogger(__name__)


def keep_apart(path: Path) -> bool:
    """Move a file that an earlier run left to a name of its own; return whether there is none there any more."""
    try:
        if path.exists():
            left = datetime.fromtimestamp(path.stat().st_mtime)
            path.rename(_free(path.with_name(f"{_KEPT}{left:%Y%m%d-%H%M%S}-{path.stem}{path.suffix}")))
    except OSError as error:
        _log.error("what an earlier run left could not be moved: %s", error)
        return False
    return True


def kept_in(folder: Path) -> list[Path]:
    """Return what is kept in a folder, the latest first."""
    # By when they were written, as names tell the second alone, and of two that share one the earlier would be first.
    return sorted(folder.glob(f"{_KEPT}*{SUFFIX}"), key=when_kept, reverse=True)


def when_kept(path: Path) -> datetime:
    """Return when a kept file was last written; the beginning of time if it is gone."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime)
    except OSError:
        return datetime.fromtimestamp(0)


def let_go(path: Path) -> None:
    """Offer a kept file no more: it stays in the folder as dismissed until twenty others have been."""
    try:
        path.rename(_free(path.with_name(_LET_GO + path.name.removeprefix(_KEPT))))
        for old in sorted(path.parent.glob(f"{_LET_GO}*{SUFFIX}"))[:-_MOST_LET_GO]:
            remove(old)
    except OSError as error:
        _log.error("what was dismissed is still there: %s", error)


def remove(path: Path) -> None:
    """Remove a kept piece; raises OSError."""
    path.unlink(missing_ok=True)


def _free(path: Path) -> Path:
    """Return a name of which there is no file yet: this one, or with a number behind it."""
    free, count = path, 1
    while free.exists():
        count += 1
        free = path.with_stem(f"{path.stem}-{count}")
    return free
