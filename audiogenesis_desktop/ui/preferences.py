"""Preferences of sound: driver, device, rate, latency, SoundFonts and effects; each change is heard at once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.studio import outputs
from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.ui.combo_box import ComboBox
from audiogenesis_desktop.ui.popup import figure
from audiogenesis_desktop.ui.slider import SlimSlider
from audiogenesis_desktop.ui.theme import SPACE, Theme

AUTOMATIC = "Automatic"
_RATES = (44_100, 48_000, 88_200, 96_000)
_BUFFERS = ((64, 2), (64, 8), (64, 16), (128, 8), (256, 4), (512, 4), (1024, 4))
_USUAL_RATE = 48_000
_SETTLED_MS = 300  # after the last key that moves an effect: each change opens the output anew


def offered() -> dict[str, list[str]]:
    """Return every audio driver that FluidSynth has here, with its devices."""
    from audiogenesis_desktop.playback import libfluidsynth

    try:
        return libfluidsynth.offered()
    except AudiogenesisError:
        return {}


class Preferences(QDialog):
    """Not modal: the music may play on while it is open."""

    def __init__(self, studio: Studio, theme: Theme, parent: QWidget, drivers: Callable[[], Any] = offered) -> None:
        """Show how the sound is set up; `drivers` gives every audio driver with its devices."""
        super().__init__(parent)
        self.setWindowTitle("Preferences")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._studio, self._theme, self._drivers = studio, theme, drivers()
        self._wishes = studio.settings.sound_wishes
        self.driver, self.device = self._combo("Audio driver"), self._combo("Audio device")
        self.rate, self.latency = self._combo("Sample rate"), self._combo("Latency")
        self.reverb, self.chorus = self._level("Reverb"), self._level("Chorus")
        self._settling = QTimer(self, singleShot=True)
        self.soundfonts = QListWidget()
        self.soundfonts.setAccessibleName("SoundFonts, the first one heard before the others")
        self.port_latency = self._combo("Sent sooner")
        self._lay_out()
        self._fill()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        column.setSpacing(3 * SPACE)
        column.addLayout(self._table())
        column.addWidget(QLabel("SoundFonts"))
        column.addWidget(self.soundfonts)
        column.addLayout(self._soundfont_buttons())
        column.addWidget(self._better())
        self.setMinimumWidth(110 * SPACE)

    def _table(self) -> QGridLayout:
        table = QGridLayout()
        table.setHorizontalSpacing(4 * SPACE)
        table.setVerticalSpacing(2 * SPACE)
        rows = (
            ("Driver", self.driver),
            ("Device", self.device),
            ("Rate", self.rate),
            ("Latency", self.latency),
            ("Reverb", self.reverb),
            ("Chorus", self.chorus),
            ("MIDI port ahead by", self.port_latency),
        )
        for row, (name, field) in enumerate(rows):
            label = QLabel(name)
            label.setObjectName("dim")
            label.setBuddy(field)
            table.addWidget(label, row, 0)
            table.addWidget(field, row, 1, 1, 1 if isinstance(field, SlimSlider) else 2)
            if isinstance(field, SlimSlider):
                table.addWidget(self._readout(field), row, 2)
        return table

    def _soundfont_buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        for text, tip, do in (
            ("Add…", "Put another SoundFont under those that are there", self._add),
            ("Remove", "Use it no more", self._remove),
            ("Up", "Let it be heard before the one above", lambda: self._shift(-1)),
            ("Down", "Let the one below be heard before it", lambda: self._shift(1)),
        ):
            button = QPushButton(text)
            button.setToolTip(tip)
            button.setFixedHeight(7 * SPACE)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, d=do: d())
            buttons.addWidget(button)
        return buttons

    def _better(self) -> QLabel:
        """Return what larger SoundFonts there are to install, the command to be copied."""
        from audiogenesis_desktop.playback.free_soundfonts import better_than

        offers = "\n".join(one.offer for one in better_than(outputs.soundfont_in_use(self._wishes)))
        label = QLabel(f"Larger ones that are free:\n{offers}" if offers else "")
        label.setObjectName("dim")
        label.setWordWrap(True)
        label.setVisible(bool(offers))
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _combo(self, name: str) -> QComboBox:
        combo = ComboBox()
        combo.setAccessibleName(name)
        combo.setToolTip(name)
        combo.setFixedHeight(7 * SPACE)
        return combo

    def _level(self, name: str) -> SlimSlider:
        slider = SlimSlider(self._theme, highest=100, home=100)
        slider.setFixedHeight(7 * SPACE)
        slider.setAccessibleName(name)
        slider.setToolTip(f"{name} of everything, in per cent of the usual (double-click: 100)")
        slider.set_colours(self._theme, self._theme.accent)
        return slider

    def _readout(self, slider: SlimSlider) -> QLabel:
        """Return a label that tells where a slider stands."""
        label = figure(12 * SPACE)
        slider.valueChanged.connect(lambda value: label.setText(f"{value} %"))
        label.setText(f"{slider.value()} %")
        return label

    def _fill(self) -> None:
        wishes = self._wishes
        self._choices(self.driver, [(AUTOMATIC, ""), *((name, name) for name in self._drivers)], wishes.driver)
        self._show_devices()
        self._choices(self.rate, [(f"{rate / 1000:g} kHz", rate) for rate in _RATES], wishes.rate or _USUAL_RATE)
        rate = wishes.rate or _USUAL_RATE
        buffers = [
            (f"{1000 * frames * count / rate:.1f} ms ({count} x {frames})", (frames, count))
            for frames, count in _BUFFERS
        ]
        self._choices(self.latency, [(AUTOMATIC, (0, 0)), *buffers], (wishes.period_frames, wishes.periods))
        self.reverb.setValue(round(100 * wishes.reverb))
        self.chorus.setValue(round(100 * wishes.chorus))
        self._show_soundfonts()
        self._show_port()
        self.driver.activated.connect(lambda: self._wish(driver=self.driver.currentData(), device=""))
        self.device.activated.connect(lambda: self._wish(device=self.device.currentData()))
        self.rate.activated.connect(lambda: self._wish(rate=self.rate.currentData()))
        self.latency.activated.connect(
            lambda: self._wish(period_frames=self.latency.currentData()[0], periods=self.latency.currentData()[1])
        )
        self._settling.timeout.connect(self._wish_effects)
        for slider in (self.reverb, self.chorus):
            slider.sliderReleased.connect(self._wish_effects)
            slider.valueChanged.connect(lambda _value, one=slider: self._moved(one))

    @staticmethod
    def _choices(combo: QComboBox, choices: list[tuple[str, Any]], chosen: Any) -> None:
        combo.clear()
        for text, value in choices:
            combo.addItem(text, value)
        if chosen not in [value for _, value in choices]:
            combo.addItem(f"{chosen} (not there now)", chosen)
        combo.setCurrentIndex([combo.itemData(i) for i in range(combo.count())].index(chosen))

    def _show_devices(self) -> None:
        names = self._drivers.get(self._wishes.driver, [])
        self._choices(self.device, [(AUTOMATIC, ""), *((name, name) for name in names)], self._wishes.device)
        self.device.setEnabled(bool(names))

    def _show_soundfonts(self) -> None:
        self.soundfonts.clear()
        for path in self._wishes.soundfonts:
            self.soundfonts.addItem(path.name)
        if not self._wishes.soundfonts:
            self.soundfonts.addItem("The best that is found here")
            self.soundfonts.item(0).setFlags(Qt.ItemFlag.NoItemFlags)

    def _show_port(self) -> None:
        """Offer what a MIDI port is to be sent sooner by, where the music plays to one."""
        settings = self._studio.settings
        name = settings.output.removeprefix(outputs.PORT)
        self.port_latency.setEnabled(settings.output.startswith(outputs.PORT))
        choices = [(f"{ms:+d} ms" if ms else "0 ms", float(ms)) for ms in range(-50, 55, 5)]
        self._choices(self.port_latency, choices, settings.ahead_ms.get(name, 0.0))
        self.port_latency.activated.connect(
            lambda: self._studio.sound.send_sooner(name, self.port_latency.currentData())
        )

    def hideEvent(self, event: QHideEvent) -> None:
        """Take up what keys have set just before."""
        super().hideEvent(event)
        self._wish_effects()

    def _moved(self, slider: SlimSlider) -> None:
        if not slider.isSliderDown():  # by keys, of which one that is held comes many times
            self._settling.start(_SETTLED_MS)

    def _wish_effects(self) -> None:
        self._settling.stop()
        levels = {"reverb": self.reverb.value(), "chorus": self.chorus.value()}  # in a hundred
        if levels != {name: round(100 * getattr(self._wishes, name)) for name in levels}:
            self._wish(**{name: level / 100 for name, level in levels.items()})

    def _wish(self, **fields: Any) -> None:
        self._wishes = self._wishes._replace(**fields)
        self._studio.sound.wish(self._wishes)
        self._show_devices()

    def _add(self) -> None:
        found, _ = QFileDialog.getOpenFileName(self, "Add a SoundFont", "", "SoundFonts (*.sf2 *.sf3)")
        if found:
            self._stack((*self._wishes.soundfonts, Path(found)))

    def _remove(self) -> None:
        row = self.soundfonts.currentRow()
        if 0 <= row < len(self._wishes.soundfonts):
            self._stack((*self._wishes.soundfonts[:row], *self._wishes.soundfonts[row + 1 :]))

    def _shift(self, by: int) -> None:
        row, paths = self.soundfonts.currentRow(), list(self._wishes.soundfonts)
        if 0 <= row < len(paths) and 0 <= row + by < len(paths):
            paths[row], paths[row + by] = paths[row + by], paths[row]
            self._stack(tuple(paths))
            self.soundfonts.setCurrentRow(row + by)

    def _stack(self, paths: tuple[Path, ...]) -> None:
        self._wish(soundfonts=paths)
        self._show_soundfonts()
