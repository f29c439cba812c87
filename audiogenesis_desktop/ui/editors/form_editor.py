"""The sections of a piece to come, one below the other: how long each is, and where it stands."""

from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from audiogenesis_desktop.style.forms import KINDS, read_form
from audiogenesis_desktop.ui.editors.field_editor import FieldEditor
from audiogenesis_desktop.ui.editors.stepper import Stepper
from audiogenesis_desktop.ui.theme import SPACE

_MOST_BARS, _USUAL_BARS = 64, 8
_ROW_HEIGHT, _ROWS_SEEN = 8 * SPACE, 7


class Part(NamedTuple):
    """One section: its kind, of `KINDS`, and its bars."""

    kind: str
    bars: int


class FormEditor(FieldEditor):
    """Arrows move a section, the stepper makes it longer, × takes it out; what comes of it is text as well."""

    def __init__(self, form: str) -> None:
        """Show a form as `style.forms` has it, or a piece of one section."""
        super().__init__()
        self.parts = _read(form) or [Part("A", _USUAL_BARS)]
        self.rows: list[FormRow] = []
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE)
        self._column.addStretch(1)
        inside, self._scroll = QWidget(), QScrollArea()
        inside.setLayout(self._column)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        self.add = QPushButton("Add a section")
        self.add.setObjectName("preset")
        self.add.setFixedHeight(7 * SPACE)
        self.add.setAutoDefault(False)
        self.add.setAccessibleName("Add a section")
        self.add.clicked.connect(lambda: self._offer_kinds(self.add, len(self.parts)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self._scroll)
        column.addWidget(self.add)
        self._show()

    @property
    def text(self) -> str:
        """Return the form as it may be typed."""
        return " ".join(f"{part.kind}{part.bars}" for part in self.parts)

    def follow(self, values: dict[str, Any]) -> None:
        """Show the form that was typed."""
        parts = _read(values["form"])
        if parts and parts != self.parts:
            self.parts = parts
            self._show()

    def resize_part(self, at: int, bars: int) -> None:
        """Make a section so long."""
        self.parts[at] = self.parts[at]._replace(bars=bars)
        self.chosen.emit(self.text, False)

    def move_part(self, at: int, by: int) -> None:
        """Let a section change places with the one before (-1) or after it (1)."""
        to = at + by
        if 0 <= to < len(self.parts):
            self.parts[at], self.parts[to] = self.parts[to], self.parts[at]
            self._change()
            self.rows[to].kind.setFocus()

    def remove_part(self, at: int) -> None:
        """Take a section out; one stays."""
        if len(self.parts) > 1:
            del self.parts[at]
            self._change()
            self.rows[min(at, len(self.rows) - 1)].kind.setFocus()

    def put_part(self, at: int, kind: str) -> None:
        """Let a section be of another kind, or put a new one at the end."""
        if at < len(self.parts):
            self.parts[at] = self.parts[at]._replace(kind=kind)
        else:
            self.parts.append(Part(kind, _USUAL_BARS))
        self._change()

    def _offer_kinds(self, below: QWidget, at: int) -> None:
        menu = QMenu(self)
        for kind in KINDS:
            menu.addAction(kind, partial(self.put_part, at, kind))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(below.mapToGlobal(QPoint(0, below.height())))

    def _change(self) -> None:
        self._show()
        self.chosen.emit(self.text, False)

    def _show(self) -> None:
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [FormRow(self, at, part, is_last=at == len(self.parts) - 1) for at, part in enumerate(self.parts)]
        for at, row in enumerate(self.rows):
            row.kind.clicked.connect(lambda _=False, r=row, a=at: self._offer_kinds(r.kind, a))
            self._column.insertWidget(at, row)
        seen = min(len(self.rows), _ROWS_SEEN)
        self._scroll.setFixedHeight(seen * (_ROW_HEIGHT + SPACE))


class FormRow(QWidget):
    """One section; Alt with the arrows moves it, Delete takes it out."""

    def __init__(self, editor: FormEditor, at: int, part: Part, *, is_last: bool) -> None:
        """Show the section at a place of an editor."""
        super().__init__()
        self._editor, self._at = editor, at
        self.setFixedHeight(_ROW_HEIGHT)
        called = f"Section {at + 1}"
        self.kind = self._button(part.kind, f"{called}: {part.kind}, choose its kind", 20)
        self.bars = Stepper(part.bars, lowest=1, highest=_MOST_BARS, label=f"Bars of section {at + 1}, {part.kind}")
        self.bars.changed.connect(lambda bars: editor.resize_part(at, bars))
        self.earlier = self._button("↑", f"{called}: earlier", 7)
        self.later = self._button("↓", f"{called}: later", 7)
        self.out = self._button("×", f"{called}: take out", 7)
        self.earlier.setEnabled(at > 0)
        self.later.setEnabled(not is_last)
        self.out.setEnabled(at > 0 or not is_last)
        self.earlier.clicked.connect(lambda: editor.move_part(at, -1))
        self.later.clicked.connect(lambda: editor.move_part(at, 1))
        self.out.clicked.connect(lambda: editor.remove_part(at))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for widget in (self.kind, self.bars, self.earlier, self.later, self.out):
            row.addWidget(widget)
        row.addStretch(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the section, or take it out."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self._editor.move_part(self._at, steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Delete:
            self._editor.remove_part(self._at)
        else:
            super().keyPressEvent(event)

    def _button(self, text: str, name: str, width: int) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName("preset")
        button.setFixedSize(width * SPACE, 7 * SPACE)
        button.setAutoDefault(False)
        button.setAccessibleName(name)
        button.setToolTip(name)
        return button


def _read(form: str) -> list[Part]:
    try:
        return [Part(stretch.kind, stretch.bars) for stretch in read_form(form)]
    except ValueError:
        return []
