"""The menu of files that were opened or saved last: made anew each time it opens, of those that are still there."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QMenu, QWidget

from audiogenesis_desktop.studio.settings import Settings
from audiogenesis_desktop.ui.elided import sentence

_LONGEST = 60  # characters of a name


class RecentMenu(QMenu):
    """Offers files by name, with the folder in the tool tip; the last entry forgets them."""

    def __init__(self, parent: QWidget, settings: Settings, open_file: Callable[[Path], object]) -> None:
        """Take the settings that remember files, and what opens one."""
        super().__init__(parent)
        self._settings, self._open_file = settings, open_file
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        there = [path for path in map(Path, self._settings.recent_files) if path.is_file()]
        for path in there:
            name = path.name if len(path.name) <= _LONGEST else f"{path.stem[:_LONGEST]}…{path.suffix}"
            action = self.addAction(name.replace("&", "&&"))
            action.setToolTip(sentence(str(path)))
            action.triggered.connect(lambda _on=False, one=path: self._open_file(one))
        if not there:
            self.addAction("None yet").setEnabled(False)
            return
        self.addSeparator()
        forget = self.addAction("Forget these", self._settings.recent_files.clear)
        forget.setToolTip("Take all of them off this menu; the files stay")
