"""The menu bar, as the table of commands has it."""

from collections.abc import Mapping

from PySide6.QtWidgets import QMenu, QMenuBar

from audiogenesis_desktop.ui.actions.actions import Actions


def fill_menu_bar(bar: QMenuBar, actions: Actions, ready: Mapping[str, QMenu]) -> None:
    """Put every menu of the table on a bar; those that are `ready`, by name, fill themselves."""
    bar.setNativeMenuBar(True)
    for row in actions.table.menus:
        if row.name in ready:
            ready[row.name].setTitle(row.title)
            bar.addMenu(ready[row.name])
        else:
            actions.fill(bar.addMenu(row.title), row, ready)
