"""One take as a card: its roll in miniature, its name, its star and its figures."""

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from audiogenesis_desktop.studio.take_list import ListedTake
from audiogenesis_desktop.ui.elided import sentence
from audiogenesis_desktop.ui.icons import SMALL, picture
from audiogenesis_desktop.ui.takes.facts import figures, figures_within, remark, told
from audiogenesis_desktop.ui.takes.miniature import miniature
from audiogenesis_desktop.ui.theme import BODY_SIZE, LABEL_SIZE, RADIUS, SPACE, Theme

CARD_HEIGHT, LOW_HEIGHT = 12 * SPACE, 7 * SPACE
NARROWEST, WIDEST = 52 * SPACE, 72 * SPACE
_PICTURE_WIDTH = 23 * SPACE
_STAR = 6 * SPACE
HOVER_MS = 350  # passing over a card on the way elsewhere plays nothing


class TakeCard(QAbstractButton):
    """A click shows the take, pointing at it lets it be heard, its star keeps it; right-click has the rest."""

    listened = Signal(bool)  # whether it is to be heard now
    starred = Signal()
    renamed = Signal(str)
    menu_requested = Signal(QPoint)  # where on the screen

    def __init__(self, one: ListedTake, theme: Theme, parent: QWidget) -> None:
        """Show a take."""
        super().__init__(parent)
        self.one, self._theme = one, theme
        self._is_best = False
        self._picture: QPixmap | None = None
        self._is_pointed = False
        self.edit: QLineEdit | None = None
        self.setCheckable(True)
        self.setFixedSize(WIDEST, CARD_HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(HOVER_MS)
        self._soon.timeout.connect(lambda: self.listened.emit(True))
        self.show_take(one, is_shown=False, is_best=False)

    def show_take(self, one: ListedTake, *, is_shown: bool, is_best: bool) -> None:
        """Show what has become of the take."""
        if one.score.tracks is not self.one.score.tracks:
            self._picture = None
        self.one, self._is_best = one, is_best
        self.setChecked(is_shown)
        self.setToolTip(sentence(told(one)))
        star = ", with a star" if one.is_starred else ""
        shown = ", shown" if is_shown else ""
        self.setAccessibleName(f"Take {one.name}{star}{shown}: {figures(one)}, {remark(one, is_best=is_best)}")
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""
        self._theme, self._picture = theme, None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint the miniature anew where it has another height."""
        super().resizeEvent(event)
        self._picture = None

    def rename(self) -> None:
        """Let another name be typed in place of this one."""
        edit = QLineEdit(self.one.name, self)
        left, height = self._text_rect().left() - SPACE, 6 * SPACE
        edit.setGeometry(left, min(SPACE, (self.height() - height) // 2), self.width() - left - 2 * SPACE, height)
        edit.selectAll()
        edit.editingFinished.connect(self._renamed)
        edit.show()
        edit.setFocus()
        self.edit = edit

    def _renamed(self) -> None:
        edit, self.edit = self.edit, None
        if edit is not None:
            edit.deleteLater()
            self.renamed.emit(edit.text())

    # Pointing

    def enterEvent(self, event: QEnterEvent) -> None:
        """Let the take be heard soon."""
        super().enterEvent(event)
        self._is_pointed = True
        self._soon.start()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Let it be heard no more."""
        super().leaveEvent(event)
        self._is_pointed = False
        self._soon.stop()
        self.listened.emit(False)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Give or take the star where that is pressed; all else is a click on the take."""
        if event.button() == Qt.MouseButton.LeftButton and self._star_rect().contains(event.position().toPoint()):
            self.starred.emit()
            return
        super().mousePressEvent(event)

    def nextCheckState(self) -> None:
        """Stay as it is: whether it is the one that is shown is told from outside."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the keyboard rename and star, too."""
        if event.key() == Qt.Key.Key_F2:
            self.rename()
        elif event.key() in (Qt.Key.Key_Asterisk, Qt.Key.Key_S):
            self.starred.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the take."""
        self.menu_requested.emit(event.globalPos())

    # Painting

    def _picture_rect(self) -> QRect:
        return QRect(SPACE + 1, SPACE, min(_PICTURE_WIDTH, self.width() // 4), self.height() - 2 * SPACE)

    def _text_rect(self) -> QRect:
        left = self._picture_rect().width() + 4 * SPACE
        return QRect(left, SPACE, self.width() - left - 2 * SPACE, self.height() - 2 * SPACE)

    def _star_rect(self) -> QRect:
        return QRect(self.width() - _STAR - SPACE // 2, 0, _STAR, _STAR)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint card, miniature and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        ground = theme.surface_3 if self._is_pointed else theme.surface_2
        painter.setPen(theme.accent if self.isChecked() or self.hasFocus() else theme.line)
        painter.setBrush(ground)
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), RADIUS, RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.surface_0)
        picture_rect = self._picture_rect()
        painter.drawRoundedRect(picture_rect, RADIUS - 2, RADIUS - 2)
        painter.drawPixmap(picture_rect.topLeft(), self._miniature())
        self._paint_words(painter)
        if self.one.is_starred or self._is_pointed or self.hasFocus():
            name = "kept" if self.one.is_starred else "keep"
            colour = theme.accent if self.one.is_starred else theme.text_dim
            at = self._star_rect().center() - QPoint(SMALL // 2, SMALL // 2 - 1)
            painter.drawPixmap(at, picture(name, colour.name()))
        painter.end()

    def _paint_words(self, painter: QPainter) -> None:
        theme, area = self._theme, self._text_rect()
        name = f"{self.one.name}{'*' if self.one.is_edited else ''}"
        self._paint_line(painter, area.adjusted(0, 0, -_STAR, 0), name, theme.text, place=0)
        width = QFontMetrics(_font(painter, BODY_SIZE)).horizontalAdvance(f"{name}  ")
        beside = area.adjusted(min(width, area.width()), 0, -_STAR + SPACE, 0)
        says, is_praised = remark(self.one, is_best=self._is_best), self._is_best and not self.one.asked
        self._paint_line(painter, beside, says, theme.accent if is_praised else theme.text_dim, place=0)
        if self.height() == LOW_HEIGHT:
            return
        metrics = QFontMetrics(_font(painter, LABEL_SIZE))
        line = figures_within(self.one, lambda text: metrics.horizontalAdvance(text) <= area.width())
        self._paint_line(painter, area, line, theme.text_dim, place=1)

    def _paint_line(self, painter: QPainter, area: QRect, text: str, colour: QColor, place: int) -> None:
        font = _font(painter, BODY_SIZE if colour == self._theme.text else LABEL_SIZE)
        painter.setFont(font)
        painter.setPen(colour)
        height = area.height() if self.height() == LOW_HEIGHT else area.height() // 2
        rect = QRect(area.left(), area.top() + place * height, area.width(), height)
        short = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, short)

    def _miniature(self) -> QPixmap:
        if self._picture is None:
            self._picture = miniature(
                self.one.score, self._picture_rect().size(), self._theme, self.devicePixelRatioF()
            )
        return self._picture


def _font(painter: QPainter, size: int) -> QFont:
    font = painter.font()
    font.setPixelSize(size)
    return font
