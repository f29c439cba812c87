"""The quiet bar over the roll: which verb is at work, or what came of it, with what can be done about that."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from audiogenesis_desktop.studio.reworking import Ordered, Result
from audiogenesis_desktop.ui.elided import plain_label, sentence
from audiogenesis_desktop.ui.icons import SMALL, icon
from audiogenesis_desktop.ui.theme import SPACE, Theme

_LEAST_WIDTH = 60 * SPACE
_STOPS, _BRINGS_BACK = "Stop, and leave it as it was (Esc)", "Bring back what was there before"


class ReworkBar(QFrame):
    """Lies over the lower edge of the roll, so that nothing moves when it comes and goes."""

    back_requested = Signal()  # to what there was before
    dismissed = Signal()

    def __init__(self, over: QWidget, theme: Theme, *, again: QAction, keep: QAction) -> None:
        """Lie over a widget, hidden; two of the buttons do what the actions do."""
        super().__init__(over)
        self.setObjectName("popup")
        self.setAccessibleName("Rework")
        self._over, self._is_at_work, self._told = over, False, ""
        self.text = plain_label()
        self.text.setAccessibleName("What was reworked")
        self.text.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.again, self.keep, self.back = (self._button() for _ in range(3))
        for asking, action in ((self.again, again), (self.keep, keep)):
            asking.clicked.connect(action.trigger)
            asking.setToolTip(action.toolTip())
        self.back.clicked.connect(self.back_requested)
        self.close_ = QToolButton()
        self.close_.setIconSize(QSize(SMALL, SMALL))
        self.close_.setToolTip("Leave it as it is now (Esc)")
        self.close_.setAccessibleName("Dismiss")
        self.close_.clicked.connect(self.dismissed)
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * SPACE, SPACE, SPACE, SPACE)
        row.setSpacing(2 * SPACE)
        row.addWidget(self.text, 1)
        for button in (self.again, self.keep, self.back, self.close_):
            row.addWidget(button)
        self._is_above = False
        over.installEventFilter(self)
        self.set_theme(theme)
        self.hide()

    def _button(self) -> QPushButton:
        button = QPushButton()
        button.setFixedHeight(6 * SPACE)
        button.setObjectName("preset")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def show_work(self, ordered: Ordered) -> None:
        """Tell which verb is at work."""
        self._is_at_work = True
        self.again.hide()
        self.keep.hide()
        self._tell(f"{ordered.label}…", back="Stop")

    def show_result(self, result: Result, *, can_be_kept: bool) -> None:
        """Tell what came of a verb."""
        self._is_at_work = False
        self.keep.setVisible(can_be_kept)
        self.again.setVisible(result.ordered.asked.is_drawn)
        self._tell(result.told, back="Undo")

    def stand_clear(self, heights: Sequence[int]) -> None:
        """Stand at the roll's top rather than its bottom where fewer notes at these heights lie under it."""
        reach = self.height() + 6 * SPACE
        above = sum(y < reach for y in heights)
        below = sum(y > self._over.height() - reach for y in heights)
        self._is_above = below > above
        self._place()

    def _tell(self, text: str, *, back: str) -> None:
        words = {self.again: "Again", self.keep: "Keep as alternative", self.back: back}
        for button, word in words.items():
            button.setText(word)
            button.setAccessibleName(word)
        self.back.setToolTip(_STOPS if self._is_at_work else _BRINGS_BACK)
        self.close_.setVisible(not self._is_at_work)
        self._told = text
        self.text.setToolTip(sentence(text))
        self.show()
        self.raise_()
        self._place()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.close_.setIcon(icon("close", theme))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keep its place when the roll gets another size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        """Take the room that the words need, as far as there is some; what is more is cut and stays in the tip."""
        self.text.setText(self._told)
        if (layout := self.layout()) is not None:
            layout.activate()
        room = self._over.width() - 8 * SPACE
        width = max(min(_LEAST_WIDTH, room), min(self.sizeHint().width(), room))
        left = self.text.sizeHint().width() - max(0, self.sizeHint().width() - width)
        self.text.setText(self.text.fontMetrics().elidedText(self._told, Qt.TextElideMode.ElideRight, left))
        self.resize(width, 9 * SPACE)
        top = 3 * SPACE if self._is_above else self._over.height() - self.height() - 3 * SPACE
        self.move((self._over.width() - width) // 2, top)
