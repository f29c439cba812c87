"""The transport: where the music is, how fast it goes and where it sounds."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QToolButton, QWidget

from audiogenesis_desktop.score.clock import MeterMap, TempoMap
from audiogenesis_desktop.score.score import KeyAt, Score
from audiogenesis_desktop.studio import outputs
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.ui.actions.actions import Actions
from audiogenesis_desktop.ui.brief_fields import HIGHEST_BPM, LOWEST_BPM
from audiogenesis_desktop.ui.feel_popup import feel_text
from audiogenesis_desktop.ui.figures import Figures
from audiogenesis_desktop.ui.icons import NORMAL, SMALL, icon
from audiogenesis_desktop.ui.level_meter import Activity, LevelMeter
from audiogenesis_desktop.ui.roll.frame_marks import TimeCode
from audiogenesis_desktop.ui.theme import PROMPT_SIZE, SPACE, Theme

BAR_HEIGHT = 12 * SPACE
_BUTTONS = ("to_start", "play", "stop", "record", "loop", "metronome")
_GLYPHS = {outputs.FLUIDSYNTH: "sound", outputs.NOWHERE: "no-sound", outputs.OPENING: "no-sound"}


class TempoEdit(QLineEdit):
    """The tempo at the playhead; typing another and Enter sets it for the whole piece."""

    tempo_set = Signal(float)  # beats a minute

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.setObjectName("value")
        self.setFixedSize(18 * SPACE, 7 * SPACE)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName("Tempo in beats a minute")
        self.setToolTip("Tempo in beats a minute; Enter sets it for the whole piece, Esc leaves it")
        self._shown = ""
        self.editingFinished.connect(self._finish)

    def show_bpm(self, bpm: float) -> None:
        """Show a tempo, unless another is being typed."""
        text = f"{bpm:.2f}"
        if text != self._shown and not self.hasFocus():
            self._shown = text
            self.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape drops what was typed."""
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self._shown)
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def _finish(self) -> None:
        text = self.text().strip().replace(",", ".")
        try:
            bpm = float(text)
        except ValueError:
            bpm = 0.0
        if text != self._shown and LOWEST_BPM <= bpm <= HIGHEST_BPM:
            self._shown = f"{bpm:.2f}"
            self.tempo_set.emit(bpm)
        self.setText(self._shown)
        self.clearFocus()


class TransportBar(QWidget):
    """Buttons, position, tempo, meter, key, Feel, output and level."""

    tempo_set = Signal(float)  # beats a minute
    signature_requested = Signal()  # meter or key are to be changed
    feel_requested = Signal()  # how the piece is played is to be changed

    def __init__(self, theme: Theme, actions: Actions, output_menu: QMenu) -> None:
        """Lay out the bar around the window's own actions."""
        super().__init__()
        self._theme = theme
        self._bars = Figures(theme, "000.00.000", pixel_size=PROMPT_SIZE)
        self._clock = Figures(theme, "00:00:00:00", dim=True)
        self._timecode: TimeCode | None = None
        self._tick = 0.0
        self._bars.setToolTip("Bar, beat and tick (960 to a beat)")
        self.tempo = TempoEdit()
        self.tempo.tempo_set.connect(self.tempo_set)
        self.meter = self._value_button("Meter", "Meter at the playhead; click to change it")
        self.meter.clicked.connect(self.signature_requested)
        self.key = self._value_button("Key", "Key at the playhead; click to change it")
        self.key.clicked.connect(self.signature_requested)
        self.feel = self._value_button("Feel", "How the piece is played: feel and swing; click to change it")
        self.feel.clicked.connect(self.feel_requested)
        self.level = LevelMeter(theme)
        self.output = self._output_button(output_menu)
        self._buttons = [self._button(actions[command_id]) for command_id in _BUTTONS]
        self._lay_out()
        self.set_score(Score())
        self.set_timecode(None)
        self.set_output(outputs.NOWHERE)
        self.set_theme(theme)

    def set_score(self, score: Score) -> None:
        """Take the tempo, meter and key maps of a score."""
        self._tempi, self._meters, self._keys = TempoMap(score.tempi), MeterMap(score.meters), score.keys
        self.activity = Activity(score)
        self._set(self.feel, feel_text(score.feel))

    def set_position(self, tick: float) -> None:
        """Show where the playhead stands and what holds there."""
        whole = max(0, int(tick))
        place = self._meters.position(whole)
        self._bars.set_text(f"{place.bar}.{place.beat}.{place.tick:03}")
        self._tick, seconds = tick, self._tempi.seconds(tick)
        self._clock.set_text(minutes(seconds) if self._timecode is None else self._timecode.label_at(seconds))
        self.tempo.show_bpm(self._tempi.bpm(tick))
        meter = self._meters.meter(whole)
        self._set(self.meter, f"{meter.numerator}/{meter.denominator}")
        self._set(self.key, _key_name(self._keys, whole) or "No key")

    def set_timecode(self, timecode: TimeCode | None) -> None:
        """Tell the position in time code, or with None in minutes and seconds."""
        self._timecode = timecode
        self._clock.setToolTip(
            f"Time code at {timecode.rate.name} frames a second" if timecode else "Minutes, seconds and thousandths"
        )
        self.set_position(self._tick)

    def set_output(self, choice_id: str) -> None:
        """Show where the sound goes."""
        self.output.setText(outputs.name_of(choice_id))
        self._output_glyph = _GLYPHS.get(choice_id, "port")
        self.output.setIcon(icon(self._output_glyph, self._theme))
        self._leave_out()

    def set_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""
        self._theme = theme
        for part in (self._bars, self._clock, self.level):
            part.set_theme(theme)
        self.output.setIcon(icon(self._output_glyph, theme))

    def _lay_out(self) -> None:
        self.setFixedHeight(BAR_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * SPACE, 0, 3 * SPACE, 0)
        row.setSpacing(SPACE)
        for button in self._buttons:
            row.addWidget(button)
        self._divide(row)
        row.addWidget(self._bars)
        row.addSpacing(2 * SPACE)
        row.addWidget(self._clock)
        row.addSpacing(SPACE)
        self._divide(row)
        self._unit = QLabel("BPM")
        self._unit.setObjectName("dim")
        row.addWidget(self.tempo)
        row.addWidget(self._unit)
        row.addSpacing(3 * SPACE)
        row.addWidget(self.meter)
        row.addWidget(self.key)
        row.addWidget(self.feel)
        row.addStretch(1)
        row.addWidget(self.output)
        row.addSpacing(2 * SPACE)
        row.addWidget(self.level)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what can be missed before anything is cut off."""
        super().resizeEvent(event)
        self._leave_out()

    def _leave_out(self) -> None:
        """Show what there is room for: without room first the unit goes, then level, time and Feel."""
        spare = (self._unit, self.level, self._clock, self.feel)
        for part in spare:
            part.show()
        if (row := self.layout()) is not None:
            for part in spare:
                if row.sizeHint().width() > self.width():
                    part.hide()

    def _divide(self, row: QHBoxLayout) -> None:
        line = QWidget()
        line.setObjectName("hairline")
        line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line.setFixedSize(1, 5 * SPACE)
        row.addSpacing(2 * SPACE)
        row.addWidget(line)
        row.addSpacing(2 * SPACE)

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setIconSize(QSize(NORMAL, NORMAL))
        button.setFixedSize(9 * SPACE, 8 * SPACE)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(action.text().replace("&", ""))
        return button

    def _value_button(self, name: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setToolTip(tip)
        button.setAccessibleName(name)
        button.setFixedHeight(7 * SPACE)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _output_button(self, menu: QMenu) -> QToolButton:
        button = QToolButton()
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(SMALL, SMALL))
        button.setFixedHeight(7 * SPACE)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName("Output")
        button.setToolTip("Where the sound goes")
        self._output_glyph = "no-sound"
        return button

    def _set(self, button: QToolButton, text: str) -> None:
        if button.text() != text:
            button.setText(text)
            button.setAccessibleDescription(text)
            self._leave_out()


def minutes(seconds: float) -> str:
    """Return m:ss.mmm."""
    whole_minutes, thousandths = divmod(max(0, int(seconds * 1000 + 1e-6)), 60_000)
    return f"{whole_minutes}:{thousandths // 1000:02}.{thousandths % 1000:03}"


def _key_name(keys: tuple[KeyAt, ...], tick: int) -> str:
    before = [key for key in keys if key.tick <= tick]
    return Key(before[-1].tonic, before[-1].mode).name if before else ""
