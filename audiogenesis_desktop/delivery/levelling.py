"""Sound brought to a loudness, with its true peak under a ceiling: by gain, and by a limiter where that won't do."""

from collections.abc import Callable, Iterator
from math import isfinite
from typing import TypeAlias

import numpy as np

from audiogenesis_desktop.delivery.limiting import Limiter, block_peaks
from audiogenesis_desktop.delivery.loudness import Loudness, LoudnessMeter
from audiogenesis_desktop.delivery.true_peak import Peaks
from audiogenesis_desktop.files.audio import Samples

TARGET_LUFS = -16.0
CEILING_DB = -1.0  # dBTP: nothing that we write is louder
_MOST_GAIN_DB = 60.0  # what is softer was meant to be, or is noise
_MOST_LIMITED_DB = 12.0  # more than that is heard as pumping: then it stays softer than wanted
_SILENT_DB = -80.0  # the reverberator is never quite at rest
_NEAR_LU = 0.1
_ROUNDS, _RAISED = 3, 1.3

Again: TypeAlias = Callable[[], Iterator[Samples]]
"""Goes over sound once more, piece by piece."""


class Levelling:
    """What is to be done to sound, found out by going over it; `after` is its loudness then."""

    def __init__(self, again: Again, rate: int, found: Loudness, *, lufs: float | None) -> None:
        """Take sound, its rate in Hz, its loudness and the one wanted; None keeps it, but for the peak."""
        self._again, self._rate = again, rate
        self._limiter: Limiter | None = None
        self._gain_db = _gain_db(found, lufs)
        self._trim_db = 0.0  # a limiter that works hard lets a hair through
        self.after = found.with_gain(self._gain_db)
        if lufs is not None and self.after.true_peak_db > CEILING_DB:
            self._limit(lufs)

    def pieces(self) -> Iterator[Samples]:
        """Yield the sound, as many frames as there were."""
        gain, trim = (np.float32(10 ** (decibels / 20)) for decibels in (self._gain_db, self._trim_db))
        start = 0
        for piece in self._again():
            piece = piece * gain
            yield piece if self._limiter is None else self._limiter.limited(piece, start_frame=start) * trim
            start += len(piece)

    def _limit(self, lufs: float) -> None:
        """Turn down the peaks, and the whole up by what that took from its loudness."""
        peaks = block_peaks(self._again())
        for _ in range(_ROUNDS):
            limiter = self._limit_once(peaks)
            missing = lufs - self.after.integrated_lufs
            if missing < _NEAR_LU or limiter.most_db + missing > _MOST_LIMITED_DB:
                return
            self._gain_db += missing * _RAISED  # the peaks take a part of this, too
        self._limit_once(peaks)

    def _limit_once(self, peaks: Peaks) -> Limiter:
        """Limit the sound, whose peaks are these before any gain, and measure it."""
        gain, meter = np.float32(10 ** (self._gain_db / 20)), LoudnessMeter(self._rate)
        limiter = Limiter.of_peaks(peaks * gain, self._rate, ceiling_db=CEILING_DB)
        self._limiter, self._trim_db = limiter, 0.0
        for piece in self.pieces():
            meter.add(piece)
        self._trim_db = min(0.0, CEILING_DB - meter.result().true_peak_db)
        self.after = meter.result().with_gain(self._trim_db)
        return limiter


def _gain_db(found: Loudness, lufs: float | None) -> float:
    if found.true_peak_db < _SILENT_DB:
        return 0.0
    room_db = CEILING_DB - found.true_peak_db
    if lufs is None:
        return min(0.0, room_db)
    if not isfinite(found.integrated_lufs):  # too soft for the gate of loudness
        return min(_MOST_GAIN_DB, room_db)
    return min(lufs - found.integrated_lufs, _MOST_GAIN_DB, room_db + _MOST_LIMITED_DB)
