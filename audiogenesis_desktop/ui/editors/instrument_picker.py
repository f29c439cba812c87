"""All instruments by family, with a search; ticked ones are taken in the order of ticking."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from audiogenesis_desktop.theory.instruments import DRUMS, FAMILIES, of_program
from audiogenesis_desktop.ui.theme import SPACE


class InstrumentPicker(QWidget):
    """Typing in the search narrows the list, by any name that prompts are read by; Enter ticks the only one left."""

    chosen = Signal(str, bool)  # names with commas; whether that settles it

    def __init__(self, names: tuple[str, ...]) -> None:
        """Tick these."""
        super().__init__()
        self.names = list(names)
        self.search, self.tree = QLineEdit(), QTreeWidget()
        self.search.setFixedHeight(7 * SPACE)
        self.search.setPlaceholderText("Search instruments")
        self.search.setAccessibleName("Search instruments")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.search.returnPressed.connect(self._tick_only_one)
        self.tree.setHeaderHidden(True)
        self.tree.setMinimumSize(64 * SPACE, 60 * SPACE)
        self.tree.setIndentation(5 * SPACE)
        self.tree.setAccessibleName("Instruments by family")
        self._items = self._fill()
        self.tree.itemChanged.connect(self._ticked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.search)
        column.addWidget(self.tree)

    def set_ticked(self, name: str, is_ticked: bool) -> None:
        """Tick an instrument, or take its tick away."""
        self._items[name].setCheckState(0, Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)

    def shown(self) -> list[str]:
        """Return the instruments that the search leaves."""
        return [name for name, item in self._items.items() if not item.isHidden()]

    def _fill(self) -> dict[str, QTreeWidgetItem]:
        items = {DRUMS: self._item(self.tree.invisibleRootItem(), DRUMS)}
        for family, programs in FAMILIES:
            branch = QTreeWidgetItem(self.tree.invisibleRootItem(), [family])
            branch.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            for program in programs:
                name = of_program(program).name
                items[name] = self._item(branch, name)
                if name in self.names:
                    branch.setExpanded(True)
        return items

    def _item(self, parent: QTreeWidgetItem, name: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(parent, [name.capitalize()])
        item.setData(0, Qt.ItemDataRole.UserRole, name)
        item.setCheckState(0, Qt.CheckState.Checked if name in self.names else Qt.CheckState.Unchecked)
        return item

    def _ticked(self, item: QTreeWidgetItem) -> None:
        name, is_ticked = item.data(0, Qt.ItemDataRole.UserRole), item.checkState(0) == Qt.CheckState.Checked
        if name is None or is_ticked == (name in self.names):
            return
        self.names = [*self.names, name] if is_ticked else [other for other in self.names if other != name]
        self.chosen.emit(", ".join(self.names), False)

    def _narrow(self, text: str) -> None:
        from audiogenesis_desktop.brief.naming import find_instruments

        wanted, meant = text.strip().lower(), set(find_instruments(text))
        for name, item in self._items.items():
            item.setHidden(bool(wanted) and wanted not in name and name not in meant)
        for i in range(self.tree.topLevelItemCount()):
            branch = self.tree.topLevelItem(i)
            if branch.childCount():
                left = [item for j in range(branch.childCount()) if not (item := branch.child(j)).isHidden()]
                branch.setHidden(not left)
                branch.setExpanded(bool(wanted) or any(item.checkState(0) == Qt.CheckState.Checked for item in left))

    def _tick_only_one(self) -> None:
        if len(left := self.shown()) == 1:
            self.set_ticked(left[0], left[0] not in self.names)
            self.search.clear()
