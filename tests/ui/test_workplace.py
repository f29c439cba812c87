"""A window stands as it stood when the piece was saved: what is typed, chips, seed, view, track, loop, playhead."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QFileDialog

from audiogenesis_desktop.brief.brief import Origin
from audiogenesis_desktop.files.project.project_file import read_project
from audiogenesis_desktop.score.score import Score, Track
from audiogenesis_desktop.ui.main_window import MainWindow


@pytest.fixture
def window(studio, qtbot):
    made = MainWindow(studio)
    made.resize(1280, 720)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def piece(window, studio, qtbot):
    window.brief_panel.set_field("valence", {"valence": -0.6, "energy": 0.2})
    with qtbot.waitSignal(studio.composing.finished, timeout=5000):
        window.prompt_bar.set_prompt("calm, 72 BPM")
        window.compose("calm, 72 BPM")
    qtbot.wait(20)
    return window


def look_closely(window):
    roll = window.roll
    roll.editor.activate(1)
    shown = replace(roll.viewport.geometry, pixels_per_tick=0.21, row_height=17, scroll_x=700, scroll_y=900)
    roll.viewport.set_geometry(shown.clamped())
    return roll.viewport.geometry


def chips(window):
    return {chip.chip.text: chip.chip.origin for chip in window.brief_panel.row.chips}


def save_as(window, studio, qtbot, monkeypatch, path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    with qtbot.waitSignal(studio.filing.path_changed, timeout=5000):
        window.actions_["save_as"].trigger()


def test_opening_gives_back_everything(piece, studio, qtbot, tmp_path, monkeypatch):
    window, path = piece, tmp_path / "song.agproj"
    seen = look_closely(window)
    studio.player.set_loop(3840, 7680)
    studio.player.seek(3840)
    window.prompt_bar.seed.setText("42")
    before = chips(window)
    save_as(window, studio, qtbot, monkeypatch, path)
    saved = read_project(path)
    assert window.windowTitle().startswith("song.agproj") and not window.isWindowModified()

    window.prompt_bar.restore("something else", None)
    studio.document.load(Score())
    studio.filing.leave()
    qtbot.wait(20)
    window.files.open_all([path])
    qtbot.waitUntil(lambda: window.roll.viewport.geometry == seen, timeout=5000)
    assert window.roll.editor.track_id == 1
    assert window.prompt_bar.prompt == "calm, 72 BPM" and window.prompt_bar.chosen_seed == 42
    assert chips(window) == before and Origin.EDITED in chips(window).values()
    assert studio.player.loop == (3840, 7680) and studio.player.is_looping
    assert studio.filing.piece == saved
    assert window.windowTitle().startswith("song.agproj") and not window.isWindowModified()


def open_again(window, studio, qtbot, path):
    window.prompt_bar.restore("", None)
    with qtbot.waitSignal(studio.filing.workplace_restored, timeout=5000):
        studio.filing.open(path)


def test_words_about_the_piece_come_back_with_what_they_will_change(piece, studio, qtbot, tmp_path, monkeypatch):
    window, path = piece, tmp_path / "song.agproj"
    window.prompt_bar.set_prompt("calm, 72 BPM, D minor")
    before = chips(window)
    assert before["D minor"] is Origin.EDITED
    save_as(window, studio, qtbot, monkeypatch, path)
    open_again(window, studio, qtbot, path)
    assert window.prompt_bar.prompt == "calm, 72 BPM, D minor"
    assert chips(window) == before and window.prompt_bar.button.text() == "New take"
    assert studio.document.take.prompt == "calm, 72 BPM"


def test_another_prompt_comes_back_and_is_read_though_it_was_saved_before_that(
    piece, studio, qtbot, tmp_path, monkeypatch
):
    window, path = piece, tmp_path / "song.agproj"
    window.prompt_bar.set_prompt("a string quartet in D minor")
    save_as(window, studio, qtbot, monkeypatch, path)
    open_again(window, studio, qtbot, path)
    assert window.prompt_bar.prompt == "a string quartet in D minor"
    qtbot.waitUntil(lambda: chips(window).get("D minor") is Origin.SAID, timeout=5000)
    assert studio.document.take.prompt == "calm, 72 BPM"


def test_chips_set_for_another_piece_do_not_come_along(window, studio, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "song.agproj"
    studio.edit(Score(tracks=(Track(0, "Piano"),)), "Draw")
    save_as(window, studio, qtbot, monkeypatch, path)
    window.brief_panel.set_field("valence", {"valence": -0.6, "energy": 0.2})
    open_again(window, studio, qtbot, path)
    assert not chips(window) and not window.brief_panel.edits


def test_every_edit_marks_the_title_and_saving_goes_to_the_file_that_is_open(
    piece, studio, qtbot, tmp_path, monkeypatch
):
    window, path = piece, tmp_path / "song.agproj"
    save_as(window, studio, qtbot, monkeypatch, path)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: pytest.fail("asked again"))
    studio.edit(replace(studio.document.committed, title="Renamed"), "Name")
    assert window.isWindowModified()
    window.actions_["save"].trigger()
    qtbot.waitUntil(lambda: not window.isWindowModified(), timeout=5000)
    assert read_project(path).score.title == "Renamed"
    studio.undo()
    assert window.isWindowModified()
    studio.redo()
    assert not window.isWindowModified()
