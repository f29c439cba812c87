"""Changes of meter and key over the roll; notes stay where they are or go along, as is chosen."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from audiogenesis_desktop.editing.scope import TIME, WHOLE
from audiogenesis_desktop.score import maps
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.retiming import change_meter
from audiogenesis_desktop.score.score import KeyAt, Meter, Score
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.theory.rekeying import change_key
from audiogenesis_desktop.ui.roll.editor import Editor
from audiogenesis_desktop.ui.roll.lanes.item_lane import ItemLane
from audiogenesis_desktop.ui.roll.lanes.item_popup import Choice, ItemPopup, text_field
from audiogenesis_desktop.ui.roll.viewport import Viewport
from audiogenesis_desktop.ui.theme import Theme

HEIGHT = 20
STAY, MOVE = "Notes stay", "Notes move"
_DENOMINATORS = (1, 2, 4, 8, 16, 32)
_MOST_BEATS = 32


class SignatureLane(ItemLane):
    """Shows `score.meters` and `score.keys` where they change; what holds from the beginning cannot be moved."""

    thing = "meter or key"

    def __init__(self, viewport: Viewport, editor: Editor, theme: Theme) -> None:
        """Make an empty lane."""
        super().__init__(viewport, editor, theme, name="Meter, key", height=HEIGHT)

    def ticks(self) -> Sequence[int]:
        """Return where meter or key change."""
        return sorted({meter.tick for meter in self.score.meters} | {key.tick for key in self.score.keys})

    def item_at(self, x: float) -> int | None:
        """Return the change whose words lie at an x."""
        found = None
        for tick in self.ticks():
            left = self.geometry_now.x_of(tick)
            if left - 3 <= x <= left + self.fontMetrics().horizontalAdvance(self._text(tick)) + 10:
                found = tick
        return found

    def grip_at(self, x: float) -> int | None:
        """Return the change whose line is near an x; the beginning stays."""
        return super().grip_at(x) or None

    def snapped(self, tick: float) -> int:
        """Return the bar line nearest to a tick: elsewhere a new meter would cut a bar short."""
        meters = MeterMap(self._editor.score.meters)
        bar = meters.position(max(0, round(tick))).bar
        start, end = meters.bar_start(bar), meters.bar_start(bar + 1)
        return start if tick - start < end - tick else end

    def moved(self, score: Score, tick: int, to_tick: int) -> Score:
        """Return the score with what changes at a tick changing elsewhere."""
        if to_tick <= 0:
            return score
        meters, keys = maps.shifted(score.meters, tick, to_tick), maps.shifted(score.keys, tick, to_tick)
        return replace(score, meters=meters, keys=keys)

    def lifted(self, score: Score, tick: int) -> Score:
        """Return the score without a change; a piece always begins in some meter."""
        meters = maps.lift(score.meters, tick) if tick else score.meters
        keys = maps.lift(score.keys, tick)
        return score if (meters, keys) == (score.meters, score.keys) else replace(score, meters=meters, keys=keys)

    def popup(self, tick: int) -> ItemPopup:
        """Return the popup that sets meter and key from a tick on."""
        meter = maps.in_force(self.score.meters, tick) or Meter(0, 4, 4)
        key = maps.in_force(self.score.keys, tick)
        meter_text = f"{meter.numerator}/{meter.denominator}"
        key_text = Key(key.tonic, key.mode).name if key else ""
        meter_field, key_field = text_field(meter_text, "3/4"), text_field(key_text, "D minor")
        bars = Choice({STAY: "Bar lines move over the notes", MOVE: "Each bar's notes go with their bar"}, STAY)
        pitches = Choice({MOVE: "Notes go to the same degree of the new key", STAY: "Only the name changes"}, MOVE)

        def take() -> None:
            score, typed, scope = self._editor.score, key_field.text().strip(), WHOLE
            if typed and typed != key_text:
                other = change_key(score, KeyAt(tick, *_parse_key(typed)), moves_notes=pitches.chosen == MOVE)
                score = self._editor.permitted(score, other)  # before time moves: locked notes go along with that alone
            if meter_field.text() != meter_text:
                new = parse_meter(meter_field.text(), tick)
                score, scope = change_meter(score, new, moves_bars=bars.chosen == MOVE), TIME
            self.commit(score, "Change meter or key", scope)

        bar = MeterMap(self.score.meters).position(tick).bar
        is_change = tick in self.ticks() and tick > 0
        fields = {"Meter": meter_field, "": bars, "Key": key_field, " ": pitches}
        bars.setAccessibleName("Notes when the meter changes")
        pitches.setAccessibleName("Notes when the key changes")
        return ItemPopup(
            f"Meter and key from bar {bar}",
            fields,
            take,
            self,
            remove=(lambda: self.remove(tick)) if is_change else None,
        )

    def _text(self, tick: int) -> str:
        meters = [f"{m.numerator}/{m.denominator}" for m in self.score.meters if m.tick == tick]
        keys = [Key(k.tonic, k.mode).name for k in self.score.keys if k.tick == tick]
        return "  ".join([*meters, *keys])

    def paint_items(self, painter: QPainter) -> None:
        """Paint a line and the words of each change."""
        for tick in self.ticks():
            left = round(self.geometry_now.x_of(tick))
            painter.fillRect(left, 2, 1, self.height() - 4, self.theme.line_strong)
            painter.setPen(self.theme.selection if tick == self.chosen else self.theme.text)
            box = QRect(left + 6, 0, 400, self.height() - 1)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._text(tick))


def parse_meter(text: str, tick: int) -> Meter:
    """Read "6/8"; raises ValueError with a sentence for the user."""
    above, _, below = text.replace(" ", "").partition("/")
    is_meter = above.isdecimal() and below.isdecimal() and int(below) in _DENOMINATORS
    if not is_meter or not 1 <= int(above) <= _MOST_BEATS:
        raise ValueError("Write a meter such as 4/4, 3/4, 6/8 or 7/8.")
    return Meter(tick, int(above), int(below))


def _parse_key(text: str) -> Key:
    try:
        return Key.parse(text)
    except ValueError as error:
        raise ValueError("Write a key such as C major, F# minor or Eb.") from error
