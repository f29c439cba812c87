"""The strip of takes: what its cards say and do; a card never moves under the pointer."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent

from audiogenesis_desktop.compose.verdict import Verdict
from audiogenesis_desktop.score.edits import set_tempo
from audiogenesis_desktop.ui.main_window import MainWindow
from audiogenesis_desktop.ui.takes.facts import figures, figures_within, remark
from audiogenesis_desktop.ui.takes.strip import TakesStrip
from audiogenesis_desktop.ui.takes.why import reasons


@pytest.fixture
def window(studio, qtbot):
    """Return the window on a studio where three takes have been composed."""
    studio.settings.takes = 3
    window = MainWindow(studio)
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(studio.takes.further.ended, timeout=5000):
        studio.making.compose("72 BPM", 7)
    return window


@pytest.fixture
def strip(window) -> TakesStrip:
    return window.takes.strip


def point_at(card, on=True):
    here = QPointF(5, 5)
    card.enterEvent(QEnterEvent(here, here, here)) if on else card.leaveEvent(QEvent(QEvent.Type.Leave))


def test_each_take_has_a_card_and_the_one_that_is_shown_is_marked(studio, strip):
    assert strip.isVisible() and not strip.waiting.isVisible()
    assert [card.isChecked() for card in strip.cards.values()] == [True, False, False]
    assert strip.cards[1].accessibleName().startswith("Take B: 72 BPM")


def test_the_card_that_is_shown_comes_into_view_however_late_there_is_room_for_it(window, strip):
    strip._shown = 2
    strip.setFixedWidth(strip.cards[0].width())
    strip._inner.setMinimumWidth(5 * strip.cards[0].width())
    strip.widget().resize(strip._inner.minimumSize())
    left = strip.cards[2].x() - strip.horizontalScrollBar().value()
    assert left >= 0 and left + strip.cards[2].width() <= strip.viewport().width() + 1


def test_one_take_needs_no_strip(studio, qtbot):
    window = MainWindow(studio)
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(studio.composing.finished, timeout=5000):
        studio.making.compose("72 BPM", 7)
    assert not window.takes.strip.isVisible()


def test_a_click_shows_a_take_without_changing_the_view(studio, window, strip, qtbot):
    window.roll.zooming.time(1)
    window.roll.set_edited_track(1)
    view = window.roll.viewport.geometry
    qtbot.mouseClick(strip.cards[2], Qt.MouseButton.LeftButton)
    assert studio.takes.shown.number == 2 and strip.cards[2].isChecked()
    assert window.roll.viewport.geometry.pixels_per_tick == view.pixels_per_tick
    assert window.roll.viewport.geometry.scroll_x == view.scroll_x
    assert window.roll.editor.track_id == 1


def test_pointing_at_a_card_plays_it_and_leaving_ends_that(studio, strip, qtbot):
    point_at(strip.cards[1])
    qtbot.waitUntil(lambda: studio.document.score is studio.takes.numbered(1).score, timeout=5000)
    assert studio.player.is_playing
    point_at(strip.cards[1], on=False)
    assert studio.document.score is studio.document.committed and not studio.player.is_playing


def test_what_plays_at_pointing_can_be_switched_off(studio, window, strip):
    window.actions_["takes_hover"].trigger()
    strip.cards[1].listened.emit(True)
    assert studio.document.score is studio.document.committed


def test_the_star_is_a_click_of_its_own(studio, strip, qtbot):
    card = strip.cards[1]
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton, pos=card._star_rect().center())
    assert studio.takes.numbered(1).is_starred and studio.takes.shown.number == 0


def test_a_take_is_renamed_in_its_place(studio, strip, qtbot):
    strip.cards[1].rename()
    strip.cards[1].edit.setText("  Brighter  ")
    qtbot.keyClick(strip.cards[1].edit, Qt.Key.Key_Return)
    assert studio.takes.numbered(1).name == "Brighter"


def test_commands_go_through_the_takes(studio, window):
    assert window.actions_["takes_next"].isEnabled()
    window.actions_["takes_next"].trigger()
    assert studio.takes.shown.number == 1
    window.actions_["takes_compare"].trigger()
    assert studio.takes.shown.number == 0


def test_folding_is_remembered(studio, window, strip):
    window.actions_["takes_strip"].trigger()
    assert not strip.isVisible() and studio.settings.folded == ["takes"]
    window.actions_["takes_strip"].trigger()
    assert strip.isVisible() and studio.settings.folded == []


def test_how_many_are_written_is_a_choice(studio, window):
    window.actions_["take_count_6"].trigger()
    assert studio.settings.takes == 6


def test_the_menu_brings_in_a_track_of_another_take(studio, strip):
    menu = strip.menu(1)
    assert [action.text() for action in menu.actions() if action.text()][:3] == ["Show it", "Give it a star", "Rename…"]
    assert not strip.menu(0).actions()[0].isEnabled()


def test_facts_in_plain_words(studio, window):
    one = studio.takes.all[0]
    assert figures(one) == "72 BPM · C major · 56 notes"
    cut = [figures_within(one, lambda text, room=room: len(text) <= room) for room in (99, 20, 3)]
    assert cut == [figures(one), "72 BPM · C major", "72 BPM"]
    assert remark(replace(one, asked="more energetic"), is_best=False) == "“more energetic”"
    assert remark(replace(one, verdict=Verdict(2.0, 0.5, ("Heard in A minor.",))), is_best=True) == "Heard in A minor."
    assert remark(replace(one, verdict=Verdict()), is_best=True) == "Fits best"


def test_the_reasons_of_a_take(studio, window):
    studio.edit(set_tempo(studio.document.score, 90), "Change tempo")
    rows = dict(reasons(studio.takes.shown))
    assert rows["Prompt"] == "72 BPM" and rows["Seed"] == "7" and rows["Edited since"] == "yes"
    assert rows["Players"] == "piano (lead), cello (lead)"


def test_tab_goes_from_the_chips_to_the_takes_and_on_to_the_tracks(window, strip, qtbot):
    def next_stops(count):
        for _ in range(count):
            qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
            yield window.focusWidget()

    window.brief_panel.row.add.setFocus()
    cards = [strip.cards[number] for number in strip._order]
    assert list(next_stops(3)) == cards
    assert next(next_stops(1)).accessibleName() == "Add a track"
    window.brief_panel.row.set_brief(None)  # chips are made anew
    window.brief_panel.row.add.setFocus()
    assert next(next_stops(1)) is cards[0]
