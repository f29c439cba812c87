"""The one window: lays out its parts and joins them to the studio."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QByteArray, QEvent, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow

from audiogenesis_desktop.editing.commands import load_commands
from audiogenesis_desktop.score.edits import set_tempo
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio import outputs
from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.ui.actions.actions import Actions, Do, Switch
from audiogenesis_desktop.ui.actions.arranging import Arranging
from audiogenesis_desktop.ui.actions.exporting import ExportCommands
from audiogenesis_desktop.ui.actions.files import FileCommands
from audiogenesis_desktop.ui.actions.helping import Helping
from audiogenesis_desktop.ui.actions.live import LiveCommands
from audiogenesis_desktop.ui.actions.menus import fill_menu_bar
from audiogenesis_desktop.ui.actions.palette import open_palette
from audiogenesis_desktop.ui.actions.playing import Playing
from audiogenesis_desktop.ui.actions.shortcuts import Shortcuts
from audiogenesis_desktop.ui.actions.takes import TakeCommands
from audiogenesis_desktop.ui.actions.timecode import TimeCodeView
from audiogenesis_desktop.ui.actions.viewing import Viewing
from audiogenesis_desktop.ui.asking_again import AskingAgain
from audiogenesis_desktop.ui.brief_panel import BriefPanel
from audiogenesis_desktop.ui.closing import Closing
from audiogenesis_desktop.ui.drag_out import DragOut
from audiogenesis_desktop.ui.empty_state import EmptyState
from audiogenesis_desktop.ui.feel_popup import FeelPopup, open_feel
from audiogenesis_desktop.ui.file_drops import FileDrops
from audiogenesis_desktop.ui.frame_timer import FrameTimer
from audiogenesis_desktop.ui.hairline import hairline
from audiogenesis_desktop.ui.layout import GivingWay, body_of, column_of, header_of, side_of, stage_of
from audiogenesis_desktop.ui.mending import Mending
from audiogenesis_desktop.ui.mixer import Mixer
from audiogenesis_desktop.ui.notice_bar import NoticeBar
from audiogenesis_desktop.ui.picture.commands import PictureCommands
from audiogenesis_desktop.ui.port_menu import Offered, PortMenu
from audiogenesis_desktop.ui.preferences import Preferences
from audiogenesis_desktop.ui.prompt_bar import ProgressLine, PromptBar
from audiogenesis_desktop.ui.requested import Requested
from audiogenesis_desktop.ui.rework.commands import ReworkCommands
from audiogenesis_desktop.ui.roll.quantise_popup import open_quantise
from audiogenesis_desktop.ui.roll.view import RollView
from audiogenesis_desktop.ui.theme import DARK, LIGHT, Theme, stylesheet
from audiogenesis_desktop.ui.track_list import TrackList
from audiogenesis_desktop.ui.transport_bar import TransportBar
from audiogenesis_desktop.ui.workplace import WorkplaceKeeper

TITLE = "Audiogenesis"


class MainWindow(QMainWindow):
    """Prompt, chips, tracks, roll and transport, all on one studio."""

    first_painted = Signal()

    def __init__(self, studio: Studio) -> None:
        """Lay out the window for a studio; nothing is loaded or opened yet."""
        super().__init__()
        self.studio = studio
        self.theme = LIGHT if studio.settings.theme == "light" else DARK
        self.actions_ = Actions(load_commands(), self.theme, self)
        self.addActions(self.actions_.placed("window"))
        self.output_menu = PortMenu(
            "&Output",
            self,
            offered=lambda: (Offered(choice.name, choice.id) for choice in outputs.choices()),
            chosen=lambda: studio.settings.output,
            choose=studio.sound.choose,
            below=[self.actions_["soundfont"]],
        )
        self.files = FileCommands(self, studio, open_video=lambda path: self.picture.open(path))
        self._make_parts()
        self._lay_out()
        self.shortcuts = Shortcuts(self.actions_, studio.settings)
        self._connect_parts()
        self._bind_commands()
        self._connect_studio()
        self._frames = FrameTimer(
            studio.player, self.roll, self.transport, self.actions_, self.notices, (self.track_list, self.mixer)
        )
        self.drops = FileDrops(self, self.body, self.roll, self.files, self.theme, open_video=self.picture.open)
        self._restore()
        self.set_theme(self.theme)
        self._show_score(studio.document.score)
        self._show_history()
        self._has_painted = self._has_ended = False

    # Laying out

    def _make_parts(self) -> None:
        theme = self.theme
        self.prompt_bar, self.progress = PromptBar(theme, self.studio.prompts), ProgressLine(theme)
        self.brief_panel = BriefPanel(theme, self.studio.read_said, self.studio.composing.understand)
        self.track_list, self.roll = TrackList(theme), RollView(theme, self.actions_)
        self.empty = EmptyState(theme, self.actions_["arrange_add"])
        self.mixer = Mixer(theme, self.studio.mixing.found, [self.actions_["balance"], self.actions_["plain_mix"]])
        self.notices = NoticeBar(theme)
        self.transport = TransportBar(theme, self.actions_, self.output_menu)

    def _lay_out(self) -> None:
        self.arranging = Arranging(self.studio, self.roll.editor, lambda: self.roll.sections.chosen)
        marked, counted, after = self.arranging.marked_bars, self.prompt_bar.count, self.brief_panel.row.add
        self.takes = TakeCommands(self.studio, self.actions_, self.theme, counted=counted, marked=marked, after=after)
        self.rework = ReworkCommands(self.studio, self.actions_, self.roll, self.track_list, self.theme)
        self.viewing = Viewing(self.actions_, self.roll, self.studio.settings)
        self.timecode = TimeCodeView(self.actions_, self.roll.ruler, self.transport, self.studio.settings)
        self.picture = PictureCommands(
            self, self.studio, self.actions_, self.roll, self.brief_panel, self.timecode, self.theme
        )
        self.exports = ExportCommands(
            self, self.studio, self.roll.editor, theme=lambda: self.theme, timecode=self.timecode
        )
        self.live = LiveCommands(self, self.studio, self.roll, self.actions_, self.notices)
        self.closing = Closing(self, self.studio, self.files.unsaved, self.live)
        ready = {"output": self.output_menu, "input": self.live.input_menu, "recent": self.files.recent}
        fill_menu_bar(self.menuBar(), self.actions_, ready)
        self.stage = stage_of(self.empty, self.roll)
        self.body = body_of(side_of(self.track_list, self.picture.pane), self.stage)
        upper = (header_of(self.prompt_bar, self.brief_panel), self.progress, self.takes.strip, self.body)
        lower = (hairline(), self.mixer, self.notices, self.transport)
        self.setCentralWidget(column_of((*upper, *lower), stretched=self.body))
        self.giving_way = GivingWay(self.roll, self.mixer, self.takes.strip)
        self.setMinimumSize(800, 480)

    def keep_to_screen(self) -> None:
        """Be no larger than the screen has room for."""
        self.resize(self.size().boundedTo(self.screen().availableSize()))

    def _restore(self) -> None:
        settings = self.studio.settings
        self.resize(1280, 800)
        if settings.geometry:
            self.restoreGeometry(QByteArray.fromBase64(settings.geometry.encode()))
        self.actions_["fold"].setChecked("tracks" not in settings.folded)
        self.actions_["mixer"].setChecked("mixer" in settings.shown)
        self.actions_["light"].setChecked(self.theme is LIGHT)
        self.actions_["at_once"].setChecked(settings.plays_at_once)
        self.roll.lanes.restore(settings.lanes)

    # Joining

    def _bind_commands(self) -> None:
        playing = Playing(self.studio, lambda: self.roll.sections.chosen)
        rooms = (self.files, self.exports, self.arranging, self.picture, playing, Helping(self.studio, self))
        for does in (*(room.commands for room in rooms), self._commands()):
            self.actions_.bind(does)
        for switches in (playing.switches, self.picture.switches, self._switches()):
            self.actions_.bind_switches(switches)
        assert not self.actions_.unbound, self.actions_.unbound

    def _commands(self) -> Mapping[str, Do]:
        """Return what the commands do that only the window can do."""
        return {
            "undo": self.studio.undo,
            "redo": self.studio.redo,
            "compose": lambda: self.compose(self.prompt_bar.prompt),
            "endless": lambda: self.compose(self.prompt_bar.prompt, endless=True),
            "cancel": self.stop_composing,
            "prompt": self.prompt_bar.take_focus,
            "palette": self.open_palette,
            "help_keys": self.open_palette,
            "preferences": lambda: Preferences(self.studio, self.theme, self).show(),
            "balance": self.studio.mixing.balance,
            "plain_mix": self.studio.mixing.plain,
            "quantise_as": lambda: open_quantise(self.roll, self.theme, self),
            "feel": self.open_feel,
            "remove_track": self.track_list.remove_edited_track,
            "arrange_add": self.track_list.add_track,
            "arrange_settings": self.track_list.open_settings,
            "arrange_copy_out": self.drag_out.copy_track,
            "quit": self.close,
        }

    def _switches(self) -> Mapping[str, Switch]:
        """Return what the commands that are on or off do in the window."""
        return {
            "fold": self._fold_tracks,
            "mixer": self._show_mixer,
            "light": lambda on: self.set_theme(LIGHT if on else DARK),
            "typing": self._switch_typing,
        }

    def _connect_parts(self) -> None:
        studio, bar, panel = self.studio, self.prompt_bar, self.brief_panel
        bar.compose_requested.connect(lambda text: self.asking_again.ask(text, otherwise=self.compose))
        bar.stop_requested.connect(self.stop_composing)
        bar.cancelled.connect(self.stage.setFocus)
        bar.text_changed.connect(lambda _text: self._prompt_changed())
        panel.edited.connect(self._chips_changed)
        panel.lit.connect(bar.light_up)
        panel.words_dropped.connect(bar.drop_words)
        panel.noticed.connect(lambda text: self.notices.tell("brief", text))
        panel.compose_requested.connect(lambda: self.compose(bar.prompt))
        bar.caret_moved.connect(panel.point_from_prompt)
        self.empty.example_chosen.connect(self._compose_example)
        for part in (self.track_list, self.mixer, self.roll):
            part.score_previewed.connect(studio.preview)
            part.score_committed.connect(studio.edit)
            part.edit_reverted.connect(studio.revert)
        self.drag_out = DragOut(studio, self.track_list, self.roll)
        self.track_list.track_activated.connect(self.roll.set_edited_track)
        for part in (self.track_list, self.roll):
            part.track_activated.connect(self.live.set_track)
        self.roll.seek_requested.connect(studio.player.seek)
        self.roll.loop_requested.connect(studio.player.set_loop)
        self.roll.track_activated.connect(self.track_list.set_edited_track)
        self.roll.note_auditioned.connect(self._audition)
        self.roll.editor.refused.connect(lambda text: self.notices.tell("locked", text))
        self.track_list.audition_requested.connect(studio.player.audition_sound)
        self.transport.tempo_set.connect(self._set_tempo)
        self.transport.signature_requested.connect(self.roll.lanes.open_signature)
        self.transport.feel_requested.connect(self.open_feel)
        self.mending = Mending(studio, self.files, self.exports, self.picture, self.notices)
        self.workplace = WorkplaceKeeper(self, studio, bar, panel, self.viewing, read_prompt=self._prompt_changed)

    def _connect_studio(self) -> None:
        studio, composing = self.studio, self.studio.composing
        studio.document.changed.connect(self._show_score)
        studio.document.history_changed.connect(self._show_history)
        self.asking_again = AskingAgain(studio, self.prompt_bar, self.brief_panel, self.notices)
        self.requested = Requested(studio, self.prompt_bar, self.brief_panel, self)
        studio.player.state_changed.connect(self._show_player)
        studio.noticed.connect(self.notices.add)
        studio.notice_gone.connect(self.notices.remove)
        studio.sound.output_changed.connect(self.transport.set_output)
        studio.sound.sounds_known.connect(self.track_list.set_sounds)
        studio.mixing.listened.connect(self.mixer.show_found)
        studio.player.live_gain_changed.connect(self.mixer.show_live_gain)
        studio.filing.path_changed.connect(self._show_history)
        # Once the layout has settled: the track list may only now have appeared beside the roll.
        studio.score_replaced.connect(lambda: QTimer.singleShot(0, self.roll.zoom_to_fit))
        studio.exporting.progressed.connect(lambda share: self.notices.set_progress("export", share))
        self.picture.tell_progress(self.notices)
        composing.started.connect(lambda _job: self._show_composing(True))
        composing.status_changed.connect(self.prompt_bar.set_status)
        composing.brief_read.connect(self.brief_panel.show_brief)
        composing.understood.connect(self.brief_panel.show_understood)
        composing.progressed.connect(self.progress.set_progress)
        for over in (composing.finished, composing.failed, composing.discarded):
            over.connect(lambda *_: self._show_composing(False))

    # What the user asks for

    def compose(self, prompt: str, *, endless: bool = False) -> None:
        """Compose from a prompt, with the seed that stands beside it; an endless piece under way follows it."""
        self.brief_panel.stop_reading()
        self.brief_panel.hold_edits()
        if self.studio.composing.is_endless:
            self.studio.making.follow(prompt, self.brief_panel.edits)
            return
        self.studio.making.compose(prompt, self.prompt_bar.chosen_seed, edits=self.brief_panel.edits, endless=endless)
        self.roll.setFocus()

    def stop_composing(self) -> None:
        """Stop composing and keep what is there, or stop a verb, or else put away what is told of it."""
        if self.studio.composing.is_composing:
            self.studio.composing.stop(keep=True)
        elif not self.studio.reworking.cancel():
            self.rework.dismiss()

    def set_theme(self, theme: Theme) -> None:
        """Show everything in another theme, and remember it."""
        self.theme, self.studio.settings.theme = theme, theme.name
        self.setStyleSheet(stylesheet(theme))
        self.actions_.set_theme(theme)
        upper = (self.prompt_bar, self.brief_panel, self.progress, self.track_list, self.mixer, self.roll, self.empty)
        for part in (*upper, self.takes.strip, self.picture, self.rework, self.notices, self.transport, self.drops):
            part.set_theme(theme)

    def open_palette(self) -> None:
        """Offer every command, to be found by typing."""
        open_palette(self.theme, self.actions_, self.shortcuts, self)

    def open_feel(self) -> FeelPopup:
        """Offer how the piece is played, above the transport."""
        return open_feel(self.studio, self.theme, self.transport.feel)

    def _switch_typing(self, on: bool) -> None:
        self.roll.canvas.typing.switch(on)
        self.roll.setFocus()

    def _compose_example(self, text: str) -> None:
        self.prompt_bar.set_prompt(text)
        self.compose(text)

    def _fold_tracks(self, shown: bool) -> None:
        others = [name for name in self.studio.settings.folded if name != "tracks"]
        self.studio.settings.folded = others if shown else [*others, "tracks"]
        self._show_score(self.studio.document.score)

    def _show_mixer(self, shown: bool) -> None:
        self.studio.settings.shown = ["mixer"] if shown else []
        self._show_score(self.studio.document.score)
        if shown and not self.studio.composing.is_composing:
            self.studio.mixing.listen()

    def _set_tempo(self, bpm: float) -> None:
        self.studio.edit(set_tempo(self.studio.document.score, bpm), "Change tempo")
        self.roll.setFocus()

    def _audition(self, pitch: int, velocity: int) -> None:
        self.studio.player.audition(self.track_list.edited_track, pitch, velocity)

    # What the studio tells

    def _show_score(self, score: Score) -> None:
        has_tracks = bool(score.tracks)
        self.stage.setCurrentWidget(self.roll if has_tracks else self.empty)
        self.track_list.setVisible(has_tracks and "tracks" not in self.studio.settings.folded)
        self.mixer.setVisible(has_tracks and self.actions_["mixer"].isChecked())
        self.brief_panel.has_piece = has_tracks
        self.roll.set_score(score)
        self.track_list.set_score(score)
        self.mixer.set_score(score)
        self.transport.set_score(score)
        self.transport.set_position(self.studio.player.position)

    def _show_history(self) -> None:
        document = self.studio.document
        state = replace(
            self.actions_.state,
            track_count=len(document.committed.tracks),
            section_count=len(document.committed.sections),
            can_undo=document.can_undo,
            can_redo=document.can_redo,
            undo_label=document.undo_label,
            redo_label=document.redo_label,
            is_composing=self.studio.composing.is_composing,
        )
        self.actions_.show(state)
        name = self.studio.filing.name or document.committed.title or "Untitled"
        self.setWindowTitle(f"{name[:60]}[*] — {TITLE}")
        self.setWindowModified(not document.is_saved)

    def _show_player(self) -> None:
        player = self.studio.player
        self.actions_["loop"].setChecked(player.is_looping)
        self.actions_["metronome"].setChecked(player.metronome)
        self.roll.set_loop(*(player.loop if player.loop is not None and player.is_looping else (None, None)))

    def _show_composing(self, is_composing: bool) -> None:
        self.brief_panel.is_endless = self.studio.composing.is_endless
        self.prompt_bar.set_composing(is_composing, endless=self.studio.composing.is_endless)
        self.progress.set_progress(None if is_composing else 0.0)
        self.roll.set_composing(is_composing)
        self.empty.set_composing(is_composing)
        self._show_history()
        if not is_composing and self.brief_panel.prompt != self.prompt_bar.prompt:
            self._prompt_changed()  # it was changed meanwhile

    def _prompt_changed(self) -> None:
        composing = self.studio.composing
        if (not composing.is_composing or composing.is_endless) and not self.asking_again.show(self.prompt_bar.prompt):
            self.brief_panel.set_prompt(self.prompt_bar.prompt)

    def _chips_changed(self) -> None:
        if self.studio.composing.is_endless:
            self.studio.making.follow(self.prompt_bar.prompt, self.brief_panel.edits)

    # The window itself

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first paint, after which the slow parts may be opened."""
        super().paintEvent(event)
        if not self._has_painted:
            self._has_painted = True
            QTimer.singleShot(0, self.first_painted.emit)

    def changeEvent(self, event: QEvent) -> None:
        """Look no more often than needed while out of sight."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._frames.set_visible(not self.isMinimized())

    def closeEvent(self, event: QCloseEvent) -> None:
        """End, unless there is unsaved work to be asked about first, and let the window close."""
        if self._has_ended or self.closing.may_close():
            self.end()
            event.accept()
        else:
            event.ignore()

    def end(self) -> None:
        """Remember the window's place and end every thread, asking nothing: unsaved work is kept for the next start."""
        if self._has_ended:
            return
        self._has_ended = True
        self.studio.settings.geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self._frames.stop()
        self.brief_panel.stop_reading()
        self.live.close()
        self.hide()
        self.studio.close(keep=self.closing.keeps)
