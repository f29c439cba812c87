"""The takes of a piece as they are kept with it, and as they come back."""

from dataclasses import dataclass, fields
from typing import Any

from audiogenesis_desktop.compose.verdict import Verdict
from audiogenesis_desktop.files.project.piece import KeptTake, Piece
from audiogenesis_desktop.studio.take_list import ListedTake


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
