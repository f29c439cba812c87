"""Commands that export, and time code as the window shows it."""

import pytest
from PySide6.QtCore import QPoint

from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import Note, Score, Tempo, Track
from audiogenesis_desktop.studio.notices import Mend, Notice
from audiogenesis_desktop.ui.actions import exporting as commands
from audiogenesis_desktop.ui.export import outcome
from audiogenesis_desktop.ui.main_window import MainWindow

NOTES = tuple(Note(i * 960, 60 + i, 960, 80) for i in range(8))
SCORE = Score(
    tracks=(Track(0, "Piano", notes=NOTES),), tempi=(Tempo.from_bpm(0, 120),), length_ticks=8 * 960, title="Song"
)  # 4 s


@pytest.fixture
def window(studio, qtbot, soundfont, tmp_path):
    studio.settings.soundfont, studio.settings.recent_folder = str(soundfont), str(tmp_path)
    made = MainWindow(studio)
    made.show()
    studio.document.load(SCORE)
    yield made
    made.close()
    made.deleteLater()


def test_ctrl_e_opens_one_sheet_over_the_window(window):
    assert window.actions_["export_sheet"].shortcut().toString() == "Ctrl+E"
    window.actions_["export_sheet"].trigger()
    first = window.exports.open()
    assert first.isVisible() and first.parent() is window and window.exports.open() is first
    first.close()
    window.actions_["export_sheet"].trigger()
    assert first.isVisible()


def test_without_a_piece_nothing_can_be_exported(window, studio):
    studio.document.load(Score())
    assert not window.actions_["export_sheet"].isEnabled() and not window.actions_["export_pack"].isEnabled()


def test_the_selected_notes_are_a_range(window):
    window.roll.editor.select(frozenset(NOTES[2:4]))
    sheet = window.exports.open()
    sheet.refresh()
    sheet.parts.file.span.choose("selection")
    assert sheet.stretch == Stretch(2 * 960, 4 * 960)


def test_the_pack_is_delivered_by_one_command_and_its_folder_shown_by_another(window, studio, qtbot, monkeypatch):
    told, shown, ordered = [], [], []
    studio.noticed.connect(told.append)
    monkeypatch.setattr(outcome, "show_in_folder", shown.append)
    window.actions_["export_show"].trigger()
    assert "Nothing has been exported yet" in told[-1].text and not shown
    monkeypatch.setattr(studio.exporting, "order", lambda order, stretch: ordered.append(order.pack.name))
    window.actions_["export_pack"].trigger()
    assert ordered[0].startswith("Advert")
    studio.exporting.written = studio.settings.recent_folder
    studio.noticed.emit(Notice("export", "Wrote it.", mend=Mend.SHOW_WRITTEN, mend_label="Show in folder"))
    window.notices._mend.click()
    assert shown == [studio.settings.recent_folder]


def test_the_ruler_and_the_position_are_told_by_frames(window, studio, qtbot):
    ruler, clock = window.roll.ruler, window.transport._clock
    texts = [text for _, text in ruler.time_marks(TempoMap(SCORE.tempi))]
    assert texts[0].startswith("0:00") and clock.text == "0:00.000"
    for command in ("frames_ruler", "frames_position", "frame_rate_24"):
        window.actions_[command].trigger()
    texts = [text for _, text in ruler.time_marks(TempoMap(SCORE.tempi))]
    assert texts[0] == "00:00:00:00" and len(texts) > 1 and {len(text) for text in texts} == {11}
    window.transport.set_position(3 * 960)  # 1.5 s
    assert clock.text == "00:00:01:12"
    assert not window.grab(window.rect().translated(QPoint())).isNull()
    window.actions_["frames_position"].trigger()
    assert clock.text == "0:01.500" and studio.settings.rules_by_frames and not studio.settings.tells_frames


def test_the_sheet_and_the_window_have_the_same_time_code(window, studio):
    window.actions_["frame_rate_2997df"].trigger()
    sheet = window.exports.open()
    assert sheet.parts.beside.frame_rate.value == "29.97 drop"
    box = sheet.parts.beside.start
    box.choose("01:00:00:00")
    box.activated.emit(box.currentIndex())
    window.actions_["frames_position"].trigger()
    assert window.transport._clock.text == "01:00:00;00"
    sheet.parts.beside.frame_rate.choose("50")
    sheet.parts.beside.frame_rate.activated.emit(0)
    assert window.actions_["frame_rate_50"].isChecked() and studio.settings.frame_rate == "50"


def test_time_code_is_as_it_was_last_time_and_nonsense_is_the_usual(studio, qtbot):
    studio.settings.frame_rate, studio.settings.timecode_start = "12.5", "late"
    studio.settings.rules_by_frames = True
    made = MainWindow(studio)
    assert made.actions_["frame_rate_25"].isChecked() and made.actions_["frames_ruler"].isChecked()
    assert (studio.settings.frame_rate, studio.settings.timecode_start) == ("25", "00:00:00:00")
    made.close()
    made.deleteLater()


def test_the_sheet_is_loaded_when_it_is_first_asked_for():
    assert "ExportSheet" not in vars(commands)
