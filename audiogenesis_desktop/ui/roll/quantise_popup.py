"""How to quantise, tried out on the notes while it is set: grid, strength and swing."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from audiogenesis_desktop.score.quantising import Quantise
from audiogenesis_desktop.score.score import TICKS_PER_BEAT
from audiogenesis_desktop.ui.roll.editor import Editor
from audiogenesis_desktop.ui.roll.view import RollView
from audiogenesis_desktop.ui.slider import SlimSlider
from audiogenesis_desktop.ui.theme import SPACE, Theme

_VALUES = {"1/4": 1, "1/8": 2, "1/16": 4, "1/32": 8}  # steps a beat
_KINDS = {"Straight": (1, 1), "Triplet": (2, 3), "Dotted": (3, 2)}  # of that step
GRIDS = {
    f"{value} {kind.lower()}": TICKS_PER_BEAT * above // (steps * below)
    for kind, (above, below) in _KINDS.items()
    for value, steps in _VALUES.items()
}
"""Name of a grid, such as "1/16 triplet", to its step in ticks."""
_LEAST_SWING, _MOST_SWING = 50, 75  # per cent


class QuantisePopup(QFrame):
    """Every change shows on the notes at once; Enter keeps it, Escape or a click elsewhere leaves them as they were."""

    def __init__(self, editor: Editor, theme: Theme, parent: QWidget) -> None:
        """Begin with the way that was set last."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAccessibleName("Quantise")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._editor, self._theme, self.grid = editor, theme, editor.grid
        self.steps, self._group = dict[str, QPushButton](), QButtonGroup(self)
        strength, swing = round(100 * self.grid.strength), round(100 * self.grid.swing) - _LEAST_SWING
        self.strength = self._slider(100, strength, self._with_strength)
        self.swing = self._slider(_MOST_SWING - _LEAST_SWING, swing, self._with_swing)
        self.starts = self._toggle("Starts", self.grid.starts, lambda on: replace(self.grid, starts=on))
        self.lengths = self._toggle("Lengths", self.grid.lengths, lambda on: replace(self.grid, lengths=on))
        self.keep = QPushButton("Quantise")
        self.keep.setObjectName("primary")
        self.keep.setToolTip("Enter keeps it, Escape leaves the notes as they were")
        self.keep.clicked.connect(self._keep)
        self._readouts = {self.strength: QLabel(), self.swing: QLabel()}
        self._lay_out()
        self._tell()

    def open_beside(self, roll: RollView) -> None:
        """Show the popup in the roll's lower corner that lies farther from the notes, and what it would do."""
        self.adjustSize()
        canvas, geometry, notes = roll.canvas, roll.viewport.geometry, self._editor.selection
        middle = geometry.x_of(sum(note.start_tick for note in notes) / max(1, len(notes)))
        x = canvas.width() - self.width() - 4 * SPACE if middle < canvas.width() / 2 else 4 * SPACE
        place = canvas.mapToGlobal(QPoint(x, canvas.height() - self.height() - 4 * SPACE))
        self.move(place.x(), max(0, place.y()))
        self.show()
        self.strength.setFocus()
        self._editor.try_grid(self.grid)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter keeps, Escape leaves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._keep()
        else:
            super().keyPressEvent(event)  # Escape closes a popup

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave the notes as they were, unless they have been kept."""
        self._editor.cancel()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addLayout(self._grids())
        for name, slider in (("Strength", self.strength), ("Swing", self.swing)):
            row, title = QHBoxLayout(), QLabel(name)
            title.setFixedWidth(16 * SPACE)
            slider.setAccessibleName(name)
            self._readouts[slider].setFixedWidth(10 * SPACE)
            self._readouts[slider].setAlignment(Qt.AlignmentFlag.AlignRight)
            for part in (title, slider, self._readouts[slider]):
                row.addWidget(part)
            column.addLayout(row)
        last = QHBoxLayout()
        for button in (self.starts, self.lengths):
            last.addWidget(button)
        last.addStretch(1)
        last.addWidget(self.keep)
        column.addLayout(last)

    def _grids(self) -> QGridLayout:
        table = QGridLayout()
        table.setSpacing(SPACE)
        for row, kind in enumerate(_KINDS):
            title = QLabel(kind)
            title.setFixedWidth(16 * SPACE)
            table.addWidget(title, row, 0)
            for column, value in enumerate(_VALUES, 1):
                name = f"{value} {kind.lower()}"
                button = self._preset(value, GRIDS[name] == self.grid.step_ticks)
                button.setAccessibleName(name)
                button.clicked.connect(lambda _on, step=GRIDS[name]: self._change(replace(self.grid, step_ticks=step)))
                self._group.addButton(button)
                self.steps[name] = button
                table.addWidget(button, row, column)
        return table

    def _preset(self, text: str, is_on: bool) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName("preset")
        button.setCheckable(True)
        button.setChecked(is_on)
        button.setFixedHeight(7 * SPACE)
        button.setMinimumWidth(13 * SPACE)
        button.setAutoDefault(False)
        return button

    def _toggle(self, text: str, is_on: bool, switched: Callable[[bool], Quantise]) -> QPushButton:
        button = self._preset(text, is_on)
        button.toggled.connect(lambda on: self._change(switched(on)))
        return button

    def _slider(self, highest: int, value: int, slid: Callable[[int], Quantise]) -> SlimSlider:
        slider = SlimSlider(self._theme, highest=highest, home=value)
        slider.setValue(value)
        slider.set_colours(self._theme, self._theme.accent)
        slider.setMinimumWidth(50 * SPACE)
        slider.setFixedHeight(6 * SPACE)
        slider.valueChanged.connect(lambda now: self._change(slid(now)))
        return slider

    def _with_strength(self, per_cent: int) -> Quantise:
        return replace(self.grid, strength=per_cent / 100)

    def _with_swing(self, per_cent_over: int) -> Quantise:
        return replace(self.grid, swing=(per_cent_over + _LEAST_SWING) / 100)

    def _change(self, grid: Quantise) -> None:
        self.grid = grid
        self._tell()
        self._editor.try_grid(self.grid)

    def _tell(self) -> None:
        self._readouts[self.strength].setText(f"{self.grid.strength:.0%}")
        self._readouts[self.swing].setText(f"{self.grid.swing:.0%}")

    def _keep(self) -> None:
        self._editor.keep_grid()
        self.close()


def open_quantise(roll: RollView, theme: Theme, parent: QWidget) -> None:
    """Offer how to quantise the selected notes of a roll, or all of its edited track."""
    if not roll.editor.selection:
        roll.editor.select_all()
    QuantisePopup(roll.editor, theme, parent).open_beside(roll)
