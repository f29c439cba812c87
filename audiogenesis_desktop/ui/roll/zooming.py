"""Going to a part of the piece at once, closer or further away, and back to what was seen before."""

from collections.abc import Callable

from audiogenesis_desktop.editing.geometry import Geometry
from audiogenesis_desktop.ui.roll.editor import Editor
from audiogenesis_desktop.ui.roll.viewport import Viewport

ZOOM_PER_KEY = 1.25


class Zooming:
    """What keys and commands do to the view. `loop` is the stretch that is looped, in ticks, or None."""

    def __init__(
        self, viewport: Viewport, editor: Editor, *, playhead: Callable[[], float], fit: Callable[[], None]
    ) -> None:
        """Move a viewport; `playhead` gives the tick where it stands, `fit` shows the whole piece."""
        self._viewport, self._editor, self._playhead, self._fit = viewport, editor, playhead, fit
        self.loop: tuple[int, int] | None = None

    def to_fit(self) -> None:
        """Show the whole piece."""
        self._viewport.remember()
        self._fit()

    def to_selection(self) -> None:
        """Show the selected notes, and at least a bar; without any, the whole piece."""
        chosen = self._editor.selection
        if not chosen:
            self.to_fit()
            return
        start, end = min(chosen).start_tick, max(note.end_tick for note in chosen)
        pitches = [note.pitch for note in chosen]
        geometry = self._viewport.geometry.zoomed_to(start, end, least_ticks=self._editor.bar_ticks(start))
        self._go(geometry.centred_on(min(pitches), max(pitches)))

    def to_loop(self) -> None:
        """Show the looped stretch; nothing happens without one."""
        if self.loop is not None:
            self._go(self._viewport.geometry.zoomed_to(*self.loop))

    def time(self, steps: int) -> None:
        """Zoom time in by a number of steps, or out: about the playhead, or the middle if it is out of sight."""
        geometry = self._viewport.geometry
        x = geometry.x_of(self._playhead())
        at = x if 0 <= x < geometry.width else geometry.width / 2
        self._viewport.set_geometry(geometry.zoomed_time(ZOOM_PER_KEY**steps, at))

    def pitch(self, steps: int) -> None:
        """Make rows higher by a number of steps, or lower, about the middle of the view."""
        geometry = self._viewport.geometry
        self._viewport.set_geometry(geometry.zoomed_pitch(ZOOM_PER_KEY**steps, geometry.height / 2))

    def back(self) -> None:
        """Return to the view from which the last command went elsewhere."""
        self._viewport.go_back()

    def _go(self, geometry: Geometry) -> None:
        self._viewport.remember()
        self._viewport.set_geometry(geometry)
