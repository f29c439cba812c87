"""The box that the prompt is written in: one line that grows to a few, with words that light up."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolButton

from audiogenesis_desktop.ui.icons import SMALL
from audiogenesis_desktop.ui.theme import PROMPT_SIZE, SPACE

PROMPT_HEIGHT = 10 * SPACE
LONGEST_PROMPT = 20_000  # characters: more than any advert, and still read in an instant
BLINKING_MS = 10_000  # since anything was done here; from then on the caret stands, and wakes nobody
_MOST_LINES, _SIDE, _BUTTON = 4, 3 * SPACE, 7 * SPACE


def without_words(text: str, start: int, end: int) -> str:
    """Return a text without a stretch of it, and without a comma that would be left over."""
    before, after = text[:start].rstrip(" ,;"), text[end:].lstrip(" ,;")
    return f"{before}, {after}" if before and after else before or after


class PromptEdit(QPlainTextEdit):
    """Enter composes, Shift+Enter begins a line; up and down at its ends, or with Alt, go through earlier prompts."""

    entered = Signal()
    cancelled = Signal()
    stepped = Signal(bool)  # to an older prompt, or a newer one
    caret_moved = Signal(int)  # where in the text the cursor stands, -1 for nowhere

    def __init__(self) -> None:
        """Begin empty, one line high."""
        super().__init__()
        font = self.font()
        font.setPixelSize(PROMPT_SIZE)
        self.setFont(font)
        self._line_height = QFontMetrics(font).lineSpacing()
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        above = (PROMPT_HEIGHT - 2 - self._line_height) // 2
        self.setViewportMargins(_SIDE, above, _SIDE + _BUTTON, above)
        self.more = QToolButton(self)
        self.more.setObjectName("inside")
        self.more.setFixedSize(_BUTTON, _BUTTON)
        self.more.setIconSize(QSize(SMALL, SMALL))
        self.more.setCursor(Qt.CursorShape.ArrowCursor)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.textChanged.connect(self._fit)
        self.cursorPositionChanged.connect(lambda: self.caret_moved.emit(self.textCursor().position()))
        self._flash_ms = QGuiApplication.styleHints().cursorFlashTime()
        self._blinking = QTimer(self)
        self._blinking.setSingleShot(True)
        self._blinking.setInterval(BLINKING_MS)
        self._blinking.timeout.connect(lambda: QGuiApplication.styleHints().setCursorFlashTime(0))
        self._fit()

    def text(self) -> str:
        """Return the text as it stands."""
        return self.toPlainText()

    def replace_text(self, text: str) -> None:
        """Put another text in place of the present one, which Undo brings back."""
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text[:LONGEST_PROMPT])
        self.setTextCursor(cursor)

    def light_up(self, stretches: Sequence[tuple[int, int]], colour: QColor) -> None:
        """Mark these stretches (start, end) of the text, and no others."""
        self.setExtraSelections([self._lit(start, end, colour) for start, end in stretches])

    def _lit(self, start: int, end: int, colour: QColor) -> QTextEdit.ExtraSelection:
        lit = QTextEdit.ExtraSelection()
        lit.cursor = QTextCursor(self.document())
        lit.cursor.setPosition(min(start, len(self.text())))
        lit.cursor.setPosition(min(end, len(self.text())), QTextCursor.MoveMode.KeepAnchor)
        shape = QTextCharFormat()
        shape.setBackground(colour)
        lit.format = shape
        return lit

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass Escape and Enter on, go through earlier prompts, keep every other key."""
        self._blink()
        shift, alt = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & shift:
            self.entered.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and (event.modifiers() & alt or self._is_at_end(event)):
            self.stepped.emit(event.key() == Qt.Key.Key_Up)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Let the caret blink again."""
        self._blink()
        super().mousePressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Take text; a file that is dropped is for the window to open."""
        return source.hasText() and not source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste as plain text, as much as there is room for."""
        room = LONGEST_PROMPT - len(self.text())
        self.insertPlainText(source.text().strip("\r\n")[: max(0, room)])
        self.ensureCursorVisible()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell where the cursor stands."""
        super().focusInEvent(event)
        self._blink()
        self.caret_moved.emit(self.textCursor().position())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that it stands nowhere."""
        super().focusOutEvent(event)
        self._blink()  # in other boxes
        self._blinking.stop()
        self.caret_moved.emit(-1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew and keep the button in its corner."""
        super().resizeEvent(event)
        self.more.move(self.width() - _BUTTON - 2 * SPACE, (PROMPT_HEIGHT - _BUTTON) // 2)
        self._fit()

    def _blink(self) -> None:
        QGuiApplication.styleHints().setCursorFlashTime(self._flash_ms)  # the application's: there is none of a box
        self._blinking.start()

    def _is_at_end(self, event: QKeyEvent) -> bool:
        """Return whether the cursor is in the line that the arrow would leave the text from."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        move = QTextCursor.MoveOperation
        return not self.textCursor().movePosition(move.Up if event.key() == Qt.Key.Key_Up else move.Down)

    def _fit(self) -> None:
        lines = max(1, int(self.document().size().height()))
        height = PROMPT_HEIGHT + (min(lines, _MOST_LINES) - 1) * self._line_height
        policy = Qt.ScrollBarPolicy
        is_long = lines > _MOST_LINES
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if is_long else policy.ScrollBarAlwaysOff)
        if height != self.height():
            self.setFixedHeight(height)
        if not is_long:
            self.verticalScrollBar().setValue(0)
