"""The level: how strongly notes are struck at the playhead, from the score itself, decaying between them."""

from bisect import bisect_left

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.ui.theme import Theme

_SEGMENTS, _DECAY_PER_SECOND = 8, 1.6


class Activity:
    """The audible notes of a score by onset, each with its strength 0..1: velocity times volume."""

    def __init__(self, score: Score) -> None:
        """Take the score as it is now; only audible tracks count."""
        onsets = sorted(
            (note.start_tick, note.velocity * track.mix.volume / (127 * 127))
            for track in score.audible_tracks()
            for note in track.notes
        )
        self._ticks = [tick for tick, _ in onsets]
        self._strengths = [strength for _, strength in onsets]

    def strongest(self, start_tick: float, end_tick: float) -> float:
        """Return the greatest strength that begins from `start_tick` up to, not including, `end_tick`."""
        first, last = bisect_left(self._ticks, start_tick), bisect_left(self._ticks, end_tick)
        return max(self._strengths[first:last], default=0.0)


class LevelMeter(QWidget):
    """A small bar of segments."""

    def __init__(self, theme: Theme) -> None:
        """Begin silent."""
        super().__init__()
        self._theme, self._level = theme, 0.0
        self.setFixedSize(_SEGMENTS * 6, 12)
        self.setToolTip("How strongly the notes at the playhead are struck")
        self.setAccessibleName("Level")

    def advance(self, struck: float, seconds: float) -> None:
        """Rise to what is struck now, or fall by the time that has passed."""
        level = max(struck, self._level - _DECAY_PER_SECOND * seconds, 0.0)
        if level != self._level:
            self._level = level
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""
        self._theme = theme
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the segments, lit up to the level."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        lit = round(self._level * _SEGMENTS)
        for i in range(_SEGMENTS):
            painter.setBrush(self._theme.accent if i < lit else self._theme.line)
            painter.drawRoundedRect(QRectF(i * 6, 1, 4, 10), 1, 1)
        painter.end()
