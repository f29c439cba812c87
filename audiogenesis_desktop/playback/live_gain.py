"""The gain of live play: what FluidSynth hands to the audio device itself has no limiter, as files have."""

from dataclasses import replace
from math import inf, log10

from audiogenesis_desktop.score.score import Score

SETTLED_SECONDS = 0.4  # until what is measured is as loud as it was turned to
_MOST_LOWERED_DB, _SPARE_DB = 3.0, 0.5


def lowered_by_db(peak: float) -> float:
    """Return by how much to play softer after a peak, 1.0 being full scale: 0 dB under it, 3 dB at most."""
    return min(_MOST_LOWERED_DB, 20 * log10(peak) + _SPARE_DB) if peak > 1.0 else 0.0


class LiveGain:
    """A gain in dB, 0 or less, that only falls while a piece plays; time is passed in, in seconds."""

    def __init__(self) -> None:
        """Begin at 0 dB."""
        self.gain_db = 0.0
        self._changed_at = -inf

    def found(self, gain_db: float) -> bool:
        """Take what listening to the piece has found; return whether the gain is another one."""
        return self._lower(min(self.gain_db, gain_db))

    def heard(self, peak: float, *, at: float) -> bool:
        """Take a peak that has sounded; return whether the gain is another one."""
        if at - self._changed_at < SETTLED_SECONDS or not (by := lowered_by_db(peak)):
            return False
        self._changed_at = at
        return self._lower(self.gain_db - by)

    def on(self, score: Score) -> Score:
        """Return a score with its master fader lower by the gain."""
        return replace(score, level_db=score.level_db + self.gain_db) if self.gain_db else score

    def _lower(self, gain_db: float) -> bool:
        before, self.gain_db = self.gain_db, gain_db
        return gain_db != before
