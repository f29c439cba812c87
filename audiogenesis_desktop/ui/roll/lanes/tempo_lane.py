"""The tempo over the roll as a curve; double-click or Enter sets one exactly, with notes kept at beats or moments."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent

from audiogenesis_desktop.editing.curve_tools import Curve
from audiogenesis_desktop.editing.scope import TIME, WHOLE
from audiogenesis_desktop.editing.tools import Draft
from audiogenesis_desktop.score import curves, maps
from audiogenesis_desktop.score.curves import TEMPO, CurveKind, Point
from audiogenesis_desktop.score.retiming import change_tempi
from audiogenesis_desktop.score.score import Score, Tempo
from audiogenesis_desktop.ui.roll.editor import Editor
from audiogenesis_desktop.ui.roll.lanes.curve_lane import CurveLane
from audiogenesis_desktop.ui.roll.lanes.item_popup import Choice, ItemPopup, text_field
from audiogenesis_desktop.ui.roll.viewport import Viewport
from audiogenesis_desktop.ui.theme import Theme

BEATS, MOMENTS = "Keep their beats", "Keep their moments"


@dataclass(frozen=True)
class TempoCurve:
    """The tempi of a score, in beats a minute."""

    kind: CurveKind = TEMPO

    def read(self, score: Score) -> tuple[Point, ...]:
        """Return the tempi as points."""
        return curves.tempo_points(score)

    def write(self, score: Score, points: list[Point]) -> Score:
        """Return the score at these tempi; notes keep their beats."""
        tempi = curves.tempi_of(points, score)
        return score if tempi == score.tempi else replace(score, tempi=tempi)


class TempoLane(CurveLane):
    """Shows `score.tempi`, from a little below the slowest to a little above the fastest."""

    def __init__(self, viewport: Viewport, editor: Editor, theme: Theme) -> None:
        """Make an empty lane."""
        self._span = (60.0, 180.0)
        super().__init__(viewport, editor, theme, TEMPO)
        self.setToolTip(
            "A point can be moved, drag draws, Shift+drag makes a ramp; double-click or Enter sets a tempo exactly"
        )

    def curve(self) -> Curve:
        """Return the score's tempi."""
        return TempoCurve()

    def span(self) -> tuple[float, float]:
        """Return the tempi at the edges; they stay while a drag is going on."""
        if not self._editor.is_busy:
            values = [tempo.bpm for tempo in self._editor.score.tempi]
            low, high = min(values), max(values)
            room = max(20.0, 0.35 * (high - low))
            self._span = max(TEMPO.lowest, low - room), min(TEMPO.highest, high + room)
        return self._span

    def colour(self) -> QColor:
        """Return the accent: the tempo belongs to no track."""
        return self.theme.accent

    def text_of(self, value: float) -> str:
        """Return a tempo as it is written beside the pointer."""
        return f"{value:.2f}".rstrip("0").rstrip(".") + " BPM"

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the tempo that is there, or a new one at the nearest point of the grid."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._editor.cancel()
            at = event.position()
            point = self._point_at(at.x(), at.y())
            tick = max(0.0, self.geometry_now.tick_at(at.x()))
            snap = self._editor.snap(self.geometry_now.pixels_per_tick, tick)
            self.open(point.tick if point else snap.nearest(tick))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the chosen tempo; all else is as in other curves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen:
            self.open(min(self.chosen))
        else:
            super().keyPressEvent(event)

    def place_for(self, tick: float) -> int:
        """Return the tempo at a tick, or the point of the grid nearest to it."""
        is_there = any(tempo.tick == round(tick) for tempo in self._editor.score.tempi)
        return round(tick) if is_there else self._editor.snap(self.geometry_now.pixels_per_tick, tick).nearest(tick)

    def open(self, tick: int) -> ItemPopup:
        """Open the popup that sets the tempo from a tick on."""
        score = self._editor.score
        now = maps.in_force(score.tempi, tick) or score.tempi[0]
        field = text_field(f"{now.bpm:.3f}".rstrip("0").rstrip("."), "120")
        notes = Choice(
            {
                BEATS: "Notes stay at their bars and beats: the music gets faster or slower",
                MOMENTS: "Notes are heard when they were: other bars are laid under them",
            },
            BEATS,
        )

        def take() -> None:
            tempi = maps.put(score.tempi, Tempo.from_bpm(tick, parse_bpm(field.text())))
            moves = notes.chosen == MOMENTS
            changed = change_tempi(score, tempi, keeps_seconds=moves)
            draft = Draft(changed, self._editor.selection, "Change tempo", scope=TIME if moves else WHOLE)
            self._editor.apply(draft)

        def remove() -> None:
            self._write([p for p in self.points() if p.tick != tick], "Delete")

        is_change = tick > 0 and any(tempo.tick == tick for tempo in score.tempi)
        popup = ItemPopup(
            "Tempo from here",
            {"Beats a minute": field, "Notes": notes},
            take,
            self,
            remove=remove if is_change else None,
        )
        x = min(max(0, round(self.geometry_now.x_of(tick))), self.width() - 1)
        popup.open_at(self.mapToGlobal(QPoint(x, self.height() + 2)))
        return popup


def parse_bpm(text: str) -> float:
    """Read a tempo in beats a minute; raises ValueError with a sentence for the user."""
    try:
        bpm = float(text.strip().replace(",", "."))
    except ValueError:
        bpm = 0.0
    if not TEMPO.lowest <= bpm <= TEMPO.highest:
        raise ValueError(f"A tempo is a number from {TEMPO.lowest} to {TEMPO.highest} beats a minute.")
    return bpm
