"""The chords over the roll, by name."""

from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from audiogenesis_desktop.score.score import ChordAt
from audiogenesis_desktop.ui.roll.grid import faded
from audiogenesis_desktop.ui.roll.lane import Lane
from audiogenesis_desktop.ui.roll.spelling import chord_name, key_at
from audiogenesis_desktop.ui.roll.viewport import Viewport
from audiogenesis_desktop.ui.theme import Theme

HEIGHT = 22
_NARROWEST = 18


class ChordLane(Lane):
    """Shows `score.chords`; a chord that goes on is written once."""

    def __init__(self, viewport: Viewport, theme: Theme) -> None:
        """Make an empty lane."""
        super().__init__(viewport, theme, name="Chords", height=HEIGHT)

    def paint(self, painter: QPainter) -> None:
        """Paint the chords in view."""
        geometry = self.geometry_now
        first, end = geometry.visible_ticks()
        for chord in merged(self.score.chords):
            if chord.tick + chord.length_ticks <= first or chord.tick >= end:
                continue
            left = round(geometry.x_of(chord.tick))
            right = round(geometry.x_of(chord.tick + chord.length_ticks))
            self._paint_chord(painter, chord, left, right)

    def _paint_chord(self, painter: QPainter, chord: ChordAt, left: int, right: int) -> None:
        key = key_at(self.score.keys, chord.tick)
        is_home = key is not None and chord.root == key.tonic
        box = QRect(left + 1, 2, max(1, right - left - 1), self.height() - 5)
        painter.fillRect(box, faded(self.theme.accent, 0.14) if is_home else self.theme.surface_2)
        if right - left < _NARROWEST:
            return
        name = chord_name(chord, key)
        painter.setPen(self.theme.text)
        # While a chord's start is out of view, its name stays at the edge.
        text_left = max(left, 0) + 6
        fits = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, right - text_left - 2)
        if fits == name or len(fits) > 1:
            painter.drawText(
                QRect(text_left, 2, right - text_left, self.height() - 5), Qt.AlignmentFlag.AlignVCenter, fits
            )


def merged(chords: tuple[ChordAt, ...]) -> Iterator[ChordAt]:
    """Yield the chords, those that repeat without a gap as one."""
    held: ChordAt | None = None
    for chord in chords:
        goes_on = (
            held is not None
            and held[2:] == chord[2:]
            and held.tick + held.length_ticks == chord.tick
        )
        if held is not None and goes_on:
            held = held._replace(length_ticks=held.length_ticks + chord.length_ticks)
            continue
        if held is not None:
            yield held
        held = chord
    if held is not None:
        yield held
