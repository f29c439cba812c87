"""Cuts to choose hits from: each with the frame that its shot begins with, and a slider for how strong they must be."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from audiogenesis_desktop.delivery.picture.cuts import USUAL_STRENGTH, WEAKEST_STRENGTH, Cut, at_least
from audiogenesis_desktop.studio.screening import Screening
from audiogenesis_desktop.ui.chips import clock
from audiogenesis_desktop.ui.picture.thumbnails import image_of
from audiogenesis_desktop.ui.popup import Popup
from audiogenesis_desktop.ui.slider import SlimSlider
from audiogenesis_desktop.ui.theme import SPACE, Theme

MOST_AT_FIRST = 12  # music that hits more often seldom pleases; whoever wants more chooses them
_MOST_OFFERED = 400
_LONGEST = 30 * SPACE
_COLUMNS, _ROWS = 4, 3
_NEAR_SECONDS = 0.02


class CutsPopup(Popup):
    """Click a cut to choose it or let it go; the slider chooses all that are at least so strong."""

    chosen = Signal(tuple)  # seconds of the music that are to be hits, rising; none where there are to be none

    def __init__(self, screening: Screening, hits: Sequence[float], theme: Theme, parent: QWidget) -> None:
        """Offer the cuts of what is screened; those that are hits already are chosen, or else the strongest."""
        super().__init__("Hits at cuts", parent)
        assert screening.picture is not None
        self._screening, self._theme = screening, theme
        start, end = screening.starts_at_seconds, screening.picture.seconds
        self._cuts = [
            cut for cut in at_least(screening.cuts, WEAKEST_STRENGTH, within_seconds=end) if cut.seconds > start
        ]
        if len(self._cuts) > _MOST_OFFERED:
            self._cuts = sorted(sorted(self._cuts, key=lambda cut: -cut.strength)[:_MOST_OFFERED])
        moments = [cut.seconds - start for cut in self._cuts]
        # Hits elsewhere are not about the picture, and stay.
        self._others = [hit for hit in hits if not any(abs(hit - at) < _NEAR_SECONDS for at in moments)]
        self.list = self._made_list()
        self.strength = self._made_slider()
        self.told = QLabel()
        self.told.setObjectName("dim")
        self.use = QPushButton()
        self._lay_out()
        self.list.itemSelectionChanged.connect(self._count)
        are_hits = [any(abs(hit - at) < _NEAR_SECONDS for hit in hits) for at in moments]
        if any(are_hits):
            self._choose(are_hits)
        else:
            self._choose_first()
        self._count()

    def _made_list(self) -> QListWidget:
        assert self._screening.picture is not None
        width, height = self._screening.picture.size
        scale = _LONGEST / max(width, height)
        size = QSize(max(1, round(width * scale)), max(1, round(height * scale)))
        made = QListWidget()
        made.setAccessibleName("Cuts")
        made.setObjectName("cuts")
        made.setViewMode(QListView.ViewMode.IconMode)
        made.setMovement(QListView.Movement.Static)
        made.setResizeMode(QListView.ResizeMode.Adjust)
        made.setSelectionMode(QListWidget.SelectionMode.MultiSelection)
        made.setIconSize(size)
        made.setGridSize(size + QSize(3 * SPACE, 8 * SPACE))
        made.setUniformItemSizes(True)
        for cut in self._cuts:
            made.addItem(self._item(cut, size))
        rows = min(_ROWS, -(-max(1, len(self._cuts)) // _COLUMNS))
        made.setFixedSize(
            _COLUMNS * (size.width() + 3 * SPACE) + 6 * SPACE, rows * (size.height() + 8 * SPACE) + 3 * SPACE
        )
        return made

    def _item(self, cut: Cut, size: QSize) -> QListWidgetItem:
        words = clock(cut.seconds - self._screening.starts_at_seconds)
        item = QListWidgetItem(words)
        item.setToolTip(f"{words}, as strong as {cut.strength:.0%}")
        frames = self._screening.frames
        if frames is not None and frames.covers(cut.seconds):
            pixel = size * self.devicePixelRatioF()
            pixmap = QPixmap.fromImage(image_of(frames.jpeg(frames.number_at(cut.seconds)), pixel))
            icon = QIcon()
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # Qt would tint what is chosen
                icon.addPixmap(pixmap, mode)
            item.setIcon(icon)
        return item

    def _made_slider(self) -> SlimSlider:
        slider = SlimSlider(self._theme, highest=100, home=round(100 * USUAL_STRENGTH))
        slider.set_colours(self._theme, self._theme.accent)
        slider.setFixedHeight(6 * SPACE)
        slider.setAccessibleName("Strength")
        slider.setToolTip("Choose every cut that is at least so strong: how unlike the frames before and after it are")
        slider.valueChanged.connect(self._choose_by_strength)
        return slider

    def _lay_out(self) -> None:
        title, how = QLabel("Hits at cuts"), QLabel("All as strong as")
        how.setObjectName("dim")
        header = QHBoxLayout()
        header.addWidget(title)
        header.addStretch(1)
        header.addWidget(self.told)
        choosing = QHBoxLayout()
        choosing.setSpacing(2 * SPACE)
        choosing.addWidget(how)
        choosing.addWidget(self.strength, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * SPACE)
        for words, choose in (("All", self.list.selectAll), ("None", self.list.clearSelection)):
            button = QPushButton(words)
            button.clicked.connect(choose)
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.use.setObjectName("primary")
        self.use.clicked.connect(self._tell)
        buttons.addWidget(self.use)
        column = self.column()
        column.addLayout(header)
        column.addWidget(self.list)
        column.addLayout(choosing)
        column.addLayout(buttons)

    def take_focus(self) -> None:
        """Let the arrows and Space choose at once."""
        self.list.setFocus()

    # Choosing

    def _choose_first(self) -> None:
        strong = sorted((cut for cut in self._cuts if cut.strength >= USUAL_STRENGTH), key=lambda cut: -cut.strength)
        least = strong[:MOST_AT_FIRST][-1].strength if strong else 1.0
        self.strength.blockSignals(True)
        self.strength.setValue(min(100, int(100 * least)))
        self.strength.blockSignals(False)
        self._choose([cut.strength >= least for cut in self._cuts])

    def _choose_by_strength(self, value: int) -> None:
        strong = at_least(self._cuts, value / 100, within_seconds=float("inf"))
        self._choose([cut in strong for cut in self._cuts])

    def _choose(self, are_chosen: Sequence[bool]) -> None:
        self.list.blockSignals(True)
        for row, is_chosen in enumerate(are_chosen):
            self.list.item(row).setSelected(is_chosen)
        self.list.blockSignals(False)
        self._count()

    @property
    def hits(self) -> tuple[float, ...]:
        """Return the seconds of the music that are chosen, with hits that are elsewhere."""
        start = self._screening.starts_at_seconds
        chosen = [cut.seconds - start for row, cut in enumerate(self._cuts) if self.list.item(row).isSelected()]
        return tuple(sorted([*self._others, *(round(seconds, 3) for seconds in chosen)]))

    def _count(self) -> None:
        count = len(self.list.selectedItems())
        self.told.setText(f"{count} of {len(self._cuts)}")
        self.use.setText({0: "No hits at cuts", 1: "Use as a hit"}.get(count, f"Use as {count} hits"))

    def _tell(self) -> None:
        self.chosen.emit(self.hits)
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take what is chosen with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._tell()
        else:
            super().keyPressEvent(event)
