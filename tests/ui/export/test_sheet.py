"""The export sheet: what it offers and remembers, what it tells before and after, and what is written."""

import json
from dataclasses import replace

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from audiogenesis_desktop.delivery.packs import packs
from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.score.score import Marker, Note, Score, Track
from audiogenesis_desktop.studio.export_choices import Choices
from audiogenesis_desktop.studio.settings import Settings
from audiogenesis_desktop.ui.export import sheet as sheets
from audiogenesis_desktop.ui.export.sheet import ExportSheet, suggested_name
from audiogenesis_desktop.ui.theme import DARK

BEAT = 960
NOTES = tuple(Note(i * BEAT, 60 + i, BEAT, 80) for i in range(4))
SCORE = Score(
    tracks=(Track(0, "Piano", notes=NOTES), Track(1, "Bass", program=32, notes=NOTES)),
    markers=(Marker(BEAT, "Logo", "cue"),),
    length_ticks=4 * BEAT,
    title="A spot, calm",
)  # 2 s


@pytest.fixture
def selected():
    """The time that notes are selected in, to be changed by the test."""
    return {"stretch": None}


@pytest.fixture
def sheet(studio, soundfont, qtbot, tmp_path, selected):
    studio.settings.soundfont, studio.settings.recent_folder = str(soundfont), str(tmp_path)
    studio.document.load(SCORE)
    made = ExportSheet(studio, DARK, None, selected=lambda: selected["stretch"])
    made.show()
    yield made
    made.close()


def pick(box, value):
    box.choose(value)
    box.activated.emit(box.currentIndex())


def press(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def written(sheet, studio, qtbot):
    with qtbot.waitSignals([studio.exporting.delivered, studio.exporting.ended], timeout=20_000):
        press(qtbot, sheet.parts.begin)
    return studio.exporting.written


def quick(sheet):
    """Let little be rendered."""
    pick(sheet.parts.file.rate, 44_100)


def test_one_file_is_written_as_chosen_and_told_how_long_and_how_loud_it_is(sheet, studio, qtbot, tmp_path):
    file = sheet.parts.file
    for box, value in ((file.container, "flac"), (file.bits, "16"), (file.rate, 44_100), (file.loudness, "ebu")):
        pick(box, value)
    assert sheet.parts.remark.text() == f"Writes {tmp_path / 'A spot, calm.flac'}."
    path = written(sheet, studio, qtbot)
    found = soundfile.info(path)
    assert (found.format, found.subtype, found.samplerate, found.frames) == ("FLAC", "PCM_16", 44_100, 88_200)
    assert sheet.parts.outcome.lines[0].startswith("A spot, calm.flac 2.000 s −23.0 LUFS")
    assert sheet.parts.remark.text().startswith("Wrote A spot, calm.flac in ")
    assert sheet.parts.show_folder.isVisible() and sheet.parts.begin.text() == "Export"


def test_the_reading_is_live_and_that_of_the_file(sheet, studio, qtbot):
    reading = sheet.parts.reading
    quick(sheet)
    with qtbot.waitSignal(studio.rehearsing.measured, timeout=20_000):
        pass
    pick(sheet.parts.file.loudness, "ebu")
    with qtbot.waitSignal(studio.rehearsing.measured, timeout=20_000):
        pass
    assert reading.loudness.text() == "−23.0 LUFS" and "Turned" in reading.line.text()
    peak = reading.peak.text()
    written(sheet, studio, qtbot)
    assert peak in sheet.parts.outcome.lines[0]


def test_a_number_of_lufs_is_typed_and_one_that_is_none_is_told(sheet, qtbot):
    file = sheet.parts.file
    assert not file.number.isVisible()
    pick(file.loudness, "")
    assert file.number.isVisible()
    file.number.clear()
    qtbot.keyClicks(file.number, "-21.5")
    assert sheet.order.spec.target.integrated_lufs == -21.5
    qtbot.keyClicks(file.number, "x")
    assert "no loudness" in sheet.parts.objection.text() and not sheet.parts.begin.isEnabled()


@pytest.mark.parametrize(
    ("container", "bits", "rate", "told"),
    [("flac", "32f", 48_000, "FLAC holds"), ("mp3", "24", 96_000, "MP3 goes up to")],
)
def test_a_format_that_there_is_not_is_told_before_it_is_rendered(sheet, container, bits, rate, told):
    file = sheet.parts.file
    for box, value in ((file.bits, bits), (file.rate, rate), (file.container, container)):
        pick(box, value)
    assert told in sheet.parts.objection.text() and not sheet.parts.begin.isEnabled()
    pick(file.container, "wav")
    assert not sheet.parts.objection.isVisible() and sheet.parts.begin.isEnabled()


def test_names_and_folders_that_will_not_do_are_told_while_one_types(sheet, qtbot, tmp_path):
    parts = sheet.parts
    parts.name.clear()
    qtbot.keyClicks(parts.name, "a/b")
    assert "“a b”" in parts.objection.text() and not parts.begin.isEnabled()
    parts.name.clear()
    qtbot.keyClicks(parts.name, "Spot")
    assert parts.begin.isEnabled()
    qtbot.keyClicks(parts.folder, "-missing")
    assert f"{tmp_path}-missing is no folder" in parts.objection.text()


def test_a_file_that_is_there_is_replaced_knowingly(sheet, studio, qtbot, tmp_path):
    (tmp_path / "A spot, calm.wav").write_text("old")
    sheet.refresh()
    assert "will be replaced" in sheet.parts.remark.text()
    quick(sheet)
    assert soundfile.info(written(sheet, studio, qtbot)).frames == 88_200


def test_the_ranges_are_those_that_there_are(sheet, studio, selected, qtbot):
    span = sheet.parts.file.span
    model = span.model()
    assert [model.item(row).isEnabled() for row in range(3)] == [True, False, False]
    studio.player.set_loop(0, 2 * BEAT)
    selected["stretch"] = Stretch(BEAT, 2 * BEAT)
    sheet.refresh()
    assert [span.itemText(row) for row in range(3)] == [
        "All of it, 2.000 s",
        "The loop, 1.000 s",
        "The selected notes, 0.500 s",
    ]
    quick(sheet)
    pick(span, "selection")
    assert soundfile.info(written(sheet, studio, qtbot)).frames == 22_050
    pick(span, "loop")
    assert sheet.order.spec.is_loop and sheet.stretch == Stretch(0, 2 * BEAT)
    assert soundfile.info(written(sheet, studio, qtbot)).frames == 44_100
    selected["stretch"] = None
    pick(span, "selection")
    sheet.refresh()
    assert span.value == "all" and sheet.stretch is None


def test_what_is_chosen_beside_it_makes_a_folder_of_files(sheet, studio, qtbot, tmp_path):
    beside = sheet.parts.beside
    quick(sheet)
    press(qtbot, beside.markers.buttons["edl"])
    press(qtbot, beside.notes.buttons["mid"])
    pick(beside.stems, "track")
    pick(beside.start, "01:00:00:00")
    assert sheet.parts.begin.text() == "Export files"
    folder = written(sheet, studio, qtbot)
    assert folder == tmp_path / "A spot, calm"
    (edl,), stems = (folder / "markers").iterdir(), list((folder / "stems").iterdir())
    assert "01:00:00:13 01:00:00:14" in edl.read_text() and len(stems) == 2  # half a second in, at 25 frames
    files = sum(path.is_file() for path in folder.rglob("*"))
    assert sheet.parts.remark.text().startswith(f"Wrote {files} files into A spot, calm")
    sheet.refresh()
    assert sheet.parts.name.text() == "A spot, calm 2" and not sheet.parts.objection.isVisible()
    sheet.parts.name.clear()
    qtbot.keyClicks(sheet.parts.name, "A spot, calm")
    assert "“A spot, calm 2”" in sheet.parts.objection.text()  # that folder is full


def test_a_delivery_pack_is_one_button_and_keeps_ones_own_timeline(sheet, studio, qtbot, monkeypatch):
    pick(sheet.parts.beside.frame_rate, "24")
    sheet.choose_pack("podcast")
    assert sheet.parts.deliver.text() == "Deliver pack: Podcast"
    ordered = []
    monkeypatch.setattr(studio.exporting, "order", lambda order, stretch: ordered.append(order))
    press(qtbot, sheet.parts.deliver)
    (order,) = ordered
    podcast = packs()["podcast"]
    assert order.pack.frame_rate == "24" and order.pack.formats == podcast.formats and order.pack.name == podcast.name
    assert set(order.pack.loops) == set(podcast.loops) and set(order.pack.versions) == set(podcast.versions)
    assert studio.settings.export["last_pack"] == "podcast"


@pytest.mark.parametrize("name", packs())
def test_the_sheet_can_say_all_that_a_pack_has(sheet, name):
    sheet.choose_pack(name)
    wanted = packs()[name]
    for field in ("formats", "loudness", "stems"):
        assert getattr(sheet.pack, field) == getattr(wanted, field)
    for field in ("lengths", "versions", "loops", "markers", "notes"):
        assert set(getattr(sheet.pack, field)) == set(getattr(wanted, field))
    assert sheet.pack.name == wanted.name


def test_what_was_exported_is_remembered(sheet, studio, qtbot, tmp_path, soundfont):
    quick(sheet)
    pick(sheet.parts.file.loudness, "atsc")
    press(qtbot, sheet.parts.beside.markers.buttons["csv"])
    pick(sheet.parts.beside.frame_rate, "29.97 drop")
    written(sheet, studio, qtbot)
    studio.settings.save()
    again = Settings.load()
    assert again.frame_rate == "29.97 drop" and json.dumps(again.export)
    studio.settings = again
    other = ExportSheet(studio, DARK, None, selected=lambda: None)
    assert other.pack == sheet.pack and other.parts.folder.text() == str(tmp_path)


def test_settings_that_mean_nothing_are_left_out(studio, tmp_path):
    studio.settings.recent_folder = str(tmp_path)
    for kept in ({"pack": {"name": "x", "loudness": "loud"}}, {"pack": 3, "span": "x", "folder": 5, "last_pack": "no"}):
        studio.settings.export = kept
        made = ExportSheet(studio, DARK, None, selected=lambda: None)
        assert made.pack.loudness == "apple" and made.parts.folder.text() == str(tmp_path)


def test_an_export_is_cancelled_by_the_button_that_began_it(sheet, studio, qtbot, tmp_path):
    press(qtbot, sheet.parts.begin)
    assert sheet.parts.begin.text() == "Cancel"
    with qtbot.waitSignal(studio.exporting.ended, timeout=20_000):
        press(qtbot, sheet.parts.begin)
    assert sheet.parts.remark.text() == "Cancelled: nothing was written."
    assert list(tmp_path.glob("*.wav")) == []


def test_escape_gives_up_what_is_written_and_else_closes(sheet, studio, qtbot, tmp_path):
    press(qtbot, sheet.parts.begin)
    with qtbot.waitSignal(studio.exporting.ended, timeout=20_000):
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.isVisible() and list(tmp_path.glob("*.wav")) == []
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_a_closed_sheet_measures_nothing_and_measures_again_once_it_is_open(sheet, studio, qtbot):
    with qtbot.waitSignal(studio.rehearsing.measured, timeout=20_000):
        pass
    sheet.close()
    studio.document.commit(replace(SCORE, title="Else"), "Edit")
    assert sheet.parts.name.text() == "A spot, calm" and not sheet._timer.isActive()
    sheet.show()
    with qtbot.waitSignal(studio.rehearsing.measured, timeout=20_000):
        sheet.refresh()
    assert sheet.parts.name.text() == "Else"


def test_a_disk_that_fills_up_is_a_sentence_and_leaves_nothing(sheet, studio, qtbot, tmp_path, monkeypatch):
    from audiogenesis_desktop.files.wav import WavFile

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(WavFile, "write", full)
    with qtbot.waitSignal(studio.exporting.failed, timeout=20_000):
        press(qtbot, sheet.parts.begin)
    qtbot.waitUntil(lambda: not studio.exporting.is_busy, timeout=5000)
    assert "No space left on device" in sheet.parts.objection.text() and sheet.parts.objection.isVisible()
    assert not [path for path in tmp_path.iterdir() if path.is_file()]
    assert sheet.parts.begin.isEnabled()  # once there is room


def test_the_folder_is_chosen_and_shown(sheet, studio, qtbot, tmp_path, monkeypatch):
    other, shown = tmp_path / "other", []
    other.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(other))
    press(qtbot, sheet.parts.browse)
    quick(sheet)
    assert written(sheet, studio, qtbot).parent == other
    monkeypatch.setattr(sheets, "show_in_folder", shown.append)
    press(qtbot, sheet.parts.show_folder)
    assert shown == [studio.exporting.written]


def test_an_edited_piece_is_measured_anew_and_its_name_follows_until_one_is_typed(sheet, studio, qtbot):
    with qtbot.waitSignal(studio.rehearsing.measured, timeout=20_000):
        pass
    with qtbot.waitSignal(studio.rehearsing.measured, timeout=20_000):
        studio.document.commit(replace(SCORE, title="Louder", level_db=-6.0), "Edit")
    assert sheet.parts.name.text() == "Louder"
    sheet.parts.name.clear()
    qtbot.keyClicks(sheet.parts.name, "Mine")
    studio.document.commit(replace(SCORE, title="Else"), "Edit")
    assert sheet.parts.name.text() == "Mine"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("", "Untitled"),
        ("a/b", "a b"),
        (
            "corporate, piano and strings, 112 bpm, hit at 12 s, brighter",
            "corporate, piano and strings, 112 bpm",
        ),
        (
            "slow music for a long walk beside the wide and empty sea",
            "slow music for a long walk beside the",
        ),
    ],
)
def test_a_name_is_suggested(studio, title, name):
    studio.document.load(replace(SCORE, title=title))
    assert suggested_name(studio) == name


def test_everything_is_named_for_those_who_do_not_see_it(sheet):
    from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

    for kind in (QComboBox, QLineEdit, QPushButton):
        for part in sheet.findChildren(kind):
            assert part.accessibleName() or part.text(), part


def test_music_by_others_tells_beforehand_what_it_cannot_become(sheet, qtbot):
    beside = sheet.parts.beside
    assert beside.opened.isVisible() and "Not composed here" in beside.opened.text()
    button = beside.lengths.buttons[60.0]
    assert not button.isEnabled() and "composed here" in button.toolTip()
    sheet.choose_pack("advert")  # which has that length
    assert button.isEnabled() and "There will be no version of 60" in sheet.parts.remark.text()
    press(qtbot, button)
    assert not button.isEnabled() and 60.0 not in beside.values["lengths"]


def test_what_was_composed_here_can_be_written_longer(studio, qtbot, tmp_path):
    studio.settings.recent_folder = str(tmp_path)
    with qtbot.waitSignal(studio.composing.finished, timeout=5000):
        studio.making.compose("72 BPM", 7)
    made = ExportSheet(studio, DARK, None, selected=lambda: None)
    made.show()
    assert not made.parts.beside.opened.isVisible()
    assert all(button.isEnabled() for button in made.parts.beside.lengths.buttons.values())
    made.close()


@pytest.fixture
def screened(sheet, studio, qtbot, video):
    """Return the sheet for a piece that has a video with a tone."""
    with qtbot.waitSignal(studio.screening.looked_through, timeout=20_000):
        studio.screening.open(video)
    return sheet


def options(sheet):
    return sheet.parts.beside.video.buttons


def test_without_a_video_none_is_offered(sheet):
    assert not any(button.isEnabled() for button in options(sheet).values())
    assert options(sheet)["music"].toolTip().startswith("Open a video first")


@pytest.mark.slow
def test_the_video_alone_is_one_file_with_the_music_at_its_loudness(screened, studio, qtbot, tmp_path, ffmpeg):
    quick(screened)
    pick(screened.parts.file.loudness, "ebu")
    press(qtbot, options(screened)["music"])
    assert screened.parts.remark.text() == "The video lasts 6.006 s and the piece 2 s."
    path = written(screened, studio, qtbot)
    assert path == tmp_path / "A spot, calm.mp4"
    sound = np.frombuffer(ffmpeg("-i", path, "-map", "0:a", "-ac", "1", "-f", "f32le", "-"), "<f4")
    assert len(sound) == pytest.approx(2 * 44_100, abs=3000) and abs(sound).max() > 0.01
    assert screened.parts.outcome.lines[0].startswith("A spot, calm.mp4 2.000 s −23.0 LUFS")
    assert not [left for left in tmp_path.iterdir() if left.name.endswith(".part")]
    assert Choices.of(studio.settings).video == ("music",)


@pytest.mark.slow
def test_the_music_begins_where_it_does_in_the_video_and_so_do_its_markers(screened, studio, qtbot, tmp_path, ffmpeg):
    quick(screened)
    studio.screening.begin_at(4.0)
    for button in (options(screened)["music"], screened.parts.beside.markers.buttons["csv"]):
        press(qtbot, button)
    pick(screened.parts.beside.start, "01:00:00:00")
    assert "lasts" not in screened.parts.remark.text()
    folder = written(screened, studio, qtbot)
    (path,), (table,) = (folder / "picture").iterdir(), (folder / "markers").iterdir()
    sound = np.frombuffer(ffmpeg("-i", path, "-map", "0:a", "-ac", "1", "-ar", "8000", "-f", "f32le", "-"), "<f4")
    first = np.flatnonzero(abs(sound) > 0.003)[0] / 8000
    assert first == pytest.approx(studio.screening.starts_at_seconds, abs=0.08)
    assert "01:00:04:13" in table.read_text()  # of the hit at half a second


@pytest.mark.slow
def test_beside_other_files_the_video_lies_in_a_folder_of_its_own(screened, studio, qtbot, video):
    quick(screened)
    for button in (options(screened)["own sound"], screened.parts.beside.markers.buttons["csv"]):
        press(qtbot, button)
    folder = written(screened, studio, qtbot)
    assert (folder / "picture" / f"{video.stem} with music.mp4").stat().st_size > 1000
    assert (folder / "audio").is_dir() and (folder / "markers").is_dir()


@pytest.mark.slow
def test_a_part_of_the_piece_goes_without_the_video(screened, studio, qtbot, selected):
    press(qtbot, options(screened)["music"])
    selected["stretch"] = Stretch(0, BEAT)
    screened.refresh()
    pick(screened.parts.file.span, "selection")
    assert screened.order.picture is None and screened.order.path.suffix == ".wav"
    assert not options(screened)["music"].isEnabled()
