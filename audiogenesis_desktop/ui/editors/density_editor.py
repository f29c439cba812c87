"""Density: how much happens, from sparse to dense."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from audiogenesis_desktop.ui.editors.field_editor import FieldEditor
from audiogenesis_desktop.ui.editors.presets import Presets
from audiogenesis_desktop.ui.slider import SlimSlider
from audiogenesis_desktop.ui.theme import SPACE, Theme

WORDS = {"0.2": "Sparse", "0.5": "Moderate", "0.8": "Dense"}


class DensityEditor(FieldEditor):
    """A slider between two words, and three usual places."""

    def __init__(self, theme: Theme, density: float) -> None:
        """Show a density 0..1."""
        super().__init__()
        self._is_following = False
        self.slider = SlimSlider(theme, highest=100, home=50)
        self.slider.set_colours(theme, theme.accent)
        self.slider.setFixedHeight(6 * SPACE)
        self.slider.setValue(round(100 * density))
        self.slider.setAccessibleName("Density")
        self.slider.setToolTip("How many notes there are: left sparse, right dense")
        self.slider.valueChanged.connect(self._slid)
        self.words = Presets(WORDS, "Density", present=f"{density:g}", columns=3)
        self.words.chosen.connect(self.chosen)
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        for part in (_dim("sparse"), self.slider, _dim("dense")):
            row.addWidget(part, 1 if part is self.slider else 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addLayout(row)
        column.addWidget(self.words)

    def follow(self, values: dict[str, Any]) -> None:
        """Show the density that was typed."""
        self._is_following = True
        self.slider.setValue(round(100 * values["density"]))
        self.words.mark(f"{values['density']:g}")
        self._is_following = False

    def _slid(self, value: int) -> None:
        if not self._is_following:
            self.words.mark(f"{value / 100:g}")
            self.chosen.emit(f"{value / 100:g}", False)


def _dim(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("dim")
    return label
