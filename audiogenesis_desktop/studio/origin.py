"""Where the piece that is shown comes from, as its licence sheet and the tags of its files tell it."""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiogenesis_desktop import paths
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.score import Score

if TYPE_CHECKING:
    from audiogenesis_desktop.delivery.provenance import Provenance

_OWN = "notes of your own"


@dataclass(frozen=True, slots=True)
class Origin:
    """The Take that a piece began as, or else the file that it came from, "" for none."""

    take: Take | None
    file_name: str = ""

    def provenance(self) -> "Provenance":
        """Return what is told of it; reads the shipped model, to know whether that wrote the piece."""
        from audiogenesis_desktop.delivery.provenance import Provenance

        if self.take is None:
            return Provenance(opened_file=self.file_name or _OWN)
        shipped, take = paths.shipped_checkpoint(), self.take
        is_shipped = shipped.is_file() and take.model_hash == _hash_of(shipped.read_bytes())
        model = shipped.stem if is_shipped else "another model"
        return Provenance(take.prompt, model, take.model_hash, take.seed, is_shipped)


def _hash_of(checkpoint: bytes) -> str:
    """Return the hash that Takes name a checkpoint by."""
    return hashlib.sha256(checkpoint).hexdigest()[:12]


def plan_of(score: Score, take: Take | None) -> Plan | None:
    """Return the Plan that a score still follows: that of its Take, unless bars, tempi or tracks changed since."""
    if take is None:
        return None
    before, now = take.score, score
    is_same = (before.tempi, before.meters, before.sections, before.length_ticks) == (
        now.tempi,
        now.meters,
        now.sections,
        now.length_ticks,
    )
    return take.plan if is_same and {t.id for t in before.tracks} == {t.id for t in now.tracks} else None
