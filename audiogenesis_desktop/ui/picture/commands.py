"""What the commands do that are about the video, and what opening one brings: length, frame rate, hits to choose."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QMenu, QSplitter, QWidget

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.studio.notices import Notice
from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.ui import file_dialogs
from audiogenesis_desktop.ui.actions.actions import Actions, Do, Switch
from audiogenesis_desktop.ui.actions.timecode import TimeCodeView
from audiogenesis_desktop.ui.brief_panel import BriefPanel
from audiogenesis_desktop.ui.notice_bar import NoticeBar
from audiogenesis_desktop.ui.picture.pane import PicturePane
from audiogenesis_desktop.ui.picture.start import hits_moved, start_popup
from audiogenesis_desktop.ui.picture.thumbnails import Thumbnails
from audiogenesis_desktop.ui.roll.view import RollView
from audiogenesis_desktop.ui.theme import SPACE, Theme

_APART = QSize(960, 560)
_HARDLY_SECONDS = 0.01
_PANE = "picture"  # among what is folded in the settings


class PictureCommands:
    """Joins a studio's screening to the parts of a window that show it."""

    def __init__(
        self,
        window: QWidget,
        studio: Studio,
        actions: Actions,
        roll: RollView,
        brief_panel: BriefPanel,
        timecode: TimeCodeView,
        theme: Theme,
    ) -> None:
        """Make the pane, let the roll show the strip, and listen to what is screened."""
        self._window, self._studio, self._actions, self._roll = window, studio, actions, roll
        self._brief_panel, self._timecode, self._theme = brief_panel, timecode, theme
        self._screening = studio.screening
        self.pane = PicturePane(self._screening, theme, lambda: timecode.timeline)
        self.pane.hide()
        self.pane.menu_requested.connect(self._offer)
        self.pane.put_back.connect(self._actions["picture_apart"].trigger)
        self._column: QSplitter | None = None  # where the pane belongs, while it is apart
        thumbnails = Thumbnails(self._screening, window)
        self._strip = roll.lanes.picture
        self._strip.show_frames_of(self._screening, thumbnails)
        self._strip.seek_requested.connect(studio.player.seek)
        self._strip.start_chosen.connect(self._follow_start)
        self._followed_start = 0.0  # the second of the video that length and hits count from
        brief_panel.shown.connect(self._show_hits)
        roll.playhead_moved.connect(self.pane.set_playhead)
        studio.document.changed.connect(self.pane.set_score)
        studio.player.state_changed.connect(lambda: self.pane.set_playing(studio.player.is_playing))
        self._screening.opened.connect(self._opened)
        self._screening.changed.connect(self._take_start)
        self._screening.start_moved.connect(lambda: timecode.begin_at(self._screening.starts_at_seconds))
        for told in (self._screening.changed, self._screening.looked_through):
            told.connect(self._show)
        self._show()

    def tell_progress(self, notices: NoticeBar) -> None:
        """Show beside the notice how far the video is looked through."""
        self._screening.progressed.connect(
            lambda share: notices.set_progress("picture", share) if self._screening.is_looking else None
        )

    @property
    def commands(self) -> Mapping[str, Do]:
        """Return what each command does, by its id."""
        return {
            "picture_open": self.ask,
            "picture_hits": self.choose_hits,
            "picture_start": self.ask_start,
            "picture_start_here": lambda: self.begin_at(self.pane.moment),
            "picture_close": self._screening.take_away,
        }

    @property
    def switches(self) -> Mapping[str, Switch]:
        """Return what the commands do that are on or off."""
        return {"picture_pane": self._fold, "picture_apart": self._part}

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.pane.set_theme(theme)

    def ask(self) -> None:
        """Ask for a video and open it."""
        video = self._screening.video
        folder = self._studio.settings.recent_folder
        path = file_dialogs.ask_video(self._window, str(Path(video.path).parent) if video is not None else folder)
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Open a video, and remember its folder."""
        self._studio.settings.recent_folder = str(path.parent)
        self._screening.open(path)

    # What is shown

    def _show(self) -> None:
        has_picture, settings = self._screening.picture is not None, self._studio.settings
        is_shown = _PANE not in settings.folded
        self._actions["picture_pane"].setChecked(is_shown)
        self.pane.setVisible(has_picture and is_shown)
        state = replace(
            self._actions.state, has_picture=has_picture, cut_count=len(self._screening.cuts) if has_picture else 0
        )
        self._actions.show(state)
        self._roll.lanes.show(self._roll.editor.score)

    def _fold(self, shown: bool) -> None:
        others = [name for name in self._studio.settings.folded if name != _PANE]
        self._studio.settings.folded = others if shown else [*others, _PANE]
        self._show()

    def _part(self, apart: bool) -> None:
        """Show the pane in a window of its own, or in its place again."""
        column = self.pane.parentWidget()
        if apart and isinstance(column, QSplitter):
            self._column = column
            self.pane.setParent(self._window, Qt.WindowType.Tool)
            self.pane.resize(_APART)
        elif self._column is not None:
            self._column.addWidget(self.pane)
            self._column = None
        if _PANE in self._studio.settings.folded:
            self._fold(True)
        self._show()

    def _offer(self, at: QPoint) -> None:
        menu = QMenu(self.pane)
        menu.aboutToHide.connect(menu.deleteLater)
        self._actions.fill(menu, self._actions.table.menu("picture"))
        menu.popup(at)

    # What follows from it

    def _opened(self) -> None:
        """Let the next piece be as long as the video, and the ruler count its frames."""
        picture = self._screening.picture
        assert picture is not None
        seconds = round(picture.seconds - self._screening.starts_at_seconds, 6)
        self._brief_panel.set_field("length_seconds", {"length_seconds": seconds})
        self._timecode.rule_by(picture.frame_rate.name)

    # Where the music begins in it

    def _take_start(self) -> None:
        """Count from where the music begins in another video."""
        self._followed_start = self._screening.starts_at_seconds
        self._timecode.begin_at(self._followed_start)

    def ask_start(self) -> None:
        """Ask at which moment of the video the music is to begin."""
        popup = start_popup(self._screening, self._timecode.timeline, self.begin_at, self._window)
        popup.open_at(self._strip.mapToGlobal(QPoint(0, self._strip.height())))

    def begin_at(self, seconds: float) -> None:
        """Let the music begin at a second of the video."""
        self._screening.begin_at(seconds)
        self._follow_start()

    def _follow_start(self) -> None:
        """Let a length that was the video's stay so, and hits that were at cuts stay there."""
        picture, before, now = self._screening.picture, self._followed_start, self._screening.starts_at_seconds
        self._followed_start = now
        brief = self._brief_panel.brief
        if picture is None or brief is None or before == now:
            return
        if abs(brief.length_seconds - (picture.seconds - before)) < _HARDLY_SECONDS:
            self._brief_panel.set_field("length_seconds", {"length_seconds": round(picture.seconds - now, 6)})
        told = {hit: hit for hit in (*brief.hits, *brief.missed)}
        if (moved := hits_moved(told, self._screening.cuts, before, now)) != told:
            kinds = tuple((moved[hit], kind) for hit, kind in brief.hit_kinds if hit in moved)
            self._brief_panel.set_field("hits", {"hits": tuple(sorted(moved.values())), "hit_kinds": kinds})

    def _show_hits(self, brief: Brief | None) -> None:
        self._strip.set_hits(*((), ()) if brief is None else (brief.hits, brief.missed))

    def choose_hits(self) -> None:
        """Offer the video's cuts as hits."""
        if not self._screening.cuts:
            text = "No cuts are known of the video: type hits in their chip, such as 0:12.5."
            self._studio.noticed.emit(Notice("picture", text))
            return
        from audiogenesis_desktop.ui.picture.cuts_popup import CutsPopup

        popup = CutsPopup(self._screening, self._strip.hits, self._theme, self._window)
        popup.chosen.connect(self._set_hits)
        popup.open_at(self._brief_panel.mapToGlobal(QPoint(0, self._brief_panel.height() + SPACE)))

    def _set_hits(self, hits: tuple[float, ...]) -> None:
        self._brief_panel.set_field("hits", {"hits": hits} if hits else None)
        self._studio.notice_gone.emit("picture")
