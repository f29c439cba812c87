import pytest
from PySide6.QtCore import QPoint, Qt

from audiogenesis_desktop.score.score import Mix, Note, Score, Track
from audiogenesis_desktop.studio.document import Document
from audiogenesis_desktop.theory.instruments import Instrument, find
from audiogenesis_desktop.ui.theme import DARK
from audiogenesis_desktop.ui.track_list import TrackList

SCORE = Score(
    tracks=(
        Track(3, "Piano", program=0, notes=(Note(0, 60, 960, 80),)),
        Track(7, "Lead", program=40),
        Track(8, "Drums", is_drums=True),
    )
)


@pytest.fixture
def document(qapp):
    return Document(SCORE)


@pytest.fixture
def track_list(qtbot, document):
    made = TrackList(DARK)
    qtbot.addWidget(made)
    made.resize(280, 400)
    document.changed.connect(made.set_score)
    made.score_previewed.connect(document.preview)
    made.score_committed.connect(document.commit)
    made.edit_reverted.connect(document.revert)
    made.set_score(document.score)
    made.show()
    return made


def test_it_shows_each_track_and_edits_the_first(track_list):
    assert [row.name.text() for row in track_list.rows.values()] == ["Piano", "Lead", "Drums"]
    assert track_list.edited_track == 3


@pytest.mark.parametrize("name", ["mute", "solo"])
def test_mute_and_solo_are_one_step_each(track_list, document, qtbot, name):
    button = getattr(track_list.rows[7], name)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert getattr(document.score.track(7).mix, name)
    assert document.undo_label == f"{name.capitalize()} Lead"
    document.undo()
    assert document.score is SCORE
    assert not button.isChecked()
    document.redo()
    assert button.isChecked()


def test_a_volume_drag_is_previewed_and_one_step(track_list, document, qtbot):
    slider, volumes = track_list.rows[3].volume, []
    document.changed.connect(lambda score: volumes.append(score.track(3).mix.volume))
    middle = slider.height() // 2
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(10, middle))
    qtbot.mouseMove(slider, QPoint(20, middle))
    qtbot.mouseMove(slider, QPoint(30, middle))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(30, middle))
    assert len(set(volumes)) >= 3
    assert document.undo_label == "Change volume of Piano"
    document.undo()
    assert document.score is SCORE and not document.can_undo
    assert slider.value() == Mix().volume


def test_a_volume_that_ends_where_it_began_is_no_step(track_list, document, qtbot):
    slider = track_list.rows[3].volume
    qtbot.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert document.score is SCORE
    assert not document.can_undo


def test_renaming_by_double_click_and_escape(track_list, document, qtbot):
    name = track_list.rows[7].name
    qtbot.mouseDClick(name, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(name, "Violin solo")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert document.score.track(7).name == "Violin solo"
    assert document.undo_label == "Rename track"
    qtbot.mouseDClick(name, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(name, "dropped")
    qtbot.keyClick(name, Qt.Key.Key_Escape)
    assert document.score.track(7).name == "Violin solo"


def test_the_keyboard_goes_from_track_to_track_and_mutes(track_list, document, qtbot):
    activated = []
    track_list.track_activated.connect(activated.append)
    qtbot.keyClick(track_list.rows[3], Qt.Key.Key_Down)
    assert activated == [7]
    row = track_list.rows[7]
    assert row.focusPolicy() == Qt.FocusPolicy.TabFocus
    assert track_list.rows[3].focusPolicy() == Qt.FocusPolicy.NoFocus
    qtbot.keyClick(row, Qt.Key.Key_M)
    assert document.score.track(7).mix.mute
    qtbot.keyClick(track_list.rows[8], Qt.Key.Key_Down)
    assert track_list.edited_track == 8  # the last one: there is no way further


def test_another_instrument_renames_only_a_plain_track(track_list, document):
    track_list.rows[3].instrument_chosen.emit(find("harp"))
    track_list.rows[7].instrument_chosen.emit(find("cello"))
    assert (document.score.track(3).name, document.score.track(3).program) == ("Harp", 46)
    assert (document.score.track(7).name, document.score.track(7).program) == ("Lead", 42)


def test_another_instrument_keeps_what_the_part_is_there_for(track_list, document):
    track_list.rows[3].renamed.emit("Piano, figure")
    assert track_list.rows[3].instrument.isHidden()  # the name says it
    track_list.rows[3].instrument_chosen.emit(find("harp"))
    assert document.score.track(3).name == "Harp, figure"


def test_a_sound_of_the_soundfonts_own_keeps_its_bank_and_name(track_list, document):
    detuned, snare = Instrument("Detuned Tine EP", 4, 22, 8 << 7), Instrument("Marching Snare", 57, 1)
    track_list.rows[3].instrument_chosen.emit(detuned)
    track = document.score.track(3)
    assert (track.program, track.bank, track.name) == (4, 1024, "Detuned Tine EP")
    assert track_list.rows[3].instrument.text() == "Electric piano, bank 8"
    track_list.set_sounds((detuned, snare))
    assert track_list.rows[3].instrument.text() == "Detuned Tine EP"
    track_list.rows[3].instrument_chosen.emit(snare)
    assert track_list.rows[3].instrument.text() == document.score.track(3).name == "Marching Snare"
    track_list.rows[3].instrument_chosen.emit(find("harp"))
    assert (document.score.track(3).bank, document.score.track(3).name) == (0, "Harp")


def test_tracks_are_added_and_removed(track_list, document):
    track_list.add_instrument(find("drums"))
    added = document.score.tracks[-1]
    assert added.is_drums and track_list.edited_track == added.id
    track_list.remove_edited_track()
    assert len(document.score.tracks) == 3
    assert track_list.edited_track == 3


def test_rows_stay_while_notes_change(track_list, document):
    row = track_list.rows[3]
    document.preview(Score(tracks=(SCORE.tracks[0].with_notes([Note(0, 50, 10, 9)]), *SCORE.tracks[1:])))
    assert track_list.rows[3] is row


def test_every_control_has_a_name_and_a_tool_tip(track_list):
    for row in track_list.rows.values():
        for part in (row, row.swatch, row.name, row.mute, row.solo, row.volume):
            assert part.accessibleName() and part.toolTip()


CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def press(qtbot, track_list, track_id, held):
    qtbot.mouseClick(track_list.rows[track_id].name, Qt.MouseButton.LeftButton, held)


def test_ctrl_click_means_further_tracks_and_shift_all_on_the_way(track_list, qtbot):
    changes = []
    track_list.chosen_changed.connect(lambda: changes.append(track_list.chosen_tracks))
    press(qtbot, track_list, 8, CTRL)
    assert track_list.chosen_tracks == {3, 8} and track_list.edited_track == 3
    assert [row.is_chosen for row in track_list.rows.values()] == [True, False, True]
    press(qtbot, track_list, 8, CTRL)
    assert track_list.chosen_tracks == {3}
    press(qtbot, track_list, 8, SHIFT)
    assert track_list.chosen_tracks == {3, 7, 8}
    press(qtbot, track_list, 3, CTRL)  # the one that is edited is always meant
    track_list.set_edited_track(7)
    assert track_list.chosen_tracks == {3, 7, 8}
    press(qtbot, track_list, 7, Qt.KeyboardModifier.NoModifier)
    assert track_list.chosen_tracks == {7} and changes == [{3, 8}, {3}, {3, 7, 8}, {7}]


def test_shift_and_arrows_mean_further_tracks_from_the_keyboard(track_list, qtbot):
    qtbot.keyClick(track_list.rows[3], Qt.Key.Key_Down, SHIFT)
    qtbot.keyClick(track_list.rows[7], Qt.Key.Key_Down, SHIFT)
    assert track_list.chosen_tracks == {3, 7, 8}
    qtbot.keyClick(track_list.rows[8], Qt.Key.Key_Up, SHIFT)
    assert track_list.chosen_tracks == {3, 7} and track_list.edited_track == 3


def test_tracks_that_go_are_meant_no_longer(track_list, document, qtbot):
    press(qtbot, track_list, 8, CTRL)
    document.commit(Score(tracks=SCORE.tracks[:2]), "Remove track")
    assert track_list.chosen_tracks == {3}
