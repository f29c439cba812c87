"""What came of an export: which files, how long and how loud each is, and where they are."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from audiogenesis_desktop.delivery.export import Delivered
from audiogenesis_desktop.ui.elided import plain_label
from audiogenesis_desktop.ui.export.reading_panel import figure
from audiogenesis_desktop.ui.theme import SPACE

_MOST_HEIGHT = 24 * SPACE


def show_in_folder(path: Path) -> None:
    """Open the folder that a file is in, or a folder itself, in the system's own file browser."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path if path.is_dir() else path.parent)))


class Outcome(QScrollArea):
    """A line for each file, then what is to be known of them."""

    def __init__(self) -> None:
        """Begin hidden: nothing was written yet."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setAccessibleName("What was written")
        self.lines: list[str] = []
        self.hide()

    def show_delivered(self, made: Sequence[Delivered]) -> None:
        """List what was written."""
        rows = [_facts(one) for one in made]
        notices = list(dict.fromkeys(notice for one in made for notice in one.notices))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 2 * SPACE, 0)
        column.addLayout(_table(rows))
        for notice in notices:
            label = plain_label(notice)
            label.setObjectName("dim")
            label.setWordWrap(True)
            column.addWidget(label)
        column.addStretch(1)
        self.setWidget(inside)
        self.setFixedHeight(min(_MOST_HEIGHT, inside.sizeHint().height() + SPACE))
        self.lines = [" ".join(facts) for facts in rows] + notices
        self.show()


def _table(rows: Sequence[Sequence[str]]) -> QGridLayout:
    """Return what can be read and copied: names at the left, figures at the right."""
    table = QGridLayout()
    table.setHorizontalSpacing(4 * SPACE)
    table.setVerticalSpacing(SPACE)
    table.setColumnStretch(0, 1)
    for row, facts in enumerate(rows):
        for column, text in enumerate(facts):
            label = plain_label(text)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            if column:
                label.setObjectName("dim")
            table.addWidget(label, row, column)
    return table


def _facts(one: Delivered) -> tuple[str, ...]:
    loudness = one.loudness
    return (
        one.path.name,
        f"{one.seconds:.3f} s",
        figure(loudness.integrated_lufs, "LUFS"),
        figure(loudness.true_peak_db, "dBTP"),
    )
