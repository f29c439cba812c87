"""The menu of outputs: made anew each time it opens, as ports come and go."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from audiogenesis_desktop.studio import outputs
from audiogenesis_desktop.studio.studio import Studio

LOOK_MS = 1_000


class OutputMenu(QMenu):
    """Where the music goes: FluidSynth, MIDI ports, nowhere; and the SoundFont."""

    def __init__(self, studio: Studio, soundfont: QAction, parent: QWidget) -> None:
        """Offer a studio's outputs and, below them, the choice of the SoundFont."""
        super().__init__("&Output", parent)
        self._studio, self._soundfont = studio, soundfont
        self.aboutToShow.connect(self._fill)
        self._looking = QTimer(self)  # ports come and go in it while it is open
        self._looking.setInterval(LOOK_MS)
        self._looking.timeout.connect(self._look)
        self._shown: list[str] = []

    def _look(self) -> None:
        if not self.isVisible():
            self._looking.stop()
        elif [choice.id for choice in outputs.choices()] != self._shown:
            self._fill()

    def _fill(self) -> None:
        self.clear()
        self._looking.start()
        choices = outputs.choices()
        self._shown = [choice.id for choice in choices]
        for choice in choices:
            action = self.addAction(choice.name)
            action.setCheckable(True)
            action.setChecked(choice.id == self._studio.settings.output)
            action.triggered.connect(lambda _on=False, c=choice.id: self._studio.sound.choose(c))
        self.addSeparator()
        self.addAction(self._soundfont)
