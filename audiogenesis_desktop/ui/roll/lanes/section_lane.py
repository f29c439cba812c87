"""The form over the roll: each section's name, and the energy as a curve; sections can be named, moved and split."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPen

from audiogenesis_desktop.editing.curve_tools import DrawEnergy
from audiogenesis_desktop.score import maps
from audiogenesis_desktop.score.edits import struck_with
from audiogenesis_desktop.score.score import Score, Section
from audiogenesis_desktop.ui.roll.editor import Editor
from audiogenesis_desktop.ui.roll.lanes.item_lane import GRIP_PIXELS, ItemLane
from audiogenesis_desktop.ui.roll.lanes.item_popup import Choice, ItemPopup, text_field
from audiogenesis_desktop.ui.roll.painting.grid import faded
from audiogenesis_desktop.ui.roll.viewport import Viewport
from audiogenesis_desktop.ui.slider import SlimSlider
from audiogenesis_desktop.ui.theme import SPACE, Theme

HEIGHT = 32
_MARGIN, _CURVE_PIXELS = 5, 4
STAY, FOLLOW, ANEW = "Stay", "Follow the energy", "Write anew"


class SectionLane(ItemLane):
    """Shows `score.sections`. A new one inside another splits it."""

    thing = "section"
    rewrite_requested = Signal(int, float)  # where a section begins, and the energy it is to have

    def __init__(self, viewport: Viewport, editor: Editor, theme: Theme) -> None:
        """Make an empty lane."""
        super().__init__(viewport, editor, theme, name="Sections", height=HEIGHT)
        self._drawing: DrawEnergy | None = None
        self._beside = frozenset[int]()  # the one that is chosen, which are meant at once with it
        self.setToolTip(
            "Double-click adds or edits a section; drag moves its border, or its energy up and down; "
            "Ctrl+click chooses several"
        )

    @property
    def chosen_ticks(self) -> tuple[int, ...]:
        """Return where the sections begin that are chosen, one or several."""
        own = {self.chosen} if self.chosen is not None else set[int]()
        return tuple(tick for tick in self.ticks() if tick in own | self._beside)

    def is_chosen(self, tick: int) -> bool:
        """Return whether the section at a tick is one of those that are chosen."""
        return tick in self.chosen_ticks

    def choose(self, tick: int | None) -> None:
        """Choose one section alone, or none."""
        self._beside = frozenset()
        super().choose(tick)

    def add_chosen(self, tick: int) -> None:
        """Choose a section as well, or no longer."""
        several = frozenset(self.chosen_ticks) ^ {tick}
        super().choose(tick if tick in several else min(several, default=None))
        self._beside = several
        self.item_chosen.emit()

    def ticks(self) -> Sequence[int]:
        """Return where sections begin."""
        return [section.start_tick for section in self.score.sections]

    def item_at(self, x: float) -> int | None:
        """Return where the section at an x begins."""
        tick = self.geometry_now.tick_at(x)
        return next((s.start_tick for s in self.score.sections if s.start_tick <= tick < s.end_tick), None)

    def grip_at(self, x: float) -> int | None:
        """Return the border near an x; where the piece begins there is none."""
        borders = {s.start_tick for s in self.score.sections} | {s.end_tick for s in self.score.sections}
        far = {tick: abs(self.geometry_now.x_of(tick) - x) for tick in borders if tick}
        near = [tick for tick, pixels in far.items() if pixels <= GRIP_PIXELS]
        return min(near, key=lambda tick: far[tick], default=None)

    def is_on_curve(self, x: float, y: float) -> bool:
        """Return whether a press at a place would draw the energy: near its curve, away from borders and names."""
        at = self.item_at(x)
        section = next((s for s in self.score.sections if s.start_tick == at), None)
        return section is not None and self.grip_at(x) is None and abs(self._y(section) - y) <= _CURVE_PIXELS

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to draw the energy where its curve is pressed; else choose or move a section."""
        at = event.position()
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        here = self.item_at(at.x())
        if event.button() == Qt.MouseButton.LeftButton and held and here is not None:
            self.add_chosen(here)
            return
        if event.button() != Qt.MouseButton.LeftButton or not self.is_on_curve(at.x(), at.y()):
            super().mousePressEvent(event)
            return
        tick = self.item_at(at.x())
        self.choose(tick)
        assert tick is not None
        self._drawing = DrawEnergy(tick, self._editor.selection, self._pointer(event), self.height() - 2 * _MARGIN)
        self._editor.begin(self._drawing, self._pointer(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on drawing, or show that a press would draw."""
        at = event.position()
        if self._drawing is not None and self._editor.is_busy:
            self._editor.drag(self._pointer(event))
        elif not event.buttons() and self.is_on_curve(at.x(), at.y()):
            self.setCursor(Qt.CursorShape.SizeVerCursor)
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Commit what was drawn."""
        if event.button() == Qt.MouseButton.LeftButton and self._drawing is not None:
            self._drawing = None
            if self._editor.is_busy:
                self._editor.release(self._pointer(event))
        else:
            super().mouseReleaseEvent(event)

    def moved(self, score: Score, tick: int, to_tick: int) -> Score:
        """Return the score with a border elsewhere."""
        return maps.move_section_border(score, tick, to_tick)

    def lifted(self, score: Score, tick: int) -> Score:
        """Return the score without a section: a neighbour takes its time over."""
        return maps.lift_section(score, tick)

    def popup(self, tick: int) -> ItemPopup:
        """Return the popup that names the section at a tick, or splits off a new one from there."""
        before = next((s for s in self.score.sections if s.start_tick == tick), None)
        name = text_field(before.label if before else "", "A, B, intro, chorus")
        energy = SlimSlider(self.theme, highest=100, home=50)
        energy.setFixedHeight(6 * SPACE)
        energy.setValue(round(100 * self._energy(tick)))
        energy.set_colours(self.theme, self.theme.accent)
        energy.setToolTip("How much goes on here, 0 to 100 %: the curve over the sections")
        ways = {
            FOLLOW: "Notes are struck harder or softer with it",
            STAY: "Only the curve changes",
            ANEW: "All tracks are written anew, as lively as that",
        }
        struck = Choice(ways, FOLLOW) if before else None  # one that lies nowhere would stay for ever
        if struck is not None:
            struck.setAccessibleName("Notes when the energy changes")

        def take() -> None:
            label = name.text().strip()
            if not label:
                raise ValueError("Give the section a name, such as A, chorus or outro.")
            score = self._editor.score if before else maps.split_section(self._editor.score, tick, kind=label)
            section = next(s for s in score.sections if s.start_tick == tick)
            section = section if label == section.label else section._replace(kind=label, name="")
            changed = section._replace(energy=energy.value() / 100)
            if struck is not None and struck.chosen == FOLLOW:
                score = struck_with(score, section, changed.energy)
            score = maps.put_section(score, changed)
            self.commit(score, f"Change section {label}" if before else f"Add section {label}")
            if struck is not None and struck.chosen == ANEW:
                self.rewrite_requested.emit(tick, energy.value() / 100)

        title = "Section" if before else "New section from here"
        remove = (lambda: self.remove(tick)) if before else None
        fields = {"Name": name, "Energy": energy, **({"": struck} if struck is not None else {})}
        return ItemPopup(title, fields, take, self, remove=remove)

    def _energy(self, tick: int) -> float:
        return next((s.energy for s in self.score.sections if s.start_tick <= tick < s.end_tick), 0.5)

    def paint_items(self, painter: QPainter) -> None:
        """Paint the energy's curve, then borders and names over it."""
        if not self.score.sections:
            return
        self._paint_curve(painter)
        for section in self.score.sections:
            self._paint_section(painter, section)

    def _paint_curve(self, painter: QPainter) -> None:
        curve = self._curve()
        area = QPainterPath(curve)
        area.lineTo(curve.currentPosition().x(), self.height())
        area.lineTo(curve.elementAt(0).x, self.height())
        area.closeSubpath()
        painter.fillPath(area, faded(self.theme.accent, 0.13))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.theme.accent, 1.25))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(curve)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _curve(self) -> QPainterPath:
        """Return a curve that holds each section's energy in its middle and eases over between."""
        geometry, sections = self.geometry_now, self.score.sections
        path = QPainterPath(QPointF(geometry.x_of(sections[0].start_tick), self._y(sections[0])))
        for section, after in pairwise(sections):
            border = geometry.x_of(section.end_tick)
            half = 0.3 * min(self._width(section), self._width(after))
            path.lineTo(border - half, self._y(section))
            path.cubicTo(border, self._y(section), border, self._y(after), border + half, self._y(after))
        path.lineTo(geometry.x_of(sections[-1].end_tick), self._y(sections[-1]))
        return path

    def _width(self, section: Section) -> float:
        return (section.end_tick - section.start_tick) * self.geometry_now.pixels_per_tick

    def _y(self, section: Section) -> float:
        return self.height() - _MARGIN - min(1.0, max(0.0, section.energy)) * (self.height() - 2 * _MARGIN)

    def _paint_section(self, painter: QPainter, section: Section) -> None:
        left, right = (round(self.geometry_now.x_of(t)) for t in (section.start_tick, section.end_tick))
        painter.fillRect(left, 0, 1, self.height(), self.theme.line_strong)
        if self.is_chosen(section.start_tick):
            painter.setPen(self.theme.selection)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRect(left, 1, right - left - 1, self.height() - 4))
        room = right - max(left, 0) - 8
        name = section.label[:1].upper() + section.label[1:]
        text = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        if room < 10 or (text != name and len(text) < 3):
            return
        # A tag behind the name keeps it legible over the curve.
        tag = QRect(max(left, 0) + 4, 3, painter.fontMetrics().horizontalAdvance(text) + 8, 16)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(self.theme.surface_3, 0.9))
        painter.drawRoundedRect(tag, 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(self.theme.text)
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)
