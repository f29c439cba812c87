"""Why a take sounds as it does: what was asked, what was made of it, and what it was written with."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from audiogenesis_desktop.score.clock import length_seconds
from audiogenesis_desktop.studio.take_list import ListedTake
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.ui.chips import chips_of, clock
from audiogenesis_desktop.ui.elided import plain_label
from audiogenesis_desktop.ui.popup import Popup
from audiogenesis_desktop.ui.theme import SPACE

_WIDTH = 130 * SPACE
_MOST_CHORDS = 16
_ENDINGS = {
    "ring": "a last chord that is held",
    "stop": "a last chord, cut short",
    "thin": "parts leave one by one",
    "slow": "it slows down into the last chord",
    "fill": "a fill, and one note of all",
    "fade": "it fades away",
    "loop": "none: it leads back to its beginning",
}


def reasons(one: ListedTake) -> list[tuple[str, str]]:
    """Return what a take came from, as labels and what stands behind them."""
    take, plan = one.take, one.take.plan
    rows = [
        ("Prompt", take.prompt or "–"),
        ("And then", f"“{one.asked}”" if one.asked else ""),
        ("Understood as", ", ".join(chip.text for chip in chips_of(take.brief))),
        ("Style", ", ".join(f"{name} {weight:.0%}" for name, weight in plan.style)),
        ("Form", ", ".join(f"{section.label} ({section.energy:.0%})" for section in plan.sections)),
        ("Key", Key(*plan.key[1:]).name),
        ("Chords", _chords(one)),
        ("Players", ", ".join(f"{part.instrument.name} ({part.role})" for part in plan.parts)),
        ("Ending", _ENDINGS.get(str(plan.ending), str(plan.ending))),
        ("Length", f"{clock(length_seconds(take.score))}, {take.score.note_count:,} notes as composed"),
        ("Thought of it", " ".join(one.verdict.told) if one.verdict else ""),
        ("Edited since", "yes" if one.is_edited else "no"),
        ("Seed", str(take.seed)),
        ("Composer", take.model_hash[:12]),
    ]
    return [(label, text) for label, text in rows if text]


def _chords(one: ListedTake) -> str:
    names: list[str] = []
    for chord in one.take.plan.chords:
        name = Chord(chord.root, chord.quality).name
        if not names or names[-1] != name:
            names.append(name)
    return " ".join(names[:_MOST_CHORDS]) + (" …" if len(names) > _MOST_CHORDS else "")


class WhyPopup(Popup):
    """A take's reasons, to be read and copied."""

    def __init__(self, one: ListedTake, parent: QWidget) -> None:
        """List the reasons of a take."""
        super().__init__(f"Why take {one.name} sounds like this", parent)
        table = QGridLayout(self)
        table.setContentsMargins(4 * SPACE, 3 * SPACE, 4 * SPACE, 3 * SPACE)
        table.setHorizontalSpacing(4 * SPACE)
        table.setVerticalSpacing(SPACE)
        title = plain_label(f"Why take {one.name} sounds like this")
        table.addWidget(title, 0, 0, 1, 2)
        for row, (label, text) in enumerate(reasons(one), 1):
            name, value = QLabel(label), QLabel(text)
            name.setObjectName("dim")
            value.setWordWrap(True)
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            table.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            table.addWidget(value, row, 1)
        hint = QLabel("“Compose it again” writes the same notes from this, byte by byte.")
        hint.setObjectName("dim")
        table.addWidget(hint, table.rowCount(), 0, 1, 2)
        table.setColumnStretch(1, 1)
        self.setFixedWidth(_WIDTH)
