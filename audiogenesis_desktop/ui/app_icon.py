"""The program's own icon, painted: a few notes of a roll and the playhead, in the colours of the dark theme."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from audiogenesis_desktop.ui.theme import DARK

_SIZES = (16, 24, 32, 48, 64, 128, 256)
# In shares of the side: left, top, width of each note, and which track's colour it has.
_NOTES = (
    (0.14, 0.62, 0.30, 0),
    (0.26, 0.44, 0.34, 1),
    (0.46, 0.26, 0.24, 2),
    (0.62, 0.62, 0.24, 0),
    (0.68, 0.44, 0.18, 4),
)
_THICK, _PLAYHEAD = 0.12, 0.44


def app_icon() -> QIcon:
    """Return the icon at every size that desktops ask for, 16 to 256 pixels."""
    icon = QIcon()
    for side in _SIZES:
        icon.addPixmap(_painted(side))
    return icon


def _painted(side: int) -> QPixmap:
    picture = QPixmap(QSize(side, side))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(DARK.surface_2)
    painter.drawRoundedRect(QRectF(0, 0, side, side), 0.2 * side, 0.2 * side)
    for left, top, width, track in _NOTES:
        painter.setBrush(DARK.track_colour(track))
        painter.drawRoundedRect(QRectF(left * side, top * side, width * side, _THICK * side), 0.04 * side, 0.04 * side)
    painter.setBrush(DARK.accent)
    painter.drawRect(QRectF(round(_PLAYHEAD * side), 0.12 * side, max(1.0, round(0.03 * side)), 0.76 * side))
    painter.end()
    return picture
