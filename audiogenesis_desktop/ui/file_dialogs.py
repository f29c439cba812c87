"""The few questions that need the system's own dialog: which file."""

import re
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from audiogenesis_desktop.delivery.picture.looking import ENDINGS
from audiogenesis_desktop.files.project.piece import SUFFIX

MIDI_SUFFIXES = (".mid", ".midi", ".smf", ".kar", ".rmi")  # what can be opened beside projects
MUSIC_SUFFIXES = (SUFFIX, *MIDI_SUFFIXES)
_SAVED_SUFFIXES = (".mid", ".midi", ".smf", ".kar")  # an .rmi is wrapped otherwise than we write
_AS_PLAYED, _AS_WRITTEN = "MIDI file as played (*.mid)", "MIDI file as written (*.mid)"


def ask_to_open(parent: QWidget, folder: str) -> Path | None:
    """Return the project, MIDI file or video to open, or None."""
    kinds = (_kind("Projects, MIDI files and videos", (*MUSIC_SUFFIXES, *ENDINGS)), *_MUSIC, _VIDEOS)
    name, _ = QFileDialog.getOpenFileName(parent, "Open", folder, ";;".join((*kinds, "All files (*)")))
    return Path(name) if name else None


def ask_to_bring_in(parent: QWidget, folder: str) -> Path | None:
    """Return the project or MIDI file whose tracks are added, or None."""
    kinds = (_kind("Projects and MIDI files", MUSIC_SUFFIXES), *_MUSIC)
    name, _ = QFileDialog.getOpenFileName(parent, "Bring in a piece", folder, ";;".join((*kinds, "All files (*)")))
    return Path(name) if name else None


def ask_project_to_save(parent: QWidget, suggestion: str) -> Path | None:
    """Return where to save a project, with its suffix, or None."""
    name, _ = QFileDialog.getSaveFileName(parent, "Save the project", suggestion, _PROJECTS)
    return _with_suffix(name, SUFFIX, (SUFFIX,))


def ask_midi_to_export(parent: QWidget, suggestion: str) -> tuple[Path | None, bool]:
    """Return where to export a MIDI file, with its suffix, or None; and whether with its notes as they are played."""
    kinds = ";;".join((_AS_PLAYED, _AS_WRITTEN))
    name, kind = QFileDialog.getSaveFileName(parent, "Export a MIDI file", suggestion, kinds, _AS_PLAYED)
    return _with_suffix(name, ".mid", _SAVED_SUFFIXES), kind != _AS_WRITTEN


def _kind(words: str, suffixes: Sequence[str]) -> str:
    return f"{words} ({' '.join(f'*{suffix} *{suffix.upper()}' for suffix in suffixes)})"


_PROJECTS = _kind("Audiogenesis projects", (SUFFIX,))
_MUSIC, _VIDEOS = (_PROJECTS, _kind("MIDI files", MIDI_SUFFIXES)), _kind("Videos", ENDINGS)


def ask_soundfont(parent: QWidget, folder: str) -> Path | None:
    """Return the SoundFont to play with, or None."""
    name, _ = QFileDialog.getOpenFileName(parent, "Choose a SoundFont", folder, "SoundFonts (*.sf2 *.sf3)")
    return Path(name) if name else None


def ask_video(parent: QWidget, folder: str) -> Path | None:
    """Return the video to open, or None."""
    name, _ = QFileDialog.getOpenFileName(parent, "Open a video", folder, ";;".join((_VIDEOS, "All files (*)")))
    return Path(name) if name else None


def suggestion(folder: str, path: Path | None, title: str, suffix: str) -> str:
    """Return where to save: beside the file that is open, or in a folder under the piece's title."""
    if path is not None:
        return str(path.with_name(f"{path.stem}{suffix}"))
    words = re.sub(r"[^\w]+", "-", title.lower()).strip("-")
    return str(Path(folder or Path.home()) / ((words[:48].rstrip("-") or "untitled") + suffix))


def _with_suffix(name: str, suffix: str, known: tuple[str, ...]) -> Path | None:
    if not name:
        return None
    path = Path(name)
    return path if path.suffix.lower() in known else path.with_name(path.name + suffix)
