"""Commands on files: each asks where, remembers the folder, and lets the studio do it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.ui import file_dialogs
from audiogenesis_desktop.ui.actions.actions import Do


class FileCommands:
    """Open, import, save, export: a dialog that is closed without an answer changes nothing."""

    def __init__(self, window: QWidget, studio: Studio) -> None:
        """Ask over a window, for a studio."""
        self._window, self._studio = window, studio

    @property
    def commands(self) -> Mapping[str, Do]:
        """Return what each command does, by its id."""
        return {
            "open": self.open,
            "save": self.save,
            "save_as": self.save_as,
            "export_wav": self.export_wav,
            "arrange_bring_in": self.bring_in,
            "soundfont": self.choose_soundfont,
        }

    def open(self) -> None:
        """Ask for a MIDI file and open it."""
        self._with(file_dialogs.ask_midi_to_open(self._window, self._folder), self._studio.filing.open_midi)

    def bring_in(self) -> None:
        """Ask for a MIDI file and add its tracks at the playhead."""
        at_tick = round(self._studio.player.position)
        path = file_dialogs.ask_midi_to_open(self._window, self._folder)
        self._with(path, lambda path: self._studio.filing.import_midi(at_tick, path))

    def open_all(self, paths: Sequence[Path]) -> None:
        """Open the first of some MIDI files, with the tracks of the others."""
        self._with(paths[0], lambda path: self._studio.filing.open_midi(path, *paths[1:]))

    def add_all(self, paths: Sequence[Path], *, at_tick: int | None) -> None:
        """Add the tracks of MIDI files at a tick, or with None at the playhead."""
        tick = round(self._studio.player.position) if at_tick is None else at_tick
        self._with(paths[0], lambda path: self._studio.filing.import_midi(tick, path, *paths[1:]))

    def save(self) -> None:
        """Save to the file that is open, or ask for one."""
        if self._studio.filing.path is None:
            self.save_as()
        else:
            self._studio.filing.save_midi(self._studio.filing.path)

    def save_as(self) -> None:
        """Ask where to save, and save."""
        self._with(file_dialogs.ask_midi_to_save(self._window, self._suggestion(".mid")), self._studio.filing.save_midi)

    def export_wav(self) -> None:
        """Ask where to write a WAV file, and write it."""
        self._with(
            file_dialogs.ask_wav_to_write(self._window, self._suggestion(".wav")), self._studio.exporting.export_wav
        )

    def choose_soundfont(self) -> None:
        """Ask for a SoundFont and play with it."""
        path = file_dialogs.ask_soundfont(self._window, self._studio.settings.soundfont)
        if path is not None:
            self._studio.sound.choose_soundfont(path)

    @property
    def _folder(self) -> str:
        return self._studio.settings.recent_folder

    def _suggestion(self, suffix: str) -> str:
        title = self._studio.document.committed.title
        return file_dialogs.suggestion(self._folder, self._studio.filing.path, title, suffix)

    def _with(self, path: Path | None, do: Callable[[Path], object]) -> None:
        if path is not None:
            self._studio.settings.recent_folder = str(path.parent)
            do(path)
