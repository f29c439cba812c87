"""The small popup that edits one thing of a lane: its fields, what is wrong with them, and Set."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from audiogenesis_desktop.ui.popup import Popup
from audiogenesis_desktop.ui.theme import SPACE


class ItemPopup(Popup):
    """Enter or Set takes what is entered, Escape or a click elsewhere leaves everything as it was."""

    def __init__(
        self,
        title: str,
        fields: Mapping[str, QWidget],
        take: Callable[[], None],
        parent: QWidget,
        *,
        remove: Callable[[], None] | None = None,
    ) -> None:
        """Offer fields by their names. `take` raises ValueError with a sentence where something cannot be."""
        super().__init__(title, parent)
        self.fields, self._take, self._remove = dict(fields), take, remove
        self.wrong = QLabel()
        self.wrong.setObjectName("wrong")
        self.wrong.setWordWrap(True)
        self.wrong.hide()
        self.set = self._button("Set", "Enter sets it, Escape leaves it", self._enter)
        self.set.setObjectName("primary")
        self._lay_out(title)

    def take_focus(self) -> None:
        """Let the first field be typed into."""
        first = next(iter(self.fields.values()))
        first.setFocus()
        if isinstance(first, QLineEdit):
            first.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes it; Escape closes a popup by itself."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        else:
            super().keyPressEvent(event)

    def _lay_out(self, title: str) -> None:
        column, table = self.column(), QGridLayout()
        column.addWidget(QLabel(title))
        table.setHorizontalSpacing(3 * SPACE)
        table.setVerticalSpacing(2 * SPACE)
        for row, (name, field) in enumerate(self.fields.items()):
            label = QLabel(name)
            label.setObjectName("dim")
            label.setBuddy(field)
            if not field.accessibleName():
                field.setAccessibleName(name)
            table.addWidget(label, row, 0)
            table.addWidget(field, row, 1)
        column.addLayout(table)
        column.addWidget(self.wrong)
        buttons = QHBoxLayout()
        if self._remove is not None:
            buttons.addWidget(self._button("Delete", "Take it away", self._take_away))
        buttons.addWidget(self.set, 1)
        column.addLayout(buttons)

    def _button(self, text: str, tip: str, do: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setFixedHeight(7 * SPACE)
        button.setToolTip(tip)
        button.clicked.connect(lambda: do())
        return button

    def _enter(self) -> None:
        try:
            self._take()
        except ValueError as error:
            self.wrong.setText(str(error))
            self.wrong.show()
            self.adjustSize()
            return
        self.close()

    def _take_away(self) -> None:
        self.close()
        assert self._remove is not None
        self._remove()


def text_field(text: str, example: str) -> QLineEdit:
    """Return a line for typing, with an example where it is empty."""
    edit = QLineEdit(text)
    edit.setFixedHeight(7 * SPACE)
    edit.setMinimumWidth(44 * SPACE)
    edit.setPlaceholderText(example)
    edit.setToolTip(f"Such as {example}")
    return edit


class Choice(QWidget):
    """A few words of which one is chosen."""

    changed = Signal(str)  # the word that is chosen now

    def __init__(self, words: Mapping[str, str], chosen: str) -> None:
        """Offer words, each with what its tool tip says."""
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        self._buttons = dict[str, QPushButton]()
        group = QButtonGroup(self)
        for word, tip in words.items():
            button = QPushButton(word)
            button.setObjectName("preset")
            button.setCheckable(True)
            button.setChecked(word == chosen)
            button.setFixedHeight(7 * SPACE)
            button.setAutoDefault(False)
            button.setToolTip(tip)
            button.clicked.connect(lambda _on, word=word: self.changed.emit(word))
            group.addButton(button)
            self._buttons[word] = button
            row.addWidget(button)
        row.addStretch(1)

    @property
    def chosen(self) -> str:
        """Return the word that is chosen."""
        return next(word for word, button in self._buttons.items() if button.isChecked())

    def choose(self, word: str) -> None:
        """Choose a word."""
        self._buttons[word].setChecked(True)
