"""A lane of things that lie in time: a click chooses one, a drag moves it, double-click or Enter opens it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QMenu

from audiogenesis_desktop.editing.curve_tools import MoveItem
from audiogenesis_desktop.editing.scope import WHOLE, Scope
from audiogenesis_desktop.editing.tools import Draft, Pointer
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.ui.roll.editor import Editor
from audiogenesis_desktop.ui.roll.keys import claims_escape
from audiogenesis_desktop.ui.roll.lanes.item_popup import ItemPopup
from audiogenesis_desktop.ui.roll.lanes.lane import Lane
from audiogenesis_desktop.ui.roll.viewport import Viewport
from audiogenesis_desktop.ui.theme import Theme

GRIP_PIXELS = 6
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ItemLane(Lane):
    """Things are told by their ticks. Each lane says where they are, what moving makes of them, and their popup."""

    item_chosen = Signal()  # another thing is chosen, or none
    menu_opening = Signal(QMenu)  # to which others may add; the thing it is about is chosen by then
    thing = "thing"  # what one of them is called

    def __init__(self, viewport: Viewport, editor: Editor, theme: Theme, *, name: str, height: int) -> None:
        """Make an empty lane."""
        super().__init__(viewport, theme, name=name, height=height)
        self.setAccessibleDescription(
            f"Left and right go from {self.thing} to {self.thing}, Enter edits, Insert adds one at the playhead, "
            "Delete takes it away."
        )
        self.setToolTip(f"Double-click adds or edits a {self.thing}; drag moves it, Del takes it away")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._editor = editor
        self.chosen: int | None = None  # its tick
        self._gesture: MoveItem | None = None

    # What a lane of one kind knows

    def ticks(self) -> Sequence[int]:
        """Return where the things begin."""
        raise NotImplementedError

    def item_at(self, x: float) -> int | None:
        """Return the tick of the thing at an x."""
        raise NotImplementedError

    def grip_at(self, x: float) -> int | None:
        """Return the tick of the thing that a drag from an x would move."""
        near = [tick for tick in self.ticks() if abs(self.geometry_now.x_of(tick) - x) <= GRIP_PIXELS]
        return min(near, key=lambda tick: abs(self.geometry_now.x_of(tick) - x), default=None)

    def moved(self, score: Score, tick: int, to_tick: int) -> Score:
        """Return the score with a thing elsewhere."""
        raise NotImplementedError

    def lifted(self, score: Score, tick: int) -> Score:
        """Return the score without a thing."""
        raise NotImplementedError

    def popup(self, tick: int) -> ItemPopup:
        """Return the popup that edits the thing at a tick, or makes one there."""
        raise NotImplementedError

    # What all have in common

    def place_for(self, tick: float) -> int:
        """Return the thing at a tick, or where a new one would be put."""
        return round(tick) if round(tick) in self.ticks() else self.snapped(tick)

    def commit(self, score: Score, label: str, scope: Scope = WHOLE) -> None:
        """Make a change one undo step."""
        self._editor.apply(Draft(score, self._editor.selection, label, scope=scope))

    def snapped(self, tick: float) -> int:
        """Return the point of the grid nearest to a tick."""
        return self._editor.snap(self.geometry_now.pixels_per_tick, tick).nearest(tick)

    def open(self, tick: int) -> ItemPopup:
        """Open the popup of the thing at a tick, existing or new."""
        popup = self.popup(tick)
        x = min(max(0, round(self.geometry_now.x_of(tick))), self.width() - 1)
        popup.open_at(self.mapToGlobal(QPoint(x, self.height() + 2)))
        return popup

    def remove(self, tick: int) -> None:
        """Take the thing at a tick away."""
        changed = self.lifted(self._editor.score, tick)
        self.chosen = None
        if changed is not self._editor.score:
            self.commit(changed, f"Delete {self.thing}")
        self.update()

    def choose(self, tick: int | None) -> None:
        """Mark a thing as the one that keys mean, and bring it into view."""
        self.chosen = tick
        geometry = self.geometry_now
        if tick is not None and not 0 <= geometry.x_of(tick) < max(1, geometry.width):
            self.viewport.set_geometry(geometry.showing_tick(tick))
        self.update()
        self.item_chosen.emit()

    def is_chosen(self, tick: int) -> bool:
        """Return whether keys and menus mean the thing at a tick."""
        return tick == self.chosen

    # Mouse

    def _pointer(self, event: QMouseEvent) -> Pointer:
        at, held = event.position(), event.modifiers()
        return Pointer(
            at.x(),
            at.y(),
            max(0.0, self.geometry_now.tick_at(at.x())),
            0,
            alt=bool(held & Qt.KeyboardModifier.AltModifier),
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what is pressed, and begin to move what has a grip there."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        x = event.position().x()
        grip = self.grip_at(x)
        self.choose(grip if grip is not None else self.item_at(x))
        if grip is not None:
            pointer = self._pointer(event)
            snap = self._editor.snap(self.geometry_now.pixels_per_tick, grip)
            label = f"Move {self.thing}"
            self._gesture = MoveItem(grip, self._editor.selection, pointer, snap, self.moved, label)
            self._editor.begin(self._gesture, pointer)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on, or show what a press would do."""
        if self._gesture is not None and self._editor.is_busy:
            self._editor.drag(self._pointer(event))
            self.chosen = self._gesture.landed
        elif self.grip_at(event.position().x()) is not None:
            self.setCursor(Qt.CursorShape.SizeHorCursor)
        else:
            self.setCursor(Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Commit."""
        if event.button() == Qt.MouseButton.LeftButton and self._gesture is not None:
            self._editor.release(self._pointer(event))
            self._gesture = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open what is there, or make a new one; the press before has begun no drag that goes on."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._editor.cancel()
            self._gesture = None
            x = event.position().x()
            at = self.item_at(x)
            self.open(self.snapped(max(0.0, self.geometry_now.tick_at(x))) if at is None else at)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done there."""
        at, here = self.item_at(event.pos().x()), self.snapped(max(0.0, self.geometry_now.tick_at(event.pos().x())))
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if at is not None:
            if not self.is_chosen(at):
                self.choose(at)
            menu.addAction(f"Edit {self.thing}…", lambda: self.open(at))
            menu.addAction(f"Delete {self.thing}", lambda: self.remove(at))
            menu.addSeparator()
        menu.addAction(f"Add a {self.thing} here…", lambda: self.open(here))
        self.menu_opening.emit(menu)
        menu.popup(event.globalPos())

    # Keys

    def event(self, event: QEvent) -> bool:
        """Keep Escape for a drag."""
        return claims_escape(event, lambda: self._editor.is_busy) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from thing to thing, open, add, take away; Escape gives a drag up."""
        if event.key() == Qt.Key.Key_Escape and self._editor.cancel():
            self._gesture = None
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.ticks() and not event.modifiers():
            self._go(1 if event.key() == Qt.Key.Key_Right else -1)
        elif event.key() == Qt.Key.Key_Insert:
            self.open(self.snapped(self.playhead))
        elif self.chosen is not None and event.key() in _ENTER:
            self.open(self.chosen)
        elif self.chosen is not None and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove(self.chosen)
        else:
            super().keyPressEvent(event)

    def _go(self, by: int) -> None:
        ticks = list(self.ticks())
        if self.chosen is None:
            self.choose(ticks[0] if by > 0 else ticks[-1])
            return
        beside = [tick for tick in ticks if (tick > self.chosen if by > 0 else tick < self.chosen)]
        if beside:
            self.choose(beside[0] if by > 0 else beside[-1])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the focus."""
        super().focusOutEvent(event)
        self.update()

    def paint(self, painter: QPainter) -> None:
        """Paint the things, then the focus."""
        self.paint_items(painter)
        if self.hasFocus():
            painter.setPen(self.theme.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -2))

    def paint_items(self, painter: QPainter) -> None:
        """Paint the things."""
        raise NotImplementedError
