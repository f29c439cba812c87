"""A score is mixed: heard part by part, balanced, and told of."""

from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

from audiogenesis_desktop.delivery.balancing import PartLevel, Wish, balanced, mix_lufs, part_levels, wishes_of
from audiogenesis_desktop.delivery.heard import Heard, hear
from audiogenesis_desktop.delivery.render import Progress
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.score.score import Score


class Mixed(NamedTuple):
    """A score, what was heard of its parts, and what is wished of each track."""

    score: Score
    heard: Heard
    wishes: Mapping[int, Wish]

    @property
    def lufs(self) -> float:
        """Return the loudness at which the score plays, as far as it was heard."""
        return mix_lufs(self.score, self.heard)

    @property
    def levels(self) -> tuple[PartLevel, ...]:
        """Return how loud each part is."""
        return part_levels(self.score, self.heard, self.wishes)

    def as_dicts(self) -> list[dict[str, Any]]:
        """Return the levels for JSON: a row a track, in LU; null where it is silent."""
        return [
            {
                "track": self.score.track(part.track_id).name,
                "role": part.role,
                "volume": self.score.track(part.track_id).mix.volume,
                "level_lu": _rounded(part.level_lu),
                "wished_lu": _rounded(part.wished_lu),
                "found": part.words,
            }
            for part in self.levels
        ]


def mixed(
    score: Score,
    *,
    soundfont: Path,
    plan: Plan | None = None,
    is_plain: bool = False,
    progress: Progress = lambda _share: None,
) -> Mixed:
    """Return a score balanced as its plan's style wants it, or as its tracks look; or with `is_plain` as it is.

    Raises as `hear` does.
    """
    heard, wishes = hear(score, soundfont=soundfont, progress=progress), wishes_of(score, plan)
    return Mixed(score if is_plain else balanced(score, heard, wishes), heard, wishes)


def _rounded(level: float) -> float | None:
    return round(level, 1) if isfinite(level) else None
