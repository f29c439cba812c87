"""The mixer: a strip a track with volume, pan, reverb and chorus, side by side, and one for the whole."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from audiogenesis_desktop.score.edits import set_mix
from audiogenesis_desktop.score.score import Mix, Score, Track
from audiogenesis_desktop.studio.mixing import Found
from audiogenesis_desktop.theory.instruments import sound_name
from audiogenesis_desktop.ui.elided import ElidedLabel, name_in_sentence, sentence
from audiogenesis_desktop.ui.level_meter import LevelLine
from audiogenesis_desktop.ui.master_strip import MasterStrip
from audiogenesis_desktop.ui.sideways import SidewaysArea
from audiogenesis_desktop.ui.slider import SlimSlider
from audiogenesis_desktop.ui.theme import SPACE, Theme

if TYPE_CHECKING:
    from audiogenesis_desktop.delivery.balancing import PartLevel

CENTRE = 64
_STRIP_WIDTH = 44 * SPACE
HEIGHT, LOW_HEIGHT = 46 * SPACE, 18 * SPACE


def pan_text(pan: int) -> str:
    """Return a pan 0..127 as mixers write it: L64 to C to R63."""
    return "C" if pan == CENTRE else f"L{CENTRE - pan}" if pan < CENTRE else f"R{pan - CENTRE}"


def level_text(part: "PartLevel | None") -> str:
    """Return how loud a part is in the whole, and in a word what is wrong with that; nothing where it is not known."""
    if part is None:
        return ""
    if not isfinite(part.level_lu):
        return "silent"
    text = f"{part.level_lu:.1f} LU".replace("-", "−")
    return f"{text}, {part.words}" if part.words else text


class Fader(NamedTuple):
    """What a fader is called, where a double-click puts it, how its value (0..127) is shown, read and set."""

    name: str
    home: int
    tell: Callable[[int], str]
    of: Callable[[Mix], int]
    put: Callable[[Mix, int], Mix]


_FADERS = {
    "volume": Fader("Volume", Mix().volume, str, lambda mix: mix.volume, lambda mix, v: replace(mix, volume=v)),
    "pan": Fader("Pan", CENTRE, pan_text, lambda mix: mix.pan, lambda mix, v: replace(mix, pan=v)),
    "reverb": Fader("Reverb", Mix().reverb, str, lambda mix: mix.reverb, lambda mix, v: replace(mix, reverb=v)),
    "chorus": Fader("Chorus", Mix().chorus, str, lambda mix: mix.chorus, lambda mix, v: replace(mix, chorus=v)),
}


class Strip(QWidget):
    """One track's faders; it changes nothing by itself."""

    previewed = Signal(Mix)
    committed = Signal(Mix, str)  # what was done
    reverted = Signal()

    def __init__(self, track: Track, colour: QColor, theme: Theme) -> None:
        """Lay out the strip for a track."""
        super().__init__()
        self._theme, self._colour, self._before = theme, colour, track.mix
        self.mix = track.mix
        self.setFixedWidth(_STRIP_WIDTH)
        self.name = ElidedLabel()
        self.faders = {field: self._fader(field) for field in _FADERS}
        self.titles = {field: QLabel(_FADERS[field].name) for field in _FADERS}
        self.readouts = {field: QLabel() for field in _FADERS}
        self.mute = self._toggle("Mute", lambda on: replace(self.mix, mute=on))
        self.solo = self._toggle("Solo", lambda on: replace(self.mix, solo=on))
        self.level, self.found = LevelLine(theme, colour), QLabel()
        self._lay_out()
        self.show_track(track, colour)

    def show_track(self, track: Track, colour: QColor) -> None:
        """Show a track as it is now."""
        self.mix, self._colour = track.mix, colour
        name = track.name or sound_name(track.program, track.is_drums).capitalize()
        self.name.setText(name)
        self.name.setToolTip(sentence(name))
        self.setAccessibleName(f"Mixer strip of {name}")
        for field, fader in self.faders.items():
            row = _FADERS[field]
            value = row.of(track.mix)
            if not fader.isSliderDown():
                fader.blockSignals(True)
                fader.setValue(value)
                fader.blockSignals(False)
            fader.set_colours(self._theme, self._theme.text_dim if track.mix.mute else colour)
            fader.setAccessibleName(f"{row.name} of {name}")
            told = f"{row.name} of {name_in_sentence(name)}: {row.tell(value)}"
            fader.setToolTip(f"{told} (double-click: {row.tell(row.home)})")
            self.readouts[field].setText(row.tell(value))
        self.level.set_colours(self._theme, self._theme.text_dim if track.mix.mute else colour)
        self.level.setAccessibleName(f"Level of {name}")
        for button, is_on, word in ((self.mute, track.mix.mute, "Mute"), (self.solo, track.mix.solo, "Solo")):
            button.setChecked(is_on)
            button.setAccessibleName(f"{word} {name}")
            button.setToolTip(f"{word} {name_in_sentence(name)}")
        self.update()

    def set_low(self, is_low: bool) -> None:
        """Show volume, mute, solo and level alone, one closely below the other, or all there is."""
        for field in _FADERS:
            for part in (self.titles[field], self.faders[field], self.readouts[field]):
                part.setVisible(field == "volume" or not is_low)
        self.found.setVisible(not is_low)
        self._column.setSpacing(SPACE if is_low else 2 * SPACE)

    def show_found(self, part: "PartLevel | None") -> None:
        """Show how loud the part is among the others, or nothing where nobody has listened."""
        self.found.setText(level_text(part))
        if part is None or not isfinite(part.level_lu):
            self.found.setToolTip("")
            return
        wished = f"{part.wished_lu:.1f}".replace("-", "−")
        self.found.setToolTip(
            f"Loudness against the whole while it plays; as {part.role or 'this part'} it is to have {wished} LU"
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the track's colour over the strip, and a line beside it."""
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        painter.drawRoundedRect(QRectF(3 * SPACE, 2 * SPACE, self.width() - 6 * SPACE, 3), 1.5, 1.5)
        painter.setPen(self._theme.line)
        painter.drawLine(self.width() - 1, 2 * SPACE, self.width() - 1, self.height() - 2 * SPACE)
        painter.end()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(self.name, 1)
        head.addWidget(self.mute)
        head.addWidget(self.solo)
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * SPACE)
        grid.setVerticalSpacing(SPACE)
        for row, field in enumerate(_FADERS):
            for label in (self.titles[field], self.readouts[field]):
                label.setObjectName("dim")
            self.readouts[field].setFixedWidth(7 * SPACE)
            self.readouts[field].setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for place, part in enumerate((self.titles[field], self.faders[field], self.readouts[field])):
                grid.addWidget(part, row, place)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 4 * SPACE, 3 * SPACE, SPACE)
        column.setSpacing(2 * SPACE)
        column.addLayout(head)
        column.addWidget(self.level)
        self.found.setObjectName("dim")
        column.addWidget(self.found)
        column.addLayout(grid)
        column.addStretch(1)

    def _fader(self, field: str) -> SlimSlider:
        origin = CENTRE if field == "pan" else 0
        fader = SlimSlider(self._theme, highest=127, home=_FADERS[field].home, origin=origin)
        fader.setFixedHeight(5 * SPACE)
        fader.sliderPressed.connect(self._remember)
        fader.valueChanged.connect(lambda value: self._moved(field, value))
        fader.sliderReleased.connect(lambda: self._released(field))
        return fader

    def _remember(self) -> None:
        self._before = self.mix

    def _moved(self, field: str, value: int) -> None:
        if not self.faders[field].isSliderDown():  # the keyboard
            self._remember()
            self._released(field)
            return
        self.readouts[field].setText(_FADERS[field].tell(value))
        self.previewed.emit(_FADERS[field].put(self._before, value))

    def _released(self, field: str) -> None:
        mix = _FADERS[field].put(self._before, self.faders[field].value())
        if mix == self._before:
            self.reverted.emit()
        else:
            self.committed.emit(mix, f"Change {_FADERS[field].name.lower()} of")

    def _toggle(self, word: str, switched: Callable[[bool], Mix]) -> QToolButton:
        button = QToolButton()
        button.setObjectName(word.lower())
        button.setText(word[0])
        button.setCheckable(True)
        button.setFixedSize(6 * SPACE, 5 * SPACE)
        button.clicked.connect(lambda on: self.committed.emit(switched(on), word if on else f"Un{word.lower()}"))
        return button


class Mixer(SidewaysArea):
    """The strips of a score's tracks; each change asked for becomes one edit."""

    score_previewed = Signal(Score)
    score_committed = Signal(Score, str)  # what was done
    edit_reverted = Signal()

    def __init__(
        self,
        theme: Theme,
        find: Callable[[Score], Found | None] = lambda _score: None,
        actions: Sequence[QAction] = (),
    ) -> None:
        """Begin without tracks; `find` tells how loud parts are, and some commands are buttons of the last strip."""
        super().__init__(theme)
        self._theme, self._score, self._find, self._actions = theme, Score(), find, actions
        self.strips: dict[int, Strip] = {}
        self._live_gain_db = 0.0
        self.is_low = False
        self.setAccessibleName("Mixer")
        self.setFixedHeight(HEIGHT)
        inside = QWidget()
        self._row = QHBoxLayout(inside)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addStretch(1)
        self.setWidget(inside)
        self.master = self._made_master()

    def set_score(self, score: Score) -> None:
        """Show the tracks of a score; strips that stay are kept."""
        self._score = score
        if [track.id for track in score.tracks] != list(self.strips):
            self._rebuild()
        for i, track in enumerate(score.tracks):
            self.strips[track.id].show_track(track, self._theme.colour_of(track, i))
        self.master.show_level(score.level_db)
        self.show_found()

    def show_found(self) -> None:
        """Show how loud the parts are, and the whole, or nothing where nobody has listened to them as they are now."""
        if not self.isVisible():
            return
        found = self._find(self._score)
        for track_id, strip in self.strips.items():
            strip.show_found(found.levels.get(track_id) if found is not None else None)
        self.master.show_loudness(found.lufs if found is not None else None)

    def show_live_gain(self, gain_db: float) -> None:
        """Show how much softer than its files the piece plays."""
        self._live_gain_db = gain_db
        self.master.show_live_gain(gain_db)

    def show_levels(self, peaks: Mapping[int, float], seconds: float) -> None:
        """Show how loud each track was in the last so many seconds; 1.0 is full scale."""
        for track_id, strip in self.strips.items() if self.isVisible() else ():
            strip.level.advance(peaks.get(track_id, 0.0), seconds)

    def set_low(self, is_low: bool) -> None:
        """Be low, with levels and volumes alone, or show all faders."""
        if is_low != self.is_low:
            self.is_low = is_low
            self.setFixedHeight(LOW_HEIGHT if is_low else HEIGHT)
            self.master.set_low(is_low)
            for strip in self.strips.values():
                strip.set_low(is_low)

    def set_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""
        self._theme = theme
        self.edges.set_theme(theme)
        self._rebuild()
        before, self.master = self.master, self._made_master()
        self._row.removeWidget(before)
        before.hide()
        before.deleteLater()
        self.set_score(self._score)

    def _rebuild(self) -> None:
        for strip in self.strips.values():
            self._row.removeWidget(strip)
            strip.hide()
            strip.deleteLater()
        self.strips = {}
        for i, track in enumerate(self._score.tracks):
            strip = Strip(track, self._theme.colour_of(track, i), self._theme)
            self._connect(strip, track.id)
            strip.set_low(self.is_low)
            self._row.insertWidget(i, strip)
            self.strips[track.id] = strip

    def _made_master(self) -> MasterStrip:
        made = MasterStrip(self._theme, self._actions)
        made.previewed.connect(lambda level_db: self.score_previewed.emit(replace(self._score, level_db=level_db)))
        made.committed.connect(
            lambda level_db: self.score_committed.emit(replace(self._score, level_db=level_db), "Change master level")
        )
        made.reverted.connect(self.edit_reverted)
        made.show_live_gain(self._live_gain_db)
        made.set_low(self.is_low)
        self._row.insertWidget(len(self.strips), made)
        return made

    def _connect(self, strip: Strip, track_id: int) -> None:
        strip.previewed.connect(lambda mix: self.score_previewed.emit(set_mix(self._score, track_id, mix)))
        strip.reverted.connect(self.edit_reverted)
        strip.committed.connect(lambda mix, what: self._commit(track_id, mix, what))

    def _commit(self, track_id: int, mix: Mix, what: str) -> None:
        name = self._score.track(track_id).name or "track"
        self.score_committed.emit(set_mix(self._score, track_id, mix), f"{what} {name}")
