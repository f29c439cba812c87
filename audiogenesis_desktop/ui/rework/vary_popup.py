"""How much to vary, and in what, tried out on the music while it is set."""

from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from audiogenesis_desktop.ui.elided import plain_label
from audiogenesis_desktop.ui.popup import Popup
from audiogenesis_desktop.ui.slider import SlimSlider
from audiogenesis_desktop.ui.theme import SPACE, Theme

WAYS = {
    "rhythm": "When notes begin",
    "pitches": "Which notes they are",
    "density": "How many there are",
    "harmony": "Which chords they are in",
}
"""What may vary, by the verb's names, and what that means."""
USUAL = ("rhythm", "pitches", "density")


class Vary(Protocol):
    """Writes as much anew, in these ways; `in_place` of what it wrote before."""

    def __call__(self, amount: float, ways: tuple[str, ...], *, in_place: bool) -> None:
        """Begin it."""


class VaryPopup(Popup):
    """Each change is written at once. Enter or a click elsewhere keeps it, Escape brings back what was there."""

    back_requested = Signal()  # to what was there before anything was written
    again_requested = Signal()
    play_requested = Signal()

    def __init__(
        self,
        words: str,
        theme: Theme,
        parent: QWidget,
        *,
        vary: Vary,
        amount: float = 0.3,
        ways: tuple[str, ...] = USUAL,
    ) -> None:
        """Begin with an amount 0..1 and ways, of what `words` name; nothing is written before `try_it`."""
        super().__init__("Vary", parent)
        self._vary, self._is_written = vary, False
        self._tried: tuple[float, tuple[str, ...]] | None = None
        self.amount = SlimSlider(theme, highest=100, home=30)
        self.amount.setValue(round(100 * amount))
        self.amount.set_colours(theme, theme.accent)
        self.amount.setMinimumWidth(60 * SPACE)
        self.amount.setSingleStep(5)
        self.amount.setFixedHeight(6 * SPACE)
        self.amount.setAccessibleName("How much")
        self.amount.valueChanged.connect(self._slid)
        self.amount.sliderReleased.connect(self.try_it)
        self.ways = {way: self._way(way, way in ways) for way in WAYS}
        self.share = QLabel()
        self.share.setFixedWidth(34 * SPACE)
        self.share.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.again = QPushButton("Again")
        self.again.setFixedHeight(7 * SPACE)
        self.again.setToolTip("As much, and otherwise")
        self.again.clicked.connect(self.again_requested)
        self.keep = QPushButton("Keep")
        self.keep.setObjectName("primary")
        self.keep.setToolTip("Enter keeps it, Escape brings back what was there")
        self.keep.clicked.connect(self.close)
        self._lay_out(words)
        self._slid()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Return what may vary."""
        return tuple(way for way, button in self.ways.items() if button.isChecked())

    def try_it(self) -> None:
        """Write it as it is set now; at 0 %, or in nothing, what was there comes back."""
        self._tell_share()
        wanted = (self.amount.value() / 100, self.chosen)
        if wanted == self._tried:
            return
        self._tried = wanted
        if wanted[0] and wanted[1]:
            self._vary(*wanted, in_place=self._is_written)
            self._is_written = True
        else:
            self._bring_back()

    def take_focus(self) -> None:
        """Begin at the slider."""
        self.amount.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter keeps, Escape brings back, Space plays."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        elif event.key() == Qt.Key.Key_Escape:
            self._bring_back()
            self.close()
        elif event.key() == Qt.Key.Key_Space:
            self.play_requested.emit()
        else:
            super().keyPressEvent(event)

    def _bring_back(self) -> None:
        if self._is_written:
            self._is_written = False
            self.back_requested.emit()

    def _lay_out(self, words: str) -> None:
        column, first, second = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        title = plain_label(f"Vary {words}")
        title.setWordWrap(True)
        column.addWidget(title)
        first.addWidget(self.amount, 1)
        first.addWidget(self.share)
        column.addLayout(first)
        second.setSpacing(SPACE)
        for button in self.ways.values():
            second.addWidget(button)
        second.addStretch(1)
        second.addWidget(self.again)
        second.addWidget(self.keep)
        column.addLayout(second)

    def _way(self, way: str, is_on: bool) -> QPushButton:
        button = QPushButton(way.capitalize())
        button.setObjectName("preset")
        button.setCheckable(True)
        button.setChecked(is_on)
        button.setFixedHeight(7 * SPACE)
        button.setMinimumWidth(18 * SPACE)
        button.setAutoDefault(False)
        button.setToolTip(WAYS[way])
        button.clicked.connect(self.try_it)
        return button

    def _slid(self) -> None:
        self._tell_share()
        if not self.amount.isSliderDown() and self.isVisible():  # the keyboard
            self.try_it()

    def _tell_share(self) -> None:
        """Say what the slider is a share of: a note that is in the new chord, too, stays where harmony alone varies."""
        is_of_bars = self.chosen == ("harmony",)
        self.share.setText(f"{self.amount.value()} % of the {'bars' if is_of_bars else 'notes'}")
        self.amount.setToolTip(
            "The share of the bars that get other chords; notes that fit both stay"
            if is_of_bars
            else "The share of the notes that become others"
        )
