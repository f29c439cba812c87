"""Bars and tracks by menu: which bars are meant, what undo calls it, and that it can be taken back."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from audiogenesis_desktop.files.midi_writing import write_midi
from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.score.score import KeyAt, Meter, Note, Score, Section, Track
from audiogenesis_desktop.ui.actions.palette import Palette
from audiogenesis_desktop.ui.main_window import MainWindow

BAR = 3840
SONG = Score(
    tracks=(
        Track(0, "Piano", notes=tuple(Note(i * BAR, 60 + i, 960, 80) for i in range(4))),
        Track(1, "Bass", 33, notes=(Note(0, 36, 960, 80),)),
    ),
    sections=(Section(0, 2 * BAR, "A", 0.5), Section(2 * BAR, 4 * BAR, "B", 0.5)),
    length_ticks=4 * BAR,
)


@pytest.fixture
def window(studio, qtbot):
    made = MainWindow(studio)
    made.show()
    qtbot.waitExposed(made)
    studio.document.load(SONG)
    yield made
    made.close()
    made.deleteLater()


def starts(studio):
    return [note.start_tick // BAR for note in studio.document.score.tracks[0].notes]


def test_bars_are_those_of_the_loop_else_of_the_notes_else_of_the_playhead(window, studio):
    studio.player.seek(3 * BAR + 5)
    assert window.arranging.marked_bars() == Stretch(3 * BAR, 4 * BAR)
    window.roll.editor.select(frozenset(SONG.tracks[0].notes[1:3]))
    assert window.arranging.marked_bars() == Stretch(BAR, 3 * BAR)
    studio.player.set_loop(0, 2 * BAR)
    assert window.arranging.marked_bars() == Stretch(0, 2 * BAR)


@pytest.mark.parametrize(
    ("name", "label", "expected"),
    [
        ("insert", "Insert bar", [0, 2, 3, 4]),
        ("remove", "Delete bar", [0, 1, 2]),
        ("repeat", "Repeat bar", [0, 1, 2, 3, 4]),
        ("repeat_section", "Repeat section A", [0, 1, 2, 3, 4, 5]),
    ],
)
def test_each_is_one_step_for_all_tracks_that_undo_takes_back(window, studio, name, label, expected):
    studio.player.seek(BAR)
    window.actions_[f"arrange_{name}"].trigger()
    assert starts(studio) == expected and studio.document.undo_label == label
    assert label.lower() in window.actions_["undo"].text().lower().replace("section a", "section A".lower())
    studio.document.undo()
    assert studio.document.score is SONG


def test_the_piece_goes_to_another_key(window, studio):
    window.actions_["arrange_higher"].trigger()
    assert [note.pitch for note in studio.document.score.tracks[0].notes] == [61, 62, 63, 64]
    assert studio.document.undo_label == "Transpose piece up"
    window.actions_["arrange_lower"].trigger()
    assert studio.document.score.tracks[0].notes == SONG.tracks[0].notes


def test_tracks_are_doubled_and_moved(window, studio):
    window.roll.set_edited_track(1)
    window.actions_["arrange_duplicate"].trigger()
    assert [track.name for track in studio.document.score.tracks] == ["Piano", "Bass", "Bass"]
    window.actions_["arrange_up"].trigger()
    assert [track.name for track in studio.document.score.tracks] == ["Bass", "Piano", "Bass"]
    assert list(window.track_list.rows) == [1, 0, 2]
    window.actions_["arrange_up"].trigger()  # there is no higher place
    assert studio.document.undo_label == "Move track"
    studio.document.undo()
    assert [track.name for track in studio.document.score.tracks] == ["Piano", "Bass", "Bass"]


def test_a_file_comes_in_at_the_playhead_as_one_step(window, studio, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "riff.mid"
    write_midi(Score((Track(0, "Riff", notes=(Note(0, 70, 480, 90),)),)), path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args, **_more: (str(path), ""))
    studio.player.seek(2 * BAR)
    window.actions_["arrange_bring_in"].trigger()
    qtbot.waitUntil(lambda: len(studio.document.score.tracks) == 3, timeout=5000)
    assert studio.document.score.tracks[2].notes[0].start_tick == 2 * BAR
    assert studio.document.undo_label == "Import riff.mid" and studio.filing.path is None
    path.write_bytes(b"no MIDI")
    with qtbot.waitSignal(studio.noticed, timeout=5000):
        window.actions_["arrange_bring_in"].trigger()
    assert len(studio.document.score.tracks) == 3


def test_nothing_can_be_arranged_where_there_is_nothing(window, studio):
    studio.document.load(Score())
    offered = ("insert", "remove", "repeat", "select", "up", "bring_in")
    assert not any(window.actions_[f"arrange_{name}"].isEnabled() for name in offered)


def test_the_notes_of_the_marked_bars_are_selected(window, studio):
    studio.player.set_loop(BAR, 3 * BAR)
    window.actions_["arrange_select"].trigger()
    assert window.roll.editor.selection == frozenset(SONG.tracks[0].notes[1:3])


def test_ctrl_k_offers_every_command(window, qtbot):
    window.open_palette()
    (palette,) = window.findChildren(Palette)
    shown = palette.shown()
    assert {"Quantise", "Insert bars", "Export audio", "Zoom to fit", "Join"} <= set(shown)
    qtbot.keyClicks(palette.search, "repeat bars")
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert window.studio.document.undo_label == "Repeat bar"


def test_every_command_has_words_and_a_tool_tip_and_no_key_twice_in_one_place(window):
    actions = [*window.actions(), *window.roll.actions()]
    assert all(action.text() and action.toolTip() for action in actions)
    keys = [key.toString() for action in actions for key in QAction.shortcuts(action)]
    doubled = {key for key in keys if keys.count(key) > 1}
    assert not doubled, doubled


def test_the_transports_meter_and_key_open_what_holds_at_the_playhead(window, studio, qtbot):
    for button, field, text in ((window.transport.meter, "Meter", "3/4"), (window.transport.key, "Key", "A minor")):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        popup = QApplication.activePopupWidget()
        popup.fields[field].setText(text)
        QTest.keyClick(popup, Qt.Key.Key_Return)
    score = studio.document.committed
    assert score.meters == (Meter(0, 3, 4),) and score.keys == (KeyAt(0, 9, "minor"),)
    assert window.transport.meter.text() == "3/4" and window.transport.key.text() == "A minor"
    assert studio.document.undo_label == "Change meter or key"
    assert not window.roll.lanes.signatures.isHidden()


def test_lanes_that_were_chosen_are_kept_in_the_settings(window, studio):
    window.actions_["lane_tempo"].trigger()
    assert studio.settings.lanes == {"Tempo": True}


# Locked tracks


@pytest.fixture
def locked(window, studio):
    """The song with its bass locked."""
    studio.edit(replace(SONG, tracks=(SONG.tracks[0], replace(SONG.tracks[1], is_locked=True))), "Lock Bass")
    return studio.document.score


def test_the_piece_goes_to_another_key_without_a_locked_track_and_a_notice_says_so(window, studio, locked):
    window.actions_["arrange_higher"].trigger()
    piano, bass = studio.document.score.tracks
    assert piano.notes[0].pitch == 61 and bass == locked.tracks[1]
    assert window.notices.notice.text == "Bass is locked and stays as it is."


@pytest.mark.parametrize(("bar", "is_done"), [(0, False), (1, True)])
def test_bars_that_hold_notes_of_a_locked_track_are_not_deleted(window, studio, locked, bar, is_done):
    studio.player.seek(bar * BAR)
    window.actions_["arrange_remove"].trigger()
    assert (studio.document.score is not locked) == is_done
    assert (window.notices.notice is None) == is_done


def test_bars_before_a_locked_track_are_put_in_and_repeated(window, studio, locked):
    for command in ("arrange_insert", "arrange_repeat"):
        window.actions_[command].trigger()
    assert [note.start_tick for note in studio.document.score.tracks[1].notes] == [2 * BAR]
    assert window.notices.notice is None


def test_a_locked_track_is_not_taken_away(window, studio, locked):
    window.track_list.set_edited_track(1)
    window.actions_["remove_track"].trigger()
    assert studio.document.score is locked and "Bass is locked: unlock it" in window.notices.notice.text
    assert set(window.track_list.rows) == {0, 1}


def test_mix_and_name_of_a_locked_track_are_changed_as_ever(window, studio, locked):
    window.track_list._rename(1, "Low end")
    assert studio.document.score.tracks[1].name == "Low end" and window.notices.notice is None


# The section that is chosen


def test_the_chosen_section_is_looped_and_repeated(window, studio):
    window.roll.sections.choose(2 * BAR)
    window.actions_["loop"].trigger()
    assert studio.player.loop == (2 * BAR, 4 * BAR) and studio.player.is_looping
    window.actions_["loop"].trigger()
    assert not studio.player.is_looping
    window.actions_["arrange_repeat_section"].trigger()
    assert studio.document.undo_label == "Repeat section B"


def test_without_a_chosen_section_the_loop_is_what_was_marked(window, studio):
    studio.player.set_loop(BAR, 2 * BAR)
    studio.player.set_looping(False)
    window.actions_["loop"].trigger()
    assert studio.player.loop == (BAR, 2 * BAR) and studio.player.is_looping
