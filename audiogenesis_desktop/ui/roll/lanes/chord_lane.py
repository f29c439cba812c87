"""The chords over the roll, by name; they can be written anew, moved and taken away."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from audiogenesis_desktop.score import maps
from audiogenesis_desktop.score.maps import merged
from audiogenesis_desktop.score.score import ChordAt, Score
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.rekeying import follow_chord
from audiogenesis_desktop.theory.spelling import chord_name, key_at
from audiogenesis_desktop.ui.roll.editor import Editor
from audiogenesis_desktop.ui.roll.lanes.item_lane import ItemLane
from audiogenesis_desktop.ui.roll.lanes.item_popup import Choice, ItemPopup, text_field
from audiogenesis_desktop.ui.roll.painting.grid import faded
from audiogenesis_desktop.ui.roll.viewport import Viewport
from audiogenesis_desktop.ui.theme import Theme

HEIGHT = 22
_NARROWEST = 18
STAY, FOLLOW = "Stay", "Follow the chord"


class ChordLane(ItemLane):
    """Shows `score.chords`; a chord that goes on is written once."""

    thing = "chord"

    def __init__(self, viewport: Viewport, editor: Editor, theme: Theme) -> None:
        """Make an empty lane."""
        self._chords: tuple[ChordAt, ...] = ()
        super().__init__(viewport, editor, theme, name="Chords", height=HEIGHT)

    def set_score(self, score: Score) -> None:
        """Show another score."""
        if score.chords is not self.score.chords:
            self._chords = tuple(merged(score.chords))
        super().set_score(score)

    def ticks(self) -> Sequence[int]:
        """Return where chords begin."""
        return [chord.tick for chord in self._chords]

    def item_at(self, x: float) -> int | None:
        """Return where the chord at an x begins."""
        chord = self._at(self.geometry_now.tick_at(x))
        return chord.tick if chord else None

    def _at(self, tick: float) -> ChordAt | None:
        return next((c for c in self._chords if c.tick <= tick < c.tick + c.length_ticks), None)

    def place_for(self, tick: float) -> int:
        """Return where the chord at a tick begins, or where a new one would."""
        chord = self._at(tick)
        return chord.tick if chord else self.snapped(tick)

    def moved(self, score: Score, tick: int, to_tick: int) -> Score:
        """Return the score with the chord beginning elsewhere."""
        return maps.move_chord_border(score, tick, to_tick)

    def lifted(self, score: Score, tick: int) -> Score:
        """Return the score without the chord."""
        return maps.lift_chord(score, tick)

    def popup(self, tick: int) -> ItemPopup:
        """Return the popup that writes the chord at a tick anew, or one of up to a bar where there is none."""
        before, key = self._at(tick), key_at(self.score.keys, tick)
        name = text_field(chord_name(before, key) if before else "", "Am7")
        follow = "Chord tones go to the nearest tone of the new chord, the bass to its root"
        ways = {FOLLOW: follow, STAY: "Notes stay as they are"}
        notes = Choice(ways, FOLLOW) if before else None  # one that lies nowhere would stay for ever

        def take() -> None:
            chord = Chord.parse(name.text())
            at = before or ChordAt(tick, self._room(tick), *chord)
            score = maps.put_chord(self._editor.score, ChordAt(at.tick, at.length_ticks, *chord))
            if before is not None and notes is not None and notes.chosen == FOLLOW:
                score = follow_chord(score, before, chord)
            self.commit(score, f"Change chord to {chord.name}" if before else f"Add chord {chord.name}")

        fields = {"Chord": name, "Notes": notes} if notes is not None else {"Chord": name}
        remove = (lambda: self.remove(before.tick)) if before else None
        return ItemPopup(f"{'Chord' if before else 'New chord'}", fields, take, self, remove=remove)

    def _room(self, tick: int) -> int:
        """Return how long a new chord is to be: to the end of its bar, or to the next chord."""
        later = [chord.tick for chord in self._chords if chord.tick > tick]
        return min([self._editor.bar_end(tick), *later]) - tick

    def paint_items(self, painter: QPainter) -> None:
        """Paint the chords in view."""
        geometry = self.geometry_now
        first, end = geometry.visible_ticks()
        for chord in self._chords:
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
        if chord.tick == self.chosen:
            painter.setPen(self.theme.selection)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(0, 0, -1, -1))
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
