"""The commands on notes, by their keys on the roll, at two zooms; each is one step that undo can name."""

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest

from audiogenesis_desktop.editing.commands import load_commands
from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.files.midi_reading import parse_midi
from audiogenesis_desktop.files.midi_writing import midi_bytes
from audiogenesis_desktop.score.quantising import Quantise
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.ui.roll.quantise_popup import GRIDS, QuantisePopup
from audiogenesis_desktop.ui.theme import DARK

BEAT = 960
NOTES = {row.id: row for row in load_commands().commands if row.id.startswith("notes_")}


@pytest.fixture(params=[(24, 8), (120, 20)], ids=["far", "near"])
def zoomed(roll, request):
    roll.zoom(*request.param)
    roll.view.activateWindow()
    roll.view.setFocus()
    QTest.qWait(1)
    return roll


def press(roll, name):
    """Press a command's key as a hand does."""
    combination = QKeySequence(NOTES[f"notes_{name}"].keys[0])[0]
    QTest.keyClick(roll.canvas, combination.key(), combination.keyboardModifiers())


def edit(roll, name, notes, *, playhead=0):
    """Let a command work on these notes of the edited track; return the notes after it and its name."""
    track = roll.editor.score.track(0).with_notes(notes)
    roll.view.set_score(Score((track,), keys=roll.editor.score.keys))
    roll.view.set_playhead(playhead)
    roll.editor.select_all()
    press(roll, name)
    assert len(roll.committed) == 1, "one command is one step"
    score, label = roll.committed[-1]
    roll.view.set_score(score)
    assert roll.editor.selection == frozenset(score.track(0).notes)
    return list(score.track(0).notes), label


TWO = [Note(0, 60, 480, 40), Note(BEAT + 40, 64, 480, 80)]
CASES = {
    "quantise": ([Note(0, 60, 480, 40), Note(BEAT, 64, 480, 80)], "Quantise 2 notes"),
    "legato": ([Note(0, 60, BEAT + 40, 40), Note(BEAT + 40, 64, 480, 80)], "Legato 2 notes"),
    "double": ([Note(0, 60, 960, 40), Note(2 * BEAT + 80, 64, 960, 80)], "Double time of 2 notes"),
    "halve": ([Note(0, 60, 240, 40), Note(BEAT // 2 + 20, 64, 240, 80)], "Halve time of 2 notes"),
    "reverse": ([Note(0, 64, 480, 80), Note(BEAT + 40, 60, 480, 40)], "Reverse 2 notes"),
    "split": ([Note(0, 60, 240, 40), Note(240, 60, 240, 40), Note(BEAT + 40, 64, 480, 80)], "Split 2 notes"),
    "scale_up": ([Note(0, 62, 480, 40), Note(BEAT + 40, 65, 480, 80)], "Transpose in scale 2 notes"),
    "scale_down": ([Note(0, 58, 480, 40), Note(BEAT + 40, 62, 480, 80)], "Transpose in scale 2 notes"),
    "octave_up": ([Note(0, 72, 480, 40), Note(BEAT + 40, 76, 480, 80)], "Transpose 2 notes"),
    "octave_down": ([Note(0, 48, 480, 40), Note(BEAT + 40, 52, 480, 80)], "Transpose 2 notes"),
    "invert": ([Note(0, 64, 480, 40), Note(BEAT + 40, 60, 480, 80)], "Invert 2 notes"),
    "delete": ([], "Delete 2 notes"),
    "cut": ([], "Delete 2 notes"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_key_does_its_command(zoomed, name):
    expected, label = CASES[name]
    notes, done = edit(zoomed, name, TWO, playhead=240)
    assert (notes, done) == (expected, label)


def test_join_and_ramp(zoomed):
    same = [Note(0, 60, 240, 40), Note(480, 60, 240, 40)]
    assert edit(zoomed, "join", same)[0] == [Note(0, 60, 720, 40)]
    zoomed.committed.clear()
    three = [Note(0, 60, 240, 40), Note(BEAT, 60, 240, 120), Note(2 * BEAT, 60, 240, 80)]
    assert [note.velocity for note in edit(zoomed, "ramp", three)[0]] == [40, 60, 80]


def test_splitting_at_the_grid_and_humanising(zoomed):
    notes, _ = edit(zoomed, "chop", [Note(100, 60, 300, 80)])
    assert notes == [Note(100, 60, 140, 80), Note(240, 60, 160, 80)]
    zoomed.committed.clear()
    notes, label = edit(zoomed, "humanise", TWO)
    assert label == "Humanise 2 notes" and notes != TWO
    assert all(abs(after.start_tick - before.start_tick) <= 20 for before, after in zip(TWO, notes, strict=True))


def test_commands_that_lack_notes_cannot_be_chosen(zoomed):
    zoomed.editor.select(frozenset())
    actions = zoomed.view.actions_
    assert not actions["notes_quantise"].isEnabled() and actions["notes_paste"].isEnabled()
    zoomed.editor.select(frozenset(zoomed.notes()[:1]))
    assert actions["notes_quantise"].isEnabled() and not actions["notes_legato"].isEnabled()
    press(zoomed, "legato")
    assert zoomed.committed == []


def test_selecting_by_pitch_and_the_rest(zoomed):
    notes = [Note(0, 60, 100, 80), Note(BEAT, 60, 100, 80), Note(BEAT, 64, 100, 80)]
    zoomed.view.set_score(Score((zoomed.editor.score.track(0).with_notes(notes),)))
    zoomed.editor.select(frozenset(notes[:1]))
    press(zoomed, "select_pitch")
    assert zoomed.editor.selection == frozenset(notes[:2])
    press(zoomed, "select_rest")
    assert zoomed.editor.selection == frozenset(notes[2:])
    zoomed.editor.select_in(Scope.of_time((0, BEAT)))
    assert zoomed.editor.selection == frozenset(notes[:1])
    press(zoomed, "select_all")
    assert zoomed.editor.selection == frozenset(notes)


def test_what_is_copied_is_a_midi_file_and_goes_to_the_playhead_of_any_window(zoomed):
    zoomed.editor.select(frozenset(zoomed.notes()[:2]))
    press(zoomed, "copy")
    data = QGuiApplication.clipboard().mimeData().data("audio/midi").data()
    (track,) = parse_midi(data).tracks
    assert [(note.start_tick, note.pitch) for note in track.notes] == [(0, 72), (2 * BEAT, 76)]
    zoomed.view.set_edited_track(1)
    zoomed.view.set_playhead(10 * BEAT)
    press(zoomed, "paste")
    score, label = zoomed.committed[-1]
    assert label == "Paste 2 notes"
    assert [note.start_tick for note in score.track(1).notes] == [4 * BEAT, 10 * BEAT, 12 * BEAT]


def test_midi_from_another_program_is_pasted_and_nonsense_is_not(zoomed):
    low, high = [Note(BEAT, 50, 480, 99)], [Note(0, 70, 480, 99)]
    others = Score((Track(0, "A").with_notes(low), Track(1, "B").with_notes(high)))
    endless = midi_bytes(others) + bytes(2 << 20)
    for content, count in ((midi_bytes(others), 5), (b"MThd and then nothing", 3), (endless, 3)):
        data = QMimeData()
        data.setData("audio/midi", content)
        QGuiApplication.clipboard().setMimeData(data)
        press(zoomed, "paste")
        assert len(zoomed.notes()) == count
        zoomed.view.set_score(Score((zoomed.editor.score.track(0).with_notes(zoomed.notes()[:3]),)))


@pytest.fixture
def popup(zoomed):
    zoomed.view.set_score(Score((zoomed.editor.score.track(0).with_notes(TWO),)))
    zoomed.editor.select_all()
    made = QuantisePopup(zoomed.editor, DARK, zoomed.view)
    made.open_beside(zoomed.view)
    return made


def test_quantising_shows_at_once_and_enter_keeps_it(zoomed, popup):
    assert zoomed.previewed[-1].track(0).notes[1].start_tick == BEAT
    QTest.mouseClick(popup.steps["1/8 triplet"], Qt.MouseButton.LeftButton)
    popup.strength.setValue(50)
    popup.swing.setValue(0)
    assert zoomed.previewed[-1].track(0).notes[1].start_tick == BEAT + 20 and zoomed.committed == []
    QTest.keyClick(popup.strength, Qt.Key.Key_Return)
    ((score, label),) = zoomed.committed
    assert label == "Quantise 2 notes" and score.track(0).notes[1].start_tick == BEAT + 20
    assert zoomed.editor.grid == Quantise(GRIDS["1/8 triplet"], 0.5)


def test_escape_leaves_the_notes_and_the_grid_as_they_were(zoomed, popup):
    before, grid = zoomed.editor.score, zoomed.editor.grid
    popup.strength.setValue(30)
    QTest.mouseClick(popup.lengths, Qt.MouseButton.LeftButton)
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    assert zoomed.committed == [] and zoomed.reverted and zoomed.editor.grid == grid
    assert list(zoomed.editor.score.track(0).notes) == TWO and before is not zoomed.editor.score
