"""What the commands do that play live: recording, capture, step entry, clocks and inputs."""

from collections.abc import Iterator, Mapping
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from audiogenesis_desktop.studio import inputs
from audiogenesis_desktop.studio.live import Live
from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.theory.spelling import pitch_name
from audiogenesis_desktop.ui.actions.actions import Actions, Do, Switch
from audiogenesis_desktop.ui.actions.choice import Choice
from audiogenesis_desktop.ui.notice_bar import NoticeBar
from audiogenesis_desktop.ui.port_menu import Offered, PortMenu
from audiogenesis_desktop.ui.roll.view import RollView

_MODES = {
    "live_steps": "Keys enter notes at the playhead, step by step, while nothing plays.",
    "live_follow": "The clock at the MIDI input leads: it starts, stops and paces the music.",
}


class LiveCommands(QObject):
    """Joins what is played to the window."""

    def __init__(
        self, window: QMainWindow, studio: Studio, roll: RollView, actions: Actions, notices: NoticeBar
    ) -> None:
        """Bind the commands; what is played goes to the roll's edited track."""
        super().__init__(window)
        live = Live(studio)
        self._notices = notices
        self._studio, self._roll, self._actions, self.live = studio, roll, actions, live
        live.recording.is_typed = lambda: roll.canvas.typing.is_on
        live.noticed.connect(notices.add)
        live.notice_gone.connect(notices.remove)
        live.recording.state_changed.connect(self._show_recording)
        self.input_menu = PortMenu(
            "&Input",
            window,
            offered=self._offered_inputs,
            chosen=lambda: studio.settings.input,
            choose=live.inputs.choose,
        )
        roll.canvas.typing.changed.connect(lambda: notices.tell("typing", self._told_of_typing()))
        self._bind()
        for keys in (roll.canvas.typing.played, roll.keyboard.auditioned):
            keys.disconnect(roll.note_auditioned)  # a tap is heard by itself, also while the music plays
            keys.connect(live.recording.tap)
        live.inputs.begin()

    def _bind(self) -> None:
        settings, actions = self._studio.settings, self._actions
        actions.bind(self._commands())
        actions.bind_switches(self._switches())
        Choice(actions, "count_in", self._count_in).show(str(settings.count_in_bars))
        Choice(actions, "time_code", self._send_time_code).show(str(settings.timecode))
        actions["live_over"].setChecked(settings.records_over)
        actions["live_quantised"].setChecked(settings.records_quantised)
        actions["live_anew"].setChecked(settings.records_anew)
        actions["live_clock"].setChecked("" in settings.clocked)

    def _told_of_typing(self) -> str:
        """Return what letters do while they play, as they are no commands then; nothing while they are."""
        typing, key = self._roll.canvas.typing, self._actions.offer("typing").key
        if not typing.is_on:
            return ""
        lowest = pitch_name(typing.lowest_pitch)
        ends = f" {key} makes them commands again." if key else ""
        return f"Letters play, A is {lowest}: Z and X change the octave, C and V how loud ({typing.velocity}).{ends}"

    def _commands(self) -> Mapping[str, Do]:
        return {
            "record": self._record,
            "live_capture": self.live.capturing.capture,
            "live_step_back": self.live.steps.back,
            "live_step_rest": self.live.steps.rest,
        }

    def _switches(self) -> Mapping[str, Switch]:
        settings = self._studio.settings
        return {
            "live_over": partial(setattr, settings, "records_over"),
            "live_quantised": partial(setattr, settings, "records_quantised"),
            "live_anew": partial(setattr, settings, "records_anew"),
            "live_steps": partial(self._switch_told, "live_steps", self.live.steps.switch),
            "live_clock": self._studio.sound.send_clock,
            "live_follow": partial(self._switch_told, "live_follow", self.live.follow_clock),
        }

    def _switch_told(self, command_id: str, switch: Switch, on: bool) -> None:
        """Switch what changes what keys or buttons do, and tell of it for as long as it is on."""
        switch(on)
        key = self._actions.offer(command_id).key
        self._notices.tell(command_id, f"{_MODES[command_id]}{f' {key} ends that.' if key else ''}" if on else "")

    def _count_in(self, bars: str) -> None:
        self._studio.settings.count_in_bars = int(bars)

    def _send_time_code(self, frames_a_second: str) -> None:
        self._studio.sound.send_timecode(int(frames_a_second))

    def _offered_inputs(self) -> Iterator[Offered]:
        names = inputs.input_names()
        wanted = self._studio.settings.input
        yield Offered("No input", inputs.NONE)
        yield from (Offered(name, name) for name in names)
        if wanted not in (*names, inputs.NONE, inputs.OWN):
            yield Offered(f"{wanted} (not there now)", wanted)
        yield Offered("A port of our own", inputs.OWN)

    def end_recording(self) -> None:
        """Make what is being recorded an edit, if anything is."""
        self.live.recording.stop()

    def close(self) -> None:
        """End recording and let the input go."""
        self.live.close()

    def set_track(self, track_id: int) -> None:
        """Let what is played go to another track."""
        self.live.recording.track_id = track_id

    def _record(self) -> None:
        self.live.recording.grid = self._roll.editor.grid
        self.live.recording.record()
        self._show_recording()

    def _show_recording(self) -> None:
        self._actions["record"].setChecked(self.live.recording.is_recording)
