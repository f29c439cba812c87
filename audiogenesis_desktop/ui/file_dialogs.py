"""The few questions that need the system's own dialog: which file."""

import re
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

MIDI_SUFFIXES = (".mid", ".midi", ".smf", ".kar", ".rmi")  # what can be opened
_SAVED_SUFFIXES = (".mid", ".midi", ".smf", ".kar")  # an .rmi is wrapped otherwise than we write
_MIDI_TO_OPEN = f"MIDI files ({' '.join(f'*{suffix} *{suffix.upper()}' for suffix in MIDI_SUFFIXES)})"
_MIDI_TO_SAVE = "MIDI files (*.mid *.midi *.smf *.kar)"
_AS_PLAYED, _AS_WRITTEN = "MIDI file as played (*.mid)", "MIDI file as written (*.mid)"


def ask_midi_to_open(parent: QWidget, folder: str) -> Path | None:
    """Return the MIDI file to open, or None."""
    name, _ = QFileDialog.getOpenFileName(parent, "Open a MIDI file", folder, f"{_MIDI_TO_OPEN};;All files (*)")
    return Path(name) if name else None


def ask_midi_to_save(parent: QWidget, suggestion: str) -> Path | None:
    """Return where to save a MIDI file, with its suffix, or None."""
    name, _ = QFileDialog.getSaveFileName(parent, "Save as a MIDI file", suggestion, _MIDI_TO_SAVE)
    return _with_suffix(name, ".mid", _SAVED_SUFFIXES)


def ask_midi_to_export(parent: QWidget, suggestion: str) -> tuple[Path | None, bool]:
    """Return where to export a MIDI file, with its suffix, or None; and whether with its notes as they are played."""
    kinds = ";;".join((_AS_PLAYED, _AS_WRITTEN))
    name, kind = QFileDialog.getSaveFileName(parent, "Export a MIDI file", suggestion, kinds, _AS_PLAYED)
    return _with_suffix(name, ".mid", _SAVED_SUFFIXES), kind != _AS_WRITTEN


def ask_wav_to_write(parent: QWidget, suggestion: str) -> Path | None:
    """Return where to write a WAV file, with its suffix, or None."""
    name, _ = QFileDialog.getSaveFileName(parent, "Export a WAV file", suggestion, "WAV files (*.wav)")
    return _with_suffix(name, ".wav", (".wav",))


def ask_soundfont(parent: QWidget, folder: str) -> Path | None:
    """Return the SoundFont to play with, or None."""
    name, _ = QFileDialog.getOpenFileName(parent, "Choose a SoundFont", folder, "SoundFonts (*.sf2 *.sf3)")
    return Path(name) if name else None


def suggestion(folder: str, path: Path | None, title: str, suffix: str) -> str:
    """Return where to save: beside the file that is open, or in a folder under the piece's title."""
    if path is not None:
        return str(path.with_suffix(suffix))
    words = re.sub(r"[^\w]+", "-", title.lower()).strip("-")
    return str(Path(folder or Path.home()) / ((words[:48].rstrip("-") or "untitled") + suffix))


def _with_suffix(name: str, suffix: str, known: tuple[str, ...]) -> Path | None:
    if not name:
        return None
    path = Path(name)
    return path if path.suffix.lower() in known else path.with_name(path.name + suffix)
