"""The export sheet's left side: which sound is written, and as what: format, range, loudness."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from audiogenesis_desktop.delivery.export import RATES
from audiogenesis_desktop.delivery.packs import Format
from audiogenesis_desktop.delivery.targets import targets
from audiogenesis_desktop.files.audio import BITS, CONTAINERS, LOSSY
from audiogenesis_desktop.studio.export_choices import LOOP, SELECTION, SPANS, WHOLE
from audiogenesis_desktop.ui.export.fields import ChoiceBox, Rows
from audiogenesis_desktop.ui.theme import SPACE

_NAMES = {"wav": "WAV", "flac": "FLAC", "ogg": "Ogg", "mp3": "MP3"}
_BITS = {"16": "16 bit", "24": "24 bit", "32f": "32 bit float"}
_SPANS = {WHOLE: "All of it", LOOP: "The loop", SELECTION: "The selected notes"}
_NUMBER = ""  # a loudness that is typed


class FileFields(QWidget):
    """Format, a second one beside it, range and loudness."""

    changed = Signal()

    def __init__(self) -> None:
        """Offer all that can be written."""
        super().__init__()
        self.container = ChoiceBox("Format", [(_NAMES[one], one) for one in CONTAINERS], "Format of the files")
        self.bits = ChoiceBox("Bits", [(_BITS[one], one) for one in BITS], "Bits a sample; 16 are dithered")
        rates = [(f"{rate / 1000:g} kHz", rate) for rate in RATES]
        self.rate = ChoiceBox("Sample rate", rates, "Samples a second; pictures usually have 48 kHz")
        second = [("Nothing else", ""), *((_NAMES[one], one) for one in CONTAINERS)]
        self.beside = ChoiceBox("Also as", second, "The piece and its shorter versions in a second format, too")
        self.span = ChoiceBox("Range", [(_SPANS[span], span) for span in SPANS], "Which part is written")
        loud = [(target.name, name) for name, target in targets().items()]
        self.loudness = ChoiceBox("Loudness", [*loud, ("A number of LUFS …", _NUMBER)], "How loud the files are")
        self.number = QLineEdit("-18")
        self.number.setAccessibleName("Loudness in LUFS")
        self.number.setToolTip("Loudness in LUFS, such as -18")
        self.number.setFixedSize(18 * SPACE, 7 * SPACE)
        self._lay_out()
        for box in (self.container, self.bits, self.rate, self.beside, self.span, self.loudness):
            box.activated.connect(self._on_change)
        self.number.textEdited.connect(self._on_change)
        self._on_change()

    def _lay_out(self) -> None:
        rows = Rows("The piece")
        rows.add("Format", self.container, self.bits, self.rate)
        rows.add("Also as", self.beside)
        rows.add("Range", self.span)
        rows.add("Loudness", self.loudness, self.number)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(rows)

    @property
    def formats(self) -> tuple[Format, ...]:
        """Return the formats; raises ValueError where there is no such file."""
        first = Format(container=self.container.value, bits=self.bits.value, rate=self.rate.value)
        if not self.beside.value or self.beside.value == first.container:
            return (first,)
        keeps_bits = self.beside.value not in LOSSY and (self.beside.value, first.bits) != ("flac", "32f")
        bits = first.bits if keeps_bits else Format().bits
        return first, Format(container=self.beside.value, bits=bits, rate=first.rate)

    @property
    def wanted_loudness(self) -> str:
        """Return the short name of a preset, or a number of LUFS."""
        return self.loudness.value or self.number.text().strip()

    def choose(self, formats: tuple[Format, ...], loudness: str) -> None:
        """Show other formats and another loudness."""
        self.container.choose(formats[0].container)
        self.bits.choose(formats[0].bits)
        self.rate.choose(formats[0].rate)
        self.beside.choose(formats[1].container if len(formats) > 1 else "")
        self.loudness.choose(loudness if loudness in targets() else _NUMBER)
        if loudness not in targets():
            self.number.setText(loudness)
        self._show_what_counts()

    def offer_spans(self, seconds: Mapping[str, float]) -> None:
        """Offer these ranges, with how long each lasts; one that is no more there gives way to all."""
        model = self.span.model()
        assert isinstance(model, QStandardItemModel)
        for row, span in enumerate(SPANS):
            is_there = span in seconds
            length = f", {seconds[span]:.3f} s" if is_there else ": there is none"
            self.span.setItemText(row, f"{_SPANS[span]}{length}")
            model.item(row).setEnabled(is_there)
        if self.span.value not in seconds:
            self.span.choose(WHOLE)

    def _on_change(self) -> None:
        self._show_what_counts()
        self.changed.emit()

    def _show_what_counts(self) -> None:
        self.bits.setEnabled(self.container.value not in LOSSY)
        self.number.setVisible(self.loudness.value == _NUMBER)
