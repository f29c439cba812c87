"""Pace: how many notes a bar a piece is to have, and the leaning to shorter or longer steps that keeps to it.

The network knows density as a number among others and soon follows its own notes instead: a piano that has begun
with long chords goes on with them to the end. So each step is judged by the pace that it would leave behind.
"""

import numpy as np

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.features import Setting
from audiogenesis_desktop.compose.sampling import Floats
from audiogenesis_desktop.compose.vocabulary import GRID_PER_BEAT, LONGEST_STEP
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.score.score import TICKS_PER_BEAT

HALF_LIFE_BARS = 2  # a note counts half as much so many bars later
_SHORTEST_BARS = 0.25  # over less than this no pace can be measured
_EIGHTH, _SHORTEST = GRID_PER_BEAT // 2, GRID_PER_BEAT // 4
_OCTAVES = np.log2(np.maximum(np.arange(LONGEST_STEP + 1), _SHORTEST) / _EIGHTH)  # a bar is three longer than an eighth
_PULL, _HOLD = 0.8, 0.2  # nats for each octave of step and each that the pace would be too slow, or too fast
_LET_BE, _MOST = 0.3, 2.0  # octaves of pace that nothing is done about, and beyond which no more is done


class Pace:
    """The wanted pace of one piece, bar by bar."""

    def __init__(self, plan: Plan, setting: Setting, brief: Brief) -> None:
        """Take a Brief whose density is as training measured it; sections of more energy are busier."""
        a_second = 2 ** (5 * brief.density) - 1
        a_bar = a_second * plan.meter.bar_ticks / TICKS_PER_BEAT * 60 / plan.tempi[0].bpm
        energies = (setting.energies + 0.5) / (setting.energies + 0.5).mean()
        players = setting.active.sum(axis=1)
        self.wanted: list[float] = (a_bar * energies * players / max(players.max(), 1)).tolist()
        self._bar_length = int(setting.bar_starts[1])
        self._steps = np.arange(LONGEST_STEP + 1) / self._bar_length
        self._fading = 0.5 ** (self._steps / HALF_LIFE_BARS)

    def lean(self, bar: int, now: int, onsets: float) -> Floats:
        """Return the bias over steps, (LONGEST_STEP + 1,), after an onset at `now` in grid units.

        `onsets` is how many notes have begun, each fading by half in `HALF_LIFE_BARS`.
        """
        bars = np.maximum(now / self._bar_length + self._steps, _SHORTEST_BARS)
        lasting = HALF_LIFE_BARS / np.log(2) * (1 - 0.5 ** (bars / HALF_LIFE_BARS))
        ahead = np.log2(np.maximum(onsets * self._fading / lasting, 0.1) / max(self.wanted[bar], 0.1))
        too_slow = np.minimum(np.maximum(-ahead - _LET_BE, 0), _MOST)
        too_fast = np.minimum(np.maximum(ahead - _LET_BE, 0), _MOST)
        return np.asarray((_HOLD * too_fast - _PULL * too_slow) * _OCTAVES, dtype=np.float32)
