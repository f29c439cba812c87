"""The list at the prompt: favourites, what was composed before, and examples to begin with."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
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

from audiogenesis_desktop.studio.prompt_history import PromptHistory
from audiogenesis_desktop.ui.elided import sentence
from audiogenesis_desktop.ui.icons import SMALL, picture
from audiogenesis_desktop.ui.theme import BODY_SIZE, LABEL_SIZE, RADIUS, ROW_HEIGHT, SPACE, Theme

EXAMPLES = (
    "Soothing piano for a skincare advert, 30 seconds",
    "Upbeat corporate pop with muted guitar, bass and drums, 118 BPM, 45 seconds",
    "Tense cinematic strings and timpani under a trailer, 20 seconds, no drums",
    "Lo-fi beats with Rhodes and upright bass, 78 BPM, D minor, one minute",
    "A playful cartoon detective: pizzicato strings, clarinet and bassoon",
    "Synthwave night drive, 100 BPM, A minor, hit at 0:12",
    "Bossa nova with nylon guitar and flute for a cooking channel",
    "String quartet in G minor, 3/4, slow, 40 seconds",
    "Our yoghurt has three ingredients. The third one is patience. A calm morning, a wooden spoon.",
    "Epic orchestral trailer with choir, hits at 5, 10 and 15 seconds, 20 seconds",
    "Celtic harp and fiddle, 6/8, misty morning",
    "Chiptune for a retro racing game, 160 BPM, no pads",
)
_WIDTH, _HEIGHT, _STAR = 140 * SPACE, 96 * SPACE, 8 * SPACE
_PROMPT, _HEADING = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_KEEPING = "Ctrl+D keeps a prompt as a favourite, or lets it go"
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class PromptList(QFrame):
    """Type to narrow it, Enter or a click takes a prompt, its star keeps it, Escape leaves."""

    chosen = Signal(str)  # the prompt

    def __init__(self, theme: Theme, history: PromptHistory, prompt: str, parent: QWidget) -> None:
        """Show a history; the prompt now in the box comes first, so that it can be kept."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAccessibleName("Earlier prompts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._history, self._present = history, prompt
        self.search, self.list = QLineEdit(), QListWidget()
        self.search.setFixedHeight(7 * SPACE)
        self.search.setPlaceholderText("Search prompts")
        self.search.setAccessibleName("Search prompts")
        self.search.textChanged.connect(self._fill)
        self.search.installEventFilter(self)
        self.list.setAccessibleName("Prompts")
        self.list.setItemDelegate(_Row(theme, history, self.list))
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the search has it, and passes the arrows on
        self.list.viewport().installEventFilter(self)
        hint = QLabel(_KEEPING)
        hint.setObjectName("dim")
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        for part in (self.search, self.list, hint):
            column.addWidget(part)
        self.setFixedSize(_WIDTH, _HEIGHT)
        self._fill()

    def open_below(self, anchor: QWidget) -> None:
        """Show the list under the right end of a widget."""
        self.move(anchor.mapToGlobal(QPoint(anchor.width() - self.width(), anchor.height() + SPACE)))
        self.show()
        self.search.setFocus()

    def prompts(self, section: str) -> list[str]:
        """Return the prompts now shown under a heading."""
        items = (self.list.item(i) for i in range(self.list.count()))
        return [item.data(_PROMPT) for item in items if item.data(_HEADING) == section]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take keys from the search, and clicks in the list."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._pressed(event)
        is_release = event.type() == QEvent.Type.MouseButtonRelease
        if is_release and isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            return self._clicked(event.position().toPoint())
        return super().eventFilter(watched, event)

    def _pressed(self, event: QKeyEvent) -> bool:
        prompt = self._current()
        if event.key() in _MOVES:
            self.list.keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and prompt:
            self._take(prompt)
        elif event.key() == Qt.Key.Key_D and event.modifiers() & Qt.KeyboardModifier.ControlModifier and prompt:
            self._turn(prompt)
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            return False
        return True

    def _clicked(self, point: QPoint) -> bool:
        item = self.list.itemAt(point)
        if item is None or (prompt := item.data(_PROMPT)) is None:
            return False
        if _star(self.list.visualItemRect(item)).contains(point):
            self._turn(prompt)
        else:
            self._take(prompt)
        return True

    def _current(self) -> str:
        item = self.list.currentItem()
        return (item.data(_PROMPT) or "") if item is not None else ""

    def _take(self, prompt: str) -> None:
        self.chosen.emit(prompt)
        self.close()

    def _turn(self, prompt: str) -> None:
        self._history.set_favourite(prompt, not self._history.is_favourite(prompt))
        current, place = self.list.currentItem(), self.list.currentRow()
        under, scrolled = current.data(_HEADING) if current is not None else "", self.list.verticalScrollBar().value()
        self._fill()
        same = [i for i in range(self.list.count()) if self.list.item(i).data(_PROMPT) == prompt]
        stayed = [i for i in same if self.list.item(i).data(_HEADING) == under]
        self.list.setCurrentRow((stayed or same or [min(place, self.list.count() - 1)])[0])
        self.list.verticalScrollBar().setValue(scrolled)

    def _fill(self) -> None:
        self.list.clear()
        is_elsewhere = self._present in (*self._history.favourites, *self._history.recent)
        self._section("In the box now", [] if is_elsewhere or not self._present else [self._present])
        self._section("Favourites", self._history.favourites)
        self._section("Composed before", self._history.recent)
        self._section("Examples", EXAMPLES)
        first = next((i for i in range(self.list.count()) if self.list.item(i).data(_PROMPT) is not None), -1)
        self.list.setCurrentRow(first)

    def _section(self, title: str, prompts: Iterable[str]) -> None:
        wanted = self.search.text().strip().lower()
        found = [prompt for prompt in prompts if wanted in prompt.lower()]
        if not found:
            return
        heading = QListWidgetItem(title, self.list)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        for prompt in found:
            item = QListWidgetItem(" ".join(prompt.split()), self.list)
            item.setData(_PROMPT, prompt)
            item.setData(_HEADING, title)
            if len(prompt) > 70:
                item.setToolTip(sentence(prompt if len(prompt) < 600 else f"{prompt[:600]}…"))


class _Row(QStyledItemDelegate):
    """A prompt in one line with its star, or a heading."""

    def __init__(self, theme: Theme, history: PromptHistory, rows: QListWidget) -> None:
        super().__init__(rows)
        self._theme, self._history, self._rows = theme, history, rows
        self._kept = picture("kept", theme.accent.name())
        self._not_kept = picture("keep", theme.text_dim.name())

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, prompt, area = self._theme, index.data(_PROMPT), option.rect
        is_heading = prompt is None
        font = painter.font()
        font.setPixelSize(LABEL_SIZE if is_heading else BODY_SIZE)
        painter.setFont(font)
        row = area.adjusted(2 * SPACE, 0, -2 * SPACE, 0)
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if is_heading:
            painter.setPen(theme.text_dim)
            painter.drawText(row, middle, index.data())
            return
        if self._rows.currentIndex() == index or self._rows.indexAt(self._pointer()) == index:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.surface_3)
            painter.drawRoundedRect(area, RADIUS, RADIUS)
        painter.setPen(theme.text)
        row.setRight(_star(area).left() - SPACE)
        text = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, row.width())
        painter.drawText(row, middle, text)
        star = _star(area)
        star_picture = self._kept if self._history.is_favourite(prompt) else self._not_kept
        painter.drawPixmap(star.center() - QPoint(SMALL // 2 - 1, SMALL // 2 - 1), star_picture)

    def _pointer(self) -> QPoint:
        view = self._rows.viewport()
        return view.mapFromGlobal(view.cursor().pos())


def _star(row: QRect) -> QRect:
    """Return the part of a row that its star takes."""
    return QRect(row.right() - _STAR, row.top(), _STAR, row.height())
