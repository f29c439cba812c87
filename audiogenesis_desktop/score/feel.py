"""Feel: how what is written is to be played."""

from dataclasses import dataclass

STRAIGHT = 0.5
MOST_SWING = 0.75
USUAL_FEEL = 0.8  # how loosely that is, is the style's affair


@dataclass(frozen=True, slots=True)
class Feel:
    """How notes are played that stay as they are written.

    `amount` 0..1 is how much of a player's timing, loudness and controls is heard. `swing` 0.5..0.75 is where the
    second of two notes is to fall, None for where it is written. `seed` chooses among performances, and `style` names
    the style of the book that is played in, "" for none.
    """

    amount: float = 0.0
    swing: float | None = None
    seed: int = 0
    style: str = ""

    @property
    def is_possible(self) -> bool:
        """Return whether every number lies in its range."""
        return 0 <= self.amount <= 1 and (self.swing is None or STRAIGHT <= self.swing <= MOST_SWING) and self.seed >= 0

    @property
    def is_as_written(self) -> bool:
        """Return whether what is heard is what is written."""
        return self.amount <= 0 and self.swing is None


AS_WRITTEN = Feel()
