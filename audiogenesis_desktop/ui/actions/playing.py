"""What the commands do that move the playhead: playing, stopping, looping, going by bars and markers."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtWidgets import QAbstractButton, QApplication

from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.ui.actions.actions import Do, Switch
from audiogenesis_desktop.ui.roll.lanes.marker_lane import shown_markers


class Playing:
    """The transport's commands, on a studio's player."""

    def __init__(self, studio: Studio, chosen_section: Callable[[], int | None]) -> None:
        """Move the playhead of a studio's player; `chosen_section` gives the tick where the chosen one begins."""
        self._studio, self._player, self._chosen_section = studio, studio.player, chosen_section

    @property
    def commands(self) -> Mapping[str, Do]:
        """Return what each command does, by its id."""
        return {
            "play": self._press_play,
            "stop": self._player.stop,
            "to_start": lambda: self._player.seek(0),
            "live_next_bar": partial(self._go_bar, 1),
            "live_last_bar": partial(self._go_bar, -1),
            "live_next_marker": partial(self._go_marker, 1),
            "live_last_marker": partial(self._go_marker, -1),
            "live_pre_roll": self._play_before,
            "live_panic": self._player.panic,
        }

    @property
    def switches(self) -> Mapping[str, Switch]:
        """Return what each command that is on or off does, by its id."""
        return {
            "loop": self._loop,
            "metronome": self._player.set_metronome,
            "at_once": partial(setattr, self._studio.settings, "plays_at_once"),
        }

    def _press_play(self) -> None:
        focused = QApplication.focusWidget()
        if isinstance(focused, QAbstractButton) and focused.isEnabled():
            focused.click()  # Space belongs to a button that the keyboard has reached
        else:
            self._player.play_or_pause()

    def _loop(self, on: bool) -> None:
        """Loop the chosen section, else what is marked, or loop no more."""
        chosen = self._chosen_section()
        section = next((s for s in self._studio.document.score.sections if s.start_tick == chosen), None)
        if on and section is not None:
            self._player.set_loop(section.start_tick, section.end_tick)
        else:
            self._player.set_looping(on)

    def _meters(self) -> MeterMap:
        return MeterMap(self._studio.document.score.meters)

    def _go_bar(self, by: int) -> None:
        meters, tick = self._meters(), round(self._player.position)
        bar = meters.position(tick).bar
        is_inside = by < 0 and tick > meters.bar_start(bar)
        self._player.seek(meters.bar_start(max(1, bar + (0 if is_inside else by))))

    def _go_marker(self, by: int) -> None:
        tick = round(self._player.position)
        ticks = [marker.tick for marker in shown_markers(self._studio.document.score)]
        beyond = [t for t in ticks if (t > tick if by > 0 else t < tick)]
        if beyond:
            self._player.seek(beyond[0] if by > 0 else beyond[-1])

    def _play_before(self) -> None:
        meters, tick = self._meters(), round(self._player.position)
        place = meters.position(tick)
        within = tick - meters.bar_start(place.bar)
        before = meters.bar_start(place.bar - 1) + within if place.bar > 1 else 0
        self._player.play_from(before)
