"""The menus of ports: what is there now, the chosen one ticked, and up to date while they are open."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from audiogenesis_desktop.ui.port_menu import Offered, PortMenu


@pytest.fixture
def ports():
    return [Offered("No sound", "none"), Offered("Synth", "port:Synth")]


@pytest.fixture
def menu(qtbot, ports):
    parent = QWidget()
    qtbot.addWidget(parent)
    other = QAction("SoundFont…", parent)
    chosen = ["none"]
    made = PortMenu(
        "&Output", parent, offered=lambda: ports, chosen=lambda: chosen[-1], choose=chosen.append, below=[other]
    )
    made.choices, made.home = chosen, parent
    return made


def texts(menu):
    return [action.text() for action in menu.actions() if not action.isSeparator()]


@pytest.mark.slow
def test_ports_come_and_go_within_two_seconds_while_it_is_open(menu, ports, qtbot):
    menu.popup(menu.home.pos())
    assert texts(menu) == ["No sound", "Synth", "SoundFont…"]
    ports.append(Offered("DAW", "port:DAW"))
    qtbot.waitUntil(lambda: texts(menu) == ["No sound", "Synth", "DAW", "SoundFont…"], timeout=2000)
    ports.pop(1)
    qtbot.waitUntil(lambda: texts(menu) == ["No sound", "DAW", "SoundFont…"], timeout=2000)
    menu.close()
    menu.popup(menu.home.pos())
    assert texts(menu) == ["No sound", "DAW", "SoundFont…"]
    menu.close()


def test_the_chosen_one_is_ticked_and_another_can_be_chosen(menu):
    menu.popup(menu.home.pos())
    assert [action.isChecked() for action in menu.actions()[:2]] == [True, False]
    menu.actions()[1].trigger()
    menu.close()
    assert menu.choices == ["none", "port:Synth"]
    menu.popup(menu.home.pos())
    assert [action.isChecked() for action in menu.actions()[:2]] == [False, True]
    menu.close()
