"""The popup at a chip: the field's editor, its value as text, what a change brings, and the way back."""

from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from audiogenesis_desktop.ui.brief_fields import Field
from audiogenesis_desktop.ui.editors.field_editor import FieldEditor
from audiogenesis_desktop.ui.theme import SPACE

_STEPS = (Qt.Key.Key_Up, Qt.Key.Key_Down)


class Wording(NamedTuple):
    """What the popup says: where the value came from, what a change brings, and the button that gives it back.

    Without a way back there is no such button.
    """

    origin: str
    consequence: str
    way_back: str = ""


class FieldPopup(QFrame):
    """Enter or Set takes the value, Escape or a click elsewhere leaves everything as it was."""

    entered = Signal(object)  # Mapping[str, Any], which PySide would copy: {field: value}
    given_back = Signal()
    compose_requested = Signal()  # after `entered`

    def __init__(self, field: Field, text: str, parent: QWidget, wording: Wording, editor: FieldEditor | None) -> None:
        """Offer the present value for editing."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAccessibleName(field.label)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._field, self._wording, self.editor = field, wording, editor
        self.edit, self.hint = self._text_edit(text), QLabel()
        self.hint.setObjectName("dim")
        self.hint.setWordWrap(True)
        self.back, self.set = QPushButton(wording.way_back), QPushButton("Set")
        self.back.clicked.connect(self._give_back)
        self.back.setVisible(bool(wording.way_back))
        self.set.setObjectName("primary")
        self.set.setToolTip("Enter sets it, Ctrl+Enter sets it and composes, Escape leaves it")
        self.set.clicked.connect(self._enter)
        if editor is not None:
            editor.chosen.connect(self._take)
        self._lay_out()

    def _text_edit(self, text: str) -> QLineEdit:
        edit = QLineEdit(text)
        edit.setFixedHeight(7 * SPACE)
        edit.setMinimumWidth(72 * SPACE)
        edit.setAccessibleName(self._field.label)
        edit.setPlaceholderText(self._field.example)
        edit.setToolTip(f"Such as {self._field.example}")
        edit.textEdited.connect(self._follow)
        edit.installEventFilter(self)
        return edit

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addLayout(self._header())
        if self.editor is not None:
            is_fixed = self.editor.minimumWidth() > 0
            column.addWidget(self.editor, 0, Qt.AlignmentFlag.AlignHCenter if is_fixed else Qt.AlignmentFlag(0))
        column.addWidget(self.edit)
        self.edit.setVisible(self.editor is None or not self.editor.replaces_text)
        self.consequence = QLabel(self._wording.consequence)
        self.consequence.setObjectName("dim")
        self.consequence.setWordWrap(True)
        self.hint.hide()
        column.addWidget(self.hint)
        column.addWidget(self.consequence)
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * SPACE)
        for button in (self.back, self.set):
            button.setFixedHeight(7 * SPACE)
            button.setAutoDefault(True)
            buttons.addWidget(button, 1)
        column.addLayout(buttons)

    def _header(self) -> QHBoxLayout:
        title, origin = QLabel(self._field.label), QLabel(self._wording.origin)
        origin.setObjectName("dim")
        header = QHBoxLayout()
        header.setSpacing(3 * SPACE)
        header.addWidget(title)
        header.addStretch(1)
        header.addWidget(origin)
        return header

    def open_below(self, anchor: QWidget) -> None:
        """Show the popup under a widget, within the screen, with the value selected."""
        self.setFixedWidth(self.sizeHint().width())  # so that wrapped lines know how high they get
        self.adjustSize()
        place = anchor.mapToGlobal(QPoint(0, anchor.height() + SPACE))
        screen = (QGuiApplication.screenAt(place) or QGuiApplication.primaryScreen()).availableGeometry()
        place.setX(max(screen.left(), min(place.x(), screen.right() - self.width())))
        place.setY(max(screen.top(), min(place.y(), screen.bottom() - self.height())))
        self.move(place)
        self.show()
        if self.editor is None or not self.editor.take_focus():
            self.edit.setFocus()
            self.edit.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves everything as it was, Enter takes it, with Ctrl it composes too."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(composes=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows up and down in the text step a number that the editor holds."""
        is_press = watched is self.edit and event.type() == QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and event.key() in _STEPS and self.editor is not None:
            return self.editor.step_by_key(event) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    def _take(self, text: str, settles: bool) -> None:
        self.edit.setText(text)
        self._tell_wrong("")
        if settles:
            self._enter()

    def _follow(self, text: str) -> None:
        """Let the editor show what is typed, as soon as it can be understood."""
        self._tell_wrong("")
        if self.editor is not None and (values := self._values(text)) is not None:
            self.editor.follow(values)

    def _values(self, text: str) -> dict[str, Any] | None:
        try:
            return self._field.parse(text) if text.strip() else None
        except ValueError:
            return None

    def _enter(self, *_clicked: bool, composes: bool = False) -> None:
        text = self.edit.text().strip()
        try:
            values = self._field.parse(text)
        except ValueError as error:
            if not text and self._wording.way_back:
                self._give_back()
            else:
                self._tell_wrong(str(error))
            return
        self.entered.emit(values)
        self.close()
        if composes:
            self.compose_requested.emit()

    def _tell_wrong(self, sentence: str) -> None:
        if sentence == self.hint.text():
            return
        self.hint.setObjectName("wrong")
        self.hint.setText(sentence)
        self.hint.setVisible(bool(sentence))
        self.hint.style().unpolish(self.hint)
        self.hint.style().polish(self.hint)
        self.adjustSize()

    def _give_back(self) -> None:
        self.given_back.emit()
        self.close()
