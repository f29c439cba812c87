"""What the commands do that help to help."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QMessageBox, QWidget

from audiogenesis_desktop import __version__, paths
from audiogenesis_desktop.studio.diagnostics import diagnostics
from audiogenesis_desktop.studio.notices import Notice
from audiogenesis_desktop.studio.settings import settings_path
from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.style.book import user_styles
from audiogenesis_desktop.ui.actions.actions import Do
from audiogenesis_desktop.ui.theme import SPACE

_ABOUT = """A sentence becomes background music that you can see, edit, play live and deliver.

Free software under the Apache License 2.0. Nothing of yours leaves this machine.

Settings: {settings}
Your own styles: {styles}
The log and unsaved work: {data}"""
_WIDTH = 110 * SPACE
_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard


class Helping:
    """Copies what whoever helps needs to know, and tells what the program is."""

    def __init__(self, studio: Studio, window: QWidget | None = None) -> None:
        """Tell of a studio, over its window."""
        self._window, self._studio = window, studio

    @property
    def commands(self) -> Mapping[str, Do]:
        """Return what each command does, by its id."""
        return {"diagnostics": self.copy_diagnostics, "help_about": self.tell_about}

    def copy_diagnostics(self) -> None:
        """Put on the clipboard what program and machine are, and what went wrong lately."""
        QGuiApplication.clipboard().setText(diagnostics(self._studio.settings))
        self._studio.noticed.emit(Notice("diagnostics", "Copied. There is nothing of yours in it: no music, no names."))

    def tell_about(self) -> QMessageBox:
        """Show version, licence and folders, and return at once."""
        words = f"Audiogenesis {__version__}"
        box = QMessageBox(QMessageBox.Icon.NoIcon, "About Audiogenesis", words, parent=self._window)
        told = _ABOUT.format(settings=settings_path(), styles=user_styles(), data=paths.user_data())
        box.setInformativeText(told)
        box.setStandardButtons(QMessageBox.StandardButton.Close)
        box.setTextInteractionFlags(_SELECTABLE)
        box.setStyleSheet(f"QLabel {{ min-width: {_WIDTH}px; }}")
        for button in box.buttons():
            button.setIcon(QIcon())  # those that come with Qt look like none of ours
        box.finished.connect(box.deleteLater)
        box.open()
        return box
