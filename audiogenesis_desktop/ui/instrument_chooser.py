"""The popup that chooses an instrument: found by any name or by family, heard while the pointer rests on it."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from audiogenesis_desktop.theory.instruments import DRUM_KITS, FAMILIES, Instrument, of_kit, of_program
from audiogenesis_desktop.ui.popup import Popup
from audiogenesis_desktop.ui.theme import SPACE

REST_MS = 250
_INSTRUMENT = Qt.ItemDataRole.UserRole
_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


def capitalised(name: str) -> str:
    """Return a name with a capital at its front, and the rest as it is."""
    return name[:1].upper() + name[1:]


class InstrumentChooser(Popup):
    """Typing narrows the list, arrows go through it, Enter or a double-click takes; Escape leaves all as it was."""

    chosen = Signal(Instrument)
    audition_requested = Signal(Instrument)  # that is to be tried out

    def __init__(self, parent: QWidget, present: Instrument | None = None, sounds: Sequence[Instrument] = ()) -> None:
        """Offer every instrument and drum kit, `present` being the one that plays now.

        `sounds` are those that the SoundFont has, where that is known: more may be offered then, and what it lacks
        is dimmed.
        """
        super().__init__("Choose an instrument", parent)
        self._present, self._sounds = present, sounds
        self._resting = QTimer(self)
        self._resting.setInterval(REST_MS)
        self._resting.setSingleShot(True)
        self._resting.timeout.connect(self._hear_hovered)
        self._hovered: QTreeWidgetItem | None = None
        self.search, self.tree, self.hint = self._search_edit(), self._tree(), QLabel()
        self.hint.setObjectName("dim")
        self._branches: list[tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = []
        self._items = list(self._fill())
        self._lay_out()
        self._show_present()

    def take_focus(self) -> None:
        """Let the search be typed into."""
        self.search.setFocus()

    def shown(self) -> list[Instrument]:
        """Return what the search leaves."""
        return [item.data(0, _INSTRUMENT) for item in self._items if not item.isHidden()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes what is chosen, arrows go through the list wherever the focus is."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.tree.currentItem())
        elif event.key() in _ARROWS and self.search.hasFocus():
            self.tree.setFocus()
            self.tree.keyPressEvent(event)
        else:
            super().keyPressEvent(event)  # Escape closes a popup

    def _search_edit(self) -> QLineEdit:
        search = QLineEdit()
        search.setFixedHeight(7 * SPACE)
        search.setPlaceholderText("Search instruments")
        search.setAccessibleName("Search instruments")
        search.setToolTip("Any name will do, such as Rhodes or upright bass; Enter takes what is found")
        search.setClearButtonEnabled(True)
        search.textChanged.connect(self._narrow)
        return search

    def _tree(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setHeaderHidden(True)
        tree.setMinimumSize(72 * SPACE, 84 * SPACE)
        tree.setIndentation(5 * SPACE)
        tree.setAccessibleName("Instruments by family")
        tree.setToolTip("Rest on an instrument or go to it with the arrows to hear it")
        tree.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        tree.setMouseTracking(True)
        tree.itemEntered.connect(self._rest_on)
        tree.itemClicked.connect(self._clicked)
        tree.itemDoubleClicked.connect(lambda item, _column: self._take(item))
        tree.currentItemChanged.connect(lambda item, _before: self._rest_on(item))
        return tree

    def _fill(self) -> Iterator[QTreeWidgetItem]:
        there = {_key(sound) for sound in self._sounds}
        for family, instruments in self._families():
            branch, items = QTreeWidgetItem(self.tree.invisibleRootItem(), [family]), list[QTreeWidgetItem]()
            self._branches.append((branch, items))
            for instrument in instruments:
                item = QTreeWidgetItem(branch, [capitalised(instrument.name)])
                item.setData(0, _INSTRUMENT, instrument)
                if there and _key(instrument) not in there:
                    item.setForeground(0, self.palette().placeholderText())
                    item.setToolTip(0, "Not in the SoundFont: another sound would be heard in its place")
                items.append(item)
                yield item

    def _families(self) -> Iterator[tuple[str, list[Instrument]]]:
        """Yield General MIDI's families and kits, then what the SoundFont has besides, by bank."""
        for family, programs in FAMILIES:
            yield family, [of_program(program) for program in programs]
        kits = {program: of_kit(program) for program in DRUM_KITS}
        own = {sound.program: sound for sound in self._sounds if sound.is_drums}
        yield "Drum kits", sorted({**kits, **own}.values(), key=lambda kit: kit.program)
        for bank in sorted({sound.bank for sound in self._sounds if sound.bank}):
            sounds = [sound for sound in self._sounds if sound.bank == bank and not sound.is_drums]
            yield f"Variations, bank {bank >> 7}", sounds

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(self.search)
        column.addWidget(self.tree)
        column.addWidget(self.hint)
        self.hint.setText("Rest on one to hear it; Enter takes it")

    def _show_present(self) -> None:
        item = next((i for i in self._items if _key(i.data(0, _INSTRUMENT)) == _key(self._present)), None)
        if item is not None:
            self.tree.blockSignals(True)  # what plays already is not to be heard for that
            self.tree.setCurrentItem(item)
            self.tree.blockSignals(False)
            self.tree.scrollToItem(item, QTreeWidget.ScrollHint.PositionAtCenter)

    def _narrow(self, text: str) -> None:
        wanted, meant = text.strip().lower(), self._meant(text)
        for item in self._items:
            name = item.data(0, _INSTRUMENT).name.lower()
            item.setHidden(bool(wanted) and wanted not in name and name not in meant)
        for branch, items in self._branches:
            branch.setHidden(all(item.isHidden() for item in items))
            branch.setExpanded(bool(wanted))
        best = self._best(wanted, meant)
        self.tree.setCurrentItem(best)  # type: ignore[arg-type]  # None, which Qt takes, marks none
        self.hint.setText("Rest on one to hear it; Enter takes it" if best else "No instrument of that name is known")

    def _meant(self, text: str) -> list[str]:
        from audiogenesis_desktop.brief.naming import find_instruments

        return list(find_instruments(text)) if text.strip() else []

    def _best(self, wanted: str, meant: list[str]) -> QTreeWidgetItem | None:
        left = {item.data(0, _INSTRUMENT).name.lower(): item for item in self._items if not item.isHidden()}
        likely = (wanted, *meant, *left)
        return next((left[name] for name in likely if name in left), None)

    def _rest_on(self, item: QTreeWidgetItem | None) -> None:
        self._hovered = item
        self._resting.start()

    def _hear_hovered(self) -> None:
        instrument = self._hovered.data(0, _INSTRUMENT) if self._hovered is not None else None
        if instrument is not None:
            self.audition_requested.emit(instrument)

    def _clicked(self, item: QTreeWidgetItem, _column: int) -> None:
        if item.data(0, _INSTRUMENT) is None:
            item.setExpanded(not item.isExpanded())
        else:
            self._resting.stop()
            self._hovered = item
            self._hear_hovered()

    def _take(self, item: QTreeWidgetItem | None) -> None:
        instrument = item.data(0, _INSTRUMENT) if item is not None else None
        if instrument is not None:
            self._resting.stop()
            self.chosen.emit(instrument)
            self.close()


def _key(instrument: Instrument | None) -> tuple[int, int, bool] | None:
    return instrument and (instrument.bank, instrument.program, instrument.is_drums)
