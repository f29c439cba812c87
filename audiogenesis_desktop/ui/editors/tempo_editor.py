"""Tempo by slider, by its Italian name or by tapping along."""

import statistics
import time
from typing import Any

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from audiogenesis_desktop.ui.editors.field_editor import FieldEditor
from audiogenesis_desktop.ui.editors.presets import Presets
from audiogenesis_desktop.ui.editors.stepper import Stepper
from audiogenesis_desktop.ui.slider import SlimSlider
from audiogenesis_desktop.ui.theme import SPACE, Theme

SLOWEST, FASTEST, _USUAL = 30, 240, 100
_LONGEST_PAUSE, _MOST_TAPS = 2.0, 8  # seconds; after a longer pause tapping begins anew
NAMES = ("largo", "adagio", "andante", "moderato", "allegretto", "allegro", "vivace", "presto")


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


class TempoEditor(FieldEditor):
    """A number to step, a button to tap, a slider over all tempi, and the usual names."""

    def __init__(self, theme: Theme, bpm: float) -> None:
        """Show a tempo."""
        super().__init__()
        self._taps, self._is_following = Taps(), False
        self.slider = self._slider(theme, round(bpm))
        self.number = Stepper(_within(bpm), lowest=SLOWEST, highest=FASTEST, label="Tempo")
        self.number.changed.connect(self._set)
        self.button = QPushButton("Tap")
        self.button.setFixedHeight(7 * SPACE)
        self.button.setAccessibleName("Tap the tempo")
        self.button.setToolTip("Tap along, at least twice (Space); a pause of two seconds begins anew")
        self.button.pressed.connect(lambda: self.tap(time.monotonic()))
        self.names = Presets(_names(), "Tempo", present=str(round(bpm)), settles=False)
        self.names.chosen.connect(lambda text, _settles: self._set(int(text)))
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(self.number)
        row.addWidget(self.button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addLayout(row)
        column.addWidget(self.slider)
        column.addWidget(self.names)

    def tap(self, now: float) -> None:
        """Take in a tap at a time in seconds."""
        if (bpm := self._taps.tap(now)) is not None:
            self._set(_within(bpm))

    def follow(self, values: dict[str, Any]) -> None:
        """Show the tempo that was typed."""
        self._show(_within(values["tempo_bpm"]))

    def step_by_key(self, event: QKeyEvent) -> bool:
        """Step the tempo."""
        self.number.keyPressEvent(event)
        return True

    def _set(self, bpm: int) -> None:
        self._show(bpm)
        self.chosen.emit(str(bpm), False)

    def _show(self, bpm: int) -> None:
        self._is_following = True
        self.slider.setValue(bpm - SLOWEST)
        self.number.set_value(bpm, tell=False)
        self.names.mark(str(bpm))
        self._is_following = False

    def _slid(self, value: int) -> None:
        if not self._is_following:
            self._set(value + SLOWEST)

    def _slider(self, theme: Theme, bpm: int) -> SlimSlider:
        slider = SlimSlider(theme, highest=FASTEST - SLOWEST, home=_USUAL - SLOWEST)
        slider.set_colours(theme, theme.accent)
        slider.setFixedHeight(6 * SPACE)
        slider.setValue(bpm - SLOWEST)
        slider.setAccessibleName("Tempo")
        slider.setToolTip(f"Beats a minute, {SLOWEST} to {FASTEST}")
        slider.valueChanged.connect(self._slid)
        return slider


def _within(bpm: float) -> int:
    return min(max(round(bpm), SLOWEST), FASTEST)


def _names() -> dict[str, str]:
    """Return the tempi of the usual names, as prompts are read by them."""
    from audiogenesis_desktop.brief.lexicon import load_lexicon

    tempi = load_lexicon().tempo_names
    return {f"{tempi[name]:g}": name.capitalize() for name in NAMES}
