"""The whole way once, through the real window on real parts: prompt, notes, sound that nobody hears, files."""

import wave

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from audiogenesis_desktop import paths
from audiogenesis_desktop.errors import MissingPart
from audiogenesis_desktop.files.project.project_file import read_project
from audiogenesis_desktop.playback.fluid import find_soundfont
from audiogenesis_desktop.score.clock import length_seconds
from audiogenesis_desktop.studio.composing import Composing, real_parts
from audiogenesis_desktop.ui.application import make_studio
from audiogenesis_desktop.ui.main_window import MainWindow

pytestmark = pytest.mark.slow

PROMPT = "calm piano and strings for a skincare advert, 72 bpm, D minor, 12 seconds"


def untrained_checkpoint(path):
    """Write the real network with random weights, for a checkout that holds no checkpoint yet."""
    import torch

    from audiogenesis_desktop.compose.vocabulary import VERSION
    from audiogenesis_desktop.network.checkpoint import save_checkpoint
    from audiogenesis_desktop.network.lstm import NoteLSTM
    from audiogenesis_desktop.training.baseline_recipe import Recipe, shape_of

    torch.manual_seed(0)
    network = NoteLSTM(shape_of(Recipe(width=24, hidden=24, layers=1)))
    save_checkpoint(network, path, about={"vocabulary": VERSION})
    return path


@pytest.fixture
def window(qtbot, user_folders, monkeypatch):
    checkpoint = paths.shipped_checkpoint()
    if not checkpoint.exists():
        checkpoint = untrained_checkpoint(user_folders / "composer.safetensors")
    studio = make_studio(composing=Composing(real_parts(checkpoint)))
    studio.settings.output = "none"
    made = MainWindow(studio)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()


def soundfont_or_none():
    try:
        return find_soundfont()
    except MissingPart:
        return None


def test_a_sentence_becomes_music_on_the_roll_and_in_files(window, qtbot, tmp_path, monkeypatch):
    studio = window.studio
    studio.sound.open()
    qtbot.keyClicks(window.prompt_bar.edit, PROMPT)
    with qtbot.waitSignal(studio.composing.finished, timeout=100_000) as blocker:
        qtbot.keyClick(window.prompt_bar.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not studio.jobs.is_busy, timeout=100_000)  # its parts are balanced
    take, score = blocker.args[0], studio.document.score
    assert take.is_whole and take.prompt == PROMPT
    assert score.note_count >= 8
    assert length_seconds(score) == pytest.approx(12, abs=1e-5)
    names = [row.name.text() for row in window.track_list.rows.values()]  # "Piano, lead" where it has several parts
    assert {"Piano", "Strings"} <= {name.partition(", ")[0] for name in names}
    said = {chip.text() for chip in window.brief_panel.row.chips}
    assert {"72 BPM", "D minor", "0:12"} <= said
    assert window.stage.currentWidget() is window.roll

    qtbot.keyClick(window.roll, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: studio.player.position > 480, timeout=10_000)
    qtbot.keyClick(window.roll, Qt.Key.Key_Space)
    assert not studio.player.is_playing

    saved = tmp_path / "piece.agproj"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args, **kwargs: (str(saved), ""))
    with qtbot.waitSignal(studio.filing.path_changed, timeout=10_000):
        window.actions_["save"].trigger()
    assert read_project(saved).score == score

    exported = tmp_path / "piece.mid"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args, **kwargs: (str(exported), ""))
    window.actions_["export_mid"].trigger()
    qtbot.waitUntil(lambda: "Wrote piece.mid" in getattr(window.notices.notice, "text", ""), timeout=10_000)
    assert exported.read_bytes()[:4] == b"MThd"

    if soundfont_or_none() is not None:
        rendered = tmp_path / "piece.wav"
        sheet = window.exports.open()
        assert sheet.parts.folder.text() == str(tmp_path) and sheet.parts.name.text() == "piece"  # as it was saved
        with qtbot.waitSignal(studio.exporting.delivered, timeout=100_000):
            qtbot.mouseClick(sheet.parts.begin, Qt.MouseButton.LeftButton)
        with wave.open(str(rendered)) as file:
            assert (file.getframerate(), file.getnframes()) == (48_000, 12 * 48_000)

    window.actions_["undo"].trigger()
    assert studio.document.score.note_count == 0
    window.actions_["redo"].trigger()
    assert studio.document.score is score
