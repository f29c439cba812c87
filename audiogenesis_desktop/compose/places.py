"""What a Setting says of single onsets: as `Setting` and `features.place` compute it, kept bar by bar.

Composing asks for one onset at a time, and more than once for each; arrays of one are slow.
"""

from bisect import bisect_right

import numpy as np

from audiogenesis_desktop.compose.features import NONE_BEFORE, OFFSETS, Ints, Setting, onset_indices, place


class Places:
    """Looks up the bars and places of one piece; onsets are in grid units."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self.bar_starts: list[int] = setting.bar_starts.tolist()
        self._bars: dict[int, tuple[Ints, list[list[int]]]] = {}

    def bar(self, onset: int) -> int:
        """Return the bar, from 0, that an onset is in."""
        return min(max(bisect_right(self.bar_starts, onset) - 1, 0), len(self.bar_starts) - 2)

    def half(self, onset: int) -> int:
        """Return the half bar, from 0 over the piece, that an onset is in."""
        bar = self.bar(onset)
        start, end = self.bar_starts[bar : bar + 2]
        return 2 * bar + (2 * (onset - start) >= end - start)

    def indices(self, onset: int) -> Ints:
        """Return the input rows for the place of an onset, already offset into the one table."""
        bar = self.bar(onset)
        row: Ints = self._of(bar)[0][onset - self.bar_starts[bar]]
        return row

    def onset(self, onset: int) -> list[int]:
        """Return position in the bar and chord, as `features.onset_indices` does."""
        bar = self.bar(onset)
        return self._of(bar)[1][onset - self.bar_starts[bar]]

    def _of(self, bar: int) -> tuple[Ints, list[list[int]]]:
        if bar not in self._bars:
            onsets = np.arange(*self.bar_starts[bar : bar + 2])
            rows = place(onsets, self._setting)
            first = len(NONE_BEFORE)
            rows += OFFSETS[first : first + rows.shape[1]]
            self._bars[bar] = rows, onset_indices(onsets, self._setting).tolist()
        return self._bars[bar]
