"""The command palette: every command by its words, with its key, found by typing; F2 gives it another key."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from audiogenesis_desktop.editing.commands import found
from audiogenesis_desktop.ui.actions.actions import Actions
from audiogenesis_desktop.ui.actions.shortcuts import Shortcuts
from audiogenesis_desktop.ui.theme import BODY_SIZE, LABEL_SIZE, RADIUS, ROW_HEIGHT, SPACE, Theme

_WIDTH, _HEIGHT = 120 * SPACE, 92 * SPACE
_ID = Qt.ItemDataRole.UserRole
_MODIFIERS = (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)
_HINT = "Enter does it, F2 gives it another key"
_REBINDING = "Press the new key for “{}” (Backspace: none, F2: the usual one)"
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


def open_palette(theme: Theme, actions: Actions, shortcuts: Shortcuts, window: QWidget) -> "Palette":
    """Offer every command over a window, to be found by typing and to be given other keys."""
    palette = Palette(theme, actions, window)
    palette.rebound.connect(lambda command, key: palette.tell(shortcuts.change(command, key)))
    palette.restored.connect(lambda command: palette.tell(shortcuts.restore(command)))
    palette.open_over(window)
    return palette


class Palette(QFrame):
    """Type to narrow it, Enter or a click does the command, F2 and a key rebind it, Escape leaves."""

    rebound = Signal(str, QKeySequence)  # a command's id, and its new key, empty for none
    restored = Signal(str)  # the id of a command that is to have the keys that it comes with

    def __init__(self, theme: Theme, actions: Actions, parent: QWidget) -> None:
        """Offer every command."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAccessibleName("Commands")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._actions = actions
        self.search, self.list = QLineEdit(), QListWidget()
        self.search.setFixedHeight(8 * SPACE)
        self.search.setPlaceholderText("What do you want to do?")
        self.search.setAccessibleName("Search commands")
        self.search.textChanged.connect(self._fill)
        self.search.installEventFilter(self)
        self.list.setAccessibleName("Commands")
        self.list.setItemDelegate(_Row(theme, actions, self.list))
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the search has it, and passes the arrows on
        self.list.setMouseTracking(True)
        self.list.itemClicked.connect(lambda _item: self._do())
        self.hint = QLabel(_HINT)
        self.hint.setObjectName("dim")
        self._rebinding = ""  # the id of the command that waits for its new key
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(self.search)
        column.addWidget(self.list)
        column.addWidget(self.hint)
        self.setFixedSize(_WIDTH, _HEIGHT)
        self._fill()

    def open_over(self, window: QWidget) -> None:
        """Show the palette near the top of a window's middle."""
        self.move(window.mapToGlobal(QPoint((window.width() - self.width()) // 2, 20 * SPACE)))
        self.show()
        self.search.setFocus()

    def shown(self) -> list[str]:
        """Return the words of the commands that are offered now."""
        return [self.list.item(i).text() for i in range(self.list.count())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list and do its command by keys pressed in the search."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._take_key(event) if self._rebinding else self._pressed(event)
        if watched is self.search and event.type() == QEvent.Type.ShortcutOverride and self._rebinding:
            event.accept()  # the key is to be known here, whatever it means elsewhere
            return True
        return super().eventFilter(watched, event)

    def tell(self, sentence: str) -> None:
        """Show what rebinding a key has changed."""
        self.hint.setText(sentence or _HINT)
        self.list.viewport().update()

    def _pressed(self, event: QKeyEvent) -> bool:
        if event.key() in _MOVES:
            self.list.keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._do()
        elif event.key() == Qt.Key.Key_F2 and self._current():
            self._rebinding = self._current()
            self.hint.setText(_REBINDING.format(self._actions.offer(self._rebinding).name))
        else:
            return False
        return True

    def _take_key(self, event: QKeyEvent) -> bool:
        """Give the command the key that is pressed; Escape leaves it, Backspace takes its key, F2 gives its own."""
        key, command_id = event.key(), self._rebinding
        if key in _MODIFIERS:
            return True
        self._rebinding = ""
        self.hint.setText(_HINT)
        if key == Qt.Key.Key_F2:
            self.restored.emit(command_id)
        elif key != Qt.Key.Key_Escape:
            bare = key == Qt.Key.Key_Backspace and event.modifiers() == Qt.KeyboardModifier.NoModifier
            self.rebound.emit(command_id, QKeySequence() if bare else QKeySequence(event.keyCombination()))
        return True

    def _current(self) -> str:
        """Return the id of the command that is marked, or nothing."""
        item = self.list.currentItem()
        return item.data(_ID) if item is not None else ""

    def _fill(self) -> None:
        self.list.clear()
        for offer in found(map(self._actions.offer, self._actions), self.search.text()):
            item = QListWidgetItem(offer.name)
            item.setData(_ID, offer.id)
            item.setToolTip(self._actions[offer.id].toolTip())
            if not offer.is_enabled:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _do(self) -> None:
        command_id = self._current()
        if command_id and self._actions[command_id].isEnabled():
            self.close()
            self._actions[command_id].trigger()


class _Row(QStyledItemDelegate):
    """A command's words on the left, its key on the right."""

    def __init__(self, theme: Theme, actions: Actions, rows: QListWidget) -> None:
        super().__init__(rows)
        self._theme, self._actions, self._rows = theme, actions, rows

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, offer = self._theme, self._actions.offer(index.data(_ID))
        area = option.rect.adjusted(2 * SPACE, 0, -2 * SPACE, 0)
        is_current = index.row() == self._rows.currentRow()
        painter.save()
        if is_current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.surface_3)
            painter.drawRoundedRect(option.rect, RADIUS, RADIUS)
        font = painter.font()
        ink = theme.text if offer.is_enabled else theme.text_dim
        for text, size, side in (
            (offer.name, BODY_SIZE, Qt.AlignmentFlag.AlignLeft),
            (offer.key, LABEL_SIZE, Qt.AlignmentFlag.AlignRight),
        ):
            font.setPixelSize(size)
            painter.setFont(font)
            painter.setPen(ink if size == BODY_SIZE else theme.text_dim)
            painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()
