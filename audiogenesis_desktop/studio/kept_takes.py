"""What a kept piece was asked by: its Take as JSON in a file beside it, so that prompt and chips come back too."""

import logging
from dataclasses import replace
from pathlib import Path

from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.plan.take import Take

_log = logging.getLogger(__name__)


def beside(path: Path) -> Path:
    """Return the file that goes with a kept piece."""
    return path.with_suffix(".json")


def write_take(take: Take, path: Path) -> None:
    """Write a Take, but for its notes and its embedding, beside the piece that is kept at a path; or nothing."""
    import msgspec

    from audiogenesis_desktop.files.atomic import write_bytes

    small = replace(take, brief=replace(take.brief, embedding=()), score=replace(take.score, tracks=()))
    try:
        write_bytes(beside(path), msgspec.json.encode(small, enc_hook=dict))  # mappings that may not be changed
    except (AudiogenesisError, TypeError, ValueError) as error:
        _log.error("what the piece was asked by could not be kept: %s", error)


def read_take(path: Path) -> Take | None:
    """Return what a kept piece was asked by, with a score without tracks; None where that is not known."""
    import msgspec

    try:
        return msgspec.json.decode(beside(path).read_bytes(), type=Take)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        _log.error("what the piece was asked by cannot be read: %s", error)
        return None
