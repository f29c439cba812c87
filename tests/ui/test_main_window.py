from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLineEdit

from audiogenesis_desktop.brief.brief import Brief, Cause
from audiogenesis_desktop.errors import ComposerLost
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.studio.notices import WARNING, Mend, Notice
from audiogenesis_desktop.ui.empty_state import EXAMPLES
from audiogenesis_desktop.ui.main_window import MainWindow
from audiogenesis_desktop.ui.theme import LIGHT

SCORE = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 3840, 80),)),), title="Song")


@pytest.fixture
def window(studio, qtbot, fake_composer):
    made = MainWindow(studio)
    made.show()
    qtbot.waitExposed(made)
    yield made
    fake_composer.released.set()
    made.close()
    made.deleteLater()


def stub_dialog(monkeypatch, name, path):
    monkeypatch.setattr(QFileDialog, name, lambda *args, **kwargs: (str(path), ""))


def test_a_prompt_becomes_notes_and_can_be_undone(window, studio, qtbot):
    assert window.stage.currentWidget() is window.empty
    qtbot.keyClicks(window.prompt_bar.edit, "calm, 72 BPM, D minor")
    qtbot.waitUntil(lambda: len(window.brief_panel.row.chips) == 2, timeout=2000)  # read while typing
    with qtbot.waitSignal(studio.composing.finished, timeout=5000):
        qtbot.keyClick(window.prompt_bar.edit, Qt.Key.Key_Return)
        assert window.prompt_bar.button.text() == "Stop"
    assert window.prompt_bar.button.text() == "Compose"
    assert window.stage.currentWidget() is window.roll
    assert studio.document.score.note_count == 56
    assert len(window.track_list.rows) == 2
    assert len(window.brief_panel.row.chips) > 2
    assert "ompose" in window.actions_["undo"].text()
    window.actions_["undo"].trigger()
    assert window.stage.currentWidget() is window.empty
    window.actions_["redo"].trigger()
    assert studio.document.score.note_count == 56


def test_an_example_composes(window, studio, qtbot):
    with qtbot.waitSignal(studio.composing.finished, timeout=5000):
        qtbot.mouseClick(window.empty.buttons[0], Qt.MouseButton.LeftButton)
    assert window.prompt_bar.prompt == EXAMPLES[0]


def test_escape_stops_and_the_notice_discards(window, studio, qtbot, fake_composer):
    fake_composer.hold_at = 12
    window.compose("anything")
    qtbot.waitUntil(lambda: studio.composing.score.note_count == 16, timeout=5000)
    assert not window.actions_["undo"].isEnabled()  # composing is one step: nothing inside it is undone
    window.actions_["cancel"].trigger()
    assert window.notices.notice.mend == "discard"
    assert studio.document.score.note_count == 16
    qtbot.mouseClick(window.notices._mend, Qt.MouseButton.LeftButton)
    assert not studio.document.score.tracks
    assert window.notices.notice is None


def test_the_seed_typed_is_the_seed_used(window, studio, qtbot, fake_composer):
    window.prompt_bar.seed.setText("41")
    with qtbot.waitSignal(studio.composing.finished, timeout=5000):
        window.compose("anything")
    assert fake_composer.seeds == [41]
    assert "41" in window.prompt_bar.seed.toolTip()


def test_space_plays_and_home_returns(window, studio, qtbot):
    studio.document.load(SCORE)
    window.roll.setFocus()
    qtbot.keyClick(window.roll, Qt.Key.Key_Space)
    assert studio.player.is_playing
    qtbot.waitUntil(lambda: studio.player.position > 100, timeout=5000)
    assert "ause" in window.actions_["play"].text()
    qtbot.keyClick(window.roll, Qt.Key.Key_Space)
    assert not studio.player.is_playing
    qtbot.keyClick(window.roll, Qt.Key.Key_Home)
    assert studio.player.position == 0


def test_space_in_the_prompt_is_a_space(window, studio, qtbot):
    studio.document.load(SCORE)
    window.prompt_bar.edit.setFocus()
    qtbot.keyClicks(window.prompt_bar.edit, "a b")
    assert window.prompt_bar.prompt == "a b"
    assert not studio.player.is_playing


def test_save_and_open_through_the_dialogs(window, studio, qtbot, tmp_path, monkeypatch):
    studio.document.commit(SCORE, "Write")
    assert window.isWindowModified()
    stub_dialog(monkeypatch, "getSaveFileName", tmp_path / "mine")
    with qtbot.waitSignal(studio.filing.path_changed, timeout=5000):
        window.actions_["save"].trigger()
    assert (tmp_path / "mine.agproj").exists()  # the suffix is given
    assert not window.isWindowModified()
    assert window.windowTitle().startswith("mine.agproj")
    studio.document.load(Score())
    stub_dialog(monkeypatch, "getOpenFileName", tmp_path / "mine.agproj")
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        window.actions_["open"].trigger()
    assert studio.document.score.tracks[0].notes == SCORE.tracks[0].notes


def test_a_dialog_that_is_dismissed_changes_nothing(window, studio, monkeypatch):
    studio.document.commit(SCORE, "Write")
    for name in ("getSaveFileName", "getOpenFileName"):
        stub_dialog(monkeypatch, name, "")
    files = window.files
    for ask in (
        files.open,
        files.bring_in,
        files.save,
        files.save_as,
        files.export_mid,
        files.choose_soundfont,
    ):
        ask()
    assert studio.document.score is SCORE and not studio.jobs.is_busy


def test_notices_come_and_go_with_the_studio(window, studio):
    studio.noticed.emit(Notice("sound", "No sound device.", WARNING, "retry-sound", "Try again"))
    assert window.notices.isVisible()
    studio.notice_gone.emit("sound")
    assert not window.notices.isVisible()


def test_the_tempo_is_an_undoable_edit(window, studio):
    studio.document.load(SCORE)
    window.transport.tempo_set.emit(90.0)
    assert studio.document.score.tempi[0].bpm == pytest.approx(90, abs=0.01)
    assert studio.document.undo_label == "Change tempo"


def test_the_theme_switches_and_is_remembered(window, studio):
    window.actions_["light"].trigger()
    assert window.theme is LIGHT and studio.settings.theme == "light"
    window.grab()


def test_the_track_list_folds_and_remembers_it(window, studio):
    studio.document.load(SCORE)
    assert window.track_list.isVisible()
    window.actions_["fold"].trigger()
    assert not window.track_list.isVisible()
    assert studio.settings.folded == ["tracks"]


def test_the_roll_gets_the_most_of_a_small_window(window, studio, qtbot):
    studio.document.load(SCORE)
    window.resize(1280, 720)
    qtbot.waitUntil(lambda: window.roll.width() > 0 and window.height() == 720)
    qtbot.wait(10)
    assert window.roll.width() * window.roll.height() >= 0.6 * 1280 * 720


def test_every_control_has_an_accessible_name_and_a_tool_tip(window, studio):
    studio.document.load(SCORE)
    owned = (window.prompt_bar, window.brief_panel, window.track_list, window.transport, window.empty)
    for part in owned:
        for control in (*part.findChildren(QAbstractButton), *part.findChildren(QLineEdit)):
            assert control.accessibleName(), control
            assert control.toolTip(), control


def test_closing_ends_every_thread(window, studio, qtbot, fake_composer):
    fake_composer.hold_at = 8
    window.compose("anything")
    qtbot.waitUntil(lambda: studio.document.score.note_count > 0, timeout=5000)
    fake_composer.released.set()
    window.close()
    assert not studio.composing.is_composing


def test_what_is_set_by_hand_beats_the_prompt(window, studio, qtbot):
    window.brief_panel.set_field("tempo_bpm", {"tempo_bpm": 90.0})
    with qtbot.waitSignal(studio.composing.finished, timeout=5000) as blocker:
        window.compose("72 BPM")
    assert blocker.args[0].brief.tempo_bpm == 90
    assert studio.document.score.tempi[0].bpm == pytest.approx(90, abs=0.01)


def type_and_read(window, qtbot, prompt):
    window.prompt_bar.edit.setFocus()
    qtbot.keyClicks(window.prompt_bar.edit, prompt)
    qtbot.waitUntil(lambda: "72 BPM" in chip_texts(window), timeout=2000)


def chip_texts(window):
    return [chip.text() for chip in window.brief_panel.row.chips]


def lit(window):
    return [selection.cursor.selectedText() for selection in window.prompt_bar.edit.extraSelections()]


def test_a_chip_lights_the_words_that_caused_it_and_delete_drops_them(window, studio, qtbot, monkeypatch):
    read = studio.composing.parts.read_said

    def with_spans(prompt):
        at = prompt.find("72 BPM")
        causes = (Cause("tempo_bpm", at, at + 6),) if at >= 0 else ()
        return replace(read(prompt), spans={cause.field: cause[1:3] for cause in causes}, causes=causes)

    monkeypatch.setattr(window.brief_panel, "_read_said", with_spans)
    type_and_read(window, qtbot, "  calm, 72 BPM, D minor")
    chip = next(chip for chip in window.brief_panel.row.chips if chip.text() == "72 BPM")
    chip.pointed.emit(True)
    assert lit(window) == ["72 BPM"]
    chip.pointed.emit(False)
    assert lit(window) == []
    qtbot.keyClick(chip, Qt.Key.Key_Delete)
    assert window.prompt_bar.prompt == "calm, D minor"
    qtbot.waitUntil(lambda: "72 BPM" not in chip_texts(window), timeout=2000)
    window.prompt_bar.edit.undo()
    assert window.prompt_bar.prompt == "calm, 72 BPM, D minor"


def test_what_a_prompt_implies_shows_before_anything_is_composed(window, studio, qtbot, fake_composer):
    type_and_read(window, qtbot, "calm, 72 BPM")
    assert "cello" not in chip_texts(window)  # that is implied
    qtbot.waitUntil(lambda: "cello" in chip_texts(window), timeout=3000)
    assert fake_composer.seeds == []


def test_a_prompt_changed_while_composing_is_read_once_that_is_over(window, studio, qtbot, fake_composer):
    fake_composer.hold_at = 8
    window.prompt_bar.set_prompt("calm")
    window.compose("calm")
    qtbot.waitUntil(lambda: studio.composing.score.note_count > 0, timeout=5000)
    window.prompt_bar.set_prompt("calm, 72 BPM")
    fake_composer.released.set()
    qtbot.waitUntil(lambda: "72 BPM" in chip_texts(window), timeout=5000)


def test_ctrl_enter_in_an_editor_composes_with_what_was_set(window, studio, qtbot):
    type_and_read(window, qtbot, "calm, 72 BPM")
    window.brief_panel.open_field("tempo_bpm", window.brief_panel.row.add)
    popup = window.brief_panel.popup
    popup.edit.setText("90")
    with qtbot.waitSignal(studio.composing.finished, timeout=5000) as blocker:
        qtbot.keyClick(popup.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert blocker.args[0].brief.tempo_bpm == 90
    window.brief_panel.open_field("tempo_bpm", window.brief_panel.row.add)
    assert "writes the whole piece anew" in window.brief_panel.popup.consequence.text()
    window.brief_panel.popup.close()


def test_what_is_to_be_reported_of_the_reading_is_one_notice(window):
    window.brief_panel.noticed.emit("English is understood best.")
    assert window.notices.notice.text == "English is understood best."
    window.brief_panel.noticed.emit("")
    assert window.notices.notice is None


def test_of_an_endless_piece_it_is_not_said_that_it_is_over_before_a_hit(window, qtbot):
    studio = window.studio
    brief = Brief(prompt="72 BPM, hits at 12 and 50 s", hits=(12.0, 50.0), instruments=("piano",))
    studio.making.compose(brief, seed=1, endless=True)
    qtbot.waitUntil(lambda: studio.document.score.note_count > 8, timeout=5000)
    assert "without an end" in window.notices.notice.text and "over before" not in window.notices.notice.text
    chips = [chip.text() for chip in window.brief_panel.row.chips]
    assert "no hit at 0:12" in chips and "no hit at 0:50" in chips
    studio.composing.stop(keep=False)


def test_a_click_lets_an_endless_piece_that_failed_go_on(window, qtbot, fake_composer):
    studio = window.studio
    window.compose("72 BPM", endless=True)
    qtbot.waitUntil(lambda: studio.player.position > 200, timeout=10_000)
    fake_composer.error = ComposerLost("The process that composes has ended: try again.")
    with qtbot.waitSignal(studio.composing.failed, timeout=10_000):
        studio.player.seek(5 * 3840)
    kept = studio.document.committed.note_count
    assert window.notices.notice.mend == Mend.GO_ON and kept
    fake_composer.error = None
    window.notices.mend_requested.emit(Mend.GO_ON)
    qtbot.waitUntil(lambda: studio.document.score.note_count > kept, timeout=10_000)
    assert studio.composing.is_endless and window.notices.notice is None


def test_a_window_is_no_higher_than_its_screen(window):
    room = window.screen().availableSize().height()
    window.resize(1280, room + 80)
    window.keep_to_screen()
    assert window.height() == room
    window.resize(1280, 500)
    window.keep_to_screen()
    assert window.height() == 500


def test_a_new_piece_is_empty_in_no_file_and_what_was_typed_is_gone(window, studio, qtbot, tmp_path):
    window.compose("72 BPM")
    qtbot.waitUntil(lambda: studio.document.take is not None and not studio.composing.is_composing, timeout=5000)
    studio.filing.save(tmp_path / "first.agproj")
    qtbot.waitUntil(lambda: studio.filing.path is not None, timeout=5000)
    window.prompt_bar.set_prompt("72 BPM")
    window.actions_["new"].trigger()
    assert not studio.document.score.tracks and window.stage.currentWidget() is window.empty
    assert studio.filing.path is None and window.windowTitle().startswith("Untitled")
    assert not window.isWindowModified() and window.prompt_bar.prompt == "" and not studio.takes.all


def test_unsaved_work_is_one_undo_behind_a_new_piece(window, studio):
    studio.edit(SCORE, "Write")
    window.actions_["new"].trigger()
    assert not studio.document.score.tracks
    window.actions_["undo"].trigger()
    assert studio.document.score is SCORE


def test_one_may_begin_by_hand(window, studio, qtbot):
    qtbot.mouseClick(window.empty.by_hand, Qt.MouseButton.LeftButton)
    assert [track.name for track in studio.document.score.tracks] == ["Piano"]
    assert window.stage.currentWidget() is window.roll and window.roll.editor.track is not None


def test_what_was_opened_and_saved_can_be_opened_again_by_its_name(window, studio, qtbot, tmp_path):
    studio.edit(SCORE, "Write")
    for name in ("R&B.agproj", "second.agproj"):
        studio.filing.save(tmp_path / name)
        qtbot.waitUntil(lambda name=name: studio.filing.name == name, timeout=5000)
    recent = window.files.recent
    recent.aboutToShow.emit()
    assert [action.text() for action in recent.actions()[:2]] == ["second.agproj", "R&&B.agproj"]
    assert recent.actions()[1].toolTip().endswith("R&B.agproj") and recent.title() == "Open &recent"
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        recent.actions()[1].trigger()
    assert studio.filing.name == "R&B.agproj"
    (tmp_path / "second.agproj").unlink()
    recent.aboutToShow.emit()
    assert [action.text() for action in recent.actions()[:1]] == ["R&&B.agproj"]
    recent.actions()[-1].trigger()
    assert studio.settings.recent_files == []
    recent.aboutToShow.emit()
    assert [(action.text(), action.isEnabled()) for action in recent.actions()] == [("None yet", False)]


def test_help_tells_version_licence_and_folders(window, studio):
    from audiogenesis_desktop import __version__
    from audiogenesis_desktop.studio.settings import settings_path
    from audiogenesis_desktop.ui.actions.helping import Helping

    box = Helping(studio, window).tell_about()
    assert __version__ in box.text()
    assert "Apache License 2.0" in box.informativeText() and str(settings_path()) in box.informativeText()
    box.close()
