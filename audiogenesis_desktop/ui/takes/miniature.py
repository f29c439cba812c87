"""A piece in miniature: every note of every track in its colour, as a picture that is painted once."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.ui.roll.overview import pitch_span
from audiogenesis_desktop.ui.roll.painting.grid import faded
from audiogenesis_desktop.ui.theme import Theme

_LEAST_WIDTH = 1.0  # pixels of a note
_MARGIN = 3


def miniature(score: Score, size: QSize, theme: Theme, ratio: float) -> QPixmap:
    """Return the picture of a piece, as large as `size` in pixels that `ratio` of the screen's make up."""
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setPen(Qt.PenStyle.NoPen)
    low, high = pitch_span(score)
    across, down = size.width() / max(1, score.end_tick), (size.height() - 2 * _MARGIN) / max(12, high - low + 1)
    for index, track in enumerate(score.tracks):
        painter.setBrush(faded(theme.colour_of(track, index), 0.3 if track.mix.mute else 0.9))
        for note in track.notes:
            top = _MARGIN + (high - note.pitch) * down
            width = max(_LEAST_WIDTH, note.length_ticks * across - 0.5)
            painter.drawRect(QRectF(note.start_tick * across, top, width, max(1.0, down)))
    painter.end()
    return picture
