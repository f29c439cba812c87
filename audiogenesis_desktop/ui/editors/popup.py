"""The popup at a chip: the field's editor, its value as text, what a change brings, and the way back."""

from typing import Protocol, cast

from PySide6.QtCore import QPoint, Qt, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.ui.brief_fields import Field
from audiogenesis_desktop.ui.editors.instrument_picker import InstrumentPicker
from audiogenesis_desktop.ui.editors.key_wheel import KeyWheel
from audiogenesis_desktop.ui.editors.mood_pad import MoodPad
from audiogenesis_desktop.ui.editors.presets import METERS, LengthEditor, Presets
from audiogenesis_desktop.ui.editors.tempo_editor import TempoEditor
from audiogenesis_desktop.ui.theme import SPACE, Theme

AS_THE_PROMPT_SAYS = "As the prompt says"
_WHAT_CHANGES = "Heard with the next Compose, which writes the piece anew"


class _Editor(Protocol):
    chosen: SignalInstance


def editor_of(name: str, brief: Brief, theme: Theme) -> QWidget | None:
    """Return the editor of a field, None where text alone serves."""
    makers = {
        "key": lambda: KeyWheel(theme, brief.key),
        "valence": lambda: MoodPad(theme, brief.valence, brief.energy),
        "tempo_bpm": lambda: TempoEditor(theme, brief.tempo_bpm),
        "length_seconds": lambda: LengthEditor(brief),
        "meter": lambda: Presets(METERS, "Meter"),
        "instruments": lambda: InstrumentPicker(brief.instruments),
        "banned": lambda: InstrumentPicker(brief.banned),
    }
    return makers[name]() if name in makers else None


class FieldPopup(QFrame):
    """Enter or Set takes the value, Escape or a click elsewhere leaves everything as it was."""

    entered = Signal(object)  # {field: value}, or None to take back what was set

    def __init__(self, field: Field, text: str, parent: QWidget, editor: QWidget | None = None) -> None:
        """Offer the present value for editing."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._field, self.editor = field, editor
        self.edit, self.hint = QLineEdit(text), QLabel(f"{field.label}, such as {field.example}")
        self.edit.setFixedHeight(7 * SPACE)
        self.edit.setMinimumWidth(56 * SPACE)
        self.edit.setAccessibleName(field.label)
        self.edit.setToolTip("Enter sets it; empty returns to what the prompt says")
        self.edit.returnPressed.connect(self._enter)
        self.hint.setObjectName("dim")
        self.back, self.set = QPushButton(AS_THE_PROMPT_SAYS), QPushButton("Set")
        self.back.clicked.connect(lambda: self._leave_with(None))
        self.set.setObjectName("primary")
        self.set.clicked.connect(self._enter)
        if editor is not None:
            cast(_Editor, editor).chosen.connect(self._take)
        self._lay_out()

    def _lay_out(self) -> None:
        told, buttons = QLabel(_WHAT_CHANGES), QHBoxLayout()
        told.setObjectName("dim")
        buttons.setSpacing(2 * SPACE)
        for button in (self.back, self.set):
            button.setFixedHeight(7 * SPACE)
            buttons.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        if self.editor is not None:
            is_fixed = self.editor.minimumWidth() > 0
            column.addWidget(self.editor, 0, Qt.AlignmentFlag.AlignHCenter if is_fixed else Qt.AlignmentFlag(0))
        for widget in (self.edit, self.hint, told):
            column.addWidget(widget)
        column.addLayout(buttons)

    def open_below(self, anchor: QWidget) -> None:
        """Show the popup under a widget, within the screen, with the value selected."""
        self.adjustSize()
        place = anchor.mapToGlobal(QPoint(0, anchor.height() + SPACE))
        screen = (QGuiApplication.screenAt(place) or QGuiApplication.primaryScreen()).availableGeometry()
        place.setX(max(screen.left(), min(place.x(), screen.right() - self.width())))
        place.setY(max(screen.top(), min(place.y(), screen.bottom() - self.height())))
        self.move(place)
        self.show()
        self.edit.setFocus()
        self.edit.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves everything as it was."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _take(self, text: str, settles: bool) -> None:
        self.edit.setText(text)
        if settles:
            self._enter()

    def _enter(self) -> None:
        text = self.edit.text().strip()
        try:
            values = self._field.parse(text) if text else None
        except ValueError as error:
            self.hint.setObjectName("wrong")
            self.hint.setText(str(error))
            self.hint.style().unpolish(self.hint)
            self.hint.style().polish(self.hint)
            return
        self._leave_with(values)

    def _leave_with(self, values: object) -> None:
        self.entered.emit(values)
        self.close()
