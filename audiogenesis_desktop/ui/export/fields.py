"""What the export sheet's fields are made of: a box to choose from, a row of options, a labelled row."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from audiogenesis_desktop.ui.combo_box import ComboBox
from audiogenesis_desktop.ui.theme import SPACE

_LABEL_WIDTH = 18 * SPACE


class ChoiceBox(ComboBox):
    """One of several values, each with its words."""

    def __init__(self, name: str, options: Iterable[tuple[str, Any]], tip: str) -> None:
        """Offer values by words."""
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setFixedHeight(7 * SPACE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for words, value in options:
            self.addItem(words, value)

    @property
    def value(self) -> Any:
        """Return what is chosen."""
        return self.currentData()

    def choose(self, value: Any) -> None:
        """Choose a value; one that is not offered is added, as it is written."""
        values = [self.itemData(i) for i in range(self.count())]
        if value not in values:
            self.addItem(str(value), value)
            values.append(value)
        self.setCurrentIndex(values.index(value))


class Options(QWidget):
    """Any of several values, each a button that is on or off."""

    changed = Signal()

    def __init__(self, name: str, options: Sequence[tuple[str, Hashable, str]]) -> None:
        """Offer values by words and what they are for; none is chosen yet."""
        super().__init__()
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        self.buttons: dict[Hashable, QPushButton] = {}
        for words, value, tip in options:
            button = QPushButton(words)
            button.setObjectName("option")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setFixedHeight(7 * SPACE)
            button.setToolTip(tip)
            button.setAccessibleName(f"{name}: {words}")
            button.clicked.connect(self.changed)
            self.buttons[value] = button
            row.addWidget(button, 1)

    @property
    def chosen(self) -> tuple[Any, ...]:
        """Return the values that are on, in their order."""
        return tuple(value for value, button in self.buttons.items() if button.isChecked())

    def choose(self, values: Iterable[Hashable]) -> None:
        """Let these values be on, and no others."""
        wanted = set(values)
        for value, button in self.buttons.items():
            button.setChecked(value in wanted)


class Rows(QGridLayout):
    """Labels at the left, fields at the right."""

    def __init__(self, title: str = "") -> None:
        """Begin with a heading, if there is one."""
        super().__init__()
        self.setHorizontalSpacing(2 * SPACE)
        self.setVerticalSpacing(2 * SPACE)
        self.setColumnMinimumWidth(0, _LABEL_WIDTH)
        self.setColumnStretch(1, 1)
        if title:
            heading = QLabel(title)
            heading.setObjectName("section")
            self.addWidget(heading, 0, 0, 1, 2)

    def add(self, label: str, *fields: QWidget) -> None:
        """Add a row of fields that share the width, but for buttons, which are as wide as their words."""
        row, line = self.rowCount(), QHBoxLayout()
        line.setSpacing(2 * SPACE)
        for field in fields:
            line.addWidget(field, 0 if isinstance(field, QPushButton) else 1)
        words = QLabel(label)
        words.setObjectName("dim")
        if fields:
            words.setBuddy(fields[0])
        self.addWidget(words, row, 0, Qt.AlignmentFlag.AlignVCenter)
        self.addLayout(line, row, 1)
