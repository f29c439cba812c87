"""Where the parts of the window lie: the header, the tracks beside the stage, all of it in one column."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from audiogenesis_desktop.ui.theme import SPACE

_TRACKS_WIDTH = 67 * SPACE


def header_of(*rows: QWidget) -> QWidget:
    """Return what lies at the top: the prompt and what is read in it."""
    header = QWidget()
    inside = QVBoxLayout(header)
    inside.setContentsMargins(3 * SPACE, SPACE, 3 * SPACE, 2 * SPACE)
    inside.setSpacing(2 * SPACE)
    for row in rows:
        inside.addWidget(row)
    return header


def stage_of(*pages: QWidget) -> QStackedWidget:
    """Return where one of several pages is seen at a time, at first the first."""
    stage = QStackedWidget()
    for page in pages:
        stage.addWidget(page)
    return stage


def body_of(track_list: QWidget, stage: QWidget) -> QSplitter:
    """Return the tracks and, beside them, the stage, which takes what room there is."""
    body = QSplitter(Qt.Orientation.Horizontal)
    body.setHandleWidth(1)
    body.setChildrenCollapsible(False)
    body.addWidget(track_list)
    body.addWidget(stage)
    body.setStretchFactor(1, 1)
    body.setSizes([_TRACKS_WIDTH, 10_000])
    track_list.setMinimumWidth(48 * SPACE)
    track_list.setMaximumWidth(96 * SPACE)
    return body


def column_of(parts: Sequence[QWidget], *, stretched: QWidget) -> QWidget:
    """Return all parts of the window one below the other; one of them takes what room there is."""
    central = QWidget()
    column = QVBoxLayout(central)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part in parts:
        column.addWidget(part, 1 if part is stretched else 0)
    return central
