"""The column left of the lanes: what each is called, and in the corner how the pointer works."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from audiogenesis_desktop.editing.snapping import step_name
from audiogenesis_desktop.ui.actions.actions import Actions
from audiogenesis_desktop.ui.roll.editor import Editor
from audiogenesis_desktop.ui.roll.keyboard import WIDTH
from audiogenesis_desktop.ui.roll.keys import asks_for_key
from audiogenesis_desktop.ui.roll.lanes.lane import Lane
from audiogenesis_desktop.ui.roll.viewport import Viewport
from audiogenesis_desktop.ui.theme import LABEL_SIZE, Theme

_FOLDED_HEIGHT = 20
_DIVISIONS = ("grid_triplet", "grid_dotted")


class Filler(QWidget):
    """What lies in a corner where there is nothing."""

    def __init__(self, theme: Theme) -> None:
        """Be as large as the corner."""
        super().__init__()
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface_1)
        painter.end()


class GutterLabel(Filler):
    """A lane's name beside it; a foldable lane is folded away by a click on its name."""

    folded = Signal(bool)  # whether it is folded away now

    def __init__(self, lane: Lane, theme: Theme) -> None:
        """Name a lane."""
        super().__init__(theme)
        self._lane, self._full_height = lane, lane.height()
        self._is_foldable = False
        self.setFixedSize(WIDTH, lane.height())

    def make_foldable(self) -> None:
        """Let a click or the Space key fold the lane away."""
        self._is_foldable = True
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"Show or hide {self._lane.accessibleName().lower()}")
        self.setToolTip("Show or hide")

    def set_lane_height(self, height: int) -> None:
        """Let the lane have another height whenever it is shown, and its name with it."""
        if height != self._full_height:
            self._full_height = height
            self._lane.setFixedHeight(height)
            if not self._lane.isHidden():
                self.setFixedHeight(height)

    def fold(self, is_folded: bool) -> None:
        """Fold the lane away, or show it; the name stays."""
        if is_folded == self._lane.isHidden():
            return
        self._lane.setVisible(not is_folded)
        self.setFixedHeight(_FOLDED_HEIGHT if is_folded else self._full_height)
        self.folded.emit(is_folded)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Fold or unfold."""
        if self._is_foldable and event.button() == Qt.MouseButton.LeftButton:
            self.fold(not self._lane.isHidden())

    def event(self, event: QEvent) -> bool:
        """Keep Space for folding while the keyboard is here."""
        if asks_for_key(event) and event.key() == Qt.Key.Key_Space:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Fold or unfold with Space or Enter."""
        if self._is_foldable and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.fold(not self._lane.isHidden())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the name at the top."""
        super().paintEvent(event)
        painter = QPainter(self)
        font = QFont(self.font())
        font.setPixelSize(LABEL_SIZE)
        painter.setFont(font)
        painter.setPen(self._theme.text_dim)
        box = self.rect().adjusted(8, 0, -8, -1)
        if self.height() > 40:
            box.setBottom(24)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._shown_name())
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.line)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), self._theme.line)
        if self._is_foldable:
            painter.fillRect(0, 0, self.width(), 1, self._theme.line_strong)
        if self.hasFocus():
            painter.setPen(self._theme.accent)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _shown_name(self) -> str:
        fold = "" if not self._is_foldable else "▸ " if self._lane.isHidden() else "▾ "
        return fold + self._lane.accessibleName()


class Corner(QWidget):
    """How the pointer works: pencil or arrow, and the grid that it holds to."""

    def __init__(self, viewport: Viewport, editor: Editor, theme: Theme, actions: Actions) -> None:
        """Show and set the editor's modes."""
        super().__init__()
        self._viewport, self._editor, self._theme, self._actions = viewport, editor, theme, actions
        self.setFixedWidth(WIDTH)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 1)
        layout.setSpacing(2)
        self.pencil = self._button("Pencil", 26)
        self.pencil.setDefaultAction(actions["pencil"])
        self.grid = self._grid_button()
        layout.addWidget(self.pencil)
        layout.addWidget(self.grid)
        layout.addStretch(1)
        editor.changed.connect(self._show_step)
        viewport.changed.connect(self._show_step)
        for kind in _DIVISIONS:
            actions[kind].changed.connect(self._tell_keys)
        self._tell_keys()
        self.set_theme(theme)
        self._show_step()

    def _button(self, name: str, width: int) -> QToolButton:
        button = QToolButton(self)
        button.setAccessibleName(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setFixedSize(width, 24)
        button.setIconSize(QSize(16, 16))
        return button

    def _grid_button(self) -> QToolButton:
        button, menu = self._button("Grid", 44), QMenu(self)
        self._actions.fill(menu, self._actions.table.menu("grid"))
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    def _tell_keys(self) -> None:
        """Name the keys that the grid's divisions have now."""
        keys = [self._actions.offer(kind).key for kind in _DIVISIONS]
        triplets, dotted = (f" ({key})" if key else "" for key in keys)
        self.grid.setToolTip(f"Grid: triplets{triplets}, dotted{dotted}, or fixed to a note")

    def _show_step(self) -> None:
        geometry, editor = self._viewport.geometry, self._editor
        tick = geometry.visible_ticks()[0]
        meter = editor.meter(tick)
        name = step_name(editor.snap(geometry.pixels_per_tick, tick).step, meter, editor.division)
        if name != self.grid.text():
            self.grid.setText(name)
            self.grid.setAccessibleDescription(name)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.setStyleSheet(
            "QToolButton { border: none; border-radius: 6px; background: transparent;"
            f" color: {theme.text_dim.name()}; font-size: {LABEL_SIZE + 1}px; }}"
            "QToolButton::menu-indicator { image: none; width: 0; }"
            f"QToolButton:hover {{ background: {theme.surface_2.name()}; }}"
            f"QToolButton:checked {{ background: {theme.surface_3.name()}; color: {theme.accent.name()}; }}"
            f"QToolButton:focus {{ border: 1px solid {theme.accent.name()}; }}"
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the hairlines."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface_1)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.line)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), self._theme.line)
        painter.end()
