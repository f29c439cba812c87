"""Level meters: peaks in decibels below full scale that rise at once, fall slowly and leave a mark where they were.

Where nothing can be measured, as with MIDI ports, they tell how strongly notes are struck.
"""

from bisect import bisect_left
from collections.abc import Container
from math import log10

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from audiogenesis_desktop.score.score import Score, Track
from audiogenesis_desktop.ui.theme import Theme

LOWEST_DB = -48.0
HOT_DB = -6.0  # from here on it is near to full scale
_FALL_DB_PER_SECOND, _HOLD_SECONDS = 26.0, 1.5
_BAR, _GAP, _LENGTH = 4, 2, 72


def decibels(peak: float) -> float:
    """Return a peak in dB below full scale, no lower than a meter shows."""
    return max(LOWEST_DB, 20 * log10(peak)) if peak > 0 else LOWEST_DB


class Activity:
    """The audible notes of a score by track and onset, each with its strength 0..1: velocity times volume."""

    def __init__(self, score: Score) -> None:
        """Take a score; nothing is worked out before it is asked for."""
        self._score = score
        self._onsets: dict[int, tuple[list[int], list[float]]] = {}

    def strongest(self, start_tick: float, end_tick: float, *, but: Container[int] = ()) -> dict[int, float]:
        """Return by track id the greatest strength that begins from `start_tick` up to, not including, `end_tick`.

        Tracks in `but` are left out, as are all if no time has passed.
        """
        if start_tick >= end_tick:
            return {}
        tracks = [track for track in self._score.audible_tracks() if track.id not in but]
        return {track.id: self._strongest_of(track, start_tick, end_tick) for track in tracks}

    def _strongest_of(self, track: Track, start_tick: float, end_tick: float) -> float:
        if track.id not in self._onsets:
            self._onsets[track.id] = _onsets(track)
        ticks, strengths = self._onsets[track.id]
        return max(strengths[bisect_left(ticks, start_tick) : bisect_left(ticks, end_tick)], default=0.0)


def _onsets(track: Track) -> tuple[list[int], list[float]]:
    loudness = track.mix.volume / (127 * 127)
    return [note.start_tick for note in track.notes], [note.velocity * loudness for note in track.notes]


class Peak:
    """A level in dB that rises at once and falls slowly; `held` is the highest of the last while."""

    def __init__(self) -> None:
        """Begin silent."""
        self.level = self.held = LOWEST_DB
        self.is_clipped = False
        self._held_for = 0.0

    def advance(self, peak: float, seconds: float) -> bool:
        """Take what was measured in the last so many seconds; return whether anything is to be seen of it."""
        before = (self.level, self.held, self.is_clipped)
        new = decibels(peak)
        self.level = max(new, self.level - _FALL_DB_PER_SECOND * seconds, LOWEST_DB)
        self._held_for += seconds
        if new >= self.held:
            self.held, self._held_for = new, 0.0
        elif self._held_for > _HOLD_SECONDS:
            self.held = max(self.level, self.held - _FALL_DB_PER_SECOND * seconds)
        self.is_clipped = self.is_clipped or peak > 1.0
        return before != (self.level, self.held, self.is_clipped)

    def reset(self) -> None:
        """Forget that it was too loud."""
        self.is_clipped = False


def share(level_db: float) -> float:
    """Return how much of a meter a level fills, 0..1."""
    return 1 - min(0.0, level_db) / LOWEST_DB


def paint_level(painter: QPainter, bar: QRectF, peak: Peak, *, colour: QColor, theme: Theme) -> None:
    """Paint one bar: its ground, the level, in another colour near to full scale, and the mark of the peak."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillRect(bar, theme.line)
    filled, hot = bar.width() * share(peak.level), bar.width() * share(HOT_DB)
    painter.fillRect(QRectF(bar.x(), bar.y(), min(filled, hot), bar.height()), colour)
    if filled > hot:
        painter.fillRect(QRectF(bar.x() + hot, bar.y(), filled - hot, bar.height()), theme.warning)
    if peak.held > LOWEST_DB:
        mark = theme.danger if peak.held >= 0 else theme.warning if peak.held > HOT_DB else colour
        painter.fillRect(QRectF(bar.x() + bar.width() * share(peak.held) - 1, bar.y(), 1, bar.height()), mark)


class LevelLine(QWidget):
    """One track's level, as a thin line in its colour."""

    def __init__(self, theme: Theme, colour: QColor) -> None:
        """Begin silent."""
        super().__init__()
        self._theme, self._colour = theme, colour
        self.peak = Peak()
        self.setFixedHeight(3)
        self.setAccessibleName("Level")

    def set_colours(self, theme: Theme, colour: QColor) -> None:
        """Take on other colours."""
        self._theme, self._colour = theme, colour
        self.update()

    def advance(self, peak: float, seconds: float) -> None:
        """Take what was measured in the last so many seconds."""
        if self.peak.advance(peak, seconds):
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line."""
        painter = QPainter(self)
        paint_level(painter, QRectF(self.rect()), self.peak, colour=self._colour, theme=self._theme)
        painter.end()


class LevelMeter(QWidget):
    """The level of all together, left over right, with a light that stays on once it was too loud."""

    def __init__(self, theme: Theme) -> None:
        """Begin silent."""
        super().__init__()
        self._theme = theme
        self.peaks = (Peak(), Peak())
        self.setFixedSize(_LENGTH + _GAP + _BAR, 2 * _BAR + _GAP)
        self.setAccessibleName("Level")
        self._describe()

    def advance(self, peaks: tuple[float, float], seconds: float) -> None:
        """Take what was measured, left and right, in the last so many seconds."""
        changed = [side.advance(peak, seconds) for side, peak in zip(self.peaks, peaks, strict=True)]
        if any(changed):
            self._describe()
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""
        self._theme = theme
        self.update()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Put the light out."""
        for side in self.peaks:
            side.reset()
        self._describe()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint both bars and the light behind them."""
        painter = QPainter(self)
        for row, side in enumerate(self.peaks):
            bar = QRectF(0, row * (_BAR + _GAP), _LENGTH, _BAR)
            paint_level(painter, bar, side, colour=self._theme.accent, theme=self._theme)
            light = QRectF(_LENGTH + _GAP, bar.y(), _BAR, _BAR)
            painter.fillRect(light, self._theme.danger if side.is_clipped else self._theme.line)
        painter.end()

    def _describe(self) -> None:
        held = max(side.held for side in self.peaks)
        reading = f"{abs(held):.1f} dB {'over' if held > 0 else 'below'} full scale" if held > LOWEST_DB else "silent"
        if any(side.is_clipped for side in self.peaks):
            reading += "; it was too loud: turn tracks down (a click puts the light out)"
        self.setToolTip(f"Level, left over right: {reading}")
