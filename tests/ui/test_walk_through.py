"""A first hour with the studio in a minute: compose, mend, arrange, draw, quantise, save, export.

With AUDIOGENESIS_GUIDE set to a folder, what is seen on the way is put there: the pictures of docs/guide.
"""

import os
import re
from pathlib import Path

import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from audiogenesis_desktop import paths
from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.files.project.project_file import read_project
from audiogenesis_desktop.score.clock import MeterMap, length_frames
from audiogenesis_desktop.studio.composing import Composing, real_parts
from audiogenesis_desktop.ui.application import make_studio
from audiogenesis_desktop.ui.instrument_chooser import InstrumentChooser
from audiogenesis_desktop.ui.main_window import MainWindow
from audiogenesis_desktop.ui.roll.quantise_popup import QuantisePopup
from audiogenesis_desktop.ui.theme import DARK, LIGHT
from tests.ui.roll.test_gestures import at, click, drag, key
from tests.ui.roll.test_view import wheel

PROMPT = "Upbeat pop with piano, bass and drums, 100 bpm, C major, 20 seconds"
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
BEAT = 960


class Studio:
    """The window as a new user has it before them."""

    def __init__(self, window):
        self.window, self.studio, self.canvas = window, window.studio, window.roll.canvas
        self._pictures, self.chapter = 0, ""

    @property
    def geometry(self):
        return self.window.roll.viewport.geometry

    @property
    def score(self):
        return self.studio.document.score

    @property
    def step(self):
        return self.studio.document.undo_label

    def track(self, name):
        return next(track for track in self.score.tracks if name in track.name.lower())

    def edit_track(self, name):
        QTest.mouseClick(self.window.track_list.rows[self.track(name).id].name, Qt.MouseButton.LeftButton)
        return self.window.roll.editor

    def show(self, name):
        folder = os.environ.get("AUDIOGENESIS_GUIDE")
        if folder:
            self._pictures += 1
            QTest.qWait(250)
            Path(folder).mkdir(parents=True, exist_ok=True)
            screen = self.window.grab()
            for popup in QApplication.topLevelWidgets():
                if popup.isVisible() and popup is not self.window:
                    self._put_over(screen, popup)
            screen.save(str(Path(folder) / f"{self.chapter}{self._pictures}-{name}.png"))

    def _put_over(self, screen, popup):
        from PySide6.QtGui import QPainter

        painter = QPainter(screen)
        painter.drawPixmap(popup.pos() - self.window.pos(), popup.grab())
        painter.end()


@pytest.fixture
def made(qtbot, user_folders):
    studio = make_studio(composing=Composing(real_parts(paths.shipped_checkpoint())))
    studio.settings.output = "none"
    window = MainWindow(studio)
    width, height = map(int, os.environ.get("AUDIOGENESIS_GUIDE_SIZE", "1280x720").split("x"))
    window.resize(width, height)
    window.set_theme(LIGHT if os.environ.get("AUDIOGENESIS_GUIDE_THEME") == "light" else DARK)
    window.show()
    qtbot.waitExposed(window)
    yield Studio(window)
    window.close()
    window.deleteLater()


def seen_notes(made, editor):
    """Return the edited track's notes that lie well within what is seen."""
    geometry = made.geometry
    low, high = geometry.visible_pitches()
    in_row = [note for note in editor.track.notes if low + 3 < note.pitch < high - 3]
    return [
        note
        for note in in_row
        if 20 < geometry.x_of(note.start_tick) < geometry.width - 60
        and note.length_ticks * geometry.pixels_per_tick > 8
    ]


def middle(made, note):
    return at(made, (note.start_tick + note.length_ticks / 2) / BEAT, note.pitch)


def mend_three_notes(made, editor):
    """Move one note up by the arrow key, drag another down, delete a third."""
    wheel(made.canvas, angle=(0, 480), held=CTRL)  # nearer, to take hold of short notes
    first = seen_notes(made, editor)[0]
    click(made, middle(made, first))
    assert editor.selection == {first}
    key(made, Qt.Key.Key_Up)
    assert made.step == "Transpose note"
    second = next(n for n in seen_notes(made, editor) if n.start_tick > first.start_tick)
    start = middle(made, second)
    drag(made, start, start + QPoint(0, 2 * made.geometry.row_height))
    assert made.step == "Move note" and second not in editor.track.notes
    third = next(n for n in seen_notes(made, editor) if n.start_tick > second.start_tick)
    click(made, middle(made, third))
    key(made, Qt.Key.Key_Delete)
    assert made.step == "Delete note"


def choose_instrument(made, name):
    row = made.window.track_list.rows[made.track("bass").id]
    QTest.mouseClick(row.swatch, Qt.MouseButton.LeftButton)
    (chooser,) = row.findChildren(InstrumentChooser)
    QTest.keyClicks(chooser.search, name)
    made.show("another-bass")
    QTest.keyClick(chooser, Qt.Key.Key_Return)


def draw_melody(made, bar_start):
    """Draw four notes into the empty bar with the pencil, none of them quite in time."""
    key(made, Qt.Key.Key_B)
    low, high = made.geometry.visible_pitches()
    pitch, beat = (low + high) // 2, bar_start / BEAT
    for i, up in enumerate((0, 2, 4, 2)):
        start = beat + i + 0.1
        drag(made, at(made, start, pitch + up), at(made, start + 0.7, pitch + up), held=Qt.KeyboardModifier.AltModifier)
        assert made.step == "Draw note"
    key(made, Qt.Key.Key_B)


def quantise_with_swing(made):
    QTest.keyClick(made.canvas, Qt.Key.Key_Q, CTRL | SHIFT)
    (popup,) = made.window.findChildren(QuantisePopup)
    QTest.mouseClick(popup.steps["1/8 straight"], Qt.MouseButton.LeftButton)
    popup.swing.setValue(12)
    made.show("quantise")
    QTest.keyClick(popup, Qt.Key.Key_Return)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_new_user_makes_a_piece(made, qtbot, tmp_path, monkeypatch):
    window, studio = made.window, made.studio
    qtbot.keyClicks(window.prompt_bar.edit, PROMPT)
    window.prompt_bar.seed.setText("7")
    made.show("prompt")
    with qtbot.waitSignals([studio.composing.finished, studio.takes.further.ended], timeout=100_000):
        qtbot.keyClick(window.prompt_bar.edit, Qt.Key.Key_Return)
    assert len(studio.takes.all) == studio.settings.takes
    qtbot.waitUntil(lambda: made.geometry.width > 200, timeout=2000)
    made.show("composed")
    composed = made.score

    editor = made.edit_track("piano")
    mend_three_notes(made, editor)
    made.show("three-notes-mended")

    choose_instrument(made, "fretless bass")
    assert made.step == "Change instrument" and made.track("bass").program == 35

    studio.player.seek(MeterMap(made.score.meters).bar_start(3))
    window.roll.set_playhead(studio.player.position)
    editor = made.edit_track("piano")
    QTest.keyClick(made.canvas, Qt.Key.Key_I, CTRL | SHIFT)
    assert made.step == "Insert bar" and made.score.end_tick == composed.end_tick + 4 * BEAT
    window.roll.zoom_to_fit()

    start = MeterMap(made.score.meters).bar_start(3)
    draw_melody(made, start)
    made.show("melody-drawn")
    editor.select_in(Scope.of_time((start, start + 4 * BEAT)))
    assert len(editor.selection) == 4
    quantise_with_swing(made)
    assert made.step == "Quantise 4 notes"
    assert sorted(n.start_tick - start for n in editor.selection) == [0, BEAT, 2 * BEAT, 3 * BEAT]

    saved = tmp_path / "spot.agproj"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args, **kwargs: (str(saved), ""))
    with qtbot.waitSignal(studio.filing.path_changed, timeout=10_000):
        window.actions_["save"].trigger()
    assert read_project(saved).score == made.score and studio.document.is_saved
    made.show("saved")
    for _ in range(10):
        studio.document.undo()
    assert studio.document.score is composed


ADVERT = Path(__file__).parents[2] / "docs" / "guide" / "advert.md"


def compose(made, qtbot, prompt):
    qtbot.keyClicks(made.window.prompt_bar.edit, prompt)
    made.window.prompt_bar.seed.setText("7")
    with qtbot.waitSignal(made.studio.composing.finished, timeout=100_000):
        qtbot.keyClick(made.window.prompt_bar.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not made.studio.jobs.is_busy, timeout=100_000)  # its parts are balanced


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_an_editor_makes_music_for_an_advert(made, qtbot, tmp_path, soundfont, monkeypatch):
    made.chapter = "advert-"
    window, studio, page = made.window, made.studio, ADVERT.read_text(encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))  # pictures show no machine's own paths
    (tmp_path / "Spots").mkdir()
    studio.settings.soundfont, studio.settings.recent_folder = str(soundfont), "~/Spots"
    compose(made, qtbot, re.search(r"```\n(.+?)\n```", page)[1])
    for command in ("frame_rate_24", "frames_ruler", "frames_position"):
        window.actions_[command].trigger()
    key(made, Qt.Key.Key_E, CTRL)
    sheet = window.exports.open()
    with qtbot.waitSignal(studio.rehearsing.measured, timeout=60_000):
        sheet.choose_pack("advert")
    assert sheet.parts.reading.loudness.text() == "−23.0 LUFS"
    made.show("export-sheet")
    with qtbot.waitSignals([studio.exporting.delivered, studio.exporting.ended], timeout=200_000):
        QTest.mouseClick(sheet.parts.deliver, Qt.MouseButton.LeftButton)
    made.show("delivered")
    folder = studio.exporting.written
    for name in re.findall(r"^\| `([\w/.]+)`", page, flags=re.MULTILINE):
        assert (folder / name).exists(), name
    frames = {soundfile.info(path).frames for path in (folder / "audio").glob("*.wav")}
    assert frames == {48_000 * seconds for seconds in (60, 30, 15, 6)}
    (edl,) = (folder / "markers").glob("*.edl")
    assert "00:00:12:00 00:00:12:01" in edl.read_text(encoding="utf-8")  # the hit
    assert "seed       7" in (folder / "LICENCE.txt").read_text(encoding="utf-8")


PICTURE = Path(__file__).parents[2] / "docs" / "guide" / "picture.md"
SHOTS = (
    ("c0=#10243A:c1=#E8A15B:seed=3", 4.2),
    ("c0=#1B4D3E:c1=#BFE3C0:seed=8", 5.6),
    ("c0=#3A1230:c1=#F2687A:seed=5", 5.0),
    ("c0=#0B2A6B:c1=#9AD4FF:seed=2", 5.2),
)


@pytest.fixture
def spot(ffmpeg, tmp_path):
    """Return a video of 20 s in four shots, with a tone."""
    sources = [f"gradients=s=640x360:r=25:d={long}:speed=0.02:{look}" for look, long in SHOTS]
    inputs = [part for source in sources for part in ("-f", "lavfi", "-i", source)]
    joined = ["-filter_complex", "[0:v][1:v][2:v][3:v]concat=n=4:v=1[v]", "-map", "[v]", "-map", "4:a"]
    path = tmp_path / "Spots" / "Harbour at dawn.mp4"
    path.parent.mkdir()
    ffmpeg(*inputs, "-f", "lavfi", "-i", "sine=220:d=20", *joined, "-c:v", "mpeg4", "-q:v", "3", "-shortest", path)
    return path


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_an_editor_makes_music_to_a_picture(made, qtbot, tmp_path, soundfont, monkeypatch, spot, ffmpeg):
    from audiogenesis_desktop.delivery.picture.looking import look_at
    from audiogenesis_desktop.ui.picture.cuts_popup import CutsPopup

    made.chapter = "picture-"
    window, studio, page = made.window, made.studio, PICTURE.read_text(encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))  # pictures show no machine's own paths
    studio.settings.soundfont = str(soundfont)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(spot), ""))
    with qtbot.waitSignal(studio.screening.looked_through, timeout=60_000):
        key(made, Qt.Key.Key_P, CTRL | SHIFT)
    studio.settings.recent_folder = "~/Spots"
    assert window.notices.notice.text.startswith("Harbour at dawn.mp4 lasts 20 s")
    key(made, Qt.Key.Key_B, CTRL | SHIFT)
    popup = next(each for each in QApplication.topLevelWidgets() if isinstance(each, CutsPopup) and each.isVisible())
    made.show("cuts")
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert window.notices.notice is None
    assert studio.settings.frame_rate == "25"
    compose(made, qtbot, re.search(r"```\n(.+?)\n```", page)[1])
    assert length_frames(made.score, 48_000) == 20 * 48_000
    met = [marker for marker in made.score.markers if marker.text == "Hit"]
    assert len(met) == 3
    studio.player.seek(met[1].tick)
    qtbot.waitUntil(lambda: window.picture.pane.is_sharp, timeout=20_000)
    made.show("composed")
    sheet = window.exports.open()
    with qtbot.waitSignal(studio.rehearsing.measured, timeout=60_000):
        QTest.mouseClick(sheet.parts.beside.video.buttons["music"], Qt.MouseButton.LeftButton)
    sheet.parts.name.setText("Harbour with music")
    sheet.parts.name.setModified(True)
    with qtbot.waitSignals([studio.exporting.delivered, studio.exporting.ended], timeout=100_000):
        QTest.mouseClick(sheet.parts.begin, Qt.MouseButton.LeftButton)
    made.show("exported")
    written = look_at(studio.exporting.written)
    assert written.path.name == "Harbour with music.mp4" and written.seconds == pytest.approx(20, abs=0.05)
    assert written.has_sound
