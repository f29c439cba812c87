"""The piano keys beside the roll, or the drums by name; a press lets one be heard."""

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from audiogenesis_desktop.editing.folding import Rows
from audiogenesis_desktop.theory.spelling import key_at, pitch_name
from audiogenesis_desktop.ui.roll.editor import Editor
from audiogenesis_desktop.ui.roll.painting.grid import is_black
from audiogenesis_desktop.ui.roll.painting.notes import mixed
from audiogenesis_desktop.ui.roll.viewport import Viewport
from audiogenesis_desktop.ui.theme import LABEL_SIZE, Theme

WIDTH = 80
_BLACK_SHARE = 0.6
_LOUDEST, _SOFTEST = 112, 48
_LABELLED_HEIGHT = 8  # of a row, in pixels, from which labels of neighbours do not touch
_NAMED_HEIGHT = 11  # of a row, in pixels, from which each has its name where not all are shown

# General MIDI percussion key map, 35..81, short enough for a row.
DRUM_NAMES = dict(
    enumerate(
        (
            "Kick 2",
            "Kick",
            "Side stick",
            "Snare",
            "Clap",
            "Snare 2",
            "Low tom 2",
            "Closed hat",
            "Low tom",
            "Pedal hat",
            "Mid tom 2",
            "Open hat",
            "Mid tom",
            "High tom 2",
            "Crash",
            "High tom",
            "Ride",
            "China",
            "Ride bell",
            "Tambourine",
            "Splash",
            "Cowbell",
            "Crash 2",
            "Vibraslap",
            "Ride 2",
            "High bongo",
            "Low bongo",
            "Mute conga",
            "Open conga",
            "Low conga",
            "High timbale",
            "Low timbale",
            "High agogo",
            "Low agogo",
            "Cabasa",
            "Maracas",
            "Whistle",
            "Long whistle",
            "Short guiro",
            "Long guiro",
            "Claves",
            "High block",
            "Low block",
            "Mute cuica",
            "Open cuica",
            "Mute triangle",
            "Triangle",
        ),
        start=35,
    )
)


class Keyboard(QWidget):
    """Keys on the roll's rows. Further right on a key is louder."""

    auditioned = Signal(int, int)  # pitch, velocity

    def __init__(self, viewport: Viewport, editor: Editor, theme: Theme) -> None:
        """Show the keys of the editor's track."""
        super().__init__()
        self._viewport, self._editor, self._theme = viewport, editor, theme
        self._held: int | None = None
        self._hovered: int | None = None
        self.setAccessibleName("Keyboard")
        self.setAccessibleDescription("Press a key to hear it.")
        self.setFixedWidth(WIDTH)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        viewport.changed.connect(self.update)
        editor.changed.connect(self.update)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint keys or names."""
        painter = QPainter(self)
        font = QFont(self.font())
        font.setPixelSize(LABEL_SIZE)
        painter.setFont(font)
        painter.fillRect(self.rect(), self._theme.surface_1)
        pitches = self._viewport.geometry.visible_rows()
        if self._is_drums():
            self._paint_drums(painter, pitches)
        else:
            self._paint_keys(painter, pitches)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), self._theme.line)
        painter.end()

    def _is_drums(self) -> bool:
        track = self._editor.track
        return track is not None and track.is_drums

    def _row(self, pitch: int) -> QRect:
        geometry = self._viewport.geometry
        return QRect(0, geometry.y_of(pitch), self.width() - 1, geometry.row_height)

    def _paint_keys(self, painter: QPainter, pitches: Rows) -> None:
        theme, is_folded = self._theme, bool(self._viewport.geometry.rows)
        # Ivory, not paper: a bright stripe would draw the eye away from the notes.
        ivory = mixed(theme.key_white, theme.surface_1, 0.25 if theme.is_dark else 0)
        for pitch in pitches:
            row = self._row(pitch)
            painter.fillRect(row, ivory)
            if is_black(pitch):
                self._paint_black(painter, pitch, row, is_folded=is_folded)
            else:
                self._light(painter, pitch, row)
            # White keys meet at B and C, and at E and F; elsewhere the border runs on from the black key.
            if pitch % 12 in (0, 5) or is_folded:
                painter.fillRect(0, row.bottom(), row.width(), 1, theme.line_strong)
        for pitch in pitches:
            is_named = is_folded and self._row(pitch).height() >= _NAMED_HEIGHT
            if is_named or pitch % 12 == 0 or pitch == self._hovered:
                self._label(painter, pitch)

    def _paint_black(self, painter: QPainter, pitch: int, row: QRect, *, is_folded: bool) -> None:
        theme = self._theme
        width = round(row.width() * _BLACK_SHARE)
        if not is_folded:
            painter.fillRect(width, row.center().y(), row.width() - width, 1, theme.line_strong)
        painter.fillRect(0, row.top(), width, row.height(), theme.key_black)
        if pitch in (self._held, self._hovered):
            painter.setOpacity(0.9 if pitch == self._held else 0.35)
            painter.fillRect(0, row.top(), width, row.height(), theme.accent)
            painter.setOpacity(1.0)

    def _light(self, painter: QPainter, pitch: int, row: QRect) -> None:
        if pitch in (self._held, self._hovered):
            painter.setOpacity(0.7 if pitch == self._held else 0.25)
            painter.fillRect(row, self._theme.accent)
            painter.setOpacity(1.0)

    def _label(self, painter: QPainter, pitch: int) -> None:
        row, is_folded = self._row(pitch), bool(self._viewport.geometry.rows)
        if is_folded and row.height() < _LABELLED_HEIGHT:  # rows of two octaves may then lie one below the other
            return
        text = pitch_name(pitch, key_at(self._editor.score.keys, 0))
        painter.setPen(self._theme.key_text)
        box = row.adjusted(0, -5, -6, 5)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_drums(self, painter: QPainter, pitches: Rows) -> None:
        theme = self._theme
        height = self._viewport.geometry.row_height
        for pitch in pitches:
            row = self._row(pitch)
            self._light(painter, pitch, row)
            painter.fillRect(0, row.bottom(), row.width(), 1, theme.line)
            name = DRUM_NAMES.get(pitch, "")
            if height < 11 and pitch != self._hovered:
                continue
            painter.setPen(theme.text if pitch == self._hovered else theme.text_dim)
            text = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, row.width() - 10)
            painter.drawText(row.adjusted(6, -4, -4, 4), Qt.AlignmentFlag.AlignVCenter, text)

    def set_hovered(self, pitch: int | None) -> None:
        """Light up the key of the row under the pointer."""
        if pitch != self._hovered:
            self._hovered = pitch
            self.update()

    def _sound(self, event: QMouseEvent) -> None:
        geometry, y = self._viewport.geometry, event.position().y()
        pitch = geometry.pitch_at(y)
        if pitch != self._held and geometry.has_row_at(y):
            self._held = pitch
            share = min(1.0, max(0.0, event.position().x() / self.width()))
            self.auditioned.emit(pitch, round(_SOFTEST + share * (_LOUDEST - _SOFTEST)))
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Sound a key."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._sound(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Slide over the keys while one is held."""
        self.set_hovered(self._viewport.geometry.pitch_at(event.position().y()))
        if self._held is not None:
            self._sound(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._held = None
        self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        """Light up nothing."""
        self.set_hovered(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll or zoom with the roll."""
        self._viewport.wheel(event)
