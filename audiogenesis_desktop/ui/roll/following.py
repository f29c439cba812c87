"""How the view goes with the playhead: page by page, all the time, or not at all. Pure, no Qt."""

from dataclasses import replace
from typing import Literal

from audiogenesis_desktop.editing.geometry import Geometry

Follow = Literal["page", "continuous", "off"]
FOLLOWS: tuple[Follow, ...] = ("page", "continuous", "off")
PLACE = 1 / 3  # of the width: where the playhead stays while the view moves under it
_EASE = 0.75  # of the way that is left, each frame: at 60 frames a second it is made in about 150 ms


class Following:
    """Tells where to look next. Whoever scrolls away by hand is left alone until the playhead is seen again.

    `mode` is how to follow; `is_eased` whether the view may glide to its place instead of jumping there.
    """

    def __init__(self) -> None:
        """Begin by turning pages."""
        self.mode: Follow = "page"
        self.is_eased = True
        self._left: Geometry | None = None  # what was shown when this was asked last
        self._is_away = True
        self._is_caught = self._is_waiting = False
        self._glide = 0.0

    def resume(self) -> None:
        """Follow again, wherever the user has scrolled to: playing begins anew."""
        self._is_away = self._is_waiting = self._is_caught = False
        self._left = None

    def follow(self, geometry: Geometry, tick: float, *, is_playing: bool, is_held: bool) -> Geometry:
        """Return the view for a playhead at a tick; `is_held` says that a gesture is at work, which keeps it still."""
        self._notice_scrolling(geometry, tick)
        if is_held or self._is_away or self.mode == "off":
            self._is_caught, after = False, geometry
        elif self.mode == "continuous" and is_playing:
            after = self._running(geometry, tick)
        else:
            after = geometry if _is_seen(geometry, tick) else geometry.showing_tick(tick)
        self._left = after
        return after

    def _notice_scrolling(self, geometry: Geometry, tick: float) -> None:
        before = self._left
        if _is_seen(geometry, tick):
            self._is_away = False
            if before is not None and _is_scrolled(before, geometry):
                self._is_caught, self._is_waiting = False, True
        elif before is not None and (_is_scrolled(before, geometry) or _is_zoomed(before, geometry)):
            self._is_away = True

    def _running(self, geometry: Geometry, tick: float) -> Geometry:
        x, place = geometry.x_of(tick), geometry.width * PLACE
        if not self._is_caught and _is_seen(geometry, tick) and (x < place or self._is_waiting):
            # It comes to its place by itself, or, where it has been scrolled past, to the edge.
            self._is_waiting = self._is_waiting and x >= place
            return geometry
        if not self._is_caught:
            is_near = self.is_eased and abs(x - place) <= geometry.width
            self._is_caught, self._is_waiting, self._glide = True, False, place - x if is_near else 0.0
        self._glide = self._glide * _EASE if abs(self._glide) > 1 else 0.0
        scroll = tick * geometry.pixels_per_tick - place + self._glide
        return replace(geometry, scroll_x=round(scroll)).clamped()


def _is_seen(geometry: Geometry, tick: float) -> bool:
    return 0 <= geometry.x_of(tick) < geometry.width


def _is_scrolled(before: Geometry, now: Geometry) -> bool:
    """Return whether time was scrolled without being zoomed or given another width."""
    return not _is_zoomed(before, now) and before.width == now.width and before.scroll_x != now.scroll_x


def _is_zoomed(before: Geometry, now: Geometry) -> bool:
    return before.pixels_per_tick != now.pixels_per_tick
