"""Playing live in the window: recording by button and key, going by bars and markers, clocks, inputs, panic."""

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from audiogenesis_desktop.score.score import Marker, Note, Score, Tempo, Track
from audiogenesis_desktop.ui.main_window import MainWindow

BAR = 3840
SONG = Score(
    tracks=(Track(0, "Piano", notes=(Note(0, 40, 100, 80),)), Track(1, "Bass", 33)),
    tempi=(Tempo(0, 250_000),),
    markers=(Marker(BAR, "Verse"), Marker(3 * BAR, "Logo")),
    length_ticks=4 * BAR,
)


@pytest.fixture
def window(studio, qtbot):
    studio.settings.count_in_bars = 0
    made = MainWindow(studio)
    made.show()
    qtbot.waitExposed(made)
    studio.document.load(SONG)
    yield made
    made.close()
    made.deleteLater()


def test_the_button_records_what_is_played_onto_the_edited_track(window, studio, qtbot):
    button = next(b for b in window.transport._buttons if b.accessibleName() == "Record")
    window.track_list.set_edited_track(1)
    window.track_list.track_activated.emit(1)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    recording = window.live.live.recording
    assert recording.is_recording and button.isChecked()
    qtbot.waitUntil(lambda: studio.player.transport.tick_at(time.monotonic()) is not None, timeout=5000)
    recording.receive((0x90, 60, 90), time.monotonic())
    qtbot.wait(60)
    recording.receive((0x80, 60, 0), time.monotonic())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not button.isChecked() and [n.pitch for n in studio.document.committed.tracks[1].notes] == [60]
    assert studio.document.undo_label == "Record"


def test_who_plays_by_letters_is_not_told_to_choose_an_input(window, studio):
    window.actions_["record"].trigger()
    assert "No MIDI input is chosen" in window.notices.notice.text
    window.actions_["record"].trigger()
    window.notices.remove("input")
    window.actions_["typing"].trigger()
    window.actions_["record"].trigger()
    assert window.live.live.recording.is_recording
    assert window.notices.notice is None or "No MIDI input" not in window.notices.notice.text
    window.actions_["record"].trigger()


def test_that_letters_play_and_how_is_told_for_as_long_as_they_do(window):
    window.actions_["typing"].trigger()
    assert window.notices.notice.text.startswith("Letters play, A is C4") and "(90)" in window.notices.notice.text
    QTest.keyClick(window.roll.canvas, Qt.Key.Key_X)
    QTest.keyClick(window.roll.canvas, Qt.Key.Key_V)
    assert "A is C5" in window.notices.notice.text and "(100)" in window.notices.notice.text
    window.actions_["typing"].trigger()
    assert window.notices.notice is None or "Letters play" not in window.notices.notice.text


@pytest.mark.parametrize(("mode", "told"), [("live_steps", "Keys enter notes"), ("live_follow", "The clock at the")])
def test_what_changes_what_keys_do_is_told_while_it_is_on(window, mode, told):
    window.actions_[mode].trigger()
    assert window.notices.notice.text.startswith(told) and window.notices.notice.text.endswith("ends that.")
    window.actions_[mode].trigger()
    assert window.notices.notice is None or told not in window.notices.notice.text


def test_letters_are_recorded_too(window, studio, qtbot):
    window.actions_["typing"].trigger()
    window.roll.canvas.setFocus()
    window.actions_["record"].trigger()
    qtbot.waitUntil(lambda: studio.player.transport.tick_at(time.monotonic()) is not None, timeout=5000)
    QTest.keyClick(window.roll.canvas, Qt.Key.Key_A)
    qtbot.wait(320)
    window.actions_["record"].trigger()
    assert len(studio.document.committed.tracks[0].notes) == 2


def test_the_playhead_goes_by_bars_and_markers(window, studio):
    for name, tick in (
        ("next_bar", BAR),
        ("next_bar", 2 * BAR),
        ("last_bar", BAR),
        ("next_marker", 3 * BAR),
        ("next_marker", 3 * BAR),
        ("last_marker", BAR),
        ("last_bar", 0),
        ("last_bar", 0),
    ):
        window.actions_[f"live_{name}"].trigger()
        assert studio.player.position == tick
    studio.player.seek(BAR + 500)
    window.actions_["live_last_bar"].trigger()
    assert studio.player.position == BAR


def test_pre_roll_plays_from_a_bar_before(window, studio, qtbot):
    studio.player.seek(2 * BAR)
    window.actions_["live_pre_roll"].trigger()
    assert studio.player.is_playing and BAR <= studio.player.position < 2 * BAR


def test_settings_remember_how_to_record(window, studio):
    for name in ("over", "quantised", "anew"):
        before = window.actions_[f"live_{name}"].isChecked()
        window.actions_[f"live_{name}"].trigger()
        assert getattr(studio.settings, f"records_{name}") != before
    next(a for a in window.actions() if a.objectName() == "live_count_in_2").trigger()
    assert studio.settings.count_in_bars == 2


def test_the_clock_is_sent_and_followed_where_that_is_wanted(window, studio, qtbot):
    window.actions_["live_clock"].trigger()
    assert studio.settings.clocked == [""]
    window.actions_["live_clock"].trigger()
    assert studio.settings.clocked == []
    window.actions_["live_follow"].trigger()
    qtbot.wait(60)  # until the transport has the piece
    for i in range(8):
        studio.player.transport.receive_clock((0xFA,) if i == 0 else (0xF8,), time.monotonic())
        time.sleep(0.02)
    assert studio.player.is_playing
    window.actions_["live_follow"].trigger()
    studio.player.stop()


def test_the_input_menu_offers_none_and_a_port_of_our_own(window, studio):
    window.live.input_menu.aboutToShow.emit()
    texts = [action.text() for action in window.live.input_menu.actions()]
    assert texts[0] == "No input" and texts[-1] == "A port of our own"
    assert window.live.input_menu.actions()[0].isChecked()


def test_panic_stops_everything(window, studio, qtbot):
    studio.player.play_or_pause()
    window.actions_["live_panic"].trigger()
    assert not studio.player.is_playing


def test_every_live_command_is_named_and_explained(window):
    named = [action for action in window.actions() if action.objectName().startswith("live_")]
    assert len(named) >= 15 and all(action.text() and action.toolTip() for action in named)


def test_the_prompt_leaves_composing_endlessly_to_its_key(window, studio, qtbot):
    window.prompt_bar.edit.setFocus()
    qtbot.keyClicks(window.prompt_bar.edit, "72 BPM")
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    QTest.keyClick(window.prompt_bar.edit, Qt.Key.Key_Return, held)
    assert studio.composing.is_endless
    qtbot.waitUntil(lambda: studio.player.position > 100, timeout=10_000)
    studio.composing.stop(keep=True)
    studio.player.stop()
