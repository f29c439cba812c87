"""The roll's picture without what moves: the ground (grid and other tracks) and the edited track upon it."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFont, QPainter

from audiogenesis_desktop.editing.folding import Rows
from audiogenesis_desktop.editing.geometry import Geometry
from audiogenesis_desktop.editing.note_table import JoinedTable, NoteTable, NoteTables, Selected
from audiogenesis_desktop.editing.snapping import STRAIGHT, Ruling
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.ui.roll.painting.grid import faded, paint_grid
from audiogenesis_desktop.ui.roll.painting.notes import GHOST_OPACITY, paint_ghosts, paint_notes, paint_selected
from audiogenesis_desktop.ui.roll.painting.tiles import Tiles
from audiogenesis_desktop.ui.theme import Theme

MUTED_GHOST_OPACITY = 0.1


class Layers:
    """Two layers of tiles, each repainted only when what it shows has changed."""

    def __init__(self, theme: Theme, tables: NoteTables) -> None:
        """Begin with an empty score; `tables` may be shared with whoever else looks at its notes."""
        self._theme = theme
        self._font = QFont()
        self._score = Score()
        self._track_id = -1
        self._ruling, self._shades_scale = STRAIGHT, False
        self._selection: frozenset[Note] = frozenset()
        self._selected = Selected(())
        self._notes: tuple[Note, ...] | None = None
        self._tables = tables
        self._ghosts = JoinedTable(())
        self._ground_key: tuple[object, ...] = ()
        self._scale: tuple[float, int, Rows, float] = (0.0, 0, (), 0.0)
        self._is_ground_new = self._is_front_new = True
        self._ground = Tiles(self._paint_ground)
        self._front = Tiles(self._paint_front)

    def set_look(self, theme: Theme, font: QFont) -> None:
        """Take other colours or another font."""
        self._theme, self._font = theme, font
        self._forget(ground=True)

    def show(
        self,
        score: Score,
        track_id: int,
        selection: frozenset[Note],
        *,
        ruling: Ruling = STRAIGHT,
        shades_scale: bool = False,
    ) -> None:
        """Show this from now on, and forget the tiles that it makes untrue."""
        ground = (*self._ground_of(score, track_id), ruling, shades_scale)
        notes = next((track.notes for track in score.tracks if track.id == track_id), None)
        is_front_new = notes is not self._notes or selection is not self._selection
        if selection is not self._selection:
            whole = NoteTable(()) if notes is None else self._tables.of(track_id, notes)
            self._selection, self._selected = selection, whole.only(selection)
        self._score, self._track_id, self._notes = score, track_id, notes
        self._ruling, self._shades_scale = ruling, shades_scale
        if ground != self._ground_key:
            self._ground_key, self._ghosts = ground, self._joined()
            self._forget(ground=True)
        elif is_front_new:
            self._forget(ground=False)

    def _ground_of(self, score: Score, track_id: int) -> tuple[object, ...]:
        """Return all that the ground is painted from; notes by identity, which is quick to compare."""
        ghosts = tuple(
            (track.id, None if track.id == track_id else id(track.notes), track.mix.mute, track.is_drums, track.colour)
            for track in score.tracks
        )
        return track_id, ghosts, score.keys, score.meters, self._tables.end_tick(score)

    def _joined(self) -> JoinedTable:
        return JoinedTable([self._tables.of(t.id, t.notes) for t in self._score.tracks if t.id != self._track_id])

    def _forget(self, *, ground: bool) -> None:
        self._front.clear()
        self._is_front_new = True
        if ground:
            self._ground.clear()
            self._is_ground_new = True

    def draw(self, painter: QPainter, geometry: Geometry, area: QRect, ratio: float) -> None:
        """Draw the part of the view that lies in `area`.

        What is new is painted straight: while zooming or dragging each frame is new, and tiles would never
        be used again. They are made when the same is drawn a second time.
        """
        scale = (geometry.pixels_per_tick, geometry.row_height, geometry.rows, ratio)
        if scale != self._scale:
            self._scale = scale
            self._forget(ground=True)
        if self._is_ground_new:
            self._paint_ground(painter, geometry)
        elif self._is_front_new:
            self._ground.draw(painter, geometry, area, ratio)
        else:
            self._front.draw(painter, geometry, area, ratio)
            return
        self._paint_edited(painter, geometry)
        self._is_ground_new = self._is_front_new = False

    def _paint_ground(self, painter: QPainter, geometry: Geometry) -> None:
        score, edited = self._score, self._edited
        paint_grid(
            painter,
            geometry,
            score,
            theme=self._theme,
            is_drums=edited is not None and edited.is_drums,
            ruling=self._ruling,
            shades_scale=self._shades_scale,
            end_tick=self._tables.end_tick(score),
        )
        paint_ghosts(painter, geometry, self._ghosts, colours=self._ghost_colours())

    def _ghost_colours(self) -> list[QColor]:
        return [
            faded(self._theme.colour_of(track, index), MUTED_GHOST_OPACITY if track.mix.mute else GHOST_OPACITY)
            for index, track in enumerate(self._score.tracks)
            if track.id != self._track_id
        ]

    def _paint_front(self, painter: QPainter, geometry: Geometry) -> None:
        ratio = painter.device().devicePixelRatio()
        self._ground.draw(painter, geometry, QRect(0, 0, geometry.width, geometry.height), ratio)
        self._paint_edited(painter, geometry)

    @property
    def _edited(self) -> Track | None:
        return next((track for track in self._score.tracks if track.id == self._track_id), None)

    def _paint_edited(self, painter: QPainter, geometry: Geometry) -> None:
        track = self._edited
        if track is None:
            return
        painter.setFont(self._font)
        colour = self._theme.colour_of(track, self._score.tracks.index(track))
        keys = () if track.is_drums else self._score.keys
        table = self._tables.of(track.id, track.notes)
        paint_notes(painter, geometry, table, but=self._selected, colour=colour, theme=self._theme, keys=keys)
        if self._selection:
            paint_selected(painter, geometry, self._selected, colour=colour, theme=self._theme, keys=keys)
