"""What lies over the window while files are dragged over it: where to drop them, and what that will do."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QMimeData, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from audiogenesis_desktop.delivery.picture.looking import is_video
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.ui.file_dialogs import MUSIC_SUFFIXES
from audiogenesis_desktop.ui.roll.painting.grid import faded
from audiogenesis_desktop.ui.roll.view import RollView
from audiogenesis_desktop.ui.theme import PROMPT_SIZE, RADIUS, SPACE, Theme


class Target(NamedTuple):
    """What a drop would do: open a new piece, or add tracks at the `tick` of a bar, or with None at the playhead."""

    opens: bool
    tick: int | None = None


def music_paths(data: QMimeData) -> list[Path]:
    """Return the projects and MIDI files among what is dragged, in their order."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in MUSIC_SUFFIXES]


def video_path(data: QMimeData) -> Path | None:
    """Return the first video among what is dragged, if there is one."""
    paths = (Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    return next((path for path in paths if is_video(path)), None)


class DropZones(QWidget):
    """Two zones over the window's content: what lies above the body opens a piece, the body adds to it."""

    dropped = Signal(object, Target)  # list[Path], which PySide would copy, and where they are for

    def __init__(self, content: QWidget, body: QWidget, roll: RollView, theme: Theme) -> None:
        """Lie hidden over `content`, of which `body` is a part, and the roll a part of that."""
        super().__init__(content)
        self._content, self._body, self._roll, self._theme = content, body, roll, theme
        self._paths: Sequence[Path] = ()
        self._target: Target | None = None
        self.setAcceptDrops(True)
        self.setAccessibleName("Where to drop files")
        self.hide()

    @property
    def target(self) -> Target | None:
        """Return what a drop would do now, or None while nothing is dragged over this."""
        return self._target

    def set_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""
        self._theme = theme
        self.update()

    def begin(self, paths: Sequence[Path]) -> None:
        """Lie over everything, for files that are dragged."""
        self._paths, self._target = paths, None
        self.setGeometry(self._content.rect())
        self.raise_()
        self.show()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take MIDI files."""
        paths = music_paths(event.mimeData())
        if paths:
            self._paths = paths
            event.acceptProposedAction()
            self._point_at(event.position().toPoint())

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show what a drop would do here."""
        event.acceptProposedAction()
        self._point_at(event.position().toPoint())

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Go away with the files."""
        self._target = None
        self.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell what was dropped, and on what."""
        paths, target = music_paths(event.mimeData()), self._target_at(event.position().toPoint())
        self._target = None
        self.hide()
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths, target)

    def _point_at(self, at: QPoint) -> None:
        target = self._target_at(at)
        if target != self._target:
            self._target = target
            self.update()

    def _target_at(self, at: QPoint) -> Target:
        if at.y() < self._top_of_body():
            return Target(opens=True)
        canvas = self._roll.canvas
        there = canvas.mapFrom(self.window(), self.mapTo(self.window(), at))
        if not canvas.isVisible() or not canvas.rect().contains(there):
            return Target(opens=False)
        tick = max(0.0, self._roll.viewport.geometry.tick_at(there.x()))
        meters = self._meters()
        return Target(opens=False, tick=meters.bar_start(meters.position(int(tick)).bar))

    def _meters(self) -> MeterMap:
        return MeterMap(self._roll.editor.score.meters)

    def _top_of_body(self) -> int:
        return self._body.mapTo(self.window(), QPoint(0, 0)).y() - self.mapTo(self.window(), QPoint(0, 0)).y()

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Veil what lies below, the less where a drop would go, and say what it would do."""
        painter, top = QPainter(self), self._top_of_body()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(PROMPT_SIZE)
        painter.setFont(font)
        above, below = QRect(0, 0, self.width(), top), QRect(0, top, self.width(), self.height() - top)
        zones = (
            (above, self._words("Open", "as a new piece"), self._aims(opens=True)),
            (below, self._words("Add", f"as tracks at {self._place()}"), self._aims(opens=False)),
        )
        for area, _, is_aimed in zones:
            self._paint_zone(painter, area, is_aimed=is_aimed)
        self._paint_bar(painter)
        for area, words, is_aimed in zones:
            self._paint_words(painter, area, words, is_aimed=is_aimed)
        painter.end()

    def _aims(self, *, opens: bool) -> bool:
        return self._target is not None and self._target.opens == opens

    def _words(self, verb: str, how: str) -> str:
        count = len(self._paths)
        return f"{verb} {how}" if count < 2 else f"{verb} {count} files {how}"

    def _place(self) -> str:
        tick = None if self._target is None else self._target.tick
        return "the playhead" if tick is None else f"bar {self._meters().position(tick).bar}"

    def _paint_zone(self, painter: QPainter, area: QRect, *, is_aimed: bool) -> None:
        theme, box = self._theme, QRectF(area).adjusted(2 * SPACE, 2 * SPACE, -2 * SPACE, -2 * SPACE)
        painter.fillRect(area, faded(theme.surface_0, 0.4 if is_aimed else 0.75))
        painter.setPen(QPen(theme.accent if is_aimed else theme.line_strong, 2, Qt.PenStyle.DashLine))
        painter.setBrush(faded(theme.accent, 0.12) if is_aimed else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, RADIUS, RADIUS)

    def _paint_words(self, painter: QPainter, area: QRect, words: str, *, is_aimed: bool) -> None:
        theme = self._theme
        label = QRectF(painter.fontMetrics().boundingRect(words)).adjusted(-4 * SPACE, -2 * SPACE, 4 * SPACE, 2 * SPACE)
        label.moveCenter(QRectF(area).center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.surface_2)
        painter.drawRoundedRect(label, RADIUS, RADIUS)
        painter.setPen(theme.text if is_aimed else theme.text_dim)
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_bar(self, painter: QPainter) -> None:
        """Paint a line over the roll where the tracks would begin."""
        if self._target is None or self._target.tick is None:
            return
        canvas = self._roll.canvas
        corner = self.mapFrom(self.window(), canvas.mapTo(self.window(), QPoint(0, 0)))
        x = corner.x() + round(self._roll.viewport.geometry.x_of(self._target.tick))
        painter.fillRect(max(x, corner.x()), corner.y(), 2, canvas.height(), self._theme.accent)
