"""Rows of buttons with the usual values of a field."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout, QWidget

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.ui.chips import clock
from audiogenesis_desktop.ui.theme import SPACE

METERS = ("4/4", "3/4", "6/8", "2/4", "12/8", "5/4", "7/8", "2/2")
_LENGTHS = (6.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0)
_COLUMNS, _MOST_BARS = 4, 999


class Presets(QWidget):
    """A grid of values; a click takes one."""

    chosen = Signal(str, bool)  # the value; whether that settles it

    def __init__(self, values: Sequence[str], label: str) -> None:
        """Offer these values for what `label` names."""
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE)
        self.buttons = {value: QPushButton(value) for value in values}
        for i, (value, button) in enumerate(self.buttons.items()):
            button.setFixedHeight(7 * SPACE)
            button.setAccessibleName(f"{label} {value}")
            button.clicked.connect(lambda _=False, v=value: self.chosen.emit(v, True))
            grid.addWidget(button, i // _COLUMNS, i % _COLUMNS)


class LengthEditor(QWidget):
    """Usual lengths, and a number of bars, which tempo and meter turn into a length."""

    chosen = Signal(str, bool)  # as m:s; whether that settles it

    def __init__(self, brief: Brief) -> None:
        """Show a Brief's length in bars."""
        super().__init__()
        self._seconds_a_bar = 240 * brief.meter[0] / brief.meter[1] / brief.tempo_bpm
        presets = Presets([clock(seconds) for seconds in _LENGTHS], "Length")
        presets.chosen.connect(self.chosen)
        self.bars = QSpinBox()
        self.bars.setRange(1, _MOST_BARS)
        self.bars.setValue(max(1, round(brief.length_seconds / self._seconds_a_bar)))
        self.bars.setFixedHeight(7 * SPACE)
        self.bars.setAccessibleName("Length in bars")
        self.bars.valueChanged.connect(lambda n: self.chosen.emit(clock(n * self._seconds_a_bar), False))
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(self.bars)
        row.addWidget(QLabel("bars of {}/{} at {:g} BPM".format(*brief.meter, brief.tempo_bpm)), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(presets)
        column.addLayout(row)
