"""The strip over the roll: a card for each take, the best first, and how far the next one is."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.studio.take_list import ListedTake
from audiogenesis_desktop.studio.takes import Takes
from audiogenesis_desktop.ui.sideways import SidewaysArea
from audiogenesis_desktop.ui.takes.card import CARD_HEIGHT, LOW_HEIGHT, NARROWEST, WIDEST, TakeCard
from audiogenesis_desktop.ui.takes.why import WhyPopup
from audiogenesis_desktop.ui.theme import LABEL_SIZE, RADIUS, SPACE, Theme

_PLACED_MS = 30  # until a new card has its place
STRIP_HEIGHT, STRIP_LOW_HEIGHT = CARD_HEIGHT + 2 * SPACE, LOW_HEIGHT + 2 * SPACE


class TakesStrip(SidewaysArea):
    """Shows the takes of the piece where there are several; a card never moves under the pointer."""

    shown_changed = Signal()  # whether there is anything to show

    def __init__(
        self, takes: Takes, theme: Theme, *, plays: Callable[[], bool], marked: Callable[[], Stretch], after: QWidget
    ) -> None:
        """Follow the takes; `plays` tells whether pointing at one plays it, `marked` which bars are meant.

        Tab goes to the cards `after` a widget.
        """
        super().__init__(theme)
        self._after = after
        self._takes, self._theme, self._plays, self._marked = takes, theme, plays, marked
        self.cards: dict[int, TakeCard] = {}
        self.why: WhyPopup | None = None
        self._inner, self.waiting = QWidget(), NextTake(theme)
        self._inner.installEventFilter(self)
        self._row = QHBoxLayout(self._inner)
        self._row.setContentsMargins(3 * SPACE, SPACE, 3 * SPACE, SPACE)
        self._row.setSpacing(2 * SPACE)
        self._row.addWidget(self.waiting)
        self._row.addStretch(1)
        self.setWidget(self._inner)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(STRIP_HEIGHT)
        self.setAccessibleName("Takes")
        self._order: list[int] = []
        self._shown = -1
        self.is_low = False
        self.horizontalScrollBar().rangeChanged.connect(lambda *_range: self._bring_into_view())
        takes.changed.connect(self._show)
        takes.progressed.connect(self._show_waiting)
        self._show()
        self._show_waiting()

    @property
    def has_takes(self) -> bool:
        """Return whether there is more than one take, or about to be."""
        return len(self._takes.all) > 1 or (bool(self._takes.all) and self._takes.to_come > 1)

    def set_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""
        self._theme = theme
        self.waiting.set_theme(theme)
        self.edges.set_theme(theme)
        for card in self.cards.values():
            card.set_theme(theme)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Put the cards in order once the pointer has left."""
        if event.type() == QEvent.Type.Leave:
            self._put_in_order()
        return False

    def set_low(self, is_low: bool) -> None:
        """Be low, each card on one line, or tell all that cards have to tell."""
        if is_low != self.is_low:
            self.is_low = is_low
            self.setFixedHeight(STRIP_LOW_HEIGHT if is_low else STRIP_HEIGHT)
            self._fit_cards()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the cards be narrower before some of them are out of sight."""
        super().resizeEvent(event)
        self._fit_cards()

    # Showing

    def _fit_cards(self) -> None:
        """Share the width between all cards, those to come included, so that none moves when one is added."""
        height, count = LOW_HEIGHT if self.is_low else CARD_HEIGHT, len(self.cards) + self._takes.to_come
        room = self.viewport().width() - 6 * SPACE - max(0, count - 1) * 2 * SPACE
        width = min(WIDEST, max(NARROWEST, room // max(1, count)))
        if all((card.width(), card.height()) == (width, height) for card in self.cards.values()):
            return
        for card in self.cards.values():
            card.setFixedSize(width, height)
        self.waiting.setFixedHeight(height)
        self._row.activate()  # at once, as the next line asks where cards lie
        self._bring_into_view()

    def _show(self) -> None:
        takes, shown = self._takes.all, self._takes.shown
        best = _best(takes) if not self._takes.to_come else -1
        for number in set(self.cards) - {one.number for one in takes}:
            self.cards.pop(number).deleteLater()
        for one in takes:
            if one.number not in self.cards:
                self.cards[one.number] = self._card(one)
                self._row.insertWidget(self._row.count() - 2, self.cards[one.number])
            is_shown = shown is not None and one.number == shown.number
            self.cards[one.number].show_take(one, is_shown=is_shown, is_best=one.number == best)
        self._fit_cards()
        if not self._inner.underMouse():
            self._put_in_order()
        if shown is not None and shown.number != self._shown:
            self._shown = shown.number
            QTimer.singleShot(_PLACED_MS, self._bring_into_view)
        self.shown_changed.emit()

    def _bring_into_view(self) -> None:
        card = self.cards.get(self._shown)
        if card is not None and not self._inner.underMouse():
            self.ensureWidgetVisible(card, 3 * SPACE, 0)

    def _put_in_order(self) -> None:
        order = [one.number for one in self._takes.all if one.number in self.cards]
        if order != self._order:
            self._order = order
            for place, number in enumerate(order):
                self._row.insertWidget(place, self.cards[number])
                QWidget.setTabOrder(self.cards[order[place - 1]] if place else self._after, self.cards[number])

    def _show_waiting(self) -> None:
        further = self._takes.further
        self.waiting.show_count(self._takes.to_come, further.share)
        if not further.count:
            QTimer.singleShot(_PLACED_MS, self._bring_into_view)
        self.shown_changed.emit()

    def _card(self, one: ListedTake) -> TakeCard:
        card, takes, number = TakeCard(one, self._theme, self._inner), self._takes, one.number
        card.clicked.connect(lambda: takes.show(number))
        card.starred.connect(lambda: takes.star(number))
        card.renamed.connect(lambda name: takes.rename(number, name))
        card.listened.connect(lambda on: self._listen(number, on))
        card.menu_requested.connect(lambda at: self._open_menu(number, at))
        return card

    def _listen(self, number: int, on: bool) -> None:
        if on and self._plays():
            self._takes.listen(number)
        elif not on:
            self._takes.listen_no_more()

    # What can be done with one

    def menu(self, number: int) -> QMenu:
        """Return what can be done with a take."""
        one, takes, menu = self._takes.numbered(number), self._takes, QMenu(self)
        is_shown = takes.shown is not None and takes.shown.number == number
        menu.addAction("Show it", lambda: takes.show(number)).setEnabled(not is_shown)
        menu.addAction("Take away its star" if one.is_starred else "Give it a star", lambda: takes.star(number))
        menu.addAction("Rename…", lambda: self.cards[number].rename())
        if not is_shown:
            menu.addSeparator()
            self._offer_music(menu.addMenu("Bring in a track"), one, None)
            self._offer_music(menu.addMenu("Bring in the marked bars"), one, self._marked())
        menu.addSeparator()
        menu.addAction("Compose it again", lambda: takes.again(number))
        menu.addAction("Why it sounds like this…", lambda: self.explain(number))
        menu.addSeparator()
        menu.addAction("Delete", lambda: takes.delete(number)).setEnabled(len(takes.all) > 1)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _offer_music(self, menu: QMenu, one: ListedTake, stretch: Stretch | None) -> None:
        if stretch is not None:
            menu.addAction("Of all tracks", partial(self._takes.pull, one.number, None, stretch))
        for track in one.score.tracks:
            menu.addAction(track.name.replace("&", "&&"), partial(self._takes.pull, one.number, track.id, stretch))

    def _open_menu(self, number: int, at: QPoint) -> None:
        self._takes.listen_no_more()
        self.menu(number).popup(at)

    def explain(self, number: int) -> None:
        """Show what a take was asked by, planned and written with."""
        self.why = WhyPopup(self._takes.numbered(number), self)
        card = self.cards[number]
        self.why.open_at(card.mapToGlobal(QPoint(0, card.height() + SPACE)))


def _best(takes: Sequence[ListedTake]) -> int:
    """Return the number of the take that was judged best, -1 where fewer than two were judged."""
    judged = [(one.verdict.rank, one.number) for one in takes if one.verdict is not None and not one.asked]
    return min(judged)[1] if len(judged) > 1 else -1


class NextTake(QWidget):
    """Where the next card will be: how many takes are still to come, and how far the next one is."""

    def __init__(self, theme: Theme) -> None:
        """Show nothing yet."""
        super().__init__()
        self._theme, self._count, self._share = theme, 0, 0.0
        self.setFixedSize(34 * SPACE, CARD_HEIGHT)
        self.hide()

    def show_count(self, count: int, share: float) -> None:
        """Show how many are to come, and how much of the next one is there, 0..1; none hides it."""
        self._count, self._share = count, share
        self.setAccessibleName(self._text)
        self.setVisible(count > 0)
        self.update()

    @property
    def _text(self) -> str:
        return "Writing one more" if self._count == 1 else f"Writing {self._count} more"

    def set_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""
        self._theme = theme
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint an outline that fills from below with a thin bar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._theme.line)
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), RADIUS, RADIUS)
        font = painter.font()
        font.setPixelSize(LABEL_SIZE)
        painter.setFont(font)
        painter.setPen(self._theme.text_dim)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
        width = round((self.width() - 2 * RADIUS) * self._share)
        painter.fillRect(QRect(RADIUS, self.height() - 3, width, 2), self._theme.accent)
        painter.end()
