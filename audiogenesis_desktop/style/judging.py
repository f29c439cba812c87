"""Judging: which hallmarks of a style a score lacks."""

from collections.abc import Mapping

from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.style.hallmarks import parse
from audiogenesis_desktop.style.measures import Measures
from audiogenesis_desktop.style.style import Style


def missed(style: Style, score: Score, *, roles: Mapping[int, str] | None = None) -> tuple[str, ...]:
    """Return the hallmarks of a style that are not true of a score.

    `roles` tells each track's, by its id; without it they are guessed.
    """
    measures = Measures(score, roles=roles, swing=style.time.swing, swing_ticks=style.time.swing_ticks)
    return tuple(line for line in style.hallmarks if not parse(line).holds(measures))
