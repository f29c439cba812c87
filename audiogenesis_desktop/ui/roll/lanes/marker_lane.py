"""Named moments over the roll: markers, cues and texts as flags."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from audiogenesis_desktop.score.score import Marker, Score
from audiogenesis_desktop.ui.roll.editor import Editor
from audiogenesis_desktop.ui.roll.lanes.item_lane import ItemLane
from audiogenesis_desktop.ui.roll.lanes.item_popup import ItemPopup, text_field
from audiogenesis_desktop.ui.roll.painting.grid import faded
from audiogenesis_desktop.ui.roll.viewport import Viewport
from audiogenesis_desktop.ui.theme import Theme

HEIGHT = 20
_PADDING = 6


def shown_markers(score: Score) -> list[Marker]:
    """Return the markers that the lane shows: all but lyrics."""
    return [marker for marker in score.markers if marker.kind != "lyric"]


class MarkerLane(ItemLane):
    """Shows `score.markers`."""

    thing = "marker"

    def __init__(self, viewport: Viewport, editor: Editor, theme: Theme) -> None:
        """Make an empty lane."""
        super().__init__(viewport, editor, theme, name="Markers", height=HEIGHT)

    def ticks(self) -> Sequence[int]:
        """Return where markers stand."""
        return [marker.tick for marker in shown_markers(self.score)]

    def item_at(self, x: float) -> int | None:
        """Return the tick of the marker whose flag, the uppermost, lies at an x."""
        found = None
        for marker in shown_markers(self.score):
            left = self.geometry_now.x_of(marker.tick)
            if left - 2 <= x <= left + self._width(marker):
                found = marker.tick
        return found

    def grip_at(self, x: float) -> int | None:
        """Return the same: a flag is moved by any part of it."""
        return self.item_at(x)

    def moved(self, score: Score, tick: int, to_tick: int) -> Score:
        """Return the score with a marker elsewhere."""
        markers = [m._replace(tick=to_tick) if m.tick == tick and m.kind != "lyric" else m for m in score.markers]
        return replace(score, markers=tuple(sorted(markers)))

    def lifted(self, score: Score, tick: int) -> Score:
        """Return the score without a marker."""
        kept = tuple(marker for marker in score.markers if marker.tick != tick or marker.kind == "lyric")
        return score if kept == score.markers else replace(score, markers=kept)

    def popup(self, tick: int) -> ItemPopup:
        """Return the popup that names the marker at a tick, or a new one."""
        before = next((m for m in shown_markers(self.score) if m.tick == tick), None)
        name = text_field(before.text if before else "", "Logo, drop, voice-over begins")

        def take() -> None:
            text = name.text().strip()
            if not text:
                raise ValueError("Give the marker a name.")
            others = self.lifted(self._editor.score, tick)
            new = Marker(tick, text, before.kind if before else "marker")
            score = replace(others, markers=tuple(sorted([*others.markers, new])))
            self.commit(score, f"Rename marker {text}" if before else f"Add marker {text}")

        remove = (lambda: self.remove(tick)) if before else None
        return ItemPopup("Marker" if before else "New marker", {"Name": name}, take, self, remove=remove)

    def _width(self, marker: Marker) -> int:
        return self.fontMetrics().horizontalAdvance(marker.text[:40]) + 2 * _PADDING

    def paint_items(self, painter: QPainter) -> None:
        """Paint each flag, cut where the next begins."""
        markers = shown_markers(self.score)
        lefts = [round(self.geometry_now.x_of(marker.tick)) for marker in markers]
        for marker, left, end in zip(markers, lefts, [*lefts[1:], self.width() + 1000], strict=False):
            if end >= 0 and left <= self.width():
                self._paint_flag(painter, marker, left, min(self._width(marker), end - left))

    def _paint_flag(self, painter: QPainter, marker: Marker, left: int, width: int) -> None:
        is_chosen = marker.tick == self.chosen
        colour = self.theme.warning if marker.kind == "cue" else self.theme.accent
        painter.fillRect(left, 2, 2, self.height() - 3, colour)
        painter.fillRect(left + 2, 2, max(0, width - 3), self.height() - 6, faded(colour, 0.35 if is_chosen else 0.16))
        if width > 3 * _PADDING:
            painter.setPen(self.theme.text)
            box = QRect(left + _PADDING + 1, 1, width - _PADDING - 3, self.height() - 5)
            text = painter.fontMetrics().elidedText(marker.text[:40], Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
