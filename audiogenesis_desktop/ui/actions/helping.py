"""What the commands do that help to help."""

from collections.abc import Mapping

from PySide6.QtGui import QGuiApplication

from audiogenesis_desktop.studio.diagnostics import diagnostics
from audiogenesis_desktop.studio.notices import Notice
from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.ui.actions.actions import Do


class Helping:
    """Copies what whoever helps needs to know."""

    def __init__(self, studio: Studio) -> None:
        """Tell of a studio."""
        self._studio = studio

    @property
    def commands(self) -> Mapping[str, Do]:
        """Return what each command does, by its id."""
        return {"diagnostics": self.copy_diagnostics}

    def copy_diagnostics(self) -> None:
        """Put on the clipboard what program and machine are, and what went wrong lately."""
        QGuiApplication.clipboard().setText(diagnostics(self._studio.settings))
        self._studio.noticed.emit(Notice("diagnostics", "Copied. There is nothing of yours in it: no music, no names."))
