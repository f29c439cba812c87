"""The mixer's last strip: how loud the whole is, the master fader, and what sets all faders at once."""

from collections.abc import Sequence
from math import isfinite

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from audiogenesis_desktop.score.score import HIGHEST_LEVEL_DB
from audiogenesis_desktop.ui.slider import SlimSlider
from audiogenesis_desktop.ui.theme import SPACE, Theme

_WIDTH = 48 * SPACE
_STEPS_A_DB = 2
_HOME = round(HIGHEST_LEVEL_DB * _STEPS_A_DB)
_HEARD_DB = 0.1  # less of a gain than this is not told of
UNKNOWN = "not heard yet"


def decibels_text(level_db: float) -> str:
    """Return a gain as mixers write it."""
    return f"{level_db:+.1f} dB".replace("-", "−") if level_db else "0 dB"


def lufs_text(lufs: float | None) -> str:
    """Return a loudness as it is read, or that it is not known."""
    if lufs is None:
        return UNKNOWN
    return f"{lufs:.1f} LUFS".replace("-", "−") if isfinite(lufs) else "silent"


class MasterStrip(QWidget):
    """Shows loudness and master fader; it changes nothing by itself."""

    previewed = Signal(float)  # dB
    committed = Signal(float)
    reverted = Signal()

    def __init__(self, theme: Theme, actions: Sequence[QAction] = ()) -> None:
        """Lay out the strip, with a button for each of some commands."""
        super().__init__()
        self._theme, self._before, self.level_db = theme, 0.0, 0.0
        self._is_low = self._is_softer = False
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName("Master")
        self.loudness, self.readout, self.live = QLabel(UNKNOWN), QLabel(), QLabel()
        self.loudness.setAccessibleName("Loudness of the piece")
        self.fader = SlimSlider(theme, highest=2 * _HOME, home=_HOME, origin=_HOME)
        self.fader.setFixedHeight(5 * SPACE)
        self.fader.setAccessibleName("Master level")
        self.fader.set_colours(theme, theme.accent)
        self.fader.sliderPressed.connect(self._remember)
        self.fader.valueChanged.connect(self._moved)
        self.fader.sliderReleased.connect(self._released)
        self.buttons = [(self._button(action), action) for action in actions]
        self._lay_out()
        self._follow()
        self.show_level(0.0)

    def show_level(self, level_db: float) -> None:
        """Show where the master fader stands."""
        self.level_db = level_db
        if not self.fader.isSliderDown():
            self.fader.blockSignals(True)
            self.fader.setValue(_HOME + round(level_db * _STEPS_A_DB))
            self.fader.blockSignals(False)
        self.readout.setText(decibels_text(level_db))
        self.fader.setToolTip(
            f"Master level: {decibels_text(level_db)} (double-click: 0 dB). How loud files are, the export sheet says."
        )

    def show_loudness(self, lufs: float | None) -> None:
        """Show how loud the piece plays, or that nobody has listened to it as it is now."""
        self.loudness.setText(lufs_text(lufs))
        self.loudness.setToolTip(
            "How loud the piece plays in all (integrated loudness, ITU-R BS.1770)"
            if lufs is not None
            else "Balance listens to each part and tells how loud it is"
        )

    def set_low(self, is_low: bool) -> None:
        """Show loudness and fader alone, or all there is; what the buttons do is in a menu, too."""
        self._is_low = is_low
        for button, _ in self.buttons:
            button.setVisible(not is_low)
        self.live.setVisible(self._is_softer and not is_low)
        self._column.setSpacing(SPACE if is_low else 2 * SPACE)

    def show_live_gain(self, gain_db: float) -> None:
        """Show how much softer than its files the piece plays, if anybody could hear that."""
        self._is_softer = gain_db <= -_HEARD_DB
        self.live.setVisible(self._is_softer and not self._is_low)
        self.live.setText(f"plays {-gain_db:.1f} dB softer")
        self.live.setToolTip(
            f"Here it plays {-gain_db:.1f} dB softer than its files, so that no peak distorts; files have a limiter."
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a line that parts it from the tracks."""
        painter = QPainter(self)
        painter.setPen(self._theme.line_strong)
        painter.drawLine(0, 2 * SPACE, 0, self.height() - 2 * SPACE)
        painter.end()

    def _lay_out(self) -> None:
        title, head, row = QLabel("Master"), QHBoxLayout(), QHBoxLayout()
        for label in (self.readout, self.live):
            label.setObjectName("dim")
        self.live.hide()
        self.readout.setFixedWidth(15 * SPACE)
        self.readout.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.fader, 1)
        row.addWidget(self.readout)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 4 * SPACE, 3 * SPACE, SPACE)
        column.setSpacing(2 * SPACE)
        head.addWidget(title, 1)
        head.addWidget(self.loudness)
        column.addLayout(head)
        column.addWidget(self.live)
        column.addLayout(row)
        for button, _ in self.buttons:
            column.addWidget(button)
        column.addStretch(1)

    def _button(self, action: QAction) -> QPushButton:
        button = QPushButton(action.text().replace("&", ""))
        button.setFixedHeight(7 * SPACE)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        return button

    def _follow(self) -> None:
        """Let the buttons be pressed only while their commands can be done."""
        for button, action in self.buttons:
            button.setEnabled(action.isEnabled())
            button.setToolTip(action.toolTip())

    def _remember(self) -> None:
        self._before = self.level_db

    def _wanted_db(self) -> float:
        return (self.fader.value() - _HOME) / _STEPS_A_DB

    def _moved(self, _value: int) -> None:
        if not self.fader.isSliderDown():  # the keyboard
            self._remember()
            self._released()
            return
        self.readout.setText(decibels_text(self._wanted_db()))
        self.previewed.emit(self._wanted_db())

    def _released(self) -> None:
        wanted = self._wanted_db()
        if abs(wanted - self._before) < 0.5 / _STEPS_A_DB:  # it stands between two steps and was not moved
            self.reverted.emit()
        else:
            self.committed.emit(wanted)
