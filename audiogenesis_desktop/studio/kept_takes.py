"""What a kept piece was asked by: its Take as JSON in a file beside it, so that prompt and chips come back too.

A second file has all takes of the piece, with their notes.
"""

import logging
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from audiogenesis_desktop.compose.verdict import Verdict
from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.files.project.piece import KeptTake, Piece
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio.take_list import ListedTake

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KeptTakes:
    """The takes of a piece, and the number of the one that is shown."""

    takes: tuple[ListedTake, ...] = ()
    shown: int = -1


def to_keep(kept: KeptTakes) -> tuple[KeptTake, ...]:
    """Return takes as a project keeps them."""
    return tuple(KeptTake(**_fields_of(one) | {"verdict": one.verdict and tuple(one.verdict)}) for one in kept.takes)


def taken_up(piece: Piece) -> KeptTakes:
    """Return the takes that were kept with a piece."""
    takes = tuple(
        ListedTake(**_fields_of(one) | {"verdict": Verdict(*one.verdict) if one.verdict is not None else None})
        for one in piece.takes
    )
    return KeptTakes(takes, next((one.number for one in takes if one.take is piece.take), -1))


def _fields_of(value: KeptTake | ListedTake) -> dict[str, Any]:
    return {each.name: getattr(value, each.name) for each in fields(value)}


def beside(path: Path) -> Path:
    """Return the file that goes with a kept piece."""
    return path.with_suffix(".json")


def takes_beside(path: Path) -> Path:
    """Return the file that has all takes of a kept piece."""
    return path.with_suffix(".takes")


def write_take(take: Take, path: Path) -> None:
    """Write a Take, but for its notes and its embedding, beside the piece that is kept at a path; or nothing."""
    small = _without_embedding(take)
    _write(replace(small, score=replace(take.score, tracks=())), beside(path))


def read_take(path: Path) -> Take | None:
    """Return what a kept piece was asked by, with a score without tracks; None where that is not known."""
    take: Take | None = _read(beside(path), Take)
    return take


def write_takes(kept: KeptTakes, path: Path) -> None:
    """Write all takes of the piece that is kept at a path; one that was never edited has its notes once."""
    small = tuple(
        replace(one, take=_without_embedding(one.take), score=one.score if one.is_edited else Score())
        for one in kept.takes
        if not one.is_deleted
    )
    _write(replace(kept, takes=small), takes_beside(path))


def read_takes(path: Path) -> KeptTakes:
    """Return all takes of a kept piece, none where they are not known."""
    kept: KeptTakes = _read(takes_beside(path), KeptTakes) or KeptTakes()
    takes = tuple(one if one.score.tracks else replace(one, score=one.take.score) for one in kept.takes)
    return replace(kept, takes=takes)


def _without_embedding(take: Take) -> Take:
    return replace(take, brief=replace(take.brief, embedding=()))


def _write(value: Any, path: Path) -> None:
    import msgspec

    from audiogenesis_desktop.files.atomic import write_bytes

    try:
        write_bytes(path, msgspec.json.encode(value, enc_hook=dict))  # mappings that may not be changed
    except (AudiogenesisError, TypeError, ValueError) as error:
        _log.error("what the piece was asked by could not be kept: %s", error)


def _read(path: Path, kind: Any) -> Any:
    import msgspec

    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        _log.error("what the piece was asked by cannot be read: %s", error)
        return None
