"""The frame at the playhead: a small picture at once, the sharp one as soon as the playhead rests."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QContextMenuEvent,
    QFont,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from audiogenesis_desktop.delivery.picture.frames import LONGEST_SIDE
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio.screening import Screening
from audiogenesis_desktop.ui.picture.thumbnails import image_of
from audiogenesis_desktop.ui.roll.frame_marks import TimeCode
from audiogenesis_desktop.ui.theme import LABEL_SIZE, SPACE, Theme

_REST_MS = 90  # without a move, after which the sharp frame is asked for
_FOOT = 5 * SPACE
_USUAL_HEIGHT = 44 * SPACE


class PicturePane(QWidget):
    """Shows the video's frame where the playhead is, in its own proportions, with its time code."""

    menu_requested = Signal(object)  # QPoint on the screen
    put_back = Signal()  # the window of its own was closed

    def __init__(self, screening: Screening, theme: Theme, timecode: Callable[[], TimeCode]) -> None:
        """Show what is screened; labels count as `timecode` has it."""
        super().__init__()
        self._screening, self._theme, self._timecode = screening, theme, timecode
        self._score = Score()
        self._tempi = TempoMap(self._score.tempi)
        self._tick, self.is_playing = 0.0, False
        self._small: tuple[int, QPixmap] | None = None  # a small picture's number, and itself
        self._sharp: tuple[float, QPixmap] | None = None  # a moment of the video, and its frame
        self._asked: float | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._ask)
        self.setAccessibleName("Picture at the playhead")
        self.setWindowTitle("Picture")
        self.setMinimumHeight(24 * SPACE)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        screening.changed.connect(self._anew)
        screening.start_moved.connect(self._show)
        screening.progressed.connect(lambda _: self._show())
        screening.sharpened.connect(self._sharpened)

    def sizeHint(self) -> QSize:
        """Return a size at which much can be seen."""
        return QSize(0, _USUAL_HEIGHT)

    @property
    def moment(self) -> float:
        """Return the second of the video that is at the playhead."""
        return self._tempi.seconds(max(0.0, self._tick)) + self._screening.starts_at_seconds

    @property
    def is_sharp(self) -> bool:
        """Return whether the very frame is shown, as sharp as there is room for."""
        return self._has_sharp or (self._small is not None and self._does_small_do)

    @property
    def _has_sharp(self) -> bool:
        return self._sharp is not None and self._sharp[0] == self._frame_moment

    @property
    def _does_small_do(self) -> bool:
        """Return whether the small pictures are every frame there is, and as large as the pane."""
        frames, picture = self._screening.frames, self._screening.picture
        if frames is None or picture is None or not frames.covers(self.moment):
            return False
        is_large_enough = max(picture.fitting(self._wanted)) <= max(picture.fitting(LONGEST_SIDE))
        return frames.rate == picture.frames_per_second and is_large_enough

    @property
    def _wanted(self) -> int:
        """Return how many pixels of the screen the longer side has."""
        return round(max(self.width(), self.height() - _FOOT) * self.devicePixelRatioF())

    @property
    def image(self) -> QPixmap | None:
        """Return what is shown, None where there is nothing."""
        if self._is_outside:
            return None
        if self._has_sharp and self._sharp is not None:
            return self._sharp[1]
        return self._small[1] if self._small is not None else self._sharp[1] if self._sharp is not None else None

    def set_score(self, score: Score) -> None:
        """Find moments by another score's tempi."""
        if score.tempi != self._score.tempi:
            self._tempi = TempoMap(score.tempi)
        self._score = score
        self._show()

    def set_playing(self, is_playing: bool) -> None:
        """Let small pictures run by, or sharpen the one at which it rests."""
        if is_playing != self.is_playing:
            self.is_playing = is_playing
            self._show()

    def set_playhead(self, tick: float) -> None:
        """Show the frame of another moment."""
        self._tick = tick
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    # Which picture

    @property
    def _frame_moment(self) -> float:
        """Return when the frame at the playhead begins."""
        picture = self._screening.picture
        rate = float(picture.frames_per_second) if picture is not None else 25.0
        return int(self.moment * rate + 1e-3) / rate

    @property
    def _is_outside(self) -> bool:
        picture, moment = self._screening.picture, self.moment
        return picture is None or not 0 <= moment <= picture.seconds + 1e-3

    def _anew(self) -> None:
        self._small = self._sharp = self._asked = None
        self._show()

    def _show(self) -> None:
        if not self.isVisible():
            return
        frames, moment = self._screening.frames, self.moment
        if frames is not None and frames.covers(moment):
            number = frames.number_at(moment)
            if self._small is None or self._small[0] != number:
                pixmap = QPixmap.fromImage(image_of(frames.jpeg(number)))
                self._small = (number, pixmap) if not pixmap.isNull() else None
        elif frames is not None and len(frames) and moment > self._end_of(len(frames)):
            self._small = self._small if self._screening.is_looking else self._last()
        # While it plays, a timer that is begun anew at every frame would never come to its end.
        if not self._is_outside and not self.is_sharp and not (self.is_playing and self._rest.isActive()):
            self._rest.start()
        self.update()

    def _end_of(self, count: int) -> float:
        assert self._screening.frames is not None
        return count / float(self._screening.frames.rate)

    def _last(self) -> tuple[int, QPixmap] | None:
        frames = self._screening.frames
        assert frames is not None
        number = len(frames) - 1
        if self._small is not None and self._small[0] == number:
            return self._small
        return number, QPixmap.fromImage(image_of(frames.jpeg(number)))

    def _ask(self) -> None:
        """Ask for the sharp frame, unless small ones run by."""
        frames, moment = self._screening.frames, self._frame_moment
        has_small = frames is not None and frames.covers(moment)
        if self._is_outside or self.is_sharp or (self.is_playing and has_small) or self._asked == moment:
            return
        self._asked = moment
        self._screening.sharpen(moment, self._wanted)

    def _sharpened(self, seconds: float, jpeg: bytes) -> None:
        self._sharp = seconds, QPixmap.fromImage(image_of(jpeg))
        self._asked = None
        self.update()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Go back to where it came from."""
        event.ignore()
        self.put_back.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is at the playhead by now."""
        super().showEvent(event)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for a frame of the new size."""
        super().resizeEvent(event)
        self._sharp = self._asked = None
        self._show()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the video."""
        self.menu_requested.emit(event.globalPos())

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the frame as large as fits, and under it its time code and the video's name."""
        painter, picture = QPainter(self), self._screening.picture
        painter.fillRect(self.rect(), self._theme.surface_0)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if picture is not None:
            room = QRectF(0, 1, self.width(), self.height() - _FOOT - 1)
            self._paint_frame(painter, _fitted(picture.size, room))
            self._paint_foot(painter)
        painter.fillRect(0, 0, self.width(), 1, self._theme.line)
        painter.end()

    def _paint_frame(self, painter: QPainter, box: QRectF) -> None:
        image = self.image
        if image is None:
            painter.fillRect(box, self._theme.surface_1)
            return
        painter.drawPixmap(box, image, QRectF(image.rect()))

    def _paint_foot(self, painter: QPainter) -> None:
        assert self._screening.picture is not None
        font = QFont(self.font())
        font.setPixelSize(LABEL_SIZE)
        painter.setFont(font)
        foot = self.rect().adjusted(2 * SPACE, self.height() - _FOOT, -2 * SPACE, 0)
        label = "after its end" if self._is_outside else self._timecode().label_at(max(0.0, self.moment))
        painter.setPen(self._theme.text)
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, label)
        taken = painter.fontMetrics().horizontalAdvance(label) + 3 * SPACE
        name = painter.fontMetrics().elidedText(
            self._screening.picture.path.name, Qt.TextElideMode.ElideMiddle, max(0, foot.width() - taken)
        )
        painter.setPen(self._theme.text_dim)
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)


def _fitted(size: tuple[int, int], room: QRectF) -> QRectF:
    """Return the largest box of a picture's proportions in the middle of a room."""
    scale = min(room.width() / size[0], room.height() / size[1])
    box = QRectF(0, 0, size[0] * scale, size[1] * scale)
    box.moveCenter(room.center())
    return box
