"""The Brief under the prompt: read while it is typed, shown as chips, changed by clicking one."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from audiogenesis_desktop.brief.brief import Brief, Cause, Origin
from audiogenesis_desktop.plan.outcome import as_endless, as_played
from audiogenesis_desktop.studio.by_hand import edits_in, set_by_hand
from audiogenesis_desktop.ui.brief_fields import FIELDS
from audiogenesis_desktop.ui.chips import ChipRow, ChipText, shortened
from audiogenesis_desktop.ui.consequences import what_changes
from audiogenesis_desktop.ui.editors.by_field import editor_of
from audiogenesis_desktop.ui.editors.popup import FieldPopup, Wording
from audiogenesis_desktop.ui.hand_edits import HandEdits, Values, continues
from audiogenesis_desktop.ui.prompt_edit import without_words
from audiogenesis_desktop.ui.theme import SPACE, Theme

AS_THE_PROMPT_SAYS, LET_THE_APP_CHOOSE = "As the prompt says", "Let the app choose"
DROP_THE_WORDS = "Drop these words"
_LONGEST_DELAY_MS, _PAUSE_MS = 150, 400
_LISTS = ("instruments", "banned", "hits", "style", "arc", "texture")  # fields with a chip for each of what they hold
_MOST_WORDS_DROPPED = 12  # a longer stretch holds more than what caused the chip
_KEPT = (
    "valence",
    "energy",
    "density",
    "style",
    "tempo_bpm",
    "key",
    "meter",
    "length_seconds",
    "instruments",
    "arc",
    "texture",
)


class BriefPanel(QWidget):
    """Chips that follow the prompt; what is set by hand stays set until it is taken back.

    What the prompt says is read at every key press; what it implies is asked for, by `understand`, once typing
    pauses, and comes through `show_understood`.
    """

    edited = Signal()
    lit = Signal(tuple)  # the stretches of the prompt, (start, end), that caused a chip
    words_dropped = Signal(int, int)  # a stretch of the prompt that is to go
    noticed = Signal(str)  # what is to be told of the reading; empty once there is nothing any more
    compose_requested = Signal()
    shown = Signal(object)  # the Brief that the chips show now, or None

    def __init__(
        self, theme: Theme, read_said: Callable[[str], Brief], understand: Callable[[str], None] | None = None
    ) -> None:
        """Take the quick reader of a prompt's wording, and what begins to read a prompt whole."""
        super().__init__()
        self._theme, self._read_said, self._understand = theme, read_said, understand
        self._prompt, self._telling, self._caret = "", "", -1
        self._said: Brief | None = None  # what the wording says
        self._whole_before: Brief | None = None  # as last read whole
        self._is_foreseen = False  # chips show what words about the piece will make of it
        self._by_hand = HandEdits()
        self.has_piece = self.is_endless = False  # of what is shown: there is one; it goes on until it is stopped
        self.popup: FieldPopup | None = None
        self.row = self._chip_row()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.row)
        self._soon, self._pause = self._timer(self.read_now), self._timer(self._typing_paused)
        self._delay_ms = 0

    @property
    def edits(self) -> dict[str, Any]:
        """Return the Brief's fields that were set by hand."""
        return {name: value for values in self._edits.values() for name, value in values.items()}

    @property
    def _edits(self) -> dict[str, Values]:
        return self._by_hand.by_chip(self._prompt)

    @property
    def brief(self) -> Brief | None:
        """Return the Brief that the chips show, with what was set by hand; None where there are no chips."""
        return None if self._said is None and not self._edits else self._whole()

    @property
    def prompt(self) -> str:
        """Return the prompt that the chips show."""
        return self._prompt

    # Reading

    def set_prompt(self, prompt: str) -> None:
        """Read the prompt as soon as there is time, and whole once typing pauses."""
        self._prompt = prompt
        if not self._soon.isActive():  # not begun anew: chips follow somebody who types without a pause
            self._soon.start(self._delay_ms)
        self._pause.start(_PAUSE_MS)

    def stop_reading(self) -> None:
        """Read no more of what was typed."""
        self._soon.stop()
        self._pause.stop()

    def read_now(self) -> None:
        """Show what the prompt says and what was set by hand."""
        self._soon.stop()
        began = time.perf_counter()
        self._said = self._read_said(self._prompt) if self._prompt else None
        self._delay_ms = min(round(3000 * (time.perf_counter() - began)), _LONGEST_DELAY_MS)
        before = self._whole_before
        if self._said is None or (before is not None and not continues(before.prompt, self._prompt)):
            self._whole_before = None
        self._show()

    def show_brief(self, brief: Brief) -> None:
        """Show a whole Brief, as composing has read it, with what was set by hand."""
        self.stop_reading()
        self._prompt = brief.prompt
        self._said = self._whole_before = brief
        self._show()
        self._telling = ""  # what was told while it was typed is told no more
        self._tell()

    def bring_back(self, brief: Brief) -> None:
        """Show a Brief that was composed from before, and set by hand what was set by hand then."""
        self._by_hand.bring_back(edits_in(brief), self._read_said(brief.prompt))
        self.show_brief(brief)

    def restore(self, brief: Brief | None) -> None:
        """Show chips as they were left, or none; what was being read is shown no more."""
        if brief is not None:
            self.bring_back(brief)
        else:
            self.stop_reading()
            self._by_hand.bring_back({}, Brief())
            self._prompt = ""
            self.read_now()

    def show_piece(self, prompt: str, edited: Mapping[str, Any]) -> None:
        """Show fields that were edited in the piece since it was composed from a prompt, while that is the prompt."""
        before = self._edits
        self._by_hand.show_piece(prompt, edited)
        if self._edits != before:
            self._show()

    def hold_edits(self) -> None:
        """Let what was edited in the piece hold for the next one, too."""
        if self._edits:
            self._by_hand.hold(self._prompt, self._wording_alone())

    def show_understood(self, brief: Brief) -> None:
        """Show what a prompt says and implies, if it is still the prompt and what is shown is read from it."""
        if brief.prompt == self._prompt and not self._soon.isActive() and not self._is_foreseen:
            self._said = self._whole_before = brief
            self._show()
            self._tell()

    def _typing_paused(self) -> None:
        self.read_now()
        self._tell()
        if self._prompt and self._understand is not None:
            self._understand(self._prompt)

    def _tell(self) -> None:
        telling = " ".join((*self._whole().notices, *self._notices_of_hand())) if self._said is not None else ""
        if telling != self._telling:
            self._telling = telling
            self.noticed.emit(telling)

    def _wording_alone(self) -> Brief:
        """Return what the prompt says, without what was set by hand."""
        is_alone = self._said is not None and Origin.EDITED not in self._said.origins.values()
        return self._said if self._said is not None and is_alone else self._read_said(self._prompt)

    def _notices_of_hand(self) -> list[str]:
        """Return a sentence about what was set by hand and beats a new prompt, if anything does."""
        said = self._wording_alone() if self._edits else Brief()
        beating = self._by_hand.beating(said)
        if not beating:
            return []
        brief = self._whole()
        labels = [(FIELDS[name].label.lower(), FIELDS[name].show) for name in beating]
        each = [f"{label} {show(brief)}, though the prompt says {show(said)}" for label, show in labels]
        them = "it" if len(each) == 1 else "them"
        return [f"Set by hand, and kept: {'; '.join(each)}. Take {them} away to follow the prompt."]

    def show_foreseen(self, brief: Brief) -> None:
        """Show what a Brief will be, without reading what is typed; what is set by hand stays as it is."""
        self.stop_reading()
        self._is_foreseen = True
        self.row.set_brief(brief, said_only=False)

    # Showing

    def set_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""
        self._theme = theme
        self.row.set_theme(theme)

    def point_from_prompt(self, position: int) -> None:
        """Mark the chips whose words the cursor stands in; -1 for none."""
        self._caret = position
        self.row.mark([cause for cause in self._causes() if cause.start <= position <= cause.end])

    def _read(self) -> Brief:
        """Return what was read: what is said now, and of what was implied before what still may hold."""
        said, before = self._said or Brief(), self._whole_before
        if before is None or said is before:
            return said
        for origin in (Origin.DEFAULT, Origin.INFERRED):
            names = [name for name in _KEPT if before.origin(name) is origin and said.origin(name) is not Origin.SAID]
            said = said.with_fields(origin, **{name: getattr(before, name) for name in names})
        return said

    def _whole(self) -> Brief:
        outcome = as_endless if self.is_endless else as_played
        return outcome(set_by_hand(self._read(), self.edits))

    def _show(self) -> None:
        self._is_foreseen = False
        brief = self.brief
        self.row.set_brief(brief, said_only=self._whole_before is None)
        self.shown.emit(brief)
        self.point_from_prompt(self._caret)

    # Changing

    def set_field(self, name: str, values: dict[str, Any] | None) -> None:
        """Set a field by hand, or take back what was set; what was chosen for hits that stay holds on."""
        if values is not None:
            if name == "hits":
                kinds = ((hit, kind) for hit, kind in self._whole().hit_kinds if hit in values["hits"])
                values = {"hit_kinds": tuple(kinds), **values}
            self._by_hand.set(name, values, self._wording_alone())
        else:
            self._by_hand.give_back(name)
        if values is None and self._said is not None and Origin.EDITED in self._said.origins.values():
            self._said = self._read_said(self._prompt)  # what composing read has the edit in it
            self._pause.start(_PAUSE_MS)
        self._show()
        self._tell()
        self.edited.emit()

    def give_back(self, name: str) -> None:
        """Give a choice back: what was set by hand goes, or else the words that said it."""
        if name in self._edits:
            self.set_field(name, None)
        elif (span := self._droppable(name)) is not None:
            self.words_dropped.emit(*span)

    def remove(self, chip: ChipText) -> None:
        """Take a chip away: one name of a list goes, any other choice is given back."""
        if chip.field == "only":
            self.open_field("instruments", self.row.add)
        elif chip.field in _LISTS and (left := _without(self._whole(), chip)) is not None:
            self.set_field(chip.field, None if left == getattr(self._read(), chip.field) else {chip.field: left})
        elif not (chip.field == "instruments" and chip.field in self._edits):  # somebody must play
            self.give_back(chip.field)

    def open_field(self, name: str, anchor: QWidget) -> None:
        """Offer to change a field in its editor."""
        name = "instruments" if name == "only" else name
        field, brief = FIELDS[name], self._whole()
        popup = FieldPopup(field, field.show(brief), self, self._wording(name), editor_of(name, brief, self._theme))
        popup.entered.connect(lambda values: self.set_field(name, values))
        popup.given_back.connect(lambda: self.give_back(name))
        popup.compose_requested.connect(self.compose_requested)
        popup.open_below(anchor)
        self.popup = popup

    def _wording(self, name: str) -> Wording:
        read, way_back = self._read(), ""
        if name in self._edits:
            said = self._wording_alone()
            is_said = said.origin(name) is Origin.SAID
            origin = "set by hand" + (f"; the prompt says {shortened(FIELDS[name].show(said))}" if is_said else "")
            way_back = AS_THE_PROMPT_SAYS if is_said else LET_THE_APP_CHOOSE
        elif read.origin(name) is Origin.SAID and name in read.spans:
            origin = f"“{shortened(read.prompt[slice(*read.spans[name])])}”"
            way_back = DROP_THE_WORDS if self._droppable(name) is not None else ""
        else:
            origin = "inferred" if self._whole_before is not None else ""
        return Wording(origin, what_changes(name, has_piece=self.has_piece), way_back)

    def _droppable(self, name: str) -> tuple[int, int] | None:
        """Return the words of the prompt that said a field, None if there are none that could go alone."""
        read = self._read()
        start, end = read.spans.get(name, (0, 0))
        words = read.prompt[start:end].split()
        if read.origin(name) is not Origin.SAID or not 0 < len(words) <= _MOST_WORDS_DROPPED:
            return None
        now, left = self._read_said(read.prompt), self._read_said(without_words(read.prompt, start, end))
        others = [other for other in read.spans if other != name and read.spans[other] != read.spans[name]]
        return (start, end) if all(getattr(left, other) == getattr(now, other) for other in others) else None

    def _light(self, chip: ChipText | None) -> None:
        causes = [] if chip is None else [cause for cause in self._causes() if chip.is_caused_by(cause)]
        spans = {(cause.start, cause.end) for cause in causes}  # "no drums" rules out many at once
        self.lit.emit(tuple(sorted(spans)))

    def _causes(self) -> list[Cause]:
        """Return which words caused what the chips show; nothing did what was set by hand."""
        return [cause for cause in self._read().causes if cause.field not in self._edits]

    def _offer_fields(self, anchor: QWidget) -> None:
        menu = QMenu(self)
        for name, field in FIELDS.items():
            action = menu.addAction(f"{field.label}…")
            action.triggered.connect(lambda _=False, n=name: self.open_field(n, anchor))
        menu.addSeparator()
        back = menu.addAction("Give everything back")
        back.setEnabled(bool(self._edits))
        back.triggered.connect(self._give_all_back)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height() + SPACE)))

    def _give_all_back(self) -> None:
        for name in list(self._edits):
            self.set_field(name, None)

    def _chip_row(self) -> ChipRow:
        row = ChipRow(self._theme)
        row.chip_clicked.connect(self.open_field)
        row.chip_removed.connect(self.remove)
        row.chip_pointed.connect(self._light)
        row.more_clicked.connect(self._offer_fields)
        return row

    def _timer(self, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(then)
        return timer


def _without(brief: Brief, chip: ChipText) -> Any:
    """Return a list's values without what a chip names; None where nothing would be left to play."""
    gone = set(chip.names)
    if chip.field == "style":
        left = [pair for pair in brief.style if pair[0] not in gone]
        total = sum(weight for _, weight in left)
        is_alone = total <= 0 or max(weight for _, weight in left) < 0.25 * sum(weight for _, weight in brief.style)
        return None if is_alone else tuple((name, weight / total) for name, weight in left)
    there = (*brief.hits, *brief.missed) if chip.field == "hits" else getattr(brief, chip.field)
    kept = tuple(value for value in there if value not in gone)
    return kept if kept or chip.field != "instruments" else None
