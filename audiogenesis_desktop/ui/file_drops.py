"""Files dropped on the window: opened as a piece, added as tracks to the one that is there, or shown as its video."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from audiogenesis_desktop.ui.actions.files import FileCommands
from audiogenesis_desktop.ui.drop_zones import DropZones, Target, music_paths, video_path
from audiogenesis_desktop.ui.roll.view import RollView
from audiogenesis_desktop.ui.theme import Theme

_ENTRY_MS = 200  # in which the zones, once they are shown, have taken over from the window


class FileDrops(QObject):
    """Takes drags for a window. With a piece, zones offer what to do; without one, a drop opens the file."""

    def __init__(
        self,
        window: QMainWindow,
        body: QWidget,
        roll: RollView,
        files: FileCommands,
        theme: Theme,
        *,
        open_video: Callable[[Path], object],
    ) -> None:
        """Listen to the window's drags; music that is dropped goes to `files`, a video is opened wherever it falls."""
        super().__init__(window)
        self._roll, self._files, self._open_video = roll, files, open_video
        self.zones = DropZones(window.centralWidget() or window, body, roll, theme)
        self.zones.dropped.connect(self._dropped)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def set_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""
        self.zones.set_theme(theme)

    def eventFilter(self, _window: QObject, event: QEvent) -> bool:
        """Take projects and MIDI files from elsewhere; what is dragged out of this window is not for it."""
        kind = event.type()
        if isinstance(event, QDragEnterEvent | QDropEvent) and self._is_for_video(event):
            return True
        if isinstance(event, QDragEnterEvent) and not event.source() and (paths := music_paths(event.mimeData())):
            event.acceptProposedAction()
            if self._roll.editor.score.tracks:
                self.zones.begin(paths)
        elif kind == QEvent.Type.DragLeave:
            QTimer.singleShot(_ENTRY_MS, self.zones, self._hide_unused)
        elif isinstance(event, QDropEvent) and kind == QEvent.Type.Drop and (paths := music_paths(event.mimeData())):
            event.acceptProposedAction()
            self._dropped(paths, Target(opens=True))
        else:
            return False
        return True

    def _is_for_video(self, event: QDropEvent) -> bool:
        """Take a video that is dragged without music; what it would do is the same everywhere."""
        path = None if music_paths(event.mimeData()) else video_path(event.mimeData())
        if path is None or event.source():
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self._open_video(path)
        return True

    def _hide_unused(self) -> None:
        if self.zones.target is None:
            self.zones.hide()

    def _dropped(self, paths: Sequence[Path], target: Target) -> None:
        if target.opens:
            self._files.open_all(paths)
        else:
            self._files.add_all(paths, at_tick=target.tick)
