"""The popup of a track's settings: colour, lock, what is heard otherwise than written, port and channel."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)

from audiogenesis_desktop.score.feel import AS_WRITTEN, Feel
from audiogenesis_desktop.score.score import Mix, Track
from audiogenesis_desktop.ui.elided import ElidedLabel, sentence
from audiogenesis_desktop.ui.feel_popup import SWINGS, step_of, swing_of, swing_text
from audiogenesis_desktop.ui.mixer import CENTRE, pan_text
from audiogenesis_desktop.ui.popup import Popup, dim, figure
from audiogenesis_desktop.ui.slider import SlimSlider, popup_slider
from audiogenesis_desktop.ui.theme import SPACE, Theme

COLOURS = 12
_FARTHEST, _LOUDEST = 24, 60
HERE, AUTOMATIC = "As the studio", "Automatic"


class ColourButton(QToolButton):
    """One colour to choose; without one it is that of the track's place."""

    def __init__(self, colour: QColor | None, ring: QColor, name: str) -> None:
        """Show a colour."""
        super().__init__()
        self._colour, self._ring = colour, ring
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFixedSize(QSize(6 * SPACE, 6 * SPACE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the square, with a ring where it is chosen or in focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(5, 5, -5, -5)
        painter.setPen(QPen(self._ring, 1) if self._colour is None else Qt.PenStyle.NoPen)
        painter.setBrush(self._colour if self._colour is not None else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 3, 3)
        if self._colour is None:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "A")
        if self.isChecked() or self.hasFocus() or self.underMouse():
            painter.setOpacity(1.0 if self.isChecked() else 0.5)
            painter.setPen(QPen(self._ring, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 5, 5)
        painter.end()


class Setting(NamedTuple):
    """A slider: its name, its span, where the colour begins, how its value is shown and put into a track.

    A value of 0 stands at `middle` of the span from 0 to `highest`.
    """

    name: str
    tell: Callable[[int], str]
    put: Callable[[Track, int], Track]
    highest: int = 127
    middle: int = 0
    origin: int = 0


def offset_text(value: int) -> str:
    return f"{value:+d}" if value else "0"


def _mixed(put: Callable[[Mix, int], Mix]) -> Callable[[Track, int], Track]:
    return lambda track, value: replace(track, mix=put(track.mix, value))


_TRANSPOSITION = Setting(
    "Transposition", offset_text, lambda t, v: replace(t, transposition=v), highest=2 * _FARTHEST, middle=_FARTHEST
)
_VELOCITY = Setting(
    "Velocity", offset_text, lambda t, v: replace(t, velocity_offset=v), highest=2 * _LOUDEST, middle=_LOUDEST
)
_PAN = Setting("Pan", pan_text, _mixed(lambda mix, v: replace(mix, pan=v)), origin=CENTRE)
_REVERB = Setting("Reverb", str, _mixed(lambda mix, v: replace(mix, reverb=v)))
_CHORUS = Setting("Chorus", str, _mixed(lambda mix, v: replace(mix, chorus=v)))


def _feel_settings(track: Track, piece: Feel) -> tuple[tuple[Setting, int], ...]:
    """Return the sliders of a track's own Feel and Swing: Feel begins with what the piece has."""

    def with_amount(track: Track, step: int) -> Track:
        own = replace(track.feel or piece, amount=(step - 1) / 100) if step else None
        return replace(track, feel=own)

    def with_swing(track: Track, step: int) -> Track:
        return replace(track, feel=replace(track.feel or piece, swing=swing_of(step)))

    amount = 0 if track.feel is None else round(100 * track.feel.amount) + 1
    return (
        (Setting("Feel", lambda step: f"{step - 1} %" if step else "Piece", with_amount, highest=101), amount),
        (Setting("Swing", swing_text, with_swing, highest=SWINGS + 1), step_of((track.feel or piece).swing)),
    )


class TrackSettings(Popup):
    """Every change shows at once and is one undo step; `port_names` gives the MIDI ports that there are now."""

    previewed = Signal(Track)
    committed = Signal(Track, str)  # what was done
    reverted = Signal()

    def __init__(
        self,
        track: Track,
        theme: Theme,
        parent: QWidget,
        port_names: Callable[[], list[str]],
        *,
        feel: Feel = AS_WRITTEN,
    ) -> None:
        """Show a track's settings; `feel` is the piece's."""
        super().__init__(f"Settings of {track.name or 'track'}", parent)
        self.track, self._theme, self._port_names, self._draft = track, theme, port_names, track
        self._feel = feel
        self.colours = self._colour_buttons()
        self.lock = self._toggle()
        self.sliders = dict[str, SlimSlider]()
        self.readouts = dict[str, QLabel]()
        self.port = self._menu_button("Port", "Which MIDI port the track plays to", self._fill_ports)
        self.channel = self._menu_button("Channel", "Which MIDI channel it has there", self._fill_channels)
        self._lay_out()
        self._show_choices()

    def take_focus(self) -> None:
        """Begin at the lock."""
        self.lock.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Drop a drag that is not over."""
        if self._draft is not self.track:
            self.reverted.emit()
        super().closeEvent(event)

    # Laying out

    def _lay_out(self) -> None:
        column, table = self.column(), QGridLayout()
        head = QHBoxLayout()
        title = ElidedLabel(self.track.name or "Track")
        title.setToolTip(sentence(title.text()))
        head.addWidget(title, 1)
        head.addWidget(self.lock)
        column.addLayout(head)
        swatches = QHBoxLayout()
        swatches.setSpacing(0)
        for swatch in self.colours.values():
            swatches.addWidget(swatch)
        column.addLayout(swatches)
        table.setHorizontalSpacing(2 * SPACE)
        table.setVerticalSpacing(SPACE)
        self._add_sliders(table)
        for name, button in (("Port", self.port), ("Channel", self.channel)):
            row = table.rowCount()
            table.addWidget(dim(name), row, 0)
            table.addWidget(button, row, 1, 1, 2)
        column.addLayout(table)

    def _add_sliders(self, table: QGridLayout) -> None:
        track, mix = self.track, self.track.mix
        for row, (setting, value) in enumerate(
            (
                (_TRANSPOSITION, track.transposition),
                (_VELOCITY, track.velocity_offset),
                (_PAN, mix.pan),
                (_REVERB, mix.reverb),
                (_CHORUS, mix.chorus),
                *_feel_settings(track, self._feel),
            )
        ):
            name = setting.name
            slider = self._slider(setting, value)
            slider.setEnabled(not (setting is _TRANSPOSITION and track.is_drums))
            slider.valueChanged.connect(lambda now, s=setting: self._slid(s, now - s.middle))
            table.addWidget(dim(name), row, 0)
            table.addWidget(slider, row, 1)
            table.addWidget(self.readouts[name], row, 2)

    def _slider(self, setting: Setting, value: int) -> SlimSlider:
        name, origin = setting.name, setting.middle or setting.origin
        tip = f"{name} of what is heard"
        slider = popup_slider(self._theme, name, tip, highest=setting.highest, home=origin, origin=origin)
        slider.setValue(value + setting.middle)
        slider.sliderReleased.connect(lambda: self._commit(f"Change {name.lower()} of"))
        self.sliders[name], self.readouts[name] = slider, figure(13 * SPACE)
        self.readouts[name].setText(setting.tell(value))
        return slider

    def _colour_buttons(self) -> dict[int | None, ColourButton]:
        group, buttons = QButtonGroup(self), dict[int | None, ColourButton]()
        for number in (None, *range(COLOURS)):
            colour = None if number is None else self._theme.track_colour(number)
            name = "Colour of its place" if number is None else f"Colour {number + 1}"
            button = ColourButton(colour, self._theme.text, name)
            button.setChecked(number == self.track.colour)
            button.clicked.connect(lambda _on, n=number: self._set("Recolour", replace(self.track, colour=n)))
            group.addButton(button)
            buttons[number] = button
        return buttons

    def _toggle(self) -> QPushButton:
        button = QPushButton("Locked" if self.track.is_locked else "Lock")
        button.setObjectName("preset")
        button.setCheckable(True)
        button.setChecked(self.track.is_locked)
        button.setFixedHeight(7 * SPACE)
        button.setToolTip("Keep the track's notes from being edited by hand")
        button.toggled.connect(lambda on: self._set("Lock" if on else "Unlock", replace(self.track, is_locked=on)))
        button.toggled.connect(lambda on: button.setText("Locked" if on else "Lock"))
        return button

    def _menu_button(self, name: str, what: str, fill: Callable[[QMenu], None]) -> QPushButton:
        button, menu = QPushButton(), QMenu(self)
        button.setFixedHeight(7 * SPACE)
        button.setAccessibleName(f"{name} of {self.track.name or 'track'}")
        button.setToolTip(what)
        menu.aboutToShow.connect(lambda: fill(menu))
        button.setMenu(menu)
        return button

    # Choosing

    def _fill_ports(self, menu: QMenu) -> None:
        menu.clear()
        names = self._port_names()
        absent = [self.track.port] if self.track.port and self.track.port not in names else []
        for text, port in ((HERE, ""), *((n, n) for n in names), *((f"{n} (not there now)", n) for n in absent)):
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(port == self.track.port)
            action.triggered.connect(lambda _on=False, p=port: self._set("Change port of", replace(self.track, port=p)))

    def _fill_channels(self, menu: QMenu) -> None:
        menu.clear()
        for number in (None, *range(16)):
            action = menu.addAction(AUTOMATIC if number is None else f"Channel {number + 1}")
            action.setCheckable(True)
            action.setChecked(number == self.track.channel)
            action.triggered.connect(partial(self._set_channel, number))

    def _show_choices(self) -> None:
        port = self.fontMetrics().elidedText(self.track.port or HERE, Qt.TextElideMode.ElideMiddle, 48 * SPACE)
        self.port.setText(port)
        self.channel.setText(AUTOMATIC if self.track.channel is None else f"Channel {self.track.channel + 1}")

    def _set_channel(self, number: int | None, _on: bool = False) -> None:
        self._set("Change channel of", replace(self.track, channel=number))

    def _set(self, verb: str, track: Track) -> None:
        self._draft = track
        self._commit(verb)

    def _slid(self, setting: Setting, value: int) -> None:
        self.readouts[setting.name].setText(setting.tell(value))
        self._draft = setting.put(self.track, value)
        self._match_feel()
        if self.sliders[setting.name].isSliderDown():
            self.previewed.emit(self._draft)
        else:  # the keyboard
            self._commit(f"Change {setting.name.lower()} of")

    def _match_feel(self) -> None:
        """Let Feel and Swing, which are the track's own or the piece's together, show what the draft has."""
        for setting, value in _feel_settings(self._draft, self._feel):
            slider = self.sliders[setting.name]
            was_blocked = slider.blockSignals(True)
            slider.setValue(value)
            slider.blockSignals(was_blocked)
            self.readouts[setting.name].setText(setting.tell(value))

    def _commit(self, verb: str) -> None:
        if self._draft == self.track:
            self._draft = self.track
            self.reverted.emit()
            return
        self.track = self._draft
        self.committed.emit(self.track, f"{verb} {self.track.name or 'track'}")
        self._show_choices()
