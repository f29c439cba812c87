"""The menu that offers every instrument, by family."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from audiogenesis_desktop.theory.instruments import DRUMS, FAMILIES, Instrument, find, of_program


def instrument_menu(parent: QWidget, chosen: Callable[[Instrument], None]) -> QMenu:
    """Return a menu of all instruments by family, drums first; `chosen` hears of the one picked."""
    menu = QMenu(parent)
    _offer(menu, find(DRUMS), chosen)
    menu.addSeparator()
    for family, programs in FAMILIES:
        submenu = menu.addMenu(family)
        for program in programs:
            _offer(submenu, of_program(program), chosen)
    return menu


def _offer(menu: QMenu, instrument: Instrument, chosen: Callable[[Instrument], None]) -> None:
    menu.addAction(instrument.name.capitalize()).triggered.connect(lambda: chosen(instrument))
