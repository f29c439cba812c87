"""The roll's picture without what moves: the ground (grid and other tracks) and the edited track upon it."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QPainter

from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.ui.roll.geometry import Geometry
from audiogenesis_desktop.ui.roll.grid import paint_grid
from audiogenesis_desktop.ui.roll.note_table import NoteTable, NoteTables
from audiogenesis_desktop.ui.roll.notes import GHOST_OPACITY, paint_ghosts, paint_notes, paint_selected
from audiogenesis_desktop.ui.roll.tiles import Tiles
from audiogenesis_desktop.ui.theme import Theme

MUTED_GHOST_OPACITY = 0.1


class Layers:
    """Two layers of tiles, each repainted only when what it shows has changed."""

    def __init__(self, theme: Theme) -> None:
        """Begin with an empty score."""
        self._theme = theme
        self._font = QFont()
        self._score = Score()
        self._track_id = -1
        self._triplets = False
        self._selection: frozenset[Note] = frozenset()
        self._selected = NoteTable(())
        self._tables = NoteTables()
        self._ground = Tiles(self._paint_ground)
        self._front = Tiles(self._paint_front)

    def set_look(self, theme: Theme, font: QFont) -> None:
        """Take other colours or another font."""
        self._theme, self._font = theme, font
        self._ground.clear()
        self._front.clear()

    def show(self, score: Score, track_id: int, selection: frozenset[Note], *, triplets: bool = False) -> None:
        """Show this from now on, and forget the tiles that it makes untrue."""
        before = (self._ground_of(self._score, self._track_id), self._triplets)
        was = (self._edited_notes(self._score, self._track_id), self._selection)
        self._score, self._track_id, self._triplets = score, track_id, triplets
        if selection != self._selection:
            self._selection, self._selected = selection, NoteTable(tuple(sorted(selection)))
        if before != (self._ground_of(score, track_id), triplets):
            self._ground.clear()
            self._front.clear()
        elif was[0] is not self._edited_notes(score, track_id) or was[1] is not self._selection:
            self._front.clear()

    def _ground_of(self, score: Score, track_id: int) -> tuple[object, ...]:
        """Return all that the ground is painted from; notes by identity, which is quick to compare."""
        ghosts = tuple(
            (track.id, None if track.id == track_id else id(track.notes), track.mix.mute, track.is_drums)
            for track in score.tracks
        )
        return track_id, ghosts, score.keys, score.meters, score.end_tick

    def _edited_notes(self, score: Score, track_id: int) -> tuple[Note, ...] | None:
        return next((track.notes for track in score.tracks if track.id == track_id), None)

    def table(self, track: Track) -> NoteTable:
        """Return a track's notes as columns."""
        return self._tables.of(track.id, track.notes)

    def draw(self, painter: QPainter, geometry: Geometry, area: QRect, ratio: float) -> None:
        """Draw the part of the view that lies in `area`."""
        self._front.draw(painter, geometry, area, ratio)

    def _paint_ground(self, painter: QPainter, geometry: Geometry) -> None:
        score = self._score
        edited = next((track for track in score.tracks if track.id == self._track_id), None)
        is_drums = edited is not None and edited.is_drums
        paint_grid(painter, geometry, score, theme=self._theme, is_drums=is_drums, triplets=self._triplets)
        for index, track in enumerate(score.tracks):
            if track.id != self._track_id:
                opacity = MUTED_GHOST_OPACITY if track.mix.mute else GHOST_OPACITY
                colour = self._theme.track_colour(index)
                paint_ghosts(painter, geometry, self.table(track), colour=colour, opacity=opacity)

    def _paint_front(self, painter: QPainter, geometry: Geometry) -> None:
        ratio = painter.device().devicePixelRatio()
        area = QRect(0, 0, geometry.width, geometry.height)
        self._ground.draw(painter, geometry, area, ratio)
        painter.setFont(self._font)
        for index, track in enumerate(self._score.tracks):
            if track.id == self._track_id:
                self._paint_edited(painter, geometry, track, index)

    def _paint_edited(self, painter: QPainter, geometry: Geometry, track: Track, index: int) -> None:
        colour = self._theme.track_colour(index)
        keys = () if track.is_drums else self._score.keys
        paint_notes(painter, geometry, self.table(track), colour=colour, theme=self._theme, keys=keys)
        if self._selection:
            paint_selected(painter, geometry, self._selected, colour=colour, theme=self._theme, keys=keys)
