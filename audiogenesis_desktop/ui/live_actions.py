"""Commands for playing live: recording, capture, step entry, going by bars and markers, clocks, and panic."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from audiogenesis_desktop.playback.timecode import RATES
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.studio import inputs
from audiogenesis_desktop.studio.live import Live
from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.ui.notice_bar import NoticeBar
from audiogenesis_desktop.ui.port_menu import Offered, PortMenu
from audiogenesis_desktop.ui.roll.lanes.marker_lane import shown_markers
from audiogenesis_desktop.ui.roll.view import RollView

_COUNT_INS = {"No count-in": 0, "Count-in of 1 bar": 1, "Count-in of 2 bars": 2}


class LiveActions(QObject):
    """Joins what is played to the window: what it is called, its keys, and what it does."""

    recording_changed = Signal(bool)

    def __init__(
        self, window: QMainWindow, studio: Studio, roll: RollView, record: QAction, notices: NoticeBar
    ) -> None:
        """Make every action and give it to the window; `record` is the button's."""
        super().__init__(window)
        live = Live(studio)
        self._window, self._studio, self._live, self._roll, self.record = window, studio, live, roll, record
        live.noticed.connect(notices.add)
        live.notice_gone.connect(notices.remove)
        record.triggered.connect(self._record)
        live.recording.state_changed.connect(self._show_recording)
        self.input_menu = PortMenu(
            "&Input",
            window,
            offered=self._offered_inputs,
            chosen=lambda: studio.settings.input,
            choose=live.inputs.choose,
        )
        self._make_recording()
        self._make_going()
        self._make_wires()
        for name, action in list(vars(self).items()):
            if isinstance(action, QAction) and action is not record:
                action.setObjectName(f"live_{name}")
        for keys in (roll.canvas.typing.played, roll.keyboard.auditioned):
            keys.disconnect(roll.note_auditioned)  # a tap is heard by itself, also while the music plays
            keys.connect(live.recording.tap)
        live.inputs.begin()

    def _make_recording(self) -> None:
        settings, live = self._studio.settings, self._live
        what = "Record over what there is; off, in its place"
        self.over = self._switch("O&verdub", what, "Ctrl+Alt+O", "records_over")
        what = "Draw it to the grid that was last quantised to"
        self.quantised = self._switch("&Quantise what is recorded", what, "Ctrl+Alt+Q", "records_quantised")
        self.anew = self._switch("Record onto a &new track", "Make a track for it", "Ctrl+Alt+N", "records_anew")
        self.capture = self._make(
            "&Capture what was played",
            "Keep what was played before Record was pressed",
            "Ctrl+Alt+R",
            live.capturing.capture,
        )
        self.steps = self._make(
            "&Step entry", "Keys enter notes at the playhead, step by step", "Ctrl+Alt+E", checkable=True
        )
        self.steps.toggled.connect(live.steps.switch)
        self.step_back = self._make("Step &back", "Take the last step back", "Ctrl+Alt+Backspace", live.steps.back)
        self.step_rest = self._make("Step &rest", "Leave a step empty", "Ctrl+Alt+Space", live.steps.rest)
        self._count_ins = QActionGroup(self)
        for text, bars in _COUNT_INS.items():
            action = QAction(text, self._count_ins)
            action.setCheckable(True)
            action.setChecked(settings.count_in_bars == bars)
            action.triggered.connect(lambda _on=False, b=bars: setattr(settings, "count_in_bars", b))
            action.setToolTip("How many bars of clicks come before recording")
            action.setObjectName(f"live_count_in_{bars}")
            self._window.addAction(action)

    def _make_going(self) -> None:
        self.next_bar = self._make("Next ba&r", "Move the playhead to the next bar", "PgDown", lambda: self._go_bar(1))
        self.last_bar = self._make(
            "Pre&vious bar", "Move the playhead to the bar before", "PgUp", lambda: self._go_bar(-1)
        )
        self.next_marker = self._make(
            "Next mar&ker", "Move the playhead to the next marker", "Ctrl+PgDown", lambda: self._go_marker(1)
        )
        self.last_marker = self._make(
            "Previous mark&er", "Move the playhead to the marker before", "Ctrl+PgUp", lambda: self._go_marker(-1)
        )
        self.pre_roll = self._make(
            "Play with pre-ro&ll", "Play from a bar before the playhead", "Ctrl+Space", self._play_before
        )

    def _make_wires(self) -> None:
        player = self._studio.player
        self.panic = self._make("Pa&nic", "Silence every channel of every port", "Ctrl+.", player.panic)
        self.clock = self._make(
            "Send MIDI &clock", "Send clock, Start, Stop and Song Position to the output", "Ctrl+Alt+K", checkable=True
        )
        self.clock.setChecked("" in self._studio.settings.clocked)
        self.clock.toggled.connect(self._studio.sound.send_clock)
        self._codes = QActionGroup(self)
        for frames in (0, *RATES):
            action = QAction(f"{frames} frames a second" if frames else "No time code", self._codes)
            action.setCheckable(True)
            action.setChecked(self._studio.settings.timecode == frames)
            action.triggered.connect(lambda _on=False, f=frames: self._studio.sound.send_timecode(f))
        self.follow = self._make(
            "&Follow MIDI clock", "Let the clock at the MIDI input lead", "Ctrl+Alt+F", checkable=True
        )
        self.follow.toggled.connect(self._live.follow_clock)

    def fill_play_menu(self, menu: QMenu) -> None:
        """Add recording, going and clocks to the Play menu."""
        recording = menu.addMenu("Recordin&g")
        recording.addActions(self._count_ins.actions())
        recording.addSeparator()
        recording.addActions([self.over, self.quantised, self.anew])
        recording.addSeparator()
        recording.addActions([self.steps, self.step_back, self.step_rest])
        menu.addActions([self.capture, self.pre_roll])
        menu.addSeparator()
        menu.addActions([self.last_bar, self.next_bar, self.last_marker, self.next_marker])
        menu.addSeparator()
        menu.addAction(self.clock)
        menu.addMenu("MIDI &time code").addActions(self._codes.actions())
        menu.addActions([self.follow, self.panic])

    def _offered_inputs(self) -> Iterator[Offered]:
        names = inputs.input_names()
        wanted = self._studio.settings.input
        yield Offered("No input", inputs.NONE)
        yield from (Offered(name, name) for name in names)
        if wanted not in (*names, inputs.NONE, inputs.OWN):
            yield Offered(f"{wanted} (not there now)", wanted)
        yield Offered("A port of our own", inputs.OWN)

    @property
    def live(self) -> Live:
        """Return what the actions work on."""
        return self._live

    def close(self) -> None:
        """End recording and let the input go."""
        self._live.close()

    def set_track(self, track_id: int) -> None:
        """Let what is played go to another track."""
        self._live.recording.track_id = track_id

    def _record(self) -> None:
        self._live.recording.grid = self._roll.editor.grid
        self._live.recording.record()
        self._show_recording()

    def _show_recording(self) -> None:
        is_recording = self._live.recording.is_recording
        self.record.setChecked(is_recording)
        self.recording_changed.emit(is_recording)

    def _go_bar(self, by: int) -> None:
        meters, tick = MeterMap(self._studio.document.score.meters), round(self._studio.player.position)
        bar = meters.position(tick).bar
        is_inside = by < 0 and tick > meters.bar_start(bar)
        self._studio.player.seek(meters.bar_start(max(1, bar + (0 if is_inside else by))))

    def _go_marker(self, by: int) -> None:
        tick = round(self._studio.player.position)
        ticks = [marker.tick for marker in shown_markers(self._studio.document.score)]
        beyond = [t for t in ticks if (t > tick if by > 0 else t < tick)]
        if beyond:
            self._studio.player.seek(beyond[0] if by > 0 else beyond[-1])

    def _play_before(self) -> None:
        meters, tick = MeterMap(self._studio.document.score.meters), round(self._studio.player.position)
        place = meters.position(tick)
        within = tick - meters.bar_start(place.bar)
        before = meters.bar_start(place.bar - 1) + within if place.bar > 1 else 0
        self._studio.player.play_from(before)

    def _switch(self, text: str, what: str, key: str, setting: str) -> QAction:
        action = self._make(text, what, key, checkable=True)
        action.setChecked(getattr(self._studio.settings, setting))
        action.toggled.connect(lambda on: setattr(self._studio.settings, setting, on))
        return action

    def _make(self, text: str, what: str, key: str, do=None, *, checkable: bool = False) -> QAction:
        action = QAction(text, self._window)
        action.setShortcut(QKeySequence(key))
        action.setCheckable(checkable)
        action.setToolTip(f"{what} ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})")
        if do is not None:
            action.triggered.connect(lambda _on=False: do())
        self._window.addAction(action)
        return action
