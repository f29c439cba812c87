"""The export sheet's right side: what is written beside the piece: stems, versions, loops, markers, notes."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from audiogenesis_desktop.delivery.packs import NO_DRUMS, STING, UNDERSCORE, Pack, packs
from audiogenesis_desktop.delivery.picture.looking import Picture
from audiogenesis_desktop.delivery.stems import GROUP, TRACK
from audiogenesis_desktop.delivery.timecode import frame_rates
from audiogenesis_desktop.studio.export_choices import KEEPS_SOUND, WITH_MUSIC
from audiogenesis_desktop.ui.export.fields import ChoiceBox, Options, Rows
from audiogenesis_desktop.ui.theme import SPACE

_LENGTHS = (60.0, 30.0, 15.0, 6.0)
_STEMS = (("None", ""), ("One for each group of instruments", GROUP), ("One for each track", TRACK))
_VERSIONS = (
    ("Sting", STING, "A few bars and the last chord, less than five seconds"),
    ("No melody", UNDERSCORE, "Without its tunes, to lie under speech"),
    ("No drums", NO_DRUMS, "Without drums and percussion"),
)
_LOOPS = tuple((f"{bars} bars", bars, f"The strongest {bars} bars, without a seam") for bars in (4, 8, 16))
_MARKERS = (
    ("EDL", "edl", "Timeline markers for DaVinci Resolve"),
    ("FCPXML", "fcpxml", "Markers for Final Cut Pro"),
    ("CSV", "csv", "A table of sections, hits and markers"),
)
_NOTES = (
    ("MIDI", "mid", "The notes as they are played"),
    ("MusicXML", "musicxml", "A score for notation programs"),
    ("DAWproject", "dawproject", "A project for Bitwig, Studio One and Cubase"),
    ("Project", "agproj", "A project for this studio: the piece alone, without other takes or earlier steps"),
)
_VIDEO = (
    ("With the music", WITH_MUSIC, "The video with the piece, its picture untouched"),
    ("Under its own sound", KEEPS_SOUND, "The music lies under the video's own sound, and gives way to it"),
)
_VIDEO_TIPS = {value: tip for _, value, tip in _VIDEO}
_LENGTH = "The same piece in {:g} seconds: the same theme, and an ending of its own"
_TOO_LONG = "Longer than the piece: only what was composed here, and still has its bars, can be written longer"
OPENED = (
    "Not composed here: other lengths are cut from its own bars, none is longer, and its licence sheet cannot "
    "tell whether you may sell it."
)
_NO_VIDEO = "Open a video first: menu File, Video"
_STARTS = ("00:00:00:00", "01:00:00:00", "10:00:00:00")


class BesideFields(QWidget):
    """Everything but the piece itself."""

    changed = Signal()
    timecode_chosen = Signal(str, str)  # the frame rate's name, and the label that time code begins at

    def __init__(self) -> None:
        """Offer all that can be written, and nothing chosen."""
        super().__init__()
        lengths = sorted({*_LENGTHS, *(length for pack in packs().values() for length in pack.lengths)}, reverse=True)
        self.stems = ChoiceBox("Stems", _STEMS, "Files that are as long as the piece and add up to it")
        self.lengths = Options("Lengths", [(f"{one:g} s", one, _LENGTH.format(one)) for one in lengths])
        self.versions = Options("Versions", _VERSIONS)
        self.loops = Options("Loops", (*_LOOPS, ("All", 0, "All bars before the last chord, without a seam")))
        self.markers = Options("Markers", _MARKERS)
        self.notes = Options("Notes", _NOTES)
        rates = [(f"{name} frames a second", name) for name in frame_rates()]
        self.frame_rate = ChoiceBox("Frame rate", rates, "The frame rate of the timeline that markers are for")
        starts = [(f"from {start}", start) for start in _STARTS]
        self.start = ChoiceBox("Time code of the beginning", starts, "Where the timeline begins to count")
        self.video = Options("Video", _VIDEO)
        self.opened = QLabel(OPENED)
        self.opened.setObjectName("dim")
        self.opened.setWordWrap(True)
        self.opened.hide()
        self.offer_video(None)
        self._lay_out()
        for box in (self.stems, self.frame_rate, self.start):
            box.activated.connect(self.changed)
        for box in (self.frame_rate, self.start):
            box.activated.connect(lambda _: self.timecode_chosen.emit(self.frame_rate.value, self.start.value))
        for options in (self.lengths, self.versions, self.loops, self.markers, self.notes, self.video):
            options.changed.connect(self.changed)

    def _lay_out(self) -> None:
        rows = Rows("Beside it")
        rows.add("Stems", self.stems)
        rows.add("Lengths", self.lengths)
        rows.add("Versions", self.versions)
        rows.add("Loops", self.loops)
        rows.add("Markers", self.markers)
        rows.add("Time code", self.frame_rate, self.start)
        rows.add("Notes", self.notes)
        rows.add("Video", self.video)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addLayout(rows)
        column.addWidget(self.opened)
        column.addStretch(1)

    def offer_lengths(self, seconds: float, *, can_grow: bool, is_opened: bool) -> None:
        """Offer what a piece that lasts so long can become, and tell what music by others cannot.

        What is chosen already can be taken back.
        """
        self.opened.setVisible(is_opened)
        for length, button in self.lengths.buttons.items():
            assert isinstance(length, float)
            is_possible = can_grow or length <= round(seconds, 3)
            button.setEnabled(is_possible or button.isChecked())
            button.setToolTip(_LENGTH.format(length) if is_possible else _TOO_LONG)

    def offer_video(self, picture: Picture | None) -> None:
        """Offer to write a video with the music, and over its own sound if it has any; None where there is none."""
        for value, button in self.video.buttons.items():
            is_possible = picture is not None and (value == WITH_MUSIC or picture.has_sound)
            button.setEnabled(is_possible)
            button.setToolTip(_VIDEO_TIPS[str(value)] if picture is not None else _NO_VIDEO)

    @property
    def values(self) -> dict[str, Any]:
        """Return what is chosen, by the names of Pack's fields."""
        return {
            "stems": self.stems.value,
            "lengths": self.lengths.chosen,
            "versions": self.versions.chosen,
            "loops": self.loops.chosen,
            "markers": self.markers.chosen,
            "notes": self.notes.chosen,
            "frame_rate": self.frame_rate.value,
            "start": self.start.value,
        }

    def choose(self, pack: Pack) -> None:
        """Show what a pack has."""
        self.stems.choose(pack.stems)
        self.lengths.choose(pack.lengths)
        self.versions.choose(pack.versions)
        self.loops.choose(pack.loops)
        self.markers.choose(pack.markers)
        self.notes.choose(pack.notes)
        self.frame_rate.choose(pack.frame_rate)
        self.start.choose(pack.start)
