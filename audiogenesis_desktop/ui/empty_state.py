"""What stands where the roll will be, before there is any music: three prompts to begin with."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from audiogenesis_desktop.ui.icons import SMALL, icon
from audiogenesis_desktop.ui.theme import PROMPT_SIZE, SPACE, Theme

EXAMPLES = (
    "Calm piano and strings for a skincare advert, 72 BPM, D minor, 30 seconds",
    "Upbeat corporate pop with guitar, bass and drums, 120 BPM, 45 seconds",
    "Tense cinematic strings and timpani under a trailer, 20 seconds, no drums",
)
_INVITATION = "Describe the music above, or begin with one of these"
_BY_HAND = "Write or record it yourself, on an empty track"
_BLACK_KEYS = (1, 3, 6, 8, 10)
_ROW = 4 * SPACE


class EmptyState(QWidget):
    """An empty roll that teaches."""

    example_chosen = Signal(str)  # the prompt

    def __init__(self, theme: Theme, begin: QAction) -> None:
        """Lay out the words, the three buttons, and one that does `begin` for those who write it themselves."""
        super().__init__()
        self._theme = theme
        self.buttons = [self._button(text) for text in EXAMPLES]
        self.title, hint = QLabel(_INVITATION), QLabel("A project, a MIDI file or a video dropped here opens")
        self.title.setStyleSheet(f"font-size: {PROMPT_SIZE}px;")
        hint.setObjectName("dim")
        self.by_hand = self._by_hand(begin)
        self._rest = (*self.buttons, hint, self.by_hand)
        for part in self._rest:  # kept in place while hidden, so that the title does not jump
            policy = part.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            part.setSizePolicy(policy)
        column = QVBoxLayout(self)
        column.setSpacing(2 * SPACE)
        column.addStretch(4)
        column.addWidget(self.title, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(2 * SPACE)
        for button in self.buttons:
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(2 * SPACE)
        column.addWidget(hint, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(SPACE)
        column.addWidget(self.by_hand, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(5)
        self.set_theme(theme)

    def set_composing(self, is_composing: bool) -> None:
        """Say that the music is on its way, in place of the examples."""
        self.title.setText("The notes appear here as they are written" if is_composing else _INVITATION)
        for part in self._rest:
            part.setVisible(not is_composing)

    def set_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""
        self._theme = theme
        for button in self.buttons:
            button.setIcon(icon("example", theme))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint faint rows of keys, fading out towards the middle, as a hint of the roll."""
        painter, theme = QPainter(self), self._theme
        painter.fillRect(self.rect(), theme.surface_0)
        for row in range(self.height() // _ROW + 1):
            if row % 12 in _BLACK_KEYS:
                painter.fillRect(0, row * _ROW, self.width(), _ROW, theme.row_black_key)
        for x in range(0, self.width(), 24 * SPACE):
            painter.fillRect(x, 0, 1, self.height(), theme.grid_sub)
        veil = QLinearGradient(0, 0, self.width(), 0)
        clear, solid = theme.surface_0.toRgb(), theme.surface_0
        clear.setAlpha(0)
        for stop, colour in ((0.0, clear), (0.25, solid), (0.75, solid), (1.0, clear)):
            veil.setColorAt(stop, colour)
        painter.fillRect(self.rect(), veil)
        painter.end()

    def _by_hand(self, begin: QAction) -> QPushButton:
        button = QPushButton(_BY_HAND)
        button.setObjectName("option")
        button.setFixedHeight(7 * SPACE)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setToolTip(begin.toolTip())
        button.setAccessibleName(_BY_HAND)
        button.clicked.connect(begin.trigger)
        button.setAutoDefault(True)
        return button

    def _button(self, text: str) -> QPushButton:
        button = QPushButton("  " + text)
        button.setObjectName("example")
        button.setIconSize(QSize(SMALL, SMALL))
        button.setFixedSize(148 * SPACE, 10 * SPACE)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setToolTip("Compose this (Enter)")
        button.setAccessibleName(f"Compose: {text}")
        button.clicked.connect(lambda: self.example_chosen.emit(text))
        button.setAutoDefault(True)
        return button
