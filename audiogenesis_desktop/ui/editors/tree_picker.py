"""Names in a tree of groups, with a search; ticked ones are taken in the order of ticking."""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from audiogenesis_desktop.ui.editors.field_editor import FieldEditor
from audiogenesis_desktop.ui.editors.tags import Tags
from audiogenesis_desktop.ui.theme import SPACE

_NAME = Qt.ItemDataRole.UserRole
_SETTLING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TreePicker(FieldEditor):
    """Typing narrows the list; Enter ticks what is found, and with an empty search takes all that is ticked.

    Kinds of pickers say which names a search means beside those that hold it (`_meant`), what stands behind a name
    (`_suffix`, `_tip`), and how many may be ticked (`most`: a further tick lets the oldest go).
    """

    replaces_text = True  # what is chosen shows as tags: no text is needed beside
    most = 128

    def __init__(
        self, names: Sequence[str], groups: Mapping[str, Sequence[str]], *, what: str, take_out: str, nothing: str
    ) -> None:
        """Tick `names` of `groups`, the group "" being those without one; the words are what the picker says.

        `what` is picked (in the singular), `take_out` what a click on a tag does, `nothing` says that none is.
        """
        super().__init__()
        self.names, self._what, self._nothing = list(names), what, nothing
        self.tags = Tags(take_out)
        self.tags.removed.connect(self._take_out)
        self._none = QLabel(nothing)
        self._none.setObjectName("dim")
        self.search, self.tree = self._search_edit(), QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setMinimumSize(72 * SPACE, 52 * SPACE)
        self.tree.setIndentation(5 * SPACE)
        self.tree.setAccessibleName(f"{what.capitalize()}s by group")
        self.tree.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        self._branches: list[tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = []
        self._items = self._fill(groups)
        self.tree.itemChanged.connect(self._ticked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        for part in (self.tags, self._none, self.search, self.tree):
            column.addWidget(part)
        self._show_names()

    def set_ticked(self, name: str, is_ticked: bool) -> None:
        """Tick a name, or take its tick away."""
        if name in self._items:
            self._items[name].setCheckState(0, Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)

    def shown(self) -> list[str]:
        """Return the names that the search leaves."""
        return [name for name, item in self._items.items() if not item.isHidden()]

    def showEvent(self, event: QShowEvent) -> None:
        """Show the first that is ticked: before, the tree does not know how tall it is."""
        super().showEvent(event)
        if self.names and self.names[0] in self._items:
            self.tree.scrollToItem(self._items[self.names[0]], QTreeWidget.ScrollHint.PositionAtCenter)

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

    def _meant(self, text: str) -> Iterable[str]:
        """Return the names that a text means, the likeliest first, whether or not they hold it."""
        return ()

    def _suffix(self, name: str) -> str:
        return ""

    def _tip(self, name: str) -> str:
        return ""

    def _search_edit(self) -> QLineEdit:
        search = QLineEdit()
        search.setFixedHeight(7 * SPACE)
        search.setPlaceholderText(f"Search {self._what}s")
        search.setAccessibleName(f"Search {self._what}s")
        search.setToolTip("Any name will do; Enter ticks what is found")
        search.setClearButtonEnabled(True)
        search.textChanged.connect(self._narrow)
        return search

    def _fill(self, groups: Mapping[str, Sequence[str]]) -> dict[str, QTreeWidgetItem]:
        items: dict[str, QTreeWidgetItem] = {}
        for group, names in groups.items():
            if not group:
                items |= {name: self._item(self.tree.invisibleRootItem(), name) for name in names}
                continue
            branch = QTreeWidgetItem(self.tree.invisibleRootItem(), [group])
            branch.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            items |= {name: self._item(branch, name) for name in names}
            branch.setExpanded(any(name in self.names for name in names))
            self._branches.append((branch, [items[name] for name in names]))
        return items

    def _item(self, parent: QTreeWidgetItem, name: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(parent, [name[:1].upper() + name[1:] + self._suffix(name)])
        item.setData(0, _NAME, name)
        item.setToolTip(0, self._tip(name))
        item.setCheckState(0, Qt.CheckState.Checked if name in self.names else Qt.CheckState.Unchecked)
        return item

    def _take_out(self, name: str) -> None:
        """Take a tag away, and go on in the search: the focus would pass to a button of the popup."""
        self.set_ticked(name, False)
        self.search.setFocus()

    def _ticked(self, item: QTreeWidgetItem) -> None:
        name, is_ticked = item.data(0, _NAME), item.checkState(0) == Qt.CheckState.Checked
        if name is None or is_ticked == (name in self.names):
            return
        self.names = [*self.names, name] if is_ticked else [other for other in self.names if other != name]
        if len(self.names) > self.most:
            self.set_ticked(self.names[0], False)  # which comes here again, and reports
            return
        self._show_names()
        self._report(settles=False)

    def _show_names(self) -> None:
        self.tags.show_names(self.names)
        self._none.setVisible(not self.names)

    def _report(self, *, settles: bool) -> None:
        self.chosen.emit(", ".join(self.names), settles)

    def _narrow(self, text: str) -> None:
        wanted, meant = text.strip().lower(), list(self._meant(text))
        for name, item in self._items.items():
            item.setHidden(bool(wanted) and wanted not in name.lower() and name not in meant)
        is_unknown = bool(wanted) and not self.shown()
        self._none.setText(f"No {self._what} of that name is known" if is_unknown else self._nothing)
        self._none.setVisible(is_unknown or not self.names)
        for branch, items in self._branches:
            left = [item for item in items if not item.isHidden()]
            branch.setHidden(not left)
            branch.setExpanded(bool(wanted) or any(item.checkState(0) == Qt.CheckState.Checked for item in left))

    def _best(self, shown: list[str]) -> str:
        """Return the name that the search most likely means."""
        likely = (self.search.text().strip().lower(), *self._meant(self.search.text()))
        return next((name for name in likely if name in shown), shown[0])

    def _tick_what_is_found(self) -> None:
        if not self.search.text().strip():
            self._report(settles=True)
        elif left := self.shown():
            name = self._best(left)
            self.set_ticked(name, name not in self.names)
            self.search.clear()
