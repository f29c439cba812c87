"""What is thought of a take: how far it is from what was asked, and how well the critic likes it."""

from typing import NamedTuple


class Verdict(NamedTuple):
    """`faults` counts what the prompt asks for and the take lacks, 0 for none; `liking` 0..1 is the critic's.

    `told` are sentences for the user. Takes are ranked by faults first, whatever the critic likes.
    """

    faults: float = 0.0
    liking: float = 0.5
    told: tuple[str, ...] = ()

    @property
    def rank(self) -> tuple[float, float]:
        """Return what verdicts are sorted by, the best first."""
        return (self.faults, -self.liking)
