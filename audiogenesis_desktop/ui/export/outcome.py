"""What came of an export: which files, how long and how loud each is, and where they are."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from audiogenesis_desktop.delivery.export import Delivered
from audiogenesis_desktop.ui.export.reading_panel import figure
from audiogenesis_desktop.ui.theme import SPACE

_HEIGHT = 24 * SPACE


def show_in_folder(path: Path) -> None:
    """Open the folder that a file is in, or a folder itself, in the system's own file browser."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path if path.is_dir() else path.parent)))


class Outcome(QScrollArea):
    """A line for each file, then what is to be known of them."""

    def __init__(self) -> None:
        """Begin hidden: nothing was written yet."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFixedHeight(_HEIGHT)
        self.setAccessibleName("What was written")
        self.lines: list[str] = []
        self.hide()

    def show_delivered(self, made: Sequence[Delivered]) -> None:
        """List what was written."""
        inside, table = QWidget(), QGridLayout()
        table.setContentsMargins(0, 0, 0, 0)
        table.setHorizontalSpacing(4 * SPACE)
        table.setVerticalSpacing(SPACE)
        table.setColumnStretch(0, 1)
        rows = [_facts(one) for one in made]
        for row, facts in enumerate(rows):
            for column, text in enumerate(facts):
                label = QLabel(text)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                if column:
                    label.setObjectName("dim")
                table.addWidget(label, row, column)
        notices = list(dict.fromkeys(notice for one in made for notice in one.notices))
        column_ = QVBoxLayout(inside)
        column_.setContentsMargins(0, 0, 2 * SPACE, 0)
        column_.addLayout(table)
        for notice in notices:
            label = QLabel(notice)
            label.setObjectName("dim")
            label.setWordWrap(True)
            column_.addWidget(label)
        column_.addStretch(1)
        self.setWidget(inside)
        self.lines = [" ".join(facts) for facts in rows] + notices
        self.show()


def _facts(one: Delivered) -> tuple[str, ...]:
    loudness = one.loudness
    return (
        one.path.name,
        f"{one.seconds:.3f} s",
        figure(loudness.integrated_lufs, "LUFS"),
        figure(loudness.true_peak_db, "dBTP"),
    )
