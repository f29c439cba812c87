"""The controls with meaning: how dense, high, loud … a track is to be, each with no preference at first."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from audiogenesis_desktop.plan.wishes import DEGREES, Wishes
from audiogenesis_desktop.theory.spelling import pitch_name
from audiogenesis_desktop.ui.elided import plain_label
from audiogenesis_desktop.ui.popup import Popup
from audiogenesis_desktop.ui.rework.pitch_span import span_of
from audiogenesis_desktop.ui.roll.lanes.item_popup import Choice
from audiogenesis_desktop.ui.slider import SlimSlider
from audiogenesis_desktop.ui.theme import SPACE, Theme

MEANINGS = {
    "density": ("Density", "How much begins in time"),
    "height": ("Height", "Where in its register it lies"),
    "syncopation": ("Syncopation", "How much begins off the beat"),
    "leaps": ("Step or leap", "How far the line moves at once"),
    "voices": ("Voices", "How many notes begin together"),
    "loudness": ("Loudness", "How loud the notes are"),
    "repetition": ("Repetition", "How like each bar is to the one before"),
    "strictness": ("Strictness", "How far the notes keep to the chord"),
    "energy": ("Energy", "How lively it is: density and loudness together"),
}
"""What each degree is called here, and what it means."""
assert set(MEANINGS) == set(DEGREES)
ANY = "Any"
EVERYWHERE = "Everywhere"


class DegreeRow:
    """One degree: its slider, and the button that says it, or that there is no preference, and takes it back."""

    def __init__(self, name: str, theme: Theme, changed: Callable[[], None]) -> None:
        """Begin with no preference."""
        self.name, self._theme, self._changed, self.value = name, theme, changed, None
        self._before: float | None = None
        title, meaning = MEANINGS[name]
        self.title = QLabel(title)
        self.title.setToolTip(meaning)
        self.slider = SlimSlider(theme, highest=200, home=100, origin=100)
        self.slider.setMinimumWidth(44 * SPACE)
        self.slider.setSingleStep(10)
        self.slider.setFixedHeight(6 * SPACE)
        self.slider.setAccessibleName(title)
        self.slider.setToolTip(meaning)
        self.button = QPushButton(ANY)
        self.button.setObjectName("preset")
        self.button.setFixedSize(14 * SPACE, 6 * SPACE)
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._take_back)
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderPressed.connect(self._remember)
        self.slider.sliderReleased.connect(self._released)
        self.show(None)

    value: float | None

    def show(self, value: float | None) -> None:
        """Show a degree -1..1, or no preference."""
        self.value = value
        self.slider.blockSignals(True)
        self.slider.setValue(100 + round(100 * (value or 0)))
        self.slider.blockSignals(False)
        self._tell()

    def _tell(self) -> None:
        told = ANY if self.value is None else f"{round(100 * self.value):+d} %"
        title = MEANINGS[self.name][0]
        self.button.setText(told)
        self.button.setAccessibleName(f"{title}: {told}")
        self.button.setToolTip("No preference" if self.value is None else "Click for no preference")
        self.slider.set_colours(self._theme, self._theme.text_dim if self.value is None else self._theme.accent)

    def _slid(self, now: int) -> None:
        self.value = (now - 100) / 100
        self._tell()
        if not self.slider.isSliderDown():  # the keyboard
            self._changed()

    def _remember(self) -> None:
        self._before = self.value

    def _released(self) -> None:
        if self.slider.value() == 100 + round(100 * (self._before or 0)):  # it was not moved, or Escape took it back
            self.show(self._before)
        self._changed()

    def _take_back(self) -> None:
        if self.value is not None:
            self.show(None)
            self._changed()


class WishesPopup(Popup):
    """What is changed is written at once, from the next bar on while it plays; Escape brings back what came last."""

    wished = Signal(Wishes, bool)  # and whether of the section alone
    again_requested = Signal()
    back_requested = Signal()
    play_requested = Signal()

    def __init__(
        self, words: str, theme: Theme, parent: QWidget, *, everywhere: Wishes, section: Wishes, label: str
    ) -> None:
        """Show what is wished for of what `words` name, everywhere and in its section of a label, if it has one."""
        super().__init__("Wishes", parent)
        self._wishes = {EVERYWHERE: everywhere, f"In {label}": section} if label else {EVERYWHERE: everywhere}
        where = {EVERYWHERE: "Wherever the track plays"} | (
            {f"In {label}": "In sections of this name"} if label else {}
        )
        self.where = Choice(where, list(where)[-1])
        self.rows = {name: DegreeRow(name, theme, self._changed) for name in DEGREES}
        self.register, self.strict = QLineEdit(), QPushButton("Strict")
        self.wrong = QLabel()
        self._make_register()
        self.again = QPushButton("Write again")
        self.again.setObjectName("preset")
        self.again.setFixedHeight(7 * SPACE)
        self.again.setToolTip("Other notes by the same wishes")
        self.again.clicked.connect(self.again_requested)
        self._lay_out(words)
        self._show()
        self.where.changed.connect(self._show)

    @property
    def wishes(self) -> Wishes:
        """Return what is wished for where the popup is about."""
        return self._wishes[self.where.chosen]

    def take_focus(self) -> None:
        """Begin at the first slider."""
        self.rows[DEGREES[0]].slider.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space plays, Enter closes, Escape brings back what was there."""
        if event.key() == Qt.Key.Key_Space:
            self.play_requested.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not self.register.hasFocus():
                self.close()
        elif event.key() == Qt.Key.Key_Escape:
            self.back_requested.emit()
            self.close()
        else:
            super().keyPressEvent(event)

    def _make_register(self) -> None:
        self.register.setPlaceholderText("C3–C5")
        self.register.setAccessibleName("Register")
        self.register.setToolTip("The lowest and the highest note, as C3–C5; nothing is no preference")
        self.register.setFixedHeight(6 * SPACE)
        self.register.editingFinished.connect(self._changed)
        self.strict.setObjectName("preset")
        self.strict.setCheckable(True)
        self.strict.setFixedSize(14 * SPACE, 6 * SPACE)
        self.strict.setAutoDefault(False)
        self.strict.setToolTip("Nothing leaves the register; else as little as may be")
        self.strict.clicked.connect(self._changed)
        self.wrong.setObjectName("wrong")
        self.wrong.setWordWrap(True)
        self.wrong.hide()

    def _lay_out(self, words: str) -> None:
        column, table, last = QVBoxLayout(self), QGridLayout(), QHBoxLayout()
        column.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        title = plain_label(f"Wishes for {words}")
        title.setWordWrap(True)
        column.addWidget(title)
        table.setHorizontalSpacing(3 * SPACE)
        table.setVerticalSpacing(SPACE)
        register = QLabel("Register")
        for at, row in enumerate(self.rows.values()):
            for place, part in enumerate((row.title, row.slider, row.button)):
                table.addWidget(part, at, place)
            row.title.setObjectName("dim")
        register.setObjectName("dim")
        for place, widget in enumerate((register, self.register, self.strict)):
            table.addWidget(widget, len(self.rows), place)
        column.addLayout(table)
        column.addWidget(self.wrong)
        last.addWidget(self.where)
        last.addWidget(self.again)
        column.addLayout(last)

    def _show(self) -> None:
        wishes = self.wishes
        for name, row in self.rows.items():
            row.show(getattr(wishes, name))
        span = wishes.register
        self.register.setText("" if span is None else f"{pitch_name(span[0])}–{pitch_name(span[1])}")
        self.strict.setChecked(wishes.is_strict)

    def _changed(self) -> None:
        try:
            span = span_of(self.register.text())
        except ValueError as error:
            self.wrong.setText(str(error))
            self.wrong.show()
            return
        self.wrong.hide()
        degrees = {name: row.value for name, row in self.rows.items()}
        wishes = replace(self.wishes, **degrees, register=span, is_strict=self.strict.isChecked())
        if wishes != self.wishes:
            self._wishes[self.where.chosen] = wishes
            self.wished.emit(wishes, self.where.chosen != EVERYWHERE)
