"""A video in the window: opened, shown in the strip and at the playhead, its cuts made hits, dropped, taken away."""

import shutil

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from audiogenesis_desktop.brief.brief import Origin
from audiogenesis_desktop.delivery.picture.frames import Scan
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.ui.main_window import MainWindow
from audiogenesis_desktop.ui.picture.cuts_popup import CutsPopup
from audiogenesis_desktop.ui.roll.lanes.item_popup import ItemPopup
from audiogenesis_desktop.ui.theme import LIGHT

SCORE = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 12 * 960, 80),)),), length_ticks=12 * 960)  # 6 s
COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
NO_BUTTON = Qt.MouseButton.NoButton
pytestmark = pytest.mark.slow


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
def film(video, tmp_path):
    return shutil.copy(video, tmp_path / "film.mp4")


@pytest.fixture
def screened(window, studio, qtbot, film):
    """Return the window with a piece of 6 s and the video of three shots."""
    studio.document.load(SCORE)
    with qtbot.waitSignal(studio.screening.looked_through, timeout=20_000):
        window.picture.open(film)
    qtbot.waitUntil(lambda: window.roll.lanes.picture.isVisible(), timeout=5000)
    return window


def tick(seconds):
    return round(TempoMap(SCORE.tempi).ticks(seconds))


def colour(image, x=None):
    image = image.toImage() if hasattr(image, "toImage") else image
    pixel = image.pixelColor(image.width() // 2 if x is None else x, image.height() // 2)
    return {(0, 0): "black", (1, 1): "white", (1, 0): "red"}.get((pixel.red() // 200, pixel.green() // 200), "?")


def test_opening_brings_length_frame_rate_and_a_choice_of_hits(screened, studio):
    brief = screened.brief_panel.brief
    assert brief.length_seconds == pytest.approx(6.006) and brief.origin("length_seconds") is Origin.EDITED
    assert studio.settings.frame_rate == "29.97" and screened.actions_["frames_ruler"].isChecked()
    assert screened.notices.notice.mend_label == "Choose hits…"
    assert screened.actions_["picture_hits"].isEnabled() and screened.actions_["picture_close"].isEnabled()


def shot_edges(window):
    return {round(window.roll.viewport.geometry.x_of(tick(seconds))) for seconds in (0, 2.002, 4.004)}


def test_the_strip_shows_each_shot_where_it_is_heard(screened, qtbot):
    strip = screened.roll.lanes.picture
    tiles = list(strip.tiles())
    assert len(tiles) > 3 and [tile.number for tile in tiles] == sorted(tile.number for tile in tiles)
    firsts = {round(tile.number * 1001 / 30_000, 2) for tile in tiles if tile.box.x() in shot_edges(screened)}
    assert firsts == {0.0, 2.0, 4.0}  # each shot begins with its own first frame
    at = {seconds: round(screened.roll.viewport.geometry.x_of(tick(seconds))) for seconds in (0.7, 3.3, 5.5)}

    def shown():
        picture = strip.grab().toImage()
        return [colour(picture, round(x * picture.devicePixelRatio())) for x in at.values()]

    qtbot.waitUntil(lambda: shown() == ["black", "white", "red"], timeout=5000)


def test_while_a_video_is_looked_through_what_can_be_seen_is_shown_first(window, studio, qtbot, film, monkeypatch):
    monkeypatch.setattr(Scan, "run", lambda _scan, _progress, stop: stop.wait(120))  # a long one, not yet begun
    studio.document.load(SCORE)
    window.picture.open(film)
    strip, geometry = window.roll.lanes.picture, window.roll.viewport.geometry
    qtbot.waitUntil(strip.isVisible, timeout=10_000)
    at = {seconds: round(geometry.x_of(tick(seconds))) for seconds in (0.7, 3.3, 5.5)}

    def shown():
        picture = strip.grab().toImage()
        return [colour(picture, round(x * picture.devicePixelRatio())) for x in at.values()]

    seconds = [tile.seconds for tile in strip.tiles()]
    qtbot.waitUntil(lambda: all(map(studio.screening.glimpses.get, seconds)), timeout=90_000)
    qtbot.waitUntil(lambda: shown() == ["black", "white", "red"], timeout=5000)
    assert studio.screening.is_looking and not len(studio.screening.frames)
    studio.screening.cancel()


def test_the_pane_shows_the_frame_at_the_playhead_wherever_it_goes(screened, studio, qtbot):
    pane = screened.picture.pane
    assert pane.isVisible()
    for seconds, expected in ((1.9, "black"), (2.1, "white"), (4.1, "red"), (0.0, "black")):
        studio.player.seek(tick(seconds))
        assert colour(pane.image) == expected
    assert pane.is_sharp  # the small pictures are all that the video has
    studio.player.seek(tick(9))
    assert pane.image is None


def test_a_pane_larger_than_the_small_pictures_gets_the_sharp_frame(screened, studio, qtbot, monkeypatch):
    from audiogenesis_desktop.ui.picture import pane as panes

    monkeypatch.setattr(panes, "LONGEST_SIDE", 64)
    pane = screened.picture.pane
    studio.player.seek(tick(5))
    assert colour(pane.image) == "red" and not pane.is_sharp  # at once, if small
    qtbot.waitUntil(lambda: pane.is_sharp, timeout=20_000)
    assert colour(pane.image) == "red"


def test_a_click_or_a_drag_in_the_strip_moves_the_playhead(screened, studio, qtbot):
    strip, geometry = screened.roll.lanes.picture, screened.roll.viewport.geometry
    qtbot.mousePress(strip, LEFT, pos=QPoint(round(geometry.x_of(tick(2.5))), 20))
    assert studio.player.position == pytest.approx(tick(2.5), abs=20)
    qtbot.mouseMove(strip, QPoint(round(geometry.x_of(tick(5))), 20))
    qtbot.mouseRelease(strip, LEFT)


def test_cuts_become_hits(screened, qtbot):
    screened.actions_["picture_hits"].trigger()
    popup = next(each for each in QApplication.topLevelWidgets() if isinstance(each, CutsPopup) and each.isVisible())
    assert popup.use.text() == "Use as 2 hits" and popup.list.item(1).text() == "0:04.004"
    popup.list.item(0).setSelected(False)
    assert popup.use.text() == "Use as a hit"
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    brief = screened.brief_panel.brief
    assert (*brief.hits, *brief.missed) == (4.004,) and brief.origin("hits") is Origin.EDITED
    assert screened.roll.lanes.picture.hits == (4.004,)


def test_the_music_begins_at_the_frame_at_the_playhead_and_length_and_hits_follow(screened, studio):
    screened.brief_panel.set_field("hits", {"hits": (2.002, 3.3, 4.004), "hit_kinds": ((4.004, "stop"),)})
    studio.player.seek(tick(2.5))
    screened.actions_["picture_start_here"].trigger()
    start = studio.screening.starts_at_seconds
    assert start == pytest.approx(2.5, abs=1001 / 30_000) and studio.screening.video.starts_at_seconds == start
    brief = screened.brief_panel.brief
    assert brief.length_seconds == pytest.approx(6.006 - start, abs=1e-3)
    hits = sorted((*brief.hits, *brief.missed))
    assert hits == pytest.approx([4.004 - start, 3.3], abs=2e-3)  # one cut lies before, and is none any more
    assert brief.hit_kinds == ((hits[0], "stop"),)
    pane = screened.picture.pane
    studio.player.seek(0)
    assert colour(pane.image) == "white" and pane.moment == start
    assert screened.timecode.code.label_at(0) == screened.timecode.timeline.label_at(start) == "00:00:02:15"
    assert not studio.document.is_saved


def test_the_start_is_typed_in_seconds_or_time_code_and_what_is_neither_is_told(screened, studio):
    screened.actions_["picture_start"].trigger()
    popup = next(each for each in QApplication.topLevelWidgets() if isinstance(each, ItemPopup) and each.isVisible())
    line = popup.fields["At"]
    assert line.text() == "0:00"
    line.setText("soon")
    popup.set.click()
    assert popup.isVisible() and "12.5" in popup.wrong.text()
    line.setText("00:00:02:00")
    popup.set.click()
    assert studio.screening.starts_at_seconds == pytest.approx(2.002)
    screened.picture.begin_at(99)
    assert studio.screening.starts_at_seconds == pytest.approx(5.005, abs=0.04)  # a second of it is left


def test_frames_dragged_with_shift_move_under_the_music(screened, studio, qtbot):
    strip, x = screened.roll.lanes.picture, screened.roll.viewport.geometry.x_of
    places = [QPoint(round(x(tick(seconds))), 20) for seconds in (4.5, 3.0)]
    qtbot.mousePress(strip, LEFT, Qt.KeyboardModifier.ShiftModifier, places[0])
    send_move(strip, places[1])
    assert studio.screening.starts_at_seconds == pytest.approx(1.5, abs=0.05)
    assert screened.brief_panel.brief.length_seconds == pytest.approx(6.006)  # until it is let go
    qtbot.mouseRelease(strip, LEFT, Qt.KeyboardModifier.NoModifier, places[1])
    assert screened.brief_panel.brief.length_seconds == pytest.approx(4.5, abs=0.05)
    assert studio.player.position == 0
    firsts = {tile.number for tile in strip.tiles() if tile.box.x() <= 0}
    assert firsts == {round(studio.screening.starts_at_seconds * 30_000 / 1001)}


def send_move(widget, at):
    place = QPointF(at)
    where = widget.mapToGlobal(place)
    QApplication.sendEvent(widget, QMouseEvent(QEvent.Type.MouseMove, place, where, NO_BUTTON, LEFT, NONE))


def test_the_slider_chooses_by_strength_and_hits_elsewhere_stay(screened, studio):
    popup = CutsPopup(studio.screening, (3.3, 4.004), screened.theme, screened)
    assert [popup.list.item(row).isSelected() for row in range(2)] == [False, True]
    popup.strength.setValue(10)
    assert popup.hits == pytest.approx((2.002, 3.3, 4.004))
    popup.list.clearSelection()
    assert popup.hits == (3.3,) and popup.use.text() == "No hits at cuts"
    popup.deleteLater()


def test_a_video_dropped_anywhere_is_opened(window, studio, qtbot, film):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(film))])
    enter = QDragEnterEvent(QPoint(20, 60), COPY, data, LEFT, NONE)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted() and not window.drops.zones.isVisible()
    with qtbot.waitSignal(studio.screening.looked_through, timeout=20_000):
        QApplication.sendEvent(window, QDropEvent(QPointF(20, 60), COPY, data, LEFT, NONE))
    assert studio.screening.picture.path == film and studio.settings.recent_folder == str(film.parent)
    assert window.picture.pane.isVisible()  # without a piece as well


def test_the_command_asks_for_a_video_and_a_closed_dialog_changes_nothing(window, studio, qtbot, film, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    window.actions_["picture_open"].trigger()
    assert not studio.screening._jobs.is_busy
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(film), ""))
    with qtbot.waitSignal(studio.screening.looked_through, timeout=20_000):
        window.actions_["picture_open"].trigger()


def test_a_video_chosen_in_the_open_dialog_becomes_the_picture_of_the_piece(
    screened, studio, qtbot, tmp_path, monkeypatch
):
    other = shutil.copy(studio.screening.picture.path, tmp_path / "other.mov")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))
    with qtbot.waitSignal(studio.screening.looked_through, timeout=20_000):
        screened.actions_["open"].trigger()
    assert studio.screening.picture.path == other
    assert studio.document.committed.tracks == SCORE.tracks  # nothing is lost, so nothing is asked


def test_folded_and_taken_away_nothing_of_it_is_left(screened, studio, qtbot):
    screened.actions_["picture_pane"].trigger()
    assert not screened.picture.pane.isVisible() and "picture" in studio.settings.folded
    screened.actions_["picture_pane"].trigger()
    assert screened.picture.pane.isVisible()
    screened.set_theme(LIGHT)
    screened.actions_["picture_close"].trigger()
    assert not screened.picture.pane.isVisible() and not screened.roll.lanes.picture.isVisible()
    assert not screened.actions_["picture_hits"].isEnabled()


def test_the_pane_goes_into_a_window_of_its_own_and_back(screened, studio, qtbot):
    pane = screened.picture.pane
    column = pane.parentWidget()
    screened.actions_["picture_apart"].trigger()
    assert pane.isWindow() and pane.isVisible() and pane.width() > 900
    studio.player.seek(tick(5))
    qtbot.waitUntil(lambda: pane.is_sharp and colour(pane.image) == "red", timeout=20_000)
    screened.actions_["fold"].trigger()
    assert not column.isVisible()
    pane.close()
    assert not pane.isWindow() and pane.isVisible() and column.isVisible()
    assert not screened.actions_["picture_apart"].isChecked()


def test_the_tracks_column_goes_with_its_last_part(screened, studio, qtbot):
    column = screened.track_list.parentWidget()
    screened.actions_["fold"].trigger()
    assert column.isVisible() and not screened.track_list.isVisible()
    screened.actions_["picture_pane"].trigger()
    assert not column.isVisible()
    screened.actions_["fold"].trigger()
    assert column.isVisible()


def test_without_ffmpeg_one_sentence_says_where_to_get_it(window, studio, qtbot, film, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    with qtbot.waitSignal(studio.noticed, check_params_cb=lambda notice: "ffmpeg.org" in notice.text, timeout=5000):
        window.picture.open(film)
    assert studio.screening.picture is None
