"""Words on one line that are cut to the room there is, and names that may be written from right to left."""

from unicodedata import bidirectional

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel

from audiogenesis_desktop.ui.theme import SPACE

_LEFT_TO_RIGHT_MARK = "\u200e"
_NO_MARKUP = "<\u2060"  # followed by a joiner that nobody sees, it begins no tag
_WIDEST = 80 * SPACE
_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"


def sentence(text: str) -> str:
    """Return a sentence of ours that goes from left to right even if it begins with a name that does not (UAX 9).

    Nothing in it is taken for markup, as Qt takes what looks like it in tool tips.
    """
    text = text.replace("<", _NO_MARKUP)
    return text if not _has_right_to_left(text) else f"{_LEFT_TO_RIGHT_MARK}{text}"


def name_in_sentence(name: str) -> str:
    """Return a name such that, within a sentence, what is around it keeps its order whichever way the name goes."""
    name = name.replace("<", _NO_MARKUP)
    return name if not _has_right_to_left(name) else f"{_ISOLATE}{name}{_END_OF_ISOLATE}"


def _has_right_to_left(text: str) -> bool:
    return not text.isascii() and any(bidirectional(character) in ("R", "AL") for character in text)


def plain_label(text: str = "") -> QLabel:
    """Return a label that shows what somebody typed as it is, and not as markup."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


class ElidedLabel(QLabel):
    """A label that ends in an ellipsis where its words have no room, and takes what room it is given."""

    def sizeHint(self) -> QSize:
        """Return the size that its words need, up to what a popup may be wide for a name."""
        hint = super().sizeHint()
        return QSize(min(hint.width(), _WIDEST), hint.height())

    def minimumSizeHint(self) -> QSize:
        """Return a size that leaves the width to others."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint as much as there is room for."""
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
        painter.end()
