"""Hits on a strip of time, and below it what happens at each of them."""

from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.ui.chips import clock
from audiogenesis_desktop.ui.editors.field_editor import FieldEditor
from audiogenesis_desktop.ui.editors.hits_strip import HitsStrip
from audiogenesis_desktop.ui.theme import SPACE, Theme

KIND_NAMES = {
    "": "As it suits",
    "section": "Section",
    "lift": "Lift",
    "crash": "Crash",
    "stop": "Stop",
    "accent": "Accent",
    "riser": "Riser before it",
}
_ROW_HEIGHT, _ROWS_SEEN = 8 * SPACE, 5


class HitsEditor(FieldEditor):
    """A strip to put hits on, and a row for each of them with a menu of what may happen there."""

    def __init__(self, theme: Theme, brief: Brief) -> None:
        """Show the hits that a Brief asks for."""
        super().__init__()
        hits = tuple(sorted((*brief.hits, *brief.missed)))
        self.strip = HitsStrip(theme, hits, brief.length_seconds, dict(brief.hit_kinds))
        self.strip.chosen.connect(self._take)
        self.buttons: list[QPushButton] = []  # what happens, in the order of time
        self._shown: list[tuple[float, str, int]] = []  # (second, kind, place on the strip), in the order of time
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.strip)
        column.addWidget(self._scroll)
        self.setFixedWidth(self.strip.width())
        self._show()

    def follow(self, values: dict[str, Any]) -> None:
        """Show the hits that were typed."""
        self.strip.follow(values)
        self._show()

    def choose(self, at: int, kind: str) -> None:
        """Let something happen at a hit, by its place in time."""
        self.strip.choose(self._shown[at][2], kind)
        self.buttons[at].setFocus()

    def _take(self, text: str, settles: bool) -> None:
        self._show()
        self.chosen.emit(text, settles)

    def _show(self) -> None:
        told = zip(self.strip.hits, self.strip.kinds, strict=True)
        hits = sorted((hit, kind, i) for i, (hit, kind) in enumerate(told))
        if hits == self._shown and self.buttons:
            return
        self._shown, self.buttons = hits, []
        rows, column = QWidget(), QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        for at, (hit, kind, _) in enumerate(hits):
            column.addLayout(self._row(at, hit, kind))
        column.addStretch(1)
        rows.setLayout(column)
        self._scroll.setWidget(rows)  # which ends the rows before
        self._scroll.setFixedHeight(min(len(hits), _ROWS_SEEN) * (_ROW_HEIGHT + SPACE))
        self._scroll.setVisible(bool(hits))

    def _row(self, at: int, hit: float, kind: str) -> QHBoxLayout:
        row, label = QHBoxLayout(), QLabel(clock(hit))
        button = QPushButton(KIND_NAMES[kind])
        button.setObjectName("preset")
        button.setFixedSize(40 * SPACE, 7 * SPACE)
        button.setAutoDefault(False)
        button.setAccessibleName(f"What happens at {clock(hit)}: {KIND_NAMES[kind]}")
        button.setToolTip("Choose what happens at this hit")
        button.clicked.connect(lambda: self._offer(button, at))
        self.buttons.append(button)
        row.setSpacing(2 * SPACE)
        row.addWidget(label)
        row.addStretch(1)
        row.addWidget(button)
        return row

    def _offer(self, below: QWidget, at: int) -> None:
        menu = QMenu(self)
        for kind, name in KIND_NAMES.items():
            menu.addAction(name, partial(self.choose, at, kind))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(below.mapToGlobal(QPoint(0, below.height())))
