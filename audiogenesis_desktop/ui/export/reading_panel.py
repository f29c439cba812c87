"""How loud the file will be: integrated loudness and true peak, measured while one chooses."""

from math import isfinite

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from audiogenesis_desktop.studio.rehearsing import Reading
from audiogenesis_desktop.ui.theme import SPACE

_HEIGHT = 18 * SPACE


class ReadingPanel(QFrame):
    """Two figures, and a line on what is done to reach them."""

    def __init__(self) -> None:
        """Begin with nothing measured."""
        super().__init__()
        self.setObjectName("reading")
        self.setAccessibleName("Loudness and true peak of the file")
        self.loudness, self.peak, self.line = QLabel(), QLabel(), QLabel()
        for figure in (self.loudness, self.peak):
            figure.setObjectName("figure")
        self.line.setObjectName("dim")
        self.line.setWordWrap(True)
        self.line.setAlignment(Qt.AlignmentFlag.AlignTop)
        figures = QHBoxLayout()
        figures.addWidget(self.loudness)
        figures.addStretch(1)
        figures.addWidget(self.peak)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addLayout(figures)
        column.addWidget(self.line, 1)
        self.setMinimumHeight(_HEIGHT)
        self.show_waiting(0.0)

    def show_waiting(self, share: float) -> None:
        """Show that it is measured anew, and how far that is, 0..1."""
        if share == 0:
            self.loudness.setText("… LUFS")
            self.peak.setText("… dBTP")
        self.line.setText(f"Listening to it: {share:.0%}")

    def show_reading(self, reading: Reading) -> None:
        """Show what was measured."""
        whole = reading.loudness.integrated_lufs
        lufs = whole if isfinite(whole) else reading.loudness.momentary_lufs
        self.loudness.setText(figure(lufs, "LUFS"))
        self.peak.setText(figure(reading.loudness.true_peak_db, "dBTP"))
        loudest = figure(reading.loudness.short_term_lufs, "LUFS")
        self.line.setText(" ".join((_done(reading), f"Its loudest 3 s: {loudest}.", *reading.notices)))
        self.line.setToolTip(self.line.text())

    def show_failure(self, sentence: str) -> None:
        """Show why it cannot be measured."""
        self.loudness.setText("– LUFS")
        self.peak.setText("– dBTP")
        self.line.setText(sentence)


def figure(value: float, unit: str) -> str:
    """Return a figure with its unit as it is read."""
    return f"{value:.1f} {unit}".replace("-", "−") if isfinite(value) else f"– {unit}"


def _done(reading: Reading) -> str:
    gain = reading.gain_db
    if abs(gain) < 0.05 and reading.limited_db < 0.05:
        return "As loud as it plays."
    turned = f"Turned {'up' if gain > 0 else 'down'} by {abs(gain):.1f} dB"
    held = f", loudest peaks held {reading.limited_db:.1f} dB lower" if reading.limited_db >= 0.05 else ""
    return f"{turned}{held}."
