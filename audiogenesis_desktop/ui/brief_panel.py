"""The Brief under the prompt: read while it is typed, shown as chips, changed by clicking one."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QMenu, QVBoxLayout, QWidget

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.ui.brief_fields import FIELDS, Field
from audiogenesis_desktop.ui.chips import ChipRow
from audiogenesis_desktop.ui.theme import SPACE, Theme

_READ_DELAY_MS = 80
_AS_THE_PROMPT_SAYS = "As the prompt says"


class FieldPopup(QFrame):
    """A small field to type one value into; Enter sets it, Escape or a click elsewhere leaves it."""

    entered = Signal(object)  # {field: value}, or None to take back what was set

    def __init__(self, field: Field, text: str, parent: QWidget) -> None:
        """Offer the present value for editing."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._field = field
        self.edit, self.hint = QLineEdit(text), QLabel(f"{field.label}, such as {field.example}")
        self.edit.setFixedSize(56 * SPACE, 7 * SPACE)
        self.edit.setAccessibleName(field.label)
        self.edit.setToolTip("Enter sets it; empty returns to what the prompt says")
        self.edit.returnPressed.connect(self._enter)
        self.hint.setObjectName("dim")
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self.edit)
        column.addWidget(self.hint)

    def open_below(self, anchor: QWidget) -> None:
        """Show the popup under a widget, with the value selected."""
        self.move(anchor.mapToGlobal(QPoint(0, anchor.height() + SPACE)))
        self.show()
        self.edit.setFocus()
        self.edit.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves everything as it was."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

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
        self.entered.emit(values)
        self.close()


class BriefPanel(QWidget):
    """Chips that follow the prompt; what is set by hand stays set until it is taken back."""

    edited = Signal()

    def __init__(self, theme: Theme, read_said: Callable[[str], Brief]) -> None:
        """Take the quick reader of a prompt's wording."""
        super().__init__()
        self._read_said, self._prompt = read_said, ""
        self._brief: Brief | None = None  # as last shown, before the edits
        self._said_only = True
        self._edits: dict[str, dict[str, Any]] = {}
        self.row = ChipRow(theme)
        self.row.chip_clicked.connect(self.open_field)
        self.row.more_clicked.connect(self._offer_fields)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.row)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_READ_DELAY_MS)
        self._timer.timeout.connect(self.read_now)
        self.popup: FieldPopup | None = None

    @property
    def edits(self) -> dict[str, Any]:
        """Return the Brief's fields that were set by hand."""
        return {name: value for values in self._edits.values() for name, value in values.items()}

    def set_prompt(self, prompt: str) -> None:
        """Read the prompt soon, once typing pauses."""
        self._prompt = prompt
        self._timer.start()

    def stop_reading(self) -> None:
        """Read no more of what was typed."""
        self._timer.stop()

    def read_now(self) -> None:
        """Show what the prompt says and what was set by hand."""
        self._timer.stop()
        self._brief, self._said_only = self._read_said(self._prompt) if self._prompt else None, True
        self._show()

    def show_brief(self, brief: Brief) -> None:
        """Show a whole Brief, as composing has read it."""
        self._timer.stop()
        self._brief, self._said_only = brief, False
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""
        self.row.set_theme(theme)

    def set_field(self, name: str, values: dict[str, Any] | None) -> None:
        """Set a field by hand, or take back what was set."""
        self._edits.pop(name, None)
        if values is not None:
            self._edits[name] = values
            self._show()
        else:
            self.read_now()
        self.edited.emit()

    def open_field(self, name: str, anchor: QWidget) -> None:
        """Offer to change a field: a menu of its few choices, or a place to type."""
        field = FIELDS.get(name)
        if field is None:
            return
        if field.choices:
            self._offer_choices(name, field, anchor)
            return
        self.popup = FieldPopup(field, field.show(self._whole()), self)
        self.popup.entered.connect(lambda values: self.set_field(name, values))
        self.popup.open_below(anchor)

    def _whole(self) -> Brief:
        brief = self._brief or Brief()
        return brief.with_fields(Origin.EDITED, **self.edits) if self._edits else brief

    def _show(self) -> None:
        is_empty = self._brief is None and not self._edits
        self.row.set_brief(None if is_empty else self._whole(), said_only=self._said_only)

    def _offer_choices(self, name: str, field: Field, anchor: QWidget) -> None:
        menu = QMenu(self)
        menu.addAction(_AS_THE_PROMPT_SAYS).triggered.connect(lambda: self.set_field(name, None))
        menu.addSeparator()
        for choice in field.choices:
            action = menu.addAction(choice.capitalize())
            action.triggered.connect(lambda _=False, c=choice: self.set_field(name, field.parse(c)))
        _pop_up(menu, anchor)

    def _offer_fields(self, anchor: QWidget) -> None:
        menu = QMenu(self)
        for name, field in FIELDS.items():
            action = menu.addAction(f"{field.label}…")
            action.triggered.connect(lambda _=False, n=name: self.open_field(n, anchor))
        _pop_up(menu, anchor)


def _pop_up(menu: QMenu, anchor: QWidget) -> None:
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height() + SPACE)))
