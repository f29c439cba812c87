"""How the piece is played: the popup of its Feel and Swing."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from audiogenesis_desktop.score.feel import MOST_SWING, STRAIGHT, Feel
from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.ui.popup import Popup, dim, figure
from audiogenesis_desktop.ui.slider import SlimSlider, popup_slider
from audiogenesis_desktop.ui.theme import SPACE, Theme

LEAST_SWING, SWINGS = round(100 * STRAIGHT), round(100 * (MOST_SWING - STRAIGHT))
_SEEDS = 2**31


def feel_text(feel: Feel) -> str:
    """Return a Feel in a few letters, as the transport shows it."""
    return f"Feel {feel.amount:.0%}" if feel.swing is None else f"Feel {feel.amount:.0%}, {feel.swing:.0%}"


def swing_of(step: int) -> float | None:
    """Return the swing that a step of its slider stands for: 0 leaves it as written, 1 is even."""
    return None if step == 0 else (LEAST_SWING + step - 1) / 100


def step_of(swing: float | None) -> int:
    """Return the step of the slider that stands for a swing."""
    return 0 if swing is None else round(100 * swing) - LEAST_SWING + 1


def swing_text(step: int) -> str:
    """Return what stands beside the slider of swing."""
    return "Written" if step == 0 else f"{LEAST_SWING + step - 1} %"


class FeelPopup(Popup):
    """Every change is heard at once and is one undo step; a drag that Escape ends leaves the piece as it was."""

    previewed = Signal(Feel)
    committed = Signal(Feel, str)  # what was done
    reverted = Signal()

    def __init__(self, feel: Feel, theme: Theme, parent: QWidget) -> None:
        """Show a Feel."""
        super().__init__("Feel of the piece", parent)
        self.feel, self._draft, self._theme = feel, feel, theme
        self.amount = self._slider("Feel", 100, round(100 * feel.amount), "How much of a player is heard")
        self.swing = self._slider("Swing", SWINGS + 1, step_of(feel.swing), "Where the second of two notes falls")
        self._amount_text, self._swing_text = figure(14 * SPACE), figure(14 * SPACE)
        self.anew = QPushButton("Play it differently")
        self.anew.setObjectName("preset")
        self.anew.setFixedHeight(7 * SPACE)
        self.anew.setToolTip("Another performance of the same notes")
        self.anew.clicked.connect(self._play_anew)
        self._lay_out()
        self._tell()
        self.amount.valueChanged.connect(lambda now: self._slid(self.amount, replace(self.feel, amount=now / 100)))
        self.swing.valueChanged.connect(lambda now: self._slid(self.swing, replace(self.feel, swing=swing_of(now))))

    def take_focus(self) -> None:
        """Begin at the Feel."""
        self.amount.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Drop a drag that is not over."""
        if self._draft is not self.feel:
            self.reverted.emit()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        column, table = self.column(), QGridLayout()
        table.setHorizontalSpacing(2 * SPACE)
        table.setVerticalSpacing(SPACE)
        rows = (("Feel", self.amount, self._amount_text), ("Swing", self.swing, self._swing_text))
        for row, (name, slider, text) in enumerate(rows):
            for place, part in enumerate((dim(name), slider, text)):
                table.addWidget(part, row, place)
        column.addLayout(table)
        column.addWidget(self.anew)

    def _slider(self, name: str, highest: int, value: int, tip: str) -> SlimSlider:
        slider = popup_slider(self._theme, name, tip, highest=highest, home=value)
        slider.sliderReleased.connect(lambda: self._commit(f"Change {name.lower()}"))
        return slider

    def _slid(self, slider: SlimSlider, feel: Feel) -> None:
        self._draft = feel
        self._tell()
        if slider.isSliderDown():
            self.previewed.emit(feel)
        else:  # the keyboard
            self._commit(f"Change {slider.accessibleName().lower()}")

    def _play_anew(self) -> None:
        self._draft = replace(self.feel, seed=(self.feel.seed + 1) % _SEEDS)
        self._commit("Play differently")

    def _commit(self, label: str) -> None:
        if self._draft == self.feel:
            self._draft = self.feel
            self.reverted.emit()
            return
        self.feel = self._draft
        self.committed.emit(self.feel, label)

    def _tell(self) -> None:
        self._amount_text.setText(f"{self.amount.value()} %")
        self._swing_text.setText(swing_text(self.swing.value()))


def open_feel(studio: Studio, theme: Theme, button: QWidget) -> FeelPopup:
    """Open the popup of the piece's Feel above a button, and let the studio take what is set."""
    popup = FeelPopup(studio.document.score.feel, theme, button)
    popup.previewed.connect(lambda feel: studio.preview(replace(studio.document.committed, feel=feel)))
    popup.committed.connect(lambda feel, what: studio.edit(replace(studio.document.committed, feel=feel), what))
    popup.reverted.connect(studio.revert)
    popup.adjustSize()
    corner = button.mapToGlobal(button.rect().topLeft())
    popup.open_at(corner - QPoint(0, popup.height() + SPACE))
    return popup
