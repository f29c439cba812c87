"""Commands that export: each opens the sheet, on what was chosen last, on a delivery pack, or on what was written."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.studio.notices import Notice
from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.ui.actions.actions import Do
from audiogenesis_desktop.ui.actions.timecode import TimeCodeView
from audiogenesis_desktop.ui.roll.editor import Editor
from audiogenesis_desktop.ui.theme import SPACE, Theme

if TYPE_CHECKING:
    from audiogenesis_desktop.ui.export.sheet import ExportSheet

_BELOW_TOP = 12 * SPACE  # there is room then for what was written, on small screens too


class ExportCommands:
    """Opens one sheet over a window, which is loaded when it is first asked for."""

    def __init__(
        self, window: QWidget, studio: Studio, editor: Editor, *, theme: Callable[[], Theme], timecode: TimeCodeView
    ) -> None:
        """Export a studio's piece; what is selected in the editor can be written alone.

        What the sheet says of time code is shown in the window, too.
        """
        self._window, self._studio, self._editor = window, studio, editor
        self._theme, self._timecode = theme, timecode
        self._sheet: ExportSheet | None = None

    @property
    def commands(self) -> Mapping[str, Do]:
        """Return what each command does, by its id."""
        return {"export_sheet": self.open, "export_pack": self.deliver, "export_show": self.show_written}

    def open(self) -> "ExportSheet":
        """Show the sheet, and return it."""
        from audiogenesis_desktop.ui.export.sheet import ExportSheet

        if self._sheet is None or not isValid(self._sheet):
            self._sheet = ExportSheet(self._studio, self._theme(), self._window, selected=self._selected)
            self._sheet.timecode_chosen.connect(self._timecode.choose)
        self._sheet.parts.progress.set_theme(self._theme())
        self._sheet.show_timecode()
        if not self._sheet.isVisible():
            left = (self._window.width() - self._sheet.width()) // 2
            self._sheet.move(self._window.mapToGlobal(QPoint(max(0, left), _BELOW_TOP)))
            self._sheet.show()
        self._sheet.raise_()
        self._sheet.activateWindow()
        return self._sheet

    def deliver(self) -> None:
        """Write the delivery pack that was chosen last, at once."""
        self.open().deliver()

    def show_written(self) -> None:
        """Open the folder that was last exported to."""
        from audiogenesis_desktop.ui.export.outcome import show_in_folder

        written = self._studio.exporting.written
        if written is None:
            self._studio.noticed.emit(Notice("export", "Nothing has been exported yet: Ctrl+E does it."))
        else:
            show_in_folder(written)

    def _selected(self) -> Stretch | None:
        notes = self._editor.selection
        if not notes:
            return None
        return Stretch(min(note.start_tick for note in notes), max(note.end_tick for note in notes))
