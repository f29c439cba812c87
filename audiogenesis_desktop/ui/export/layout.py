"""The export sheet's parts and how they lie: two sides, where it is written, what stands in the way, the buttons."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
)

from audiogenesis_desktop.delivery.export import Delivered
from audiogenesis_desktop.delivery.packs import Pack
from audiogenesis_desktop.ui.elided import plain_label
from audiogenesis_desktop.ui.export.beside_fields import BesideFields
from audiogenesis_desktop.ui.export.fields import Rows
from audiogenesis_desktop.ui.export.file_fields import FileFields
from audiogenesis_desktop.ui.export.outcome import Outcome
from audiogenesis_desktop.ui.export.reading_panel import ReadingPanel
from audiogenesis_desktop.ui.hairline import hairline
from audiogenesis_desktop.ui.icons import SMALL, icon
from audiogenesis_desktop.ui.prompt_bar import ProgressLine
from audiogenesis_desktop.ui.theme import SPACE, Theme

_WIDTH = 230 * SPACE


class SheetParts:
    """Shows states; what is pressed is the sheet's to answer."""

    def __init__(self, sheet: QDialog, theme: Theme) -> None:
        """Lay the parts out on a sheet."""
        self.file, self.beside, self.reading = FileFields(), BesideFields(), ReadingPanel()
        self.folder, self.name = _line("Folder"), _line("Name of the file, or of the folder of files")
        self.browse = _button("Choose…", "Choose the folder that it is written to")
        self.objection, self.remark = plain_label(), plain_label()
        self.objection.setObjectName("wrong")
        self.remark.setObjectName("dim")
        for label in (self.objection, self.remark):
            label.setWordWrap(True)
            label.setMinimumHeight(4 * SPACE)
        self.objection.hide()
        self.progress, self.outcome = ProgressLine(theme), Outcome()
        self.deliver = _button("Deliver pack", "")
        self.other_packs = QToolButton()
        self.other_packs.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.other_packs.setFixedHeight(7 * SPACE)
        self.other_packs.setIconSize(QSize(SMALL, SMALL))
        self.other_packs.setAccessibleName("Other delivery packs")
        self.other_packs.setToolTip("Choose another delivery pack, and change it here before it is written")
        self.other_packs.setIcon(icon("menu", theme))
        self.show_folder = _button("Show in folder", "Open the folder that was written to")
        self.show_folder.hide()
        self.shut = _button("Close", "Close the sheet; what is being written goes on")
        self.begin = _button("Export", "Write what is chosen")
        self.begin.setObjectName("primary")
        self.begin.setDefault(True)
        self._is_pack = self._is_busy = self._is_told = False
        self._lay_out(sheet)

    def _lay_out(self, sheet: QDialog) -> None:
        left, sides, place = QVBoxLayout(), QHBoxLayout(), Rows()
        left.setSpacing(3 * SPACE)
        left.addWidget(self.file)
        left.addWidget(self.reading, 1)
        sides.setSpacing(6 * SPACE)
        sides.addLayout(left, 1)
        sides.addWidget(self.beside, 1)
        place.add("Folder", self.folder, self.browse)
        place.add("Name", self.name)
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * SPACE)
        buttons.addWidget(self.deliver)
        buttons.addWidget(self.other_packs)
        buttons.addStretch(1)
        for button in (self.show_folder, self.shut, self.begin):
            buttons.addWidget(button)
        column = QVBoxLayout(sheet)
        column.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        column.setSpacing(3 * SPACE)
        sheet.setObjectName("sheet")
        column.addLayout(sides)
        column.addWidget(hairline())
        column.addLayout(place)
        column.addWidget(self.objection)
        column.addWidget(self.remark)
        column.addWidget(self.progress)
        column.addWidget(self.outcome)
        column.addLayout(buttons)
        sheet.setFixedWidth(_WIDTH)

    def fill_packs(self, names: Mapping[str, str], choose: Callable[[str], object]) -> None:
        """Offer delivery packs by their short names and their words."""
        menu = QMenu(self.other_packs)
        for name, words in names.items():
            menu.addAction(words).triggered.connect(partial(_called, choose, name))
        self.other_packs.setMenu(menu)

    def show_pack(self, pack: Pack) -> None:
        """Show which delivery pack the button writes."""
        self.deliver.setText(f"Deliver pack: {pack.name.partition(':')[0]}")
        self.deliver.setToolTip(f"{pack.name}. Written at once into a folder of its own")
        self.deliver.setAccessibleName(self.deliver.text())

    # States

    def show_objection(self, sentence: str) -> None:
        """Show why it cannot be written."""
        if not self._is_busy:
            self._tell(sentence, is_wrong=True)
            self.begin.setEnabled(False)

    def show_failure(self, sentence: str) -> None:
        """Show why it was not written; it can be tried again."""
        self._is_told = True
        self._tell(sentence, is_wrong=True)

    def show_ready(self, remark: str, *, is_pack: bool) -> None:
        """Show that it can be written, and what is to be known."""
        self._is_pack = is_pack
        self.begin.setEnabled(True)
        if not self._is_busy:
            self._tell(remark)
            self.begin.setText(self._words)

    def show_busy(self) -> None:
        """Show that something is being written."""
        self._is_busy, self._is_told = True, False
        self.begin.setText("Cancel")
        self.begin.setEnabled(True)
        self.deliver.setEnabled(False)
        self.outcome.hide()
        self.show_folder.hide()
        self.show_progress(0.0)

    def show_progress(self, share: float) -> None:
        """Show how much of it is written, 0..1."""
        if self._is_busy:
            self.progress.set_progress(share)
            self._tell(f"Writing … {share:.0%}")

    def show_written(self, made: Sequence[Delivered], sentence: str) -> None:
        """Show what was written, after a sentence on all of it."""
        self._is_told = True
        self.outcome.show_delivered(made)
        self.show_folder.show()
        self._tell(sentence)

    def show_idle(self) -> None:
        """Show that nothing is being written any more."""
        self._is_busy = False
        self.progress.set_progress(0.0)
        self.begin.setText(self._words)
        self.begin.setEnabled(True)
        self.deliver.setEnabled(True)
        if not self._is_told:
            self._tell("Cancelled: nothing was written.")

    @property
    def _words(self) -> str:
        return "Export files" if self._is_pack else "Export"

    def _tell(self, sentence: str, *, is_wrong: bool = False) -> None:
        self.objection.setVisible(is_wrong)
        self.remark.setVisible(not is_wrong)
        (self.objection if is_wrong else self.remark).setText(sentence)


def _line(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setToolTip(name)
    line.setFixedHeight(7 * SPACE)
    return line


def _button(words: str, tip: str) -> QPushButton:
    button = QPushButton(words)
    button.setToolTip(tip)
    button.setFixedHeight(7 * SPACE)
    button.setAutoDefault(False)
    return button


def _called(choose: Callable[[str], object], name: str, _checked: bool = False) -> None:
    choose(name)
