"""The piano roll with its ruler, lanes, keyboard and overview, as one widget."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from audiogenesis_desktop.editing.commands import load_commands
from audiogenesis_desktop.editing.folding import Fold, rows_of
from audiogenesis_desktop.editing.geometry import Geometry
from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.score.score import Meter, Score
from audiogenesis_desktop.ui.actions.actions import Actions
from audiogenesis_desktop.ui.roll.canvas import Canvas
from audiogenesis_desktop.ui.roll.editor import Editor
from audiogenesis_desktop.ui.roll.following import Following
from audiogenesis_desktop.ui.roll.grid_commands import GridCommands
from audiogenesis_desktop.ui.roll.gutter import Corner, Filler, GutterLabel
from audiogenesis_desktop.ui.roll.keyboard import Keyboard
from audiogenesis_desktop.ui.roll.lanes.lane import Lane
from audiogenesis_desktop.ui.roll.lanes.lane_stack import Lanes
from audiogenesis_desktop.ui.roll.lanes.velocity_lane import HEIGHT as VELOCITY_HEIGHT
from audiogenesis_desktop.ui.roll.lanes.velocity_lane import LOW_HEIGHT as VELOCITY_LOW_HEIGHT
from audiogenesis_desktop.ui.roll.note_commands import NoteCommands
from audiogenesis_desktop.ui.roll.overview import Overview, PitchBar, pitch_span
from audiogenesis_desktop.ui.roll.ruler import Ruler
from audiogenesis_desktop.ui.roll.viewport import Viewport
from audiogenesis_desktop.ui.roll.zooming import Zooming
from audiogenesis_desktop.ui.theme import Theme

_EMPTY_BARS = 8
_WITHOUT_OVERVIEW = 40  # pixels less of notes than are useful, from which on there is no overview either
USEFUL_CANVAS_HEIGHT = 200  # pixels of notes, below which one cannot see what one edits


class RollView(QWidget):
    """Shows a Score and lets its edited track be edited. It holds no history: it emits what it makes."""

    score_previewed = Signal(Score)
    score_committed = Signal(Score, str, Scope)  # what was done, and what it is about
    edit_reverted = Signal()
    seek_requested = Signal(int)  # tick
    loop_requested = Signal(int, int)  # from tick to tick
    playhead_moved = Signal(float)  # tick
    track_activated = Signal(int)  # its id
    note_auditioned = Signal(int, int)  # pitch, velocity

    def __init__(self, theme: Theme, actions: Actions | None = None) -> None:
        """Make a view on an empty score; without the window's actions it makes some for itself."""
        super().__init__()
        self.setAccessibleName("Roll")
        self._theme = theme
        self._is_composing = self._is_playing = False
        self.following = Following()
        self._is_fit_wanted = True
        self._fitted: Geometry | None = None
        self._playhead = 0.0
        self._fold: Fold = "all"
        self.viewport = Viewport(self)
        self.editor = Editor(self)
        self.ruler = Ruler(self.viewport, self.editor, theme)
        self.actions_ = actions or Actions(load_commands(), theme, self)
        self.lanes = Lanes(self.viewport, self.editor, theme, self, self.actions_)
        self.sections, self.chords = self.lanes.sections, self.lanes.chords
        self.velocities = self.lanes.velocities
        self.canvas = Canvas(self.viewport, self.editor, theme)
        self.keyboard = Keyboard(self.viewport, self.editor, theme)
        self.overview = Overview(self.viewport, theme, self.editor.tables)
        self.pitch_bar = PitchBar(self.viewport, theme)
        self._lanes: tuple[Lane, ...] = (self.ruler, *self.lanes, self.overview)
        self.zooming = Zooming(self.viewport, self.editor, playhead=lambda: self._playhead, fit=self.zoom_to_fit)
        notes = NoteCommands(self.editor, self.viewport, lambda: self._playhead)
        self.actions_.bind(notes.commands)
        self.actions_.bind_switches(notes.switches)
        self.grid = GridCommands(self.actions_, self.editor)
        self.addActions(self.actions_.placed("roll"))
        self._grid = QGridLayout(self)
        self._lay_out()
        self._connect()
        self.lanes.show(Score())

    def _lay_out(self) -> None:
        self.corner = Corner(self.viewport, self.editor, self._theme, self.actions_)
        named = GutterLabel(self.overview, self._theme)
        self._labels: dict[Lane, GutterLabel] = {**self.lanes.labels, self.overview: named}
        self._fillers = [Filler(self._theme) for _ in range(2)]
        grid = self._grid
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        above, below = (self.ruler, *self.lanes.above), (*self.lanes.below, self.overview)
        beside: dict[QWidget, QWidget] = {self.ruler: self.corner, self.canvas: self.keyboard}
        beside.update(self._labels.items())
        for row, widget in enumerate((*above, self.canvas, *below)):
            grid.addWidget(widget, row, 1)
            grid.addWidget(beside[widget], row, 0)
        grid.addWidget(self._fillers[0], 0, 2, len(above), 1)
        grid.addWidget(self.pitch_bar, len(above), 2)
        grid.addWidget(self._fillers[1], len(above) + 1, 2, len(below), 1)
        grid.setRowStretch(len(above), 1)
        grid.setColumnStretch(1, 1)

    def _connect(self) -> None:
        editor = self.editor
        editor.previewed.connect(self.score_previewed)
        editor.committed.connect(self.score_committed)
        editor.reverted.connect(self.edit_reverted)
        editor.auditioned.connect(self.note_auditioned)
        editor.track_activated.connect(self.track_activated)
        editor.changed.connect(self._share)
        editor.changed.connect(self._show_rows)
        editor.changed.connect(self._show_state)
        self.viewport.changed.connect(self._show_rows)
        self.keyboard.auditioned.connect(self.note_auditioned)
        self.canvas.typing.played.connect(self.note_auditioned)
        self.canvas.resized.connect(self._keep_fitted)
        self.canvas.row_hovered.connect(self.keyboard.set_hovered)
        self.ruler.seek_requested.connect(self.seek_requested)
        self.ruler.loop_requested.connect(self.loop_requested)
        self.setFocusProxy(self.canvas)

    def set_score(self, score: Score) -> None:
        """Show a score."""
        before = self.editor.score
        if self._is_composing:
            self.canvas.arrive(before, score)
        was_empty = not before.tracks and not before.length_ticks
        self.editor.show_score(score)
        if was_empty and (score.tracks or score.length_ticks):
            self.zoom_to_fit()

    def _share(self) -> None:
        """Tell the lanes what the editor shows now, drafts included."""
        score = self.editor.score
        if score is self.overview.score:
            return
        end_tick = self.editor.tables.end_tick(score) or _EMPTY_BARS * (score.meters or (Meter(0, 4, 4),))[0].bar_ticks
        geometry = self.viewport.geometry
        longer = replace(geometry, end_tick=end_tick).clamped()
        if geometry == self._fitted:
            self._fitted = longer
        self.viewport.set_geometry(longer)
        for lane in self._lanes:
            lane.set_score(score)
        self.lanes.show(score)

    def _show_state(self) -> None:
        """Let commands be chosen as the selection has it, and show whether the pencil is in hand."""
        self.actions_.show(replace(self.actions_.state, selected_count=len(self.editor.selection)))
        self.actions_["pencil"].setChecked(self.editor.is_pencil)

    def set_edited_track(self, track_id: int) -> None:
        """Bring a track to the front for editing; without one of this id nothing can be edited."""
        if track_id != self.editor.track_id:
            self.editor.edit_track(track_id)
            self._bring_into_view(track_id)

    def _bring_into_view(self, track_id: int) -> None:
        """Scroll to a track's pitches if none of its notes can be seen."""
        geometry, track = self.viewport.geometry, self.editor.track
        if track is None or not track.notes or not geometry.height:
            return
        shown_low, shown_high = geometry.visible_pitches()
        if any(shown_low < note.pitch < shown_high for note in track.notes):
            return
        low, high = pitch_span(self.editor.score, track_id)
        middle = (geometry.y_of(high) + geometry.y_of(low) + geometry.row_height) / 2
        self.viewport.set_geometry(geometry.scrolled(0, middle - geometry.height / 2))

    def show_selection(self) -> None:
        """Scroll to the selected notes, in pitch and in time, as far as none of them can be seen."""
        geometry, notes = self.viewport.geometry, self.editor.selection
        if not notes or not geometry.height or not geometry.width:
            return
        (low, high), pitches = geometry.visible_pitches(), [note.pitch for note in notes]
        if not any(low < pitch < high for pitch in pitches):
            middle = (geometry.y_of(max(pitches)) + geometry.y_of(min(pitches)) + geometry.row_height) / 2
            geometry = geometry.scrolled(0, middle - geometry.height / 2)
        first, last = geometry.tick_at(0), geometry.tick_at(geometry.width)
        if not any(note.start_tick < last and note.end_tick > first for note in notes):
            geometry = geometry.scrolled(geometry.x_of(min(note.start_tick for note in notes)) - geometry.width / 4, 0)
        self.viewport.set_geometry(geometry)

    def set_playing(self, is_playing: bool) -> None:
        """Follow the playhead anew once the music begins to run."""
        if is_playing and not self._is_playing:
            self.following.resume()
            self.following.is_eased = self.canvas.may_move
        self._is_playing = is_playing

    def set_playhead(self, tick: float) -> None:
        """Move the playhead, and the view with it as far as it follows."""
        self._playhead = tick
        geometry = self.viewport.geometry
        if geometry.width:
            self.viewport.set_geometry(
                self.following.follow(geometry, tick, is_playing=self._is_playing, is_held=self.editor.is_busy)
            )
        self.canvas.set_playhead(tick)
        for lane in self._lanes:
            lane.set_playhead(tick)
        self.playhead_moved.emit(tick)

    def set_loop(self, start_tick: int | None, end_tick: int | None) -> None:
        """Show the loop region, or none."""
        loop = None if start_tick is None or end_tick is None else (start_tick, end_tick)
        self.zooming.loop = loop
        self.ruler.set_loop(loop)

    def set_composing(self, is_composing: bool) -> None:
        """Let notes that arrive from now on fade in, or simply be there."""
        self._is_composing = is_composing

    @property
    def useful_height(self) -> int:
        """Return how high the view has to be, with the lanes that are shown, for its notes to be seen."""
        shown = [lane.height() for lane in self._lanes if not lane.isHidden() and lane is not self.velocities]
        return USEFUL_CANVAS_HEIGHT + sum(shown) + (0 if self.velocities.isHidden() else VELOCITY_HEIGHT)

    @property
    def can_give(self) -> int:
        """Return how many pixels lower the velocities are where there is little height."""
        return 0 if self.velocities.isHidden() else VELOCITY_HEIGHT - VELOCITY_LOW_HEIGHT

    @property
    def is_fitted(self) -> bool:
        """Return whether the whole piece is shown as zooming to fit shows it."""
        return self._is_fit_wanted or self.viewport.geometry == self._fitted

    def zoom_to_fit(self) -> None:
        """Show the whole piece, as soon as there is a size to fit it to."""
        geometry = self.viewport.geometry
        self._is_fit_wanted = not (self.isVisible() and geometry.width > 0 and geometry.height > 0)
        if not self._is_fit_wanted:
            self._fitted = geometry.fitted(self._pitches_to_show())
            self.viewport.set_geometry(self._fitted)

    def look_at(self, geometry: Geometry) -> None:
        """Show a certain part of the piece; its size is that of the view, and a fit that was asked for is not done."""
        self._is_fit_wanted, self._fitted = False, None
        self.viewport.set_geometry(geometry.clamped())

    def _pitches_to_show(self) -> Mapping[int, int]:
        """Return how many notes have each pitch, of drums only where there is nothing else; C3 to C6 without any."""
        tracks = self.editor.score.tracks
        notes = [note for track in tracks if not track.is_drums for note in track.notes]
        return Counter(note.pitch for note in notes or (n for t in tracks for n in t.notes)) or {48: 1, 84: 1}

    def set_fold(self, fold: Fold) -> None:
        """Show all rows, or only those of the scale or those that the edited track uses."""
        was_fitted, self._fold = self.viewport.geometry == self._fitted, fold
        self._show_rows()
        if was_fitted:
            self.zoom_to_fit()

    def _show_rows(self) -> None:
        """Show the rows that the fold leaves; a gesture at work counts on those that it began with."""
        if self.editor.is_busy:
            return
        geometry = self.viewport.geometry
        folded = geometry.folded(rows_of(self._fold, used=self._used_pitches(), scale=self._scale(geometry)))
        if geometry == self._fitted:
            self._fitted = folded
        self.viewport.set_geometry(folded)

    def _used_pitches(self) -> tuple[int, ...]:
        track = self.editor.track
        return () if track is None else self.editor.tables.of(track.id, track.notes).used_pitches

    def _scale(self, geometry: Geometry) -> frozenset[int]:
        track = self.editor.track
        is_drums = track is not None and track.is_drums
        return frozenset() if is_drums else self.editor.scale_at(geometry.visible_ticks()[0])

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        themed: list[Callable[[Theme], None]] = [lane.set_theme for lane in self._lanes]
        themed += [filler.set_theme for filler in (*self._labels.values(), *self._fillers)]
        themed += [self.canvas.set_theme, self.keyboard.set_theme, self.pitch_bar.set_theme, self.corner.set_theme]
        for set_theme in themed:
            set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let velocities be lower where notes would else have no height to be seen in, and the overview go."""
        super().resizeEvent(event)
        lacks = self._height_of_all - self.height()
        self.lanes.labels[self.velocities].set_lane_height(VELOCITY_LOW_HEIGHT if lacks > 0 else VELOCITY_HEIGHT)
        is_tight = lacks > self.can_give + _WITHOUT_OVERVIEW
        for part in (self.overview, self._labels[self.overview]):
            part.setVisible(not is_tight)

    @property
    def _height_of_all(self) -> int:
        return self.useful_height + (self.overview.height() if self.overview.isHidden() else 0)

    def showEvent(self, event: QShowEvent) -> None:
        """Fit, if that was asked for before the view was shown."""
        super().showEvent(event)
        self._grid.activate()
        self._keep_fitted(self.viewport.geometry)

    def _keep_fitted(self, before: Geometry) -> None:
        """Fit again at a new size, unless the user has zoomed or scrolled since."""
        if self._is_fit_wanted or before == self._fitted:
            self.zoom_to_fit()
