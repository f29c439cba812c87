"""One track in the list: name, instrument, colour, mute, solo, volume."""

from dataclasses import replace

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from audiogenesis_desktop.score.score import Mix, Track
from audiogenesis_desktop.theory.instruments import Instrument, of_kit, of_program, sound_name
from audiogenesis_desktop.ui.elided import name_in_sentence, plain_label, sentence
from audiogenesis_desktop.ui.icons import picture
from audiogenesis_desktop.ui.instrument_chooser import InstrumentChooser, capitalised
from audiogenesis_desktop.ui.level_meter import LevelLine
from audiogenesis_desktop.ui.name_edit import NameEdit
from audiogenesis_desktop.ui.slider import SlimSlider
from audiogenesis_desktop.ui.theme import ROW_HEIGHT, SPACE, Theme

_BUTTON_WIDTH, _BUTTON_HEIGHT = 6 * SPACE, 5 * SPACE
_VOLUME_WIDTH = 11 * SPACE
_LEAST_WITH_VOLUME = 56 * SPACE  # width of a row, below which its name has the volume's place


def role_after(name: str, instrument: str) -> str | None:
    """Return what a track's name says after its instrument's, ", lead" or nothing; None where it bears another."""
    role = name[len(instrument) :]
    bears_it = name.lower().startswith(instrument.lower()) and (not role or role.startswith(", "))
    return role if bears_it else None


class Swatch(QToolButton):
    """A track's colour; a click offers another instrument."""

    def __init__(self) -> None:
        """Begin without a colour."""
        super().__init__()
        self.setObjectName("swatch")
        self.colour, self.ring = QColor(), QColor()
        self.is_dimmed = False
        self.setFixedSize(_BUTTON_HEIGHT, _BUTTON_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the square, with a ring under the pointer or in focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colour)
        painter.setOpacity(0.35 if self.is_dimmed else 1.0)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(5, 5, -5, -5), 2.5, 2.5)
        if self.underMouse() or self.hasFocus():
            painter.setOpacity(1.0)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.ring, 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2.5, 2.5, -2.5, -2.5), 4, 4)
        painter.end()


class TrackRow(QWidget):
    """Shows one track and asks for changes to it; it changes nothing by itself."""

    activated = Signal()
    added = Signal(bool)  # to those that are chosen, or taken from them; or else with all on the way to it
    renamed = Signal(str)  # the new name
    instrument_chosen = Signal(Instrument)
    audition_requested = Signal(Instrument)  # that is to be tried out
    settings_requested = Signal()
    menu_opening = Signal(QMenu)  # to which others may add
    mix_previewed = Signal(Mix)
    mix_committed = Signal(Mix, str)  # what was done to it: "Mute", "Change volume of"
    mix_reverted = Signal()
    step_requested = Signal(int)  # to the row above (-1) or below (1)
    reach_requested = Signal(int)  # the same, to mean what is there as well

    def __init__(self, track: Track, colour: QColor, theme: Theme) -> None:
        """Lay out the row for a track."""
        super().__init__()
        self.track, self._colour, self._theme = track, colour, theme
        self._is_edited = self.is_chosen = False
        self._sounds: tuple[Instrument, ...] = ()
        self._volume_before = track.mix.volume
        self.setFixedHeight(ROW_HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.name = NameEdit()
        self.name.renamed.connect(self.renamed)
        self.name.pressed.connect(self._press)
        self.swatch = Swatch()
        self.swatch.clicked.connect(self._choose_instrument)
        self.instrument = plain_label()
        self.instrument.setObjectName("dim")
        self.lock = QLabel()
        self.lock.setToolTip("Locked: its notes cannot be edited by hand (F4 unlocks)")
        self.mute = self._toggle("M", "mute", "Mute")
        self.solo = self._toggle("S", "solo", "Solo")
        self.volume = self._volume_slider()
        self.level = LevelLine(theme, colour)
        self._lay_out()
        self.set_edited(False)
        self.set_track(track, colour)

    def set_track(self, track: Track, colour: QColor) -> None:
        """Show a track as it is now."""
        self.track, self._colour = track, colour
        instrument = capitalised(self._present.name)
        self.name.show_name(track.name or instrument)
        self.instrument.setText(instrument)
        self._fit()
        self.mute.setChecked(track.mix.mute)
        self.solo.setChecked(track.mix.solo)
        if not self.volume.isSliderDown():
            self.volume.blockSignals(True)
            self.volume.setValue(track.mix.volume)
            self.volume.blockSignals(False)
        self._describe(instrument)
        self._colour_parts()
        self.update()

    def set_sounds(self, sounds: tuple[Instrument, ...]) -> None:
        """Offer these sounds, and know their names."""
        self._sounds = sounds
        self.set_track(self.track, self._colour)

    @property
    def _present(self) -> Instrument:
        """Return the sound of the track; the SoundFont names what General MIDI does not."""
        track = self.track
        own = of_kit(track.program) if track.is_drums else of_program(track.program)
        own = own._replace(name=sound_name(track.program, track.is_drums))
        if not (track.program if track.is_drums else track.bank):
            return own  # General MIDI names it
        if not track.is_drums:
            own = own._replace(bank=track.bank, name=f"{own.name}, bank {track.bank >> 7}")
        key = (own.bank, own.program, own.is_drums)
        return next((s for s in self._sounds if (s.bank, s.program, s.is_drums) == key), own)

    def set_edited(self, is_edited: bool) -> None:
        """Show whether this is the track that the roll edits; Tab stops at this row alone, arrows go on."""
        self._is_edited = is_edited
        policy = Qt.FocusPolicy.TabFocus if is_edited else Qt.FocusPolicy.NoFocus
        for stop in self.tab_stops:
            stop.setFocusPolicy(policy)
        self.update()

    def set_chosen(self, is_chosen: bool) -> None:
        """Show whether it is one of several tracks that are meant at once."""
        self.is_chosen = is_chosen
        self.update()

    @property
    def tab_stops(self) -> tuple[QWidget, ...]:
        """Return what the keyboard reaches in this row, in order."""
        return self, self.swatch, self.mute, self.solo, self.volume

    def set_theme(self, theme: Theme, colour: QColor) -> None:
        """Take on another theme's colours."""
        self._theme, self._colour = theme, colour
        self._colour_parts()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring the track to the front of the roll; with Ctrl or Shift it is meant beside the one that is there."""
        if event.button() != Qt.MouseButton.RightButton:
            self._press(event.modifiers())

    def _press(self, held: Qt.KeyboardModifier) -> None:
        if held & Qt.KeyboardModifier.ControlModifier:
            self.added.emit(False)
        elif held & Qt.KeyboardModifier.ShiftModifier:
            self.added.emit(True)
        else:
            self.activated.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to other tracks, Shift adds them; F2 renames, M mutes, S solos, Enter instruments, F4 settings."""
        actions = {
            Qt.Key.Key_Up: lambda: self.step_requested.emit(-1),
            Qt.Key.Key_Down: lambda: self.step_requested.emit(1),
            Qt.Key.Key_Return: self._choose_instrument,
            Qt.Key.Key_Enter: self._choose_instrument,
            Qt.Key.Key_F2: self.name.begin,
            Qt.Key.Key_F4: self.settings_requested.emit,
            Qt.Key.Key_M: self.mute.click,
            Qt.Key.Key_S: self.solo.click,
        }
        if event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            actions = {Qt.Key.Key_Up: lambda: self.reach_requested.emit(-1)}
            actions[Qt.Key.Key_Down] = lambda: self.reach_requested.emit(1)
        is_plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        action = actions.get(Qt.Key(event.key())) if is_plain else None
        if action is not None:
            action()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground, the colour and the focus."""
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._is_edited or self.is_chosen or self.underMouse():
            painter.setBrush(theme.surface_2)
            painter.setOpacity(1.0 if self._is_edited or self.is_chosen else 0.5)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 0, -4, 0), 6, 6)
            painter.setOpacity(1.0)
        if self.is_chosen:
            painter.setBrush(theme.selection)
            painter.drawRoundedRect(QRectF(4, 6, 2, self.height() - 12), 1, 1)
        if self.hasFocus():
            painter.setPen(theme.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4.5, 0.5, -4.5, -0.5), 6, 6)
        painter.end()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * SPACE, 0, 3 * SPACE, 0)
        row.setSpacing(0)
        row.addWidget(self.swatch)
        row.addWidget(self.name, 1)
        row.addWidget(self.instrument)
        row.addSpacing(SPACE)
        row.addWidget(self.lock)
        row.addWidget(self.mute)
        row.addWidget(self.solo)
        row.addSpacing(SPACE)
        loudness = QVBoxLayout()
        loudness.setSpacing(0)
        loudness.addStretch(1)
        loudness.addWidget(self.volume)
        loudness.addWidget(self.level)
        loudness.addStretch(1)
        row.addLayout(loudness)
        self.name.setFixedHeight(6 * SPACE)
        self.volume.setFixedSize(_VOLUME_WIDTH, _BUTTON_HEIGHT)
        self.level.setFixedWidth(_VOLUME_WIDTH)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for the name first."""
        super().resizeEvent(event)
        for part in (self.volume, self.level):
            part.setVisible(self.width() >= _LEAST_WITH_VOLUME)
        self._fit()

    def _fit(self) -> None:
        """Show the instrument where it tells more than the name does and the name still has room."""
        name, instrument = self.track.name, self.instrument.text()
        rest = self.mute.x() - self.name.x() - self.name.fontMetrics().horizontalAdvance(name) - 5 * SPACE
        is_news = bool(name) and role_after(name, instrument) is None
        self.instrument.setVisible(is_news and self.instrument.sizeHint().width() <= rest)

    def _toggle(self, letter: str, name: str, word: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setText(letter)
        button.setCheckable(True)
        button.setFixedSize(_BUTTON_WIDTH, _BUTTON_HEIGHT)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda on: self._toggled(name, word, on))
        return button

    def _toggled(self, name: str, word: str, on: bool) -> None:
        self.mix_committed.emit(replace(self.track.mix, **{name: on}), word if on else f"Un{word.lower()}")

    def _choose_instrument(self) -> None:
        chooser = InstrumentChooser(self, self._present, self._sounds)
        chooser.chosen.connect(self.instrument_chosen)
        chooser.audition_requested.connect(self.audition_requested)
        chooser.open_at(self.swatch.mapToGlobal(self.swatch.rect().bottomLeft()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done to the track, or to those that are chosen with it."""
        if not self.is_chosen:
            self.activated.emit()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Settings…", self.settings_requested.emit)
        menu.addAction("Instrument…", self._choose_instrument)
        menu.addAction("Rename", self.name.begin)
        self.menu_opening.emit(menu)
        menu.popup(event.globalPos())

    def _volume_slider(self) -> SlimSlider:
        slider = SlimSlider(self._theme, highest=127, home=Mix().volume)
        slider.valueChanged.connect(self._volume_changed)
        slider.sliderPressed.connect(self._remember_volume)
        slider.sliderReleased.connect(self._commit_volume)
        return slider

    def _remember_volume(self) -> None:
        self._volume_before = self.track.mix.volume

    def _volume_changed(self, value: int) -> None:
        if self.volume.isSliderDown():
            self.mix_previewed.emit(replace(self.track.mix, volume=value))
        else:  # the keyboard
            self._remember_volume()
            self._commit_volume()

    def _commit_volume(self) -> None:
        volume = self.volume.value()
        if volume == self._volume_before:
            self.mix_reverted.emit()
        else:
            self.mix_committed.emit(replace(self.track.mix, volume=volume), "Change volume of")

    def _colour_parts(self) -> None:
        muted = self.track.mix.mute
        self.lock.setPixmap(picture("lock", self._theme.text_dim.name()))
        self.lock.setVisible(self.track.is_locked)
        for part in (self.volume, self.level):
            part.set_colours(self._theme, self._theme.text_dim if muted else self._colour)
        self.swatch.colour, self.swatch.ring, self.swatch.is_dimmed = self._colour, self._theme.text_dim, muted
        self.swatch.update()

    def _describe(self, instrument: str) -> None:
        name = self.track.name or instrument
        self.setAccessibleName(f"Track {name}")
        facts = [instrument, f"{len(self.track.notes)} notes", self.track.port, "locked" * self.track.is_locked]
        told, shown = " · ".join([name_in_sentence(name), *filter(None, facts)]), name_in_sentence(name)
        self.setToolTip(sentence(f"{told} (F4 or a right click: settings; Ctrl+click: rework it, too)"))
        self.name.setAccessibleName(f"Name of {name}")
        self.name.setToolTip(sentence(f"{shown} (double-click or F2 renames, dragged out it is a MIDI file)"))
        self.swatch.setAccessibleName(f"Instrument of {name}: {instrument}")
        self.swatch.setToolTip(f"{instrument} (click to change the instrument)")
        self.mute.setAccessibleName(f"Mute {name}")
        self.mute.setToolTip(f"Mute {shown} (M)")
        self.solo.setAccessibleName(f"Solo {name}")
        self.solo.setToolTip(f"Solo {shown} (S)")
        self.volume.setAccessibleName(f"Volume of {name}")
        self.level.setAccessibleName(f"Level of {name}")
        self.volume.setToolTip(f"Volume {self.volume.value()} of 127 (double-click: {Mix().volume})")
