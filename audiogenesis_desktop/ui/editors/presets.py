"""Rows of buttons with the usual values of a field."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QGridLayout, QPushButton

from audiogenesis_desktop.ui.editors.field_editor import FieldEditor
from audiogenesis_desktop.ui.theme import SPACE

METERS = ("4/4", "3/4", "6/8", "2/4", "12/8", "5/4", "7/8", "2/2")


class Presets(FieldEditor):
    """A grid of values; a click takes one, the present one is marked."""

    def __init__(
        self,
        values: Sequence[str] | Mapping[str, str],
        label: str,
        *,
        present: str = "",
        columns: int = 4,
        settles: bool = True,
    ) -> None:
        """Offer these values, or values under other words, for what `label` names."""
        super().__init__()
        words = values if isinstance(values, Mapping) else {value: value for value in values}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE)
        self.buttons = {value: QPushButton(word) for value, word in words.items()}
        for i, (value, button) in enumerate(self.buttons.items()):
            button.setObjectName("preset")
            button.setFixedHeight(7 * SPACE)
            button.setCheckable(True)
            button.setAutoDefault(True)
            button.setAccessibleName(f"{label} {words[value]}")
            button.clicked.connect(lambda _=False, v=value: self._take(v, settles=settles))
            grid.addWidget(button, i // columns, i % columns)
        self.mark(present)

    def mark(self, present: str) -> None:
        """Mark the present value, if it is one of these."""
        for value, button in self.buttons.items():
            button.setChecked(value == present)

    def _take(self, value: str, *, settles: bool) -> None:
        self.mark(value)
        self.chosen.emit(value, settles)


PROGRESSIONS = {
    "major": (
        "| I V | vi IV |",
        "| vi IV | I V |",
        "| I | vi | IV | V |",
        "| I IV | V IV |",
        "| ii7 V7 | Imaj7 |",
        "| I | I | I | I | IV | IV | I | I | V | IV | I | V |",
    ),
    "minor": (
        "| i VI | III VII |",
        "| i VII | VI VII |",
        "| i | iv | i | V |",
        "| i VI | iv V |",
        "| ii0 V7 | i |",
        "| i | i | i | i | iv | iv | i | i | VI | V | i | V |",
    ),
}
"""Chords that songs go round on, as steps of the key."""
_LONGEST = 22  # letters


class ChordsEditor(Presets):
    """Chords to begin from, as steps that follow the key; what is typed may be any."""

    def __init__(self, chords: str, mode: str) -> None:
        """Offer progressions of a mode."""
        words = {line: line if len(line) <= _LONGEST else "Twelve bars" for line in PROGRESSIONS[mode]}
        super().__init__(words, "Chords", present=chords, columns=3, settles=False)

    def follow(self, values: dict[str, Any]) -> None:
        """Mark the progression that was typed."""
        self.mark(values["chords"])


class MeterEditor(Presets):
    """The usual meters; any other can be typed."""

    def __init__(self, meter: tuple[int, int]) -> None:
        """Mark a meter."""
        super().__init__(METERS, "Meter", present="{}/{}".format(*meter))

    def follow(self, values: dict[str, Any]) -> None:
        """Mark the meter that was typed."""
        self.mark("{}/{}".format(*values["meter"]))
