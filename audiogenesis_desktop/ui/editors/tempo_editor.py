"""Tempo by slider or by tapping along."""

import statistics
import time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from audiogenesis_desktop.ui.slider import SlimSlider
from audiogenesis_desktop.ui.theme import SPACE, Theme

SLOWEST, FASTEST, _USUAL = 30, 240, 100
_LONGEST_PAUSE, _MOST_TAPS = 2.0, 8  # seconds; after a longer pause tapping begins anew


class Taps:
    """Times of taps, in seconds, and the tempo that they come to."""

    def __init__(self) -> None:
        self._times: list[float] = []

    def tap(self, now: float) -> float | None:
        """Take in a tap; return beats a minute by the median of the last intervals, None before there is one."""
        if self._times and now - self._times[-1] > _LONGEST_PAUSE:
            self._times = []
        self._times = [*self._times, now][-_MOST_TAPS:]
        gaps = [later - sooner for sooner, later in zip(self._times, self._times[1:], strict=False)]
        return 60 / max(statistics.median(gaps), 1e-3) if gaps else None


class TempoEditor(QWidget):
    """A slider over all tempi, and a button to tap."""

    chosen = Signal(str, bool)  # beats a minute; whether that settles it

    def __init__(self, theme: Theme, bpm: float) -> None:
        """Show a tempo."""
        super().__init__()
        self._taps = Taps()
        self.slider = SlimSlider(theme, highest=FASTEST - SLOWEST, home=_USUAL - SLOWEST)
        self.slider.set_colours(theme, theme.accent)
        self.slider.setFixedHeight(6 * SPACE)
        self.slider.setValue(round(bpm) - SLOWEST)
        self.slider.setAccessibleName("Tempo")
        self.slider.setToolTip("Beats a minute, 30 to 240")
        self.slider.valueChanged.connect(lambda value: self.chosen.emit(str(value + SLOWEST), False))
        self.button = QPushButton("Tap")
        self.button.setFixedSize(14 * SPACE, 7 * SPACE)
        self.button.setToolTip("Tap along, at least twice (Space)")
        self.button.pressed.connect(lambda: self.tap(time.monotonic()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(self.slider, 1)
        row.addWidget(self.button)

    def tap(self, now: float) -> None:
        """Take in a tap at a time in seconds."""
        if (bpm := self._taps.tap(now)) is not None:
            fitting = min(max(round(bpm), SLOWEST), FASTEST)
            self.slider.setValue(fitting - SLOWEST)
            self.chosen.emit(str(fitting), False)
