"""A track's settings: each change shows at once, is one undo step, and can be left; a locked track is not edited."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from audiogenesis_desktop.editing.commands import load_commands
from audiogenesis_desktop.score.score import Mix, Note, Score, Track
from audiogenesis_desktop.ui.roll.view import RollView
from audiogenesis_desktop.ui.theme import DARK, LIGHT
from audiogenesis_desktop.ui.track_list import TrackList
from audiogenesis_desktop.ui.track_settings import TrackSettings

LEFT = Qt.MouseButton.LeftButton
BEAT = 960
PIANO = Track(0, "Piano", notes=(Note(BEAT, 60, BEAT, 80),), mix=Mix(pan=20))
SONG = Score(tracks=(PIANO, Track(1, "Bass", 33), Track(2, "Drums", is_drums=True)))


@pytest.fixture
def settings(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    made = TrackSettings(PIANO, DARK, parent, lambda: ["Synth", "Organ"])
    made.shown, made.done, made.left, made.home = [], [], [], parent
    made.previewed.connect(made.shown.append)
    made.committed.connect(lambda track, what: made.done.append((track, what)))
    made.reverted.connect(lambda: made.left.append(True))
    made.open_at(QPoint(10, 10))
    return made


def chosen_in(button, text):
    button.menu().aboutToShow.emit()
    action = next(action for action in button.menu().actions() if action.text() == text)
    action.trigger()


def test_each_change_is_one_step_with_its_name(settings):
    QTest.mouseClick(settings.colours[4], LEFT)
    QTest.mouseClick(settings.lock, LEFT)
    chosen_in(settings.port, "Organ")
    chosen_in(settings.channel, "Channel 3")
    labels = ["Recolour Piano", "Lock Piano", "Change port of Piano", "Change channel of Piano"]
    assert [what for _, what in settings.done] == labels
    track = settings.done[-1][0]
    assert (track.colour, track.is_locked, track.port, track.channel) == (4, True, "Organ", 2)
    assert track.notes == PIANO.notes and settings.port.text() == "Organ" and settings.channel.text() == "Channel 3"


def test_a_slider_previews_while_it_is_dragged_and_commits_once(settings):
    slider = settings.sliders["Transposition"]
    QTest.mousePress(slider, LEFT, pos=QPoint(slider.width() // 2, 8))
    QTest.mouseMove(slider, QPoint(slider.width() - 6, 8))
    slider.setValue(36)
    QTest.mouseRelease(slider, LEFT, pos=QPoint(slider.width() - 6, 8))
    assert settings.shown and settings.shown[-1].transposition == 12
    ((track, what),) = settings.done
    assert track.transposition == 12 and what == "Change transposition of Piano"
    assert settings.readouts["Transposition"].text() == "+12"


def test_the_keyboard_moves_a_slider_too(settings):
    QTest.keyClick(settings.sliders["Pan"], Qt.Key.Key_Right)
    assert settings.done[-1][0].mix.pan == 21
    QTest.keyClick(settings.sliders["Velocity"], Qt.Key.Key_Left)
    assert settings.done[-1][0].velocity_offset == -1 and settings.done[-1][0].mix.pan == 21


def test_a_drag_that_is_given_up_leaves_all_as_it_was(settings):
    slider = settings.sliders["Reverb"]
    slider.setSliderDown(True)
    slider.setValue(100)
    settings.close()
    assert settings.left and not settings.done


def test_a_port_that_is_not_there_is_kept_and_marked(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    absent = TrackSettings(Track(0, "Lead", port="Old synth"), DARK, parent, list)
    absent.port.menu().aboutToShow.emit()
    texts = [action.text() for action in absent.port.menu().actions()]
    assert texts == ["As the studio", "Old synth (not there now)"] and absent.port.text() == "Old synth"
    absent.close()


def test_every_control_has_an_accessible_name(settings):
    parts = [*settings.colours.values(), *settings.sliders.values(), settings.port, settings.channel]
    assert all(part.accessibleName() and part.toolTip() for part in parts) and settings.lock.toolTip()


def test_drums_are_not_transposed(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    popup = TrackSettings(SONG.tracks[2], DARK, parent, list)
    assert not popup.sliders["Transposition"].isEnabled() and popup.sliders["Velocity"].isEnabled()
    popup.close()


# In the window's parts


@pytest.fixture
def track_list(qtbot):
    made = TrackList(DARK)
    qtbot.addWidget(made)
    made.resize(270, 300)
    made.show()
    made.set_score(SONG)
    made.edits = []
    made.score_committed.connect(lambda score, what: made.edits.append((score, what)))
    return made


def test_f4_in_the_list_opens_the_settings_and_a_change_is_an_edit(track_list):
    row = track_list.rows[0]
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_F4)
    popup = row.findChild(TrackSettings)
    QTest.mouseClick(popup.colours[7], LEFT)
    ((score, what),) = track_list.edits
    assert score.tracks[0].colour == 7 and what == "Recolour Piano"
    track_list.set_score(score)
    assert track_list.rows[0].swatch.colour == DARK.track_colour(7)
    popup.close()


def test_a_locked_track_shows_it(track_list):
    assert track_list.rows[0].lock.isHidden()
    locked = Score(tracks=(Track(0, "Piano", is_locked=True), *SONG.tracks[1:]))
    track_list.set_score(locked)
    assert not track_list.rows[0].lock.isHidden() and "locked" in track_list.rows[0].toolTip()


def test_colours_are_those_given_in_both_themes():
    for theme in (DARK, LIGHT):
        assert theme.colour_of(Track(0, "a", colour=5), 0) == theme.track_colour(5)
        assert theme.colour_of(Track(0, "a"), 3) == theme.track_colour(3)


@pytest.fixture
def locked(qtbot):
    view = RollView(DARK)
    qtbot.addWidget(view)
    view.resize(1000, 600)
    view.show()
    notes = tuple(Note(i * BEAT, 60 + i, BEAT, 80) for i in range(4))
    view.set_score(Score(tracks=(Track(0, "Piano", notes=notes, is_locked=True), Track(1, "Bass", notes=notes))))
    view.set_edited_track(0)
    view.refusals, view.done = [], []
    view.editor.refused.connect(view.refusals.append)
    view.score_committed.connect(lambda *done: view.done.append(done))
    return view


def test_a_locked_tracks_notes_are_neither_dragged_drawn_nor_deleted(locked):
    geometry, editor = locked.viewport.geometry, locked.editor
    note = editor.track.notes[1]
    at = QPoint(round(geometry.x_of(note.start_tick + 300)), geometry.y_of(note.pitch) + 3)
    QTest.mousePress(locked.canvas, LEFT, pos=at)
    QTest.mouseMove(locked.canvas, at + QPoint(60, 0))
    QTest.mouseRelease(locked.canvas, LEFT, pos=at + QPoint(90, 0))
    QTest.mouseDClick(locked.canvas, LEFT, pos=at + QPoint(0, 80))
    locked.set_playhead(BEAT + 100)
    for command in load_commands().commands:
        if command.id.startswith("notes_"):
            editor.select_all()
            locked.actions_[command.id].trigger()
    assert not locked.done and len(editor.track.notes) == 4 and locked.refusals
    assert set(locked.refusals) == {"Piano is locked: unlock it in its settings (F4 in the track list) to edit it."}


def test_a_drag_ends_where_it_began_when_the_track_is_locked_meanwhile(locked):
    score, reverted = locked.editor.score, []
    locked.set_score(replace(score, tracks=(replace(score.tracks[0], is_locked=False), score.tracks[1])))
    locked.edit_reverted.connect(lambda: reverted.append(True))
    geometry, note = locked.viewport.geometry, locked.editor.track.notes[1]
    at = QPoint(round(geometry.x_of(note.start_tick + 300)), geometry.y_of(note.pitch) + 3)
    QTest.mousePress(locked.canvas, LEFT, pos=at)
    QTest.mouseMove(locked.canvas, at + QPoint(90, 0))
    assert locked.editor.track.notes != score.tracks[0].notes and not locked.refusals
    locked.set_score(score)
    QTest.mouseMove(locked.canvas, at + QPoint(120, 0))
    QTest.mouseRelease(locked.canvas, LEFT, pos=at + QPoint(120, 0))
    assert locked.editor.score is score and reverted and not locked.done and len(locked.refusals) == 1


def test_other_tracks_are_edited_as_ever(locked):
    locked.set_edited_track(1)
    locked.editor.select_all()
    locked.editor.delete_selected()
    assert len(locked.done) == 1 and not locked.refusals
