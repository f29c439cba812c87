"""What verbs ask first: how much to vary, wishes, chords, instruments and places; mistakes are told where they are."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from audiogenesis_desktop.editing.scope import WHOLE
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.wishes import Wishes
from audiogenesis_desktop.score.score import ChordAt, Note, Score, Track
from audiogenesis_desktop.ui.rework.asked_popups import chord_text, instruments_of, place_of
from audiogenesis_desktop.ui.rework.pitch_span import span_of
from audiogenesis_desktop.ui.rework.vary_popup import VaryPopup
from audiogenesis_desktop.ui.rework.wishes_popup import DegreeRow, WishesPopup
from audiogenesis_desktop.ui.theme import DARK

BAR = 3840


def test_chords_that_are_there_are_offered_bar_by_bar():
    chords = (
        ChordAt(0, BAR, 0, "maj"),
        ChordAt(BAR, BAR // 2, 5, "maj"),
        ChordAt(BAR * 3 // 2, BAR * 3 // 2, 7, "maj"),
    )
    assert (
        chord_text(Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 3 * BAR, 80),)),), chords=chords), WHOLE)
        == "| C | F G | G |"
    )


@pytest.fixture
def looped(window, studio):
    studio.player.set_loop(2 * BAR, 4 * BAR)
    return window


def test_vary_writes_at_each_change_in_place_of_what_came_and_escape_brings_back(looped, studio, piece, qtbot):
    label = studio.document.undo_label
    with qtbot.waitSignal(studio.reworking.finished, timeout=20_000):
        looped.actions_["rework_vary"].trigger()
    popup = looped.rework.popup
    assert isinstance(popup, VaryPopup)
    first = studio.document.committed
    with qtbot.waitSignal(studio.reworking.finished, timeout=20_000) as finished:
        popup.amount.setValue(80)
    assert finished.args[0].ordered.asked.amount == 0.8 and studio.document.committed not in (first, piece)
    with qtbot.waitSignal(studio.reworking.finished, timeout=20_000) as again:
        popup.again.click()
    assert again.args[0].ordered.seed == finished.args[0].ordered.seed + 1
    with qtbot.waitSignal(studio.reworking.finished, timeout=20_000) as finished:
        popup.ways["rhythm"].click()
    assert finished.args[0].ordered.asked.ways == ("pitches", "density")
    qtbot.keyClick(popup, Qt.Key.Key_Escape)
    assert studio.document.committed is piece and studio.document.undo_label == label


def test_at_nothing_vary_brings_back_what_was_there(looped, studio, piece, qtbot):
    with qtbot.waitSignal(studio.reworking.finished, timeout=20_000):
        looped.actions_["rework_vary"].trigger()
    looped.rework.popup.amount.setValue(0)
    assert studio.document.committed is piece
    with qtbot.waitSignal(studio.reworking.finished, timeout=20_000):
        looped.rework.popup.amount.setValue(50)
    qtbot.keyClick(looped.rework.popup, Qt.Key.Key_Return)
    assert studio.document.committed is not piece and studio.document.undo_label.startswith("Vary ")


def test_vary_says_what_its_share_is_of(looped, studio, qtbot):
    with qtbot.waitSignal(studio.reworking.finished, timeout=20_000):
        looped.actions_["rework_vary"].trigger()
    popup = looped.rework.popup
    assert popup.share.text() == "30 % of the notes"
    for way in ("rhythm", "pitches", "density"):
        popup.ways[way].setChecked(False)
    with qtbot.waitSignal(studio.reworking.finished, timeout=20_000):
        popup.ways["harmony"].click()
    assert popup.share.text() == "30 % of the bars" and "notes that fit both stay" in popup.amount.toolTip()


def test_a_wish_is_written_at_once_and_taken_back_to_no_preference(looped, studio, piece, qtbot):
    looped.actions_["rework_wishes"].trigger()
    popup = looped.rework.popup
    assert isinstance(popup, WishesPopup) and all(row.value is None for row in popup.rows.values())
    with qtbot.waitSignal(studio.reworking.finished, timeout=20_000) as finished:
        popup.rows["density"].slider.setValue(160)
    track = looped.roll.editor.track_id
    assert finished.args[0].ordered.wishes == {track: Wishes(density=0.6)}
    assert popup.rows["density"].button.text() == "+60 %"
    with qtbot.waitSignal(studio.reworking.finished, timeout=20_000) as finished:
        popup.rows["density"].button.click()
    assert finished.args[0].ordered.wishes == {} and popup.rows["density"].button.text() == "Any"
    assert studio.document.undo_label.startswith("Regenerate ")
    studio.undo()
    assert studio.document.committed is piece  # however often it was set, it is one step
    popup.close()


def test_escape_takes_a_wish_back_with_what_came_of_it(looped, studio, piece, qtbot):
    looped.actions_["rework_wishes"].trigger()
    with qtbot.waitSignal(studio.reworking.finished, timeout=20_000):
        looped.rework.popup.rows["density"].slider.setValue(160)
    assert studio.wishing.kept
    qtbot.keyClick(looped.rework.popup, Qt.Key.Key_Escape)
    assert studio.document.committed is piece and studio.wishing.kept == ()


def test_while_it_plays_a_wish_is_heard_from_the_next_bar_on(looped, studio, qtbot, monkeypatch):
    monkeypatch.setattr(type(studio.player), "is_playing", property(lambda _player: True))
    monkeypatch.setattr(type(studio.player), "position", property(lambda _player: 2.2 * BAR))
    looped.actions_["rework_wishes"].trigger()
    with qtbot.waitSignal(studio.reworking.finished, timeout=20_000) as finished:
        looped.rework.popup.rows["energy"].slider.setValue(180)
    assert finished.args[0].ordered.asked.scope.stretches == ((3 * BAR, 4 * BAR),)
    looped.rework.popup.close()


def test_wishes_of_a_section_are_kept_apart_from_those_everywhere(qtbot):
    popup = WishesPopup("Bass", DARK, None, everywhere=Wishes(density=0.1), section=Wishes(energy=0.2), label="chorus")
    qtbot.addWidget(popup)
    assert popup.where.chosen == "In chorus" and popup.wishes == Wishes(energy=0.2)
    popup.where.choose("Everywhere")
    popup.where.changed.emit("Everywhere")
    assert popup.rows["density"].value == 0.1 and popup.rows["energy"].value is None
    popup.register.setText("C3–C5")
    with qtbot.waitSignal(popup.wished) as wished:
        popup.strict.click()
    assert wished.args == [Wishes(density=0.1, register=(48, 72), is_strict=True), False]
    popup.register.setText("high")
    popup.strict.click()
    assert "is no register" in popup.wrong.text()


def test_chords_are_offered_as_they_are_told_where_they_are_wrong_and_set(looped, studio, qtbot):
    looped.actions_["rework_chords"].trigger()
    popup = looped.rework.popup
    line = popup.fields["Chords"]
    assert line.text().startswith("| ") and line.text().count("|") == 3
    line.setText("| Am F | C Hx |")
    popup.set.click()
    assert popup.wrong.text().startswith("“Hx” in bar 2 is no chord") and studio.reworking.ordered is None
    line.setText("| Gm | Em |")
    with qtbot.waitSignal(studio.reworking.finished, timeout=20_000):
        popup.set.click()
    roots = [chord.root for chord in studio.document.score.chords if 2 * BAR <= chord.tick < 4 * BAR]
    assert roots == [7, 4]
    looped.actions_["rework_chords"].trigger()
    popup = looped.rework.popup
    popup.fields["Chords"].setText("C F")
    popup.fields["Where"].choose("The whole piece")
    with qtbot.waitSignal(studio.reworking.finished, timeout=20_000):
        popup.set.click()
    assert {chord.root for chord in studio.document.score.chords if chord.tick < 8 * BAR} == {0, 5}


def test_music_is_given_to_others_and_goes_on_to_a_length(looped, studio, qtbot):
    looped.actions_["rework_orchestrate"].trigger()
    popup = looped.rework.popup
    popup.fields["Instruments"].setText("kazoolele")
    popup.set.click()
    assert "“kazoolele” is no instrument" in popup.wrong.text()
    popup.fields["Instruments"].setText("violin")
    with qtbot.waitSignal(studio.reworking.finished, timeout=20_000):
        popup.set.click()
    assert studio.document.score.tracks[-1].program == 40
    looped.actions_["continue_to"].trigger()
    looped.rework.popup.fields["Up to"].setText("12")
    with qtbot.waitSignal(studio.reworking.finished, timeout=20_000) as finished:
        looped.rework.popup.set.click()
    assert finished.args[0].ordered.asked.to_bar == 12


def test_places_instruments_and_registers_are_read_as_people_write_them():
    assert place_of("12", 9) == place_of(" bar 12 ", 9) == (12, 0.0)
    assert place_of("1:30", 9) == place_of("90 s", 9) == place_of("90s", 9) == (0, 90.0)
    for text in ("soon", "", "9", "1:xx"):
        with pytest.raises(BadInput):
            place_of(text, 9)
    assert instruments_of("violin, cello") == ("violin", "cello")
    with pytest.raises(BadInput, match="Nobody is named"):
        instruments_of(" , ")
    assert span_of("C3–C5") == span_of("c3 - c5") == (48, 72) and span_of("") is None
    assert span_of("F#2 Bb3") == (42, 58)
    for text in ("C3", "C5-C3", "low"):
        with pytest.raises(ValueError, match="is no register"):
            span_of(text)


def test_escape_in_the_drag_of_a_wish_leaves_no_preference(qtbot):
    changed = []
    row = DegreeRow("density", DARK, lambda: changed.append(row.value))
    qtbot.addWidget(row.slider)
    row.slider.resize(200, 24)
    row.slider.show()
    QTest.mousePress(row.slider, Qt.MouseButton.LeftButton, pos=QPoint(150, 12))
    assert row.value is not None
    QTest.keyClick(row.slider, Qt.Key.Key_Escape)
    assert row.value is None and row.button.text() == "Any" and changed == [None]
    QTest.mouseRelease(row.slider, Qt.MouseButton.LeftButton, pos=QPoint(150, 12))
    QTest.keyClick(row.slider, Qt.Key.Key_Right)
    assert row.value == 0.1
