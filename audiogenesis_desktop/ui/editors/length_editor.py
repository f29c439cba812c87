"""Length as minutes and seconds, or as bars, which tempo and meter turn into a length."""

from typing import Any

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.studio.by_hand import is_in_bars, seconds_a_bar
from audiogenesis_desktop.ui.chips import clock
from audiogenesis_desktop.ui.editors.field_editor import FieldEditor
from audiogenesis_desktop.ui.editors.presets import Presets
from audiogenesis_desktop.ui.editors.stepper import Stepper
from audiogenesis_desktop.ui.theme import SPACE

_LENGTHS = (6.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0)
_BARS, _MOST_BARS = (4, 8, 12, 16, 24, 32, 48, 64), 999


class LengthEditor(FieldEditor):
    """Two pages of usual values; the bars have a stepper beside."""

    def __init__(self, brief: Brief) -> None:
        """Show a Brief's length."""
        super().__init__()
        self._seconds_a_bar = seconds_a_bar(brief)
        self.times = Presets([clock(s) for s in _LENGTHS], "Length", present=clock(brief.length_seconds))
        self.times.chosen.connect(self.chosen)
        self.bars = Stepper(self._bars_in(brief.length_seconds), lowest=1, highest=_MOST_BARS, label="Length in bars")
        self.bars.changed.connect(self._bars_changed)
        self.usual_bars = Presets({str(n): f"{n} bars" for n in _BARS}, "Length", present=str(self.bars.value))
        self.usual_bars.chosen.connect(lambda n, _settles: self._tell_bars(int(n), settles=True))
        self._pages = (self.times, self._bar_page(brief))
        self.by_time, self.by_bars = self._page_button("Time", 0), self._page_button("Bars", 1)
        self._lay_out()
        (self.by_bars if is_in_bars(brief) else self.by_time).click()

    def follow(self, values: dict[str, Any]) -> None:
        """Show the length that was typed."""
        seconds = values["length_seconds"]
        self.times.mark(clock(seconds))
        self.bars.set_value(self._bars_in(seconds), tell=False)
        self.usual_bars.mark(str(self.bars.value))

    def _lay_out(self) -> None:
        group, toggle = QButtonGroup(self), QHBoxLayout()
        toggle.setSpacing(SPACE)
        for button in (self.by_time, self.by_bars):
            group.addButton(button)
            toggle.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addLayout(toggle)
        for page in self._pages:
            column.addWidget(page)

    def _bar_page(self, brief: Brief) -> QWidget:
        page, row = QWidget(), QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(self.bars)
        row.addWidget(QLabel("bars of {}/{} at {:g} BPM".format(*brief.meter, brief.tempo_bpm)), 1)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(self.usual_bars)
        column.addLayout(row)
        return page

    def _page_button(self, text: str, page: int) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName("tab")
        button.setCheckable(True)
        button.setFixedHeight(7 * SPACE)
        button.setAccessibleName(f"Length by {text.lower()}")
        button.clicked.connect(lambda: self._show_page(page))
        return button

    def _show_page(self, number: int) -> None:
        self._pages[1 - number].hide()
        self._pages[number].show()
        if (popup := self.window()) is not self:
            for part in (self, popup):  # from the inside out, so that each asks for its new height
                if (layout := part.layout()) is not None:
                    layout.activate()
            popup.adjustSize()

    def _bars_in(self, seconds: float) -> int:
        return min(max(1, round(seconds / self._seconds_a_bar)), _MOST_BARS)

    def _bars_changed(self, bars: int) -> None:
        self.usual_bars.mark(str(bars))
        self._tell_bars(bars, settles=False)

    def _tell_bars(self, bars: int, *, settles: bool) -> None:
        self.chosen.emit(clock(bars * self._seconds_a_bar), settles)
