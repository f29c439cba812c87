"""Commands on files: each asks where, remembers the folder, and lets the studio do it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from audiogenesis_desktop.delivery.picture.looking import is_video
from audiogenesis_desktop.files.project.piece import SUFFIX
from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.ui import file_dialogs
from audiogenesis_desktop.ui.actions.actions import Do
from audiogenesis_desktop.ui.recent_menu import RecentMenu
from audiogenesis_desktop.ui.unsaved import OPENING, UnsavedWork


class FileCommands:
    """Open, import, save, export: a dialog that is closed without an answer changes nothing.

    Before another piece is shown, unsaved work is asked about.
    """

    def __init__(self, window: QWidget, studio: Studio, *, open_video: Callable[[Path], object]) -> None:
        """Ask over a window, for a studio; a video is opened beside the piece that is there."""
        self._window, self._studio, self._open_video = window, studio, open_video
        self.unsaved = UnsavedWork(window, studio, self.save)
        self.recent = RecentMenu(window, studio.settings, lambda path: self.open_all([path]))
        studio.filing.path_changed.connect(self._remember)

    @property
    def commands(self) -> Mapping[str, Do]:
        """Return what each command does, by its id."""
        return {
            "new": self.new,
            "open": self.open,
            "save": self.save,
            "save_as": self.save_as,
            "export_mid": self.export_mid,
            "arrange_bring_in": self.bring_in,
            "soundfont": self.choose_soundfont,
        }

    def new(self) -> None:
        """Begin with an empty piece."""
        self.unsaved.settle(self._studio.filing.new, before=OPENING)

    def open(self) -> None:
        """Ask for a project, a MIDI file or a video and open it."""
        path = file_dialogs.ask_to_open(self._window, self._folder)
        if path is not None and is_video(path):
            self._open_video(path)
        elif path is not None:
            self.open_all([path])

    def recover(self) -> None:
        """Open the kept piece that is offered."""
        self.unsaved.settle(self._studio.recovering.recover, before=OPENING)

    def open_copy(self) -> None:
        """Open a copy of the project that another window holds."""
        self.unsaved.settle(self._studio.filing.open_copy, before=OPENING)

    def bring_in(self) -> None:
        """Ask for a file and add its tracks at the playhead."""
        at_tick = round(self._studio.player.position)
        path = file_dialogs.ask_to_bring_in(self._window, self._folder)
        self._with(path, lambda path: self._studio.filing.bring_in(at_tick, path))

    def open_all(self, paths: Sequence[Path]) -> None:
        """Open the first of some files, with the tracks of the others."""
        self.unsaved.settle(lambda: self._with(paths[0], self._opens(*paths[1:])), before=OPENING)

    def add_all(self, paths: Sequence[Path], *, at_tick: int | None) -> None:
        """Add the tracks of files at a tick, or with None at the playhead."""
        tick = round(self._studio.player.position) if at_tick is None else at_tick
        self._with(paths[0], lambda path: self._studio.filing.bring_in(tick, path, *paths[1:]))

    def save(self, saved: Callable[[], object] = lambda: None) -> None:
        """Save to the project that is open, or ask for one; `saved` once that is done."""
        if self._studio.filing.path is None:
            self.save_as(saved)
        else:
            self._studio.filing.save(self._studio.filing.path, saved)

    def save_as(self, saved: Callable[[], object] = lambda: None) -> None:
        """Ask where to save, and save; `saved` once that is done."""
        path = file_dialogs.ask_project_to_save(self._window, self._suggestion(SUFFIX))
        self._with(path, lambda path: self._studio.filing.save(path, saved))

    def export_mid(self) -> None:
        """Ask where to write a MIDI file, as it is played or as it is written, and write it."""
        path, is_played = file_dialogs.ask_midi_to_export(self._window, self._suggestion("-played.mid"))
        self._with(path, lambda path: self._studio.exporting.export_mid(path, is_played=is_played))

    def choose_soundfont(self) -> None:
        """Ask for a SoundFont and play with it."""
        path = file_dialogs.ask_soundfont(self._window, self._studio.settings.soundfont)
        if path is not None:
            self._studio.sound.choose_soundfont(path)

    def _remember(self) -> None:
        """Remember what was opened or saved, wherever that was asked for."""
        filing = self._studio.filing
        paths = filing.source.paths if filing.source is not None else (filing.path,)
        for path in reversed(paths):
            if path is not None:
                self._studio.settings.remember_file(path)

    def _opens(self, *others: Path) -> Callable[[Path], object]:
        return lambda path: self._studio.filing.open(path, *others)

    @property
    def _folder(self) -> str:
        return self._studio.settings.recent_folder

    def _suggestion(self, suffix: str) -> str:
        filing, title = self._studio.filing, self._studio.document.committed.title
        beside = filing.path or (filing.source.paths[0] if filing.source is not None else None)
        return file_dialogs.suggestion(self._folder, beside, title, suffix)

    def _with(self, path: Path | None, do: Callable[[Path], object]) -> None:
        if path is not None:
            self._studio.settings.recent_folder = str(path.parent)
            do(path)
