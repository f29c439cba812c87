"""The tracks, one above the other; each change asked for here becomes one edit of the score."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QScrollArea, QToolButton, QVBoxLayout, QWidget

from audiogenesis_desktop.score.edits import add_track, remove_track, replace_track, set_instrument, set_mix
from audiogenesis_desktop.score.score import Mix, Score, Track
from audiogenesis_desktop.studio.outputs import port_names
from audiogenesis_desktop.theory.instruments import Instrument, of_program
from audiogenesis_desktop.ui.icons import SMALL, icon
from audiogenesis_desktop.ui.instrument_chooser import InstrumentChooser, capitalised
from audiogenesis_desktop.ui.press_leaving import PressLeaving
from audiogenesis_desktop.ui.theme import SPACE, Theme
from audiogenesis_desktop.ui.track_row import TrackRow, role_after
from audiogenesis_desktop.ui.track_settings import TrackSettings


class TrackList(QWidget):
    """Name, instrument, colour, mute, solo and volume of every track."""

    score_previewed = Signal(Score)
    score_committed = Signal(Score, str)  # what was done
    edit_reverted = Signal()
    track_activated = Signal(int)  # its id
    chosen_changed = Signal()  # which tracks are meant beside the edited one
    dragged_out = Signal(int)  # a track's id
    menu_opening = Signal(int, QMenu)  # a track's id, and what others may add to
    audition_requested = Signal(Instrument)  # that is to be tried out

    def __init__(self, theme: Theme) -> None:
        """Begin with no tracks."""
        super().__init__()
        self._theme, self._score, self._edited = theme, Score(), -1
        self._beside = frozenset[int]()  # the edited track, which are meant at once with it
        self.rows: dict[int, TrackRow] = {}
        self._sounds: tuple[Instrument, ...] = ()
        self._add = QToolButton()
        self._add.setIconSize(QSize(SMALL, SMALL))
        self._add.setToolTip("Add a track")
        self._add.setAccessibleName("Add a track")
        self._add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._add.clicked.connect(self._offer_instruments)
        self._column = QVBoxLayout()
        self._lay_out()
        self.set_theme(theme)

    def set_score(self, score: Score) -> None:
        """Show the tracks of a score; rows that stay are kept."""
        before, self._score = self._score, score
        ids = [track.id for track in score.tracks]
        if ids != list(self.rows):
            self._rebuild()
        elif score.tracks is not before.tracks:
            for i, track in enumerate(score.tracks):
                if _differs(track, self.rows[track.id].track):
                    self.rows[track.id].set_track(track, self._theme.colour_of(track, i))
        if ids and self._edited not in self.rows:
            self.set_edited_track(ids[0])
            self.track_activated.emit(ids[0])

    def set_edited_track(self, track_id: int) -> None:
        """Show which track the roll edits."""
        self._edited = track_id
        self._choose(self._beside if track_id in self._beside else frozenset())
        for row_id, row in self.rows.items():
            row.set_edited(row_id == track_id)
        if track_id in self.rows:
            self._chain_tab_stops()
            self._scroll.ensureWidgetVisible(self.rows[track_id], 0, 0)

    def set_sounds(self, sounds: tuple[Instrument, ...]) -> None:
        """Offer what the SoundFont has from now on; without any, what General MIDI has."""
        self._sounds = sounds
        for row in self.rows.values():
            row.set_sounds(sounds)

    def show_levels(self, peaks: Mapping[int, float], seconds: float) -> None:
        """Show how loud each track was in the last so many seconds; 1.0 is full scale."""
        for track_id, row in self.rows.items():
            row.level.advance(peaks.get(track_id, 0.0), seconds)

    @property
    def edited_track(self) -> int:
        """Return the id of the track that the roll edits, or -1."""
        return self._edited

    @property
    def chosen_tracks(self) -> frozenset[int]:
        """Return the ids of the tracks that are meant at once: of the edited one alone, or of several."""
        there = self._beside & set(self.rows)
        return there if len(there) > 1 else frozenset({self._edited})

    def add_chosen(self, track_id: int, *, with_all_between: bool = False) -> None:
        """Mean a track as well, or no longer; or all from the edited one to it. The edited one is always meant."""
        if with_all_between:
            ids = list(self.rows)
            ends = sorted(ids.index(one) for one in (self._edited, track_id))
            self._choose(frozenset(ids[ends[0] : ends[1] + 1]))
        elif track_id != self._edited:
            self._choose((self._beside | {self._edited}) ^ {track_id})

    def _choose(self, track_ids: frozenset[int]) -> None:
        several = track_ids if len(track_ids) > 1 else frozenset()
        if several == self._beside:
            return
        self._beside = several
        for row_id, row in self.rows.items():
            row.set_chosen(row_id in several)
        self.chosen_changed.emit()

    def remove_edited_track(self) -> None:
        """Take the edited track out of the score."""
        if self._edited in self.rows:
            self.score_committed.emit(remove_track(self._score, self._edited), "Remove track")

    def set_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""
        self._theme = theme
        self._add.setIcon(icon("add", theme))
        for i, row in enumerate(self.rows.values()):
            row.set_theme(theme, theme.colour_of(row.track, i))

    def _lay_out(self) -> None:
        title = QLabel("Tracks")
        title.setObjectName("section")
        head = QHBoxLayout()
        head.setContentsMargins(3 * SPACE, 0, 2 * SPACE, 0)
        head.addWidget(title, 1)
        head.addWidget(self._add)
        inside = QWidget()
        self._column.setContentsMargins(0, 0, 0, 2 * SPACE)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        inside.setLayout(self._column)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)

    def _rebuild(self) -> None:
        for row in self.rows.values():
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = {}
        for i, track in enumerate(self._score.tracks):
            row = TrackRow(track, self._theme.colour_of(track, i), self._theme)
            row.set_sounds(self._sounds)
            self._connect(row, track.id)
            row.set_edited(track.id == self._edited)
            row.set_chosen(track.id in self._beside)
            self._column.insertWidget(i, row)
            self.rows[track.id] = row
        if self._edited in self.rows:
            self._chain_tab_stops()

    def _chain_tab_stops(self) -> None:
        before: QWidget = self._add
        for stop in self.rows[self._edited].tab_stops:
            QWidget.setTabOrder(before, stop)
            before = stop

    def _connect(self, row: TrackRow, track_id: int) -> None:
        PressLeaving((row, row.name), self).left.connect(lambda: self.dragged_out.emit(track_id))
        row.activated.connect(lambda: self._activate(track_id))
        row.added.connect(lambda with_all: self.add_chosen(track_id, with_all_between=with_all))
        row.reach_requested.connect(lambda by: self._reach(track_id, by))
        row.menu_opening.connect(lambda menu: self.menu_opening.emit(track_id, menu))
        row.audition_requested.connect(self.audition_requested)
        row.settings_requested.connect(lambda: self.open_settings(track_id))
        row.step_requested.connect(lambda by: self._step(track_id, by))
        row.renamed.connect(lambda name: self._rename(track_id, name))
        row.instrument_chosen.connect(lambda instrument: self._change_instrument(track_id, instrument))
        row.mix_previewed.connect(lambda mix: self.score_previewed.emit(set_mix(self._score, track_id, mix)))
        row.mix_reverted.connect(self.edit_reverted)
        row.mix_committed.connect(lambda mix, what: self._commit_mix(track_id, mix, what))

    def _activate(self, track_id: int) -> None:
        self._choose(frozenset())
        self.set_edited_track(track_id)
        self.track_activated.emit(track_id)

    def _step(self, track_id: int, by: int) -> None:
        ids = list(self.rows)
        to = ids[max(0, min(len(ids) - 1, ids.index(track_id) + by))]
        self._activate(to)
        self.rows[to].setFocus()

    def _reach(self, track_id: int, by: int) -> None:
        """Go to the row above or below and mean it as well; back over one that is meant, mean the last no longer."""
        ids = list(self.rows)
        to = ids[max(0, min(len(ids) - 1, ids.index(track_id) + by))]
        if to in self.chosen_tracks and track_id != to:
            self.add_chosen(track_id)
        else:
            self.add_chosen(to)
        self.rows[to].setFocus()

    def _rename(self, track_id: int, name: str) -> None:
        track = replace(self._score.track(track_id), name=name)
        self.score_committed.emit(replace_track(self._score, track), "Rename track")

    def _change_instrument(self, track_id: int, instrument: Instrument) -> None:
        track = self._score.track(track_id)
        # A track that bears its instrument's name takes on the new one's; a name given by hand stays.
        role = role_after(track.name, self.rows[track_id].instrument.text())
        name = "" if role is None else f"{capitalised(instrument.name)}{role}"
        changed = set_instrument(
            self._score, track_id, instrument.program, bank=instrument.bank, is_drums=instrument.is_drums, name=name
        )
        self.score_committed.emit(changed, "Change instrument")

    def _commit_mix(self, track_id: int, mix: Mix, what: str) -> None:
        self.score_committed.emit(set_mix(self._score, track_id, mix), f"{what} {self._name(track_id)}")

    def _name(self, track_id: int) -> str:
        return self._score.track(track_id).name or "track"

    def open_settings(self, track_id: int | None = None) -> TrackSettings | None:
        """Open the settings of a track, or of the edited one."""
        row = self.rows.get(self._edited if track_id is None else track_id)
        if row is None:
            return None
        popup = TrackSettings(row.track, self._theme, row, port_names, feel=self._score.feel)
        popup.previewed.connect(lambda track: self.score_previewed.emit(replace_track(self._score, track)))
        popup.committed.connect(lambda track, what: self.score_committed.emit(replace_track(self._score, track), what))
        popup.reverted.connect(self.edit_reverted)
        popup.open_at(row.mapToGlobal(row.rect().topRight()))
        return popup

    def _offer_instruments(self) -> None:
        chooser = InstrumentChooser(self, sounds=self._sounds)
        chooser.chosen.connect(self.add_instrument)
        chooser.audition_requested.connect(self.audition_requested)
        chooser.open_at(self._add.mapToGlobal(self._add.rect().bottomLeft()))

    def add_track(self) -> None:
        """Offer instruments for another track; where there is no list to offer them in, it is a piano."""
        if self.isVisible():
            self._offer_instruments()
        else:
            self.add_instrument(of_program(0))

    def add_instrument(self, instrument: Instrument) -> None:
        """Add an empty track for an instrument and bring it to the front."""
        name = capitalised(instrument.name)
        track = Track(0, name, instrument.program, instrument.bank, is_drums=instrument.is_drums)
        score = add_track(self._score, track)
        self.score_committed.emit(score, f"Add {name}")
        self._activate(score.tracks[-1].id)


def _differs(one: Track, other: Track) -> bool:
    """Return whether two states of a track look different in the list."""
    return one is not other and _looks(one) != _looks(other)


def _looks(track: Track) -> tuple[object, ...]:
    heard = track.transposition, track.velocity_offset, track.feel
    settings = heard, track.port, track.channel, track.colour, track.is_locked
    return track.name, track.program, track.bank, track.is_drums, track.mix, len(track.notes), settings
