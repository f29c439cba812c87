"""The frame timer: reads the transport and moves the playhead, figures and level with it."""

import time
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from audiogenesis_desktop.studio.notices import WARNING, Mend, Notice
from audiogenesis_desktop.studio.player import Player, TrackLevels
from audiogenesis_desktop.ui.actions.actions import Actions
from audiogenesis_desktop.ui.mixer import Mixer
from audiogenesis_desktop.ui.notice_bar import NoticeBar
from audiogenesis_desktop.ui.roll.view import RollView
from audiogenesis_desktop.ui.track_list import TrackList
from audiogenesis_desktop.ui.transport_bar import TransportBar

PLAYING_MS, IDLE_MS, RESTING_MS, HIDDEN_MS = 16, 100, 400, 500
_REST_SECONDS = 3.0  # so long after anything moved or sounded


class FrameTimer(QObject):
    """Ticks each frame while the music plays, seldom while it does not, and least where nothing has sounded either."""

    def __init__(
        self,
        player: Player,
        roll: RollView,
        transport: TransportBar,
        actions: Actions,
        notices: NoticeBar,
        metered: Sequence[TrackList | Mixer],
    ) -> None:
        """Take what is read, what is moved and what has meters; starts at once."""
        super().__init__()
        self._metered = metered
        self._player, self._roll, self._transport = player, roll, transport
        self._actions, self._notices = actions, notices
        self._tick, self._time = -1.0, time.monotonic()
        self._error: str | None = None
        self._is_visible, self._moved_at = True, time.monotonic()
        self._reported = dict[str, str | None]()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.step)
        player.moved.connect(self.step)
        player.state_changed.connect(self.step)
        self._timer.start(IDLE_MS)

    def set_visible(self, is_visible: bool) -> None:
        """Slow down while nothing can be seen."""
        self._is_visible = is_visible

    def stop(self) -> None:
        """Tick no more."""
        self._timer.stop()
        self._player.moved.disconnect(self.step)
        self._player.state_changed.disconnect(self.step)

    def step(self) -> None:
        """Show the present position, level and state."""
        tick, playing, now = self._player.position, self._player.is_playing, time.monotonic()
        before, seconds = self._tick, now - self._time
        self._tick, self._time = tick, now
        if playing or tick != before:
            self._moved_at = now
        self._roll.set_playing(playing)
        if tick != before:
            self._roll.set_playhead(tick)
            self._transport.set_position(tick)
        self._show_levels((before, tick) if playing and 0 <= before < tick else (tick, tick), seconds)
        self._actions.show(replace(self._actions.state, is_playing=playing))
        self._show_error(self._player.error)
        self._tell("port", self._player.trouble)
        self._tell("channels", self._player.unsent)
        self._tell("room", self._player.without_room)
        self._show_waiting(self._player.is_waiting and tick > 0)
        self._timer.setInterval(self._interval(playing))

    def _interval(self, playing: bool) -> int:
        if not self._is_visible:
            return HIDDEN_MS
        is_at_rest = time.monotonic() - self._moved_at > _REST_SECONDS
        return PLAYING_MS if playing else RESTING_MS if is_at_rest else IDLE_MS

    def _show_levels(self, passed: tuple[float, float], seconds: float) -> None:
        """Show what was measured; of what cannot be, how strongly its notes are struck."""
        measured = self._player.levels()
        if measured is not None and max(measured.master) > 0:
            self._moved_at = self._time
        struck = self._transport.activity.strongest(*passed, but=measured.tracks if measured else ())
        if measured is None:
            loudest = max(struck.values(), default=0.0)
            measured = TrackLevels((loudest, loudest), {})
        self._transport.level.advance(measured.master, seconds)
        for part in self._metered:
            part.show_levels({**struck, **measured.tracks}, seconds)

    def _show_waiting(self, is_waiting: bool) -> None:
        self._tell("waiting", "Waiting at a bar line for more to be composed." if is_waiting else None)

    def _tell(self, key: str, sentence: str | None) -> None:
        if sentence != self._reported.get(key):
            self._reported[key] = sentence
            self._notices.add(Notice(key, sentence, WARNING)) if sentence else self._notices.remove(key)

    def _show_error(self, error: str | None) -> None:
        if error != self._error:
            self._error = error
            if error:
                self._notices.add(Notice("sound", error, WARNING, Mend.RETRY_SOUND, "Try again"))
            else:
                self._notices.remove("sound")
