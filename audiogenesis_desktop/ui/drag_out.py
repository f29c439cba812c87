"""Dragging or copying a track or the selected notes out of the window: another program gets a MIDI file."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QPoint, QRectF, Qt, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.perform.performing import perform
from audiogenesis_desktop.score.excerpt import notes_alone, track_alone
from audiogenesis_desktop.score.score import Note, Score
from audiogenesis_desktop.studio.jobs import sentence_of
from audiogenesis_desktop.studio.notices import DANGER, Notice
from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.theory.instruments import of_program
from audiogenesis_desktop.ui.roll.clipboard import MIDI_FORMATS
from audiogenesis_desktop.ui.roll.view import RollView
from audiogenesis_desktop.ui.theme import RADIUS, ROW_HEIGHT, SPACE
from audiogenesis_desktop.ui.track_list import TrackList

Begin = Callable[[QWidget, QMimeData, QPixmap], object]


def midi_mime(path: Path) -> QMimeData:
    """Return a MIDI file as other programs take it: by its place, and as MIDI data."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    for kind in MIDI_FORMATS:
        data.setData(kind, path.read_bytes())
    return data


def begin_drag(source: QWidget, data: QMimeData, picture: QPixmap) -> None:
    """Let the system drag data from a widget; returns when it has been dropped or given up."""
    drag = QDrag(source)
    drag.setMimeData(data)
    drag.setPixmap(picture)
    drag.setHotSpot(QPoint(-2 * SPACE, -2 * SPACE))
    drag.exec(Qt.DropAction.CopyAction)


class DragOut(QObject):
    """Makes the files; `begin` is what drags them, and holds until they are dropped."""

    def __init__(self, studio: Studio, track_list: TrackList, roll: RollView, *, begin: Begin = begin_drag) -> None:
        """Listen to the track list and the roll."""
        super().__init__(roll)
        self._studio, self._track_list, self._roll, self.begin = studio, track_list, roll, begin
        track_list.dragged_out.connect(self._drag_track)
        roll.canvas.dragged_out.connect(self._drag_notes)

    def copy_track(self) -> None:
        """Put the edited track's file on the clipboard, as dragging it would carry it."""
        if self._roll.editor.track is not None:
            path = self._written(track_alone(perform(self._studio.document.score), self._roll.editor.track_id))
            if path is not None:
                QGuiApplication.clipboard().setMimeData(midi_mime(path))

    def _drag_track(self, track_id: int) -> None:
        score = self._studio.document.score
        self._drag(self._track_list, track_alone(perform(score), track_id))

    def _drag_notes(self, notes: frozenset[Note]) -> None:
        score, track_id = self._studio.document.score, self._roll.editor.track_id
        self._drag(self._roll, notes_alone(score, track_id, notes))

    def _drag(self, source: QWidget, score: Score) -> None:
        path = self._written(score)
        if path is not None:
            self.begin(source, midi_mime(path), _picture(source, path.name))

    def _written(self, score: Score) -> Path | None:
        """Return the file of a score that is one track, or None once it is told that it cannot be written."""
        track = score.tracks[0]
        name = track.name or of_program(track.program, track.is_drums).name.capitalize()
        try:
            return self._studio.dragged.write(score, name)
        except (AudiogenesisError, OSError) as error:
            self._studio.noticed.emit(Notice("file", sentence_of(error), DANGER))
            return None


def _picture(source: QWidget, name: str) -> QPixmap:
    """Return the file's name on a label, to go with the pointer."""
    ratio, metrics = source.devicePixelRatioF(), source.fontMetrics()
    name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, 60 * SPACE)
    width = metrics.horizontalAdvance(name) + 6 * SPACE
    picture = QPixmap(round(width * ratio), round(ROW_HEIGHT * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter, box = QPainter(picture), QRectF(0.5, 0.5, width - 1, ROW_HEIGHT - 1)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(source.font())
    painter.setPen(source.palette().mid().color())
    painter.setBrush(source.palette().window())
    painter.drawRoundedRect(box, RADIUS, RADIUS)
    painter.setPen(source.palette().windowText().color())
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
    painter.end()
    return picture
