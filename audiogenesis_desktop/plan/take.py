"""A Take: one composed answer, with everything that is needed to make it again."""

from dataclasses import dataclass

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.score.score import Score


@dataclass(frozen=True, slots=True, weakref_slot=True)  # who only has to know it again need not hold it
class Take:
    """What was asked, how it was understood and what came of it; `is_whole` unless it was stopped early.

    `compose_seconds` is how long the writing took, 0 where nobody looked at a clock.
    """

    prompt: str
    brief: Brief
    plan: Plan
    seed: int
    model_hash: str
    score: Score
    is_whole: bool = True
    compose_seconds: float = 0.0
