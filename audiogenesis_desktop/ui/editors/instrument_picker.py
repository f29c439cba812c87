"""All instruments by family, with a search; ticked ones are taken in the order of ticking."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from audiogenesis_desktop.theory.instruments import DRUMS, FAMILIES, of_program
from audiogenesis_desktop.ui.editors.field_editor import FieldEditor
from audiogenesis_desktop.ui.editors.tags import Tags
from audiogenesis_desktop.ui.theme import SPACE

_NAME = Qt.ItemDataRole.UserRole
_SETTLING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class InstrumentPicker(FieldEditor):
    """Typing narrows the list, by any name that prompts are read by; Enter ticks what is found, then takes all."""

    replaces_text = True  # what is chosen shows as tags: no text is needed beside

    def __init__(self, names: tuple[str, ...], others: tuple[str, ...] = (), *, rules_out: bool = False) -> None:
        """Tick those that play; `others` are ruled out. With `rules_out` it is the other way round."""
        super().__init__()
        self.names, self._others = list(names), others
        self._word_for_others = "plays now" if rules_out else "ruled out now"
        self.tags = Tags("let it play" if rules_out else "take it out")
        self.tags.removed.connect(lambda name: self.set_ticked(name, False))
        self._nothing = "Nothing is ruled out" if rules_out else "Nothing is chosen"
        self._none = QLabel(self._nothing)
        self._none.setObjectName("dim")
        self.search, self.tree = self._search_edit(), QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setMinimumSize(72 * SPACE, 52 * SPACE)
        self.tree.setIndentation(5 * SPACE)
        self.tree.setAccessibleName("Instruments by family")
        self.tree.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        self._branches: list[tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = []
        self._items = self._fill()
        self.tree.itemChanged.connect(self._ticked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        for part in (self.tags, self._none, self.search, self.tree):
            column.addWidget(part)
        self._show_names()
        if names:
            self.tree.scrollToItem(self._items[names[0]], QTreeWidget.ScrollHint.PositionAtCenter)

    def set_ticked(self, name: str, is_ticked: bool) -> None:
        """Tick an instrument, or take its tick away."""
        self._items[name].setCheckState(0, Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)

    def shown(self) -> list[str]:
        """Return the instruments that the search leaves."""
        return [name for name, item in self._items.items() if not item.isHidden()]

    def take_focus(self) -> bool:
        """Begin in the search."""
        self.search.setFocus()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take what is found, and go from the search into the list."""
        is_plain_enter = event.key() in _SETTLING and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if is_plain_enter and self.focusWidget() is self.search:
            self._tick_what_is_found()
        elif event.key() == Qt.Key.Key_Down and self.focusWidget() is self.search and (left := self.shown()):
            self.tree.setCurrentItem(self._items[self._best(left)])
            self.tree.setFocus()
        else:
            super().keyPressEvent(event)

    def _search_edit(self) -> QLineEdit:
        search = QLineEdit()
        search.setFixedHeight(7 * SPACE)
        search.setPlaceholderText("Search instruments")
        search.setAccessibleName("Search instruments")
        search.setToolTip("Any name will do, such as Rhodes or upright bass; Enter ticks what is found")
        search.setClearButtonEnabled(True)
        search.textChanged.connect(self._narrow)
        return search

    def _fill(self) -> dict[str, QTreeWidgetItem]:
        items = {DRUMS: self._item(self.tree.invisibleRootItem(), DRUMS)}
        for family, programs in FAMILIES:
            branch = QTreeWidgetItem(self.tree.invisibleRootItem(), [family])
            branch.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            names = [of_program(program).name for program in programs]
            items |= {name: self._item(branch, name) for name in names}
            branch.setExpanded(any(name in self.names for name in names))
            self._branches.append((branch, [items[name] for name in names]))
        return items

    def _item(self, parent: QTreeWidgetItem, name: str) -> QTreeWidgetItem:
        suffix = f"  ({self._word_for_others})" if name in self._others else ""
        item = QTreeWidgetItem(parent, [name.capitalize() + suffix])
        item.setData(0, _NAME, name)
        item.setCheckState(0, Qt.CheckState.Checked if name in self.names else Qt.CheckState.Unchecked)
        return item

    def _ticked(self, item: QTreeWidgetItem) -> None:
        name, is_ticked = item.data(0, _NAME), item.checkState(0) == Qt.CheckState.Checked
        if name is None or is_ticked == (name in self.names):
            return
        self.names = [*self.names, name] if is_ticked else [other for other in self.names if other != name]
        self._show_names()
        self._tell(settles=False)

    def _show_names(self) -> None:
        self.tags.show_names(self.names)
        self._none.setVisible(not self.names)

    def _tell(self, *, settles: bool) -> None:
        self.chosen.emit(", ".join(self.names), settles)

    def _narrow(self, text: str) -> None:
        wanted, meant = text.strip().lower(), self._meant()
        for name, item in self._items.items():
            item.setHidden(bool(wanted) and wanted not in name and name not in meant)
        is_unknown = bool(wanted) and not self.shown()
        self._none.setText("No instrument of that name is known" if is_unknown else self._nothing)
        self._none.setVisible(is_unknown or not self.names)
        for branch, items in self._branches:
            left = [item for item in items if not item.isHidden()]
            branch.setHidden(not left)
            branch.setExpanded(bool(wanted) or any(item.checkState(0) == Qt.CheckState.Checked for item in left))

    def _meant(self) -> list[Any]:
        from audiogenesis_desktop.brief.naming import find_instruments

        return list(find_instruments(self.search.text()))

    def _best(self, shown: list[str]) -> str:
        """Return the instrument that the search most likely means."""
        likely = (self.search.text().strip().lower(), *self._meant())
        return next((name for name in likely if name in shown), shown[0])

    def _tick_what_is_found(self) -> None:
        if not self.search.text().strip():
            self._tell(settles=True)
        elif left := self.shown():
            name = self._best(left)
            self.set_ticked(name, name not in self.names)
            self.search.clear()
