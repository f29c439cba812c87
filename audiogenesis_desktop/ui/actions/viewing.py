"""What the commands do that tell how the roll shows the piece: how close, which rows, where in time."""

from collections.abc import Mapping
from dataclasses import replace

from audiogenesis_desktop.editing.folding import FOLDS, Fold
from audiogenesis_desktop.editing.geometry import (
    MAX_PIXELS_PER_TICK,
    MAX_ROW_HEIGHT,
    MIN_PIXELS_PER_TICK,
    MIN_ROW_HEIGHT,
)
from audiogenesis_desktop.files.project.piece import View
from audiogenesis_desktop.studio.settings import Settings
from audiogenesis_desktop.ui.actions.actions import Actions, Do
from audiogenesis_desktop.ui.actions.choice import Choice
from audiogenesis_desktop.ui.roll.following import FOLLOWS, Follow
from audiogenesis_desktop.ui.roll.view import RollView

_FOLDS: Mapping[str, Fold] = {fold: fold for fold in FOLDS}
_FOLLOWS: Mapping[str, Follow] = {follow: follow for follow in FOLLOWS}


class Viewing:
    """The roll's view, shown as the settings have it; what is chosen is remembered."""

    def __init__(self, actions: Actions, roll: RollView, settings: Settings) -> None:
        """Bind the choices, and show the roll as it was last shown."""
        self._actions, self._roll, self._settings = actions, roll, settings
        self.rows = Choice(actions, "rows", self._fold)
        self.follow = Choice(actions, "follow", self._follow)
        actions.bind(self._commands())
        actions.bind_switches({"scale": self._shade_scale})
        self.rows.choose(settings.rows)
        self.follow.choose(settings.follow)
        self._shade_scale(settings.shades_scale)

    def _commands(self) -> Mapping[str, Do]:
        zooming = self._roll.zooming
        return {
            "zoom_to_fit": zooming.to_fit,
            "zoom_selection": zooming.to_selection,
            "zoom_loop": zooming.to_loop,
            "zoom_in": lambda: zooming.time(1),
            "zoom_out": lambda: zooming.time(-1),
            "zoom_higher": lambda: zooming.pitch(1),
            "zoom_lower": lambda: zooming.pitch(-1),
            "zoom_back": zooming.back,
            "rows_next": self.rows.next,
            "follow_next": self.follow.next,
        }

    @property
    def view(self) -> View:
        """Return where in the piece one is looking, at all of it at whatever size, or closely; and at which track."""
        shown, track = self._roll.viewport.geometry, self._roll.editor.track
        track_id = track.id if track is not None else -1
        if self._roll.is_fitted:
            return View(track_id=track_id)
        return View(shown.pixels_per_tick, shown.row_height, shown.scroll_x, shown.scroll_y, track_id)

    def restore(self, view: View) -> None:
        """Look at the piece as it was looked at, or at all of it where that is not known."""
        if any(track.id == view.track_id for track in self._roll.editor.score.tracks):
            self._roll.editor.activate(view.track_id)
        if not view.pixels_per_tick:
            self._roll.zoom_to_fit()
            return
        self._roll.look_at(
            replace(
                self._roll.viewport.geometry,
                pixels_per_tick=min(MAX_PIXELS_PER_TICK, max(MIN_PIXELS_PER_TICK, view.pixels_per_tick)),
                row_height=min(MAX_ROW_HEIGHT, max(MIN_ROW_HEIGHT, view.row_height)),
                scroll_x=view.scroll_x,
                scroll_y=view.scroll_y,
            )
        )

    def _fold(self, value: str) -> None:
        self._settings.rows = value
        self._roll.set_fold(_FOLDS[value])

    def _follow(self, value: str) -> None:
        self._settings.follow = value
        self._roll.following.mode = _FOLLOWS[value]

    def _shade_scale(self, on: bool) -> None:
        self._settings.shades_scale = on
        self._actions["scale"].setChecked(on)
        self._roll.canvas.shade_scale(on)
