"""The Brief under the prompt: read while it is typed, shown as chips, changed by clicking one."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.ui.brief_fields import FIELDS, Field
from audiogenesis_desktop.ui.chips import ChipRow, ChipText
from audiogenesis_desktop.ui.editors.popup import AS_THE_PROMPT_SAYS, FieldPopup, editor_of
from audiogenesis_desktop.ui.theme import SPACE, Theme

_READ_DELAY_MS = 80
_LISTS = ("instruments", "banned", "hits")  # fields with a chip for each of what they hold


class BriefPanel(QWidget):
    """Chips that follow the prompt; what is set by hand stays set until it is taken back."""

    edited = Signal()
    lit = Signal(int, int)  # the stretch of the prompt that caused a chip; 0, 0 for none
    words_dropped = Signal(int, int)  # a stretch of the prompt that is to go

    def __init__(self, theme: Theme, read_said: Callable[[str], Brief]) -> None:
        """Take the quick reader of a prompt's wording."""
        super().__init__()
        self._theme, self._read_said, self._prompt = theme, read_said, ""
        self._brief: Brief | None = None  # as last shown, before the edits
        self._said_only = True
        self._edits: dict[str, dict[str, Any]] = {}
        self.row = ChipRow(theme)
        self.row.chip_clicked.connect(self.open_field)
        self.row.chip_removed.connect(self.remove)
        self.row.chip_pointed.connect(self._light)
        self.row.more_clicked.connect(self._offer_fields)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.row)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_READ_DELAY_MS)
        self._timer.timeout.connect(self.read_now)
        self.popup: FieldPopup | None = None

    @property
    def edits(self) -> dict[str, Any]:
        """Return the Brief's fields that were set by hand."""
        return {name: value for values in self._edits.values() for name, value in values.items()}

    def set_prompt(self, prompt: str) -> None:
        """Read the prompt soon, once typing pauses."""
        self._prompt = prompt
        self._timer.start()

    def stop_reading(self) -> None:
        """Read no more of what was typed."""
        self._timer.stop()

    def read_now(self) -> None:
        """Show what the prompt says and what was set by hand."""
        self._timer.stop()
        self._brief, self._said_only = self._read_said(self._prompt) if self._prompt else None, True
        self._show()

    def show_brief(self, brief: Brief) -> None:
        """Show a whole Brief, as composing has read it."""
        self._timer.stop()
        self._brief, self._said_only = brief, False
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""
        self._theme = theme
        self.row.set_theme(theme)

    def set_field(self, name: str, values: dict[str, Any] | None) -> None:
        """Set a field by hand, or take back what was set."""
        self._edits.pop(name, None)
        if values is not None:
            self._edits[name] = values
            self._show()
        else:
            self.read_now()
        self.edited.emit()

    def open_field(self, name: str, anchor: QWidget) -> None:
        """Offer to change a field: a menu of its few choices, or its editor with a place to type."""
        field = FIELDS.get(name)
        if field is None:
            return
        if field.choices:
            self._offer_choices(name, field, anchor)
            return
        brief = self._whole()
        self.popup = FieldPopup(field, field.show(brief), self, editor_of(name, brief, self._theme))
        self.popup.entered.connect(lambda values: self.set_field(name, values))
        self.popup.open_below(anchor)

    def remove(self, chip: ChipText) -> None:
        """Give a choice back: what was set by hand, one name of a list, or the words that said it."""
        brief = self._whole()
        if chip.field in self._edits and chip.field not in _LISTS:
            self.set_field(chip.field, None)
        elif chip.field in _LISTS and (left := _without(brief, chip)) is not None:
            self.set_field(chip.field, left)
        elif chip.origin is Origin.SAID and chip.field in brief.spans:
            self.words_dropped.emit(*brief.spans[chip.field])

    def _light(self, name: str) -> None:
        span = self._whole().spans.get(name, (0, 0)) if name not in self._edits else (0, 0)
        self.lit.emit(*span)

    def _whole(self) -> Brief:
        brief = self._brief or Brief()
        return brief.with_fields(Origin.EDITED, **self.edits) if self._edits else brief

    def _show(self) -> None:
        is_empty = self._brief is None and not self._edits
        self.row.set_brief(None if is_empty else self._whole(), said_only=self._said_only)

    def _offer_choices(self, name: str, field: Field, anchor: QWidget) -> None:
        menu = QMenu(self)
        menu.addAction(AS_THE_PROMPT_SAYS).triggered.connect(lambda: self.set_field(name, None))
        menu.addSeparator()
        for choice in field.choices:
            action = menu.addAction(choice.capitalize())
            action.triggered.connect(lambda _=False, c=choice: self.set_field(name, field.parse(c)))
        _pop_up(menu, anchor)

    def _offer_fields(self, anchor: QWidget) -> None:
        menu = QMenu(self)
        for name, field in FIELDS.items():
            action = menu.addAction(f"{field.label}…")
            action.triggered.connect(lambda _=False, n=name: self.open_field(n, anchor))
        _pop_up(menu, anchor)


def _without(brief: Brief, chip: ChipText) -> dict[str, Any] | None:
    """Return a list's field without what a chip names; None where nothing would be left to play."""
    values = getattr(brief, chip.field)
    gone = set(chip.names)
    left = tuple(value for value in values if value not in gone)
    return {chip.field: left} if left or chip.field != "instruments" else None


def _pop_up(menu: QMenu, anchor: QWidget) -> None:
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height() + SPACE)))
