"""Notes on the system's clipboard, as a MIDI file: another window or program that takes one can paste them."""

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.findings import BrokenFile
from audiogenesis_desktop.files.midi_reading import parse_midi
from audiogenesis_desktop.files.midi_writing import midi_bytes
from audiogenesis_desktop.score.score import Note, Score, Track

MIDI_FORMATS = ("audio/midi", "audio/x-midi", "audio/mid")
_MOST_BYTES = 1 << 20  # it is read while the window waits


class Clipboard:
    """What was copied last, here or elsewhere."""

    def __init__(self) -> None:
        """Begin with nothing copied here."""
        self._notes: tuple[Note, ...] = ()
        self._bytes = b""

    def put(self, notes: tuple[Note, ...]) -> None:
        """Copy notes, counted from the first of them."""
        first = min(notes).start_tick
        self._notes = tuple(sorted(note._replace(start_tick=note.start_tick - first) for note in notes))
        self._bytes = midi_bytes(Score((Track(0, "Notes", notes=self._notes),)))
        data = QMimeData()
        for kind in MIDI_FORMATS:
            data.setData(kind, self._bytes)
        QGuiApplication.clipboard().setMimeData(data)

    def notes(self) -> tuple[Note, ...]:
        """Return the notes on the clipboard, of all tracks together; none where that is no MIDI, or too much of it."""
        data = QGuiApplication.clipboard().mimeData() or QMimeData()
        found = next((bytes(data.data(kind).data()) for kind in MIDI_FORMATS if data.hasFormat(kind)), b"")
        if found and found == self._bytes:
            return self._notes  # as they were: a file cannot tell apart notes of one pitch that overlap
        try:
            tracks = parse_midi(found).tracks if 0 < len(found) <= _MOST_BYTES else ()
        except (BrokenFile, BadInput):
            return ()
        return tuple(sorted(note for track in tracks for note in track.notes))
